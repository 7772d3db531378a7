"""Floods of orders: within the limits, every song comes, and nobody elsewhere waits for it.

Spans are scaled down, for the bot and for the peer, which counts strictly.
"""

import asyncio
from pathlib import Path

from bot.app import App
from bot.platforms.telegram.gate import Limit, Limits
from tests.peers.telegram import Group, Message, Person, Request, TelegramPeer
from tests.platforms.band import a_band
from tests.platforms.telegram.bots import at_home
from tests.platforms.telegram.hall import is_song

PEOPLE = 6
SCALE = 0.1
GROUP_SCALE = 0.01
"""A second of a chat is 0.1 s, a group's minute 0.6 s."""
REAL = Limits()
SCALED = Limits(
    all=Limit(REAL.all.most, REAL.all.window_s * SCALE),
    chat=Limit(REAL.chat.most, REAL.chat.window_s * SCALE),
    group=Limit(REAL.group.most, REAL.group.window_s * GROUP_SCALE),
)
UNDER_WAY = 3
"""So many receipts are let go to a chat at once."""
AT_ONCE = {"grace_s": 0}
"""A stop waits for nothing."""
HELD_S = 25.0
"""Longer than the test takes."""


async def test_many_orders_at_once_stay_within_the_limits_and_songs_go_first(
    tmp_path: Path, song: bytes
) -> None:
    async with TelegramPeer() as peer:
        count_strictly(peer)
        hall, ben = peer.group("hall"), peer.person("ben", started=True)
        crowd = [peer.member(f"singer {n}", hall) for n in range(PEOPLE)]
        async with at_home(peer, tmp_path, a_band(song), pace=SCALED) as app:
            await peer.ready()
            stuck = [peer.faults.hold("sendMessage", chat=hall.id) for _ in range(UNDER_WAY)]
            for one in crowd:
                await one.write("/song a shanty", at=hall)
            for held in stuck:
                await held.reached()

            # nothing moves in the group; somebody alone with the bot notices nothing of that
            await ben.write("/song rain")
            await peer.until(lambda: is_served(peer, ben))
            await all_sung(app, PEOPLE + 1)
            assert said(peer, hall) == []

            for held in stuck:
                held.release()
            await peer.until(lambda: is_served(peer, hall, PEOPLE))
        sent = writes(peer, hall)
        first_song, last_receipt = sent.index("sendAudio"), len(sent) - 1 - sent[::-1].index("sendMessage")
        assert first_song < last_receipt, "songs go before the receipts that waited longer"
        progress = sent.count("editMessageText") - PEOPLE
        assert progress < PEOPLE, "what only shows progress is dropped"
        assert peer.flood.refused == 0
        assert peer.violations == []


async def test_a_chat_that_is_held_holds_no_other_and_gets_its_song_after_a_restart(
    tmp_path: Path, song: bytes
) -> None:
    async with TelegramPeer() as peer:
        count_strictly(peer)
        hall, attic = peer.group("hall"), peer.group("attic")
        ann, ben = peer.member("ann", hall), peer.member("ben", attic)
        async with at_home(peer, tmp_path, a_band(song), pace=SCALED, limits=AT_ONCE) as app:
            await peer.ready()
            peer.faults.add("sendAudio", chat=hall.id, retry_after=HELD_S)
            await ann.write("/song rain", at=hall)
            await peer.until(lambda: peer.asked("sendAudio"))
            await ben.write("/song snow", at=attic)
            await peer.said(attic, "snow")
            quiet = writes(peer, hall)
            await peer.until(lambda: is_served(peer, attic))
            assert writes(peer, hall) == quiet, "nothing is tried there, nor is progress shown"
            await all_sung(app, 2)
        async with at_home(peer, tmp_path, a_band(song), pace=SCALED):
            await peer.until(lambda: is_served(peer, hall))
        assert peer.flood.refused == 0
        assert peer.violations == []


def count_strictly(peer: TelegramPeer) -> None:
    """Let the peer refuse whatever comes faster than the limits."""
    peer.flood.on, peer.flood.scale = True, SCALE
    peer.flood.group = (REAL.group.most, REAL.group.window_s * GROUP_SCALE / SCALE)


def is_served(peer: TelegramPeer, at: Person | Group, orders: int = 1) -> bool:
    """Tell whether every order has its song, and a receipt that says so."""
    there = said(peer, at)
    ended = [one for one in there if "Your song is ready" in one.text]
    return len([one for one in there if is_song(one)]) == len(ended) == orders


def said(peer: TelegramPeer, at: Person | Group) -> list[Message]:
    """Return what the bot has said somewhere."""
    return [one for one in peer.messages_in(at) if one.by_bot]


def writes(peer: TelegramPeer, group: Group) -> list[str]:
    """Return what was done in a group, by the names of the calls; nobody counts what a bot looks up."""
    return [one.method for one in peer.requests if is_write(one, group)]


def is_write(request: Request, group: Group) -> bool:
    """Tell whether a request writes into a group."""
    writing = request.method.startswith(("send", "edit")) and request.method != "sendChatAction"
    return writing and str(request.params.get("chat_id")) == str(group.id)


async def all_sung(app: App, songs: int) -> None:
    """Wait until so many songs are made, and at least on their way."""
    made = "SELECT id FROM jobs WHERE state IN ('delivering', 'done')"
    async with asyncio.timeout(30):
        while len(await app.db.read(made)) < songs:
            await asyncio.sleep(0.01)
