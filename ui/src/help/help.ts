// The guide that every kiosk carries: content of the page, versioned, in each language.

import { visit } from "../kiosk/visit.svelte";
import type { HelpTopic } from "../kiosk/types/HelpTopic";
import type { Language } from "../kiosk/types/Language";
import english from "./en.json";
import chinese from "./zh-Hans.json";
import traditional from "./zh-Hant.json";

/** A heading and one paragraph; a question and its answer. */
export interface Part {
  title: string;
  text: string;
}

/** A topic whose words are the guide's own. */
export interface Topic {
  title: string;
  /** What it is about, in a few words for the list. */
  short: string;
  parts: Part[];
}

interface Guide {
  version: number;
  /** Day of this version, `YYYY-MM-DD`. */
  day: string;
  topics: Record<Told, Topic>;
}

/** The privacy notice has its words and its version where people agree to it. */
export type Told = Exclude<HelpTopic, "privacy">;

/** All topics in the order of the list. */
export const TOPICS: readonly HelpTopic[] = [
  ...["obtain_code", "declare", "habitual", "cohabitants", "cancel", "show_code", "family"],
  ...["messages", "owner", "permit", "receipts", "my_data", "questions", "privacy"],
] as HelpTopic[];

const GUIDES: Record<Language, Guide> = { "zh-Hans": chinese, "zh-Hant": traditional, en: english };

/** Returns the guide in the language of the visit. */
export function guide(): Guide {
  return GUIDES[visit.view?.language ?? "zh-Hans"];
}
