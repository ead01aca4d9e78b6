// Tells which hint the scanner gives for the pictures of a drawn set that it does not read.
//
//   kioskctl scan --json SET | node tests/scan/hints.mjs SET/truth.json…
//
// Several sets are piped one after the other. Prints a table: the condition of the picture, and how often each hint.

import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

const scenes = new Map();
for (const truth of process.argv.slice(2)) {
  for (const scene of JSON.parse(readFileSync(truth, "utf8")).items) {
    scenes.set(join(dirname(truth), scene.file), scene);
  }
}
if (scenes.size === 0) throw new Error("give the truth.json of each set");

const table = new Map();
const lines = readFileSync(0, "utf8").split("\n").filter((line) => line !== "");
for (const line of lines) {
  const { file, texts, hint } = JSON.parse(line);
  const scene = scenes.get(join(file));
  if (!scene) throw new Error(`${basename(file)} is in no truth.json`);
  if (texts.some((text) => scene.texts.includes(text))) continue;
  const row = table.get(scene.cond) ?? new Map();
  row.set(hint ?? "no hint", (row.get(hint ?? "no hint") ?? 0) + 1);
  table.set(scene.cond, row);
}

console.log("| not read, or no code | of | hints |\n|---|---|---|");
for (const [condition, row] of table) {
  const all = [...row.values()].reduce((sum, count) => sum + count, 0);
  const hints = [...row].sort((one, other) => other[1] - one[1]).map(([hint, count]) => `${hint} ${count}`);
  console.log(`| ${condition} | ${all} | ${hints.join(", ")} |`);
}
