-- What the centre holds. Tables are only added; a released one is never edited.
-- Integers are 64 bits, dates are ISO text, ids and hashes are bytes.

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

-- The token itself is kept, not its hash: the proof is an HMAC that the centre must compute too.
CREATE TABLE IF NOT EXISTS tokens (
    token TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    created_at_ms BIGINT NOT NULL,
    wrong_tries BIGINT NOT NULL,
    kiosk TEXT
);

-- stage: 0 received, 1 applied, 2 waits for the declaration it decides about, 3 quarantined.
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

-- Envelopes that contradict what was received; kept as evidence, once each.
CREATE TABLE IF NOT EXISTS forks (
    kiosk TEXT NOT NULL,
    header_hash BLOB NOT NULL,
    bytes BLOB NOT NULL,
    received_at_ms BIGINT NOT NULL,
    PRIMARY KEY (kiosk, header_hash)
);

-- serial is that of the code in force; an older card of the same person proves nothing.
CREATE TABLE IF NOT EXISTS people (
    subject BLOB PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    birth TEXT NOT NULL,
    serial BLOB
);

CREATE TABLE IF NOT EXISTS houses (
    code TEXT PRIMARY KEY,
    town TEXT NOT NULL,
    community TEXT NOT NULL,
    street TEXT NOT NULL,
    number TEXT NOT NULL,
    room TEXT NOT NULL,
    serial BLOB NOT NULL,
    withdrawn BIGINT NOT NULL
);

CREATE TABLE IF NOT EXISTS owners (
    house TEXT NOT NULL,
    subject BLOB NOT NULL,
    PRIMARY KEY (house, subject)
);

-- One row a declaration. A denied one has no state but the name of the rule; one with an address by
-- hand has no house until the desk finds it.
CREATE TABLE IF NOT EXISTS registrations (
    record BLOB PRIMARY KEY,
    kiosk TEXT NOT NULL,
    subject BLOB NOT NULL,
    house TEXT,
    dwelling TEXT NOT NULL,
    reason TEXT NOT NULL,
    moved_in_on TEXT NOT NULL,
    declared_on TEXT NOT NULL,
    notice_version BIGINT NOT NULL,
    policy TEXT NOT NULL,
    unverified BIGINT NOT NULL,
    state TEXT,
    effective_on TEXT,
    capacity TEXT,
    rejection TEXT,
    denied_rule TEXT,
    decided_on TEXT NOT NULL
);
-- The duplicate rule once more, where two writers cannot both miss it.
CREATE UNIQUE INDEX IF NOT EXISTS registrations_live_once ON registrations (subject, house)
    WHERE state = 'AWAITING_CONFIRMATION' OR state = 'EFFECTIVE';

CREATE TABLE IF NOT EXISTS cohabitants (
    record BLOB NOT NULL,
    place BIGINT NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    number TEXT NOT NULL,
    birth TEXT NOT NULL,
    phone TEXT NOT NULL,
    relation TEXT NOT NULL,
    consent_version BIGINT,
    consent_at_ms BIGINT,
    PRIMARY KEY (record, place)
);

-- What an owner decided and what became of it: 'APPLIED' or the name of the rule that refused.
CREATE TABLE IF NOT EXISTS decisions (
    record BLOB PRIMARY KEY,
    declaration BLOB NOT NULL,
    kiosk TEXT NOT NULL,
    owner BLOB NOT NULL,
    decided_on TEXT NOT NULL,
    result TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS tasks (
    record BLOB PRIMARY KEY,
    until TEXT NOT NULL,
    closed BIGINT NOT NULL
);

-- What comes down to a kiosk, in order. kind: 1 an encoded change, 2 the binding key, whose
-- payload stays empty because the key never enters the database.
CREATE TABLE IF NOT EXISTS changes (
    kiosk TEXT NOT NULL,
    cursor BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (kiosk, cursor)
);

-- Since when and until when a registration stands where it stands, and under which rules. A row of
-- registrations without one was written before these rules; it waits as its task says.
CREATE TABLE IF NOT EXISTS standings (
    record BLOB PRIMARY KEY,
    since TEXT NOT NULL,
    until TEXT,
    desk_from TEXT,
    ended_on TEXT,
    reason_kind TEXT,
    reason TEXT,
    decided_under TEXT NOT NULL
);
-- A person registers once at a house, also while the address is checked or the end is awaited.
CREATE UNIQUE INDEX IF NOT EXISTS registrations_alive_once ON registrations (subject, house)
    WHERE state = 'AWAITING_CONFIRMATION' OR state = 'EFFECTIVE' OR state = 'AWAITING_ADDRESS'
       OR state = 'CANCEL_PENDING';

-- Every decision in its order, with the rules it was made under; rows are only added.
CREATE TABLE IF NOT EXISTS judgements (
    record BLOB NOT NULL,
    place BIGINT NOT NULL,
    transition TEXT NOT NULL,
    made_on TEXT NOT NULL,
    state TEXT NOT NULL,
    capacity TEXT,
    reason_kind TEXT,
    reason TEXT,
    note TEXT,
    decided_under TEXT NOT NULL,
    PRIMARY KEY (record, place)
);

-- What the desk is asked about a declaration. place: that of a cohabitant, or -1.
-- closed: 0 open, 1 done, 2 its time is over.
CREATE TABLE IF NOT EXISTS desk_tasks (
    record BLOB NOT NULL,
    matter TEXT NOT NULL,
    place BIGINT NOT NULL,
    from_day TEXT NOT NULL,
    closed BIGINT NOT NULL,
    PRIMARY KEY (record, matter, place)
);

-- What owners, desk and residents are told, in both languages.
CREATE TABLE IF NOT EXISTS messages (
    record BLOB NOT NULL,
    place BIGINT NOT NULL,
    recipient TEXT NOT NULL,
    template TEXT NOT NULL,
    made_on TEXT NOT NULL,
    zh TEXT NOT NULL,
    en TEXT NOT NULL,
    PRIMARY KEY (record, place)
);

-- The service area of a site; it chooses the rules. A site without one follows the province.
CREATE TABLE IF NOT EXISTS sites (
    site TEXT PRIMARY KEY,
    area TEXT NOT NULL
);
