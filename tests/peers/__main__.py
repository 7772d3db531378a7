"""All three music services on this machine, for a bot that is started by hand: `python -m tests.peers`.

`by_hand.toml` beside this file names their addresses.
"""

import asyncio
from contextlib import suppress

from tests.peers.fun_music import FunMusic
from tests.peers.minimax import MiniMax
from tests.peers.senseaudio import SenseAudio
from tests.peers.service import by_hand

FIRST_PORT = 9001


async def main() -> None:
    """Run them; the account at Fun-Music has everything that newer pages know."""
    await by_hand(
        lambda folder, seconds: FunMusic(folder, seconds=seconds, newer=True),
        lambda folder, seconds: MiniMax(folder, seconds=seconds),
        lambda folder, seconds: SenseAudio(folder, seconds=seconds),
        port=FIRST_PORT,
    )


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main())
