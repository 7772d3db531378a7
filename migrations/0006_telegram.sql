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
