-- 0001: the first shape of the kiosk's memory. A released migration is never edited; the next one
-- only adds.
--
-- Tables that hold one thing have one row (id = 1), so that "not there yet" is an empty table and
-- never a NULL that somebody forgets to ask for. Everything is STRICT: a wrong type is an error at
-- the write, when it can still be told, and not at a read years later.

-- The identity of the machine. It is inside the encrypted file and nowhere else, so that a copy of
-- the disk without the database key can neither sign nor open anything.
CREATE TABLE device (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    signing_key BLOB NOT NULL CHECK (length(signing_key) = 32),
    sealing_key BLOB NOT NULL CHECK (length(sealing_key) = 32),
    -- Keys the look-up of registrations. Random for each kiosk: equal people have different tags
    -- on different kiosks, and without it a tag tells nothing.
    index_key BLOB NOT NULL CHECK (length(index_key) = 32)
) STRICT;

CREATE TABLE enrolment (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    kiosk TEXT NOT NULL,
    place TEXT NOT NULL,
    server TEXT NOT NULL,
    ca_pem TEXT NOT NULL,
    -- Public keys of the pinned roots, one after the other.
    roots BLOB NOT NULL CHECK (length(roots) % 32 = 0),
    certificate TEXT NOT NULL
) STRICT;

-- The trust bundle as it was signed. The row is replaced, never deleted: seq is the floor below
-- which no bundle is accepted again.
CREATE TABLE bundle (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    text TEXT NOT NULL,
    -- The centre's sealing key out of the text, so that saving a record need not verify a list of
    -- some hundred thousand revocations first.
    centre_seal BLOB NOT NULL CHECK (length(centre_seal) = 32)
) STRICT;

-- Only the newest epoch is held: the less a stolen kiosk knows, the better.
CREATE TABLE bind_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    epoch INTEGER NOT NULL,
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT;

CREATE TABLE houses (
    code TEXT PRIMARY KEY,
    town TEXT NOT NULL,
    community TEXT NOT NULL,
    street TEXT NOT NULL,
    number TEXT NOT NULL,
    room TEXT NOT NULL,
    withdrawn INTEGER NOT NULL CHECK (withdrawn IN (0, 1)),
    -- Keyed tags of owners, 8 bytes each, one after the other. Not a table of its own: they are
    -- replaced as a whole and only ever searched for one house.
    owner_tags BLOB NOT NULL CHECK (length(owner_tags) % 8 = 0)
) STRICT, WITHOUT ROWID;

-- The end of the hash chain and what the centre said about it. It survives the deletion of the
-- envelopes, because the next header needs the hash of the last one.
CREATE TABLE chain (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    epoch INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    last_hash BLOB NOT NULL CHECK (length(last_hash) = 32),
    -- Highest seq without a hole that the centre has received.
    through INTEGER NOT NULL,
    -- Highest seq that the backup of the centre has passed; only up to here may envelopes go.
    backed_up INTEGER NOT NULL,
    CHECK (through <= last_seq AND backed_up <= through)
) STRICT;
INSERT INTO chain VALUES (1, 1, 0, zeroblob(32), 0, 0);

-- Sealed envelopes on their way to the centre. The kiosk itself cannot open them again.
CREATE TABLE outbox (
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL CHECK (seq > 0),
    record BLOB NOT NULL UNIQUE CHECK (length(record) = 16),
    header_hash BLOB NOT NULL CHECK (length(header_hash) = 32),
    envelope BLOB NOT NULL,
    -- Lower end of the time interval in the header, to tell how long the oldest has waited.
    at_ms INTEGER NOT NULL,
    -- Reason for which the centre set the envelope aside; NULL is the normal case.
    reject TEXT,
    UNIQUE (epoch, seq)
) STRICT;

-- The masked index of declarations: what their holder may see again here. No name beyond the hint
-- of the code, no room, no document number, and the subject only as a keyed tag.
CREATE TABLE registrations (
    record BLOB PRIMARY KEY CHECK (length(record) = 16),
    subject_tag BLOB NOT NULL CHECK (length(subject_tag) = 32),
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    holder_hint TEXT,
    area TEXT NOT NULL,
    street TEXT NOT NULL,
    number TEXT NOT NULL,
    house TEXT NOT NULL,
    declared_on TEXT NOT NULL,
    until TEXT NOT NULL,
    cohabitants INTEGER NOT NULL,
    -- The centre has spoken; state, effective_on and refusal are its words then.
    decided INTEGER NOT NULL DEFAULT 0 CHECK (decided IN (0, 1)),
    -- NULL together with a refusal: a rule of the centre denied the declaration.
    state TEXT,
    effective_on TEXT,
    refusal TEXT,
    -- Place in the chain of an owner's decision made here that the centre has not confirmed yet.
    provisional_seq INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX registrations_by_subject ON registrations (subject_tag, epoch, seq);

-- Unfinished visits. The kiosk crate encodes them; here they are bytes with an age.
CREATE TABLE drafts (
    ticket TEXT PRIMARY KEY,
    bytes BLOB NOT NULL,
    saved_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Where the conversation with the centre stands.
CREATE TABLE sync_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    down_cursor INTEGER NOT NULL,
    -- Counts requests; durable before a request leaves, so that no number is used twice.
    counter INTEGER NOT NULL,
    -- NULL until the first answer.
    last_server_ms INTEGER,
    -- 0 until the first answer. Another number later: the centre was restored.
    centre_epoch INTEGER NOT NULL
) STRICT;
INSERT INTO sync_state VALUES (1, 0, 0, NULL, 0);
