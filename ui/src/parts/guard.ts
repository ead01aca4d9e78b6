// What a browser would offer and a kiosk must not: menus, reload, printing, zoom, search, history,
// the clipboard. The window's own switches are closed as well; this is the page's half.

/** Keys that never mean anything here, with or without another key. */
const KEYS = /^(F([1-9]|1[0-9]|2[0-4])|ContextMenu|BrowserBack|BrowserForward|BrowserHome|BrowserRefresh|BrowserSearch|BrowserFavorites|Print|PrintScreen|Help|Find)$/;
/** Keys that write or move inside a field, also with Control: whole words, all of it, the last step back. */
const FIELD_KEYS = new Set(["a", "z", "Backspace", "Delete", "ArrowLeft", "ArrowRight", "Home", "End"]);

/** What of a key press decides. */
export interface Stroke {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** Tells whether a key press would leave the task: everything with Control, Alt or Meta that no field needs. */
export function leavesTask(stroke: Stroke, inField: boolean): boolean {
  if (KEYS.test(stroke.key)) return true;
  // AltGraph is how some keyboards write letters: it reports Control and Alt at once.
  if (stroke.ctrlKey && stroke.altKey && stroke.key.length === 1) return !inField;
  if (stroke.ctrlKey || stroke.metaKey) return !(inField && FIELD_KEYS.has(stroke.key));
  return stroke.altKey && stroke.key !== "AltGraph";
}

const NEVER = [
  "contextmenu", "dragstart", "dragover", "drop", "copy", "cut", "paste", "auxclick", "gesturestart",
] as const;

/** Closes these ways for the life of the page. */
export function guardPage(page: Document = document): void {
  const stop = (event: Event): void => event.preventDefault();
  for (const name of NEVER) page.addEventListener(name, stop, { capture: true });
  // A wheel with Control, and two fingers on the glass, are zoom.
  const early = { capture: true, passive: false };
  page.addEventListener("wheel", (event) => event.ctrlKey && event.preventDefault(), early);
  page.addEventListener("touchmove", (event) => event.touches.length > 1 && event.preventDefault(), early);
  page.addEventListener(
    "keydown",
    (event) => {
      const inField = event.target instanceof Element && event.target.matches("input");
      if (!leavesTask(event, inField)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
}
