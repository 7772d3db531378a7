"""Telegram for a person at a terminal: type a message, see what the bot says.

/song rain on the roof              a message where you are; \\n in it begins a new line
:press Again                        a button of the newest message that has one
:reply jazz                         a message that replies to the newest of the bot's
:send words.txt /song               a file of yours, with a text below it: a song is sent as music
:me mia                             be somebody else: ann, bob, or mia (who administers the group)
:in private | hall | songs          be somewhere else: with the bot, in the group, in a topic of it
:speak ja                           have a client in another language: en, zh-hans, ja, …
:commands                           what is offered to you here
:block | :unblock                   the bot
:kick | :invite                     the bot, out of the group and back into it
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from tests.peers.telegram.message import Message
from tests.peers.telegram.peer import TelegramPeer
from tests.peers.telegram.people import NotPossible
from tests.peers.telegram.places import Group, Topic
from tests.peers.terminal import Terminal, say

PORT = 9020
HELP = (__doc__ or "").split("\n\n", 1)[1]
MUSIC = (".mp3", ".m4a")


class Member(Terminal):
    """Somebody in the group "hall", who types."""

    def __init__(self, peer: TelegramPeer, hall: Group, folder: Path) -> None:
        super().__init__(peer)
        self._peer = peer
        self._hall = hall
        self._folder = folder
        self._me = peer.member("ann", hall, username="ann")
        peer.member("bob", hall, username="bob")
        peer.member("mia", hall, username="mia", manages=True)
        self._where: Group | Topic | None = hall

    def seen(self) -> dict[object, str]:
        """Return the messages here and in the chat with the bot, and what presses were answered with."""
        here = [*self._me.sees(), *([] if self._where is None else self._me.sees(self._where))]
        shown: dict[object, str] = {(one.chat.id, one.id): _written(one, self._folder) for one in here}
        return shown | {
            tap.id: f"  ({tap.text})" for tap in self._peer.taps if tap.person is self._me and tap.text
        }

    async def do(self, line: str) -> None:
        """Do what a line says: it is a message unless it begins with a colon."""
        if not line:
            return
        if not line.startswith(":"):
            await self._me.write(line.replace("\\n", "\n"), at=self._where)
            return
        verb, _, rest = line[1:].partition(" ")
        verbs: dict[str, Callable[[str], Awaitable[None]]] = {
            "press": self._press,
            "reply": self._reply,
            "send": self._send,
            "me": self._be,
            "in": self._go,
            "speak": self._speak,
            "commands": self._commands,
        }
        plain = {
            "block": self._me.block,
            "unblock": self._me.unblock,
            "kick": self._hall.remove_bot,
            "invite": self._hall.add_bot,
        }
        if verb in plain:
            plain[verb]()
        elif verb in verbs:
            await verbs[verb](rest)
        else:
            raise NotPossible(HELP)

    async def _press(self, label: str) -> None:
        message = self._newest(lambda one: label in [button.label for button in one.buttons])
        await self._me.press(message, label)

    async def _reply(self, text: str) -> None:
        newest = self._newest(lambda one: one.by_bot)
        at = None if newest.chat.is_private else self._where
        await self._me.write(text.replace("\\n", "\n"), at=at, reply_to=newest)

    async def _send(self, rest: str) -> None:
        name, _, caption = rest.partition(" ")
        path = Path(name).expanduser()
        kind = "audio" if path.suffix in MUSIC else "document"
        await self._me.send(kind, path.name, path.read_bytes(), caption=caption, at=self._where)

    async def _be(self, name: str) -> None:
        self._me = self._peer.member(name, self._hall)

    async def _go(self, name: str) -> None:
        places = {"private": None, "hall": self._hall}
        self._where = places[name] if name in places else self._hall.topic(name)

    async def _speak(self, language: str) -> None:
        self._me.language = language

    async def _commands(self, _: str) -> None:
        at = self._where.group if isinstance(self._where, Topic) else self._where
        for name, description in self._me.commands(at).items():
            say(f"  /{name}  {description}")

    def _newest(self, fits: Callable[[Message], object]) -> Message:
        """Return the newest message that fits: where the person is, else in the chat with the bot."""
        for place in (self._where, None):
            if seen := [one for one in self._me.sees(place) if fits(one)]:
                return seen[-1]
        raise NotPossible("no message that you see has this")


def _written(message: Message, folder: Path) -> str:
    """Write a message for the terminal; its file is put into the folder."""
    replied = f" to {message.replied.sender.name}" if message.replied is not None else ""
    where = "" if message.chat.is_private else f" in {message.chat.title}"
    lines = [f"--- {message.sender.name}{replied}{where}", message.text]
    if (file := message.file) is not None:
        path = folder / f"{file.unique_id}-{file.name}"
        if not path.exists():
            path.write_bytes(file.data)
        lines.append(f"  {file.kind}: {path} ({file.size} bytes)")
    lines += ["  " + " ".join(f"[{label}]" for label in row) for row in message.labels]
    if message.asks:
        lines.append(f"  (reply: {message.hint})")
    return "\n".join(line for line in lines if line)


async def by_hand(port: int = PORT) -> None:
    """Run the peer, and a terminal in it, until Ctrl-C."""
    peer = TelegramPeer()
    await peer.up(port)
    try:
        terminal = Member(peer, peer.group("hall", forum=True), Path(mkdtemp(prefix="telegram-")))
        say(f'[telegram]\nbase_url = "{peer.base_url}"\ntoken = "{peer.token}"')
        say(HELP)
        async with asyncio.TaskGroup() as group:
            group.create_task(terminal.show())
            group.create_task(terminal.read())
    finally:
        await peer.down()


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=PORT)
    with suppress(KeyboardInterrupt):
        asyncio.run(by_hand(parser.parse_args().port))
