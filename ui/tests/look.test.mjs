// Every screen once in each language, lying, at the first size of text: nothing cut, piled, small or pale, no
// glyph missing. `make look` does the same in every shape and draws pictures. Skipped aloud without a browser.

import assert from "node:assert/strict";
import { test } from "node:test";

import { browser, look, onPages, SHAPES } from "./look/drive.mjs";
import { missingGlyphs } from "./look/glyphs.mjs";

const PATIENCE_MS = 300_000;

test("every screen can be read and touched in every language", { timeout: PATIENCE_MS }, async (t) => {
  if (!browser()) return t.skip("no browser to show the page in");
  const shapes = SHAPES.filter(({ size, orientation }) => size === 1 && orientation === "landscape");
  const { rows, screens } = await look({ shapes, tabs: 2 });
  assert.ok(screens > 300, `${screens} screens were seen`);
  assert.deepEqual(rows, []);
});

/** What a careless change does to a screen, and what the look has to call it. */
const HARM = [
  ["cut", ".title { width: 60px; overflow: hidden; white-space: nowrap }"],
  ["overflows", "[data-test=not-my-door] { white-space: nowrap; font-size: 52px; width: 300px }"],
  ["outside", ".lead { position: relative; left: -400px }"],
  ["torn", ".title { width: 1em }"],
  ["orphan", "[data-test=confirm-door] span { width: 6.2em; word-break: break-all; text-wrap: wrap }"],
  ["text on text", ".lead { margin-top: -60px }"],
  ["text on target", "[data-test=not-my-door] { position: fixed; top: 60px; left: 40px }"],
  ["text on picture", ".notice .icon { position: absolute; width: 300px; height: 300px }"],
  ["behind", ".notice { position: fixed; inset: 0 }"],
  ["box on box", ".plate { margin-bottom: -100px }"],
  ["target cut", "[data-test=confirm-door] { position: relative; top: 300px }"],
  ["target on target", "[data-test=confirm-door] { margin-left: -100px }"],
  ["close", ".actions { gap: 5px }"],
  ["small", ".rail .tool.tool { min-height: 0; height: 40px }"],
  ["pale", ".lead { color: #777 }"],
];

test("the look sees each kind of harm", { timeout: PATIENCE_MS }, async (t) => {
  if (!browser()) return t.skip("no browser to show the page in");
  await onPages(1, async (page) => {
    const missed = [];
    for (const [what, css] of HARM) {
      const language = what === "orphan" ? "zh-Hant" : "en";
      await page.evaluate((wanted) => globalThis.look.show("door", wanted, 1), language);
      const sheet = await page.addStyleTag({ content: css });
      const found = await page.evaluate(() => globalThis.look.findings());
      await sheet.evaluate((node) => node.remove());
      if (!found.some((finding) => finding.what === what)) missed.push([what, found.map((finding) => Object.values(finding).join(" "))]);
      assert.deepEqual(await page.evaluate(() => globalThis.look.findings()), [], what);
    }
    assert.deepEqual(missed, []);
    const { fontFamily, fontWeight } = await page.evaluate(() => getComputedStyle(document.body));
    const style = JSON.stringify({ fontFamily, fontWeight, lang: "en" });
    const faces = new Map([[style, new Map([["门 door \u{1F600} \u{30EDD}", "door"]])]]);
    const glyphs = await missingGlyphs(page, faces);
    assert.deepEqual(glyphs.map(({ where }) => where.split(" ")[1]), ["U+1F600", "U+30EDD"]);
  });
});
