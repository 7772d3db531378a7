"""What members read on Discord: receipts, songs with their words, news. All of it fits into its message."""

from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import InvalidOrder, QuotaExceeded
from bot.domain.ids import new_id
from bot.domain.job import Failure, Job, JobState, Track
from bot.domain.posts import JobStatus, NoticePost, SongPost, Stage
from bot.domain.quota import Limit, Usage
from bot.domain.song import Origin, SongRequest
from bot.domain.view import Phrase
from bot.locales import languages
from bot.platforms.discord import facts, render
from bot.platforms.discord.controls import CommandControl, Control, JobControl, SongControl, read
from bot.platforms.discord.lengths import length
from bot.platforms.discord.outbound import Message
from bot.platforms.discord.wording import words_in
from bot.studio.views import Cancellation, CancelOutcome, Receipt
from tests.platforms.discord import limits
from tests.platforms.discord.views import texts

EN = words_in("en")
ANN = "111111111111111111"
NOON_MS = 1_790_000_000_000
JOB_ID = new_id(NOON_MS)
USAGE = Usage(Limit(5, "day"), used=2, resets_at_ms=NOON_MS, time_zone="Asia/Tokyo")
ORIGIN = Origin(platform="discord", chat="222222222222222222", person=ANN)


def a_job(title: str = "Owls", **request: Any) -> Job:
    return Job(
        id=JOB_ID,
        dedup="discord:1",
        kind="song",
        identity_id="i",
        place_id="p",
        origin=ORIGIN,
        request=SongRequest(prompt="owls at night", **request),
        provider="offline",
        state=JobState.DELIVERING,
        epoch=1,
        created_ms=NOON_MS,
        deadline_ms=NOON_MS,
        title=title,
    )


def a_post(lyrics: str = "[verse]\nHoo", *, title: str = "Owls", n: int = 1, **request: Any) -> SongPost:
    track = Track(n, title, lyrics, duration_ms=125_000, path=f"songs/{n}.mp3", size_bytes=9)
    return SongPost(a_job(**request), track, max(1, n), "Offline singer", USAGE)


def a_receipt(**status: Any) -> Receipt:
    standing = JobStatus(
        JOB_ID, JobState.QUEUED, **{"line": 2, "usual_s": 90.0, "can_cancel": True, **status}
    )
    request = SongRequest(prompt="owls *at night*", style="folk", voice="female")
    return Receipt(standing, request, "Offline singer", USAGE, repeated=False)


def controls(message: Message) -> list[Control | None]:
    return [read(one) for one in limits.controls(limits.wire(message))]


@pytest.fixture
def audio(tmp_path: Path) -> Path:
    path = tmp_path / "1.mp3"
    path.write_bytes(b"la")
    return path


# --- orders


def test_a_receipt_tells_place_in_line_and_facts() -> None:
    message = render.receipt(EN, a_receipt())
    payload = limits.wire(message)
    assert payload["content"] == (
        "Got it. Your song is on its way.\n"
        f"**Number 2 in line**\nOrdered <t:{NOON_MS // 1000}:R> · usually about 1:30"
    )
    (facts_,) = payload["embeds"]
    assert "**About**: owls \\*at night\\*" in facts_["description"]
    assert "**Voice**: female" in facts_["description"]
    assert "**Quota**: 3 of 5 songs left today" in facts_["description"]
    assert controls(message) == [JobControl("cancel", JOB_ID)]


def test_progress_says_what_is_done_and_why_it_waits() -> None:
    status = JobStatus(JOB_ID, JobState.RUNNING, stage="singing", moved_to="B_one", service="A", busy=True)
    content = limits.wire(render.progress(EN, status, created_ms=NOON_MS - 60_000))["content"]
    assert content.startswith("**Singing**\nMoved to B\\_one: A could not take it.")
    assert content.endswith(f"Ordered <t:{NOON_MS // 1000 - 60}:R>")


def test_time_alone_changes_nothing_that_has_to_be_edited() -> None:
    status = JobStatus(JOB_ID, JobState.RUNNING, stage="singing", elapsed_s=5, usual_s=90)
    later = replace(status, elapsed_s=60)
    assert render.progress(EN, status).content == render.progress(EN, later).content


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.KEPT])
def test_what_has_ended_can_not_be_cancelled_and_does_not_wait(state: JobState) -> None:
    message = render.progress(EN, JobStatus(JOB_ID, state, can_cancel=True, elapsed_s=65))
    assert controls(message) == ([JobControl("fetch", JOB_ID)] if state is JobState.KEPT else [])
    assert "<t:" not in message.content
    assert "1:05" in message.content or state is not JobState.DONE


def test_the_last_sentence_of_a_secret_receipt_says_that_the_song_comes_by_itself() -> None:
    message = render.parting(EN, a_receipt().status)
    assert "a message of its own" in limits.wire(message)["content"]
    assert controls(message) == [JobControl("cancel", JOB_ID)]


def test_a_cancelled_song_says_what_is_left() -> None:
    done = Cancellation(CancelOutcome.CANCELLED, JOB_ID, USAGE)
    assert render.cancellation(EN, done).content == (
        "Cancelled. Nothing was charged. 3 of 5 songs left today."
    )


@pytest.mark.parametrize("language", languages())
def test_every_state_and_end_can_be_told(language: str, audio: Path) -> None:
    words = words_in(language)
    tags = Phrase("tags-changed", {"service": "A", "changes": ("[hook]",)})
    told = replace(a_receipt(), tags_changed=tags, charged_to="My *server*")
    (facts_,) = limits.wire(render.receipt(words, told))["embeds"]
    assert facts_["description"].count("My \\*server\\*") == 1
    for stage in get_args(Stage):
        limits.wire(render.progress(words, JobStatus(JOB_ID, JobState.RUNNING, stage=stage)))
    for state in JobState:
        limits.wire(render.progress(words, JobStatus(JOB_ID, state)))
        limits.wire(render.parting(words, JobStatus(JOB_ID, state)))
        limits.wire(render.notice(words, NoticePost(a_job(), state, None, refunded=True)))
    for outcome in CancelOutcome:
        limits.wire(render.cancellation(words, Cancellation(outcome, JOB_ID, USAGE)))
    limits.wire(render.internal(words, "ab12"))
    limits.wire(render.song(words, a_post(n=2, voice="female"), audio))


# --- songs


def test_a_song_comes_with_facts_words_and_buttons(audio: Path) -> None:
    message = render.song(EN, a_post(style="folk", voice="male"), audio, file_name="Owls.mp3")
    payload = limits.wire(message)
    assert payload["content"] == (
        f"<@{ANN}> **Owls**\n2:05 · Voice: male · folk · made by Offline singer · AI generated\n"
        "3 of 5 songs left today."
    )
    assert [(one["title"], one["description"]) for one in payload["embeds"]] == [
        ("Lyrics, 1 line", "**Verse**\nHoo")
    ]
    assert payload["attachments"][0]["filename"] == "Owls.mp3"
    assert payload["allowed_mentions"]["users"] == [int(ANN)]
    actions = [SongControl(one, JOB_ID, 1) for one in ("again", "edit", "words", "delete")]
    assert controls(message) == actions


def test_music_without_words_has_no_file_of_words(audio: Path) -> None:
    message = render.song(EN, a_post("", instrumental=True), audio)
    payload = limits.wire(message)
    assert "instrumental" in payload["content"]
    assert not payload.get("embeds")
    assert SongControl("words", JOB_ID, 1) not in controls(message)


def test_a_second_track_is_a_song_of_its_own(audio: Path) -> None:
    message = render.song(EN, a_post(n=2), audio)
    assert "part 2 of 2" in message.content
    assert SongControl("again", JOB_ID, 2) in controls(message)


def sung(payload: dict[str, Any]) -> list[str]:
    """The lines that are read in the embeds."""
    return [line for one in payload.get("embeds", []) for line in one["description"].split("\n") if line]


def test_long_words_are_parted_between_their_sections(audio: Path) -> None:
    verses = [f"[verse]\n{f'the owl of verse {n} ' * 60}" for n in range(4)]
    payload = limits.wire(render.song(EN, a_post("\n\n".join(verses)), audio))
    assert len(payload["embeds"]) == 2
    assert all(one["description"].startswith("**Verse**\n") for one in payload["embeds"])


def test_a_section_longer_than_an_embed_is_parted_between_lines(audio: Path) -> None:
    lines = [f"Line {n} of the longest verse there is" for n in range(130)]
    payload = limits.wire(render.song(EN, a_post("\n".join(["[verse]", *lines])), audio))
    assert len(payload["embeds"]) == 2
    assert sung(payload) == ["**Verse**", *lines]


@pytest.mark.parametrize("lyrics", ["la la\n" * 1_500, "hoo" * 1_500, "*" * 3_500])
def test_words_too_long_for_a_message_come_along_as_a_file(lyrics: str, audio: Path) -> None:
    message = render.song(EN, a_post(lyrics), audio)
    payload = limits.wire(message)
    assert not payload.get("embeds")
    assert "lyrics.txt" in payload["content"]
    assert [file.source for file in message.files[1:]] == [lyrics.encode()]


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(
    lyrics=texts(9_000),
    title=texts(300),
    style=texts(300),
    language=st.sampled_from(languages()),
)
def test_any_song_fits_and_loses_no_word(
    lyrics: str, title: str, style: str, language: str, audio: Path
) -> None:
    message = render.song(words_in(language), a_post(lyrics, title=title, style=style), audio)
    payload = limits.wire(message)
    attached = len(message.files) > 1
    if not attached:
        written = "".join(one["description"] for one in payload.get("embeds", []))
        letters = [char for char in lyrics if char.isalpha()]
        shown = [char for char in written if char.isalpha()]
        assert len(shown) >= len(letters)


@pytest.mark.parametrize("language", languages())
def test_long_remarks_still_fit(language: str, audio: Path) -> None:
    post = a_post("*" * 9_000, title="*" * 500, style="_" * 400, format="wav")
    noted = replace(post, track=replace(post.track, note="as-heard"))
    assert (
        length(limits.wire(render.song(words_in(language), noted, audio))["content"])
        <= facts.CONTENT_CHARACTERS
    )


# --- news


def test_a_song_that_failed_can_be_tried_again() -> None:
    post = NoticePost(a_job(), JobState.FAILED, Failure("busy"), refunded=True)
    message = render.notice(EN, post)
    payload = limits.wire(message)
    assert payload["content"].startswith(f"<@{ANN}> **Owls**\n")
    assert "Nothing was charged." in payload["content"]
    assert payload["content"].endswith(f"-# Code busy {JOB_ID}")
    assert payload["allowed_mentions"]["users"] == [int(ANN)]
    assert controls(message) == [SongControl("again", JOB_ID, 0)]


def test_a_song_that_is_kept_can_be_fetched() -> None:
    message = render.notice(EN, NoticePost(a_job(), JobState.KEPT, None, refunded=False))
    assert "kept for you" in message.content
    assert controls(message) == [JobControl("fetch", JOB_ID)]


def test_a_failure_of_an_unknown_kind_is_told_all_the_same() -> None:
    post = NoticePost(a_job(), JobState.FAILED, Failure("of-a-later-version"), refunded=False)
    assert EN.text("error-provider") in render.notice(EN, post).content


# --- other answers


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("moderator", [False, True])
def test_help_lists_the_commands_and_offers_to_begin(language: str, moderator: bool) -> None:
    words = words_in(language)
    message = render.help_(words, moderator=moderator)
    content = limits.wire(message)["content"]
    assert f"**/{words.text('discord-command-song')}** " in content
    assert (f"**/{words.text('discord-admin-admin')}** " in content) is moderator
    assert controls(message) == [CommandControl("song")]


def test_a_refusal_tells_the_time_as_discord_does() -> None:
    content = limits.wire(render.problem(EN, QuotaExceeded(USAGE)))["content"]
    assert f"<t:{NOON_MS // 1000}:f>." in content
    assert "Tokyo" not in content


def test_what_somebody_typed_stays_plain_in_a_refusal() -> None:
    assert "\\*Mars\\*" in render.problem(EN, InvalidOrder("time-zone", name="*Mars*")).content


def test_our_own_fault_has_a_code() -> None:
    assert render.internal(EN, "ab12").content.endswith("\n-# Code ab12")


def test_one_sentence_is_said_as_it_is() -> None:
    assert render.say(EN, Phrase("dialogue-song-quoted", {"text": "*a*"})).content == "“\\*a\\*”"
    assert render.say(EN, "It was <t:1:f>.").content == "It was <t:1:f>."
