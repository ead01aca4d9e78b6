// A hand scanner types like a keyboard, fast, and ends with Enter.

const KEY_GAP_MS_MAX = 1_000;
const TEXT_LENGTH_MAX = 4_096;

/** Gathers keystrokes outside any field and hands over what ends with Enter. */
export function handScanner(accept: (text: string) => void): (event: KeyboardEvent) => void {
  let text = "";
  let lastAt = 0;
  return (event) => {
    if (event.target instanceof HTMLInputElement) return;
    if (event.timeStamp - lastAt > KEY_GAP_MS_MAX) text = "";
    lastAt = event.timeStamp;
    if (event.key === "Enter" && text.length > 1) {
      // The Enter belongs to the scanner, not to the button that has the focus.
      event.preventDefault();
      accept(text);
      text = "";
    } else if (event.key.length === 1 && text.length < TEXT_LENGTH_MAX) {
      if (event.key === " " && text !== "") event.preventDefault();
      text += event.key;
    }
  };
}
