"""Where flows begin: what platforms call when there is more to say than one answer."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any, Protocol

from bot.domain.dialogue import DialogueKind
from bot.domain.people import Caller
from bot.domain.ports import Platform
from bot.domain.song import Origin, SongRequest
from bot.domain.view import Tap, View
from bot.media.lyric_files import LyricFile, read_lyric_file
from bot.store.db import Db, Query
from bot.studio.admission import Admission
from bot.studio.aftercare import Aftercare
from bot.studio.allowance import Allowance
from bot.studio.charging import Charging
from bot.studio.commands import CoverOrder, parse_song
from bot.studio.dialogues.charge import ORDERS, Charges
from bot.studio.dialogues.cover import CoverKind
from bot.studio.dialogues.cover_front import CoverFront, PublicLink
from bot.studio.dialogues.lyrics import LyricsKind
from bot.studio.dialogues.machine import Kind, Machine, Orders, Visit
from bot.studio.dialogues.quota import QuotaKind
from bot.studio.dialogues.song import SongKind, with_words
from bot.studio.dialogues.songs import SongsKind, SongsState
from bot.studio.drafts import Drafts
from bot.studio.errands import Errands
from bot.studio.herald import Herald
from bot.studio.replies import Replies
from bot.studio.routing import Routing
from bot.studio.rules import Rules
from bot.studio.uploads import Uploads
from bot.studio.views import Answer, Order, Receipt, SentAudio, SentFile


class Runners(Protocol):
    """What dialogues ask of the dispatcher."""

    def wake(self) -> None:
        """Look at the queue: a step may have made a job."""
        ...


Admin = Callable[[Caller, str, Origin, str], Awaitable[View]]
"""Answers `/admin`: who, the words after it, where, and the message's `dedup`."""


class Dialogues:
    """Opens the flows, and hands taps to the machine. Raises `Refusal`s and `StorageError`s."""

    def __init__(
        self,
        *,
        machine: Machine,
        orders: Orders,
        song: SongKind,
        lyrics: LyricsKind,
        quota: QuotaKind,
        covers: CoverFront,
        charging: Charging,
        charges: Charges,
        admin: Admin,
        rules: Rules,
    ) -> None:
        self._machine, self._orders = machine, orders
        self._song, self._lyrics, self._quota = song, lyrics, quota
        self._covers = covers
        self._charging, self._charges = charging, charges
        self._admin, self._rules = admin, rules

    async def words(self, caller: Caller, text: str, origin: Origin, dedup: str) -> View:
        """Answer text without a command: lyrics to be sung, or something to make a song of."""
        return await self._open_song(caller, origin, dedup, lambda: self._song.begin_words(text))

    async def file(self, caller: Caller, text: str, file: SentFile, origin: Origin, dedup: str) -> View:
        """Answer a file with lyrics that came without a command; `text` may have options of the song."""
        request, found = parse_song(text), await self._read(file)
        return await self._open_song(
            caller, origin, dedup, lambda: self._song.begin_file(request, file, found)
        )

    async def song_of_file(
        self, caller: Caller, request: SongRequest, file: SentFile, origin: Origin, dedup: str
    ) -> Receipt | View:
        """Take an order whose words are in a file.

        Where the file's encoding had to be guessed, what was read is shown instead, and nothing is charged
        before the person has seen it.
        """
        found = await self._read(file)
        if found.guessed:
            return await self._open_song(
                caller, origin, dedup, lambda: self._song.begin_file(request, file, found)
            )
        return await self._orders.order(Order(caller, with_words(request, found.best), origin, dedup))

    async def text_of(self, file: SentFile) -> str:
        """Return what stands in a text file that was sent instead of a long text. Raises `InvalidOrder`."""
        return (await self._read(file)).best.text

    async def song_form(self, caller: Caller, origin: Origin, dedup: str) -> View:
        """Answer `/song` without anything after it."""
        return await self._open_song(caller, origin, dedup, self._song.begin_form)

    async def draft(self, caller: Caller, request: SongRequest, origin: Origin, dedup: str) -> View:
        """Open a draft that is filled in already, to be changed and sung."""
        return await self._open_song(caller, origin, dedup, lambda: self._song.begin_draft(request))

    async def songs(self, caller: Caller, origin: Origin, dedup: str) -> View:
        """Answer `/songs`: what somebody had sung, and what can be done with it."""

        async def begin(q: Query, visit: Visit) -> dict[str, Any]:
            return SongsState().data()

        return await self._machine.open("songs", caller, origin, dedup, begin)

    async def lyrics(self, caller: Caller, asked: SongRequest, origin: Origin, dedup: str) -> View:
        """Answer `/lyrics`: have words written as asked, or ask what about."""

        async def begin(q: Query, visit: Visit) -> dict[str, Any]:
            return await self._lyrics.begin(q, visit, asked)

        caller = await self._charging.look_up(caller)
        return await self._machine.open("lyrics", caller, origin, dedup, begin)

    @property
    def most_audio_bytes(self) -> int:
        """The largest song that a cover can be made of; 0: no service that is on sings covers."""
        return self._covers.most_audio_bytes

    async def upload(self, caller: Caller, pieces: AsyncIterator[bytes]) -> str:
        """Take music to a file as it comes, and return what it is called; nothing is left of a part of it."""
        return await self._covers.upload(caller, pieces)

    async def cover(
        self, caller: Caller, order: CoverOrder, audio: SentAudio | None, origin: Origin, dedup: str
    ) -> Receipt | View:
        """Answer `/cover`, and music without a command: it is listened to, or sung anew at once."""
        caller = await self._charging.look_up(caller)
        return await self._covers.cover(caller, order, audio, origin, dedup)

    async def quota(self, caller: Caller, origin: Origin, dedup: str) -> View:
        """Answer `/quota`."""

        async def begin(q: Query, visit: Visit) -> dict[str, Any]:
            return await self._quota.begin(q, visit)

        caller = await self._charging.look_up(caller)
        return await self._machine.open("quota", caller, origin, dedup, begin)

    async def admin(self, caller: Caller, text: str, origin: Origin, dedup: str) -> View:
        """Answer `/admin` and the words after it."""
        return await self._admin(caller, text, origin, dedup)

    async def tap(self, caller: Caller, tap: Tap, origin: Origin) -> Answer:
        """Carry out a press of a control, once however often it is sent."""
        if tap.action in ORDERS:
            caller = await self._charging.look_up(caller)
        return await self._machine.tap(caller, tap, origin)

    async def look(self, caller: Caller, dialogue_id: str, origin: Origin, *, action: str = "") -> View:
        """Show a dialogue as it stands to whoever may use its control `action`; nothing is changed.

        For chats that open the form of a button: they need the button as it is now.
        """
        return await self._machine.look(caller, Tap(dialogue_id, 0, action), origin)

    async def _read(self, file: SentFile) -> LyricFile:
        """Read a file in a thread: guessing takes a moment."""
        most = self._rules.lyrics_file_bytes
        return await asyncio.to_thread(read_lyric_file, file.name, file.data, most_bytes=most)

    async def _open_song(
        self, caller: Caller, origin: Origin, dedup: str, first: Callable[[], dict[str, Any]]
    ) -> View:
        """Open a dialogue about a song for whoever may have one here; `first` makes its data."""

        async def begin(q: Query, visit: Visit) -> dict[str, Any]:
            charge, _ = await self._charges.begin(q, visit)
            return {**first(), "charge": charge.model_dump(mode="json")}

        caller = await self._charging.look_up(caller)
        return await self._machine.open("song", caller, origin, dedup, begin)


def make_dialogues(
    *,
    db: Db,
    desk: Orders,
    rules: Rules,
    routing: Routing,
    admission: Admission,
    allowance: Allowance,
    charging: Charging,
    platforms: Mapping[str, Platform],
    runners: Runners,
    drafts: Drafts,
    replies: Replies,
    uploads: Uploads,
    public_link: PublicLink,
    aftercare: Aftercare,
    errands: Errands,
    admin_kinds: Mapping[DialogueKind, Kind],
    admin: Admin,
    now_ms: Callable[[], int],
) -> tuple[Dialogues, Machine, Herald]:
    """Put the flows together. `admin` is called later than this, so that it may use the machine."""
    charges = Charges(charging, admission, allowance)
    song = SongKind(rules, routing, charges)
    quota = QuotaKind(rules=rules, admission=admission, allowance=allowance)
    lyrics = LyricsKind(rules, routing, drafts, charges)
    cover = CoverKind(routing=routing, rules=rules, drafts=drafts, uploads=uploads, charges=charges)
    kinds: dict[DialogueKind, Kind] = {
        "song": song,
        "lyrics": lyrics,
        "cover": cover,
        "quota": quota,
        "songs": SongsKind(aftercare, routing.titles),
        **admin_kinds,
    }

    def wake() -> None:  # the herald shows what the machine knows, so the machine is there first
        herald.wake()
        runners.wake()

    machine = Machine(
        db=db,
        kinds=kinds,
        orders=desk,
        admission=admission,
        news=wake,
        now_ms=now_ms,
    )
    herald = Herald(db=db, platforms=platforms, machine=machine, errands=errands, now_ms=now_ms)
    replies.open_for({"lyrics": lyrics, "cover": cover}, herald.wake)
    covers = CoverFront(
        machine=machine,
        orders=desk,
        kind=cover,
        routing=routing,
        uploads=uploads,
        public_link=public_link,
    )
    front = Dialogues(
        machine=machine,
        orders=desk,
        song=song,
        lyrics=lyrics,
        quota=quota,
        covers=covers,
        charging=charging,
        charges=charges,
        admin=admin,
        rules=rules,
    )
    return front, machine, herald
