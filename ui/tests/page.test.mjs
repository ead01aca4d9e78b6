// What the page must never do: read text as markup, keep anything, offer what a browser offers.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import typescript from "typescript";

const ui = join(dirname(fileURLToPath(import.meta.url)), "..");
const read = (path) => readFileSync(join(ui, path), "utf8");
const sources = readdirSync(join(ui, "src"), { recursive: true })
  .filter((name) => /\.(svelte|ts)$/.test(name))
  .map((name) => [name, read(join("src", name))]);

/** Loads one module that imports nothing. */
async function module(path) {
  const options = { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2022 };
  const { outputText } = typescript.transpileModule(read(path), { compilerOptions: options });
  return import(`data:text/javascript;base64,${Buffer.from(outputText).toString("base64")}`);
}

function nowhere(pattern, why) {
  assert.ok(sources.length > 80);
  const found = sources.filter(([, text]) => pattern.test(text)).map(([name]) => name);
  assert.deepEqual(found, [], why);
}

test("text stays text: nothing is ever read as markup", () => {
  nowhere(/\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|createContextualFragment|srcdoc|eval\(|new Function/, "markup");
  nowhere(/href=|window\.open|location\.(assign|replace|href\s*=)|target="_blank"/, "a way off the page");
});

test("nothing is kept: no storage, no clipboard, no history, no field that a browser remembers", () => {
  nowhere(/localStorage|sessionStorage|indexedDB|document\.cookie|navigator\.clipboard|caches\.|serviceWorker|history\.(push|replace)State|<form/, "storage");
  for (const [name, text] of sources) {
    for (const [input] of text.matchAll(/<input[^>]*>/gs)) {
      assert.match(input, /autocomplete="off"/, name);
      assert.match(input, /spellcheck="false"/, name);
      assert.doesNotMatch(input, /\bname=|type="password"/, name);
    }
  }
});

test("a PIN and a passphrase have no field, and are let go when they are sent", () => {
  for (const path of ["src/parts/PinDots.svelte", "src/screens/Locked.svelte"]) {
    assert.doesNotMatch(read(path), /<input|<Field/, path);
  }
  assert.match(read("src/parts/LoginStep.svelte"), /const sent = pin;\s+pin = "";/);
  assert.match(read("src/screens/Locked.svelte"), /const sent = passphrase;\s+passphrase = "";/);
});

test("keys that leave the task are stopped, and keys of a field are not", async () => {
  const { leavesTask } = await module("src/parts/guard.ts");
  const stroke = (key, held = "") => ({
    key,
    ctrlKey: held.includes("C"),
    metaKey: held.includes("M"),
    altKey: held.includes("A"),
  });
  const always = [
    ...Array.from({ length: 24 }, (_, place) => [`F${place + 1}`]),
    ["ContextMenu"], ["BrowserBack"], ["PrintScreen"],
    ..."pruslfgjhntwokdi+-=0cvx".split("").map((key) => [key, "C"]),
    ["p", "M"], ["ArrowLeft", "A"], ["ArrowRight", "A"], ["Home", "A"], ["F4", "A"], ["Tab", "A"], ["i", "CM"], ["I", "C"],
  ];
  for (const [key, held] of always) {
    for (const inField of [true, false]) {
      assert.equal(leavesTask(stroke(key, held), inField), true, `${held ?? ""} ${key} ${inField}`);
    }
  }
  for (const key of ["a", "Z", "7", "Enter", "Tab", "Backspace", "ArrowLeft", " ", "陈", "Escape", "Shift"]) {
    assert.equal(leavesTask(stroke(key), true), false, key);
    assert.equal(leavesTask(stroke(key), false), false, key);
  }
  assert.equal(leavesTask(stroke("a", "C"), true), false);
  assert.equal(leavesTask(stroke("a", "C"), false), true);
  assert.equal(leavesTask(stroke("@", "CA"), true), false, "a letter of a third level");
});

test("a time of day is one of a day", async () => {
  const { isTime, shownTime } = await module("src/parts/timeOfDay.ts");
  for (const digits of ["0000", "0930", "1405", "2359"]) assert.ok(isTime(digits), digits);
  for (const digits of ["", "140", "2400", "1260", "9999", "12a5"]) assert.ok(!isTime(digits), digits);
  assert.deepEqual(["1", "14", "140", "1405"].map(shownTime), ["1", "14", "14:0", "14:05"]);
});
