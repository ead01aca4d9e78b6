// A day of the street: who comes when and wants what, and what the centre must hold in the evening.
//
//   node tests/town/day.mjs [SEED [YYYY-MM-DD]]
//
// Twenty people, all sixteen services of the guide, two hours without a network, one power cut. The
// evening's table is worked out here a second time, from the timetable and without the product.
import { pathToFileURL } from 'node:url';

import { earlier, street } from './cast.mjs';

/** The services of the guide by their numbers in docs/features.md. */
export const SERVICES = [
  'obtain a code', 'declare by plate', 'declare from the list', 'declare by hand', 'habitual residence',
  'cohabitants', 'cancel', 'show the code', 'family', 'messages', 'houses', 'permit', 'help', 'receipt',
  'resume', 'own data',
];

/** The timetable. `network` and `power` happen to the kiosk; `desk` happens at the centre. */
const TIMETABLE = [
  { at: '08:40', who: 'p4', does: 'declare', house: 'h8', services: [2] },
  { at: '08:45', who: 'p4', does: 'habitual', home: 'h8', services: [5] },
  { at: '08:48', who: 'p4', does: 'show', times: 6, services: [8] },
  { at: '08:52', who: 'p4', does: 'correct', field: 'hukou_address', services: [16] },
  { at: '08:54', desk: 'registered', who: 'p4' },
  { at: '08:56', desk: 'half_a_year_passes', who: 'p4', house: 'h8', days: 200 },
  { at: '09:00', who: 'p1', does: 'declare', house: 'h1', family: ['p19'], owner: 'confirms', services: [2, 6] },
  { at: '09:10', who: 'p3', does: 'declare', house: 'h7', services: [2] },
  { at: '09:20', who: 'p5', does: 'find', house: 'h2', family: ['p20'], services: [3, 6] },
  { at: '09:30', who: 'p6', does: 'write', house: 'h9', services: [4] },
  { at: '09:35', desk: 'bind', who: 'p6', house: 'h9' },
  { at: '09:40', who: 'p7', does: 'declare', house: 'h3', owner: 'refuses', reason: 'WRONG_ROOM', services: [2] },
  { at: '09:50', who: 'p2', does: 'confirm', house: 'h2', of: 'p5', services: [10] },
  { at: '10:00', who: 'p1', does: 'habitual', home: 'h1', services: [5] },
  { at: '10:05', who: 'p2', does: 'approve', house: 'h1', of: 'p1', services: [5, 10] },
  { at: '10:10', who: 'p18', does: 'obtain', seen: true, services: [1] },
  { at: '10:20', who: 'p8', does: 'claim', house: 'h10', services: [11] },
  { at: '10:25', desk: 'verify', who: 'p8', house: 'h10' },
  { at: '10:30', who: 'p1', does: 'link', member: 'p19', services: [9] },
  { at: '10:35', who: 'p1', does: 'show', member: 'p19', services: [8, 9] },
  { at: '10:40', who: 'p9', does: 'show', services: [8] },
  { at: '10:50', who: 'p4', does: 'apply', home: 'h8', services: [12] },
  { at: '10:55', desk: 'issue', who: 'p4' },
  { at: '11:00', network: 'down' },
  { at: '11:10', who: 'p10', does: 'declare', house: 'h4', services: [2] },
  { at: '11:20', who: 'p11', does: 'show', services: [8] },
  { at: '11:30', who: 'p17', does: 'obtain', services: [1] },
  { at: '11:45', who: 'p12', does: 'declare', house: 'h5', power: 'cut', services: [2, 15] },
  { at: '12:10', who: 'p13', does: 'help', services: [13] },
  { at: '12:30', who: 'p14', does: 'declare', house: 'h6', prints: true, services: [2, 14] },
  { at: '13:00', network: 'up' },
  { at: '13:05', who: 'p17', does: 'collect', services: [1] },
  { at: '13:15', who: 'p15', does: 'correct', field: 'phone', services: [16] },
  { at: '13:25', who: 'p16', does: 'erase', services: [16] },
  { at: '13:35', who: 'p5', does: 'cancel', home: 'h2', services: [7] },
  { at: '13:45', who: 'p2', does: 'agree', house: 'h2', of: 'p5', services: [7, 10] },
  { at: '13:55', who: 'p4', does: 'appoint', house: 'h8', trustee: 'p9', services: [11] },
  { at: '14:05', who: 'p9', does: 'accept', house: 'h8', services: [10] },
  { at: '14:15', who: 'p13', does: 'declare', house: 'h8', services: [2] },
  { at: '14:25', who: 'p9', does: 'confirm', house: 'h8', of: 'p13', services: [10] },
  { at: '14:35', who: 'p2', does: 'confirm', house: 'h4', of: 'p10', services: [10] },
  { at: '14:45', who: 'p2', does: 'report', house: 'h4', of: 'p10', services: [11] },
  { at: '14:55', who: 'p4', does: 'progress', services: [12] },
];

/** Works out what the centre holds in the evening, line by line as its books are read. */
export function evening(timetable, { town, people }) {
  const owners = new Map(town.houses.map(({ key, owners }) => [key, [...owners]]));
  const code = (house) => town.houses.find(({ key }) => key === house).code;
  const number = (who) => people.find(({ key }) => key === who).number;
  const trustees = new Map();
  const homes = new Map();
  const home = (who, house) => homes.get(`${who} ${house}`);
  const held = { habituals: [], family: [], claims: [], owned: [], trusts: [], permits: [], shown: [], data: [], feedback: 0 };
  const decided = (who, house, state, capacity) => Object.assign(home(who, house), { state, capacity });
  for (const { who, house, of, does, desk, ...step } of timetable) {
    const place = house ?? step.home;
    if (['declare', 'find', 'write'].includes(does)) {
      const own = owners.get(house).includes(who);
      const answers = { confirms: ['EFFECTIVE', 'OWNER'], refuses: ['REJECTED', 'OWNER'] };
      const [state, capacity] = own ? ['EFFECTIVE', 'AUTO'] : (answers[step.owner] ?? ['AWAITING_CONFIRMATION', '']);
      homes.set(`${who} ${house}`, { who, house, state, capacity, family: step.family ?? [] });
    }
    // Nobody is bound to the house, so the desk finds it and stands in for its owner.
    if (desk === 'bind') decided(who, house, 'EFFECTIVE', 'DESK');
    if (desk === 'verify') owners.get(house).push(who);
    if (desk === 'issue') held.permits.push(`${number(who)} ISSUED`);
    if (does === 'confirm') decided(of, house, 'EFFECTIVE', trustees.get(house) === who ? 'TRUSTEE' : 'OWNER');
    if (does === 'cancel') decided(who, place, 'CANCEL_PENDING', home(who, place).capacity);
    if (does === 'agree') decided(of, house, 'CANCELLED', home(of, house).capacity);
    if (does === 'report') decided(of, house, 'CANCEL_PENDING', home(of, house).capacity);
    // An owner who lives there needs nobody's review; others wait for it.
    if (does === 'habitual' && owners.get(place).includes(who)) held.habituals.push(`${number(who)} ${code(place)} HABITUAL`);
    if (does === 'approve') held.habituals.push(`${number(of)} ${code(house)} HABITUAL`);
    if (does === 'obtain') held.claims.push(number(who));
    if (does === 'claim') held.owned.push(`${number(who)} ${code(house)} VERIFIED`);
    if (does === 'link') held.family.push(`${number(who)} ${number(step.member)}`);
    if (does === 'show') held.shown.push(...Array(step.times ?? 1).fill(number(step.member ?? who)));
    if (does === 'appoint') held.trusts.push(`${number(who)} ${number(step.trustee)} ${code(house)}`);
    if (does === 'accept') trustees.set(house, who);
    if (does === 'correct') held.data.push(`${number(who)} CORRECT`);
    if (does === 'erase') held.data.push(`${number(who)} ERASE`);
    if (does === 'help') held.feedback += 1;
  }
  const lines = [...homes.values()];
  const sorted = (list) => [...list].sort();
  return {
    registrations: sorted(lines.map((line) => `${number(line.who)} ${code(line.house)} ${line.state} ${line.capacity}`.trim())),
    cohabitants: sorted(lines.flatMap(({ who, family }) => family.map((member) => `${number(who)} ${number(member)}`))),
    habituals: sorted(held.habituals),
    family: sorted(held.family),
    claims: sorted(held.claims),
    owned: sorted(held.owned),
    trusts: sorted(held.trusts),
    permits: sorted(held.permits),
    shown: sorted(held.shown),
    data: sorted(held.data),
    feedback: [String(held.feedback)],
  };
}

/** The street of a seed with its timetable and the table of the evening. */
export function day(seed, today) {
  const drawn = street(seed, today);
  const { people } = drawn.town;
  const family = { p19: { document: 'HOUSEHOLD_REGISTER', relation: 'child' }, p20: { document: 'RESIDENT_ID', relation: 'parent' } };
  const male = (who) => Number(people.find(({ key }) => key === who).number[16]) % 2 === 1;
  const relations = { child: (who) => (male(who) ? '20' : '30'), parent: () => '50' };
  const described = (who) => ({
    ...people.find(({ key }) => key === who),
    document: family[who].document,
    relation: relations[family[who].relation](who),
    guardian_consent: family[who].relation === 'child',
  });
  return {
    ...drawn,
    day: {
      timetable: TIMETABLE.map((step) => ({ ...step, family: step.family ?? [] })),
      members: Object.fromEntries(Object.keys(family).map((who) => [who, described(who)])),
      moved_in_on: earlier(today, 0, 5),
      evening: evening(TIMETABLE, { town: drawn.town, people }),
    },
  };
}

function today() {
  return new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [seed, on] = process.argv.slice(2);
  process.stdout.write(`${JSON.stringify(day(Number(seed ?? 1), on ?? today()), null, 2)}\n`);
}
