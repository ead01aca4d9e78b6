// The kiosk behind the window's commands.

import { convertFileSrc, invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";

import type { Kiosk } from "./client";
import type { Sight } from "./types/Sight";
import type { View } from "./types/View";

export const tauriKiosk: Kiosk = {
  currentScreen: () => invoke<View>("current_screen"),
  onScreen: (take) => void listen<View>("screen", (event) => take(event.payload)),
  onSight: (take) => void listen<Sight>("sight", (event) => take(event.payload)),
  send: (name, carried) => invoke<View>(name, carried),
  frameAddress: (number) => convertFileSrc(String(number), "frame"),
};
