-- What is known of a track's sound besides its length; songs from before were not measured.
ALTER TABLE tracks ADD COLUMN bitrate BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tracks ADD COLUMN loudness_lufs DOUBLE PRECISION;
