"""What a person does, and sees, in a Discord client."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.peers.discord import payloads
from tests.peers.discord.answer import (
    COMMAND,
    COMPLETION,
    COMPONENT,
    SUBMIT,
    Answer,
    Choice,
    Modal,
)
from tests.peers.discord.asking import (
    File,
    NotPossible,
    Resolved,
    filled_in,
    interaction,
    limit,
    options,
    pick,
)
from tests.peers.discord.hub import Hub
from tests.peers.discord.message import BUTTON, SELECTS, Message, Stored, every
from tests.peers.discord.permissions import BITS
from tests.peers.discord.world import Channel, Guild, Role, User

Json = dict[str, Any]
PATIENCE_S = 30.0
CONTENT = 2_000
SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3


@dataclass(frozen=True)
class Command:
    """A command as somebody is offered it."""

    name: str
    description: str
    raw: Json


class Person(User):
    """Somebody with a Discord client."""

    def __init__(self, hub: Hub, number: int, name: str, *, locale: str, dms_open: bool) -> None:
        super().__init__(number, name, locale=locale, dms_open=dms_open)
        self._hub = hub

    @property
    def dm(self) -> Channel:
        """Return the direct message with the bot."""
        return self._hub.world.dm(self)

    @property
    def notified(self) -> list[Message]:
        """Return the messages that pinged this person."""
        return [message for user, message in self._hub.notified if user is self]

    def commands(self, at: Channel | None = None) -> list[Command]:
        """Return what this person is offered, in their language."""
        where = self._where(at)
        return [
            Command(
                _translated(one, "name", self.locale),
                _translated(one, "description", self.locale),
                one,
            )
            for one in self._hub.commands
            if self._may_use(one, where)
        ]

    async def slash(self, command: str, /, *, at: Channel | None = None, **given: object) -> Answer:
        """Use a command, or a sub-command: "admin quota set"."""
        where = self._where(at)
        resolved = Resolved(self._hub, where, self)
        data = self._command(command, where, given, resolved)
        return await self._ask(COMMAND, data, where, resolved)

    async def complete(
        self, command: str, option: str, typed: str, /, *, at: Channel | None = None, **given: object
    ) -> list[Choice]:
        """Type into an option that is completed."""
        where = self._where(at)
        resolved = Resolved(self._hub, where, self)
        data = self._command(command, where, {**given, option: typed}, resolved, focused=option)
        found = self._find(command, SLASH, where)
        declared = next(one for one in _declared(found, command.split()[1:]) if one["name"] == option)
        if not declared.get("autocomplete"):
            raise NotPossible(f"{option} is not completed")
        answer = await self._ask(COMPLETION, data, where, option_type=declared["type"])
        return answer.choices

    async def menu(self, name: str, target: Message | User, *, at: Channel | None = None) -> Answer:
        """Use a command of a message's, or a person's, menu."""
        if isinstance(target, Message):
            where = target.channel
            if not self._can_see(target):
                raise NotPossible(f"{self.name} does not see that message")
            if target.ephemeral:
                raise NotPossible("an ephemeral message has no such menu")
            found = self._find(name, MESSAGE_MENU, where)
            resolved = Resolved(self._hub, where, self)
            resolved.data["messages"] = {str(target.id): payloads.message(target, self._hub.links)}
        else:
            where = self._where(at)
            found = self._find(name, USER_MENU, where)
            resolved = Resolved(self._hub, where, self)
            resolved.id_of(target)
        data = {"id": found["id"], "name": found["name"], "type": found["type"], "target_id": str(target.id)}
        return await self._ask(COMMAND, data, where, resolved)

    async def press(self, message: Message, label_or_id: str) -> Answer:
        """Press a button."""
        self._check_seen(message)
        button = message.button(label_or_id)
        if button.disabled or not button.custom_id:
            raise NotPossible(f"{button.label} can't be pressed")
        data = {"component_type": BUTTON, "custom_id": button.custom_id, "id": 1}
        return await self._ask(COMPONENT, data, message.channel, source=message)

    async def choose(self, message: Message, placeholder_or_id: str, *values: object) -> Answer:
        """Choose in a menu: labels or values, or people, roles, channels."""
        self._check_seen(message)
        select = message.select(placeholder_or_id)
        if select.disabled or not select.min_values <= len(values) <= select.max_values:
            raise NotPossible(f"{len(values)} values can't be chosen in {select.placeholder!r}")
        resolved = Resolved(self._hub, message.channel, self)
        if select.kind == "string":
            chosen = [pick(select.placeholder, select.options, one) for one in values]
        else:
            chosen = [resolved.id_of(one) for one in values]
        kind = next(
            part["type"]
            for part in every(message.components)
            if part["type"] in SELECTS and part["custom_id"] == select.custom_id
        )
        data = {"component_type": kind, "custom_id": select.custom_id, "id": 1, "values": chosen}
        return await self._ask(COMPONENT, data, message.channel, resolved, source=message)

    async def submit(self, modal: Modal | None, values: Mapping[str, object] | None = None) -> Answer:
        """Fill in a modal and send it; fields that are not named keep what stands in them."""
        if modal is None or modal.person is not self:
            raise NotPossible(f"{self.name} has no such modal before them")
        resolved = Resolved(self._hub, modal.channel, self)
        parts = filled_in(modal, values or {}, resolved)
        data = {"custom_id": modal.custom_id, "components": parts}
        return await self._ask(SUBMIT, data, modal.channel, resolved, source=modal.message)

    async def write_dm(self, text: str = "", *, files: Iterable[File] = (), sticker: str = "") -> Message:
        """Write to the bot."""
        return await self.write(text, at=self.dm, files=files, sticker=sticker)

    async def write(
        self,
        text: str = "",
        *,
        at: Channel | None = None,
        files: Iterable[File] = (),
        reply_to: Message | None = None,
        sticker: str = "",
    ) -> Message:
        """Write into a channel."""
        where = self._where(at)
        if len(text) > CONTENT or not (text or files or sticker):
            raise NotPossible(f"a message has 1 to {CONTENT} characters")
        if where.guild is not None:
            self._check_may(where, "send_messages_in_threads" if where.is_thread else "send_messages")
        kept = []
        for file in files:
            if len(file.data) > limit(self, where):
                raise NotPossible(f"{file.name} is larger than {self.name} may upload")
            number = self._hub.clock.snowflake()
            kept.append(Stored(number, file.name, file.data, content_type=file.content_type))
        number = self._hub.clock.snowflake()
        answered = reply_to.id if reply_to else None
        made = Message(number, where, self, text, files=kept, reply_to=answered, sticker=sticker)
        self._hub.put(made)
        await asyncio.sleep(0)  # let the event go out
        return made

    async def edit(self, message: Message, text: str) -> None:
        """Change what a message of this person's own says."""
        if message.author is not self:
            raise NotPossible("only one's own messages can be edited")
        message.content, message.edited = text, self._hub.clock.now()
        self._hub.tell_message("MESSAGE_UPDATE", message)
        await asyncio.sleep(0)

    async def delete(self, message: Message) -> None:
        """Delete a message of this person's own, or of anybody's where they manage messages."""
        if message.author is not self:
            self._check_may(message.channel, "manage_messages")
        self._hub.take_away(message)
        await asyncio.sleep(0)

    async def leave(self, guild: Guild) -> None:
        """Leave a server."""
        del guild.members[self.id]
        self._hub.changed()

    def set_roles(self, guild: Guild, *roles: Role) -> None:
        """Have these roles from now on."""
        guild.join(self, roles)
        self._hub.changed()

    def sees(self, channel: Channel | None = None) -> list[Message]:
        """Return the messages that this person sees in a channel, the oldest first."""
        where = self._where(channel)
        if not self._hub.world.permissions(self, where) & BITS["view_channel"]:
            return []
        return [where.messages[one] for one in sorted(where.messages) if self._can_see(where.messages[one])]

    def last(self, channel: Channel | None = None) -> Message:
        """Return the newest message that this person sees."""
        return self.sees(channel)[-1]

    async def waits_for(
        self, fits: Callable[[Message], object], *, at: Channel | None = None, within_s: float = PATIENCE_S
    ) -> Message:
        """Wait for a message that fits, and return the newest one."""

        def found() -> list[Message]:
            return [one for one in self.sees(at) if fits(one)]

        try:
            await self._hub.until(found, within_s)
        except TimeoutError:
            seen = [(one.author.name, one.text, [file.name for file in one.files]) for one in self.sees(at)]
            raise AssertionError(f"{self.name} saw no such message, but {seen}") from None
        return found()[-1]

    def _where(self, at: Channel | None) -> Channel:
        if at is not None:
            return at
        for guild in self._hub.world.guilds.values():
            if self.id in guild.members:
                return guild.channel()
        return self.dm

    def _can_see(self, message: Message) -> bool:
        if message.gone or (message.ephemeral and message.only_for is not self):
            return False
        return bool(self._hub.world.permissions(self, message.channel) & BITS["view_channel"])

    def _check_seen(self, message: Message) -> None:
        if not self._can_see(message):
            raise NotPossible(f"{self.name} does not see that message")

    def _check_may(self, channel: Channel, permission: str) -> None:
        if not self._hub.world.permissions(self, channel) & BITS[permission]:
            raise NotPossible(f"{self.name} lacks {permission} in {channel.name}")

    def _may_use(self, command: Json, where: Channel) -> bool:
        contexts = command["contexts"]
        if contexts is not None and (0 if where.guild else 1) not in contexts:
            return False
        guild = where.guild
        if guild is None:
            return True
        mine = self._hub.world.permissions(self, where)
        if mine & BITS["administrator"]:
            return True
        override = guild.command_overrides.get(command["name"], {})
        if self.id in override:
            return override[self.id]
        roles = [override[one.id] for one in guild.members[self.id].roles if one.id in override]
        if roles:
            return any(roles)
        if guild.id in override:
            return override[guild.id]
        wanted = command["default_member_permissions"]
        if wanted is None:
            return True
        return int(wanted) != 0 and mine & int(wanted) == int(wanted)

    def _find(self, name: str, kind: int, where: Channel) -> Json:
        first = name.split()[0] if kind == SLASH else name
        named = [one for one in self._hub.commands if one["type"] == kind]
        if where.guild is not None:
            if self.id not in where.guild.members or not self._hub.world.has_bot(where.guild):
                raise NotPossible(f"{self.name} or the bot is not in {where.guild.name}")
            self._check_may(where, "use_application_commands")
            if where.archived or where.locked:
                self._check_may(where, "manage_threads")
        for one in named:
            if first in (one["name"], _translated(one, "name", self.locale)):
                if not self._may_use(one, where):
                    raise NotPossible(f"{self.name} is not offered {first} here")
                return one
        raise NotPossible(f"no command {first!r}; there are {[one['name'] for one in named]}")

    def _command(
        self, name: str, where: Channel, given: Mapping[str, object], resolved: Resolved, *, focused: str = ""
    ) -> Json:
        found = self._find(name, SLASH, where)
        words = name.split()[1:]
        written = options(_declared(found, words), given, resolved, focused=focused)
        path = found
        shells = []
        for word in words:
            path = next(one for one in path["options"] if one["name"] == word)
            shells.append({"name": word, "type": path["type"]})
        for shell in reversed(shells):
            written = [{**shell, "options": written}]
        return {"id": found["id"], "name": found["name"], "type": SLASH, "options": written}

    async def _ask(
        self,
        kind: int,
        data: Json,
        where: Channel,
        resolved: Resolved | None = None,
        *,
        source: Message | None = None,
        option_type: int = 3,
    ) -> Answer:
        """Send an interaction and wait for its first answer."""
        hub = self._hub
        if resolved is not None and resolved.data:
            data = {**data, "resolved": resolved.data}
        answer = Answer(
            hub,
            hub.clock.snowflake(),
            f"aW50ZXJhY3Rpb246{uuid4().hex}{uuid4().hex}",
            kind,
            self,
            where,
            data,
            source,
            asked_at_s=hub.clock.waited_s(),
            upload_bytes=limit(self, where),
            option_type=option_type,
            edits=source.edits if source is not None else 0,
            after_s=asyncio.get_running_loop().time(),
        )
        hub.answers.append(answer)
        if not hub.gateway.dispatch("INTERACTION_CREATE", interaction(hub, answer), where.guild):
            answer.failed = True  # no bot is there
            return answer
        patience = hub.answer_within_s
        try:
            await hub.until(lambda: answer.callback or answer.too_late, patience)
        except TimeoutError:
            answer.failed = True
        answer.failed = answer.failed or not answer.callback
        return answer


def _declared(command: Json, words: list[str]) -> list[Json]:
    """Return the options of a command, or of its sub-command."""
    inside = command
    for word in words:
        inside = next((one for one in inside["options"] if one["name"] == word), {})
        if not inside:
            raise NotPossible(f"no sub-command {word} of {command['name']}")
    found: list[Json] = inside.get("options") or []
    if any(one["type"] in (1, 2) for one in found):
        raise NotPossible(f"{command['name']} has sub-commands: {[one['name'] for one in found]}")
    return found


def _translated(command: Json, key: str, locale: str) -> str:
    return str((command[f"{key}_localizations"] or {}).get(locale) or command[key])
