// All text of the page. The kiosk sends codes and data; the words for them live here.

import { visit } from "../kiosk/visit.svelte";
import type { Address } from "../kiosk/types/Address";
import type { Language } from "../kiosk/types/Language";
import english from "./en.json";
import chinese from "./zh-Hans.json";
import traditional from "./zh-Hant.json";

export type Key = keyof typeof chinese;
type Fill = Record<string, string | number>;

/** The languages of the page, in the order in which they are offered. */
export const LANGUAGES: readonly Language[] = ["zh-Hans", "zh-Hant", "en"];

/** What a browser calls them: it chooses the form of each character by this. */
export const LANG: Record<Language, string> = { "zh-Hans": "zh-Hans-CN", "zh-Hant": "zh-Hant-HK", en: "en" };

const BOOKS: Record<Language, Record<string, string>> = {
  "zh-Hans": chinese,
  "zh-Hant": traditional,
  en: english,
};
const NO_BREAK = "\u00a0";

/** Returns the sentence for a key in the language of the visit. */
export function t(key: Key, fill: Fill = {}): string {
  return filled(book()[key] ?? key, fill);
}

/** Returns the sentence in the language that the visit is not in, for a screen that has no choice of it. */
export function inOtherLanguage(key: Key): string {
  return BOOKS[visit.view?.language === "en" ? "zh-Hans" : "en"][key] ?? key;
}

/** Returns the words for a code that the kiosk sent; an unknown code stays as it is. */
export function word(group: string, code: string, fill: Fill = {}): string {
  return filled(book()[`${group}.${code}`] ?? code, fill);
}

/** Returns the reason of a refusal in words; a rule that has none is explained by the desk. */
export function why(code: string): string {
  return book()[`why.${code}`] ?? book()[`permit.rule.${code}`] ?? t("why.unknown");
}

/** Writes a day given as `YYYY-MM-DD` with its year. */
export function fullDate(day: string): string {
  return dated("date.full", day);
}

/** Writes a day given as `YYYY-MM-DD` without its year. */
export function shortDate(day: string): string {
  return dated("date.short", day);
}

/** Writes the street, number and room of an address in one line. */
export function addressLine(address: Address): string {
  return [address.street, address.number, address.room].filter(Boolean).map(spaced).join(" ");
}

/** Puts a space between Han characters and digits, as the look asks for. */
export function spaced(text: string): string {
  return text
    .replace(/(\p{Script=Han})(?=\d)/gu, "$1 ")
    .replace(/(\d)(?=\p{Script=Han})/gu, `$1${NO_BREAK}`);
}

/** Puts a code into groups of four, unless it has groups already. */
export function grouped(code: string): string {
  return code.includes("-") ? code : code.replace(/(.{4})(?=.)/g, "$1-");
}

function book(): Record<string, string> {
  return BOOKS[visit.view?.language ?? "zh-Hans"];
}

function dated(key: Key, day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return t(key, { year, month: t(`month.${Number(month)}` as Key), day: Number(date) });
}

function filled(text: string, fill: Fill): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(fill[name] ?? whole));
}
