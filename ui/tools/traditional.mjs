// Writes what each zh-Hant.json does not have yet, from the simplified words: `npm run traditional`.
//
// A first draft for a person to read, not a translation: what is there already stays as it is. The same
// conversion is the test's measure: a word that it would still change is not written in traditional characters.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

import { Converter } from "opencc-js";

// Characters as Hong Kong types them, then words as Hong Kong says them. 簽注 is what the border says there.
const USAGE = [
  ["説", "說"], ["啓", "啟"], ["牀", "床"], ["衞", "衛"], ["羣", "群"], ["户", "戶"], ["“", "「"], ["”", "」"],
  ["簽註", "簽注"], ["週歲", "周歲"], ["打印", "列印"], ["列印機", "打印機"], ["登錄", "登入"], ["退出登入", "登出"],
  ["短信", "短訊"], ["信息", "資料"], ["數據", "資料"], ["屏幕", "螢幕"], ["消息", "訊息"], ["賬戶", "帳戶"],
  ["鏈接", "連結"], ["聯繫", "聯絡"], ["U 盤", "USB 手指"], ["臺", "台"],
];
const converter = Converter({ from: "cn", to: "hk" });

/** Returns simplified text in traditional characters, with the words of Hong Kong. */
export function traditional(text) {
  return USAGE.reduce((written, [from, to]) => written.replaceAll(from, to), converter(text));
}

/** Writes what nobody sees as an escape, as the other files do. */
function quoted(text) {
  return JSON.stringify(text).replace(/[\u00a0\u200b]/g, (hidden) => `\\u${hidden.codePointAt(0).toString(16).padStart(4, "0")}`);
}

/** Returns every text of a file in the order of its lines: what `have` has, else the draft of it. */
function texts(simplified, have) {
  if (typeof simplified === "string") return [have ?? traditional(simplified)];
  if (typeof simplified !== "object") return [];
  return Object.keys(simplified).flatMap((key) => texts(simplified[key], have?.[key]));
}

function fill(folder) {
  const at = (language) => new URL(`../src/${folder}/${language}.json`, import.meta.url);
  const simplified = readFileSync(at("zh-Hans"), "utf8");
  const have = existsSync(at("zh-Hant")) ? JSON.parse(readFileSync(at("zh-Hant"), "utf8")) : {};
  const written = texts(JSON.parse(simplified), have);
  // Lines, order and gaps stay those of the simplified file.
  const text = simplified.replace(/"(?:[^"\\]|\\.)*"(\s*:)?/g, (found, colon) => (colon ? found : quoted(written.shift())));
  writeFileSync(at("zh-Hant"), text);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) for (const folder of ["words", "help"]) fill(folder);
