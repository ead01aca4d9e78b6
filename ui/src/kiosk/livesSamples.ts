// Sample screens of naming an address without a plate, of obtaining a code, and of what a person has.

import type { Sample } from "./samples";
import { home } from "./staffSamples";

const place = (name: string, house = false, detail = "") => ({ name, detail, house });
const communities = [
  place("榕荫社区", false, "海榕街道"),
  place("渔港社区", false, "海榕街道"),
  place("金沙社区", false, "海榕街道"),
  place(""),
];
const rooms = ["101房", "102房", "201房", "202房", "301房", "302房", "401房", "402房"].map((name) => place(name, true));
const find = { kind: "find_address", chosen: [], rows: communities, query: null, first: true } as const;
const write = { kind: "write_address", area: "海榕街道榕荫社区", problem: null, candidates: [] } as const;
const found = [
  place("榕荫一路 18号2栋301房", true, "海榕街道榕荫社区"),
  place("榕荫一路 18号2栋302房", true, "海榕街道榕荫社区"),
  place("榕荫一路 9号", true, "海榕街道榕荫社区"),
  place("榕荫里", false, "汕尾市海丰县海城镇"),
];

const documents = ["RESIDENT_ID", "HOUSEHOLD_REGISTER"];
const claim = { kind: "claim_form", documents, problem: null } as const;
const claimed = {
  kind: "claim_state",
  receipt: "K7M2-QX8R-9T3W",
  qr_path: "M4 4h7v7h-7zM14 4h3v3h-3zM22 4h7v7h-7zM4 22h7v7h-7zM14 14h5v5h-5zM22 22h3v3h-3z",
  qr_modules: 33,
  ready: false,
  holder: null,
  valid_until: null,
  denied: null,
  seen: false,
} as const;

const heard = { asked: "answered", as_of: "10:24" } as const;
const noLine = { asked: "no_line", as_of: null } as const;
const members = [
  { name: "林*雨", relation: "30", age: 10, guardian: true, has_code: true, takes_over: false },
  { name: "陈*英", relation: "50", age: 71, guardian: false, has_code: false, takes_over: false },
  { name: "林*海", relation: "20", age: 16, guardian: true, has_code: true, takes_over: true },
];
const code = {
  kind: "my_code",
  centre: heard,
  shown: null,
  members,
  presentations: ["2026-11-20", "2026-11-12", "2026-10-30", "2026-10-08", "2026-09-21", "2026-09-02"].map((on, n) => ({ on, place: "榕荫社区服务站", by_family: n === 2 })),
  presented: 23,
} as const;
const big = { qr_path: claimed.qr_path, qr_modules: 33, holder: "林*芳", of_family: false, valid_until: "2027-11-22", recorded: true };
const family = { kind: "family", centre: heard, members, relations: ["10", "20", "30", "40", "50", "60", "70", "97", "99"], documents, problem: null, consent_version: 1 } as const;
const permit = {
  state: "VALID",
  suspended_for: null,
  address: home,
  receipt: "K7M2-QX8R-9T3W",
  accepted_on: "2025-11-20",
  due_on: "2025-12-05",
  missing: [],
  missing_until: null,
  issued_on: "2025-12-01",
  valid_until: "2026-11-30",
  endorse_from: "2026-11-01",
  endorse_until: "2026-11-30",
  card: 1,
  because: [],
} as const;
const permits = {
  kind: "permits",
  centre: heard,
  permit,
  offers: ["ENDORSE", "CHANGE_ADDRESS", "REPLACE", "REISSUE", "ASK_CARD", "CANCEL"],
  missing: [],
  first_eligible: null,
  places: [{ receipt: "K7M2-QX8R-9T3W", address: home, habitual: true }],
  exemptions: [],
  grounds: ["JOB", "HOME", "STUDY", "TALENT"],
  papers: ["IDENTITY_CARD", "PHOTOGRAPH", "ADDRESS_PROOF", "JOB_PROOF", "STUDY_PROOF", "AGENT_PAPERS"],
  history: [{ on: "2025-12-01", what: "ISSUE", state: "VALID" }, { on: "2025-11-20", what: "ACCEPTANCE", state: "ACCEPTED" }],
  problem: null,
} as const;
const data = { kind: "my_data", centre: heard, name: "林*芳", document: "RESIDENT_ID", number: "449*************17", phone: "138****0000", birth: "1990", full: false, problem: null, notice_version: 1 } as const;

/** Sample screens by name. */
export const livesSamples = {
  find: { step: 1, screen: find as never },
  "find-rooms": { step: 1, screen: { ...find, chosen: ["榕荫社区", "榕荫一路", "18号", "2栋"], rows: rooms, first: false } as never },
  "find-none": { step: 1, screen: { ...find, chosen: ["汕尾市", "海丰县", "海城镇", "云岭社区"], rows: [], first: false } as never },
  "find-search": { step: 1, screen: { ...find, rows: found, query: "ryyl18", first: false } as never },
  write: { step: 1, screen: write as never },
  "write-like": { step: 1, screen: { ...write, candidates: found.slice(0, 3) } as never },
  "door-by-hand": {
    step: 1,
    screen: { kind: "confirm_door", address: { ...home, street: "新开路", number: "77号", room: "" }, house_code: "", by_hand: true, not_in_register: true },
  },
  claim: { screen: claim as never },
  "claim-child": { screen: { ...claim, problem: { field: "child" } } as never },
  "claim-check": { screen: { kind: "claim_check", name: "林*芳", document: "RESIDENT_ID", number: "449*************27", phone: null, notice_version: 1 } },
  "claim-waits": { screen: claimed },
  "claim-ready": { screen: { ...claimed, ready: true, holder: "林*芳", valid_until: "2027-11-22", seen: true } },
  "claim-denied": { screen: { ...claimed, denied: "IDENTITY_UNPROVEN" } },
  collect: { screen: { kind: "collect_code", documents, problem: null, asking: false } as never },
  "claim-printed": { around: { print: "printed" }, screen: { ...claimed, ready: true, holder: "林*芳", valid_until: "2027-11-22" } },
  "claim-no-printer": { around: { print: "no_printer" }, screen: claimed },
  "my-code": { screen: code as never },
  "my-code-offline": { screen: { ...code, centre: noLine, members: [], presentations: [], presented: null } as never },
  "my-code-shown": { screen: { ...code, shown: big } as never },
  family: { screen: family as never },
  "family-none": { screen: { ...family, members: [] } as never },
  "family-offline": { screen: { ...family, centre: noLine, members: [] } as never },
  permit: { screen: permits as never },
  "permit-none": { screen: { ...permits, permit: null, offers: ["APPLY"], missing: ["NO_HABITUAL", "STAY_TOO_SHORT", "NO_GROUND"] } as never },
  "permit-exemption": { touch: ["permit-APPLY", `place-${permit.receipt}`, "permit-next", "ground-JOB", "permit-next"], screen: { ...permits, permit: null, offers: ["APPLY"], exemptions: ["OWN_OR_RELATIVE_HOME", "ENROLLED"] } as never },
  "permit-correction": {
    around: { print: "ready" },
    screen: { ...permits, permit: { ...permit, state: "CORRECTION", missing: ["PHOTOGRAPH", "JOB_PROOF"], missing_until: "2026-12-16", valid_until: null }, offers: ["SUPPLY"] } as never,
  },
  "permit-suspended": { screen: { ...permits, permit: { ...permit, state: "SUSPENDED", suspended_for: "ENDORSEMENT_LAPSED" }, offers: ["ENDORSE_LATE", "CANCEL"] } as never },
  "permit-offline": { screen: { ...permits, centre: noLine, permit: null, offers: [] } as never },
  "my-data": { screen: data as never },
  "my-data-full": { screen: { ...data, name: "林小芳", number: "449900199001010017", phone: "13800000000", birth: "1990-01-01", full: true } as never },
  "my-data-offline": { screen: { ...data, centre: noLine, name: null, document: null, number: null, phone: null, birth: null } as never },
  "lives-done": { screen: { kind: "lives_done", deed: "apply", receipt: "K7M2-QX8R-9T3W", qr_path: claimed.qr_path, qr_modules: 33, decided: false, denied: null } },
  "lives-denied": { screen: { kind: "lives_done", deed: "apply", receipt: "K7M2-QX8R-9T3W", qr_path: claimed.qr_path, qr_modules: 33, decided: true, denied: "STAY_TOO_SHORT" } },
} satisfies Record<string, Sample>;
