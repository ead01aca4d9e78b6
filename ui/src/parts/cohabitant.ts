import type { CohabitantProblem } from "../kiosk/types/CohabitantProblem";

/** The questions about one relative; `age` is the refusal of those who declare in person. */
export type EntryPage = "name" | "number" | "phone" | "consent" | "age";

/** Returns the question to which a problem belongs. */
export function pageOf(problem: CohabitantProblem): EntryPage {
  return problem.field === "twice" ? "number" : problem.field;
}
