-- Requests that left on a stick. An answer that is carried back belongs to one of them or to none;
-- it has no line by which its way could be timed.
CREATE TABLE exports (
    nonce BLOB PRIMARY KEY CHECK (length(nonce) = 16),
    -- The number of the request; those of one file follow each other.
    counter INTEGER NOT NULL UNIQUE,
    -- Where the chain and the changes stood when it left.
    epoch INTEGER NOT NULL,
    down_cursor INTEGER NOT NULL,
    made_ms INTEGER NOT NULL,
    answered INTEGER NOT NULL CHECK (answered IN (0, 1))
) STRICT, WITHOUT ROWID;
