// The bundled fonts come in a hundred parts. Until a part is there its characters are boxes, and a
// kiosk has no other Chinese font to fall back on: so all parts are loaded ahead. A visit begins in simplified
// Chinese; the face of Hong Kong, which has the traditional forms, is there before anybody chooses it.

import words from "../words/zh-Hans.json";

const WEIGHTS = [400, 700];

/** Resolves when every character of our own words can be drawn; names and places follow at once. */
export async function fontsReady(): Promise<void> {
  const text = Object.values(words).join("");
  await Promise.all(
    WEIGHTS.map((weight) => document.fonts.load(`${weight} 1em "Noto Sans SC"`, text)),
  );
  void Promise.allSettled([...document.fonts].map((face) => face.load()));
}
