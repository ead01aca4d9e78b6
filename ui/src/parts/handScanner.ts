// A hand scanner types like a keyboard, fast, and ends with Enter. It types as on a keyboard of the United
// States, whatever this machine's keyboard is set to; so the places of the keys are kept beside the letters.

const KEY_GAP_MS_MAX = 1_000;
const TEXT_LENGTH_MAX = 4_096;
/** No hand types so many characters so fast: the shorter the text, the faster it has to be. */
const BURSTS = [
  { length: 8, gapMs: 50 },
  { length: 24, gapMs: 100 },
];
/** A whole code of ours is no hand's work at any speed a machine stumbles to. */
const WHOLE_CODE = { length: 60, gapMs: 300 };
/** After such a pause in a field something else begins. */
const PAUSE_MS = 600;
/** What all codes of this authority begin with. */
const OWN = /^YJ1/;

/** Keys with a sign of their own, plain and with Shift. */
const SIGNS: Record<string, string> = {
  Minus: "-_", Equal: "=+", BracketLeft: "[{", BracketRight: "]}", Backslash: "\\|", Semicolon: ";:",
  Quote: "'\"", Comma: ",<", Period: ".>", Slash: "/?", Backquote: "`~", Space: "  ",
};
const SHIFTED_DIGITS = ")!@#$%^&*(";

/** What of a key press tells what was typed. */
export interface Stroke {
  key: string;
  code: string;
  shiftKey: boolean;
}

/** Returns what a key writes on a keyboard of the United States; nothing for a key that writes nothing. */
export function byPlace({ code, shiftKey }: Stroke): string {
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shiftKey ? letter : letter.toLowerCase();
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  if (digit) return shiftKey ? (SHIFTED_DIGITS[Number(digit)] ?? "") : digit;
  const numpad = /^Numpad(\d)$/.exec(code)?.[1];
  return numpad ?? SIGNS[code]?.[shiftKey ? 1 : 0] ?? "";
}

/** Chooses between what the letters say and what the places of the keys say. */
export function meant(letters: string, places: string): string {
  const readable = /^[\x20-\x7e]+$/.test(letters);
  if (readable && (OWN.test(letters) || !OWN.test(places))) return letters;
  return places === "" ? letters : places;
}

interface Gathered {
  letters: string;
  places: string;
  count: number;
  startedAt: number;
  lastAt: number;
  /** The field that was typed into, and what stood in it before. */
  field: HTMLInputElement | null;
  before: string;
}

/**
 * Gathers keystrokes and hands over what ends with Enter: outside a field anything, in a field only what no
 * hand could have typed; the field then gets back what it held.
 */
export function handScanner(accept: (text: string) => void): (event: KeyboardEvent) => void {
  let now: Gathered = begin(null, 0);
  return (event) => {
    // Control and Alt at once is how some keyboards write; one of them alone is a command.
    if (event.ctrlKey !== event.altKey || event.metaKey) return;
    const field = event.target instanceof HTMLInputElement ? event.target : null;
    if (field !== now.field || event.timeStamp - now.lastAt > KEY_GAP_MS_MAX) now = begin(field, event.timeStamp);
    if (event.key === "Enter") {
      const done = now;
      now = begin(field, event.timeStamp);
      if (!isWhole(done)) return;
      // The Enter belongs to the scanner, not to what has the focus.
      event.preventDefault();
      event.stopImmediatePropagation();
      if (done.field) restore(done.field, done.before);
      accept(meant(done.letters, done.places));
      return;
    }
    const letter = event.key.length === 1 ? event.key : "";
    const place = byPlace(event);
    if ((letter === "" && place === "") || now.count >= TEXT_LENGTH_MAX) return;
    // A slow beginning, such as what a hand typed before, is no part of a burst.
    if (field && event.timeStamp - now.lastAt > PAUSE_MS) now = begin(field, event.timeStamp);
    if (!field && letter === " " && now.count > 0) event.preventDefault();
    now = { ...now, letters: now.letters + letter, places: now.places + place, count: now.count + 1, lastAt: event.timeStamp };
  };
}

function begin(field: HTMLInputElement | null, at: number): Gathered {
  return { letters: "", places: "", count: 0, startedAt: at, lastAt: at, field, before: field?.value ?? "" };
}

function isWhole({ field, count, startedAt, lastAt, letters, places }: Gathered): boolean {
  if (!field) return count > 1;
  const speeds = OWN.test(meant(letters, places)) ? [...BURSTS, WHOLE_CODE] : BURSTS;
  return speeds.some(({ length, gapMs }) => count >= length && (lastAt - startedAt) / count <= gapMs);
}

function restore(field: HTMLInputElement, value: string): void {
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
