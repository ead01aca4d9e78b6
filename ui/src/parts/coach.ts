// What the coach says: one thing to do, the most urgent first.

import type { Scan } from "../kiosk/types/Scan";
import type { Sight } from "../kiosk/types/Sight";
import type { SightHint } from "../kiosk/types/SightHint";
import { t, word } from "../words/words.svelte";
import type { IconName } from "./icons";
import { refusalWords } from "./refusal";

/** One thing to do, with its picture. */
export interface Said {
  icon: IconName;
  title: string;
  text: string;
  /** The code that was shown is of no use here. */
  no: boolean;
  hint: string;
}

const ICONS: Record<SightHint, IconName> = {
  nearer: "nearer",
  farther: "farther",
  glare: "glare",
  dark: "dark",
  blurred: "still",
  two_codes: "twoCodes",
  product: "bars",
  bars: "bars",
  pdf417: "bars",
  data_matrix: "bars",
  aztec: "bars",
  small_qr: "bars",
};

/**
 * Returns what to say. `heeded` is true when a refusal has stood long enough to be read: then a hint about
 * what is shown now takes its place.
 */
export function coachSays(screen: Scan, sight: Sight | null, heeded: boolean): Said {
  const hint = sight?.hint ?? null;
  if (hint === "two_codes" && numbered(sight)) return hinted(hint);
  if (screen.refusal && !(heeded && hint)) {
    const no = refusalWords(screen.refusal, screen.foreign);
    return { icon: "stop", ...no, no: true, hint: "refused" };
  }
  if (hint === "two_codes") return { ...hinted(hint), title: t("coach.several"), text: t("coach.several.do") };
  if (hint) return hinted(hint);
  if (screen.camera === "starting") return { icon: "camera", title: t("scan.starting"), text: t("scan.startingText"), no: false, hint: "starting" };
  if (sight?.marks.some(({ kind }) => kind === "read")) {
    return { icon: "done", title: t("coach.read"), text: t("coach.read.do"), no: false, hint: "read" };
  }
  return { icon: "nearer", title: t("scan.live"), text: t("scan.liveText"), no: false, hint: "none" };
}

function hinted(hint: SightHint): Said {
  const foreign = ICONS[hint] === "bars";
  const text = foreign ? t("coach.foreign.do") : word("coach", `${hint}.do`);
  return { icon: ICONS[hint], title: word("coach", hint), text, no: foreign, hint };
}

/** Tells whether there are numbers to touch. */
function numbered(sight: Sight | null): boolean {
  return (sight?.marks ?? []).filter(({ number }) => number !== null).length > 1;
}
