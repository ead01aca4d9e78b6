// Where no visit has begun the kiosk counts no idle time: what was half typed there is cleared by the page.

const ABANDONED_MS = 90_000;

/** Calls `leave` once what `watched` returns has not changed for a while. */
export function whenAbandoned(watched: () => unknown, leave: () => void): void {
  $effect(() => {
    watched();
    const timer = setTimeout(leave, ABANDONED_MS);
    return () => clearTimeout(timer);
  });
}
