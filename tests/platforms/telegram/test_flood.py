"""A flood of orders in one group: within the limits, and every song comes."""

from pathlib import Path

from bot.platforms.telegram.gate import Limit, Limits
from tests.peers.telegram import TelegramPeer
from tests.platforms.band import a_band
from tests.platforms.telegram.bots import at_home
from tests.platforms.telegram.hall import is_song

PEOPLE = 4
SCALE = 0.005
"""A minute is 0.3 s."""
REAL = Limits()
GROUP = (4, REAL.group.window_s)
SCALED = Limits(
    all=Limit(REAL.all.most, REAL.all.window_s * SCALE),
    chat=Limit(REAL.chat.most, REAL.chat.window_s * SCALE),
    group=Limit(GROUP[0], GROUP[1] * SCALE),
)


async def test_a_flood_of_orders_in_a_group_stays_within_the_limits(tmp_path: Path, song: bytes) -> None:
    async with TelegramPeer() as peer:
        peer.flood.on, peer.flood.scale, peer.flood.group = True, SCALE, GROUP
        hall = peer.group("hall")
        crowd = [peer.member(f"singer {n}", hall) for n in range(PEOPLE)]

        def songs() -> int:
            return len([one for one in peer.messages_in(hall) if is_song(one)])

        def ended() -> int:
            said = [one for one in peer.messages_in(hall) if one.by_bot and not is_song(one)]
            return len([one for one in said if "Your song is ready" in one.text])

        async with at_home(peer, tmp_path, a_band(song), pace=SCALED):
            await peer.ready()
            for one in crowd:
                await one.write("/song a shanty", at=hall)
            await peer.until(lambda: (songs(), ended()) == (PEOPLE, PEOPLE))
        assert peer.flood.refused == 0
        assert peer.violations == []
