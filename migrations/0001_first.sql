-- The tables of the design. Ids are made by the bot, times are milliseconds since 1970, JSON is text.
-- The subset of SQL is the one that SQLite and PostgreSQL share.

CREATE TABLE bot (
    id TEXT PRIMARY KEY,
    touched BIGINT NOT NULL
);
INSERT INTO bot (id, touched) VALUES ('bot', 0);

CREATE TABLE people (
    id TEXT PRIMARY KEY,
    created_ms BIGINT NOT NULL
);

CREATE TABLE identities (
    id TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES people (id),
    platform TEXT NOT NULL,
    native_id TEXT NOT NULL,
    username TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    UNIQUE (platform, native_id)
);
CREATE INDEX identities_by_person ON identities (person_id);

CREATE TABLE places (
    id TEXT PRIMARY KEY,
    platform TEXT NOT NULL,
    native_id TEXT NOT NULL,
    settings TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    touched BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    UNIQUE (platform, native_id)
);

CREATE TABLE sightings (
    identity_id TEXT NOT NULL REFERENCES identities (id),
    place_id TEXT NOT NULL REFERENCES places (id),
    seen_at BIGINT NOT NULL,
    PRIMARY KEY (identity_id, place_id)
);

CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    dedup TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    identity_id TEXT NOT NULL REFERENCES identities (id),
    place_id TEXT NOT NULL REFERENCES places (id),
    origin TEXT NOT NULL,
    request TEXT NOT NULL,
    title TEXT NOT NULL,
    provider TEXT NOT NULL,
    tried TEXT NOT NULL,
    state TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    stalls BIGINT NOT NULL,
    facts BIGINT NOT NULL,
    facts_at_start BIGINT NOT NULL,
    not_before_ms BIGINT NOT NULL,
    deadline_ms BIGINT NOT NULL,
    created_ms BIGINT NOT NULL,
    started_ms BIGINT,
    finished_ms BIGINT,
    failure TEXT
);
-- The open jobs are few and asked for all the time; the finished ones are many and are left alone. SQLite
-- takes these indexes only for queries that say "finished_ms IS NULL" or "state = 'done'" in these very words.
CREATE INDEX jobs_open ON jobs (state, created_ms, id) WHERE finished_ms IS NULL;
CREATE INDEX jobs_open_by_identity ON jobs (identity_id, state) WHERE finished_ms IS NULL;
CREATE INDEX jobs_done ON jobs (provider, id) WHERE state = 'done';
CREATE INDEX jobs_done_by_time ON jobs (finished_ms) WHERE state = 'done';
CREATE INDEX jobs_by_identity ON jobs (identity_id, id);
CREATE INDEX jobs_by_place ON jobs (place_id, id);

CREATE TABLE job_log (
    job_id TEXT NOT NULL REFERENCES jobs (id),
    n BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    before TEXT,
    after TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (job_id, n)
);

CREATE TABLE policies (
    id TEXT PRIMARY KEY,
    place_id TEXT NOT NULL REFERENCES places (id),
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    songs BIGINT,
    amount_micro BIGINT,
    currency TEXT,
    period TEXT NOT NULL,
    valid_from_ms BIGINT NOT NULL,
    valid_to_ms BIGINT,
    set_by TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX policies_by_subject ON policies (place_id, subject_kind, subject_id, valid_from_ms);

-- Movements only; what is used is their sum. counted_ms says which period a row belongs to:
-- a refund carries the time of its reserve.
CREATE TABLE ledger (
    id TEXT PRIMARY KEY,
    job_id TEXT REFERENCES jobs (id),
    identity_id TEXT NOT NULL REFERENCES identities (id),
    place_id TEXT NOT NULL REFERENCES places (id),
    kind TEXT NOT NULL,
    songs BIGINT NOT NULL,
    amount_micro BIGINT,
    currency TEXT,
    budget_micro BIGINT,
    counted_ms BIGINT NOT NULL,
    at_ms BIGINT NOT NULL,
    by_whom TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE UNIQUE INDEX ledger_reserves_once ON ledger (job_id) WHERE kind = 'reserve';
CREATE UNIQUE INDEX ledger_ends_once ON ledger (job_id) WHERE kind IN ('settle', 'refund');
CREATE INDEX ledger_by_person ON ledger (identity_id, place_id, counted_ms, songs);
CREATE INDEX ledger_by_place ON ledger (place_id, counted_ms, songs);
CREATE INDEX ledger_by_time ON ledger (counted_ms, songs);

CREATE TABLE calls (
    id TEXT PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES jobs (id),
    n BIGINT NOT NULL,
    provider TEXT NOT NULL,
    kind TEXT NOT NULL,
    started_ms BIGINT NOT NULL,
    remote_id TEXT,
    answer TEXT,
    outcome TEXT,
    cost_micro BIGINT,
    currency TEXT,
    trace_id TEXT NOT NULL,
    UNIQUE (job_id, n)
);

CREATE TABLE tracks (
    id TEXT PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES jobs (id),
    n BIGINT NOT NULL,
    title TEXT NOT NULL,
    lyrics TEXT NOT NULL,
    duration_ms BIGINT NOT NULL,
    path TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    UNIQUE (job_id, n)
);

CREATE TABLE posts (
    job_id TEXT NOT NULL REFERENCES jobs (id),
    track_id TEXT REFERENCES tracks (id),
    role TEXT NOT NULL,
    part BIGINT NOT NULL,
    nonce TEXT NOT NULL UNIQUE,
    chat TEXT NOT NULL,
    message_id TEXT,
    file_id TEXT,
    started BIGINT,
    posted BIGINT,
    PRIMARY KEY (job_id, nonce)
);
-- News that still has to be told.
CREATE INDEX posts_untold ON posts (role, job_id) WHERE posted IS NULL;

CREATE TABLE dialogues (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    identity_id TEXT NOT NULL REFERENCES identities (id),
    place_id TEXT NOT NULL REFERENCES places (id),
    data TEXT NOT NULL,
    expires BIGINT NOT NULL
);

CREATE TABLE audit (
    id TEXT PRIMARY KEY,
    place_id TEXT REFERENCES places (id),
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    before TEXT,
    after TEXT,
    at_ms BIGINT NOT NULL
);

-- The local chat. changed numbers additions and edits alike: a page asks for what came after the last it saw.
CREATE TABLE web_messages (
    seq BIGINT PRIMARY KEY,
    changed BIGINT NOT NULL UNIQUE,
    nonce TEXT NOT NULL UNIQUE,
    author TEXT NOT NULL,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    created_ms BIGINT NOT NULL
);
