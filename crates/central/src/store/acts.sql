-- What people do besides declaring: the same text for both engines. Tables are only added; a
-- released one is never edited. Integers are 64 bits, ids are bytes, dates are ISO text.

-- Which enquiries were answered, about whom, and whether they were told or the rule that refused.
CREATE TABLE IF NOT EXISTS enquiries_answered (
    kiosk TEXT NOT NULL,
    nonce BLOB NOT NULL,
    kind TEXT NOT NULL,
    subject BLOB,
    result TEXT NOT NULL,
    at_ms BIGINT NOT NULL,
    PRIMARY KEY (kiosk, nonce)
);
CREATE INDEX IF NOT EXISTS registrations_by_subject ON registrations (subject);
CREATE INDEX IF NOT EXISTS registrations_by_house ON registrations (house);

-- Addresses as people wrote them, for the desk to match to a house.
CREATE TABLE IF NOT EXISTS hand_addresses (
    record BLOB PRIMARY KEY,
    division TEXT NOT NULL,
    street TEXT NOT NULL,
    number TEXT NOT NULL,
    room TEXT NOT NULL
);

-- What was done, and the name of the rule that refused it.
CREATE TABLE IF NOT EXISTS acts (
    record BLOB PRIMARY KEY,
    kiosk TEXT NOT NULL,
    subject BLOB NOT NULL,
    on_behalf_of BLOB,
    deed TEXT NOT NULL,
    about BLOB,
    done_on TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    denied TEXT
);

-- Requests for a habitual residence, of each registration in their order; the last one holds.
CREATE TABLE IF NOT EXISTS habituals (
    registration BLOB NOT NULL,
    place BIGINT NOT NULL,
    subject BLOB NOT NULL,
    state TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    desk_from TEXT,
    habitual_on TEXT,
    ended_on TEXT,
    capacity TEXT,
    rejection TEXT,
    decided_under TEXT NOT NULL,
    PRIMARY KEY (registration, place)
);
CREATE INDEX IF NOT EXISTS habituals_by_subject ON habituals (subject);
-- At most one is habitual, also between two writers.
CREATE UNIQUE INDEX IF NOT EXISTS habituals_once ON habituals (subject) WHERE state = 'HABITUAL';

-- Claims to own a house. Verified owners stand in owners besides.
CREATE TABLE IF NOT EXISTS house_claims (
    record BLOB PRIMARY KEY,
    kiosk TEXT NOT NULL,
    house TEXT NOT NULL,
    subject BLOB NOT NULL,
    state TEXT NOT NULL,
    claimed_on TEXT NOT NULL,
    decided_on TEXT,
    note TEXT
);
-- One claim of a person to a house waits or holds.
CREATE UNIQUE INDEX IF NOT EXISTS house_claims_once ON house_claims (house, subject)
    WHERE state = 'CLAIMED' OR state = 'VERIFIED';

-- Trustees whom owners appointed. shown: kiosks recognise the trustee as one of the house.
CREATE TABLE IF NOT EXISTS trusts (
    record BLOB PRIMARY KEY,
    kiosk TEXT NOT NULL,
    owner BLOB NOT NULL,
    trustee BLOB NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    accepted_on TEXT,
    revoked_on TEXT,
    shown BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS trust_houses (
    record BLOB NOT NULL,
    house TEXT NOT NULL,
    PRIMARY KEY (record, house)
);
CREATE INDEX IF NOT EXISTS trust_houses_by_house ON trust_houses (house);

-- Notices that their readers marked as read; message is the name that the notice travels under.
CREATE TABLE IF NOT EXISTS notices_read (
    subject BLOB NOT NULL,
    message BLOB NOT NULL,
    read_on TEXT NOT NULL,
    PRIMARY KEY (subject, message)
);

-- Ways in by what people bring: the tail of a record id on a receipt, an owner, a person, a kiosk.
CREATE INDEX IF NOT EXISTS envelopes_by_tail ON envelopes (substr(record, 10));
CREATE INDEX IF NOT EXISTS code_claims_by_tail ON code_claims (substr(record, 10));
CREATE INDEX IF NOT EXISTS owners_by_subject ON owners (subject);
CREATE INDEX IF NOT EXISTS data_requests_by_subject ON data_requests (subject);
CREATE INDEX IF NOT EXISTS checkpoints_by_kiosk ON checkpoints (kiosk, epoch, seq);
