"""A service that only sleeps and a chat that only nods: what is measured is the bot between them."""

import asyncio
import itertools
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path

from bot.config import Settings
from bot.domain.people import Account, Caller, PlaceRef
from bot.domain.ports import (
    Accepted,
    Answered,
    Finished,
    Progress,
    ProviderEvent,
    ProviderInfo,
    ProviderTask,
    Range,
    Submitting,
    TrackSource,
)
from bot.domain.posts import JobStatus, Outgoing, Posted, Upload
from bot.domain.quota import Limit
from bot.domain.song import Origin, SongRequest
from bot.logs import set_up_logging
from bot.studio.rules import Rules
from bot.studio.views import Order

SERVICE = "sleepy"
CHAT = "nodding"
PROGRESS_EVERY_S = 1.0
ANYTHING = Range(1, 5_000)


class Sleepy:
    """Takes every order, sleeps for `song_s`, and hands over the same small file; without one it never ends.

    The first songs, as many as run at once, end earlier, so that from the start songs end evenly.
    """

    def __init__(self, *, song_s: float, at_once: int, audio: Path | None = None, calls: bool = True) -> None:
        self._song_s, self._audio, self._calls = song_s, audio, calls
        self._early = at_once if audio is not None else 0
        self._started = 0
        self.info = ProviderInfo(
            name=SERVICE,
            title="Sleepy",
            makes_calls=calls,
            standby=False,
            prompt=ANYTHING,
            lyrics={"en": ANYTHING, "zh": ANYTHING, "other": ANYTHING},
            max_concurrent=at_once,
            requests_per_minute=None,
            timeout_s=3_600,
            usual_s=song_s,
        )

    async def generate(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        """Sleep, and say now and then that it goes on."""
        if self._calls:
            yield Submitting()
            yield Accepted(f"task-{task.job_id}")
        self._started += 1
        waited = max(0.0, 1 - self._started / self._early) * self._song_s if self._early else 0.0
        while waited < self._song_s:
            await asyncio.sleep(PROGRESS_EVERY_S)
            waited += PROGRESS_EVERY_S
            yield Progress("singing", min(1.0, waited / self._song_s))
        if self._calls:
            yield Answered({"status": "done"})
        if self._audio is None:
            await asyncio.Event().wait()
        else:
            song = task.folder / "song.mp3"
            await asyncio.to_thread(shutil.copyfile, self._audio, song)
            yield Finished((TrackSource(song, title="A song", lyrics="la la la"),))

    async def close(self) -> None:
        """Nothing is open."""


class Nodding:
    """Takes every post; counts the songs."""

    name = CHAT

    def __init__(self) -> None:
        self._ids = itertools.count(1)
        self.posted = 0

    async def start(self) -> None:
        """Nothing has to be connected."""

    async def stop(self) -> None:
        """Nothing is open."""

    async def upload(self, origin: Origin) -> Upload:
        return Upload(None)

    def parts(self, outgoing: Outgoing) -> int:
        """A song is one message."""
        return 1

    async def post(self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str) -> Posted:
        """Nod."""
        self.posted += 1
        return Posted(f"m{next(self._ids)}")

    async def find(
        self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str, since_ms: int
    ) -> str | None:
        """Nothing was posted before."""
        return None

    async def take_down(self, origin: Origin, message_id: str) -> None:
        """Nod."""

    async def show(self, origin: Origin, status: JobStatus) -> None:
        """Nod."""


_messages = itertools.count(1)


def member(n: int) -> Account:
    """Return the n-th person."""
    return Account(CHAT, f"member-{n}", name=f"Member {n}")


def order_of(who: Account, place: PlaceRef | None = None) -> Order:
    """Return a fresh order of somebody."""
    message = f"message-{next(_messages)}"
    return Order(
        caller=Caller(who, place or PlaceRef(CHAT, "server")),
        request=SongRequest(prompt="a warm song about a lighthouse and its keeper", style="folk"),
        origin=Origin(platform=CHAT, chat="room", message=message),
        dedup=f"{CHAT}:room:{message}",
    )


def settings_for(data_dir: Path) -> Settings:
    """Return the default settings with a data folder, and keep the log to what went wrong."""
    settings = Settings.model_validate({"data_dir": str(data_dir)})
    set_up_logging(settings.log.model_copy(update={"level": "error"}))
    return settings


def wide_rules() -> Rules:
    """Return a quota that is counted, but that nobody reaches; the bot as a whole has none, as by default."""
    return Rules(
        quota=Limit(1_000_000, "day"),
        budget=Limit(None, "month"),
        running_per_user=1_000,
        queued_per_user=1_000,
        grace_s=0,
    )
