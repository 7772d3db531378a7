"""What the local chat needs of the studio."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import Protocol

from bot.domain.job import Track
from bot.domain.people import Account, Caller, PlaceRef
from bot.domain.song import Origin, SongRequest
from bot.domain.view import Tap, View
from bot.studio.commands import CoverOrder
from bot.studio.views import Answer, Cancellation, Order, Receipt, SentAudio, SentFile, SongPage


class Desk(Protocol):
    """Takes orders and answers questions about them. Raises `Refusal`s and `StorageError`s."""

    async def order(self, order: Order) -> Receipt:
        """Take an order; the same `dedup` is the same order."""
        ...

    async def cancel(self, account: Account, place: PlaceRef, job_id: str | None = None) -> Cancellation:
        """Cancel a song that still waits: the one named, or the newest."""
        ...

    async def songs(self, account: Account, *, page: int = 1) -> SongPage:
        """Return a page of the person's songs, newest first."""
        ...

    async def track(self, caller: Caller, job_id: str, n: int) -> Track | None:
        """Return a track that the caller may hear, if it is still kept: their own, or a public one here."""
        ...

    async def listen(self, caller: Caller, job_id: str) -> AsyncGenerator[bytes] | None:
        """Return a song while it is made, as mp3, to whom may hear its tracks; None where there is nothing.

        Reading it raises `EOFError` where it breaks off. Close it to leave before its end.
        """
        ...

    async def contact(self, account: Account, origin: Origin) -> None:
        """Note that the person is here; songs that were kept for them go out."""
        ...

    async def language(self, caller: Caller) -> str:
        """Return the language that the bot speaks with them here: the place's if it has one, else theirs."""
        ...


class Songs(Protocol):
    """What can be done with finished songs. Raises `Refusal`s and `StorageError`s."""

    async def again(self, caller: Caller, job_id: str, origin: Origin, tap_id: str) -> Receipt:
        """Order the same song anew; the same tap is the same order."""
        ...

    async def edit(self, caller: Caller, job_id: str, origin: Origin, dedup: str) -> View:
        """Open a draft with what was asked for and sung."""
        ...

    async def fetch(self, caller: Caller, job_id: str, origin: Origin) -> None:
        """Have a song posted at `origin` without paying, once for its message."""
        ...

    async def delete(self, caller: Caller, job_id: str) -> None:
        """Delete a song and its posts."""
        ...

    async def recent_styles(self, account: Account) -> tuple[str, ...]:
        """Return the person's last styles, newest first."""
        ...


class Dialogues(Protocol):
    """Flows of more than one step. Raises `Refusal`s and `StorageError`s.

    `dedup` is the same for the same message, however often it is sent: a dialogue is opened once.
    """

    async def words(self, caller: Caller, text: str, origin: Origin, dedup: str) -> View:
        """Answer text without a command: lyrics to be sung, or something to make a song of."""
        ...

    async def file(self, caller: Caller, text: str, file: SentFile, origin: Origin, dedup: str) -> View:
        """Answer a file with lyrics that came without a command; `text` may have options of the song."""
        ...

    async def song_of_file(
        self, caller: Caller, request: SongRequest, file: SentFile, origin: Origin, dedup: str
    ) -> Receipt | View:
        """Take an order whose words are in a file; where they had to be guessed, show them first."""
        ...

    async def song_form(self, caller: Caller, origin: Origin, dedup: str) -> View:
        """Answer `/song` without anything after it."""
        ...

    async def lyrics(self, caller: Caller, asked: SongRequest, origin: Origin, dedup: str) -> View:
        """Answer `/lyrics`: words are written as asked, or it is asked what about."""
        ...

    @property
    def most_audio_bytes(self) -> int:
        """The largest song that a cover can be made of; 0: no service that is on sings covers."""
        ...

    async def upload(self, caller: Caller, pieces: AsyncIterator[bytes]) -> str:
        """Take music to a file as it comes, and return what it is called; nothing is left of a part of it."""
        ...

    async def cover(
        self, caller: Caller, order: CoverOrder, audio: SentAudio | None, origin: Origin, dedup: str
    ) -> Receipt | View:
        """Answer `/cover`, and music without a command: it is listened to, or sung anew at once."""
        ...

    async def quota(self, caller: Caller, origin: Origin, dedup: str) -> View:
        """Answer `/quota`."""
        ...

    async def admin(self, caller: Caller, text: str, origin: Origin, dedup: str) -> View:
        """Answer `/admin` and the words after it."""
        ...

    async def tap(self, caller: Caller, tap: Tap, origin: Origin) -> Answer:
        """Carry out a press of a control, once however often it is sent; `origin` is its message's chat."""
        ...
