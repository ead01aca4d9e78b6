// The guide is complete in every language, and says what the rules say.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { traditional } from "../tools/traditional.mjs";

const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");
const guides = Object.fromEntries(
  ["zh-Hans", "en", "zh-Hant"].map((language) => [language, JSON.parse(read(`../src/help/${language}.json`))]),
);
const chinese = guides["zh-Hans"];
const PARAGRAPH_MAX = 100;

test("every topic of the kiosk is there in every language, part by part", () => {
  const topics = [...read("../src/kiosk/types/HelpTopic.ts").matchAll(/"([a-z_]+)"/g)].map((match) => match[1]);
  assert.ok(topics.length > 10);
  const listed = [...read("../src/help/help.ts").match(/TOPICS[\s\S]*?as HelpTopic\[\]/)[0].matchAll(/"([a-z_]+)"/g)].map((match) => match[1]);
  assert.deepEqual(listed, topics, "the list has all topics in the order of the kiosk");
  for (const [language, guide] of Object.entries(guides)) {
    assert.deepEqual([guide.version, guide.day], [chinese.version, chinese.day], language);
    assert.deepEqual([...Object.keys(guide.topics), "privacy"], topics, language);
    for (const [name, topic] of Object.entries(guide.topics)) {
      assert.equal(topic.parts.length, chinese.topics[name].parts.length, `${language} ${name}`);
      for (const text of [topic.title, topic.short, ...topic.parts.flatMap((part) => [part.title, part.text])]) {
        assert.ok(text.trim() !== "" && !/[{}]/.test(text), `${language} ${name}: ${text}`);
      }
    }
  }
  for (const { parts } of Object.values(chinese.topics)) {
    for (const { text } of parts) assert.ok(text.length <= PARAGRAPH_MAX, `too long for one glance: ${text}`);
  }
});

test("the traditional guide has no simplified character", () => {
  for (const topic of Object.values(guides["zh-Hant"].topics)) {
    for (const text of [topic.title, topic.short, ...topic.parts.flatMap((part) => [part.title, part.text])]) {
      assert.equal(text, traditional(text));
    }
  }
});

test("numbers are the same in every language", () => {
  const numbers = (text) => [...text.matchAll(/\d+/g)].map(Number).filter((number) => number > 3).sort((a, b) => a - b);
  for (const [name, topic] of Object.entries(chinese.topics)) {
    topic.parts.forEach(({ text }, place) => {
      const traditionally = guides["zh-Hant"].topics[name].parts[place].text;
      const english = guides.en.topics[name].parts[place].text;
      assert.deepEqual(numbers(traditionally), numbers(text), name);
      const said = new Set(numbers(text));
      const unknown = numbers(english).filter((number) => !said.has(number));
      assert.deepEqual(unknown, [], `${name}: ${english}`);
    });
  }
});

test("the guide says the numbers of the default rules", () => {
  const rules = read("../../crates/residence/src/policy/profiles.rs");
  const number = (name) => Number(rules.match(new RegExp(`${name}: (\\d+)`))[1]);
  const said = [
    ["cohabitants", ["minor_max", "elder_min", "guardian_consent_below"]],
    ["family", ["minor_max", "elder_min"]],
    ["declare", ["confirm_timeout_days"]],
    ["cancel", ["cancel_timeout_days", "objection_days"]],
    ["owner", ["objection_days"]],
  ];
  for (const [topic, names] of said) {
    const text = chinese.topics[topic].parts.map((part) => part.title + part.text).join("");
    for (const name of names) assert.match(text, new RegExp(`(?<!\\d)${number(name)} `), `${topic}: ${name} is ${number(name)}`);
  }
  assert.match(rules, /StayRule::Days183/);
  assert.match(JSON.stringify(chinese.topics.habitual), /满 183 天/);
});
