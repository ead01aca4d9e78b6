-- Codes, families, permits and people's own data: the same text for both engines. Tables are only
-- added; a released one is never edited. Integers are 64 bits, ids are bytes, dates are ISO text.

-- What is known of a person besides number and name. registered: digits of the division of the
-- registered address (户籍地址), NULL while it is not known.
CREATE TABLE IF NOT EXISTS identities (
    subject BLOB PRIMARY KEY,
    document TEXT NOT NULL,
    registered TEXT,
    proof TEXT NOT NULL,
    proven_on TEXT NOT NULL
);

-- Who asked for a code. A claim that was refused keeps the rule and nobody's name.
CREATE TABLE IF NOT EXISTS code_claims (
    record BLOB PRIMARY KEY,
    kiosk TEXT NOT NULL,
    subject BLOB,
    denied TEXT,
    notice_version BIGINT NOT NULL,
    claimed_on TEXT NOT NULL,
    decided_on TEXT NOT NULL
);

-- Who acts for whom. A link that ended stays, because the consent behind it is kept.
CREATE TABLE IF NOT EXISTS family_links (
    record BLOB PRIMARY KEY,
    agent BLOB NOT NULL,
    member BLOB NOT NULL,
    relation TEXT NOT NULL,
    guardian BIGINT NOT NULL,
    consented BIGINT NOT NULL,
    consent_version BIGINT,
    consent_at_ms BIGINT,
    from_day TEXT NOT NULL,
    ended_on TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS family_links_once ON family_links (agent, member)
    WHERE ended_on IS NULL;
CREATE INDEX IF NOT EXISTS family_links_by_member ON family_links (member);

-- Permits and the applications for them, one row each. stage: ACCEPTED, CORRECTION, UNDER_REVIEW,
-- ISSUED, REFUSED, WITHDRAWN or CANCELLED; whether an issued one is suspended is computed. Lists of
-- codes stand with commas between them. ticked_on: the last day that its calendar was followed.
CREATE TABLE IF NOT EXISTS permits (
    record BLOB PRIMARY KEY,
    subject BLOB NOT NULL,
    kiosk TEXT NOT NULL,
    city TEXT NOT NULL,
    registration BLOB NOT NULL,
    stage TEXT NOT NULL,
    accepted_on TEXT NOT NULL,
    due_on TEXT NOT NULL,
    missing TEXT NOT NULL,
    missing_until TEXT,
    issued_on TEXT,
    endorsed_on TEXT NOT NULL,
    term TEXT,
    card_serial BIGINT NOT NULL,
    card_asked BIGINT NOT NULL,
    address_ended_on TEXT,
    not_qualified_since TEXT,
    ended_on TEXT,
    because TEXT NOT NULL,
    grounds TEXT NOT NULL,
    exemption TEXT,
    exempt_since TEXT,
    papers TEXT NOT NULL,
    evidence TEXT NOT NULL,
    by_agent BIGINT NOT NULL,
    unsettled TEXT NOT NULL,
    decided_under TEXT NOT NULL,
    ticked_on TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS permits_by_subject ON permits (subject);
CREATE INDEX IF NOT EXISTS permits_by_registration ON permits (registration);
-- A person has one permit or application of a city at a time, also between two writers.
CREATE UNIQUE INDEX IF NOT EXISTS permits_once ON permits (subject, city)
    WHERE stage = 'ACCEPTED' OR stage = 'CORRECTION' OR stage = 'UNDER_REVIEW' OR stage = 'ISSUED';

-- What happened to permits, in order; rows are only added.
CREATE TABLE IF NOT EXISTS permit_events (
    record BLOB NOT NULL,
    place BIGINT NOT NULL,
    kind TEXT NOT NULL,
    on_day TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_under TEXT NOT NULL,
    PRIMARY KEY (record, place)
);

-- Who was told on the first eligible day; the row goes when the person is eligible no longer.
CREATE TABLE IF NOT EXISTS eligibility_told (
    subject BLOB PRIMARY KEY,
    on_day TEXT NOT NULL
);

-- What people ask about their own data, and what was decided. kind: CORRECT or ERASE. kept names
-- what had to stay.
CREATE TABLE IF NOT EXISTS data_requests (
    record BLOB PRIMARY KEY,
    kiosk TEXT NOT NULL,
    subject BLOB NOT NULL,
    kind TEXT NOT NULL,
    field TEXT,
    value TEXT NOT NULL,
    asked_on TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_on TEXT,
    kept TEXT NOT NULL
);

-- Words to those who run the service; who said them stands in the act for as long as it is kept.
CREATE TABLE IF NOT EXISTS feedback (
    record BLOB PRIMARY KEY,
    kiosk TEXT NOT NULL,
    text TEXT NOT NULL,
    given_on TEXT NOT NULL
);

CREATE INDEX IF NOT EXISTS presentations_by_subject ON presentations (subject, at_lo_ms);
