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
  collect: { screen: { kind: "collect_code", documents, problem: null } as never },
  "collect-not-here": { screen: { kind: "collect_code", documents, problem: { why: "not_here" } } as never },
} satisfies Record<string, Sample>;
