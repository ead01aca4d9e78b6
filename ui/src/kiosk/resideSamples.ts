// Samples of 我的业务: addresses, acts, messages, houses. Development only: never in a release.

import type { AskAct } from "./types/AskAct";
import type { CalendarDay } from "./types/CalendarDay";
import type { HeldView } from "./types/HeldView";
import type { Sample } from "./samples";
import { home } from "./staffSamples";

const answered = { asked: "answered", as_of: "10:24" } as const;
const asking = { asked: "asking", as_of: null } as const;
const noLine = { asked: "no_line", as_of: null } as const;
const holder = "林*芳";
const held: HeldView = {
  receipt: "K7M2-QX8R-9T3W",
  address: home,
  member: null,
  state: "EFFECTIVE",
  saved: "decided",
  provisional: false,
  because: null,
  moved_out: false,
  since: "2026-06-15",
  until: null,
  effective_on: "2026-06-15",
  habitual: "HABITUAL",
  habitual_until: null,
  permit_here: true,
  people: ["陈*英", "林*雨"],
  cohabitants: 2,
  acts: ["remove_habitual", "add_cohabitants", "cancel"],
  pending: false,
  denied: null,
};
const plain = { ...held, habitual: null, permit_here: false, people: [], cohabitants: 0 };
const waiting: HeldView = {
  ...plain,
  address: { ...home, street: "望海路", number: "6号", room: "302" },
  state: "AWAITING_CONFIRMATION",
  effective_on: null,
  until: "2026-12-08",
  acts: ["withdraw"],
};
const leaving: HeldView = {
  ...plain,
  address: { ...home, street: "南塘里", number: "9号", room: "" },
  state: "CANCEL_PENDING",
  until: "2026-11-30",
  acts: ["keep_home"],
};
const mine = { kind: "my_residence", holder, centre: answered, calendar: true } as const;
const who = {
  name: "吴小明",
  document: "RESIDENT_ID",
  number: "449*************17",
  phone: "138****0000",
  dwelling: "RENTED",
  reason: "WORK",
  moved_in_on: "2026-11-20",
  cohabitants: 2,
};
const tasks = (["move_in", "answer_habitual", "answer_cancel", "answer_trust"] as const).map((matter, place) => ({
  matter,
  about: `task-${place}`,
  address: { ...home, street: "望海路", number: "6号", room: "401" },
  who: matter === "answer_trust" ? null : who,
  until: "2026-12-08",
  pending: place === 2,
  denied: null,
}));
const messages = ["RESULT_EFFECTIVE", "PERMIT_ELIGIBLE", "RESULT_HABITUAL_OK", "NOTICE_MOVE_OUT", "ENDORSE_OPEN", "RESULT_CANCELLED"].map(
  (template, place) => ({ item: `message-${place}`, template, made_on: "2026-11-20", read: place > 2 }),
);
const house = { code: "449900-0018", address: home, claim: "VERIFIED", capacity: "OWNER", residents: 3, trusts: 1 };
const ask: AskAct = {
  matter: "cancel",
  grave: true,
  address: home,
  who: null,
  other: null,
  follows: ["permit_suspended", "habitual_ends", "owner_or_days", "may_take_back"],
  until: "2026-11-30",
  reasons: ["MOVED_AWAY", "MOVED_HOUSE", "BECAME_LOCAL", "OTHER"],
  two_sided: false,
  day: null,
  last_day: null,
  problem: null,
};
const day = { first: "2026-11-20", last: "2026-11-23", today: "2026-11-23" };
const ahead = { first: "2026-11-23", last: "2036-11-23", today: "2026-11-23" };
const done = {
  kind: "act_done",
  matter: "cancel",
  refused: false,
  receipt: "4TQ2-HX8R-7W3K",
  qr_path: "M4 4h7v7h-7zM14 4h3v3h-3zM22 4h7v7h-7zM4 22h7v7h-7zM14 14h5v5h-5zM22 22h3v3h-3z",
  qr_modules: 33,
  saved: "on_this_machine",
  denied: null,
  done_on: "2026-11-23",
  until: "2026-11-30",
  address: { ...home, room: "" },
} as const;

function month(year: number, at: number, count: number, kind: (day: number) => CalendarDay) {
  return { year, month: at, days: Array.from({ length: count }, (_, place) => kind(place + 1)) };
}
const counted = (): CalendarDay => "counted";
const calendar = {
  kind: "calendar",
  holder,
  days: 161,
  needed: 183,
  left: 22,
  from: "2026-06-15",
  first_eligible: "2026-12-15",
  eligible: false,
  profile: "gd_default",
  missing: [],
  gaps: [["2026-08-30", "2026-08-31"]] as [string, string][],
  months: [
    month(2026, 6, 30, (at) => (at > 15 ? "counted" : "none")),
    month(2026, 7, 31, counted),
    month(2026, 8, 31, (at) => (at > 29 ? "gap" : "counted")),
    month(2026, 9, 30, counted),
    month(2026, 10, 31, counted),
    month(2026, 11, 30, (at) => (at < 23 ? "counted" : at === 23 ? "today" : "ahead")),
    month(2026, 12, 31, (at) => (at < 15 ? "ahead" : at === 15 ? "eligible" : "none")),
  ],
} as const;
const services = {
  kind: "services",
  holder,
  centre: answered,
  errands: [
    { errand: "residence", count: 3, waits: false },
    { errand: "messages", count: 4, waits: true },
    { errand: "houses", count: 2, waits: false },
    { errand: "calendar", count: 161, waits: false },
  ],
} as const;

export const resideSamples: Record<string, Sample> = {
  services: { screen: services as never },
  "services-asking": {
    screen: { ...services, centre: asking, errands: services.errands.map((tile) => ({ ...tile, count: null, waits: false })) },
  },
  mine: { screen: { ...mine, registrations: [held, waiting, leaving, { ...plain, state: "REJECTED", because: "WRONG_ROOM", acts: [] }] } },
  "mine-leaving": { screen: { ...mine, registrations: [leaving, { ...leaving, moved_out: true, acts: ["object"] }] } },
  "mine-pending": { screen: { ...mine, registrations: [{ ...held, acts: [], pending: true }] } },
  "mine-denied": { screen: { ...mine, registrations: [{ ...held, denied: "WRONG_STATE" }] } },
  "mine-none": { screen: { ...mine, registrations: [], calendar: false } },
  "mine-offline": { screen: { ...mine, centre: noLine, calendar: false, registrations: [{ ...plain, acts: ["habitual", "add_cohabitants", "cancel"] }] } },
  calendar: { around: { print: "ready" }, screen: calendar as never },
  "calendar-none": {
    screen: { ...calendar, days: 0, left: 183, from: null, first_eligible: null, gaps: [], months: [], missing: ["NO_HABITUAL", "NO_GROUND"] },
  },
  messages: { screen: { kind: "messages", holder, centre: answered, tasks, messages } },
  "messages-notices": { screen: { kind: "messages", holder, centre: answered, tasks: [], messages } },
  "messages-none": { screen: { kind: "messages", holder, centre: noLine, tasks: [], messages: [] } },
  message: {
    screen: {
      kind: "message",
      template: "RESULT_EFFECTIVE",
      made_on: "2026-11-20",
      zh: "您在榕荫一路18号2栋501房的居住登记已确认,状态:有效。视为已向公安机关申报居住登记。",
      en: "Your residence registration at 榕荫一路18号2栋501房 is confirmed and effective. It counts as declared to the police.",
      leads_to: "residence",
    },
  },
  houses: {
    screen: {
      kind: "houses",
      holder,
      centre: answered,
      houses: [house, { ...house, claim: "CLAIMED", capacity: null, residents: 0, trusts: 0 }, { ...house, claim: null, capacity: "TRUSTEE" }],
    },
  },
  "houses-none": { screen: { kind: "houses", holder, centre: noLine, houses: [] } },
  house: {
    screen: {
      kind: "house",
      house,
      residents: [
        { about: "r1", who, state: "EFFECTIVE", may_report: true, pending: false, denied: null },
        { about: "r2", who: { ...who, name: "何美" }, state: "CANCEL_PENDING", may_report: false, pending: true, denied: null },
      ],
      trusts: [{ about: "t1", other: "黄*", from: "2026-01-01", to: "2027-01-01", accepted: true, may_revoke: true, pending: false, denied: null }],
      may_appoint: true,
    },
  },
  "ask-cancel": { screen: { kind: "ask_act", ...ask } },
  "ask-cancel-problem": { screen: { kind: "ask_act", ...ask, problem: "gone" } },
  "ask-habitual": {
    screen: { kind: "ask_act", ...ask, matter: "habitual", grave: false, reasons: [], until: "2026-12-08", follows: ["habitual_permit", "habitual_counts", "habitual_replaces", "owner_reviews"] },
  },
  "ask-move-in": {
    screen: { kind: "ask_act", ...ask, matter: "move_in", grave: false, two_sided: true, who, follows: ["move_in"], reasons: ["NOT_LIVING_HERE", "WRONG_ROOM", "WRONG_PERSON", "CONTRACT_ENDED", "NOT_MY_HOUSE"] },
  },
  "ask-move-out": {
    screen: { kind: "ask_act", ...ask, matter: "report_move_out", who, reasons: [], until: null, follows: ["report_move_out"], day, problem: "day" },
  },
  "ask-appoint": {
    screen: { kind: "ask_act", ...ask, matter: "appoint", other: "黄*", reasons: [], until: null, follows: ["appoint", "appoint_accepts", "appoint_revocable"], day: ahead, last_day: ahead },
  },
  "ask-claim": { screen: { kind: "ask_act", ...ask, matter: "claim_house", grave: false, reasons: [], until: null, follows: ["claim_desk", "claim_own"] } },
  "act-done": { screen: done },
  "act-denied": { screen: { ...done, saved: "decided", denied: "WRONG_STATE" } },
  "act-refused": { screen: { ...done, saved: "received", matter: "move_in", refused: true, until: null } },
};
