// A kiosk has only the faces that the page brings. Every character that was on a screen is laid out once more in
// its face, and the browser says which files it drew from: another one than ours is a box on the kiosk.

/** Returns the characters that none of our faces draws, with a screen that shows each. */
export async function missingGlyphs(page, faces) {
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const found = [];
  for (const [style, texts] of faces) {
    const where = new Map();
    for (const [text, screen] of texts) for (const character of text) if (!where.has(character)) where.set(character, screen);
    const uncovered = await page.evaluate(notInFaces, [style, [...where.keys()].join("")]);
    const foreign = await drawnByOthers(page, session, style, [...where.keys()].filter((one) => !uncovered.includes(one)));
    for (const character of [...uncovered, ...foreign]) {
      const code = character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
      found.push({ screen: where.get(character), what: "no glyph", where: `${character} U+${code}`, more: JSON.parse(style).fontFamily.split(",")[0] });
    }
  }
  await session.detach();
  return found;
}

/** In the page: characters that no loaded part of our faces claims. */
function notInFaces([style, text]) {
  const { fontFamily } = JSON.parse(style);
  const families = fontFamily.split(",").map((name) => name.trim().replaceAll('"', ""));
  const ranges = [...document.fonts]
    .filter((face) => families.includes(face.family.replaceAll('"', "")))
    .flatMap((face) => face.unicodeRange.split(","))
    .map((range) => range.trim().replace(/^U\+/i, "").split("-").map((end) => parseInt(end, 16)));
  const covered = (code) => ranges.some(([from, to = from]) => from <= code && code <= to);
  return [...text].filter((character) => character.trim() !== "" && !covered(character.codePointAt(0)));
}

/** Halves the characters until those are left that a face of the system draws. */
async function drawnByOthers(page, session, style, characters) {
  if (characters.length === 0 || !(await isForeign(page, session, style, characters))) return [];
  if (characters.length === 1) return characters;
  const half = Math.ceil(characters.length / 2);
  const first = await drawnByOthers(page, session, style, characters.slice(0, half));
  return [...first, ...(await drawnByOthers(page, session, style, characters.slice(half)))];
}

async function isForeign(page, session, style, characters) {
  await page.evaluate(
    async ([wanted, text]) => {
      const { fontFamily, fontWeight, lang } = JSON.parse(wanted);
      document.querySelector("#glyphs")?.remove();
      const line = document.createElement("p");
      line.id = "glyphs";
      line.lang = lang;
      line.textContent = text;
      Object.assign(line.style, { fontFamily, fontWeight, position: "fixed", top: "0", width: "100%" });
      document.body.append(line);
      await document.fonts.load(`${fontWeight} 1em ${fontFamily}`, text);
      await document.fonts.ready;
    },
    [style, characters.join("")],
  );
  const { root } = await session.send("DOM.getDocument");
  const { nodeId } = await session.send("DOM.querySelector", { nodeId: root.nodeId, selector: "#glyphs" });
  const { fonts } = await session.send("CSS.getPlatformFontsForNode", { nodeId });
  await page.evaluate(() => document.querySelector("#glyphs")?.remove());
  return fonts.some(({ isCustomFont }) => !isCustomFont);
}
