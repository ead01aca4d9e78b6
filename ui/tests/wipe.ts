// Runs in a browser: types seeded values into every form of the page, lets the kiosk wipe, and writes
// down what is left. The test beside it reads the result.

import { flushSync, mount } from "svelte";

import App from "../src/App.svelte";
import type { Kiosk } from "../src/kiosk/client";
import { samples } from "../src/kiosk/samples";
import type { View } from "../src/kiosk/types/View";
import { open } from "../src/kiosk/visit.svelte";
import { guardPage } from "../src/parts/guard";

const SEED = "种子甲乙丙";
const DIGITS = "440106201601011234";
const PASSPHRASE = "Zebra-seed";

let take: (view: View) => void = () => undefined;
const sent: string[] = [];
let view: View = {
  number: 1,
  strip: { place: "P", time: "10:24", online: true, last_contact: null, waiting: 0, demo: false },
  language: "zh-Hans",
  text_size: 1,
  ticket: null,
  step: null,
  idle_seconds_left: null,
  session_asks_again: false,
  assisted_by: null,
  can_go_back: false,
  worker_called: false,
  screen: { kind: "welcome" },
};
const door: Kiosk = {
  currentScreen: () => Promise.resolve(view),
  onScreen: (callback) => void (take = callback),
  onSight: () => undefined,
  frameAddress: () => "",
  send: (name, carried) => {
    sent.push(`${name} ${JSON.stringify(carried)}`);
    return Promise.resolve(view);
  },
};

function show(name: keyof typeof samples | "wiped"): void {
  const screen = name === "wiped" ? ({ kind: "welcome" } as const) : samples[name].screen;
  view = { ...view, screen, number: view.number + 1 };
  take(view);
  flushSync();
}

function press(test: string): void {
  (document.querySelector(`[data-test="${test}"]`) as HTMLElement).click();
  flushSync();
}

function write(test: string, text: string): HTMLInputElement {
  const field = document.querySelector(`input[data-test="${test}"]`) as HTMLInputElement;
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  flushSync();
  field.select();
  return field;
}

function type(text: string): void {
  for (const key of text) document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  flushSync();
}

const fields: HTMLInputElement[] = [];
const left: string[] = [];

function wiped(after: string): void {
  show("wiped");
  const markup = document.documentElement.outerHTML;
  for (const seed of [SEED, DIGITS, PASSPHRASE, "246802"]) if (markup.includes(seed)) left.push(`${after}: ${seed} in the page`);
  for (const field of fields) {
    if (field.isConnected) left.push(`${after}: a field is still in the page`);
    if (field.value !== "") left.push(`${after}: a field still holds text`);
  }
  if (document.querySelector("input")) left.push(`${after}: a form on the page of nobody`);
  if (document.activeElement !== document.body) left.push(`${after}: the focus is on ${document.activeElement?.tagName}`);
  if (String(document.getSelection()) !== "") left.push(`${after}: something is selected`);
}

/** Names what a browser would still do. */
function offered(): string[] {
  const open: string[] = [];
  for (const [key, ctrlKey] of [["F5", false], ["F12", false], ["p", true], ["r", true], ["u", true], ["+", true], ["c", true]] as const) {
    const event = new KeyboardEvent("keydown", { key, ctrlKey, bubbles: true, cancelable: true });
    if (document.body.dispatchEvent(event)) open.push(`key ${key}`);
  }
  for (const name of ["contextmenu", "copy", "cut", "paste", "dragstart", "drop"]) {
    if (document.body.dispatchEvent(new Event(name, { bubbles: true, cancelable: true }))) open.push(name);
  }
  if (document.body.dispatchEvent(new WheelEvent("wheel", { ctrlKey: true, bubbles: true, cancelable: true }))) open.push("zoom");
  return open;
}

async function run(): Promise<void> {
  guardPage();
  await open(door);
  mount(App, { target: document.body });
  flushSync();
  show("cohabitants");
  press("add-cohabitant");
  fields.push(write("cohabitant-name", SEED));
  wiped("cohabitant");
  show("prove");
  fields.push(write("number", DIGITS));
  wiped("number");
  show("issue-child");
  fields.push(write("issue-name", SEED));
  press("issue-next");
  fields.push(write("issue-number", DIGITS));
  wiped("provisional code");
  show("login");
  type("246802");
  const dots = document.querySelector('[data-test="pin"]')?.getAttribute("data-count");
  if (dots !== "6") left.push(`the PIN was not taken: ${dots}`);
  wiped("PIN");
  show("login");
  if (document.querySelector('[data-test="pin"]')?.getAttribute("data-count") !== "0") left.push("the PIN came back");
  type("246802");
  type("!");
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  flushSync();
  if (document.querySelector('[data-test="pin"]')?.getAttribute("data-count") !== "0") left.push("the PIN was kept after it was sent");
  wiped("PIN sent");
  show("locked");
  press("begin-unlock");
  type(PASSPHRASE);
  press("show-passphrase");
  wiped("passphrase");
  if (localStorage.length + sessionStorage.length > 0 || document.cookie !== "") left.push("something is stored");
  if (history.length > 2 || location.search !== "") left.push("the history says something");
}

await run().catch((error: unknown) => left.push(String(error)));
const result = document.createElement("output");
result.id = "result";
result.textContent = JSON.stringify({ left, open: offered(), pins: sent.filter((each) => each.includes("246802")).length });
document.body.append(result);
