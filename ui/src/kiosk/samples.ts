// One view of every screen, to look at the page in a browser. Development only: never in a release.

import { TOPICS } from "../help/help";
import type { RegistrationView } from "./types/RegistrationView";
import type { Screen } from "./types/Screen";
import type { Sight } from "./types/Sight";
import type { View } from "./types/View";
import { deeper } from "./deeperSamples";
import { livesSamples } from "./livesSamples";
import { resideSamples } from "./resideSamples";
import { scanSamples } from "./scanSamples";
import { home, staffSamples } from "./staffSamples";

const grandmother = {
  name: "陈*英",
  age: 71,
  minor: false,
  relation: "50",
  document: "RESIDENT_ID",
  number: "440*************26",
  phone: "138******46",
  consent: false,
};
const child = { ...grandmother, name: "林*雨", age: 10, minor: true, relation: "30", consent: true };
const registration: RegistrationView = {
  receipt: "K7M2-QX8R-9T3W-H",
  address: { ...home, room: "" },
  saved: "on_this_machine",
  state: "AWAITING_CONFIRMATION",
  provisional: false,
  effective_on: null,
  refusal: null,
  declared_on: "2026-11-23",
  until: "2026-12-08",
  cohabitants: 2,
};
const found: RegistrationView = { ...registration, saved: "received", address: { ...home, street: "榕***", number: "**号", room: "" } };
const prove = { kind: "prove_identity", purpose: "resident", holder: "林*芳", problem: null, tries_left: 3 } as const;
const stay = {
  kind: "stay",
  address: home,
  dwellings: ["RENTED", "OWNED", "BORROWED", "UNIT_DORM", "SELF_BUILT", "SCHOOL_DORM", "BOARDING", "OTHER"],
  reasons: ["WORK", "BUSINESS", "STUDENT", "STUDY", "ACCOMPANY", "MEDICAL", "VISIT", "OTHER"],
  dwelling: null,
  reason: null,
  moved_in_on: null,
  today: "2026-11-23",
  last_day: "2026-11-23",
  problem: null,
} as const;
const cohabitants = {
  kind: "cohabitants",
  people: [grandmother, child],
  relations: ["10", "20", "30", "40", "50", "60", "70", "97", "99"],
  problem: null,
  may_add: true,
  consent_version: 1,
} as const;
const decides = {
  kind: "owner_decides",
  owner: "黄**",
  declarant: "林*芳",
  declarant_number: "441*************27",
  address: home,
  dwelling: "RENTED",
  reason: "ACCOMPANY",
  moved_in_on: "2026-11-20",
  cohabitants: 2,
  reasons: ["NOT_LIVING_HERE", "WRONG_ROOM", "WRONG_PERSON", "CONTRACT_ENDED", "NOT_MY_HOUSE"],
  receipt: "K7M2-QX8R-9T3W-H",
} as const;
const receipt = { kind: "receipt", registration, qr_path: "M4 4h7v7h-7zM14 4h3v3h-3zM22 4h7v7h-7zM4 22h7v7h-7zM14 14h5v5h-5zM22 22h3v3h-3z", qr_modules: 33, print: "ready" } as const;
const read = {
  kind: "read_back",
  holder: "林*芳",
  number: "441*************27",
  address: home,
  dwelling: "RENTED",
  reason: "ACCOMPANY",
  moved_in_on: "2026-11-20",
  people: [grandmother, child],
  owner_present: true,
  own_house: false,
  by_hand: false,
  notice_version: 1,
} as const;

/** A screen to look at, with what stands around it. */
export interface Sample {
  step?: number;
  /** A worker is logged in. */
  assisted?: boolean;
  /** The time is not known. */
  noTime?: boolean;
  /** What stands around it, where that is not as usual. */
  around?: Partial<View>;
  /** What is touched before the look, by its `data-test`. */
  touch?: readonly string[];
  /** What is before the camera. */
  sight?: Sight;
  screen: Screen;
}

const helpSamples = Object.fromEntries(
  TOPICS.map((topic) => [`help-${topic.replace("_", "-")}`, { screen: { kind: "help", topic, notice_version: 1, problem: null } as const }]),
);

const shallow = {
  ...staffSamples,
  ...livesSamples,
  ...resideSamples,
  ...scanSamples,
  welcome: { screen: { kind: "welcome" } },
  door: { step: 1, screen: { kind: "confirm_door", address: home, house_code: "449900-0018", by_hand: false, not_in_register: false } },
  prove: { step: 1, screen: prove },
  "prove-wrong": { step: 1, screen: { ...prove, problem: "checksum" } },
  stay: { step: 2, screen: stay as never },
  "stay-no-time": { step: 2, noTime: true, screen: { ...stay, last_day: "2026-12-31" } as never },
  cohabitants: { step: 3, screen: cohabitants as never },
  "cohabitants-none": { step: 3, screen: { ...cohabitants, people: [] } as never },
  "cohabitants-consent": { step: 3, screen: { ...cohabitants, problem: { field: "consent" } } as never },
  "cohabitants-age": { step: 3, screen: { ...cohabitants, problem: { field: "age", problem: 30 } } as never },
  owner: { step: 4, screen: { kind: "owner_present", until: "2026-12-08", own_house: false, present: true } },
  "owner-own": { step: 4, screen: { kind: "owner_present", until: "2026-12-08", own_house: true, present: null } },
  read: { step: 5, screen: read as never },
  decides: { screen: decides as never },
  receipt: { screen: receipt },
  "receipt-no-time": { noTime: true, screen: receipt },
  "receipt-effective": {
    screen: {
      ...receipt,
      registration: { ...registration, saved: "decided", state: "EFFECTIVE", effective_on: "2026-11-23" },
    },
  },
  ...Object.fromEntries(
    (["printing", "printed", "no_printer", "empty", "stopped"] as const).map((print) => [
      `receipt-${print}`,
      { screen: { ...receipt, print } },
    ]),
  ),
  "receipt-status": {
    screen: { kind: "receipt_status", number: registration.receipt, answer: { kind: "registration", registration: found } },
  },
  "receipt-record": {
    screen: { kind: "receipt_status", number: registration.receipt, answer: { kind: "record", saved: "received" } },
  },
  "receipt-not-here": {
    screen: { kind: "receipt_status", number: registration.receipt, answer: { kind: "not_here" } },
  },
  ...Object.fromEntries(
    (["asking", "unknown"] as const).map((kind) => [
      `receipt-${kind}`,
      { screen: { kind: "receipt_status", number: registration.receipt, answer: { kind } } as const },
    ]),
  ),
  "receipt-told": {
    screen: { kind: "receipt_status", number: registration.receipt, answer: { kind: "told", saved: "decided", state: "EFFECTIVE", denied: null, day: "2026-11-23" } },
  },
  "receipt-told-denied": {
    screen: { kind: "receipt_status", number: registration.receipt, answer: { kind: "told", saved: "decided", state: null, denied: "NAME_DIFFERS", day: "2026-11-23" } },
  },
  help: { screen: { kind: "help", topic: null, notice_version: 1, problem: null } },
  ...helpSamples,
  failure: { screen: { kind: "failure", code: "disk_full", incident: "K-0417", saved: "draft", can_retry: false } },
} satisfies Record<string, Sample>;

/** Sample screens by name; the step of declaring goes with them. */
export const samples = { ...shallow, ...deeper(shallow) };

/** In this order a visit goes on in the stand-in. */
export const order = ["welcome", "scan", "door", "scan-resident", "prove", "stay", "cohabitants", "owner", "read", "receipt", "scan-owner", "decides", "receipt-effective"] as const;
