"""What the studio really shows, on Discord: every panel and every form of it fits, in every language."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.people import Account, Caller
from bot.domain.quota import Limit
from bot.domain.song import Origin
from bot.domain.view import Tap, View
from bot.locales import languages
from bot.platforms.discord.controls import DialogueControl
from bot.platforms.discord.modals import form
from bot.platforms.discord.panels import panel
from bot.platforms.discord.wording import words_in
from bot.store.db import Db
from tests.platforms.discord import limits
from tests.store.rows import open_database
from tests.studio.fakes import CHAT, TAVERN, Studio, with_limits
from tests.studio.moderation_bench import MO, Bench, member
from tests.studio.writers import a_writer, drafted, writes

ANN = Caller(Account(CHAT, "ann", name="Ann_B"), TAVERN)
MIA = Caller(Account(CHAT, "mia", name="Mia"), TAVERN, manages=True)
HERE = Origin(platform=CHAT, chat="tavern", person="ann")
LYRICS = "[verse]\nThe kettle hums\nThe morning's slow\n[chorus]\nStay a while\n"
STORY = "Once upon a time *there* was an owl. " * 130


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Db]:
    opened = await open_database(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
def studio(db: Db, tmp_path: Path, song: bytes) -> Studio:
    """A place where a service writes and sings two songs a day for everybody."""
    writer = a_writer("one", song, writes())
    return Studio(db, tmp_path, providers=(writer,), rules=with_limits(quota=Limit(2, "day")))


def fits(view: View) -> None:
    """Hold a view and all its forms to Discord's limits in every language."""
    for language in languages():
        words = words_in(language)
        payload = limits.wire(panel(words, view))
        assert limits.texts(payload).strip()
        for action in [*(button.id for button in view.buttons), view.form.id if view.form else ""]:
            asked = view.form_of(action)
            if asked is not None:
                control = DialogueControl(view.dialogue, view.step, action)
                modal = limits.modal_wire(form(words, asked, control))
                assert len(modal["components"]) == len(asked.inputs)


async def tap(studio: Studio, view: View, action: str, by: Caller = ANN, **values: str) -> View:
    pressed = Tap(view.dialogue, view.step, action, {name: (value,) for name, value in values.items()})
    return (await studio.dialogues.tap(by, pressed, HERE)).view


async def test_a_song_that_is_talked_about(studio: Studio) -> None:
    view = await studio.dialogues.words(ANN, LYRICS, HERE, "chat:1")
    fits(view)
    fits(await tap(studio, view, "sing"))
    story = await studio.dialogues.words(ANN, STORY, HERE, "chat:2")
    fits(story)
    fits(await tap(studio, story, "exact"))


async def test_words_that_are_written(studio: Studio) -> None:
    fits(await drafted(studio))


async def test_a_wish_for_more_songs_and_its_answer(studio: Studio) -> None:
    view = await studio.dialogues.quota(ANN, HERE, "chat:3")
    fits(view)
    fits(await tap(studio, view, "ask", amount="3", reason="a _birthday_ " * 20))
    await studio.herald.tell_due()
    request = studio.chat.views()[-1][1].view
    fits(request)
    fits(await tap(studio, request, "approve", MIA))


@pytest.mark.parametrize("page", ["songs", "moderators", "place"])
async def test_the_pages_of_the_settings(db: Db, page: str) -> None:
    bench = Bench(db)
    view = await bench.admin("settings")
    fits(view if page == "songs" else (await bench.tap(view, f"page-{page}")).view)


@pytest.mark.parametrize(
    "command",
    [
        "",
        "log",
        "quota show",
        "quota show @ann",
        "quota set @ann 5 day *helping* out",
        "block @ann 3d noise",
        "pause",
    ],
)
async def test_what_moderators_are_shown(db: Db, command: str) -> None:
    bench = Bench(db)
    await bench.meet(MO, member("ann"))
    await bench.do("quota set @ann 3 day")
    fits(await bench.admin(command))
