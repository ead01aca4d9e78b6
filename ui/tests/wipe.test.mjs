// After a wipe nothing that was typed is left in the page. Needs a browser; without one it is skipped aloud.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { createServer } from "vite";

const ui = join(dirname(fileURLToPath(import.meta.url)), "..");
const PATIENCE_MS = 120_000;

function browser() {
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // Not here.
      }
    }
  }
  return null;
}

test("a wipe leaves nothing of what was typed, and the page offers nothing of a browser", { timeout: PATIENCE_MS }, async (t) => {
  const chromium = browser();
  if (!chromium) return t.skip("no browser to run the page in");
  const profile = mkdtempSync(join(tmpdir(), "wipe-"));
  const server = await createServer({
    root: ui,
    configFile: join(ui, "vite.config.ts"),
    cacheDir: join(profile, "vite"),
    logLevel: "error",
    server: { port: 0, strictPort: false, hmr: false, ws: false },
  });
  try {
    await server.listen();
    const { port } = server.httpServer.address();
    const { stdout } = await promisify(execFile)(
      chromium,
      [
        ...["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${profile}`],
        ...["--virtual-time-budget=20000", "--dump-dom", `http://localhost:${port}/tests/wipe.html`],
      ],
      { maxBuffer: 1 << 24, timeout: PATIENCE_MS },
    );
    const result = stdout.match(/<output id="result">([^<]*)<\/output>/);
    assert.ok(result, `the page ran: ${stdout.slice(0, 400)}`);
    const { left, open, pins } = JSON.parse(result[1].replaceAll("&amp;", "&").replaceAll("&lt;", "<").replaceAll("&gt;", ">"));
    assert.deepEqual(left, []);
    assert.deepEqual(open, []);
    assert.equal(pins, 1, "the PIN is sent once");
  } finally {
    await server.close();
    rmSync(profile, { recursive: true, force: true });
  }
});
