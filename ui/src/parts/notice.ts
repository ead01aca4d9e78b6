// The privacy notice is the same wherever it is read.

import { t, type Key } from "../words/words.svelte";

const PARTS = ["what", "why", "who", "where", "rights"] as const;

/** Returns the notice part by part, in the language of the visit. */
export function noticeParts(): { title: string; text: string }[] {
  return PARTS.map((part) => ({ title: t(`notice.${part}`), text: t(`notice.${part}Text` as Key) }));
}
