// Hand scanners that type, and the numbers on several codes.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import typescript from "typescript";

const ui = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Loads one module that imports nothing. */
async function module(path) {
  const options = { module: typescript.ModuleKind.ESNext, target: typescript.ScriptTarget.ES2022 };
  const { outputText } = typescript.transpileModule(readFileSync(join(ui, path), "utf8"), { compilerOptions: options });
  return import(`data:text/javascript;base64,${Buffer.from(outputText).toString("base64")}`);
}

/** What the keys of each sign are on a keyboard of the United States. */
const SIGNS = { "-": "Minus", "=": "Equal", ".": "Period", ",": "Comma", "/": "Slash", " ": "Space", ":": "+Semicolon", "+": "+Equal", "*": "+Digit8", $: "+Digit4", "%": "+Digit5" };

/** The strokes of a hand scanner for a text, and how some other keyboard would read them. */
function strokes(text, read = (character) => character) {
  return [...text].map((character) => {
    const sign = SIGNS[character] ?? "";
    const shiftKey = /[A-Z]/.test(character) || sign.startsWith("+");
    const code = /[a-z]/i.test(character) ? `Key${character.toUpperCase()}` : /\d/.test(character) ? `Digit${character}` : sign.replace("+", "");
    return { key: read(character), code, shiftKey };
  });
}

class Field {
  value = "";
  dispatchEvent() {
    this.heard = this.value;
  }
}
globalThis.HTMLInputElement = Field;

/** Types into a hand scanner's ears; returns what it accepted and how often Enter was kept from others. */
async function typed(keys, { gap = 8, field = null, stumbles = {} } = {}) {
  const { handScanner } = await module("src/parts/handScanner.ts");
  const accepted = [];
  let stopped = 0;
  const hear = handScanner((text) => accepted.push(text));
  let timeStamp = 10_000;
  for (const [place, stroke] of [...keys, { key: "Enter", code: "Enter", shiftKey: false }].entries()) {
    timeStamp += stumbles[place] ?? gap;
    const event = { ...stroke, timeStamp, target: field, preventDefault: () => undefined, stopImmediatePropagation: () => (stopped += 1) };
    hear(event);
    if (field && stroke.key.length === 1) field.value += stroke.key;
  }
  return { accepted, stopped };
}

const CODE = "YJ1H:6BF OXN*TS0$I%D4+-./:";

test("what a hand scanner types is taken, whatever has the focus", async () => {
  assert.deepEqual(await typed(strokes(CODE)), { accepted: [CODE], stopped: 1 });
  assert.deepEqual(await typed(strokes(CODE), { gap: 400 }), { accepted: [CODE], stopped: 1 });
  assert.deepEqual((await typed(strokes(CODE), { gap: 1_200 })).accepted, []);
  const field = new Field();
  field.value = "half a word";
  assert.deepEqual(await typed(strokes(CODE), { field }), { accepted: [CODE], stopped: 1 });
  assert.equal(field.heard, "half a word");
});

test("what a hand types into a field stays in the field", async () => {
  const field = new Field();
  assert.deepEqual(await typed(strokes(CODE), { field, gap: 120 }), { accepted: [], stopped: 0 });
  assert.equal(field.value, CODE);
  assert.deepEqual(await typed(strokes("K7M2"), { field: new Field() }), { accepted: [], stopped: 0 });
});

test("a whole code is taken in a field though the machine stumbles, anything else of that speed is a hand's", async () => {
  const whole = CODE + "7".repeat(60 - CODE.length);
  const field = () => Object.assign(new Field(), { value: "half a word" });
  assert.deepEqual(await typed(strokes(whole), { field: field(), gap: 290 }), { accepted: [whole], stopped: 1 });
  assert.deepEqual((await typed(strokes(whole), { field: field(), gap: 320 })).accepted, []);
  assert.deepEqual((await typed(strokes(whole.slice(0, -1)), { field: field(), gap: 290 })).accepted, []);
  assert.deepEqual((await typed(strokes(whole.replace("YJ1", "XJ1")), { field: field(), gap: 290 })).accepted, []);
});

test("a short stumble is within a burst, a pause begins something else", async () => {
  const field = () => Object.assign(new Field(), { value: "half a word" });
  assert.deepEqual((await typed(strokes(CODE), { field: field(), stumbles: { 9: 550 } })).accepted, [CODE]);
  const hand = field();
  const { accepted } = await typed([...strokes("ab"), ...strokes(CODE)], { field: hand, stumbles: { 2: 650 } });
  assert.deepEqual(accepted, [CODE]);
  assert.equal(hand.heard, "half a wordab");
});

test("another keyboard, capital letters held and an input method change nothing", async () => {
  const french = (character) => ({ 1: "&", ":": "M", Q: "A", A: "Q", Z: "W", W: "Z" })[character] ?? character;
  const capitals = (character) => (character === character.toUpperCase() ? character.toLowerCase() : character.toUpperCase());
  for (const read of [french, capitals, () => "Process", () => "Unidentified", (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0)]) {
    assert.deepEqual((await typed(strokes(CODE, read))).accepted, [CODE]);
  }
  // A code of somebody else is named by its letters, as they came.
  assert.deepEqual((await typed(strokes("https://example.com", french))).accepted, ["httpsM//example.com"]);
});

test("numbers stand on their codes, inside and apart", async () => {
  const { drawnAt, spread } = await module("src/parts/spread.ts");
  const picture = { width: 1280, height: 720 };
  assert.deepEqual(drawnAt({ x: 0.5, y: 0.5 }, picture, { width: 900, height: 800 }), { x: 450, y: 400 });
  assert.deepEqual(drawnAt({ x: 1, y: 1 }, picture, { width: 640, height: 800 }), { x: 640, y: 580 });
  const room = { width: 600, height: 300 };
  assert.deepEqual(spread([{ x: 100, y: 100 }, { x: 400, y: 100 }], 80, 20, room), [{ x: 100, y: 100 }, { x: 400, y: 100 }]);
  assert.deepEqual(spread([{ x: -20, y: 900 }], 80, 20, room), [{ x: 40, y: 260 }]);
  for (const spots of [
    [{ x: 590, y: 100 }, { x: 595, y: 120 }, { x: 560, y: 100 }],
    [{ x: 0, y: 0 }, { x: 0, y: 0 }, { x: 10, y: 50 }],
    [{ x: 300, y: 10 }, { x: 280, y: 90 }],
  ]) {
    const apart = spread(spots, 80, 20, room);
    apart.forEach((one, place) => {
      assert.ok(one.x >= 40 && one.x <= 560, JSON.stringify(apart));
      for (const other of apart.slice(place + 1)) assert.ok(Math.abs(one.x - other.x) >= 100, JSON.stringify(apart));
    });
    const order = (list) => list.map((_, place) => place).sort((one, other) => list[one].x - list[other].x);
    assert.deepEqual(order(apart), order(spots));
  }
});
