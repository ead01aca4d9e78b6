import type { IconName } from "./icons";

/** A button of the foot: what it is called, what it does, and why it cannot be used yet. */
export interface Action {
  test: string;
  label: string;
  icon: IconName;
  act: () => unknown;
  /** Stands on the button instead of its label while something is missing. */
  waits?: string | undefined;
  /** Class names when it is not the usual blue one. */
  kind?: string;
}
