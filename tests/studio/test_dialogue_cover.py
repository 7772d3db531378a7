"""`/cover`: what is looked at before anything is asked, what is shown of the words heard, what is sung."""

from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import (
    Busy,
    InputModerated,
    InvalidOrder,
    NotYours,
    OutcomeUnknown,
    Outside,
    Refusal,
)
from bot.domain.job import JobState
from bot.domain.money import Cost, Price
from bot.domain.ports import (
    Answered,
    CoverLimits,
    Heard,
    ProviderEvent,
    ProviderInfo,
    ProviderTask,
    Range,
    Submitting,
)
from bot.domain.song import SongRequest
from bot.domain.view import Input, View
from bot.studio.commands import parse_cover
from bot.studio.rules import Access
from bot.studio.views import Receipt, SentAudio
from tests.peers.service import audio
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import ScriptedProvider, Step, Studio, info, sings, with_limits
from tests.studio.writers import HERE, buttons, caller, drafts_of, posts_of, press, read, write

WORDS = "[verse]\nWhat the singer seems to say\n\n[chorus]\nIs heard again another day"
MINE = "[verse]\nWhat I would rather say\n\n[chorus]\nIs heard again another day"
DAY_MS = timedelta(days=1) // timedelta(milliseconds=1)
LIMITS = CoverLimits(
    prompt=Range(10, 300),
    lyrics=Range(10, 120),
    least_s=1,
    most_s=60,
    most_bytes=200_000,
    containers=("mp3", "wav"),
)


def singer_info(name: str, **more: Any) -> ProviderInfo:
    """Describe a service that sings covers."""
    limits = replace(LIMITS, **more)
    return replace(info(name), covers=limits, describe=lambda request: request.style)


@dataclass
class ScriptedSinger(ScriptedProvider):
    """Sings as `plans` say and listens as `hearings` say."""

    hearings: list[list[Step]] = field(default_factory=list)

    def listen(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        return self.carry_out(task, self.hearings)


def hears(studio_ms: int, lyrics: str = WORDS, *, feature: str = "f1") -> list[Step]:
    """A free call that is answered at once with what was heard."""
    answered = Answered({"cover_feature_id": feature}, cost=Cost(0, "USD"))
    return [Submitting("preprocess"), answered, Heard(feature, studio_ms + DAY_MS, lyrics)]


@pytest.fixture
def singer(song: bytes) -> ScriptedSinger:
    """A service that listens first, and sings."""
    return ScriptedSinger(singer_info("ear"), [sings(song)])


@pytest.fixture
def studio(make_studio: MakeStudio, singer: ScriptedSinger) -> Studio:
    """A studio with a service that sings covers, and no limits."""
    made = make_studio(singer)
    singer.hearings = [hears(made.clock.ms)]
    return made


async def sent(studio: Studio, content: bytes | None = None, who: str = "ann") -> SentAudio:
    """Send a song ahead, as a chat does."""

    async def pieces() -> AsyncIterator[bytes]:
        yield audio(2.0) if content is None else content

    return SentAudio("Yesterday.mp3", await studio.dialogues.upload(caller(who), pieces()))


async def cover(
    studio: Studio, text: str, song: SentAudio | None = None, message: str = "1", who: str = "ann"
) -> View | Receipt:
    """Type `/cover` and more, with a song or without one."""
    studio.clock.forward(1_000)
    return await studio.dialogues.cover(caller(who), parse_cover(text), song, HERE, f"chat:tavern:{message}")


async def listening(studio: Studio, text: str = "style: jazz, smoky bar") -> View:
    """Order a cover of a song that was sent, and return what is shown at once."""
    view = await cover(studio, text, await sent(studio))
    assert isinstance(view, View)
    return view


async def heard(studio: Studio, text: str = "style: jazz, smoky bar") -> View:
    """Have a song listened to, and return what is shown of it."""
    await listening(studio, text)
    view = await write(studio)
    assert view is not None
    return view


async def songs(studio: Studio) -> list[SongRequest]:
    rows = await studio.db.read("SELECT request FROM jobs WHERE kind = 'song' ORDER BY id")
    return [SongRequest.model_validate_json(row["request"]) for row in rows]


def says(error: pytest.ExceptionInfo[InvalidOrder]) -> str:
    return error.value.problem


# --- listening ----------------------------------------------------------------------------------


async def test_a_song_with_a_style_is_listened_to_at_once(studio: Studio, singer: ScriptedSinger) -> None:
    view = await listening(studio)
    assert "listening to the song" in read(view)
    assert "Yesterday.mp3" in read(view)
    assert buttons(view) == ["drop"]
    assert await write(studio) is not None
    [task] = singer.tasks
    assert task.request.cover is not None
    assert task.reference == studio.folder / task.request.cover.file
    assert task.reference.read_bytes() == audio(2.0)


async def test_what_was_heard_is_shown_to_whoever_asked_and_costs_nothing(studio: Studio) -> None:
    view = await heard(studio)
    [(origin, post)] = posts_of(studio)
    assert (origin.person, post.audience) == ("ann", "person")
    assert view.files[0].text == WORDS
    assert "These are the words that I hear." in read(view)
    assert buttons(view) == ["sing", "edit", "drop"]
    [job] = await drafts_of(studio)
    assert (job.kind, job.state) == ("preprocess", JobState.DONE)
    [call] = await studio.db.read("SELECT kind, cost_micro, outcome FROM calls")
    assert (call["kind"], call["cost_micro"], call["outcome"]) == ("preprocess", 0, "answered")
    assert await songs(studio) == []


async def test_listening_is_free_where_calls_are_paid_for(make_studio: MakeStudio, song: bytes) -> None:
    paid = replace(singer_info("ear"), price=Price(150_000, "USD", "call"))
    ear = ScriptedSinger(paid, [sings(song)])
    studio = make_studio(ear)
    ear.hearings = [[Submitting("preprocess"), OutcomeUnknown()]]
    await heard(studio)
    rows = await studio.db.read("SELECT SUM(amount_micro) AS amount FROM ledger")
    assert not rows[0]["amount"]


async def test_a_song_without_a_style_is_asked_for_one_first(studio: Studio, singer: ScriptedSinger) -> None:
    view = await cover(studio, "", await sent(studio))
    assert isinstance(view, View)
    assert view.form is not None
    assert [one.id for one in view.form.inputs] == ["style", "title"]
    assert await drafts_of(studio) == []
    with pytest.raises(InvalidOrder) as caught:
        await press(studio, view, "listen", style=" ")
    assert says(caught) == "cover-style"
    answer = await press(studio, view, "listen", style="jazz, smoky bar", title="Gone")
    assert "listening to the song" in read(answer.view)
    shown = await write(studio)
    assert shown is not None
    assert "Gone" in read(shown)


async def test_what_is_no_music_is_refused_before_any_service_is_asked(studio: Studio) -> None:
    with pytest.raises(InvalidOrder) as caught:
        await cover(studio, "style: jazz, smoky bar", await sent(studio, b"%PDF-1.7 no music"))
    assert says(caught) == "audio-kind"
    assert await drafts_of(studio) == []


async def test_a_song_of_somebody_else_is_not_theirs_to_use(studio: Studio) -> None:
    song = await sent(studio, who="bob")
    with pytest.raises(InvalidOrder) as caught:
        await cover(studio, "style: jazz, smoky bar", song)
    assert says(caught) == "audio-gone"


async def test_without_a_service_that_sings_covers_one_sentence_says_which_one_does(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    studio = make_studio(one)
    with pytest.raises(InvalidOrder) as caught:
        await cover(studio, "style: jazz link: https://example.com/a.mp3")
    assert says(caught) == "no-covers"
    with pytest.raises(InvalidOrder) as caught:
        await sent(studio)
    assert says(caught) == "no-covers"


async def test_a_service_that_is_named_and_sings_no_covers_is_said(
    make_studio: MakeStudio, one: ScriptedProvider, singer: ScriptedSinger
) -> None:
    studio = make_studio(one, singer)
    singer.hearings = [hears(studio.clock.ms)]
    with pytest.raises(InvalidOrder) as caught:
        await cover(studio, "style: jazz, smoky bar provider: one link: https://example.com/a.mp3")
    assert says(caught) == "no-covers-by"
    await heard(studio)  # the other one is taken although it stands second
    [job] = await drafts_of(studio)
    assert job.provider == "ear"


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1/a.mp3",
        "http://10.0.0.1/a.mp3",
        "https://nas.local/a.mp3",
        "https://cdn.discordapp.com/attachments/1/2/a.mp3?ex=1",
        "https://media.discordapp.net/a.mp3",
        "https://api.telegram.org/file/bot1:x/a.mp3",
        "https://user:secret@example.com/a.mp3",
        "ftp://example.com/a.mp3",
        "a.mp3",
    ],
)
async def test_links_of_chats_and_to_private_places_are_never_passed_on(studio: Studio, link: str) -> None:
    with pytest.raises(InvalidOrder) as caught:
        await cover(studio, f"style: jazz, smoky bar link: {link}")
    assert says(caught) == "cover-link"
    assert await drafts_of(studio) == []


async def test_a_public_link_is_passed_on_and_what_was_not_looked_at_is_said(
    studio: Studio, singer: ScriptedSinger
) -> None:
    view = await cover(studio, "style: jazz, smoky bar link: https://example.com/a%2Fb.mp3?s=1")
    assert isinstance(view, View)
    assert "can't look into a link beforehand" in read(view)
    shown = await write(studio)
    assert shown is not None
    [task] = singer.tasks
    assert task.request.cover is not None
    assert (task.request.cover.link, task.reference) == ("https://example.com/a%2Fb.mp3?s=1", None)


async def test_a_song_and_a_link_are_one_too_many(studio: Studio) -> None:
    with pytest.raises(InvalidOrder) as caught:
        await cover(studio, "style: jazz link: https://example.com/a.mp3", await sent(studio))
    assert says(caught) == "audio-and-link"


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (InputModerated(), "refuses these words for their content"),
        (Busy(), "too busy"),
        (OutcomeUnknown(), "fell silent"),
    ],
)
async def test_a_song_that_could_not_be_listened_to_is_told_in_words_and_tried_again(
    studio: Studio, singer: ScriptedSinger, error: Exception, sentence: str
) -> None:
    singer.hearings = [[Submitting("preprocess"), error], hears(studio.clock.ms)]
    await listening(studio)
    [job] = await drafts_of(studio)
    await studio.db.tx(
        lambda q: q("UPDATE jobs SET deadline_ms = 0 WHERE id = :id", {"id": job.id})
    )  # nothing is waited for
    view = await write(studio)
    assert view is not None
    assert view.tone == "problem"
    assert "I couldn't listen to this song." in read(view)
    assert sentence in read(view)
    assert buttons(view) == ["again", "drop"]
    await press(studio, view, "again")
    again = await write(studio)
    assert again is not None
    assert buttons(again) == ["sing", "edit", "drop"]


async def test_what_is_dropped_is_not_sung_and_nobody_is_told(studio: Studio) -> None:
    view = await listening(studio)
    answer = await press(studio, view, "drop")
    assert "nothing is sung" in read(answer.view)
    assert await write(studio) is None
    [job] = await drafts_of(studio)
    assert job.state is JobState.CANCELLED


# --- singing ------------------------------------------------------------------------------------


async def test_the_words_heard_are_sung_to_what_was_heard(studio: Studio) -> None:
    view = await heard(studio)
    answer = await press(studio, view, "sing")
    assert answer.receipt is not None
    [request] = await songs(studio)
    assert (request.style, request.lyrics, request.provider) == ("jazz, smoky bar", WORDS, "ear")
    assert request.cover is not None
    assert request.cover.feature_id == "f1"
    assert request.cover.file.startswith("uploads/")
    assert "on its way" in read(answer.view)


async def test_two_taps_on_sing_are_one_cover(studio: Studio) -> None:
    view = await heard(studio)
    await press(studio, view, "sing")
    await press(studio, view, "sing")
    assert len(await songs(studio)) == 1


async def test_words_and_style_can_be_changed(studio: Studio) -> None:
    view = await heard(studio)
    view = (await press(studio, view, "edit", lyrics=MINE, style="slow waltz", title="Gone")).view
    assert view.files[0].text == MINE
    assert "These words will be sung." in read(view)
    await press(studio, view, "sing")
    [request] = await songs(studio)
    assert (request.lyrics, request.style, request.title) == (MINE, "slow waltz", "Gone")


async def test_own_words_that_came_with_the_order_stay(studio: Studio) -> None:
    view = await heard(studio, f"style: jazz, smoky bar\n{MINE}")
    assert view.files[0].text == MINE
    await press(studio, view, "sing")
    [request] = await songs(studio)
    assert request.lyrics == MINE


async def test_words_that_are_too_long_are_cut_by_their_reader_or_sung_as_heard(
    studio: Studio, singer: ScriptedSinger
) -> None:
    long = "[verse]\n" + "\n".join(f"a line of many words {n:02}" for n in range(8))
    singer.hearings = [hears(studio.clock.ms, long)]
    view = await heard(studio)
    assert f"These words have {len(long)} characters, and 120 can be sung. Cut {len(long) - 120}" in read(
        view
    )
    assert buttons(view) == ["as-heard", "edit", "drop"]
    with pytest.raises(Refusal):
        await press(studio, view, "sing")
    shorter = (await press(studio, view, "edit", lyrics=WORDS, style="jazz, smoky bar")).view
    assert buttons(shorter) == ["sing", "edit", "drop"]
    longer = (await press(studio, shorter, "edit", lyrics=long, style="jazz, smoky bar")).view
    await press(studio, longer, "as-heard")
    [request] = await songs(studio)
    assert request.lyrics == ""
    assert request.cover is not None
    assert (request.cover.feature_id, request.cover.file != "") == ("", True)


async def test_words_that_no_form_holds_stay_until_others_are_written(
    studio: Studio, singer: ScriptedSinger
) -> None:
    long = "[verse]\n" + "\n".join(f"a line of many words {n:03}" for n in range(180))
    singer.hearings = [hears(studio.clock.ms, long)]
    view = await heard(studio)
    form = next(button.form for button in view.buttons if button.id == "edit")
    assert form is not None
    assert [one.value for one in form.inputs if isinstance(one, Input)] == ["", "jazz, smoky bar", ""]
    view = (await press(studio, view, "edit", lyrics="", style="slow waltz")).view
    assert view.files[0].text == long
    view = (await press(studio, view, "edit", lyrics=MINE, style="slow waltz")).view
    assert view.files[0].text == MINE


async def test_a_song_without_words_can_be_given_some(studio: Studio, singer: ScriptedSinger) -> None:
    singer.hearings = [hears(studio.clock.ms, "")]
    view = await heard(studio)
    assert "I hear no words" in read(view)
    assert (buttons(view), view.files) == (["as-heard", "edit", "drop"], ())
    view = (await press(studio, view, "edit", lyrics=MINE, style="jazz, smoky bar")).view
    assert buttons(view) == ["sing", "edit", "drop"]


async def test_after_a_day_the_song_is_listened_to_again_and_the_words_stay(
    studio: Studio, singer: ScriptedSinger
) -> None:
    view = await heard(studio)
    view = (await press(studio, view, "edit", lyrics=MINE, style="jazz, smoky bar")).view
    studio.clock.forward(DAY_MS)
    singer.hearings = [hears(studio.clock.ms, feature="f2")]
    answer = await press(studio, view, "sing")
    assert answer.receipt is None
    assert "listening to the song" in read(answer.view)
    again = await write(studio)
    assert again is not None
    await press(studio, again, "sing")
    [request] = await songs(studio)
    assert request.cover is not None
    assert (request.cover.feature_id, request.lyrics) == ("f2", MINE)


async def test_a_song_that_is_not_kept_any_more_is_asked_for_again(studio: Studio) -> None:
    view = await heard(studio)
    for path in (studio.folder / "uploads").rglob("*"):
        if path.is_file():
            path.unlink()
    studio.clock.forward(DAY_MS)
    with pytest.raises(InvalidOrder) as caught:
        await press(studio, view, "sing")
    assert says(caught) == "audio-gone"


async def test_a_service_that_does_not_listen_first_sings_at_once(
    make_studio: MakeStudio, song: bytes
) -> None:
    studio = make_studio(ScriptedSinger(singer_info("ear", listens=False), [sings(song)]))
    receipt = await cover(studio, "style: jazz, smoky bar", await sent(studio))
    assert isinstance(receipt, Receipt)
    form = await cover(studio, "", await sent(studio), "2")
    assert isinstance(form, View)
    answer = await press(studio, form, "listen", style="slow waltz")
    assert answer.receipt is not None
    first, second = await songs(studio)
    assert (first.style, second.style, first.lyrics) == ("jazz, smoky bar", "slow waltz", "")
    assert first.cover is not None
    assert first.cover.feature_id == ""


async def test_a_style_that_the_service_does_not_take_is_said_before_anybody_waits(studio: Studio) -> None:
    with pytest.raises(InvalidOrder) as caught:
        await cover(studio, "style: jazz", await sent(studio))
    assert says(caught) == "prompt-too-short"
    assert await drafts_of(studio) == []


async def test_the_flow_is_its_owners(studio: Studio) -> None:
    view = await heard(studio)
    with pytest.raises(NotYours):
        await press(studio, view, "sing", who="bob")
    assert await songs(studio) == []


async def test_whoever_is_not_let_in_has_nothing_listened_to(
    make_studio: MakeStudio, singer: ScriptedSinger
) -> None:
    rules = with_limits(access=Access(servers=frozenset({"elsewhere"})))
    studio = make_studio(singer, rules=rules)
    with pytest.raises(Outside):
        await cover(studio, "style: jazz, smoky bar", await sent(studio))
    assert await drafts_of(studio) == []
