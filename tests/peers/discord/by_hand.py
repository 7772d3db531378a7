"""Discord for a person at a terminal: type a command, see what the bot posts.

/song prompt="rain on the roof" style=jazz          a command with options, by their English names
/song file=@words.txt                               what begins with @ is a file of yours
/admin quota set member=ann songs=5                 people, roles and channels by their names
press Again                                         a button of the newest message that has one
choose "Whatever fits" Jazz                         in the menu that says so
fill "Your lyrics, or what the song is about"=rain  the fields of the form that is open
menu "Make a song from this"                        on the newest message that you see
type song style fo                                  completion of an option
dm "some words" @words.txt                          a message to the bot, with a file
say "some words" @tune.mp3                          a message where you are
me mod                                              be somebody else: ann, bob or mod (who manages the server)
in dm | in general                                  be somewhere else
speak ja                                            have a client in another language: en-US, zh-CN, ja, …
"""

import argparse
import asyncio
import shlex
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

from tests.peers.discord.answer import Answer, Modal
from tests.peers.discord.asking import File, NotPossible
from tests.peers.discord.members import Person
from tests.peers.discord.message import Message, Option
from tests.peers.discord.peer import TOKEN, DiscordPeer
from tests.peers.discord.world import Channel, Guild, Role
from tests.peers.terminal import Terminal, say

PORT = 9010
HELP = (__doc__ or "").split("\n\n", 1)[1]


class Member(Terminal):
    """Somebody in the server "hall", who types."""

    def __init__(self, peer: DiscordPeer, hall: Guild, folder: Path) -> None:
        super().__init__(peer)
        self._peer = peer
        self._hall = hall
        self._folder = folder
        self._me = peer.member("ann", guild=hall)
        peer.member("bob", guild=hall)
        peer.member("mod", guild=hall, permissions=["manage_guild"])
        self._where: Channel = hall.channel()
        self._modal: Modal | None = None

    def seen(self) -> dict[object, str]:
        """Return the messages here and in the direct message, as they are now."""
        seen = [*self._me.sees(self._where), *self._me.sees(self._me.dm)]
        return {one.id: _written(one, self._folder) for one in sorted(seen, key=lambda one: one.id)}

    async def do(self, line: str) -> None:
        """Do what a line says."""
        if not line:
            return
        verb, *words = shlex.split(line)
        verbs = {
            "press": self._press,
            "choose": self._choose,
            "fill": self._fill,
            "menu": self._menu,
            "type": self._type,
            "dm": self._dm,
            "say": self._say,
            "speak": self._speak,
            "me": self._be,
            "in": self._go,
        }
        if verb.startswith("/"):
            await self._command(verb[1:], words)
        elif verb in verbs:
            await verbs[verb](words)
        else:
            raise NotPossible(HELP)

    async def _command(self, name: str, words: list[str]) -> None:
        plain = [word for word in words if "=" not in word]
        given = self._values(words)
        self._tell(await self._me.slash(" ".join([name, *plain]), at=self._where, **given))

    async def _press(self, words: list[str]) -> None:
        message = self._newest(lambda one: words[0] in [button.label for button in one.buttons])
        self._tell(await self._me.press(message, words[0]))

    async def _choose(self, words: list[str]) -> None:
        message = self._newest(lambda one: words[0] in [select.placeholder for select in one.selects])
        chosen = [self._named(word) or word for word in words[1:]]
        self._tell(await self._me.choose(message, words[0], *chosen))

    async def _fill(self, words: list[str]) -> None:
        self._tell(await self._me.submit(self._modal, self._values(words)))

    async def _menu(self, words: list[str]) -> None:
        target = [one for one in self._me.sees(self._where) if not one.ephemeral][-1]
        self._tell(await self._me.menu(words[0], target))

    async def _type(self, words: list[str]) -> None:
        choices = await self._me.complete(words[0], words[1], " ".join(words[2:]), at=self._where)
        say("\n".join(f"  {one.name}  [{one.value}]" for one in choices) or "  nothing")

    async def _dm(self, words: list[str]) -> None:
        await self._write(self._me.dm, words)

    async def _say(self, words: list[str]) -> None:
        await self._write(self._where, words)

    async def _write(self, where: Channel, words: list[str]) -> None:
        text = " ".join(word for word in words if not word.startswith("@"))
        files = [file for word in words if isinstance(file := self._value(word), File)]
        await self._me.write(text.replace("\\n", "\n"), at=where, files=files)

    async def _speak(self, words: list[str]) -> None:
        self._me.locale = words[0]

    async def _be(self, words: list[str]) -> None:
        self._me = self._peer.member(words[0], guild=self._hall)

    async def _go(self, words: list[str]) -> None:
        self._where = self._me.dm if words[0] == "dm" else self._hall.channel(words[0])

    def _values(self, words: list[str]) -> dict[str, object]:
        """Read `name=value`."""
        pairs = [word.split("=", 1) for word in words if "=" in word]
        return {name: self._value(value) for name, value in pairs}

    def _value(self, text: str) -> object:
        if text.startswith("@"):
            path = Path(text[1:]).expanduser()
            return File(path.name, path.read_bytes())
        if text.lower() in ("true", "false"):
            return text.lower() == "true"
        return int(text) if text.isdecimal() else self._named(text) or text

    def _named(self, text: str) -> object:
        """Return the person, role or channel of this name."""
        members: list[Person] = [
            one.user for one in self._hall.members.values() if isinstance(one.user, Person)
        ]
        things: list[Person | Role | Channel] = [
            *members,
            *self._hall.roles.values(),
            *self._hall.channels.values(),
        ]
        return next((one for one in things if one.name == text), None)

    def _newest(self, fits: Callable[[Message], bool]) -> Message:
        seen = [one for one in [*self._me.sees(self._where), *self._me.sees(self._me.dm)] if fits(one)]
        if not seen:
            raise NotPossible("no message that you see has this")
        return max(seen, key=lambda one: one.id)

    def _tell(self, answer: Answer) -> None:
        self._modal = answer.modal or self._modal
        if answer.kind == "failed":
            say("! This application did not respond")
        elif answer.modal is not None:
            say(f"[{answer.modal.title}]")
            for one in answer.modal.fields:
                shown = _choices(one.options) if one.options else f"{one.value} {one.placeholder}"
                say(f"  {one.label}{'' if one.required else ' (optional)'}: {shown}")


def _choices(options: tuple[Option, ...]) -> str:
    """Write the lines of a menu, those that are chosen with a star."""
    return " | ".join(f"{'*' if one.default else ''}{one.label}" for one in options)


def _written(message: Message, folder: Path) -> str:
    """Write a message for the terminal; its files are put into the folder."""
    head = f"--- {message.author.name}{' (only you see this)' if message.ephemeral else ''}"
    lines = [head, message.text or ("is thinking…" if message.loading else "")]
    for file in message.files:
        path = folder / f"{file.id}-{file.name}"
        if not path.exists():
            path.write_bytes(file.data)
        lines.append(f"  file: {path} ({file.size} bytes)")
    lines += [f"  menu: {one.placeholder}: {_choices(one.options)}" for one in message.selects]
    buttons = " ".join(f"[{one.label}]" for one in message.buttons)
    return "\n".join(line for line in [*lines, f"  {buttons}" if buttons else ""] if line)


async def by_hand(port: int = PORT) -> None:
    """Run the peer, and a terminal in it, until Ctrl-C."""
    peer = DiscordPeer(real_time=True)
    await peer.up(port)
    try:
        terminal = Member(peer, peer.guild("hall"), Path(mkdtemp(prefix="discord-")))
        section = (
            f'[discord]\nbase_url = "{peer.base_url}"\ngateway_url = "{peer.gateway_url}"\ntoken = "{TOKEN}"'
        )
        say(section)
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
