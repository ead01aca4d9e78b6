// Makes keys, signatures and whole codes without a line of this crate, with the command line of
// OpenSSL 3: node crates/codes/tests/openssl/make.mjs > crates/codes/tests/openssl/vectors.json
// The keys are new each time and kept nowhere.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const here = mkdtempSync(join(tmpdir(), 'codes-'));
const at = (name) => join(here, name);
const openssl = (...args) => execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'ignore'] });

const ID = '1234567812345678';
const OTHER_ID = '8765432187654321';
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

const ALGORITHMS = {
  ed25519: { number: -19, key: ['-algorithm', 'ED25519'], point: 32, hash: '-sha256' },
  es256: { number: -9, key: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256'], point: 65, hash: '-sha256' },
  sm2: { number: -65602, key: ['-algorithm', 'SM2'], point: 65, hash: '-sm3' },
};

function makeKey(name) {
  openssl('genpkey', ...ALGORITHMS[name].key, '-out', at(`${name}.pem`));
  const spki = openssl('pkey', '-in', at(`${name}.pem`), '-pubout', '-outform', 'DER');
  const point = spki.subarray(-ALGORITHMS[name].point);
  if (name === 'ed25519') return point;
  return Buffer.concat([Buffer.from([2 + (point[64] & 1)]), point.subarray(1, 33)]);
}

function sign(name, message, id) {
  writeFileSync(at('message'), message);
  const [key, file] = [at(`${name}.pem`), at('message')];
  if (name === 'ed25519') return openssl('pkeyutl', '-sign', '-rawin', '-inkey', key, '-in', file);
  const options = name === 'sm2' ? ['-sm3', '-sigopt', `distid:${id}`] : ['-sha256'];
  return raw(openssl('dgst', ...options, '-sign', key, file));
}

// SEQUENCE of two INTEGERs, all short enough for lengths of one byte.
function raw(der) {
  const r = der.subarray(4, 4 + der[3]);
  const s = der.subarray(6 + der[3]);
  return Buffer.concat([r, s].map((n) => Buffer.from(n.toString('hex').padStart(64, '0').slice(-64), 'hex')));
}

function lowS(signature) {
  const s = BigInt(`0x${signature.subarray(32).toString('hex')}`);
  const low = s > P256_ORDER / 2n ? P256_ORDER - s : s;
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(low.toString(16).padStart(64, '0'), 'hex')]);
}

// Deterministic CBOR of integers, bytes, texts, arrays and maps given as lists of pairs.
function head(major, n) {
  const top = major << 5;
  if (n < 24) return Buffer.from([top | n]);
  if (n < 256) return Buffer.from([top | 24, n]);
  if (n < 65536) return Buffer.from([top | 25, n >> 8, n & 255]);
  const bytes = Buffer.alloc(n < 2 ** 32 ? 4 : 8);
  if (n < 2 ** 32) bytes.writeUInt32BE(n);
  else bytes.writeBigUInt64BE(BigInt(n));
  return Buffer.concat([Buffer.from([top | (n < 2 ** 32 ? 26 : 27)]), bytes]);
}

function cbor(value) {
  if (typeof value === 'number') return value < 0 ? head(1, -1 - value) : head(0, value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cbor)]);
  return Buffer.concat([head(5, value.pairs.length), ...value.pairs.flat().map(cbor)]);
}

const map = (...pairs) => ({ pairs });

function base45(bytes) {
  const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
  let text = '';
  for (let i = 0; i < bytes.length; i += 2) {
    let n = i + 1 < bytes.length ? bytes[i] * 256 + bytes[i + 1] : bytes[i];
    for (let digits = i + 1 < bytes.length ? 3 : 2; digits > 0; digits -= 1) {
      text += letters[n % 45];
      n = Math.floor(n / 45);
    }
  }
  return text;
}

function kid(name, point) {
  writeFileSync(at('point'), point);
  return openssl('dgst', ALGORITHMS[name].hash, '-binary', at('point')).subarray(0, 8);
}

function code(name, point, prefix, claims) {
  const headers = cbor(map([1, ALGORITHMS[name].number], [4, kid(name, point)]));
  const payload = cbor(claims);
  const signed = cbor(['Signature1', headers, Buffer.from(prefix), payload]);
  const signature = sign(name, signed, ID);
  const frame = cbor([headers, map(), payload, name === 'es256' ? lowS(signature) : signature]);
  return prefix + base45(frame);
}

// 2026-11-23, a day old, for thirty days.
const [IAT, EXP] = [1795392000 - 86400, 1795392000 + 29 * 86400];
const HOUSE = map([2, '449900-0018'], [4, EXP], [6, IAT], [7, Buffer.alloc(8, 0x31)], [-65537, map([1, 449900001001])]);
const RESIDENT = map(
  [2, Buffer.alloc(16, 0x11)],
  [4, EXP],
  [6, IAT],
  [7, Buffer.alloc(8, 0x32)],
  [-65537, map([1, 2], [4, 9400], [5, '陈*华'])],
);

const MESSAGES = { empty: Buffer.alloc(0), short: Buffer.from('YJ1S:'), long: Buffer.alloc(1000, 0xa5) };
const parts = Object.keys(ALGORITHMS).map((name) => {
  const point = makeKey(name);
  const one = ([title, message]) => ({
    name: title,
    message: message.toString('hex'),
    signature: sign(name, message, ID).toString('hex'),
  });
  const part = {
    public: point.toString('hex'),
    kid: kid(name, point).toString('hex'),
    // OpenSSL signs nothing with Ed25519 that is empty.
    signatures: Object.entries(MESSAGES).filter(([, m]) => name !== 'ed25519' || m.length > 0).map(one),
    house: code(name, point, 'YJ1H:', HOUSE),
    resident: code(name, point, 'YJ1S:', RESIDENT),
  };
  if (name === 'sm2') {
    part.under_another_id = sign(name, MESSAGES.short, OTHER_ID).toString('hex');
    part.another_id = OTHER_ID;
  }
  return [name, part];
});

const made_by = openssl('version').toString().split(' ').slice(0, 2).join(' ');
process.stdout.write(`${JSON.stringify({ made_by, ...Object.fromEntries(parts) }, null, 2)}\n`);
rmSync(here, { recursive: true });
