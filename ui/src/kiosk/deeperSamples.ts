// Samples one or more touches inside a screen, and screens under other skies. Development only.

import type { Sample } from "./samples";

type Samples<Names extends string> = Record<Names, Sample>;
type Needed = "welcome" | "help" | "scan" | "prove" | "stay" | "cohabitants-none" | "cohabitants-consent" | "owner" | "read" | "decides" | "receipt" | "worker" | "issue-child" | "issued" | "locked" | "failure";

const STAY_REASON = ["dwelling-RENTED", "stay-next"];
const NAME = ["add-cohabitant"];
const offline = { place: "海榕街道榕荫社区服务站", time: "10:24", online: false, last_contact: "10:21", waiting: 12, demo: true };

/** Returns what lies deeper in some of the samples. */
export function deeper(from: Samples<Needed>) {
  const inside = (name: Needed, ...touch: string[]): Sample => ({ ...from[name], touch });
  return {
    "welcome-offline": { ...from.welcome, around: { strip: offline } },
    "welcome-called": { ...from.welcome, around: { worker_called: true } },
    "welcome-resume": inside("welcome", "begin-resume"),
    "scan-offline": { ...from.scan, around: { strip: offline } },
    "scan-typed": inside("scan", "type-code"),
    "stay-chosen": inside("stay", "dwelling-RENTED"),
    "stay-reason": inside("stay", ...STAY_REASON),
    "stay-day": inside("stay", ...STAY_REASON, "reason-ACCOMPANY", "stay-next"),
    "stay-day-chosen": inside("stay", ...STAY_REASON, "reason-ACCOMPANY", "stay-next", "day-2026-11-20"),
    "cohabitants-name": inside("cohabitants-none", ...NAME),
    "owner-chosen": inside("owner", "owner-present-no"),
    "read-agreed": inside("read", "agree-box"),
    "read-notice": inside("read", "read-notice"),
    "decides-refuse": inside("decides", "owner-refuse"),
    "receipt-offline": { ...from.receipt, around: { strip: offline } },
    "worker-whom": inside("worker", "home-issue"),
    "worker-door": { ...from.prove, around: { worker_called: true }, touch: ["call-worker"] },
    "worker-door-in": inside("worker", "call-worker"),
    "issued-void-ask": inside("issued", "void"),
    "locked-enter": inside("locked", "begin-unlock"),
    "failure-called": { ...from.failure, around: { worker_called: true } },
    "failure-ticket": { ...from.failure, around: { ticket: "K7M2QX", print: "ready" } },
    "help-feedback": inside("help", "help-feedback"),
    idle: { ...from.read, around: { idle_seconds_left: 24, ticket: "K7M2QX" } },
    "idle-long": { ...from.stay, around: { idle_seconds_left: 24, session_asks_again: true } },
    "idle-nothing": { ...from.scan, around: { idle_seconds_left: 7 } },
  } satisfies Record<string, Sample>;
}
