"""Who may do what: every command, menu and button, and everybody who may come to use it, as a table.

All rows share one server; nothing that a row leaves behind changes what another one shows. Discord is told
to offer `/admin` to everybody there: what counts is what the bot says.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import pytest
import pytest_asyncio

from bot.domain.errors import InputModerated
from bot.domain.ports import Submitting
from tests.peers.discord import Answer, Channel, DiscordPeer, File, Message, NotPossible, Person, Role
from tests.peers.service import audio
from tests.platforms.discord.hall import Hall, bot_in, is_song
from tests.studio.fakes import sings

pytestmark = pytest.mark.asyncio(loop_scope="module")

Who = Literal["owner", "member", "manager", "role", "elsewhere", "blocked", "direct"]
"""`owner`: whose song or request it is; `manager`: has Manage Server; `role`: of a moderators' role without
that; `elsewhere`: manages another server; `direct`: in the direct messages with the bot."""
NOT_OFFERED = "not offered"
MODERATORS = "Only moderators of this place can do that."
BLOCKED = "A moderator has blocked you here"
NOT_YOURS = "That is somebody else's."
ON_ITS_WAY = "Your song is on its way."
NOTHING = "There is no song of yours to cancel right now."
LYRICS = "[verse]\nRain on the roof\nall night long\n[chorus]\nSing it away"
FORM = "the form: "


@dataclass
class Stage:
    """The server, everybody in it, and what there is to press."""

    hall: Hall
    people: Mapping[Who, Person]
    singers: Role
    tune: File
    waits: asyncio.Event
    """No song is made before this happens."""
    notice: Message | None = None
    request: Message | None = None
    songs: dict[Person, Message] = field(default_factory=dict)

    def at(self, who: Who) -> Channel:
        """Return where somebody is."""
        return self.people[who].dm if who == "direct" else self.hall.room

    async def song(self, who: Who) -> Message:
        """Return a song of the owner's, or in direct messages one's own."""
        owner, at = self.people["direct" if who == "direct" else "owner"], self.at(who)
        kept = self.songs.get(owner)
        if kept is None or kept.gone:
            before = {message.id for message in owner.sees(at)}
            self.hall.band.plan(sings(audio(1.0)))
            receipt = await (await owner.slash("song", prompt="rain", at=at)).settled()
            self.songs[owner] = kept = await owner.waits_for(
                lambda one: is_song(one) and one.id not in before and owner.name in one.pings, at=at
            )
            await self.hall.peer.until(lambda: "Your song is ready." in receipt.text)
            self.hold()
        return kept

    async def notice_of(self) -> Message:
        """Return the news of a song of the owner's that came to nothing."""
        if self.notice is None:
            owner, at = self.people["owner"], self.hall.room
            self.hall.band.plan([Submitting(), InputModerated()])
            await owner.slash("song", prompt="thunder", at=at)
            self.notice = await owner.waits_for(
                lambda one: "Try again" in [button.label for button in one.buttons], at=at
            )
            self.hold()
        return self.notice

    def hold(self) -> None:
        """Have nothing sung: whatever is ordered waits until it is cancelled."""
        self.hall.band.plan([self.waits])

    async def request_of(self) -> Message:
        """Return a request of the owner's that waits for an answer."""
        if self.request is None or not self.request.buttons:
            ann = self.people["owner"]
            panel = await (await ann.slash("quota", at=self.hall.room)).settled()
            opened = await ann.press(panel, "Ask for more")
            await ann.submit(opened.modal, {})
            self.request = await ann.waits_for(
                lambda one: one.buttons and "A request for more songs" in one.text, at=self.hall.room
            )
        return self.request


Use = Callable[[Stage, Who], Awaitable[Answer]]


@dataclass(frozen=True)
class Row:
    """Something that can be used: what is said to those who may, and to everybody else."""

    name: str
    use: Use
    says: str
    refused: Mapping[Who, str] = field(default_factory=dict)


# --- ways to use things ---------------------------------------------------------------------------


def command(name: str, **options: Any) -> Use:
    """Use a command; `"owner"` and `"singers"` stand for that person and that role."""

    async def use(stage: Stage, who: Who) -> Answer:
        named: dict[object, object] = {"owner": stage.people["owner"], "singers": stage.singers}
        given: dict[str, Any] = {option: named.get(value, value) for option, value in options.items()}
        return await stage.people[who].slash(name, at=stage.at(who), **given)

    return use


def form(name: str, label: str) -> Use:
    """Use a command without options, and send its form."""

    async def use(stage: Stage, who: Who) -> Answer:
        opened = await stage.people[who].slash(name, at=stage.at(who))
        return await stage.people[who].submit(opened.modal, {label: "a rainy night"})

    return use


async def cover(stage: Stage, who: Who) -> Answer:
    """Attach music to `/cover`."""
    return await stage.people[who].slash("cover", at=stage.at(who), file=stage.tune, style="jazz, smoky bar")


async def cover_this(stage: Stage, who: Who) -> Answer:
    """Use the menu of a message with music, and send the form."""
    person = stage.people[who]
    message = await stage.people["owner"].write(at=stage.hall.room, files=[stage.tune])
    opened = await person.menu("Cover this", message)
    if opened.modal is None:  # fetching the music took longer than a form may wait
        panel = await opened.settled()
        opened = await person.press(panel, panel.buttons[0].label)
    return await person.submit(opened.modal, {"style": "jazz, smoky bar"})


async def make_a_song(stage: Stage, who: Who) -> Answer:
    """Use the menu of a message with words, and have them sung."""
    message = await stage.people["owner"].write(LYRICS, at=stage.hall.room)
    draft = await (await stage.people[who].menu("Make a song from this", message)).settled()
    return await stage.people[who].press(draft, "Sing")


def below_a_song(button: str) -> Use:
    """Press a button below a song."""

    async def use(stage: Stage, who: Who) -> Answer:
        return await stage.people[who].press(await stage.song(who), button)

    return use


async def try_again(stage: Stage, who: Who) -> Answer:
    """Press the button below the news that there is no song."""
    return await stage.people[who].press(await stage.notice_of(), "Try again")


async def delete(stage: Stage, who: Who) -> Answer:
    """Press Delete below a song, and confirm it."""
    asked = await stage.people[who].press(await stage.song(who), "Delete")
    assert asked.message is not None
    answer = await stage.people[who].press(asked.message, "Delete")
    if "Deleted" in answer.text:
        del stage.songs[stage.people["direct" if who == "direct" else "owner"]]
    return answer


async def edit(stage: Stage, who: Who) -> Answer:
    """Open a song to be edited, and have it sung."""
    draft = await stage.people[who].press(await stage.song(who), "Edit and sing")
    return await stage.people[who].press(await draft.settled(), "Sing")


async def cancel(stage: Stage, who: Who) -> Answer:
    """Press Cancel below the receipt of a song that waits."""
    owner = stage.people["direct" if who == "direct" else "owner"]
    receipt = await (await owner.slash("song", prompt="slowly", at=stage.at(who))).settled()
    answer = await stage.people[who].press(receipt, "Cancel")
    await owner.slash("cancel", at=stage.at(who))
    return answer


def below_a_request(button: str) -> Use:
    """Press a button below a request for more songs."""

    async def use(stage: Stage, who: Who) -> Answer:
        return await stage.people[who].press(await stage.request_of(), button)

    return use


# --- the table ------------------------------------------------------------------------------------


def to_each(sentence: str, *those: Who) -> dict[Who, str]:
    """Refuse these with one sentence."""
    return dict.fromkeys(those, sentence)


OTHERS: tuple[Who, ...] = ("member", "manager", "role", "elsewhere", "blocked")
AT_ALL = to_each(BLOCKED, "blocked")
"""Nothing that may become a song is for somebody who is blocked."""
ROOM = to_each("", "direct")
"""There is no such thing in direct messages."""
REQUEST = {**to_each(MODERATORS, "owner", "member", "elsewhere", "blocked"), **ROOM}
ADMIN = {**REQUEST, **to_each(NOT_OFFERED, "direct")}

ROWS = (
    Row("song", command("song", prompt="rain"), ON_ITS_WAY, AT_ALL),
    Row("song, form", form("song", "words"), ON_ITS_WAY, AT_ALL),
    Row("lyrics", command("lyrics", prompt="rain"), "is writing the words", AT_ALL),
    Row("lyrics, form", form("lyrics", "about"), "is writing the words", AT_ALL),
    Row("cover", cover, "listening", AT_ALL),
    Row("songs", command("songs"), "song"),
    Row("quota", command("quota"), "songs left"),
    Row("cancel", command("cancel"), "song"),
    Row("help", command("help"), "/song"),
    Row("Make a song from this, Sing", make_a_song, ON_ITS_WAY, {**AT_ALL, **ROOM}),
    Row("Cover this", cover_this, "listening", {**AT_ALL, **ROOM}),
    Row("admin quota set", command("admin quota set", member="owner", songs=900), "Confirm", ADMIN),
    Row("admin quota add", command("admin quota add", member="owner", songs=1), "Confirm", ADMIN),
    Row("admin quota reset", command("admin quota reset", member="owner"), "Ann", ADMIN),
    Row("admin quota role", command("admin quota role", role="singers", songs=1), "Confirm", ADMIN),
    Row("admin quota default", command("admin quota default", songs=900), "Confirm", ADMIN),
    Row("admin quota server", command("admin quota server", songs=900), "Confirm", ADMIN),
    Row("admin quota show", command("admin quota show"), "What holds here", ADMIN),
    Row("admin settings", command("admin settings"), "Settings: songs", ADMIN),
    Row("admin block", command("admin block", member="owner"), "Confirm", ADMIN),
    Row("admin unblock", command("admin unblock", member="owner"), "is not blocked here", ADMIN),
    Row("admin pause", command("admin pause"), "Confirm", ADMIN),
    Row("Again", below_a_song("Again"), ON_ITS_WAY, AT_ALL),
    Row("Try again", try_again, ON_ITS_WAY, {**to_each(NOT_YOURS, *OTHERS), **ROOM}),
    Row("Edit and sing, Sing", edit, ON_ITS_WAY, AT_ALL),
    Row("Lyrics file", below_a_song("Lyrics file"), ".txt"),
    Row("Delete", delete, "Deleted.", to_each(MODERATORS, "member", "elsewhere", "blocked")),
    Row("Cancel", cancel, "Cancelled.", to_each(NOTHING, *OTHERS)),
    Row("Approve", below_a_request("Approve"), "approved the request", REQUEST),
    Row("Another amount", below_a_request("Another amount"), FORM, REQUEST),
    Row("Decline", below_a_request("Decline"), FORM, REQUEST),
)
CASES = [(row, who) for row in ROWS for who in get_args(Who) if row.refused.get(who) != ""]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, song: bytes) -> AsyncIterator[Stage]:
    """One server for all rows, with everybody in it."""
    plenty: dict[str, Any] = {
        "limits": {"drafts_per_day": 900, "queued_per_user": 900, "running_per_user": 5},
        "quota": {"songs": 900, "period": "day"},
    }
    async with (
        DiscordPeer() as peer,
        bot_in(peer, tmp_path_factory.mktemp("matrix"), song, **plenty) as hall,
    ):
        wardens, singers = hall.guild.role("wardens"), hall.guild.role("singers")
        elsewhere = peer.member("eve", guild=peer.guild("elsewhere"), permissions=("administrator",))
        peer.member("eve", guild=hall.guild)
        people: dict[Who, Person] = {
            "owner": hall.ann,
            "member": peer.member("ben", guild=hall.guild),
            "manager": hall.mia,
            "role": peer.member("sam", guild=hall.guild, roles=[wardens]),
            "elsewhere": elsewhere,
            "blocked": peer.member("bob", guild=hall.guild),
            "direct": peer.member("dan", guild=hall.guild),
        }
        panel = await (await hall.mia.slash("admin settings", at=hall.room)).settled()
        await hall.mia.press(panel, "Moderators…")
        await hall.mia.choose(panel, "none besides", wardens)
        block = await hall.mia.slash("admin block", member=people["blocked"], at=hall.room)
        await hall.mia.press(await block.settled(), "Confirm")
        hall.guild.command_overrides["admin"] = {hall.guild.id: True}
        tune = File("tune.mp3", audio(8.0), "audio/mpeg")
        stage = Stage(hall, people, singers, tune, asyncio.Event())
        stage.hold()
        yield stage
        stage.waits.set()


@pytest.mark.parametrize(("row", "who"), CASES, ids=[f"{row.name}-{who}" for row, who in CASES])
async def test_everybody_may_do_what_is_theirs_to_do(stage: Stage, row: Row, who: Who) -> None:
    refusal = row.refused.get(who)
    if refusal == NOT_OFFERED:
        with pytest.raises(NotPossible):
            await row.use(stage, who)
        return
    answer = await row.use(stage, who)
    if refusal is None:
        assert row.says in await shown(answer)
        assert answer.ephemeral or row.refused is not ADMIN
        if row.says == ON_ITS_WAY:
            await stage.people[who].slash("cancel", at=stage.at(who))
    else:
        said = await answer.settled()
        assert refusal in said.text
        assert said.ephemeral


async def shown(answer: Answer) -> str:
    """Return what is to be read in an answer: text, files, buttons, or the title of a form."""
    if answer.modal is not None:
        return f"{FORM}{answer.modal.title}"
    messages = [await answer.settled(), *answer.followups]
    return " ".join(
        " ".join([one.text, *(file.name for file in one.files), *(button.label for button in one.buttons)])
        for one in messages
    )
