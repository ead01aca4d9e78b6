// The states of looking for a code. Development only: never in a release.

import type { Sample } from "./samples";
import type { Sight } from "./types/Sight";
import type { SightHint } from "./types/SightHint";
import type { SightMark } from "./types/SightMark";

/** The screen of a scan as it begins. */
export const scan = {
  kind: "scan",
  purpose: "house",
  refusal: null,
  foreign: null,
  camera: "live",
  late: false,
  saved_receipt: null,
} as const;

const HINTS: readonly SightHint[] = [
  "nearer", "farther", "glare", "dark", "blurred", "product", "bars", "pdf417", "data_matrix", "aztec", "small_qr",
];

/** A square a little turned, about this place. */
function mark(kind: SightMark["kind"], x: number, y: number, side: number, number: number | null = null): SightMark {
  const at = (dx: number, dy: number): [number, number] => [x + (dx * side * 9) / 16, y + dy * side];
  return { kind, number, corners: [at(-0.5, -0.42), at(0.42, -0.5), at(0.5, 0.42), at(-0.42, 0.5)] };
}

function sees(hint: SightHint | null, ...marks: SightMark[]): Sight {
  return { width: 1280, height: 720, marks, hint };
}

const hinted: Record<string, Sample> = Object.fromEntries(
  HINTS.map((hint) => {
    const side = hint === "nearer" ? 0.16 : hint === "farther" ? 0.96 : 0.5;
    const foreign = HINTS.indexOf(hint) > HINTS.indexOf("blurred");
    const marks = hint === "dark" ? [] : [mark(foreign ? "foreign" : "located", 0.5, 0.5, side)];
    return [`scan-${hint.replace("_", "-")}`, { step: 1, screen: scan, sight: sees(hint, ...marks) }];
  }),
);

/** Sample screens by name. */
export const scanSamples = {
  scan: { step: 1, screen: scan },
  "scan-starting": { step: 1, screen: { ...scan, camera: "starting" } },
  "scan-read": { step: 1, screen: scan, sight: sees(null, mark("read", 0.5, 0.5, 0.5)) },
  ...hinted,
  "scan-two-codes": {
    step: 1,
    screen: scan,
    sight: sees("two_codes", mark("read", 0.3, 0.45, 0.45, 1), mark("read", 0.7, 0.6, 0.4, 2)),
  },
  // Near each other in a corner: the numbers stand apart all the same.
  "scan-three-codes": {
    step: 1,
    screen: { ...scan, purpose: "resident" },
    sight: sees("two_codes", mark("read", 0.04, 0.08, 0.12, 1), mark("read", 0.1, 0.1, 0.12, 2), mark("read", 0.16, 0.06, 0.12, 3)),
  },
  "scan-one-hidden": {
    step: 1,
    screen: scan,
    sight: sees("two_codes", mark("read", 0.3, 0.5, 0.4), mark("located", 0.7, 0.5, 0.4)),
  },
  "scan-late": { step: 1, screen: { ...scan, late: true } },
  "scan-owner-late": { screen: { ...scan, purpose: "owner", late: true, saved_receipt: "K7M2-QX8R-9T3W-H" } },
  "scan-refused": { step: 1, screen: { ...scan, refusal: "foreign", foreign: "payment" } },
  "scan-refused-late": { step: 1, screen: { ...scan, refusal: "expired", late: true } },
  "scan-ask-staff": { step: 1, screen: { ...scan, refusal: "ask_staff" } },
  "scan-missing": { step: 1, screen: { ...scan, camera: "missing" } },
  "scan-missing-refused": { step: 1, screen: { ...scan, camera: "missing", refusal: "damaged", late: true } },
  "scan-owner": { screen: { ...scan, purpose: "owner", saved_receipt: "K7M2-QX8R-9T3W-H" } },
  "scan-resident": { step: 1, screen: { ...scan, purpose: "resident" } },
  "scan-receipt": { screen: { ...scan, purpose: "receipt" } },
} satisfies Record<string, Sample>;
