"""Discord on this machine, for a bot that is started by hand: `python -m tests.peers.discord`."""

from tests.peers.discord.by_hand import main

if __name__ == "__main__":
    main()
