"""Under which ids chats keep the audio of songs: what a chat has need not be sent to it a second time."""

from bot.domain.job import Track
from bot.store.db import Query


async def known(q: Query, track: Track, platform: str) -> str:
    """Return a chat's own id of a track's file; empty where it was not posted there as it is now.

    The message of a file says how long it is and whether it is music, so an id stands for this very file: one
    that was fitted anew has none until it is posted. A chat that has an id takes the file, however large.
    """
    rows = await q(
        """SELECT file_id FROM files
        WHERE track_id = :track AND platform = :platform AND path = :path AND size_bytes = :size""",
        {"track": track.id, "platform": platform, "path": track.path, "size": track.size_bytes},
    )
    return str(rows[0]["file_id"]) if rows else ""


async def note(q: Query, track: Track, platform: str, file_id: str) -> None:
    """Note under which id a chat has a track's file.

    Nothing is noted of a smaller copy of it, and of a song that was deleted meanwhile.
    """
    await q(
        """INSERT INTO files (track_id, platform, path, size_bytes, file_id)
        SELECT t.id, :platform, :path, :size, :file FROM tracks t JOIN jobs j ON j.id = t.job_id
        WHERE t.id = :track AND t.path = :path AND t.size_bytes = :size AND j.deleted_ms IS NULL
        ON CONFLICT (track_id, platform) DO UPDATE
        SET path = excluded.path, size_bytes = excluded.size_bytes, file_id = excluded.file_id""",
        {
            "track": track.id,
            "platform": platform,
            "path": track.path,
            "size": track.size_bytes,
            "file": file_id,
        },
    )


async def forget(q: Query, track: Track, platform: str) -> None:
    """Forget an id that the chat itself does not know any more."""
    await q(
        "DELETE FROM files WHERE track_id = :track AND platform = :platform",
        {"track": track.id, "platform": platform},
    )


async def forget_song(q: Query, job_id: str) -> None:
    """Forget the ids of everything that a song has."""
    await q(
        "DELETE FROM files WHERE track_id IN (SELECT id FROM tracks WHERE job_id = :job)", {"job": job_id}
    )
