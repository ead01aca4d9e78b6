// The bundled fonts come in a hundred parts. Until a part is there its characters are boxes, and a
// kiosk has no other Chinese font to fall back on: so all parts are loaded ahead.

import traditional from "../words/zh-Hant.json";
import words from "../words/zh-Hans.json";

const WEIGHTS = [400, 700];

/** The forms of each character differ between the mainland and Hong Kong: a face for each. */
const FACES: [string, Record<string, string>][] = [
  ["Noto Sans SC", words],
  ["Noto Sans HK", traditional],
];

/** Resolves when every character of our own words can be drawn; names and places follow at once. */
export async function fontsReady(): Promise<void> {
  await Promise.all(
    FACES.flatMap(([face, book]) => {
      const text = Object.values(book).join("");
      return WEIGHTS.map((weight) => document.fonts.load(`${weight} 1em "${face}"`, text));
    }),
  );
  void Promise.allSettled([...document.fonts].map((face) => face.load()));
}
