-- What the centre made of acts and claims that were made here; denied holds the name of a rule.
CREATE TABLE act_outcomes (
    record BLOB PRIMARY KEY CHECK (length(record) = 16),
    denied TEXT,
    decided_on TEXT NOT NULL,
    received_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Codes that were claimed here and are ready for who shows the receipt and enters the number.
CREATE TABLE claimed_codes (
    claim BLOB PRIMARY KEY CHECK (length(claim) = 16),
    code TEXT NOT NULL,
    received_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
