import type { CohabitantProblem } from "../kiosk/types/CohabitantProblem";

/** The questions about one relative; `age` is the refusal of those who declare in person. */
export type EntryPage = "name" | "number" | "phone" | "consent" | "age";

/** Returns the question to which a problem belongs. */
export function pageOf(problem: CohabitantProblem): EntryPage {
  if (problem.field === "twice") return "number";
  return problem.field === "relation" || problem.field === "guardian" ? "name" : problem.field;
}
