-- What the vault holds besides the tables of business. Tables are only added; a released one is
-- never edited. Integers are 64 bits, ids, keys and hashes are bytes.

-- What a kiosk said of its machine when it asked to be enrolled.
CREATE TABLE IF NOT EXISTS machines (
    kiosk TEXT PRIMARY KEY,
    algorithm BIGINT NOT NULL,
    tpm BIGINT NOT NULL,
    os TEXT NOT NULL,
    app_hash BLOB NOT NULL
);

-- How much of the changes of a kiosk was sealed and handed to the front.
CREATE TABLE IF NOT EXISTS published (
    kiosk TEXT PRIMARY KEY,
    cursor BIGINT NOT NULL
);

-- Certificates that were issued to kiosks, the newest last.
CREATE TABLE IF NOT EXISTS certificates (
    kiosk TEXT NOT NULL,
    issued_s BIGINT NOT NULL,
    expires_s BIGINT NOT NULL,
    serial BLOB NOT NULL,
    assurance BIGINT NOT NULL,
    PRIMARY KEY (kiosk, issued_s)
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

-- Serial numbers of codes that are withdrawn, besides those of withdrawn houses.
CREATE TABLE IF NOT EXISTS withdrawn (
    serial BLOB PRIMARY KEY,
    reason TEXT NOT NULL,
    at_ms BIGINT NOT NULL
);

-- Those who work at kiosks. The number that a worker types is sealed to the vault itself: a kiosk
-- that is enrolled later needs a verifier of its own. standing: 0 enabled, 1 disabled.
CREATE TABLE IF NOT EXISTS workers (
    worker TEXT PRIMARY KEY,
    label TEXT NOT NULL,
    role BIGINT NOT NULL,
    powers BIGINT NOT NULL,
    pin_enc BLOB NOT NULL,
    pin_ct BLOB NOT NULL,
    pin_set_ms BIGINT NOT NULL,
    standing BIGINT NOT NULL
);

-- The pepper of each kiosk, sealed to the vault itself.
CREATE TABLE IF NOT EXISTS peppers (
    kiosk TEXT PRIMARY KEY,
    enc BLOB NOT NULL,
    ct BLOB NOT NULL
);

-- What a kiosk needs to know a worker again; computed once, because it is slow on purpose.
CREATE TABLE IF NOT EXISTS verifiers (
    kiosk TEXT NOT NULL,
    worker TEXT NOT NULL,
    pin_set_ms BIGINT NOT NULL,
    salt BLOB NOT NULL,
    verifier BLOB NOT NULL,
    PRIMARY KEY (kiosk, worker)
);

-- When a kiosk's roster was last made, and from which state of the workers.
CREATE TABLE IF NOT EXISTS rosters (
    kiosk TEXT PRIMARY KEY,
    issued_ms BIGINT NOT NULL,
    revision BIGINT NOT NULL
);

-- Codes that were presented. review: '' or why a person must look before it counts.
CREATE TABLE IF NOT EXISTS presentations (
    record BLOB PRIMARY KEY,
    kiosk TEXT NOT NULL,
    subject BLOB NOT NULL,
    serial BLOB NOT NULL,
    form BIGINT NOT NULL,
    house TEXT,
    green BIGINT NOT NULL,
    counts BIGINT NOT NULL,
    at_lo_ms BIGINT NOT NULL,
    at_hi_ms BIGINT NOT NULL,
    review TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS presentations_by_serial ON presentations (serial, at_lo_ms);

-- Codes that kiosks issued for the time being. standing: ISSUED, REPLACED, VOID, KILLED or
-- REFUSED; replaced_by is the serial number of the code that took its place.
CREATE TABLE IF NOT EXISTS provisionals (
    serial BLOB PRIMARY KEY,
    record BLOB NOT NULL,
    kiosk TEXT NOT NULL,
    subject BLOB NOT NULL,
    category BIGINT NOT NULL,
    name TEXT NOT NULL,
    document TEXT NOT NULL,
    number TEXT NOT NULL,
    birth TEXT NOT NULL,
    house TEXT,
    worker TEXT NOT NULL,
    guardian BLOB,
    issued_s BIGINT NOT NULL,
    expires_s BIGINT NOT NULL,
    standing TEXT NOT NULL,
    replaced_by BLOB
);
CREATE INDEX IF NOT EXISTS provisionals_by_kiosk ON provisionals (kiosk);

-- Provisional codes that were seen and of which no kiosk has told yet that it issued them.
CREATE TABLE IF NOT EXISTS unissued (
    serial BLOB PRIMARY KEY,
    seen_by TEXT NOT NULL,
    seen_ms BIGINT NOT NULL
);

-- Under what a record was made, when not under good circumstances.
CREATE TABLE IF NOT EXISTS circumstances (
    record BLOB PRIMARY KEY,
    clock BIGINT NOT NULL,
    manual_time BIGINT NOT NULL,
    bundle BIGINT NOT NULL,
    offline_days BIGINT NOT NULL,
    amber BIGINT NOT NULL,
    worker TEXT
);

-- When a record was made, as its kiosk told and as the centre placed it between its neighbours.
CREATE TABLE IF NOT EXISTS record_times (
    record BLOB PRIMARY KEY,
    kiosk TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    told_lo_ms BIGINT NOT NULL,
    told_hi_ms BIGINT NOT NULL,
    lo_ms BIGINT NOT NULL,
    hi_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS record_times_by_place ON record_times (kiosk, epoch, seq);

-- The tips of the kiosks' audit chains, as each told.
CREATE TABLE IF NOT EXISTS checkpoints (
    record BLOB PRIMARY KEY,
    kiosk TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    seq BIGINT NOT NULL,
    n BIGINT NOT NULL,
    hash BLOB NOT NULL,
    at_ms BIGINT NOT NULL
);

-- What workers did at kiosks: numbers and codes, no text.
CREATE TABLE IF NOT EXISTS worker_events (
    record BLOB PRIMARY KEY,
    kiosk TEXT NOT NULL,
    worker TEXT NOT NULL,
    event BIGINT NOT NULL,
    at_ms BIGINT NOT NULL
);

-- Where a kiosk stands, in millionths of a degree, for the rule about distances.
CREATE TABLE IF NOT EXISTS positions (
    kiosk TEXT PRIMARY KEY,
    latitude BIGINT NOT NULL,
    longitude BIGINT NOT NULL
);

-- Recoveries that administrators approved.
CREATE TABLE IF NOT EXISTS recoveries (
    kiosk TEXT PRIMARY KEY,
    approved_at_ms BIGINT NOT NULL
);

-- House codes that were issued, in their very text, so that a plate is printed again as it was.
-- houses.serial says which one is in force.
CREATE TABLE IF NOT EXISTS plates (
    serial BLOB PRIMARY KEY,
    house TEXT NOT NULL,
    area BIGINT NOT NULL,
    text TEXT NOT NULL,
    issued_s BIGINT NOT NULL,
    expires_s BIGINT NOT NULL
);

-- Residents' codes that were issued. people.serial says which one is in force.
CREATE TABLE IF NOT EXISTS cards (
    serial BLOB PRIMARY KEY,
    subject BLOB NOT NULL,
    text TEXT NOT NULL,
    issued_s BIGINT NOT NULL,
    expires_s BIGINT NOT NULL
);

-- Who may work at the desk page, and as what: CLERK, OFFICER or TECHNICIAN.
CREATE TABLE IF NOT EXISTS desk_access (
    worker TEXT PRIMARY KEY,
    role TEXT NOT NULL
);

-- Wrong numbers since the last right one. They belong to the number that was drawn at pin_set_ms:
-- another number begins anew.
CREATE TABLE IF NOT EXISTS desk_tries (
    worker TEXT PRIMARY KEY,
    pin_set_ms BIGINT NOT NULL,
    wrong BIGINT NOT NULL,
    not_before_ms BIGINT NOT NULL
);

-- What people did at the centre: codes, numbers and ids, never a name. Each row holds the hash of
-- the one before it; rows are only added.
CREATE TABLE IF NOT EXISTS ledger (
    n BIGINT PRIMARY KEY,
    at_ms BIGINT NOT NULL,
    actor TEXT NOT NULL,
    act TEXT NOT NULL,
    object TEXT NOT NULL,
    detail TEXT NOT NULL,
    result TEXT NOT NULL,
    prev BLOB NOT NULL,
    hash BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS ledger_by_object ON ledger (object);
