// The day's table is the judge of a whole day, so it is judged here: node --test tests/town
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SERVICES, day } from './day.mjs';

const DAY = '2026-11-23';
const { town, day: told } = day(1, DAY);

test('everybody comes, and every service is used', () => {
  const there = new Set(told.timetable.flatMap(({ who, member, family = [] }) => [who, member, ...family]).filter(Boolean));
  assert.deepEqual([...there].sort(), town.people.map(({ key }) => key).sort());
  const used = new Set(told.timetable.flatMap(({ services = [] }) => services));
  assert.deepEqual([...used].sort((a, b) => a - b), SERVICES.map((_, place) => place + 1));
});

test('the clock goes on, two hours pass without a network, the power is cut in them', () => {
  const at = told.timetable.map((step) => step.at);
  assert.deepEqual(at, [...at].sort());
  const when = (wanted) => told.timetable.find(wanted).at;
  assert.equal(when(({ network }) => network === 'down'), '11:00');
  assert.equal(when(({ network }) => network === 'up'), '13:00');
  const cut = told.timetable.filter(({ power }) => power);
  assert.equal(cut.length, 1);
  assert.ok(cut[0].at > '11:00' && cut[0].at < '13:00');
});

test('the evening follows from the timetable', () => {
  const states = told.evening.registrations.map((line) => line.split(' ').slice(2).join(' '));
  const count = (state) => states.filter((each) => each === state).length;
  assert.equal(states.length, 10);
  assert.equal(count('EFFECTIVE AUTO'), 2);
  assert.equal(count('EFFECTIVE OWNER'), 1);
  assert.equal(count('EFFECTIVE DESK'), 1);
  assert.equal(count('EFFECTIVE TRUSTEE'), 1);
  assert.equal(count('REJECTED OWNER'), 1);
  assert.equal(count('CANCELLED OWNER'), 1);
  assert.equal(count('CANCEL_PENDING OWNER'), 1);
  assert.equal(count('AWAITING_CONFIRMATION'), 2);
  assert.deepEqual(
    Object.entries(told.evening).map(([name, lines]) => `${name} ${lines.length}`),
    ['registrations 10', 'cohabitants 2', 'habituals 2', 'family 1', 'claims 2', 'owned 1', 'trusts 1', 'permits 1', 'shown 9', 'data 3', 'feedback 1'],
  );
});
