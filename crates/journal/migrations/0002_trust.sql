-- 0002: what a kiosk must remember to be trusted: keys that a module holds, the time, the workers,
-- the audit, and what it issued.

-- The signing key may live in a security module. Then its public half stands here and the secret
-- is NULL; in every other case the public half follows from the secret and is NULL.
CREATE TABLE device_held (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- Of the secret: 0 Ed25519, 1 ES256, 2 SM2.
    algorithm INTEGER NOT NULL,
    -- 32 bytes of Ed25519, else the number of the algorithm and 33.
    signing_public BLOB CHECK (length(signing_public) IN (32, 34)),
    signing_key BLOB CHECK (length(signing_key) = 32),
    sealing_key BLOB NOT NULL CHECK (length(sealing_key) = 32),
    index_key BLOB NOT NULL CHECK (length(index_key) = 32),
    CHECK ((signing_public IS NULL) <> (signing_key IS NULL))
) STRICT;
INSERT INTO device_held
    SELECT id, 0, NULL, signing_key, sealing_key, index_key FROM device;
DROP TABLE device;
ALTER TABLE device_held RENAME TO device;

-- Pinned roots of the other algorithms: the number of the algorithm and 33 bytes, one after the
-- other. Those of Ed25519 stay in the column they have.
ALTER TABLE enrolment ADD COLUMN other_roots BLOB NOT NULL DEFAULT x''
    CHECK (length(other_roots) % 34 = 0);

-- The complete bundle that the one in force tells its revocations by, when it tells only what
-- changed.
CREATE TABLE bundle_base (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    text TEXT NOT NULL
) STRICT;

-- Number of the record's kind in its header; 0 for what was written before it was noted.
ALTER TABLE outbox ADD COLUMN kind INTEGER NOT NULL DEFAULT 0;

-- Highest time that the centre has signed. Nothing else ever raises it.
CREATE TABLE clock_floor (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    floor_ms INTEGER NOT NULL
) STRICT;
INSERT INTO clock_floor SELECT 1, coalesce(last_server_ms, 0) FROM sync_state;

-- The centre's time at a reading of the clock that runs since the machine was started.
CREATE TABLE clock_anchor (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    server_ms INTEGER NOT NULL,
    boot_ms INTEGER NOT NULL,
    boot_id BLOB NOT NULL CHECK (length(boot_id) = 16),
    uncertainty_ms INTEGER NOT NULL
) STRICT;

-- The time as two persons stated it, in the place of an anchor.
CREATE TABLE clock_stated (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    unix_ms INTEGER NOT NULL,
    boot_ms INTEGER NOT NULL,
    boot_id BLOB NOT NULL CHECK (length(boot_id) = 16)
) STRICT;

-- A time of the centre so far ahead that two persons have to confirm it.
CREATE TABLE clock_pending (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    server_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE roster (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    issued_ms INTEGER NOT NULL,
    valid_until_ms INTEGER NOT NULL,
    -- Without it the verifiers below tell nothing about a PIN.
    pepper BLOB NOT NULL CHECK (length(pepper) = 32)
) STRICT;

CREATE TABLE roster_workers (
    worker TEXT PRIMARY KEY,
    label TEXT NOT NULL,
    -- 1 worker, 2 supervisor, 3 technician.
    role INTEGER NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    verifier BLOB NOT NULL CHECK (length(verifier) = 32),
    pin_set_ms INTEGER NOT NULL,
    powers INTEGER NOT NULL,
    enabled INTEGER NOT NULL CHECK (enabled IN (0, 1))
) STRICT, WITHOUT ROWID;

-- Wrong PINs since the last right one; for names outside the roster as well, so that the answer
-- never tells which names exist.
CREATE TABLE attempts (
    worker TEXT PRIMARY KEY,
    failed INTEGER NOT NULL,
    locked_until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Serials of dynamic codes that were used here, until they are past it.
CREATE TABLE seen_codes (
    serial BLOB PRIMARY KEY CHECK (length(serial) = 8),
    until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What each certificate allowed and how much of it is used; the key is the SHA-256 of its text.
CREATE TABLE provisional_quota (
    certificate BLOB PRIMARY KEY CHECK (length(certificate) = 32),
    quota INTEGER NOT NULL,
    used INTEGER NOT NULL CHECK (used <= quota)
) STRICT, WITHOUT ROWID;

-- Codes of the resident key that took the place of provisional ones.
CREATE TABLE replacements (
    provisional BLOB PRIMARY KEY CHECK (length(provisional) = 8),
    code TEXT NOT NULL,
    received_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Keys the references of the audit: equal records have different references on different kiosks.
CREATE TABLE audit_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;

-- What happened here, each entry bound to the one before. Only added to, and deleted from the
-- front when the centre has had a checkpoint behind it for long enough.
CREATE TABLE audit (
    n INTEGER PRIMARY KEY,
    t_lo_ms INTEGER NOT NULL,
    t_hi_ms INTEGER NOT NULL,
    event INTEGER NOT NULL,
    actor TEXT,
    object BLOB CHECK (length(object) = 16),
    result INTEGER NOT NULL,
    prev BLOB NOT NULL CHECK (length(prev) = 32),
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- Both ends of the audit: the last entry, and the last one that was deleted from the front.
CREATE TABLE audit_ends (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    tip_n INTEGER NOT NULL,
    tip_hash BLOB NOT NULL CHECK (length(tip_hash) = 32),
    base_n INTEGER NOT NULL,
    base_hash BLOB NOT NULL CHECK (length(base_hash) = 32)
) STRICT;
INSERT INTO audit_ends VALUES (1, 0, zeroblob(32), 0, zeroblob(32));

-- Entries whose hash went to the centre, and since when the centre has it.
CREATE TABLE audit_checkpoints (
    n INTEGER PRIMARY KEY,
    record BLOB NOT NULL UNIQUE CHECK (length(record) = 16),
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    acked_ms INTEGER
) STRICT;

-- The count that a counter outside the file witnesses; no row while there is none.
CREATE TABLE witness (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    count INTEGER NOT NULL
) STRICT;
