-- What the bot needs for Discord, and for lists of songs that can be deleted from.

-- A platform's own small memory, such as which message of the bot's answers which interaction. A row is
-- nothing any more after until_ms.
CREATE TABLE notes (
    platform TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    until_ms BIGINT NOT NULL,
    PRIMARY KEY (platform, key)
);
CREATE INDEX notes_by_end ON notes (until_ms);

-- What is done with finished songs. A deleted one stays a row: its ledger has to balance.
ALTER TABLE jobs ADD COLUMN deleted_ms BIGINT;

-- Presses of buttons on songs. Several by one person within seconds count as the first of them.
CREATE TABLE presses (
    id TEXT PRIMARY KEY,
    counts_as TEXT NOT NULL,
    what TEXT NOT NULL,
    job_id TEXT NOT NULL REFERENCES jobs (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    at_ms BIGINT NOT NULL
);
CREATE INDEX presses_lately ON presses (person_id, job_id, what, at_ms);
CREATE INDEX presses_by_time ON presses (at_ms);
