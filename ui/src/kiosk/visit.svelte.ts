// The one value that the page is drawn from, and the way intents leave.

import { clearLeftovers } from "../parts/leftovers";
import type { Intents, Kiosk } from "./client";
import type { Sight } from "./types/Sight";
import type { View } from "./types/View";

/** Touches closer together than this are one sign of life. */
const TOUCH_GAP_MS = 5_000;
/** Screens that show nothing of anybody. */
const AT_REST = new Set<View["screen"]["kind"]>(["welcome", "locked"]);

let kiosk: Kiosk;
let view = $state.raw<View | null>(null);
let sight = $state.raw<Sight | null>(null);
let touchedAt = -TOUCH_GAP_MS;

/** The view as it is now; `null` only until the first one arrives. */
export const visit = {
  get view(): View | null {
    return view;
  },
};

/** What is before the camera; `null` while no code is looked for. */
export const seen = {
  get sight(): Sight | null {
    return sight;
  },
};

const LARGE_SIZE = 3;

/** Tells whether the text is so large that long lists turn pages sooner. */
export function large(): boolean {
  return (view?.text_size ?? 1) >= LARGE_SIZE;
}

/** Opens the door: listens first, then asks, so that nothing falls in between. */
export async function open(door: Kiosk): Promise<void> {
  kiosk = door;
  kiosk.onScreen(take);
  kiosk.onSight((next) => (sight = view?.screen.kind === "scan" ? next : null));
  take(await kiosk.currentScreen());
}

/** Sends an intent; resolves when the view after it is on the screen. */
export async function send<Name extends keyof Intents>(
  name: Name,
  carried: Intents[Name],
): Promise<View | null> {
  take(await kiosk.send(name, carried));
  return view;
}

/** Goes back until a screen of this kind, keeping what was filled in. */
export async function goBackTo(kind: View["screen"]["kind"]): Promise<void> {
  const STEPS_MAX = 6;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    if (!view?.can_go_back || view.screen.kind === kind) return;
    await send("go_back", {});
  }
}

/** Tells the kiosk that somebody is here, at most once in a while. */
export function touched(at: number): void {
  if (view === null || view.idle_seconds_left !== null || AT_REST.has(view.screen.kind)) return;
  if (at - touchedAt < TOUCH_GAP_MS) return;
  touchedAt = at;
  void send("stay_here", {});
}

/** Returns the address of the latest camera picture. */
export function frameAddress(number: number): string {
  return kiosk.frameAddress(number);
}

function take(next: View): void {
  if (view !== null && next.number <= view.number) return;
  // Before the screen goes: a field that is being written into must not outlive its form.
  if (view !== null && AT_REST.has(next.screen.kind) && !AT_REST.has(view.screen.kind)) clearLeftovers();
  if (next.screen.kind !== "scan") sight = null;
  view = next;
}
