// The cast is the judge of the demonstration, so it is judged here: node --test tests/town
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { age, cast, checkCharacter, earlier, register, street } from './cast.mjs';

const DAY = '2026-11-23';
const everyone = (town) => [...town.town.people, ...town.visit.cohabitants, town.mistakes.cohabitant_of_30];

test('check characters of the published specimens', () => {
  for (const number of ['11010519491231002X', '449900199001010017', '44990020000229001X', '449900200802290026'])
    assert.equal(checkCharacter(number.slice(0, 17)), number.slice(17), number);
});

test('ages in full years', () => {
  assert.equal(age('2010-11-23', DAY), 16);
  assert.equal(age('2010-11-24', DAY), 15);
  assert.equal(earlier(DAY, 10, 23), '2016-10-31');
});

test('seed 1 is the town everybody knows', () => {
  const known = JSON.parse(readFileSync(new URL('../golden/town-1.json', import.meta.url)));
  assert.deepEqual(cast(1, DAY), known);
});

test('any seed gives people who may be there', () => {
  const outcomes = new Set();
  for (let seed = 0; seed < 400; seed += 1) {
    const town = cast(seed, DAY);
    outcomes.add(town.visit.outcome);
    const numbers = everyone(town).map((person) => person.number);
    assert.equal(new Set(numbers).size, numbers.length, `seed ${seed}`);
    for (const number of numbers) assert.equal(checkCharacter(number.slice(0, 17)), number.slice(17));
    for (const { birth, guardian_consent } of town.visit.cohabitants) {
      const years = age(birth, DAY);
      assert.ok(years < 16 || years >= 60, `seed ${seed}: ${years}`);
      assert.equal(guardian_consent, years < 14);
    }
    assert.equal(age(town.mistakes.cohabitant_of_30.birth, DAY), 30);
    assert.notEqual(town.mistakes.wrong_check_digit, town.town.people[0].number);
  }
  assert.equal(outcomes.size, 4);
});

test('the street has everybody whom the services need', () => {
  const { town } = street(1, DAY);
  const years = ({ number }) => age(`${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`, DAY);
  assert.deepEqual([town.people.length, town.houses.length], [20, 12]);
  assert.equal(new Set(town.people.map(({ number }) => number)).size, 20);
  assert.equal(new Set(town.houses.map(({ code }) => code)).size, 12);
  assert.equal(town.people.filter(({ code }) => code).length, 16);
  assert.deepEqual([years(town.people[18]), years(town.people[19])], [9, 72]);
  assert.ok(town.people.slice(0, 18).every((person) => years(person) >= 18 && years(person) < 60));
  assert.equal(register({ town }).trim().split('\n').length, 19);
});
