/** What one key does to a text of limited length. */
export const ERASE = "erase";

/** Returns the text after a key was pressed. */
export function pressed(text: string, key: string, lengthMax: number): string {
  if (key === ERASE) return text.slice(0, -1);
  return text.length < lengthMax ? text + key : text;
}

const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** Keys of a citizen number. */
export const NUMBER_KEYS = [...DIGITS, "X", "0", ERASE];
/** Keys of a telephone number; `+` is for numbers from outside the mainland. */
export const PHONE_KEYS = [...DIGITS, "+", "0", ERASE];
/** Keys of a ticket: no I, L, O, U, which are read as something else. */
export const TICKET_KEYS = [..."1234567890ABCDEFGHJKMNPQRSTVWXYZ", ERASE];
/** Keys of a PIN. */
export const PIN_KEYS = [...DIGITS, "", "0", ERASE];
/** Keys of a time of day. */
export const TIME_KEYS = PIN_KEYS;

/** What is done with what is typed on a keyboard while no field has the focus. */
export interface Typed {
  /** One character. */
  character: (character: string) => void;
  erase: () => void;
  enter: () => void;
}

/** Takes keystrokes wherever the focus is: for secrets, which have no field that could keep them. */
export function typedAnywhere({ character, erase, enter }: Typed): (event: KeyboardEvent) => void {
  return (event) => {
    const onButton = event.target instanceof HTMLButtonElement;
    if (event.key === "Backspace") erase();
    // A focused button answers Enter and the space bar itself.
    else if (event.key === "Enter") onButton || enter();
    else if (event.key.length === 1 && !(onButton && event.key === " ")) character(event.key);
  };
}
