-- Quotas of places, money, blocks, dialogues, news for moderators and the operator, and several people in
-- the local chat.

-- granted is what moderators gave on top of a limit (or took, below 0); songs stays what was really ordered.
-- paid counts the songs that a paid service makes. Money is kept as the vendor counts it and in the currency
-- of the budget at that time.
ALTER TABLE ledger ADD COLUMN granted BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ledger ADD COLUMN paid BIGINT NOT NULL DEFAULT 0;
ALTER TABLE ledger ADD COLUMN budget_currency TEXT;
DROP INDEX ledger_by_person;
DROP INDEX ledger_by_place;
DROP INDEX ledger_by_time;
CREATE INDEX ledger_by_person ON ledger (identity_id, place_id, counted_ms, kind, songs, granted);
CREATE INDEX ledger_by_place ON ledger (place_id, counted_ms, songs, budget_currency, budget_micro);
CREATE INDEX ledger_by_time ON ledger (counted_ms, songs, paid, budget_currency, budget_micro);
CREATE INDEX ledger_by_job ON ledger (job_id);

-- The roles that somebody had when they were last met in a place, as a JSON list of plain ids.
ALTER TABLE sightings ADD COLUMN roles TEXT NOT NULL DEFAULT '[]';
CREATE INDEX sightings_by_place ON sightings (place_id);

CREATE TABLE blocks (
    id TEXT PRIMARY KEY,
    place_id TEXT NOT NULL REFERENCES places (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL,
    by_whom TEXT NOT NULL,
    from_ms BIGINT NOT NULL,
    until_ms BIGINT,
    lifted_ms BIGINT
);
CREATE UNIQUE INDEX blocks_once ON blocks (place_id, person_id) WHERE lifted_ms IS NULL;

ALTER TABLE dialogues ADD COLUMN step BIGINT NOT NULL DEFAULT 0;
ALTER TABLE dialogues ADD COLUMN dedup TEXT;
CREATE UNIQUE INDEX dialogues_once ON dialogues (dedup) WHERE dedup IS NOT NULL;
CREATE INDEX dialogues_by_expiry ON dialogues (expires);
CREATE INDEX dialogues_by_identity ON dialogues (identity_id, place_id, kind);

CREATE INDEX audit_by_place ON audit (place_id, at_ms);

-- Messages that no order carries: requests for moderators, answers to members, alerts for the operator. A row
-- with a topic that is not over yet keeps the same news from being told twice.
CREATE TABLE news (
    id TEXT PRIMARY KEY,
    topic TEXT,
    origin TEXT NOT NULL,
    audience TEXT NOT NULL,
    content TEXT NOT NULL,
    created_ms BIGINT NOT NULL,
    not_before_ms BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    started_ms BIGINT,
    told_ms BIGINT,
    message_id TEXT,
    over_ms BIGINT
);
CREATE UNIQUE INDEX news_once ON news (topic) WHERE topic IS NOT NULL AND over_ms IS NULL;
CREATE INDEX news_untold ON news (not_before_ms) WHERE told_ms IS NULL;

-- The local chat has channels, and messages that only one person or only moderators see.
ALTER TABLE web_messages ADD COLUMN channel TEXT NOT NULL DEFAULT 'local';
ALTER TABLE web_messages ADD COLUMN audience TEXT NOT NULL DEFAULT '';
ALTER TABLE web_messages ADD COLUMN author_name TEXT NOT NULL DEFAULT '';
CREATE INDEX web_messages_by_channel ON web_messages (channel, seq);
