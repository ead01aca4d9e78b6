// Serves the page, opens a browser on it and looks at every sample in every shape that is asked for.

import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";
import { createServer } from "vite";

import { missingGlyphs } from "./glyphs.mjs";

const ui = join(dirname(fileURLToPath(import.meta.url)), "../..");
const PAGES_MAX = 12;
const PATIENCE_MS = 120_000;
const SIZES = { landscape: { width: 1920, height: 1080 }, portrait: { width: 1080, height: 1920 } };

/** Every shape that a screen is met in. */
export const SHAPES = ["portrait", "landscape"].flatMap((orientation) =>
  [1, 4].flatMap((size) => ["zh-Hans", "en", "zh-Hant"].map((language) => ({ language, size, orientation }))),
);

/** Writes a shape as the name of a folder. */
export function shapeName({ language, size, orientation }) {
  return `${language}-${size === 4 ? "elder" : `size${size}`}-${orientation}`;
}

/** Returns the path of a browser, or null. */
export function browser() {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Not here.
      }
    }
  }
  return null;
}

/**
 * Looks at every sample in every shape, at `tabs` of them at once; `keep` gets each page that stands still.
 * Returns one row a finding: shape, screen, what, where, more.
 */
export async function look({ shapes, only = () => true, keep = () => undefined, tabs = 1 }) {
  const waiting = [...shapes];
  const rows = [];
  let screens = 0;
  await onPages(tabs, async (page) => {
    for (let shape = waiting.shift(); shape; shape = waiting.shift()) {
      const seen = await inShape(page, shape, only, keep);
      rows.push(...seen.rows);
      screens += seen.screens;
    }
  });
  return { rows, screens };
}

/** Serves the page, and lets `work` at as many of it as there are tabs. */
export async function onPages(tabs, work) {
  const folder = mkdtempSync(join(tmpdir(), "look-"));
  const server = await createServer({
    root: ui,
    configFile: join(ui, "vite.config.ts"),
    cacheDir: join(folder, "vite"),
    logLevel: "error",
    server: { port: 0, strictPort: false, hmr: false, ws: false },
  });
  const window = await chromium.launch({ executablePath: browser(), args: ["--no-sandbox", "--disable-gpu"] });
  try {
    await server.listen();
    const address = `http://localhost:${server.httpServer.address().port}/tests/look/page.html`;
    await Promise.all(Array.from({ length: tabs }, async () => work(await opened(window, address))));
  } finally {
    await window.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function opened(window, address) {
  const page = await window.newPage({ viewport: SIZES.landscape, reducedMotion: "reduce" });
  await page.goto(address, { waitUntil: "commit", timeout: PATIENCE_MS });
  await page.waitForSelector("html[data-ready]", { state: "attached", timeout: PATIENCE_MS });
  return page;
}

async function inShape(page, shape, only, keep) {
  const errors = [];
  const onError = (error) => errors.push(String(error));
  page.on("pageerror", onError);
  await page.setViewportSize(SIZES[shape.orientation]);
  const names = (await page.evaluate(() => globalThis.look.names)).filter(only);
  const rows = [];
  const faces = new Map();
  let screens = 0;
  const note = (screen, found) => rows.push(...found.map((finding) => ({ shape: shapeName(shape), screen, ...finding })));
  for (const name of names) {
    try {
      await page.evaluate(([sample, language, size]) => globalThis.look.show(sample, language, size), [name, shape.language, shape.size]);
      for (let number = 1, more = true; more && number <= PAGES_MAX; number += 1) {
        const screen = number === 1 ? name : `${name}·${number}`;
        const { found, written } = await page.evaluate(() => ({ found: globalThis.look.findings(), written: globalThis.look.faces() }));
        note(screen, found);
        for (const { style, text } of written) faces.set(style, (faces.get(style) ?? new Map()).set(text, screen));
        await keep(page, shape, screen);
        screens += 1;
        more = await page.evaluate(() => globalThis.look.turn());
      }
    } catch (error) {
      note(name, [{ what: "broken", where: "", more: String(error).split("\n")[0] }]);
    }
  }
  note("", errors.map((more) => ({ what: "broken", where: "", more })));
  for (const { screen, ...finding } of await missingGlyphs(page, faces)) note(screen, [finding]);
  page.off("pageerror", onError);
  return { rows, screens };
}
