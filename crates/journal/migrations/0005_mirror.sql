-- What a restored file is told by.

-- Counts the acts that are mirrored beside the records: tries of workers, trust bundles. A copy of
-- the file holds a smaller number than the mirror, which says what has happened since.
CREATE TABLE mirror (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    step INTEGER NOT NULL
) STRICT;
INSERT INTO mirror VALUES (1, 0);

-- Each time that the file was found damaged and made whole again.
CREATE TABLE restorations (
    n INTEGER PRIMARY KEY,
    -- 1 the file, 2 its log, 3 the file was not there.
    damage INTEGER NOT NULL,
    -- Number of the copy that was put in place; NULL: the file itself could stay.
    copy INTEGER,
    -- Records that were taken from the mirror.
    records INTEGER NOT NULL,
    -- The last time that the centre had signed then.
    floor_ms INTEGER NOT NULL
) STRICT;
