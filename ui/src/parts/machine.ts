// What a worker has to know of the machine, each with what to do about it.

import type { WorkerHome } from "../kiosk/types/WorkerHome";
import { fullDate, shortDate, t, word } from "../words/words.svelte";
import type { IconName } from "./icons";

/** One line about the machine. */
export interface MachineRow {
  test: string;
  icon: IconName;
  name: string;
  text: string;
  tone: "ok" | "wait" | "stop";
  badge?: string;
}

const CLOCK_TONE = { good: "ok", degraded: "wait", stated: "wait", unsafe: "stop" } as const;

const ROWS_MAX = 4;

/** Returns the lines about the machine. */
export function machineRows(home: WorkerHome): MachineRow[] {
  const rows: MachineRow[] = [waiting(home)];
  if (home.quarantined > 0) {
    rows.push({
      test: "machine-quarantined",
      icon: "stop",
      name: t("machine.quarantined", { count: home.quarantined }),
      text: t("machine.quarantinedText"),
      tone: "stop",
      badge: t("machine.held"),
    });
  }
  rows.push(
    {
      test: "machine-clock",
      icon: "wait",
      name: word("machine.clock", home.clock),
      text: word("machine.clock", `${home.clock}.do`),
      tone: CLOCK_TONE[home.clock],
      badge: word("machine.clock", `${home.clock}.badge`),
    },
    {
      test: "machine-provisional",
      icon: "card",
      name: t("machine.provisional", { count: home.provisional_left }),
      text: home.certificate_until
        ? t("machine.certificate", { date: fullDate(home.certificate_until) })
        : t("machine.noCertificate"),
      tone: home.certificate_until && home.provisional_left > 0 ? "ok" : "wait",
      ...(home.provisional_left > 0 ? {} : { badge: t("machine.none") }),
    },
  );
  // What has trouble comes first; there is room for four lines.
  if (rows.length < ROWS_MAX) {
    rows.push({
      test: "machine-roster",
      icon: "badge",
      name: t("machine.roster", { date: shortDate(home.roster_until) }),
      text: t("machine.rosterText"),
      tone: "ok",
    });
  }
  return rows;
}

function waiting(home: WorkerHome): MachineRow {
  const some = home.waiting > 0;
  return {
    test: "machine-waiting",
    icon: "waiting",
    name: some ? t("machine.waiting", { count: home.waiting }) : t("machine.nothingWaits"),
    text: t(some ? "machine.waitingText" : "machine.nothingWaitsText"),
    tone: some ? "wait" : "ok",
    badge: t(some ? "machine.waits" : "machine.received"),
  };
}
