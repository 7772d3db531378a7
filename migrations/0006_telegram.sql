-- What the bot needs for Telegram.

-- What a chat sent and has been told is received, until it was answered: a crash in between loses nothing.
CREATE TABLE updates (
    platform TEXT NOT NULL,
    id BIGINT NOT NULL,
    content TEXT NOT NULL,
    received_ms BIGINT NOT NULL,
    -- How often it was begun: what brings the bot down each time is left alone in the end.
    tries BIGINT NOT NULL,
    PRIMARY KEY (platform, id)
);

-- Under which id a chat has a track's file, if it lends files out again. A song that was fitted anew is another
-- file: path and size tell. (posts.file_id is not used: songs are also posted by those who order nothing.)
CREATE TABLE files (
    track_id TEXT NOT NULL REFERENCES tracks (id),
    platform TEXT NOT NULL,
    path TEXT NOT NULL,
    size_bytes BIGINT NOT NULL,
    file_id TEXT NOT NULL,
    PRIMARY KEY (track_id, platform)
);
