// Lives in a frame of its own, which the page cannot reach: what is not a command of the table in
// its shape is exchanged for a command that does not exist, so the page is told no and waits for
// nothing. The window checks everything again.

const REFUSED = Object.freeze({ cmd: "refused", payload: Object.freeze({}) });

/** Flattens `{ entry: { name } }` to `entry.name`; anything deeper or longer is no argument. */
function flat(payload) {
  const found = new Map();
  for (const [name, value] of Object.entries(payload)) {
    if (value === null || typeof value !== "object") {
      found.set(name, value);
      continue;
    }
    if (Object.getPrototypeOf(value) !== Object.prototype) return null;
    for (const [inner, leaf] of Object.entries(value)) found.set(`${name}.${inner}`, leaf);
  }
  return found.size <= 32 ? found : null;
}

function fits(value, shape) {
  const [kind, most] = shape.split(" ");
  switch (kind) {
    case "text":
      return typeof value === "string" && value.length <= Number(most);
    case "text?":
      return value === null || value === undefined || fits(value, `text ${most}`);
    case "number":
      return Number.isInteger(value) && value >= 0 && value <= Number(most);
    case "flag":
      return typeof value === "boolean";
    default:
      return false;
  }
}

function isOwn(cmd, payload) {
  if (typeof cmd !== "string" || !Object.hasOwn(SHAPES, cmd)) return false;
  const shape = SHAPES[cmd];
  if (payload === null || payload === undefined) return Object.keys(shape).length === 0;
  if (Object.getPrototypeOf(payload) !== Object.prototype) return false;
  const given = flat(payload);
  if (given === null) return false;
  for (const name of given.keys()) if (!Object.hasOwn(shape, name)) return false;
  return Object.entries(shape).every(([name, kind]) => fits(given.get(name), kind));
}

window.__TAURI_ISOLATION_HOOK__ = (message) =>
  isOwn(message.cmd, message.payload) ? message : { ...message, ...REFUSED };
