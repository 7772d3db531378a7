"""Who may do what: every command and button, and everybody who may come to use it, as a table.

All rows share one group; nothing that a row leaves behind changes what another one shows. Telegram shows
every button to everybody in a group, and lets them press it: what counts is what the bot says.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
import pytest_asyncio

from bot.domain.errors import InputModerated
from bot.domain.ports import Submitting
from tests.peers.service import audio
from tests.peers.telegram import Group, Message, Person, Tap, TelegramPeer
from tests.platforms.telegram.hall import Hall, bot_in, is_song

pytestmark = pytest.mark.asyncio(loop_scope="module")

Who = Literal[
    "owner", "member", "admin", "second", "anonymous", "channel", "elsewhere", "blocked", "private",
    "operator",
]  # fmt: skip
"""`owner`: whose song or panel it is; `second`: an administrator, where `admin` began it; `anonymous`: one
who writes as the group; `channel`: a member who writes as a channel; `elsewhere`: administers another group;
`private` and `operator`: each in the private chat with the bot."""
WRITERS: tuple[Who, ...] = (
    "member", "admin", "anonymous", "channel", "elsewhere", "blocked", "private", "operator"
)  # fmt: skip
PRESSERS: tuple[Who, ...] = ("blocked", "elsewhere", "member", "admin", "owner", "private")
"""Whoever writes as somebody else presses as themselves; others' private chats nobody sees."""
MODERATES: tuple[Who, ...] = ("blocked", "elsewhere", "member", "owner", "second", "admin", "operator")
"""Those who come to a moderator's panel, which is an administrator's, and in private the operator's."""
ANSWERERS: tuple[Who, ...] = ("blocked", "elsewhere", "member", "admin", "anonymous", "channel", "owner")
MODERATORS = "Only moderators of this place can do that."
BLOCKED = "A moderator has blocked you here"
NOT_YOURS = "That is somebody else's."
NOBODY = "I can't tell who you are"
ON_ITS_WAY = "Your song is on its way."
NOTHING = "There is no song of yours to cancel right now."
GONE = "(gone)"
LYRICS = "[verse]\nRain on the roof\nall night long\n[chorus]\nSing it away"
LONG = "\n".join(["[verse]", *(f"Rain on the roof of house number {n}" for n in range(1, 130))])


@dataclass
class Stage:
    """The group, everybody who comes to it, and what there is to press."""

    hall: Hall
    people: Mapping[Who, Person]
    waits: asyncio.Event
    """No song is made before this happens."""
    songs: dict[Who, list[Message]] = field(default_factory=dict)
    """Songs in the group, by whose they are, and in private chats."""
    notices: list[Message] = field(default_factory=list)
    """News of songs that came to nothing, and of one that is kept."""

    def at(self, who: Who) -> Group | None:
        """Return where somebody writes; None: in the private chat."""
        return None if who in ("private", "operator") else self.hall.group

    def place(self, who: Who) -> Person | Group:
        """Return where somebody reads."""
        return self.at(who) or self.people[who]

    def whose(self, who: Who) -> Who:
        """Return whose panels somebody sees: in the group they are the owner's."""
        return "owner" if self.at(who) else who

    def moderator(self, who: Who) -> Who:
        """Return who begins what moderators do where somebody is."""
        return "admin" if self.at(who) else who

    async def write(self, who: Who, text: str, reply_to: Message | None = None) -> Message:
        """Let somebody write where they are."""
        more: dict[str, Any] = {
            "anonymous": who == "anonymous",
            "channel": "news" if who == "channel" else "",
        }
        return await self.people[who].write(text, at=self.at(who), reply_to=reply_to, **more)

    async def asks(self, who: Who, text: str) -> Message:
        """Let somebody write, and return what the bot says to that."""
        return await self.reply(who, await self.write(who, text))

    async def reply(self, who: Who, order: Message, fits: Callable[[Message], object] = bool) -> Message:
        """Return the reply to a message, once it fits."""
        return await self.hall.peer.said(
            self.place(who), fits=lambda one: one.reply_to == order.id and fits(one)
        )

    async def pressed(self, who: Who, message: Message, label: str, says: str) -> Message:
        """Let somebody press a button, and return the message that it changes or brings."""
        before = self.ids(who)
        await self.people[who].press(message, label)
        return await self.comes(who, before, message, says)

    async def comes(self, who: Who, before: set[int], pressed: Message | None, says: str) -> Message:
        """Wait for a message with these words that was not there before, or was pressed."""

        def found() -> list[Message]:
            return [
                one
                for one in self.hall.peer.messages_in(self.place(who))
                if one.by_bot and (one.id not in before or one is pressed) and says in shown(one)
            ]

        await self.hall.peer.until(found)
        return found()[-1]

    def ids(self, who: Who) -> set[int]:
        """Return the messages that stand where somebody is."""
        return {one.id for one in self.hall.peer.messages_in(self.place(who))}

    # --- what is there to press

    async def prepare(self) -> None:
        """Have some songs made, one that fails, and one that is kept; after that nothing is sung."""
        hall, owner, group = self.hall, self.people["owner"], self.hall.group
        kinds: tuple[Who, ...] = ("owner", "owner", "private")
        orders = [await self.write(who, "/song rain") for who in kinds]
        for who, order in zip(kinds, orders, strict=True):
            song = await self.reply(who, order, is_song)
            self.songs.setdefault(who, []).append(song)
        group.forbid("music")
        owner.block()
        await self.write("owner", "/song rain")
        kept = await hall.peer.said(group, fits=lambda one: "Get it" in shown(one))
        group.forbid()
        owner.unblock()
        hall.band.plan([Submitting(), InputModerated()])
        await self.write("owner", "/song thunder")
        failed = await hall.peer.said(group, fits=lambda one: "Try again" in shown(one))
        self.notices = [kept, failed]
        hall.band.plan([self.waits])


def shown(message: Message) -> str:
    """Return what is to be read in a message: text, name of its file, buttons."""
    name = message.file.name if message.file is not None else ""
    labels = [button.label for button in message.buttons]
    return " ".join([message.text, name, *labels, GONE if message.gone else ""])


Prop = Callable[[Stage, Who], Awaitable[Message]]
"""Returns something to press, where somebody is."""
Use = Callable[[Stage, Who, Message | None], Awaitable[Message | Tap]]
"""Uses something, be it a message: returns what was written, or the press."""


@dataclass(frozen=True)
class Row:
    """Something that can be used: what is said to those who may, and to everybody else."""

    name: str
    use: Use
    says: str
    refused: Mapping[Who, str] = field(default_factory=dict)
    people: tuple[Who, ...] = WRITERS
    prop: Prop | None = None
    once: bool = False
    """What is used by somebody who may is used up."""


# --- props ------------------------------------------------------------------------------------------


async def song(stage: Stage, who: Who) -> Message:
    """Return a song."""
    return stage.songs[stage.whose(who)][0]


async def kept(stage: Stage, _: Who) -> Message:
    """Return the news of a song that is kept."""
    return stage.notices[0]


async def notice(stage: Stage, _: Who) -> Message:
    """Return the news of a song that came to nothing."""
    return stage.notices[1]


async def question(stage: Stage, who: Who) -> Message:
    """Return the question whether a song is to be deleted."""
    return await stage.pressed(stage.whose(who), await song(stage, who), "Delete", "for good?")


async def last_question(stage: Stage, who: Who) -> Message:
    """Return the question about a song that goes now: the next is about another one."""
    asks = await question(stage, who)
    stage.songs[stage.whose(who)].pop(0)
    return asks


async def receipt(stage: Stage, who: Who) -> Message:
    """Return the receipt of a song that waits."""
    return await stage.asks(stage.whose(who), "/song slowly")


async def draft(stage: Stage, who: Who) -> Message:
    """Return the draft of a song."""
    return await stage.pressed(stage.whose(who), await song(stage, who), "Edit and sing", "Sing")


async def menu(stage: Stage, who: Who) -> Message:
    """Return a draft with an open menu."""
    return await stage.pressed(stage.whose(who), await draft(stage, who), "Style: Whatever fits ▾", "Folk")


async def own_draft(stage: Stage, who: Who) -> Message:
    """Return a draft that they opened themselves, of whosever song."""
    return await stage.pressed(who, await song(stage, who), "Edit and sing", "Sing")


async def sheet(stage: Stage, who: Who) -> Message:
    """Return a form that is being filled in."""
    return await stage.pressed(stage.whose(who), await draft(stage, who), "Edit", "Save")


async def voices(stage: Stage, who: Who) -> Message:
    """Return a menu in a form."""
    return await stage.pressed(stage.whose(who), await sheet(stage, who), "Voice", "Female")


async def title(stage: Stage, who: Who) -> Message:
    """Return a form's question."""
    return await stage.pressed(stage.whose(who), await sheet(stage, who), "Title", "“Title”")


async def what_about(stage: Stage, who: Who) -> Message:
    """Return the question of `/song`."""
    return await stage.asks(stage.whose(who), "/song")


async def long_draft(stage: Stage, who: Who) -> Message:
    """Return a draft with a file."""
    owner, question = stage.whose(who), await what_about(stage, who)
    file = await stage.people[owner].send(
        "document", "rain.txt", LONG.encode(), at=stage.at(who), reply_to=question
    )
    return await stage.pressed(owner, await stage.reply(owner, file), "Back", "lyrics.txt")


async def listed(stage: Stage, who: Who) -> Message:
    """Return somebody's songs."""
    return await stage.asks(who, "/songs")


async def quota(stage: Stage, who: Who) -> Message:
    """Return what is left."""
    return await stage.asks(stage.whose(who), "/quota")


async def wish(stage: Stage, who: Who) -> Message:
    """Return the form that asks for more."""
    return await stage.pressed(stage.whose(who), await quota(stage, who), "Ask for more", "Songs: 5")


async def request(stage: Stage, who: Who) -> Message:
    """Return a request for more that waits for an answer; what is asked in private comes to the operator."""
    asks: Who = "private" if who == "operator" else "owner"
    waiting = [one for one in stage.hall.posts(stage.place(who)) if "Another amount" in shown(one)]
    if waiting:
        return waiting[-1]
    form, before = await wish(stage, asks), stage.ids(who)
    await stage.people[asks].press(form, "Ask")
    return await stage.comes(who, before, None, "Another amount")


async def change(stage: Stage, who: Who) -> Message:
    """Return a change that waits to be confirmed."""
    return await stage.asks(stage.moderator(who), named("/admin quota set {name} 900", who))


async def nobodys_change(stage: Stage, _: Who) -> Message:
    """Return a change of an anonymous administrator's."""
    return await stage.asks("anonymous", "/admin quota set @ann_a 900")


async def settings(stage: Stage, who: Who) -> Message:
    """Return the settings."""
    return await stage.asks(stage.moderator(who), "/admin settings")


async def services(stage: Stage, who: Who) -> Message:
    """Return the settings with an open menu."""
    panel = await settings(stage, who)
    opens = next(one.label for one in panel.buttons if one.label.startswith("First service"))
    return await stage.pressed(stage.moderator(who), panel, opens, "As the operator decided")


async def place_settings(stage: Stage, who: Who) -> Message:
    """Return the settings of the place."""
    return await stage.pressed(stage.moderator(who), await settings(stage, who), "This place…", "Time zone")


async def time_zone(stage: Stage, who: Who) -> Message:
    """Return the question for a time zone."""
    panel = await place_settings(stage, who)
    return await stage.pressed(stage.moderator(who), panel, "Another time zone", "reply to this message")


async def welcome(stage: Stage, who: Who) -> Message:
    """Return the welcome."""
    return await stage.asks(stage.whose(who), "/start")


# --- ways to use things -----------------------------------------------------------------------------


def named(text: str, who: Who) -> str:
    """Put in the name of somebody whom the bot has met where somebody is."""
    return text.format(name="@dan_d" if who in ("private", "operator") else "@ann_a")


def writes(text: str) -> Use:
    """Write something, perhaps as an answer to a question."""

    async def use(stage: Stage, who: Who, asked: Message | None) -> Message:
        return await stage.write(who, named(text, who), asked)

    return use


async def cover(stage: Stage, who: Who, _: Message | None) -> Message:
    """Send music with `/cover`."""
    more: dict[str, Any] = {"caption": "/cover style: jazz, smoky bar", "at": stage.at(who)}
    return await stage.people[who].send("audio", "tune.mp3", TUNE, **more)


def press(label: str) -> Use:
    """Press a button."""

    async def use(stage: Stage, who: Who, message: Message | None) -> Tap:
        assert message is not None
        return await stage.people[who].press(message, label)

    return use


def button(
    name: str,
    prop: Prop,
    says: str,
    refused: Mapping[Who, str],
    *,
    label: str = "",
    people: tuple[Who, ...] = PRESSERS,
    once: bool = False,
) -> Row:
    """Return the row of a button; `label` is what stands on it, if that is not the name of the row."""
    return Row(name, press(label or name.rpartition(", ")[2]), says, refused, people, prop, once)


# --- the table ------------------------------------------------------------------------------------


def to_each(sentence: str, *those: Who) -> dict[Who, str]:
    """Refuse these with one sentence."""
    return dict.fromkeys(those, sentence)


TUNE = audio(8.0)
UNKNOWN = to_each(NOBODY, "anonymous", "channel")
AT_ALL = {**UNKNOWN, **to_each(BLOCKED, "blocked")}
"""Nothing that may become a song is for somebody who is blocked, or whom nobody knows."""
ADMIN = to_each(MODERATORS, "member", "channel", "elsewhere", "blocked", "private")
OTHERS = to_each(NOT_YOURS, "blocked", "elsewhere", "member", "admin")
OTHER_WRITERS = {**OTHERS, **to_each(NOBODY, "channel")}
MEMBERS = to_each(MODERATORS, "blocked", "elsewhere", "member", "owner")
BYSTANDERS = to_each(MODERATORS, "blocked", "elsewhere", "member")
GROUP = PRESSERS[:-1]
DIRECT: tuple[Who, ...] = ("private", "operator")

ROWS = (
    Row("song", writes("/song rain"), ON_ITS_WAY, AT_ALL),
    Row("song, nothing", writes("/song"), "your own lyrics", UNKNOWN),
    Row("lyrics, nothing", writes("/lyrics"), "words be about", UNKNOWN),
    Row("lyrics", writes("/lyrics rain"), "Never mind", AT_ALL),
    Row("cover", cover, "tune.mp3", AT_ALL, ("blocked", "member", "private")),
    Row("songs", writes("/songs"), "Your songs", UNKNOWN),
    Row("quota", writes("/quota"), "songs left", UNKNOWN),
    Row("cancel", writes("/cancel"), "song", UNKNOWN),
    Row("help", writes("/help"), "/song"),
    Row("start", writes("/start"), "I make whole songs"),
    Row("admin", writes("/admin"), "What moderators can do", ADMIN),
    Row("admin quota set", writes("/admin quota set {name} 900"), "Confirm", ADMIN),
    Row("admin quota add", writes("/admin quota add {name} 1"), "Confirm", ADMIN),
    Row("admin quota reset", writes("/admin quota reset {name}"), "Confirm", ADMIN),
    Row("admin quota role", writes("/admin quota role singers 1"), "There are no roles", ADMIN, WRITERS[:-1]),
    Row("admin quota default", writes("/admin quota default 900"), "Confirm", ADMIN),
    Row("admin quota server", writes("/admin quota server 900"), "Confirm", ADMIN),
    Row("admin quota show", writes("/admin quota show"), "What holds here", ADMIN),
    Row("admin settings", writes("/admin settings"), "Settings: songs", ADMIN),
    Row("admin block", writes("/admin block {name}"), "Confirm", ADMIN),
    Row("admin unblock", writes("/admin unblock {name}"), "is not blocked here", ADMIN),
    Row("admin pause", writes("/admin pause"), "Confirm", ADMIN),
    Row("admin log", writes("/admin log"), "What was changed here", ADMIN),
    button("Again", song, ON_ITS_WAY, AT_ALL),
    button("Lyrics file", song, ".txt", {}),
    button("Edit and sing", song, "Sing", {}),
    button("what one opened oneself, Sing", own_draft, ON_ITS_WAY, AT_ALL, once=True),
    button("Get it", kept, ".mp3", OTHERS, people=GROUP),
    button("Try again", notice, ON_ITS_WAY, OTHERS, people=GROUP),
    button("Cancel", receipt, "Cancelled.", to_each(NOTHING, *OTHERS), once=True),
    button("draft, Sing", draft, ON_ITS_WAY, OTHERS),
    button("draft, Never mind", draft, "", OTHERS),
    button("draft, a menu", draft, "Folk", OTHERS, label="Style: Whatever fits ▾"),
    button("menu, Folk", menu, "Style: Folk", OTHERS),
    button("draft, Edit", draft, "Save", OTHERS),
    button("draft, a file", long_draft, "lyrics.txt", OTHERS, label="📄 lyrics.txt"),
    button("sheet, Title", sheet, "“Title”", OTHERS),
    button("sheet, Voice", sheet, "Female", OTHERS),
    button("sheet menu, Female", voices, "Voice: female", OTHERS),
    button("sheet, Save", sheet, "Sing", OTHERS),
    button("sheet, Close", sheet, GONE, OTHERS),
    Row("sheet, an answer", writes("Rain"), "Title: Rain",
        {**OTHER_WRITERS, **to_each(NOT_YOURS, "anonymous")}, ANSWERERS, title),
    Row("song, an answer", writes(LYRICS), "Rain on the roof", {**OTHER_WRITERS, **UNKNOWN}, ANSWERERS,
        what_about),
    button("songs, a menu", listed, "Pick a song", {}, label="Pick a song: Choose… ▾", people=DIRECT),
    button("Ask for more", quota, "Songs: 5", OTHERS),
    button("wish, Songs", wish, "“Songs”", OTHERS),
    button("wish, Ask", wish, "A moderator will answer.", OTHERS),
    button("Approve", request, "approved the request", MEMBERS, people=(*GROUP, "operator"), once=True),
    button("Another amount", request, "How many songs?", MEMBERS, people=(*GROUP, "operator")),
    button("Decline", request, "A word to the member", MEMBERS, people=(*GROUP, "operator")),
    button("change, Confirm", change, "Done.", {**MEMBERS, "second": NOT_YOURS}, people=MODERATES),
    button("change, Leave it", change, "as it was", {**MEMBERS, "second": NOT_YOURS}, people=MODERATES),
    button("nobody's change, Confirm", nobodys_change, "Done.", MEMBERS, people=MODERATES[:-1], once=True),
    button("settings, This place…", settings, "Time zone", MEMBERS, people=MODERATES, once=True),
    button("settings, a menu", services, "First service", MEMBERS, label="As the operator decided",
           people=MODERATES, once=True),
    button("settings, Another time zone", place_settings, "reply to", MEMBERS, people=MODERATES[:-1]),
    Row("settings, an answer", writes("Asia/Tokyo"), "Asia/Tokyo",
        {**to_each(NOT_YOURS, *MODERATES[:5]), **to_each(NOBODY, "channel")},
        (*MODERATES[:5], "channel", "anonymous", "admin"), time_zone, once=True),
    button("welcome, Make a song", welcome, "your own lyrics", {}),
    button("welcome, an example", welcome, ON_ITS_WAY, AT_ALL, label="A sea shanty about debugging"),
    button("Delete", song, "for good?", BYSTANDERS),
    button("Delete, Never mind", question, GONE, BYSTANDERS, once=True),
    button("Delete, really", last_question, "Deleted.", BYSTANDERS, label="Delete", once=True),
)  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """One group for all rows, with everybody in it."""
    plenty: dict[str, Any] = {
        "limits": {"drafts_per_day": 900, "queued_per_user": 900, "running_per_user": 5},
        "quota": {"songs": 900, "period": "day"},
    }
    async with TelegramPeer() as peer:
        group, boss = peer.group("hall"), peer.person("boss", started=True)
        elsewhere = peer.member("eve", group)
        peer.group("elsewhere").join(elsewhere, "creator")
        second = peer.member("mo", group, manages=True)
        folder, operator = tmp_path_factory.mktemp("matrix"), {"telegram_id": str(boss.id)}
        async with bot_in(peer, folder, audio(1.0), operator=operator, **plenty) as hall:
            people: dict[Who, Person] = {
                "owner": hall.ann,
                "member": peer.member("ben", group),
                "admin": hall.mia,
                "second": second,
                "anonymous": hall.mia,
                "channel": peer.member("ben", group),
                "elsewhere": elsewhere,
                "blocked": peer.member("bob", group, username="bob_b"),
                "private": peer.person("dan", username="dan_d", started=True),
                "operator": boss,
            }
            stage = Stage(hall, people, asyncio.Event())
            await stage.prepare()
            await stage.asks("blocked", "/quota")
            block = await stage.asks("admin", "/admin block @bob_b")
            await stage.pressed("admin", block, "Confirm", "Done.")
            yield stage
            stage.waits.set()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
async def test_everybody_may_do_what_is_theirs_to_do(stage: Stage, row: Row) -> None:
    props: dict[Who, Message] = {}
    for who in sorted(row.people, key=lambda one: one not in row.refused):
        with telling(who):
            message = None
            if row.prop is not None:
                whose = stage.whose(who) if row.prop is not own_draft else who
                message = props[whose] if whose in props else await row.prop(stage, who)
                props[whose] = message
                if row.once and who not in row.refused:
                    del props[whose]
            await one_uses(stage, row, who, message)


async def one_uses(stage: Stage, row: Row, who: Who, message: Message | None) -> None:
    """Let somebody use what a row is about, and look at what they are told."""
    before, refusal = stage.ids(who), row.refused.get(who)
    used = await row.use(stage, who, message)
    if refusal is None:
        assert not (isinstance(used, Tap) and used.alert), used.text
        await stage.comes(who, before, message, row.says)
    elif isinstance(used, Tap):
        assert used.alert
        assert refusal in used.text
        assert stage.ids(who) == before, "nobody else hears of it"
    else:
        assert not (await stage.reply(who, used, lambda one: refusal in one.text)).buttons


@contextmanager
def telling(who: Who) -> Iterator[None]:
    """Say whose turn it was where something goes wrong."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"as {who}")
        raise
