// Drives a headless Chromium over its pipe, without a library: the DevTools protocol is JSON with a
// zero byte after each message. Scripts are switched off in the page, as the desk page promises.
//
// usage: node page.mjs CHROMIUM URL PICTURES PROFILE < steps.json
// A step is [word, …]: go PATH, type NAME TEXT, press SELECTOR, see TEXT, hide TEXT, picture NAME,
// size WIDTH HEIGHT, fits, keys TEXT. It ends with 1 and a sentence at the first that fails.

import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [program, url, pictures, profile] = process.argv.slice(2);
const steps = JSON.parse(readFileSync(0, "utf8"));
const PATIENCE_MS = 20_000;

const browser = spawn(
    program,
    [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        // The centre has an authority of its own; a browser at a desk gets it from its administrator.
        "--ignore-certificate-errors",
        "--remote-debugging-pipe",
        `--user-data-dir=${profile}`,
        "about:blank",
    ],
    { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
);

let next = 1;
let buffered = "";
const waiting = new Map();
const heard = [];

browser.stdio[4].on("data", (chunk) => {
    buffered += chunk.toString("utf8");
    for (let end = buffered.indexOf("\0"); end >= 0; end = buffered.indexOf("\0")) {
        const message = JSON.parse(buffered.slice(0, end));
        buffered = buffered.slice(end + 1);
        const answer = waiting.get(message.id);
        waiting.delete(message.id);
        if (answer) answer(message);
        else for (const listener of [...heard]) listener(message);
    }
});

function call(method, params = {}, sessionId = undefined) {
    const id = next++;
    const told = new Promise((done, failed) => {
        waiting.set(id, (answer) =>
            answer.error ? failed(new Error(`${method}: ${answer.error.message}`)) : done(answer.result),
        );
    });
    browser.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return told;
}

function event(method) {
    return new Promise((done, failed) => {
        const late = setTimeout(() => failed(new Error(`no ${method}`)), PATIENCE_MS);
        const listener = (message) => {
            if (message.method !== method) return;
            clearTimeout(late);
            heard.splice(heard.indexOf(listener), 1);
            done(message.params);
        };
        heard.push(listener);
    });
}

let session;
const page = (method, params) => call(method, params, session);

/// Works in a world of its own: it needs no script of the page, and those are off.
async function ask(expression) {
    const { frameTree } = await page("Page.getFrameTree");
    const { executionContextId } = await page("Page.createIsolatedWorld", {
        frameId: frameTree.frame.id,
    });
    const answer = await page("Runtime.evaluate", {
        expression,
        contextId: executionContextId,
        returnByValue: true,
    });
    if (answer.exceptionDetails) throw new Error(answer.exceptionDetails.exception?.description);
    return answer.result.value;
}

async function loaded(act) {
    const done = event("Page.loadEventFired");
    await act();
    await done;
}

async function keys(text) {
    for (const key of text) await page("Input.dispatchKeyEvent", { type: "char", text: key });
}

async function press(selector) {
    const at = await ask(`(() => {
        const found = document.querySelector(${JSON.stringify(selector)});
        if (!found) return null;
        found.scrollIntoView({ block: "center" });
        const box = found.getBoundingClientRect();
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    })()`);
    if (!at) throw new Error(`nothing is ${selector}`);
    const point = { ...at, button: "left", clickCount: 1 };
    await page("Input.dispatchMouseEvent", { type: "mousePressed", ...point });
    await page("Input.dispatchMouseEvent", { type: "mouseReleased", ...point });
}

/// What sticks out to the right of the window, or is cut where it may not be.
const FITS = `(() => {
    const wide = document.documentElement.clientWidth;
    const out = [...document.querySelectorAll("body *")].filter((one) => {
        const box = one.getBoundingClientRect();
        if (!box.width || one.closest(".sr, .skip, svg")) return false;
        return box.right > wide + 1 || box.left < -1;
    });
    return out.slice(0, 3).map((one) => one.outerHTML.slice(0, 120));
})()`;

const acts = {
    go: ([path]) => loaded(() => page("Page.navigate", { url: url + path })),
    type: async ([name, text]) => {
        await ask(`document.querySelector("[name=${name}]").focus()`);
        await keys(text);
    },
    keys: ([text]) => keys(text),
    press: ([selector]) => loaded(() => press(selector)),
    see: async ([text]) => {
        if (!(await ask("document.body.innerText")).includes(text)) throw new Error(`not seen: ${text}`);
    },
    hide: async ([text]) => {
        if ((await ask("document.documentElement.outerHTML")).includes(text)) throw new Error(`seen: ${text}`);
    },
    size: ([width, height]) =>
        page("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor: 1, mobile: false }),
    fits: async () => {
        const out = await ask(FITS);
        if (out.length) throw new Error(`sticks out: ${out.join(" ")}`);
    },
    picture: async ([name]) => {
        const { data } = await page("Page.captureScreenshot", { format: "png" });
        writeFileSync(join(pictures, `${name}.png`), Buffer.from(data, "base64"));
    },
    later: async () => {
        await event("Page.loadEventFired");
    },
};

let failure;
let at = "start";
try {
    const { targetInfos } = await call("Target.getTargets");
    const { targetId } = targetInfos.find((one) => one.type === "page");
    ({ sessionId: session } = await call("Target.attachToTarget", { targetId, flatten: true }));
    await page("Page.enable");
    await page("Emulation.setScriptExecutionDisabled", { value: true });
    await acts.size([1440, 900]);
    for (const [word, ...rest] of steps) {
        at = JSON.stringify([word, ...rest]);
        await acts[word](rest);
    }
    await call("Browser.close");
} catch (error) {
    failure = error;
    if (session) await acts.picture(["failed"]).catch(() => {});
    browser.kill();
}
if (failure) console.error(`${at}: ${failure.message}`);
process.exit(failure ? 1 : 0);
