// Civil days as `YYYY-MM-DD`, without a clock and without a time zone.

/** A month of the calendar. */
export interface Month {
  year: number;
  /** 1 to 12. */
  month: number;
}

/** Returns the month a day lies in. */
export function monthOf(day: string): Month {
  return { year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)) };
}

/** Returns the month so many months later. */
export function shifted(from: Month, months: number): Month {
  const count = from.year * 12 + from.month - 1 + months;
  return { year: Math.floor(count / 12), month: (count % 12) + 1 };
}

/** Returns the days of a month. */
export function daysOf({ year, month }: Month): string[] {
  const count = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return Array.from({ length: count }, (_, place) => `${monthText({ year, month })}-${two(place + 1)}`);
}

/** Returns the weekday of the first day, 1 for Monday to 7 for Sunday. */
export function firstWeekday({ year, month }: Month): number {
  return new Date(Date.UTC(year, month - 1, 1)).getUTCDay() || 7;
}

/** Writes a month as `YYYY-MM`. */
export function monthText({ year, month }: Month): string {
  return `${year}-${two(month)}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
