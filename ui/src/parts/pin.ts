/** Digits of a worker's PIN. */
export const PIN_LENGTH = 6;
/** Least characters of a worker's number. */
export const WORKER_LENGTH_MIN = 4;
/** Most characters of a worker's number. */
export const WORKER_LENGTH_MAX = 12;
