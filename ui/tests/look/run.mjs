// `make look`: every screen in every language, size and orientation, as pictures, contact sheets and a table
// of what is wrong. Ends with 1 when anything is. Arguments: the folder to write to, then parts of names of
// samples and shapes to look at only those.

import { mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";

import { look, SHAPES, shapeName } from "./drive.mjs";
import { writeSheets } from "./sheets.mjs";

const TABS = 2;
const ROWS_SHOWN = 400;

const [folder, ...parts] = process.argv.slice(2);
const out = resolve(folder ?? "look-out");
const shapes = SHAPES.filter((shape) => parts.every((part) => !part.startsWith("@") || shapeName(shape).includes(part.slice(1))));
const named = parts.filter((part) => !part.startsWith("@"));
const only = (name) => named.length === 0 || named.some((part) => name.includes(part));

rmSync(out, { recursive: true, force: true });
const pictures = new Map(shapes.map((shape) => [shapeName(shape), []]));
const started = Date.now();
const { rows, screens } = await look({
  shapes,
  only,
  tabs: TABS,
  keep: async (page, shape, screen) => {
    const at = join(out, shapeName(shape));
    mkdirSync(at, { recursive: true });
    const path = join(at, `${screen.replace("·", "_")}.jpg`);
    await page.screenshot({ path, type: "jpeg", quality: 70 });
    pictures.get(shapeName(shape)).push({ name: screen, path });
  },
});

// The same trouble of one screen is one line: the first place, and the shapes that have it.
const lines = new Map();
for (const { shape, screen, what, where, more } of rows) {
  const line = lines.get(`${screen}\t${what}`) ?? { where, more, count: 0, seen: new Set() };
  line.seen.add(shape);
  lines.set(`${screen}\t${what}`, { ...line, count: line.count + 1 });
}
for (const [key, { where, more, count, seen }] of [...lines].slice(0, ROWS_SHOWN)) {
  console.log(`${key}\t${count}×\t${where}\t${more}\t${seen.size === shapes.length ? "everywhere" : [...seen].join(" ")}`);
}
if (lines.size > ROWS_SHOWN) console.log(`… and ${lines.size - ROWS_SHOWN} more`);
await writeSheets(out, pictures);
console.log(`${screens} screens in ${shapes.length} shapes, ${rows.length} findings, ${Math.round((Date.now() - started) / 1000)} s; pictures in ${out}`);
process.exitCode = rows.length > 0 ? 1 : 0;
