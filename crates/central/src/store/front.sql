-- What the front holds: nothing that it could open. Tables are only added; a released one is never
-- edited. Integers are 64 bits, ids, keys and hashes are bytes.

CREATE TABLE IF NOT EXISTS meta (
    key TEXT PRIMARY KEY,
    value BLOB NOT NULL
);

-- A kiosk is WAITING until an administrator compared its key characters, then APPROVED or REVOKED.
-- chain_* is the head of what was received: the next envelope must follow it.
CREATE TABLE IF NOT EXISTS kiosks (
    id TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    signing BLOB NOT NULL UNIQUE,
    sealing BLOB NOT NULL,
    app TEXT NOT NULL,
    standing TEXT NOT NULL,
    certificate TEXT,
    chain_epoch BIGINT NOT NULL,
    chain_seq BIGINT NOT NULL,
    chain_hash BLOB NOT NULL,
    enrolled_at_ms BIGINT NOT NULL
);

-- What a kiosk said of its machine when it asked to be enrolled.
CREATE TABLE IF NOT EXISTS machines (
    kiosk TEXT PRIMARY KEY,
    algorithm BIGINT NOT NULL,
    tpm BIGINT NOT NULL,
    os TEXT NOT NULL,
    app_hash BLOB NOT NULL
);

-- The token itself is kept, not its hash: the proof is an HMAC that the centre must compute too.
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    wrong_tries BIGINT NOT NULL,
    kiosk TEXT
);

-- The kiosk that one enrolled with a token takes the place of.
CREATE TABLE IF NOT EXISTS successions (
    token TEXT PRIMARY KEY,
    replaces TEXT NOT NULL
);

-- stage: 0 received, 1 taken by the vault, 3 set aside by it.
CREATE TABLE IF NOT EXISTS envelopes (
    kiosk TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    record BLOB NOT NULL UNIQUE,
    header_hash BLOB NOT NULL,
    bytes BLOB NOT NULL,
    received_at_ms BIGINT NOT NULL,
    stage BIGINT NOT NULL,
    waits_for BLOB,
    PRIMARY KEY (kiosk, epoch, seq)
);
CREATE INDEX IF NOT EXISTS envelopes_by_stage ON envelopes (stage);
-- Every answer says how far the vault has taken the chain: found without reading the whole chain.
CREATE INDEX IF NOT EXISTS envelopes_untaken ON envelopes (kiosk, epoch, seq) WHERE stage = 0;

-- Records that came again under a new header after an approved recovery: the same id and the same
-- ciphertext at a place of the new epoch.
CREATE TABLE IF NOT EXISTS rechained (
    kiosk TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    record BLOB NOT NULL,
    header_hash BLOB NOT NULL,
    PRIMARY KEY (kiosk, epoch, seq)
);
CREATE INDEX IF NOT EXISTS rechained_by_record ON rechained (record);

-- Envelopes that contradict what was received; kept as evidence, once each.
CREATE TABLE IF NOT EXISTS forks (
    kiosk TEXT NOT NULL,
    header_hash BLOB NOT NULL,
    bytes BLOB NOT NULL,
    received_at_ms BIGINT NOT NULL,
    PRIMARY KEY (kiosk, header_hash)
);

-- An approved recovery: exactly one new epoch of this kiosk is taken, and the row goes with it.
CREATE TABLE IF NOT EXISTS recoveries (
    kiosk TEXT PRIMARY KEY,
    approved_at_ms BIGINT NOT NULL
);

-- What comes down to each kiosk, sealed to it by the vault.
CREATE TABLE IF NOT EXISTS down (
    kiosk TEXT NOT NULL,
    cursor BIGINT NOT NULL,
    enc BLOB NOT NULL,
    ct BLOB NOT NULL,
    PRIMARY KEY (kiosk, cursor)
);

-- When a kiosk last spoke.
CREATE TABLE IF NOT EXISTS contacts (
    kiosk TEXT PRIMARY KEY,
    last_ms BIGINT NOT NULL
);

-- Name and version of the program with which a kiosk last spoke.
CREATE TABLE IF NOT EXISTS versions (
    kiosk TEXT PRIMARY KEY,
    app TEXT NOT NULL
);

-- What a person must look at. object tells one cause from another; the same again is counted.
CREATE TABLE IF NOT EXISTS alarms (
    kind TEXT NOT NULL,
    kiosk TEXT NOT NULL,
    object BLOB NOT NULL,
    first_ms BIGINT NOT NULL,
    last_ms BIGINT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (kind, kiosk, object)
);

-- Questions about people, sealed to the vault, while the kiosk that asks waits at the door. The
-- reply is sealed to the kiosk; the row goes when it was handed over, or when nobody waits any more.
CREATE TABLE IF NOT EXISTS enquiries (
    kiosk TEXT NOT NULL,
    nonce BLOB NOT NULL,
    bytes BLOB NOT NULL,
    asked_at_ms BIGINT NOT NULL,
    enc BLOB,
    ct BLOB,
    PRIMARY KEY (kiosk, nonce)
);

-- A receipt number names the tail of a record id.
CREATE INDEX IF NOT EXISTS envelopes_by_tail ON envelopes (substr(record, 10));

-- How far the newest copy of the centre holds the chain of each kiosk. Without `backed_up_at_ms` in
-- meta nobody makes copies, and the mark follows the vault.
CREATE TABLE IF NOT EXISTS backups (
    kiosk TEXT PRIMARY KEY,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL
);
