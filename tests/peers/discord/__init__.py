"""Discord on this machine: a strict stand-in to which discord.py connects over real sockets.

It has the calls that the bot makes, refuses every other, and answers as Discord does, in status, code and
words. What people do in a Discord client is a method here, so that a test reads like a story:

    async with DiscordPeer() as peer:                       # peer.base_url, peer.gateway_url, peer.token
        hall = peer.guild("hall")                            # has a channel "general"; the bot is in it
        ann = peer.member("ann", guild=hall, locale="ja")
        ...                                                  # start a bot
        await peer.ready()                                   # it is connected, its commands are registered
        answer = await ann.slash("song", prompt="rain")      # what the bot answered first
        song = await ann.waits_for(lambda message: message.files)
        again = await ann.press(song, "Again")
        assert peer.violations == []                         # what a well-made bot would not have sent

**The peer** `DiscordPeer(*, token=TOKEN, real_time=False, shards=1)`
- `guild(name, *, tier=0, features=(), locale="en-US", everyone=USUAL, bot=INVITED) -> Guild`; `bot=None`:
  the bot is not there. `everyone` and `bot` are permissions, as names: `("view_channel", "send_messages",
  …)`.
- `person(name, *, locale="en-US", dms_open=True) -> Person`, `member(name, *, guild, roles=(),
  permissions=(), locale=None) -> Person` (the same name is the same person, who can be in several guilds).
- `await ready(commands=True)`; `await until(condition, within_s=30)` waits for a condition of changes, and
  says what was seen when it does not come; `pass_time(seconds)` moves its clock.
- Times that run out (3 s for an answer, 15 min for a token, the nonce's minutes) are counted in passed time
  only; with `real_time=True` in real time too. Ids, times of day and links' ends are made of the wall clock
  plus what was passed.
- `fail(method, path, *answers)` orders faults for the next requests: `Limited(retry_after)` (429),
  `Refuse(status, code, message)`, `Broken(status)` (500, 502, 503, in HTML), `Lose(after=False)`
  (connection cut before, or after it took effect). `path` is a pattern such as `"/channels/*/messages"`,
  for a file `"/attachments/*"` or `"/ephemeral-attachments/*"` (what people give to commands and modals).
  `hold(method, path, *, after=False) -> Hold`: the next such request waits, before its body is read or with
  its effect done and the answer unsent; `await held.reached()`, `held.release()`.
- Gateway: `await close_gateway(code=1006)`, `await reconnect()` (op 7), `await invalid_session()` (op 9),
  `intents`, `identifies`, `resumes`; what happens meanwhile is replayed when a bot resumes. `await down()`,
  `await up()`: an outage, on the same port.
- `requests: list[Request]` (`method`, `path`, `body`, `files`), `violations: list[str]`, `commands:
  list[dict]`, `messages_in(channel)`.
- `answers: list[Answer]` of all interactions.

**Places** `Guild`: `channel(name="general") -> Channel` (makes it if needed), `role(name, *permissions) ->
Role`, `await remove_bot()`, `await add_bot()`. `Channel`: `thread(name="thread", *, archived=False,
locked=False, private=False) -> Channel`, `deny(who, *permissions)`, `allow(who, *permissions)` (`who`: a
Role, a Person, `peer.bot` or `"everyone"`; of a thread, those of its channel hold), `await delete()`.
`guild.allow_command("admin", who, allow=True)` overrides who is offered a command, as under Server Settings
→ Integrations.

**People** `Person`; everything takes `at: Channel` where it matters, else the first channel of the first
guild; `ann.dm` is the direct message with the bot.
- `await slash("song", at=…, prompt="…") -> Answer`; sub-commands `await slash("admin quota set",
  member=bob, songs=5)`. A `File(name, data)`, `Person`, `Role` or `Channel` is given as what it is. It
  fails where a client would not send: no such command, an option missing, a value out of bounds, a command
  hidden from her (`NotPossible`).
- `await complete("song", "style", "fo", at=…) -> list[Choice]` (`name`, `value`); `await menu("Make a song
  from this", message) -> Answer`.
- `await press(message, label_or_id) -> Answer`, `await choose(message, placeholder_or_id, *values) ->
  Answer` (labels, values, people, roles, channels), `await submit(modal, {label_or_id: value}) -> Answer`
  (a value, a list, or a `File`).
- `await write_dm(text="", files=(), sticker="") -> Message`, `await write(text, at=…, files=(),
  reply_to=None, sticker="") -> Message`, `await edit(message, text)`.
- `commands(at=…) -> list[Command]` she is offered (`name`, `description` in her language). `notified:
  list[Message]` which pinged her.
- `sees(channel=None) -> list[Message]`, oldest first, ephemeral ones only if they are hers;
  `last(channel=None) -> Message`. `await waits_for(lambda message: …, at=…) -> Message`: the newest that
  she sees and that fits.
- `dms_open` can be set; `await leave(guild)`; `await delete(message)`, `set_roles(guild, *roles)`.

**What came back** `Answer`: `kind` ("message", "deferred", "update", "deferred update", "modal", "choices";
"failed" where none came in time), `message` (None for a modal), `text` (of the message), `modal`,
`ephemeral`, `after_s`; `await settled() -> Message` waits until a deferred answer stands, a deferred update
changed its message, or a follow-up came; `followups: list[Message]`. `Message` (live: it changes as the bot
edits): `id`, `text` (everything to read in it), `content`, `embeds`, `buttons` (`label`, `custom_id`,
`style`, `disabled`, `url`), `button(label_or_id)`, `selects` (`placeholder`, `custom_id`, `options`, …),
`files` (`name` as it is shown, `filename` as Discord keeps it, `size`, `data`, `url`, `description`),
`ephemeral`, `reply_to` (the message's id or None), `pings` (the names of those who are notified), `edits`
(how often), `gone`, `nonce`, `author`, `channel`, `raw`. `Modal`: `title`, `custom_id`, `fields` (`label`,
`custom_id`, `kind`, `value`, `required`, `placeholder`, `min_length`, `max_length`, `options`,
`description`), `field(label_or_id)`, `texts`.
"""

from tests.peers.discord.answer import Answer, Choice, Modal
from tests.peers.discord.asking import File, NotPossible
from tests.peers.discord.faults import Broken, Limited, Lose, Refuse
from tests.peers.discord.members import Command, Person
from tests.peers.discord.message import Message
from tests.peers.discord.peer import TOKEN, DiscordPeer
from tests.peers.discord.permissions import INVITED, USUAL
from tests.peers.discord.world import Channel, Guild, Role
from tests.peers.waiting import Hold

__all__ = [
    "INVITED",
    "TOKEN",
    "USUAL",
    "Answer",
    "Broken",
    "Channel",
    "Choice",
    "Command",
    "DiscordPeer",
    "File",
    "Guild",
    "Hold",
    "Limited",
    "Lose",
    "Message",
    "Modal",
    "NotPossible",
    "Person",
    "Refuse",
    "Role",
]
