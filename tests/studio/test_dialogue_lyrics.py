"""`/lyrics`: what is shown while words are drafted, read, changed and sung."""

from dataclasses import replace

import pytest

from bot.domain.dialects import Dialect
from bot.domain.errors import (
    Busy,
    InputModerated,
    InvalidOrder,
    NotYours,
    OutcomeUnknown,
    Outside,
    QuotaExceeded,
    Refusal,
)
from bot.domain.job import JobState
from bot.domain.lyrics import SectionKind
from bot.domain.ports import Submitting, Written
from bot.domain.quota import Limit
from bot.domain.song import Origin, SongRequest
from bot.domain.view import Choice, Input, View
from bot.studio.rules import Access
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import Studio, with_limits
from tests.studio.writers import (
    SADDER,
    WORDS,
    ScriptedWriter,
    a_writer,
    buttons,
    drafted,
    drafts_of,
    lyrics,
    posts_of,
    press,
    read,
    write,
    writes,
)


@pytest.fixture
def writer(song: bytes) -> ScriptedWriter:
    """A service that writes and sings."""
    return a_writer("pen", song)


@pytest.fixture
def studio(make_studio: MakeStudio, writer: ScriptedWriter) -> Studio:
    """A studio with a service that writes, and no limits."""
    return make_studio(writer)


def words_of(view: View) -> str:
    return view.files[0].text


async def songs(studio: Studio) -> list[SongRequest]:
    rows = await studio.db.read("SELECT request FROM jobs WHERE kind = 'song' ORDER BY id")
    return [SongRequest.model_validate_json(row["request"]) for row in rows]


# --- the draft ---------------------------------------------------------------------------------


async def test_at_once_it_is_said_who_writes_about_what(studio: Studio) -> None:
    view = await lyrics(studio, "a rainy night in Hamburg, folk")
    assert "The pen service is writing the words" in read(view)
    assert "a rainy night in Hamburg, folk" in read(view)
    assert buttons(view) == ["drop"]


async def test_the_draft_comes_in_a_message_of_its_own_for_the_person_who_asked(studio: Studio) -> None:
    view = await drafted(studio)
    (origin, post) = posts_of(studio)[0]
    assert (origin, post.audience) == (
        Origin(platform="chat", chat="tavern", message="1", person="ann"),
        "person",
    )
    assert (view.title, words_of(view)) == ("Harbour Rain", WORDS)
    assert "Begins with “Rain on the harbour”" in read(view)
    assert buttons(view) == ["sing", "edit", "change", "again", "drop"]
    style = next(one for one in view.choices if one.id == "style")
    assert style.options[0].label == "folk, accordion"


async def test_what_was_said_of_the_song_is_told_to_the_writer_and_stays(
    studio: Studio, writer: ScriptedWriter
) -> None:
    view = await drafted(studio, "a rainy night style: slow waltz title: Elbe provider: pen")
    task = writer.tasks[0]
    assert task.request == SongRequest(
        prompt="a rainy night", style="slow waltz", title="Elbe", provider="pen"
    )
    assert view.title == "Elbe"
    await press(studio, view, "sing")
    assert await songs(studio) == [
        SongRequest(lyrics=WORDS, style="slow waltz", title="Elbe", provider="pen")
    ]


async def test_lyrics_alone_opens_a_form(studio: Studio) -> None:
    view = await lyrics(studio, "style: folk")
    assert view.form is not None
    assert [(one.id, one.value) for one in view.form.inputs if isinstance(one, Input)] == [
        ("about", ""),
        ("style", "folk"),
        ("title", ""),
    ]
    answer = await press(studio, view, "write", about="the sea", style="folk")
    assert "is writing" in read(answer.view)
    assert [job.request.prompt for job in await drafts_of(studio)] == ["the sea"]


async def test_a_form_without_words_says_what_is_missing(studio: Studio) -> None:
    view = await lyrics(studio, "")
    with pytest.raises(InvalidOrder) as told:
        await press(studio, view, "write", about="  ")
    assert told.value.problem == "nothing-to-write"
    assert await drafts_of(studio) == []


async def test_the_same_message_has_words_written_once(studio: Studio) -> None:
    first = await lyrics(studio, "the sea", "7")
    assert await lyrics(studio, "the sea", "7") == first
    assert len(await drafts_of(studio)) == 1


# --- what can be done with it ------------------------------------------------------------------


async def test_a_draft_is_sung_once_with_its_words(studio: Studio) -> None:
    view = await drafted(studio)
    answer = await press(studio, view, "sing")
    assert answer.receipt is not None
    assert "on its way" in read(answer.view)
    assert not answer.view.is_open
    again = await press(studio, view, "sing")
    assert again.receipt is None
    assert await songs(studio) == [SongRequest(lyrics=WORDS, style="folk, accordion", title="Harbour Rain")]


async def test_words_are_edited_before_they_are_sung(studio: Studio) -> None:
    view = await drafted(studio)
    edited = (
        await press(studio, view, "edit", lyrics="[verse]\nMy own line", title="Mine", style="jazz")
    ).view
    assert (edited.title, words_of(edited)) == ("Mine", "[verse]\nMy own line")
    voiced = (await press(studio, edited, "voice", voice="female")).view
    await press(studio, voiced, "sing")
    assert await songs(studio) == [
        SongRequest(lyrics="[verse]\nMy own line", style="jazz", title="Mine", voice="female")
    ]


async def test_a_change_is_written_into_the_words_that_are_there(
    studio: Studio, writer: ScriptedWriter
) -> None:
    writer.drafts = [writes(), writes(SADDER, title="")]
    view = await drafted(studio)
    waiting = (await press(studio, view, "change", wish="make the second line sadder")).view
    assert "is changing the words" in read(waiting)
    changed = await write(studio)
    assert changed is not None
    task = writer.tasks[-1]
    assert (task.request.prompt, task.lyrics.text()) == ("make the second line sadder", WORDS)
    assert (changed.title, words_of(changed)) == ("Harbour Rain", SADDER)


async def test_a_change_needs_a_wish(studio: Studio) -> None:
    view = await drafted(studio)
    for wish, problem in (("", "nothing-to-change"), ("la " * 400, "prompt-too-long")):
        with pytest.raises(InvalidOrder) as told:
            await press(studio, view, "change", wish=wish)
        assert told.value.problem == problem


async def test_again_writes_about_the_same_anew(studio: Studio, writer: ScriptedWriter) -> None:
    writer.drafts = [writes(), writes(SADDER, title="Empty Quay", style="waltz")]
    view = await drafted(studio)
    await press(studio, view, "again")
    second = await write(studio)
    assert second is not None
    assert (second.title, words_of(second)) == ("Empty Quay", SADDER)
    assert [task.request.prompt for task in writer.tasks] == ["a rainy night in Hamburg"] * 2
    assert not writer.tasks[-1].lyrics.has_words


async def test_a_style_that_was_chosen_holds_for_the_next_draft(
    studio: Studio, writer: ScriptedWriter
) -> None:
    view = await drafted(studio)
    view = (await press(studio, view, "style", style="jazz")).view
    chosen = next(one for one in view.choices if one.id == "style").chosen
    await press(studio, view, "again")
    again = await write(studio)
    assert again is not None
    assert next(one for one in again.choices if one.id == "style").chosen == chosen == ("jazz",)
    assert "jazz" in writer.tasks[-1].request.style


async def test_a_draft_can_be_put_aside(studio: Studio) -> None:
    view = await drafted(studio)
    closed = (await press(studio, view, "drop")).view
    assert not closed.is_open
    with pytest.raises(Refusal):
        await press(studio, closed, "sing")


async def test_words_that_are_dropped_while_they_wait_are_not_written(
    studio: Studio, writer: ScriptedWriter
) -> None:
    view = await lyrics(studio, "the sea")
    await press(studio, view, "drop")
    (job,) = await drafts_of(studio)
    assert job.state is JobState.CANCELLED
    assert await studio.moves(job.id) == ["refund", "reserve"]
    await studio.herald.tell_due()
    assert (writer.tasks, posts_of(studio)) == ([], [])


async def test_words_that_are_dropped_while_they_are_written_are_not_shown(
    studio: Studio, writer: ScriptedWriter
) -> None:
    view = await lyrics(studio, "the sea")
    (job,) = await drafts_of(studio)
    await studio.db.tx(lambda q: q("UPDATE jobs SET state = 'delivering' WHERE id = :id", {"id": job.id}))
    await press(studio, view, "drop")  # it is too late to take it back
    await studio.db.tx(lambda q: q("UPDATE jobs SET state = 'queued' WHERE id = :id", {"id": job.id}))
    assert await write(studio) is None
    assert (await studio.job(job.id)).state is JobState.DONE


async def test_a_dialogue_that_nobody_can_read_keeps_no_draft_from_its_end(studio: Studio) -> None:
    await lyrics(studio, "the sea")
    await studio.db.tx(lambda q: q("""UPDATE dialogues SET data = '{"stage": "unheard of"}'"""))
    assert await write(studio) is None
    assert [job.state for job in await drafts_of(studio)] == [JobState.DONE]


async def test_nobody_else_can_use_it(studio: Studio) -> None:
    view = await drafted(studio)
    with pytest.raises(NotYours):
        await press(studio, view, "sing", who="bob")


async def test_what_the_desk_refuses_leaves_the_words(
    make_studio: MakeStudio, writer: ScriptedWriter
) -> None:
    studio = make_studio(writer, rules=with_limits(quota=Limit(0, "day")))
    view = await drafted(studio)
    with pytest.raises(QuotaExceeded):
        await press(studio, view, "sing")
    edited = await press(studio, view, "edit", lyrics=SADDER)
    assert words_of(edited.view) == SADDER


async def test_a_style_longer_than_an_order_takes_is_cut_between_its_parts(
    studio: Studio, writer: ScriptedWriter
) -> None:
    writer.drafts = [writes(style=", ".join(["warm accordion"] * 40))]
    view = await drafted(studio)
    await press(studio, view, "sing")
    (song,) = await songs(studio)
    assert len(song.style) <= 300
    assert song.style.endswith("warm accordion")


# --- what goes wrong ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (InputModerated(), "refuses this for its content"),
        (OutcomeUnknown(), "I can't tell whether it wrote anything"),
    ],
)
async def test_a_draft_that_fails_says_why_and_what_to_do(
    studio: Studio, writer: ScriptedWriter, error: Exception, says: str
) -> None:
    writer.drafts = [[Submitting("lyrics"), error], writes()]
    view = await drafted(studio)
    assert says in read(view)
    assert view.tone == "problem"
    assert buttons(view) == ["again", "write", "drop"]
    assert studio.chat.notices() == []
    await press(studio, view, "write", about="a sunny day in Hamburg")
    second = await write(studio)
    assert second is not None
    assert words_of(second) == WORDS


async def test_what_a_service_asks_of_texts_is_said_where_it_refuses_one(
    make_studio: MakeStudio, song: bytes
) -> None:
    strict = a_writer("strict", song, [Submitting("lyrics"), InputModerated()])
    strict.info = replace(strict.info, content=("original",))
    studio = make_studio(strict)
    assert "original words" in read(await lyrics(studio, "", "0"))
    assert "original words" in read(await drafted(studio, "title: x\nsomething bad"))


async def test_what_becomes_of_tags_where_the_words_are_sung_is_said_before(
    make_studio: MakeStudio, song: bytes
) -> None:
    plain = a_writer("plain", song, writes(WORDS.replace("verse", "solo")))
    verses = Dialect(name="verses", tags=dict.fromkeys(SectionKind, "[verse]"))
    plain.info = replace(plain.info, dialect=verses)
    assert "For The plain service:" in read(await drafted(make_studio(plain)))


async def test_a_change_that_fails_leaves_the_words_as_they_were(
    studio: Studio, writer: ScriptedWriter
) -> None:
    writer.drafts = [writes(), [Submitting("lyrics"), OutcomeUnknown()]]
    view = await drafted(studio)
    await press(studio, view, "change", wish="sadder")
    back = await write(studio)
    assert back is not None
    assert "Your words are as they were before" in read(back)
    assert words_of(back) == WORDS
    form = next(one.form for one in back.buttons if one.id == "change")
    assert form is not None
    assert [one.value for one in form.inputs if not isinstance(one, Choice)] == ["sadder"]
    assert (await press(studio, back, "sing")).receipt is not None


async def test_a_draft_without_words_is_none(studio: Studio, writer: ScriptedWriter) -> None:
    writer.drafts = [[Written("[intro]\n[inst]")]]
    view = await drafted(studio)
    assert "wrote nothing that can be sung" in read(view)


async def test_a_busy_writer_waits_and_another_one_is_asked(make_studio: MakeStudio, song: bytes) -> None:
    busy = a_writer("busy", song, [Submitting("lyrics"), Busy()])
    studio = make_studio(busy, a_writer("pen", song))
    view = await lyrics(studio, "the sea")
    assert "The busy service is writing" in read(view)
    assert await write(studio) is None
    now = await press(studio, replace(view, step=view.step + 1), "drop")  # too old: shown how it stands
    assert "The pen service is writing" in read(now.view)
    draft = await write(studio)
    assert draft is not None
    assert words_of(draft) == WORDS


async def test_without_a_writer_it_is_said_who_could(make_studio: MakeStudio, one: ScriptedWriter) -> None:
    with pytest.raises(InvalidOrder) as told:
        await lyrics(make_studio(one), "the sea")
    assert told.value.params() == {"problem": "no-writer", "others": 0, "names": ()}


async def test_a_standby_writes_by_name_only(
    make_studio: MakeStudio, song: bytes, one: ScriptedWriter
) -> None:
    spare = a_writer("spare", song, calls=False, standby=True)
    studio = make_studio(one, spare)
    with pytest.raises(InvalidOrder) as told:
        await lyrics(studio, "the sea")
    assert told.value.params()["names"] == ("spare",)
    assert "The spare service" in read(await lyrics(studio, "the sea provider: spare", "2"))
    alone = make_studio(spare)
    assert "The spare service" in read(await lyrics(alone, "the sea", "3"))


async def test_who_is_not_let_in_gets_no_draft(make_studio: MakeStudio, writer: ScriptedWriter) -> None:
    studio = make_studio(writer, rules=with_limits(access=Access(servers=frozenset())))
    for text in ("", "the sea"):
        with pytest.raises(Outside):
            await lyrics(studio, text)
