"""A music service in a process of its own, which answers nobody before everybody has asked."""

import argparse
import asyncio
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.peers.fun_music import FunMusic
from tests.peers.minimax import MiniMax
from tests.peers.senseaudio import SenseAudio
from tests.peers.service import Peer

PEERS: dict[str, Callable[..., Peer]] = {
    "fun_music": FunMusic,
    "minimax": MiniMax,
    "senseaudio": SenseAudio,
}
LONGEST_WAIT_S = 120.0


async def serve(name: str, *, songs: int, seconds: float) -> None:
    """Print the address, and answer once so many songs were ordered."""
    with TemporaryDirectory() as folder:
        async with PEERS[name](Path(folder), seconds=seconds) as peer:
            peer.hold.clear()
            print(peer.url, flush=True)
            waited = 0.0
            while len(peer.billed()) < songs and waited < LONGEST_WAIT_S:
                await asyncio.sleep(0.1)
                waited += 0.1
            peer.hold.set()
            await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=PEERS)
    parser.add_argument("--songs", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    options = parser.parse_args()
    asyncio.run(serve(options.name, songs=options.songs, seconds=options.seconds))
