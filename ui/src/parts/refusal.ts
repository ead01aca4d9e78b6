// Why a code was not taken, in words. A code that is not ours is named; it is never opened or quoted.

import type { ForeignName } from "../kiosk/types/ForeignName";
import type { ScanRefusal } from "../kiosk/types/ScanRefusal";
import { t, word } from "../words/words.svelte";

/** What happened, and what to do. */
export interface RefusalWords {
  title: string;
  text: string;
}

/** Returns the words of a refusal. */
export function refusalWords(refusal: ScanRefusal, foreign: ForeignName | null): RefusalWords {
  if (refusal === "foreign" && foreign) {
    return { title: word("foreign", foreign), text: t("refusal.foreign.do") };
  }
  return { title: word("refusal", refusal), text: word("refusal", `${refusal}.do`) };
}
