// The words are complete: every key in every language, and words for every code of the rooms.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { traditional } from "../tools/traditional.mjs";

const ui = join(dirname(fileURLToPath(import.meta.url)), "..");
const residence = join(ui, "../crates/residence/src");
const read = (...path) => readFileSync(join(...path), "utf8");
const books = {
  "zh-Hans": JSON.parse(read(ui, "src/words/zh-Hans.json")),
  en: JSON.parse(read(ui, "src/words/en.json")),
  "zh-Hant": JSON.parse(read(ui, "src/words/zh-Hant.json")),
};
/** Names of languages are written in the language that they name. */
const OWN_NAMES = /^language\.(short\.)?zh-Hans$/;
const chinese = books["zh-Hans"];

/** The members of a closed list of `residence` with their codes. */
function members(file, name) {
  const source = read(residence, file);
  const start = source.indexOf(`    ${name} {`);
  assert.ok(start > 0, `${name} is in ${file}`);
  const body = source.slice(start, source.indexOf("\n    }", start));
  return new Map([...body.matchAll(/(\w+) = "([^"]+)",/g)].map((match) => [match[1], match[2]]));
}

/** The codes of a closed list. */
function listed(file, name) {
  return [...members(file, name).values()];
}

/** The codes of a closed list that a screen offers. */
function shown(file, name) {
  const source = read(residence, file);
  const start = source.indexOf(`impl Shown for ${name} {`);
  assert.ok(start > 0, `${name} is shown in ${file}`);
  const body = source.slice(start, source.indexOf("];", start));
  const codes = members(file, name);
  const offered = [...body.matchAll(/Self::(\w+)/g)].map((match) => codes.get(match[1]));
  assert.ok(offered.length > 1 && offered.every(Boolean), name);
  return offered;
}

/** The members of a generated union of strings. */
function union(name) {
  return [...read(ui, `src/kiosk/types/${name}.ts`).matchAll(/"([a-z_0-9]+)"/g)].map((match) => match[1]);
}

/** The values of the tag in a generated union of objects. */
function tags(name, tag) {
  const source = read(ui, `src/kiosk/types/${name}.ts`);
  const found = [...source.matchAll(new RegExp(`"${tag}": "([a-z_]+)"`, "g"))].map((match) => match[1]);
  assert.ok(found.length > 1, name);
  return found;
}

/** The names of the rules, as they stand in their errors. */
function rules(file) {
  return [...read(residence, file).matchAll(/#\[error\("([A-Z_]+)"\)\]/g)].map((match) => match[1]);
}

function placeholders(text) {
  return [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
}

function sources(folder) {
  return readdirSync(join(ui, folder), { recursive: true })
    .filter((name) => /\.(svelte|ts)$/.test(name))
    .map((name) => read(ui, folder, name));
}

test("all languages have the same keys and the same gaps to fill", () => {
  for (const [language, book] of Object.entries(books)) {
    assert.deepEqual(Object.keys(book), Object.keys(chinese), `${language}: run \`npm run traditional\` for zh-Hant`);
    const written = read(ui, `src/words/${language}.json`).match(/^ {2}"[^"]+":/gm).length;
    assert.equal(written, Object.keys(book).length, `${language}: a key stands there twice`);
    for (const [key, text] of Object.entries(chinese)) {
      assert.notEqual(book[key].trim(), "", `${language} ${key}`);
      assert.deepEqual(placeholders(book[key]), placeholders(text), `${language} ${key}`);
    }
  }
});

test("traditional words have no simplified character", () => {
  const simplified = Object.entries(books["zh-Hant"]).filter(([key, text]) => !OWN_NAMES.test(key) && traditional(text) !== text);
  assert.deepEqual(simplified, []);
  assert.notEqual(traditional("扫码"), "扫码", "the measure measures");
});

test("every code that the kiosk can send has words", () => {
  const needed = [
    ...shown("lists/stay.rs", "DwellingType").map((code) => `dwelling.${code}`),
    ...shown("lists/stay.rs", "ResidenceReason").map((code) => `reason.${code}`),
    ...shown("lists/relation.rs", "Relation").map((code) => `relation.${code}`),
    // An owner may refuse elsewhere, so every reason can come back to a kiosk.
    ...listed("lists/decision.rs", "RejectionReason").map((code) => `why.${code}`),
    ...shown("document/kind.rs", "DocumentType").map((code) => `document.${code}`),
    ...listed("registration.rs", "State").map((code) => `state.${code}`),
    ...rules("registration/denial.rs").map((code) => `why.${code}`),
    ...rules("cohabitant.rs").map((code) => `why.${code}`),
    ...union("ScanRefusal").flatMap((code) => [`refusal.${code}`, `refusal.${code}.do`]),
    ...union("ScanPurpose").flatMap((code) => [`scan.${code}.title`, `scan.${code}.lead`]),
    ...union("SightHint").map((code) => `coach.${code}`),
    ...["nearer", "farther", "glare", "dark", "blurred", "two_codes", "several", "foreign"].map((code) => `coach.${code}.do`),
    ...union("NumberProblem").map((code) => `number.${code}`),
    ...union("StayProblem").map((code) => `stay.problem.${code}`),
    ...union("SavedState").map((code) => `saved.${code}`),
    ...union("Saved").map((code) => `failure.saved.${code}`),
    ...union("FailureCode").flatMap((code) => ["title", "lead", "do"].map((part) => `failure.${code}.${part}`)),
    ...union("Language").map((code) => `language.${code}`),
    ...tags("LoginProblem", "why").flatMap((code) => [`login.${code}`, `login.${code}.do`]),
    ...union("LoginAsks").flatMap((code) => [`login.${code}.title`, `login.${code}.lead`, `needed.lead.${code}`]),
    ...union("WorkerMatter").flatMap((code) => ["title", "why", "whyText", "go"].map((part) => `needed.${code}.${part}`)),
    ...union("WorkerRank").map((code) => `rank.${code}`),
    ...union("ClockState").flatMap((code) => ["", ".do", ".badge"].map((part) => `machine.clock.${code}${part}`)),
    ...union("IssueBar").map((code) => `issue.bar.${code}`),
    ...union("IssueCategory").flatMap((code) => [`issue.whom.${code}`, `issue.whom.${code}.text`, `issue.name.${code}`, `issue.problem.${code}`]),
    ...union("CheckedCategory").map((code) => `category.${code}`),
    ...union("CheckedForm").map((code) => `checked.form.${code}`),
    ...union("CheckVerdict").flatMap((code) => ["title", "lead", "word"].map((part) => `checked.${code}.${part}`)),
    ...union("CheckDoubt").map((code) => `checked.doubt.${code}`),
    ...union("ForeignName").map((code) => `foreign.${code}`),
    ...union("Errand").flatMap((code) => [`errand.${code}`, `errandSub.${code}`]),
    ...union("ActMatter").flatMap((code) => ["Short", "Title", "Lead", "Now", "Next"].map((part) => `act${part}.${code}`)),
    ...union("ActProblem").flatMap((code) => [`actProblem.${code}`, `actProblemDo.${code}`]),
    ...listed("registration/event.rs", "CancelReason").map((code) => `actReason.${code}`),
    ...listed("registration/event.rs", "CancelRefusal").map((code) => `actReason.${code}`),
    ...shown("lists/decision.rs", "RejectionReason").map((code) => `actReason.${code}`),
    ...listed("message.rs", "Template").map((code) => `template.${code}`),
    ...listed("ownership.rs", "OwnershipState").map((code) => `claim.${code}`),
    ...listed("registration.rs", "Capacity").map((code) => `capacity.${code}`),
    ...listed("policy.rs", "ProfileName").map((code) => `profile.${code}`),
    ...rules("habitual.rs").map((code) => `why.${code}`),
    ...listed("ownership.rs", "OwnershipDenial").map((code) => `why.${code}`),
    ...union("PrintState").flatMap((code) => [`print.${code}`, `print.${code}.do`]),
  ];
  assert.ok(needed.length > 100);
  assert.deepEqual(needed.filter((key) => !(key in chinese)), []);
});

test("every rule that can refuse something has a sentence", () => {
  const crates = join(ui, "../crates");
  const all = (folder) =>
    readdirSync(join(crates, folder), { recursive: true }).filter((name) => name.endsWith(".rs") && !name.includes("tests"));
  const codes = new Set();
  const take = (source, pattern) => {
    for (const match of source.matchAll(pattern)) codes.add(match.slice(1).find(Boolean));
  };
  for (const name of all("residence/src")) {
    const source = read(crates, "residence/src", name);
    take(source, /#\[error\("([A-Z_]+)"\)\]/g);
    // What the desk answers about data is told in a message, in the centre's own words.
    for (const [, body] of source.matchAll(/\b(?!DataRefusal)\w*(?:Denial|Refusal) \{\n([\s\S]*?)\n {4}\}/g)) take(body, /= "([A-Z_]+)"/g);
  }
  for (const name of all("central/src/registry")) {
    take(read(crates, "central/src/registry", name), /const \w+: &str = "([A-Z_]+)"|(?:Err|ok_or|Denied)\("([A-Z_]+)"/g);
  }
  take(read(crates, "protocol/src/exchange/enquiry.rs"), /const \w+: &str = "([A-Z_]+)"/g);
  // A number that is refused while it is typed has words of its own: `number.…`.
  const needed = [...codes].filter((code) => !code.startsWith("ID_"));
  assert.ok(needed.length > 60 && needed.includes("NOT_LINKED") && needed.includes("VALUE"), `${needed.length}`);
  const missing = needed.filter((code) => !(`why.${code}` in chinese) && !(`permit.rule.${code}` in chinese));
  assert.deepEqual(missing, []);
});

test("every key that is used exists, and every key is used", () => {
  const code = sources("src").join("\n");
  const all = (pattern) => [...code.matchAll(pattern)].map((match) => match[1]);
  const named = new Set(all(/"([a-zA-Z]+(?:\.[\w-]+)+)"/g));
  const groups = all(/word\(\s*"([\w.]+)"/g);
  const composed = all(/[`"]([a-zA-Z.]+)\$?\{/g).filter((start) => start.includes("."));
  const keys = Object.keys(chinese);
  const starts = [...named].filter((name) => keys.some((key) => key.startsWith(`${name}.`)));
  const begins = [...groups, ...composed, ...starts.map((start) => `${start}.`), "why.", "step.", "stay.", "owner."];
  const tops = new Set(keys.map((key) => key.split(".")[0]));
  const missing = [...named].filter(
    (key) => tops.has(key.split(".")[0]) && !(key in chinese) && !groups.includes(key) && !starts.includes(key),
  );
  assert.deepEqual(missing, []);
  const unused = keys.filter(
    (key) => key.includes(".") && !named.has(key) && !begins.some((begin) => key.startsWith(begin)),
  );
  assert.deepEqual(unused, []);
});

test("no markup carries text of its own", () => {
  for (const folder of ["src/screens", "src/parts"]) {
    for (const name of readdirSync(join(ui, folder)).filter((file) => file.endsWith(".svelte"))) {
      const markup = read(ui, folder, name)
        .replace(/<script[\s\S]*?<\/script>/g, "")
        .replace(/<!--[\s\S]*?-->/g, "");
      const literal = /\s(?:aria-label|title|alt|placeholder|label|lead|text)="[^"{]*[\p{L}]/u;
      assert.doesNotMatch(markup, literal, name);
      assert.doesNotMatch(withoutCode(markup), /\p{L}/u, name);
    }
  }
});

test("a component is a short read", () => {
  const LINES_MAX = 150;
  for (const folder of ["src/screens", "src/parts"]) {
    for (const name of readdirSync(join(ui, folder)).filter((file) => file.endsWith(".svelte"))) {
      const lines = read(ui, folder, name).split("\n").length;
      assert.ok(lines <= LINES_MAX, `${name} has ${lines} lines`);
    }
  }
});

/** Takes out tags and everything in braces, however deep. */
function withoutCode(markup) {
  let text = "";
  let depth = 0;
  let inTag = false;
  for (const character of markup) {
    if (character === "{") depth += 1;
    else if (character === "}") depth -= 1;
    else if (depth === 0 && character === "<") inTag = true;
    else if (depth === 0 && character === ">" && inTag) inTag = false;
    else if (depth === 0 && !inTag) text += character;
  }
  return text;
}
