// Seconds that run down between two views. Only the number on the glass: the kiosk decides when it is over.

const SECOND_MS = 1_000;

/** Returns a getter of what is left of the seconds that `told` returns; a new view starts it anew. */
export function countdown(told: () => number | null): () => number {
  let gone = $state(0);
  $effect(() => {
    // Asked here and not before, so that the same number told again starts anew as well.
    if (told() === null) return;
    gone = 0;
    const timer = setInterval(() => (gone += 1), SECOND_MS);
    return () => clearInterval(timer);
  });
  return () => Math.max(0, (told() ?? 0) - gone);
}
