// A stand-in for the kiosk, to look at the page in a browser: it shows samples and decides nothing.
// Address: /?screen=receipt&language=en&size=4&idle=24&long&offline&demo&called&assisted&qr=PATH

import type { Kiosk } from "./client";
import { order, samples, type Sample } from "./samples";
import { LANGUAGES } from "../words/words.svelte";
import type { View } from "./types/View";

const STEPS = 5;
/** Screens that can be on paper too. */
const PRINTED = ["act_done", "claim_state", "lives_done", "message", "messages", "receipt"];
const PICTURE =
  "data:image/svg+xml," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1280 720"><rect width="1280" height="720" fill="#4A453C"/><path d="M460 180h360v360H460z" fill="#0E3F7E"/></svg>',
  );

/** Opens the stand-in at the sample named in the address of the page. */
export function fakeKiosk(): Kiosk {
  const wanted = new URLSearchParams(location.search);
  let take: (view: View) => void = () => undefined;
  let view = sampled(wanted.get("screen") ?? "welcome", shownAround(wanted));
  let place = Math.max(0, order.indexOf((wanted.get("screen") ?? "welcome") as never));

  function change(part: Partial<View>): void {
    view = { ...view, ...part, number: view.number + 1 };
    take(view);
  }
  function walk(steps: number): void {
    place = Math.max(0, (place + steps) % order.length);
    change(sampled(order[place] ?? "welcome", view));
  }

  return {
    currentScreen: () => Promise.resolve(view),
    onScreen: (callback) => void (take = callback),
    onSight: (callback) => {
      const { sight }: Sample = samples[(wanted.get("screen") ?? "welcome") as keyof typeof samples] ?? samples.welcome;
      if (sight) setTimeout(() => callback(sight));
    },
    frameAddress: () => PICTURE,
    send: async (name, carried) => {
      if (name === "choose_language" && "language" in carried) change({ language: carried.language });
      else if (name === "choose_text_size" && "size" in carried) change({ text_size: carried.size });
      else if (name === "stay_here") change({ idle_seconds_left: null });
      else if (name === "call_worker") change({ worker_called: true });
      else if (name === "end_visit") walk(-place);
      else if (name === "go_back") walk(-1);
      else if (name === "describe_holder" && "problem" in view.screen && view.screen.problem) change({});
      else if (name === "add_cohabitant" || name === "remove_cohabitant") change({});
      else walk(1);
      return view;
    },
  };
}

/** Returns what stands around a screen, as the address of the page asks for it. */
export function shownAround(wanted: URLSearchParams): View {
  return {
    number: 1,
    strip: {
      place: "海榕街道榕荫社区服务站",
      time: "10:24",
      online: !wanted.has("offline"),
      last_contact: "10:21",
      waiting: wanted.has("offline") ? 2 : 0,
      demo: wanted.has("demo"),
    },
    language: LANGUAGES.find((language) => language === wanted.get("language")) ?? "zh-Hans",
    text_size: Number(wanted.get("size") ?? 1),
    ticket: null,
    step: null,
    idle_seconds_left: wanted.has("idle") ? Number(wanted.get("idle")) : null,
    session_asks_again: wanted.has("long"),
    assisted_by: wanted.has("assisted") ? "林*" : null,
    can_go_back: false,
    worker_called: wanted.has("called"),
    print: null,
    screen: { kind: "welcome" },
  };
}

/** Returns the view of a sample. */
export function sampled(name: string, view: View): View {
  const sample: Sample = samples[name as keyof typeof samples] ?? samples.welcome;
  const step = sample.step ? { now: sample.step, of: STEPS } : null;
  const inVisit = !["welcome", "locked"].includes(sample.screen.kind);
  const assisted = sample.assisted ?? new URLSearchParams(location.search).has("assisted");
  return {
    ...view,
    print: PRINTED.includes(sample.screen.kind) ? "ready" : null,
    ...sample.around,
    strip: { ...view.strip, ...sample.around?.strip, time: sample.noTime ? "" : view.strip.time },
    assisted_by: assisted ? "林*" : null,
    screen: sample.screen,
    step,
    ticket: step ? "K7M2QX" : null,
    can_go_back: inVisit && !["receipt", "failure", "worker_home", "issued", "checked", "services"].includes(sample.screen.kind),
  };
}
