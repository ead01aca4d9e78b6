// Casts a small fictitious town from a seed, and says what the centre must hold in the end.
//
//   node tests/town/cast.mjs SEED [YYYY-MM-DD] [--canary | --crowd | --street | --families=N]
//
// Nothing of the product is used here: the check digit, the ages and the outcome are worked out a
// second time, so that the product cannot agree with its own mistake. Division 449900 does not
// exist, so nobody living can have one of these numbers.

import { pathToFileURL } from 'node:url';

const DIVISION = '449900';
const COMMUNITY = '449900001001';

/** A repeatable source of chance (mulberry32). */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const below = (limit) => Math.floor(next() * limit);
  const pick = (list) => list[below(list.length)];
  return { below, pick, between: (low, high) => low + below(high - low + 1) };
}

/** The check character of GB 11643 (ISO 7064 MOD 11-2), by doubling instead of by weights. */
export function checkCharacter(seventeen) {
  let remainder = 0;
  for (const digit of seventeen) remainder = ((remainder + Number(digit)) * 2) % 11;
  const value = (12 - remainder) % 11;
  return value === 10 ? 'X' : String(value);
}

/** A day `years` and `days` before another, both as YYYY-MM-DD. */
export function earlier(day, years, days) {
  const [year, month, date] = day.split('-').map(Number);
  const moved = new Date(Date.UTC(year - years, month - 1, date));
  moved.setUTCDate(moved.getUTCDate() - days);
  return moved.toISOString().slice(0, 10);
}

/** Full years of a person on a day. */
export function age(birth, day) {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}

const SURNAMES = [...'陈林黄张李王吴刘蔡杨许郑谢郭洪曾周叶苏庄'];
const FEMALE = ['小芳', '秀英', '桂花', '玉兰', '美玲', '晓雯', '阿妹', '丽珠', '雪梅', '嘉怡', '堃', '珺'];
const MALE = ['小明', '志强', '建国', '家豪', '文彬', '伟杰', '阿福', '永昌', '俊熙', '海生', '喆', '昇'];
const STREETS = ['榕荫一路', '榕荫二路', '海棠街', '木棉巷', '滘口路', '塱尾街', '渔歌里', '石桥街'];
const ROOMS = ['2栋301', '1栋502', '东座1204', '302房', '', '后座二楼'];
const DWELLINGS = ['RENTED', 'BORROWED', 'UNIT_DORM', 'BOARDING'];
const REASONS = ['WORK', 'BUSINESS', 'STUDY', 'ACCOMPANY', 'OTHER'];
const REFUSALS = ['NOT_LIVING_HERE', 'WRONG_ROOM', 'CONTRACT_ENDED'];
const OUTCOMES = ['own_house', 'confirms', 'refuses', 'absent'];

/** Draws persons one after the other; no number is given twice. */
function population(dice, today, canary) {
  let born = 0;
  const used = new Set();
  return ({ years, sex = dice.pick(['M', 'F']), surname = dice.pick(SURNAMES) }) => {
    const birth = earlier(today, years, dice.between(1, 300)); // that many full years on `today`
    let number;
    do {
      const order = dice.below(499) * 2 + (sex === 'M' ? 1 : 2);
      const head = DIVISION + birth.replaceAll('-', '') + String(order).padStart(3, '0');
      number = head + checkCharacter(head);
    } while (used.has(number));
    used.add(number);
    born += 1;
    const given = dice.pick(sex === 'M' ? MALE : FEMALE);
    const name = canary ? `Zyxwv-Canary-${'ABCDEFGHIJKLMNOPQRSTUVW'[born]}` : surname + given;
    const phone = '1380000' + String(dice.below(1e4)).padStart(4, '0');
    return { name, number, phone, birth, sex };
  };
}

function houses(dice) {
  const streets = [...STREETS].sort(() => dice.below(3) - 1);
  return ['h1', 'h2', 'h3'].map((key, place) => ({
    key,
    code: `${DIVISION}-${String(dice.between(1, 3000) * 3 + place).padStart(4, '0')}`,
    town: '海榕街道',
    community: '榕荫社区',
    street: streets[place],
    number: `${dice.between(1, 180)}号`,
    room: dice.pick(ROOMS),
    withdrawn: key === 'h3',
    owners: [],
  }));
}

/** The family of the first seed is the one of the story: a child of 10 and a grandmother of 71. */
function family(dice, person, seed, surname) {
  const child = (years, sex) => ({
    ...person({ years, sex, surname }),
    document: years < 14 ? 'HOUSEHOLD_REGISTER' : 'RESIDENT_ID',
    relation: sex === 'M' ? '20' : '30',
    guardian_consent: years < 14,
  });
  const elder = (years) => ({
    ...person({ years, sex: 'F' }),
    document: 'RESIDENT_ID',
    relation: years >= 80 ? '60' : '50',
    guardian_consent: false,
  });
  if (seed === 1) return [child(10, 'M'), elder(71)];
  const children = Array.from({ length: dice.below(3) }, () =>
    child(dice.pick([0, 3, 7, 10, 13, 14, 15]), dice.pick(['M', 'F'])),
  );
  return dice.below(2) ? [...children, elder(dice.pick([60, 64, 71, 88]))] : children;
}

/** Work out, apart from the product, what the centre holds at the end. */
function expectation(visit, people, house, today) {
  const decided = { confirms: 'EFFECTIVE', own_house: 'EFFECTIVE', refuses: 'REJECTED' };
  const capacity = { confirms: 'OWNER', own_house: 'AUTO', refuses: 'OWNER' };
  const state = decided[visit.outcome] ?? 'AWAITING_CONFIRMATION';
  return {
    declarant: people.find((p) => p.key === visit.declarant).number,
    house: house.code,
    dwelling: visit.dwelling,
    reason: visit.reason,
    moved_in_on: visit.moved_in_on,
    state,
    declared_on: today,
    effective_on: state === 'EFFECTIVE' ? today : null,
    capacity: capacity[visit.outcome] ?? null,
    rejection: state === 'REJECTED' ? visit.refusal : null,
    cohabitants: visit.cohabitants.map((c) => ({
      name: c.name,
      number: c.number,
      relation: c.relation,
      birth: c.birth,
      consent: c.guardian_consent,
    })),
  };
}

/** What a person gets wrong, and what must be said. */
function mistakes(person, declarant, visit) {
  const last = declarant.number.slice(-1);
  const wrong = declarant.number.slice(0, 17) + (last === '0' ? '1' : '0');
  return {
    foreign_text: 'https://pay.example/q/20261122',
    damaged_house: visit.house,
    withdrawn_house: 'h3',
    wrong_check_digit: wrong,
    cohabitant_of_30: {
      ...person({ years: 30, sex: 'M' }),
      document: 'RESIDENT_ID',
      relation: '70',
      guardian_consent: false,
    },
  };
}

/** The whole cast: town, visit, mistakes and the table of what must follow. */
export function cast(seed, today, canary = false) {
  const dice = chance(seed);
  const person = population(dice, today, canary);
  const stock = houses(dice);
  const outcome = OUTCOMES[seed % OUTCOMES.length];
  const draw = (key, traits) => ({ key, ...person(traits), code: true });
  const declarant = draw('p1', { years: dice.between(24, 52) });
  const owner = draw('p2', { years: dice.between(35, 75) });
  const neighbour = draw('p3', { years: dice.between(20, 58) });
  const people = [declarant, owner, neighbour];
  const house = seed === 1 ? stock[0] : stock[dice.below(2)];
  for (const each of stock) each.owners = ['p2'];
  if (outcome === 'own_house') house.owners = ['p1'];
  const visit = {
    declarant: 'p1',
    house: house.key,
    owner: outcome === 'own_house' ? 'p1' : 'p2',
    outcome,
    refusal: outcome === 'refuses' ? dice.pick(REFUSALS) : null,
    dwelling: outcome === 'own_house' ? 'OWNED' : dice.pick(DWELLINGS),
    reason: dice.pick(REASONS),
    moved_in_on: earlier(today, 0, dice.between(0, 60)),
    cohabitants: family(dice, person, seed, canary ? undefined : declarant.name[0]),
  };
  const shown = ({ key, name, number, phone, code }) => ({ key, name, number, phone, code });
  return {
    seed,
    today,
    town: {
      seed,
      place: '海榕街道榕荫社区服务站',
      community: COMMUNITY,
      houses: stock,
      people: people.map(shown),
    },
    visit,
    mistakes: mistakes(person, declarant, visit),
    expected: [expectation(visit, people, house, today)],
  };
}

/** A crowd without a story: pairs enough for hundreds of declarations, five for each person at most. */
export function crowd(seed, today) {
  const dice = chance(seed);
  const person = population(dice, today, false);
  const told = cast(seed, today);
  const people = Array.from({ length: 192 }, (_, place) => {
    const { name, number, phone } = person({ years: dice.between(20, 58) });
    return { key: `p${place + 1}`, name, number, phone, code: true };
  });
  const many = Array.from({ length: 5 }, (_, place) => ({
    ...told.town.houses[0],
    key: `h${place + 1}`,
    code: `${DIVISION}-${5000 + place}`,
    number: `${place + 1}号`,
    owners: [`p${1 + place}`],
  }));
  return { ...told, town: { ...told.town, houses: many, people }, expected: [] };
}

/**
 * A street of twenty people and twelve houses, for every service of the guide.
 *
 * p1 to p16 have a code; p17 and p18 have none (p18 is unknown to the register of the population);
 * p19 is a child of p1, p20 the mother of p5. h1 to h6 are p2's, h7 is p3's, h8 is p4's, h9 to h11
 * are nobody's, h12 was withdrawn.
 */
export function street(seed, today) {
  const dice = chance(seed + 2);
  const person = population(dice, today, false);
  const years = (place) => (place === 19 ? 9 : place === 20 ? 72 : dice.between(24, 58));
  const people = Array.from({ length: 20 }, (_, at) => {
    const { name, number, phone } = person({ years: years(at + 1) });
    return { key: `p${at + 1}`, name, number, phone, code: at < 16 };
  });
  const owners = (place) => (place < 7 ? ['p2'] : place === 7 ? ['p3'] : place === 8 ? ['p4'] : []);
  const told = cast(seed, today);
  const many = Array.from({ length: 12 }, (_, at) => ({
    ...told.town.houses[0],
    key: `h${at + 1}`,
    code: `${DIVISION}-${6000 + at}`,
    street: STREETS[at % 4],
    number: `${at * 2 + 2}号`,
    room: ROOMS[at % ROOMS.length],
    withdrawn: at === 11,
    owners: owners(at + 1),
  }));
  return { ...told, town: { ...told.town, houses: many, people }, expected: [] };
}

/** What the register of the population says, as `central serve --population` reads it. */
export function register({ town }) {
  const known = town.people.filter(({ key }) => key !== 'p18');
  return known.map(({ name, number }) => `RESIDENT_ID,${number},${name}`).join('\n') + '\n';
}

const DOUBLE_SURNAMES = ['欧阳', '司徒', '上官', '诸葛', '皇甫', '尉迟', '公孙', '慕容', '令狐', '钟离'];

/** N families of a declarant and a child: names long enough to be searched for in any encoding. */
export function families(seed, today, count) {
  const told = crowd(seed, today);
  const dice = chance(seed + 1);
  const person = population(dice, today, false);
  const named = (traits) => {
    const { name, number, phone } = person(traits);
    const surname = dice.pick(DOUBLE_SURNAMES);
    return { name: surname + name.slice(1) + (name.length < 3 ? dice.pick(MALE).slice(-1) : ''), number, phone };
  };
  const numbered = (each, place, spare) => ({ ...each, phone: String(13800000000 + place * 2 + spare) });
  const people = [];
  const children = [];
  for (let place = 0; place < count; place += 1) {
    people.push({ key: `p${place + 1}`, ...numbered(named({ years: dice.between(24, 50) }), place, 0), code: true });
    const child = numbered(named({ years: dice.between(1, 12), sex: 'M' }), place, 1);
    children.push({ ...child, document: 'HOUSEHOLD_REGISTER', relation: '20', guardian_consent: true });
  }
  return { ...told, town: { ...told.town, people }, children };
}

function today() {
  return new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const words = process.argv.slice(2);
  const [seed, day] = words.filter((word) => !word.startsWith('--'));
  const chosen = Number(seed ?? 1);
  const on = day ?? today();
  const many = words.find((word) => word.startsWith('--families='));
  const one = () => {
    if (words.includes('--crowd')) return crowd(chosen, on);
    return words.includes('--street') ? street(chosen, on) : cast(chosen, on, words.includes('--canary'));
  };
  const drawn = many ? families(chosen, on, Number(many.split('=')[1])) : one();
  process.stdout.write(`${JSON.stringify(drawn, null, 2)}\n`);
}
