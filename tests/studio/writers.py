"""A service that drafts words as a test says, and somebody who has words drafted."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field, replace
from typing import Any

from bot.domain.job import Job, JobState
from bot.domain.money import Cost
from bot.domain.people import Account, Caller, PlaceRef
from bot.domain.ports import (
    Accepted,
    Answered,
    ProviderEvent,
    ProviderInfo,
    ProviderTask,
    Submitting,
    Written,
)
from bot.domain.posts import ViewPost
from bot.domain.song import Origin
from bot.domain.view import Choice, Phrase, Tap, View
from bot.locales import catalogue
from bot.store import jobs
from bot.studio.commands import parse_wish
from bot.studio.views import Answer
from tests.studio.fakes import CHAT, TAVERN, ScriptedProvider, Step, Studio, info, sings

HERE = Origin(platform=CHAT, chat="tavern", message="1", person="ann")
WORDS = "[verse]\nRain on the harbour\nlights on the quay\n\n[chorus]\nHamburg, sing to me"
SADDER = "[verse]\nRain on the harbour\nnobody there\n\n[chorus]\nHamburg, sing to me"
CENT = Cost(10_000, "USD")


def writer_info(name: str, **more: Any) -> ProviderInfo:
    """Describe a service that writes."""
    return replace(info(name, **more), writes_lyrics=True)


@dataclass
class ScriptedWriter(ScriptedProvider):
    """Sings as `plans` say and writes as `drafts` say."""

    drafts: list[list[Step]] = field(default_factory=list)

    def draft(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        return self.carry_out(task, self.drafts)


def writes(lyrics: str = WORDS, *, title: str = "Harbour Rain", style: str = "folk, accordion") -> list[Step]:
    """A call that is answered at once with words."""
    answer = {"lyrics": lyrics}
    return [Submitting("lyrics"), Answered(answer, cost=CENT), Written(lyrics, title, style)]


def hands_over(lyrics: str = WORDS) -> list[Step]:
    """A call that is answered with an id, under which the words are there at once."""
    return [Submitting("lyrics"), Accepted("task-1"), Answered({}, cost=CENT), Written(lyrics)]


def a_writer(name: str, song: bytes, *drafts: list[Step], **more: Any) -> ScriptedWriter:
    """A service that writes, and sings at once."""
    return ScriptedWriter(writer_info(name, **more), [sings(song)], drafts=list(drafts) or [writes()])


def caller(who: str = "ann", place: PlaceRef = TAVERN) -> Caller:
    """Somebody in a place."""
    return Caller(Account(CHAT, who), place)


async def lyrics(studio: Studio, text: str, message: str = "1", who: str = "ann") -> View:
    """Type `/lyrics` and more."""
    studio.clock.forward(1_000)
    return await studio.dialogues.lyrics(caller(who), parse_wish(text), HERE, f"chat:tavern:{message}")


async def press(studio: Studio, view: View, action: str, who: str = "ann", **values: str) -> Answer:
    """Press a button of a view, or send its form."""
    studio.clock.forward(1_000)
    given = {name: (value,) if value else () for name, value in values.items()}
    return await studio.dialogues.tap(caller(who), Tap(view.dialogue, view.step, action, given), HERE)


async def drafts_of(studio: Studio) -> list[Job]:
    """Return the jobs that answer dialogues, oldest first."""
    rows = await studio.db.read("SELECT id FROM jobs WHERE kind <> 'song' ORDER BY created_ms, id")
    found = [await jobs.get(studio.db.read, row["id"]) for row in rows]
    return [job for job in found if job is not None]


async def write(studio: Studio) -> View | None:
    """Let the newest draft be written, and return the view that its message shows, if there is one."""
    before = len(studio.chat.views())
    newest = (await drafts_of(studio))[-1]
    if newest.state is JobState.QUEUED:
        await studio.run(newest.id)
    await studio.herald.tell_due()
    posts = studio.chat.views()
    return posts[-1][1].view if len(posts) > before else None


async def drafted(studio: Studio, text: str = "a rainy night in Hamburg") -> View:
    """Have words drafted and return what is shown of them."""
    await lyrics(studio, text)
    view = await write(studio)
    assert view is not None
    return view


def posts_of(studio: Studio) -> list[tuple[Origin, ViewPost]]:
    """Return the messages about dialogues."""
    return studio.chat.views()


def read(view: View) -> str:
    """Everything that somebody reads, in English."""
    say = catalogue().phrase
    texts = [*view.text, *(button.label for button in view.buttons)]
    texts += [view.title] if view.title else []
    for one in view.fields:
        texts += [one.label, *one.value]
    forms = [form for form in (view.form, *(button.form for button in view.buttons)) if form]
    for form in forms:
        texts += [form.title, form.submit, *(asked.label for asked in form.inputs)]
    choices = [*view.choices, *(one for form in forms for one in form.inputs if isinstance(one, Choice))]
    for choice in choices:
        texts += [choice.label, *(option.label for option in choice.options)]
    return " | ".join(say(one) if isinstance(one, Phrase) else str(one) for one in texts)


def buttons(view: View) -> list[str]:
    """Return the buttons of a view."""
    return [one.id for one in view.buttons]
