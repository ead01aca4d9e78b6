// Samples of what the staff meets. Development only: never in a release.

import type { Address } from "./types/Address";
import type { Screen } from "./types/Screen";
import type { Sample } from "./samples";

export const home: Address = { area: "海榕街道榕荫社区", street: "榕荫一路", number: "18号", room: "2栋1单元501房" };

const QUIET = 4;
const MODULES = 77;
const EYE = 7;

/** Draws squares that look like a code of version 15 and say nothing. */
function drawn(): string {
  const far = MODULES - EYE;
  const eye = (x: number, y: number): string =>
    `M${x} ${y}h7v7h-7zM${x + 1} ${y + 1}v5h5v-5zM${x + 2} ${y + 2}h3v3h-3z`;
  const squares: string[] = [];
  for (let y = 0; y < MODULES; y += 1) {
    for (let x = 0; x < MODULES; x += 1) {
      const inEye = (x <= EYE && y <= EYE) || (x >= far - 1 && y <= EYE) || (x <= EYE && y >= far - 1);
      if (!inEye && ((x * 7919 + y * 104729 + x * y * 31) >> 3) % 2 === 0) {
        squares.push(`M${x + QUIET} ${y + QUIET}h1v1h-1z`);
      }
    }
  }
  return [eye(QUIET, QUIET), eye(far + QUIET, QUIET), eye(QUIET, far + QUIET), ...squares].join("");
}

const guardian = { holder: "林*芳", number: "441*************27" };
const login = { kind: "worker_login", asks: "pin", problem: null } as const;
const number = { ...login, asks: "number" } as const;
const needed = { kind: "worker_needed", matter: "amber_owner", worker: null, asks: "number", problem: null, may_skip: true } as const;
const page = {
  kind: "worker_home",
  label: "林*",
  rank: "worker",
  roster_until: "2026-12-06",
  session_until: "18:24",
  child_bar: null,
  elder_bar: null,
  provisional_left: 186,
  clock: "good",
  may_state_time: false,
  centre_time_waits: false,
  waiting: 0,
  quarantined: 0,
  certificate_until: "2027-01-22",
} as const;
const issueFor: Screen & { kind: "issue_for" } = {
  kind: "issue_for",
  category: "child",
  guardian,
  house: home,
  documents: ["RESIDENT_ID", "HOUSEHOLD_REGISTER"],
  consent_version: 1,
  problem: null,
};
const check = {
  kind: "issue_check",
  category: "child",
  name: "林*雨",
  age: 10,
  document: "HOUSEHOLD_REGISTER",
  number: "440*************2X",
  guardian,
  house: home,
  valid_until: "2026-12-23",
  provisional_left: 186,
} as const;
const issued = {
  kind: "issued",
  category: "child",
  holder: "林*雨",
  qr_path: drawn(),
  qr_modules: MODULES + 2 * QUIET,
  valid_until: "2026-12-23",
  receipt: "K7M2-QX8R-9T3W-H",
  print: "ready",
  can_void: true,
} as const;
const checked = {
  kind: "checked",
  verdict: "green",
  whose: "resident",
  form: "printed",
  category: "adult",
  holder: "林*芳",
  house: null,
  doubt: null,
  refusal: null,
  foreign: null,
  issued_on: "2026-03-02",
  valid_until: "2027-03-02",
  at_this_house: null,
  recorded: true,
} as const;
const nothing = { whose: null, form: null, category: null, holder: null, issued_on: null, valid_until: null } as const;
const time = {
  kind: "state_time",
  asks: "time",
  day: null,
  time: null,
  not_before: "2026-11-19",
  by_centre: false,
  wrong_time: false,
  problem: null,
} as const;
const told = { ...time, day: "2026-11-23", time: "14:05" } as const;
const locked = { kind: "locked", wrong: false, wait_seconds: null } as const;

/** Sample screens of the staff by name. */
export const staffSamples = {
  "login-number": { screen: number },
  "login-unknown": { screen: { ...number, problem: { why: "unknown" } } },
  "login-locked": { screen: { ...number, problem: { why: "locked" } } },
  "login-disabled": { screen: { ...number, problem: { why: "disabled" } } },
  "login-old": { screen: { ...number, problem: { why: "roster_old" } } },
  "login-memory": { screen: { ...number, problem: { why: "memory" } } },
  login: { screen: login },
  "login-wrong": { screen: { ...login, problem: { why: "wrong", tries_left: 4 } } },
  "login-wait": { screen: { ...login, problem: { why: "wait", seconds: 15 } } },
  worker: { assisted: true, screen: page },
  "worker-troubles": {
    assisted: true,
    noTime: true,
    screen: {
      ...page,
      rank: "supervisor",
      child_bar: "clock",
      elder_bar: "worker",
      provisional_left: 0,
      clock: "unsafe",
      may_state_time: true,
      waiting: 128,
      quarantined: 2,
      certificate_until: null,
    },
  },
  "worker-degraded": { assisted: true, screen: { ...page, clock: "degraded", centre_time_waits: true, waiting: 3 } },
  "scan-check": { assisted: true, screen: { kind: "scan", purpose: "check", refusal: null, foreign: null, camera: "live", late: false, saved_receipt: null } },
  "scan-guardian": { assisted: true, screen: { kind: "scan", purpose: "guardian", refusal: "house_instead", foreign: null, camera: "live", late: false, saved_receipt: null } },
  "scan-issue-house": { assisted: true, screen: { kind: "scan", purpose: "issue_house", refusal: null, foreign: null, camera: "live", late: false, saved_receipt: null } },
  checked: { assisted: true, screen: checked },
  "checked-here": { assisted: true, screen: { ...checked, at_this_house: true } },
  "checked-elsewhere": { assisted: true, screen: { ...checked, category: "child", holder: "林*雨", form: "provisional", at_this_house: false } },
  "checked-amber": { assisted: true, screen: { ...checked, verdict: "amber", doubt: "old_data" } },
  "checked-time": { assisted: true, noTime: true, screen: { ...checked, verdict: "amber", form: "screen", doubt: "time" } },
  "checked-newer": { assisted: true, screen: { ...checked, ...nothing, verdict: "amber", doubt: "newer", recorded: false } },
  "checked-house": { assisted: true, screen: { ...checked, ...nothing, whose: "house", house: home, issued_on: "2025-04-01", valid_until: "2035-04-01", recorded: false } },
  "checked-withdrawn": { assisted: true, screen: { ...checked, verdict: "red", refusal: "withdrawn", recorded: false } },
  "checked-foreign": { assisted: true, screen: { ...checked, ...nothing, verdict: "red", refusal: "foreign", foreign: "payment", recorded: false } },
  needed: { screen: needed },
  "needed-screen": { screen: { ...needed, matter: "screen_code", may_skip: false } },
  "needed-issue": { assisted: true, screen: { ...needed, matter: "issue", worker: "林*", asks: "pin", may_skip: false } },
  "needed-void": { assisted: true, screen: { ...needed, matter: "void", worker: "林*", asks: "pin", may_skip: false, problem: { why: "wrong", tries_left: 3 } } },
  "issue-child": { assisted: true, screen: issueFor },
  "issue-elder": { assisted: true, screen: { ...issueFor, category: "elder", guardian: null, house: null, consent_version: null } },
  "issue-age": { assisted: true, screen: { ...issueFor, problem: { field: "age", problem: 17 } } },
  "issue-check": { assisted: true, screen: check },
  "issue-check-elder": {
    assisted: true,
    screen: { ...check, category: "elder", name: "陈*英", age: 71, document: "RESIDENT_ID", guardian: null, house: null },
  },
  issued: { assisted: true, screen: issued },
  "issued-printed": { assisted: true, screen: { ...issued, print: "printed" } },
  "issued-no-printer": { assisted: true, screen: { ...issued, print: "no_printer" } },
  "issued-failed": { assisted: true, screen: { ...issued, print: "failed", qr_path: null, can_void: false } },
  "issued-void": { assisted: true, screen: { ...issued, print: "voided", qr_path: null, can_void: false } },
  time: { assisted: true, noTime: true, screen: time },
  "time-wrong": { assisted: true, noTime: true, screen: { ...time, wrong_time: true, day: "2026-11-19", time: "08:00" } },
  "time-own": { assisted: true, noTime: true, screen: { ...told, asks: "own_pin" } },
  "time-centre": { assisted: true, noTime: true, screen: { ...told, day: "2028-01-03", asks: "own_pin", by_centre: true } },
  "time-other": { assisted: true, noTime: true, screen: { ...told, asks: "other_number", problem: { why: "other_person" } } },
  "time-other-pin": { assisted: true, noTime: true, screen: { ...told, asks: "other_pin" } },
  locked: { screen: locked },
  "locked-wrong": { screen: { ...locked, wrong: true, wait_seconds: 15 } },
} satisfies Record<string, Sample>;
