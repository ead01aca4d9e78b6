// Every screen once in each language, lying, at the first size of text: nothing cut, piled, small or pale, no
// glyph missing. `make look` does the same in every shape and draws pictures. Skipped aloud without a browser.

import assert from "node:assert/strict";
import { test } from "node:test";

import { browser, look, SHAPES } from "./look/drive.mjs";

const PATIENCE_MS = 300_000;

test("every screen can be read and touched in every language", { timeout: PATIENCE_MS }, async (t) => {
  if (!browser()) return t.skip("no browser to show the page in");
  const shapes = SHAPES.filter(({ size, orientation }) => size === 1 && orientation === "landscape");
  const { rows, screens } = await look({ shapes, tabs: 2 });
  assert.ok(screens > 300, `${screens} screens were seen`);
  assert.deepEqual(rows, []);
});
