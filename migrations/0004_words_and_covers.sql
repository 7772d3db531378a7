-- Drafts of words and covers: orders that answer a dialogue, and what is said below a song about its words.

ALTER TABLE jobs ADD COLUMN dialogue_id TEXT;
ALTER TABLE tracks ADD COLUMN note TEXT NOT NULL DEFAULT '';
