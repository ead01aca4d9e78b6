import "@fontsource/noto-sans-sc/400.css";
import "@fontsource/noto-sans-sc/700.css";
import "@fontsource/noto-sans-mono/latin-400.css";
import "@fontsource/noto-sans-mono/latin-700.css";
import "./look/tokens.css";
import "./look/parts.css";
import "./look/staff.css";
import "./look/paper.css";
import "./look/person.css";

import { mount } from "svelte";

import App from "./App.svelte";
import { open } from "./kiosk/visit.svelte";
import { fontsReady } from "./look/fonts";
import { tauriKiosk } from "./kiosk/tauri";
import { guardPage } from "./parts/guard";

guardPage();

// In a plain browser there is no kiosk: a stand-in shows the screens. It is not part of a release.
const door =
  import.meta.env.DEV && !("__TAURI_INTERNALS__" in window)
    ? (await import("./kiosk/fake")).fakeKiosk()
    : tauriKiosk;

await Promise.all([open(door), fontsReady()]);
mount(App, { target: document.body });
