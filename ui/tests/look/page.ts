// Runs in a browser: shows one sample after the other on the real page, as the driver beside it asks.

import "@fontsource/noto-sans-sc/400.css";
import "@fontsource/noto-sans-sc/700.css";
import "@fontsource/noto-sans-hk/400.css";
import "@fontsource/noto-sans-hk/700.css";
import "@fontsource/noto-sans-mono/latin-400.css";
import "@fontsource/noto-sans-mono/latin-700.css";
import "../../src/look/tokens.css";
import "../../src/look/parts.css";
import "../../src/look/staff.css";
import "../../src/look/paper.css";
import "../../src/look/person.css";

import { flushSync, mount, tick } from "svelte";

import App from "../../src/App.svelte";
import type { Kiosk } from "../../src/kiosk/client";
import { sampled, shownAround } from "../../src/kiosk/fake";
import { samples, type Sample } from "../../src/kiosk/samples";
import type { Language } from "../../src/kiosk/types/Language";
import type { Sight } from "../../src/kiosk/types/Sight";
import type { View } from "../../src/kiosk/types/View";
import { open } from "../../src/kiosk/visit.svelte";
import * as audit from "./audit";

const SETTLE_FRAMES = 2;

let take: (view: View) => void = () => undefined;
let see: (sight: Sight) => void = () => undefined;
const around = shownAround(new URLSearchParams());
let view: View = sampled("welcome", around);
const door: Kiosk = {
  currentScreen: () => Promise.resolve(view),
  onScreen: (callback) => void (take = callback),
  onSight: (callback) => void (see = callback),
  frameAddress: () => "",
  send: () => Promise.resolve(view),
};

function change(next: Partial<View>): void {
  view = { ...view, ...next, number: view.number + 1 };
  take(view);
  flushSync();
}

/** Shows a sample from its beginning, touches what it names, and waits until nothing moves. */
async function show(name: keyof typeof samples, language: Language, size: number): Promise<void> {
  // Another screen between, so that nothing of the sample before is kept.
  change({ screen: { kind: name === "locked" ? "welcome" : "locked" }, idle_seconds_left: null } as Partial<View>);
  change(sampled(name, { ...around, language, text_size: size }));
  const { touch = [], sight }: Sample = samples[name];
  if (sight) see(sight);
  flushSync();
  for (const test of touch) await press(test);
  await still();
}

/** Touches what has this name; without it the sample itself is wrong. */
async function press(test: string): Promise<void> {
  const target = document.querySelector<HTMLElement>(`[data-test="${test}"]`);
  if (!target) throw new Error(`nothing is called ${test}`);
  target.click();
  flushSync();
  await tick();
}

/** Turns to the next page of a list; tells whether there was one. */
async function turn(): Promise<boolean> {
  const next = document.querySelector('[data-test="page-after"]');
  if (!next || next.getAttribute("aria-disabled") === "true") return false;
  await press("page-after");
  await still();
  return true;
}

async function still(): Promise<void> {
  await tick();
  await document.fonts.ready;
  for (let frame = 0; frame < SETTLE_FRAMES; frame += 1) await new Promise(requestAnimationFrame);
}

await open(door);
mount(App, { target: document.body });
await Promise.all([...document.fonts].map((face) => face.load()));
Object.assign(window, { look: { names: Object.keys(samples), show, turn, ...audit } });
document.documentElement.dataset.ready = "yes";
