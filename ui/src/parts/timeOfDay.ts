// A time of day as four digits, `HHMM`, on a clock of 24 hours.

/** Digits of a time of day. */
export const TIME_LENGTH = 4;

/** Tells whether four digits are a time of day. */
export function isTime(digits: string): boolean {
  return /^([01]\d|2[0-3])[0-5]\d$/.test(digits);
}

/** Sets the digits out as `HH:MM`. */
export function shownTime(digits: string): string {
  return digits.length > 2 ? `${digits.slice(0, 2)}:${digits.slice(2)}` : digits;
}
