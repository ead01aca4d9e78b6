// The three states of a record, as a person follows them.

import type { RegistrationView } from "../kiosk/types/RegistrationView";
import { fullDate, shortDate, t, why, word } from "../words/words.svelte";

/** How far one of the three steps has come. */
export type Progress = "done" | "now" | "later" | "refused";

/** One of the three steps. */
export interface WayStep {
  name: string;
  text: string;
  progress: Progress;
}

/** Returns the three steps of a registration. */
export function wayOf(registration: RegistrationView): WayStep[] {
  const received = registration.saved !== "on_this_machine";
  return [
    {
      name: t("receipt.1"),
      text: t("receipt.1.text", { date: fullDate(registration.declared_on) }),
      progress: "done",
    },
    {
      name: t(received ? "receipt.2" : "receipt.2.ahead"),
      text: t(received ? "receipt.2.done" : "receipt.2.wait"),
      progress: received ? "done" : "now",
    },
    owner(registration, received),
  ];
}

/** Tells whether a registration ended, or never came to count. */
export function isOver(state: string): boolean {
  return ["REJECTED", "EXPIRED", "WITHDRAWN", "CANCELLED", "VOIDED"].includes(state);
}

function owner(registration: RegistrationView, received: boolean): WayStep {
  if (registration.state === "REJECTED") {
    const text = registration.refusal ? why(registration.refusal) : "";
    return { name: t("receipt.3.refused"), text, progress: "refused" };
  }
  if (registration.state === "AWAITING_ADDRESS") {
    return { name: t("receipt.3.address"), text: t("receipt.3.addressText"), progress: received ? "now" : "later" };
  }
  if (registration.state === "EFFECTIVE") {
    const day = registration.effective_on ?? registration.declared_on;
    const text = t("receipt.3.done", { date: fullDate(day) });
    return { name: t("receipt.3"), text, progress: "done" };
  }
  if (isOver(registration.state)) {
    const { state } = registration;
    return { name: word("state", state), text: word("now", state), progress: "refused" };
  }
  if (registration.state === "CANCEL_PENDING") {
    return { name: t("receipt.3"), text: word("now", registration.state), progress: "done" };
  }
  if (registration.provisional) {
    return { name: t("receipt.3.here"), text: t("receipt.3.provisional"), progress: "now" };
  }
  // The name says what is still ahead: at a glance nobody takes a wish for a fact.
  const name = t("receipt.3.ahead");
  const progress = received ? "now" : "later";
  const text = registration.until
    ? t("receipt.3.wait", { date: shortDate(registration.until) })
    : t("receipt.3.own");
  return { name, text, progress };
}
