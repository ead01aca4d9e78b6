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
