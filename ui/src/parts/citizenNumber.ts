// How a citizen number is typed and shown. Whether it is right, the kiosk says.

export const NUMBER_LENGTH = 18;
/** A number of the first generation may be sent: the kiosk explains why it is not taken. */
const OLD_LENGTH = 15;

/** Keeps digits and X, at most 18 of them. */
export function cleanNumber(text: string): string {
  return text
    .normalize("NFKC")
    .toUpperCase()
    .replace(/[^0-9X]/g, "")
    .slice(0, NUMBER_LENGTH);
}

/** Sets a number out as place, date of birth and end. */
export function shownNumber(number: string): string {
  return [number.slice(0, 6), number.slice(6, 14), number.slice(14)].filter(Boolean).join(" ");
}

/** Returns how many characters are missing before it can be sent. */
export function missingInNumber(number: string): number {
  return number.length === OLD_LENGTH ? 0 : NUMBER_LENGTH - number.length;
}
