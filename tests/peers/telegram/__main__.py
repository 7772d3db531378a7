"""Telegram on this machine, for a bot that is started by hand: `python -m tests.peers.telegram`."""

from tests.peers.telegram.by_hand import main

if __name__ == "__main__":
    main()
