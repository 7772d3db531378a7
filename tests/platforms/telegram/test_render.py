"""What members read on Telegram: receipts, songs with their words, news. All of it fits into its messages."""

from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import InvalidOrder, TroubadourError
from bot.domain.ids import new_id
from bot.domain.job import Failure, Job, JobState, Track
from bot.domain.posts import JobStatus, NoticePost, SongPost, Stage
from bot.domain.quota import Limit, Usage
from bot.domain.song import Origin, SongRequest
from bot.domain.view import Phrase
from bot.locales import languages
from bot.platforms.telegram import render
from bot.platforms.telegram.controls import CommandControl, JobControl, SongControl
from bot.platforms.telegram.facts import COMMAND_DESCRIPTION_CHARACTERS, TITLE_CHARACTERS
from bot.platforms.telegram.lengths import units
from bot.platforms.telegram.outbound import Html
from bot.platforms.telegram.songsheet import PAGES
from bot.platforms.telegram.wording import clean, words_in
from bot.studio.views import Cancellation, CancelOutcome, Receipt
from tests.platforms.telegram.limits import Shown, shown
from tests.platforms.telegram.views import texts

EN = words_in("en")
LINK = "https://t.me/troubadour_bot"
NOON_MS = 1_790_000_000_000
JOB_ID = new_id(NOON_MS)
USAGE = Usage(Limit(5, "day"), used=2, resets_at_ms=NOON_MS, time_zone="Asia/Tokyo")
MOST_LEFT = Usage(Limit(1_000_000, "month"), used=1, resets_at_ms=NOON_MS, time_zone="Asia/Tokyo")
MP3, WAV = Path("songs/1.mp3"), Path("songs/1.wav")
VERSE = "[verse]\nHoo, hoo & <hoo>\n\nAgain"


def a_job(title: str = "Owls", **request: Any) -> Job:
    return Job(
        id=JOB_ID,
        dedup="telegram:-100:1",
        kind="song",
        identity_id="i",
        place_id="p",
        origin=Origin(platform="telegram", chat="-100", place="-100", person="77"),
        request=SongRequest(prompt="owls at night", **request),
        provider="offline",
        state=JobState.DELIVERING,
        epoch=1,
        created_ms=NOON_MS,
        deadline_ms=NOON_MS,
        title=title,
    )


def a_post(lyrics: str = VERSE, *, title: str = "Owls", n: int = 1, **request: Any) -> SongPost:
    track = Track(n, title, lyrics, duration_ms=125_400, path=f"songs/{n}.mp3", size_bytes=9)
    return SongPost(a_job(**request), track, max(1, n), "Offline singer", USAGE)


def a_receipt(**status: Any) -> Receipt:
    standing = JobStatus(
        JOB_ID, JobState.QUEUED, **{"line": 2, "usual_s": 90.0, "can_cancel": True, **status}
    )
    request = SongRequest(prompt="owls <at night>", style="folk", voice="female")
    return Receipt(standing, request, "Offline singer", USAGE, repeated=False)


def song(post: SongPost, language: str = "en") -> list[Shown]:
    messages = render.song(words_in(language), post, MP3)
    assert len(messages) == render.song_parts(post)
    return [shown(one) for one in messages]


# --- orders


def test_a_receipt_tells_place_in_line_and_facts() -> None:
    read = shown(render.receipt(EN, a_receipt()))
    assert read.text.startswith(
        "Got it. Your song is on its way.\nNumber 2 in line\nusually about 1:30\nAbout: owls <at night>\n"
    )
    assert read.text.endswith("Quota: 3 of 5 songs left today")
    assert read.marked("expandable_blockquote") == [read.text[read.text.index("About") :]]
    assert (read.labels, read.controls) == (("Cancel",), (JobControl("cancel", JOB_ID),))


def test_progress_keeps_the_facts_and_shows_how_far_it_is() -> None:
    facts = render.facts_of(EN, a_receipt())
    status = JobStatus(
        JOB_ID,
        JobState.RUNNING,
        stage="singing",
        fraction=0.42,
        usual_s=90,
        moved_to="B<",
        service="A",
        busy=True,
    )
    read = shown(render.status(EN, facts, status))
    assert read.text.startswith("Singing\nMoved to B<: A could not take it.\n")
    assert "▰▰▰▰▱▱▱▱▱▱ · usually about 1:30\nAbout: owls" in read.text
    assert read.controls == ()


def test_time_alone_moves_nothing_but_the_bar() -> None:
    status = JobStatus(JOB_ID, JobState.RUNNING, stage="singing", usual_s=90)
    bars = [
        shown(render.status(EN, Html(""), replace(status, elapsed_s=elapsed_s)))
        .text.split("\n")[1][:10]
        .count("▰")
        for elapsed_s in (0, 1, 45, 90, 9_000)
    ]
    assert bars == [0, 0, 5, 7, 9]
    waiting = replace(status, state=JobState.QUEUED, line=1)
    assert render.status(EN, Html(""), waiting) == render.status(EN, Html(""), replace(waiting, elapsed_s=60))


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.KEPT])
def test_what_has_ended_can_not_be_cancelled(state: JobState) -> None:
    read = shown(render.status(EN, Html("Facts"), JobStatus(JOB_ID, state, can_cancel=True, elapsed_s=65)))
    assert read.controls == ((JobControl("fetch", JOB_ID),) if state is JobState.KEPT else ())
    assert read.text.endswith("\nFacts")
    assert "1:05" in read.text or state is not JobState.DONE


def test_a_cancelled_song_says_what_is_left() -> None:
    done = Cancellation(CancelOutcome.CANCELLED, JOB_ID, USAGE)
    assert render.cancellation(EN, done).html == "Cancelled. Nothing was charged. 3 of 5 songs left today."


# --- songs


def test_a_song_comes_with_facts_words_and_buttons() -> None:
    post = replace(a_post(style="folk", voice="male"), file_id="F", thumbnail=Path("a.jpg"))
    (message,) = render.song(EN, post, MP3, file_name="Owls.mp3")
    read = shown(message)
    assert read.text == (
        "Owls\n2:05 · Voice: male · folk · made by Offline singer · AI generated\n"
        "3 of 5 songs left today.\nVerse\nHoo, hoo & <hoo>\n\nAgain"
    )
    assert read.marked("expandable_blockquote") == ["Verse\nHoo, hoo & <hoo>\n\nAgain"]
    assert read.controls == tuple(SongControl(one, JOB_ID, 1) for one in ("again", "edit", "words", "delete"))
    audio = message.audio
    assert audio is not None
    assert (audio.title, audio.performer, audio.duration_s) == ("Owls", "Offline singer", 125)
    assert (audio.file.name, audio.file.source, audio.file_id, audio.plays) == ("Owls.mp3", MP3, "F", True)
    assert audio.thumbnail == Path("a.jpg")


def test_what_has_no_player_comes_as_a_file_with_the_same_words() -> None:
    (as_file,) = render.song(EN, a_post(), WAV)
    (as_music,) = render.song(EN, a_post(), MP3)
    assert as_file.audio is not None
    assert (as_file.audio.plays, as_file.html) == (False, as_music.html)


def test_music_without_words_has_no_file_of_words() -> None:
    (read,) = song(a_post("", instrumental=True, n=2))
    assert "instrumental · part 2 of 2" in read.text
    assert read.controls == tuple(SongControl(one, JOB_ID, 2) for one in ("again", "edit", "delete"))


def test_a_song_that_may_stand_there_twice_says_so() -> None:
    (read,) = song(replace(a_post(), perhaps_again=True))
    assert "it may stand here twice. 3 of 5 songs left today.\n" in read.text
    notice = NoticePost(a_job(), JobState.FAILED, Failure("busy"), refunded=True, perhaps_again=True)
    assert "it may stand here twice.\n" in shown(render.notice(EN, notice, link=LINK)).text


def test_long_words_stand_in_messages_of_their_own_parted_between_sections() -> None:
    verses = [f"[verse]\n{f'the owl of verse {n} ' * 60}" for n in range(4)]
    caption, *pages = song(a_post("\n\n".join(verses)))
    assert "owl of" not in caption.text
    assert pages[0].text.startswith("Owls · Lyrics, 4 lines\nVerse\nthe owl of verse 0 ")
    quotes = [one for page in pages for one in page.marked("expandable_blockquote")]
    assert [one.count("Verse\n") for one in quotes] == [3, 1]
    assert all(one.startswith("Verse\n") for one in quotes)


def test_nobody_hears_of_a_song_twice() -> None:
    first, *others = render.song(EN, a_post("la la la\n" * 400), MP3)
    assert [first.silent, *(one.silent for one in others)] == [False, *(True for _ in others)]


def test_a_section_longer_than_a_message_is_parted_between_lines() -> None:
    lines = [f"Line {n} of the longest verse there is" for n in range(130)]
    _, *pages = song(a_post("\n".join(["[verse]", *lines])))
    assert len(pages) == 2
    assert "\n".join(one.marked("expandable_blockquote")[0] for one in pages) == "\n".join(["Verse", *lines])


@pytest.mark.parametrize("lyrics", ["la la\n" * 3_000, "hoo" * 1_500, "<" * 5_500])
def test_words_too_long_for_messages_come_as_a_file(lyrics: str) -> None:
    caption, words = render.song(EN, a_post(lyrics), MP3)
    assert "la la" not in caption.html
    assert "lyrics.txt" in shown(words).text
    assert words.document is not None
    assert words.document.source == lyrics.encode()


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(
    lyrics=texts(14_000) | st.lists(texts(900), max_size=30).map("\n[chorus]\n".join),
    title=texts(300),
    style=texts(300),
    again=st.booleans(),
    usage=st.sampled_from([None, USAGE, MOST_LEFT]),
)
def test_any_song_fits_loses_no_word_and_has_as_many_messages_in_every_language(
    lyrics: str, title: str, style: str, again: bool, usage: Usage | None
) -> None:
    post = replace(a_post(lyrics, title=title, style=style), perhaps_again=again, usage=usage)
    for language in languages():
        messages = render.song(words_in(language), post, MP3)
        assert len(messages) == render.song_parts(post) <= 1 + PAGES
        read = [shown(one) for one in messages]
        assert messages[0].audio is not None
        assert 1 <= units(messages[0].audio.title) <= TITLE_CHARACTERS
        if not any(one.document for one in messages):
            written = "".join(one.text for one in read)
            seen = [char for char in clean(lyrics).replace("[chorus]", "") if char.isalpha()]
            assert sum(map(str.isalpha, written)) >= len(seen)
        if again:
            assert all(words_in(language).text("chat-perhaps-again") in one.text for one in read)


# --- news


def test_a_song_that_failed_can_be_tried_again() -> None:
    post = NoticePost(a_job("Owls & <co>"), JobState.FAILED, Failure("busy"), refunded=True)
    read = shown(render.notice(EN, post, link=LINK))
    assert read.text.startswith("Owls & <co>\n")
    assert "Nothing was charged." in read.text
    assert read.text.endswith(f"Code busy {JOB_ID}")
    assert (read.labels, read.controls) == (("Try again",), (SongControl("again", JOB_ID, 0),))


def test_a_song_that_is_kept_can_be_fetched() -> None:
    read = shown(render.notice(EN, NoticePost(a_job(), JobState.KEPT, None, refunded=False), link=LINK))
    assert "press “Get it”" in read.text
    assert read.controls == (JobControl("fetch", JOB_ID),)


def test_the_news_of_a_kept_private_song_tells_nothing_of_it() -> None:
    post = NoticePost(a_job(private=True), JobState.KEPT, None, refunded=False)
    read = shown(render.notice(EN, post, link=LINK))
    assert "Owls" not in read.text
    assert read.urls == (LINK,)
    assert read.controls[0] == JobControl("fetch", JOB_ID)
    assert shown(render.kept_private(EN, LINK)).text == read.text


def test_a_failure_of_an_unknown_kind_is_told_all_the_same() -> None:
    post = NoticePost(a_job(), JobState.FAILED, Failure("of-a-later-version"), refunded=False)
    assert clean(EN.text("error-provider")) in shown(render.notice(EN, post, link=LINK)).text


# --- other answers


@pytest.mark.parametrize("language", languages())
def test_everything_can_be_told_in_every_language(language: str) -> None:
    words = words_in(language)
    tags = Phrase("tags-changed", {"service": "A", "changes": ("[hook]",)})
    told = replace(a_receipt(), tags_changed=tags, charged_to="My <group>")
    assert "My <group>" in shown(render.receipt(words, told)).text
    facts = render.facts_of(words, told)
    for stage in get_args(Stage):
        shown(render.status(words, facts, JobStatus(JOB_ID, JobState.RUNNING, stage=stage)))
    for state in JobState:
        shown(render.status(words, facts, JobStatus(JOB_ID, state)))
        shown(render.notice(words, NoticePost(a_job(), state, None, refunded=True), link=LINK))
    for outcome in CancelOutcome:
        shown(render.cancellation(words, Cancellation(outcome, JOB_ID, USAGE)))
    assert "ab12" in shown(render.internal(words, "ab12")).text
    for error in (TroubadourError(), InvalidOrder("file-and-lyrics")):
        shown(render.problem(words, error))
    for wide in (texts_of_receipt(9_000), texts_of_receipt(30)):
        shown(render.receipt(words, wide))
    for name in (*render.COMMANDS, "start", "admin"):
        assert 1 <= len(words.text(f"telegram-command-{name}-about")) <= COMMAND_DESCRIPTION_CHARACTERS


def texts_of_receipt(many: int) -> Receipt:
    long = "<&" * many
    request = SongRequest(prompt=long, lyrics=long, style=long, avoid=long, title=long)
    return replace(a_receipt(moved_to=long[:3_000]), request=request, provider_title=long[:3_000])


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("moderator", [False, True])
def test_help_lists_the_commands_with_an_example_to_press(language: str, moderator: bool) -> None:
    words = words_in(language)
    read = shown(render.help_(words, moderator=moderator))
    listed = [one.split()[0] for one in read.text.split("\n") if one.startswith("/") and " – " in one]
    assert listed == [f"/{name}" for name in (*render.COMMANDS, *(["admin"] if moderator else []))]
    assert read.marked("code") == [words.text("chat-example-shanty-text")]
    assert read.controls == (CommandControl("example"), CommandControl("song"))
    welcome = shown(render.start(words))
    assert welcome.controls == read.controls
    assert welcome.labels[0] == words.text("chat-example-shanty")
