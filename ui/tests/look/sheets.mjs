// Contact sheets: all pictures of one shape on one sheet, drawn by the browser that took them.

import { readFileSync } from "node:fs";
import { join } from "node:path";

import { chromium } from "playwright-core";

import { browser } from "./drive.mjs";

/** Sheets to look at, and small ones to keep beside the documents. */
const SIZES = [
  { end: ".jpg", width: 2600, portrait: 200, landscape: 320, quality: 70 },
  { end: ".small.jpg", width: 1500, portrait: 112, landscape: 180, quality: 45 },
];

/** Writes the sheets of each shape into a folder; `pictures` has a list of names and paths for each. */
export async function writeSheets(folder, pictures) {
  const window = await chromium.launch({ executablePath: browser(), args: ["--no-sandbox", "--disable-gpu"] });
  try {
    for (const [shape, shown] of pictures) {
      for (const size of SIZES) if (shown.length > 0) await writeSheet(window, join(folder, shape + size.end), shape, shown, size);
    }
  } finally {
    await window.close();
  }
}

async function writeSheet(window, path, shape, shown, { width, portrait, landscape, quality }) {
  const page = await window.newPage({ viewport: { width, height: 1000 } });
  const column = shape.endsWith("portrait") ? portrait : landscape;
  const figures = shown.map(({ name, path: at }) => {
    const data = readFileSync(at).toString("base64");
    return `<figure><img src="data:image/jpeg;base64,${data}"><figcaption>${name}</figcaption></figure>`;
  });
  await page.setContent(`<!doctype html><meta charset="utf-8"><style>
    body { margin: 16px; font: ${width / 200}px sans-serif; background: #888; display: grid; gap: 10px; grid-template-columns: repeat(auto-fill, ${column}px); }
    h1 { grid-column: 1 / -1; font-size: 20px; margin: 0; } figure { margin: 0; } img { width: 100%; display: block; }
  </style><h1>${shape}</h1>${figures.join("")}`);
  await page.waitForLoadState("load");
  await page.screenshot({ path, type: "jpeg", quality, fullPage: true });
  await page.close();
}
