// After a wipe nothing that was typed may be left in the page's reach: the form is destroyed by the
// change of screen, and what a web view keeps outside the form goes here.

/** Lets go of the focus, of an unfinished composition and of the selection. */
export function clearLeftovers(page: Document = document): void {
  // Losing the focus ends a composition; its text goes into a field that is about to disappear.
  if (page.activeElement instanceof HTMLElement) page.activeElement.blur();
  for (const field of page.querySelectorAll("input")) field.value = "";
  page.getSelection()?.removeAllRanges();
}
