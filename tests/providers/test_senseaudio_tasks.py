"""SenseAudio's tasks: asked about whatever happens, and after a restart not bought again."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import (
    AuthenticationFailed,
    OutputModerated,
    ProviderError,
    ResultExpired,
    TookTooLong,
    TransientFailure,
)
from bot.domain.job import Call
from bot.domain.ports import Accepted, Answered, Remote, Submitting
from bot.net.download import Downloads
from bot.net.links import addresses_of
from tests.peers.senseaudio import SenseAudio as Peer
from tests.peers.service import Gateway, Lose, Refuse
from tests.providers.senseaudio_bench import (
    OWN,
    PENDING,
    PROMPT,
    TIMEOUT_S,
    WRITTEN,
    Clock,
    events_of,
    names_of,
    orders,
    provider_for,
    task_of,
    tracks_of,
    until,
)

LOST = (Lose("before"), Lose("after"))
"""Two, because aiohttp repeats a GET by itself."""


@pytest.fixture
async def peer(tmp_path: Path) -> AsyncIterator[Peer]:
    async with Peer(tmp_path) as peer:
        yield peer


# --- asking about a task ----------------------------------------------------------------------


async def test_questions_are_repeated_whatever_happens_to_them(peer: Peer) -> None:
    strange = Refuse(200, "STRANGE")
    too_many = Refuse(429, 429000, "请求过多", {"Retry-After": "40"})
    peer.fail("poll", strange, Gateway(502), Refuse(500, 500000), *LOST, too_many, Refuse(404, 404000))
    clock = Clock()
    (track,) = await tracks_of(provider_for(peer, clock=clock), task_of())
    assert track.lyrics == OWN
    assert len(peer.billed()) == 1
    assert clock.pauses == [5, 10, 20, 40, 60, 60, 5, 5]  # a 404 is a failure, too, and then it is there


async def test_a_task_that_stays_unknown_is_given_up(peer: Peer) -> None:
    accepted = Call(1, "senseaudio", "song", 0, remote_id="50f979f5-2b9e-4254-8653-c277644a31fa")
    with pytest.raises(ResultExpired) as caught:
        await events_of(provider_for(peer), task_of(accepted))
    assert caught.value.trace_id == accepted.remote_id
    assert [seen.path for seen in peer.seen] == [f"{PENDING}{accepted.remote_id}"] * 3


async def test_a_task_is_waited_for_until_the_services_time_is_up(tmp_path: Path) -> None:
    clock = Clock()
    async with Peer(tmp_path, polls=10_000) as peer:
        with pytest.raises(TookTooLong) as caught:
            await events_of(provider_for(peer, clock=clock), task_of())
    assert len(caught.value.trace_id) == 36
    assert sum(clock.pauses) == TIMEOUT_S
    assert len(peer.billed()) == 1


async def test_a_refused_question_ends_it(peer: Peer) -> None:
    peer.fail(
        "poll", Refuse(400, 400000, "参数错误"), Refuse(400, 400021, "内容无效"), Refuse(401, "x", "no")
    )
    for kind in (ProviderError, OutputModerated, AuthenticationFailed):
        with pytest.raises(ProviderError) as caught:
            await events_of(provider_for(peer), task_of())
        assert type(caught.value) is kind
        assert len(caught.value.trace_id) == 36  # the task's id, by which the vendor finds it


async def test_an_id_is_quoted(peer: Peer) -> None:
    accepted = Call(1, "senseaudio", "song", 0, remote_id="a/b?c=d 战")
    with pytest.raises(ResultExpired):
        await events_of(provider_for(peer), task_of(accepted))
    assert peer.seen[0].path == f"{PENDING}a%2Fb%3Fc%3Dd%20%E6%88%98"


# --- restarts ---------------------------------------------------------------------------------


async def test_a_task_that_is_known_is_asked_for_and_not_bought_again(peer: Peer) -> None:
    accepted = await until(provider_for(peer), task_of(), Accepted)
    assert isinstance(accepted, Accepted)
    known = Call(1, "senseaudio", "song", 0, remote_id=accepted.remote_id)
    events = await events_of(provider_for(peer), task_of(known))
    assert names_of(events) == ["Progress", "Answered", "Finished"]
    assert len(peer.billed()) == 1


async def test_an_answer_that_is_known_is_not_asked_for(peer: Peer) -> None:
    answered = await until(provider_for(peer), task_of(), Answered)
    assert isinstance(answered, Answered)
    asked = len(peer.seen)
    known = Call(1, "senseaudio", "song", 0, answer=answered.answer, outcome="answered")
    assert names_of(await events_of(provider_for(peer), task_of(known))) == ["Finished"]
    assert len(peer.seen) == asked


@pytest.mark.parametrize("how", ["answer", "task"])
async def test_words_that_are_known_are_not_bought_again(tmp_path: Path, how: Any) -> None:
    async with Peer(tmp_path, lyrics_by=how) as peer:
        task = task_of(**PROMPT)
        if how == "task":
            accepted = await until(provider_for(peer), task, Accepted)
            assert isinstance(accepted, Accepted)
            known = Call(1, "senseaudio", "lyrics", 0, remote_id=accepted.remote_id)
        else:
            answered = await until(provider_for(peer), task, Answered)
            assert isinstance(answered, Answered)
            known = Call(1, "senseaudio", "lyrics", 0, answer=answered.answer, outcome="answered")
        (track,) = await tracks_of(provider_for(peer), task_of(known, **PROMPT))
        assert track.lyrics == WRITTEN
        assert [charge.what for charge in peer.billed()] == ["lyrics", "song"]


async def test_both_calls_are_known(peer: Peer) -> None:
    answers = [
        event
        for event in await events_of(provider_for(peer), task_of(**PROMPT))
        if isinstance(event, Answered)
    ]
    lyrics = Call(1, "senseaudio", "lyrics", 0, answer=answers[0].answer, outcome="answered")
    song = Call(2, "senseaudio", "song", 0, remote_id=answers[1].trace_id)
    asked = len(orders(peer))
    (track,) = await tracks_of(provider_for(peer), task_of(lyrics, song, **PROMPT))
    assert track.lyrics == WRITTEN
    assert len(orders(peer)) == asked


async def test_words_of_another_service_are_not_taken_for_its_own(peer: Peer) -> None:
    other = Call(1, "minimax", "lyrics", 0, answer={"lyrics": "la"}, outcome="answered")
    events = await events_of(provider_for(peer), task_of(other, **PROMPT))
    assert names_of(events)[1] == "Submitting lyrics"


async def test_dead_links_are_asked_for_again(peer: Peer, tmp_path: Path) -> None:
    peer.link_seconds, peer.polls = -1, 0
    events = await events_of(provider_for(peer), task_of())
    accepted = next(event for event in events if isinstance(event, Accepted))
    downloads = Downloads(trusted=addresses_of([peer.url]))
    known = Call(1, "senseaudio", "song", 0, remote_id=accepted.remote_id)
    (dead,) = await tracks_of(provider_for(peer), task_of(known))
    assert isinstance(dead.audio, Remote)
    with pytest.raises(ResultExpired):
        await downloads.fetch(dead.audio.url, tmp_path / "song")
    await downloads.close()
    assert len(peer.billed()) == 1


async def test_nothing_has_left_when_nobody_listens(peer: Peer) -> None:
    await peer.down()
    with pytest.raises(TransientFailure):
        await events_of(provider_for(peer), task_of())
    assert peer.billed() == []


async def test_a_call_is_announced_before_it_leaves(peer: Peer) -> None:
    await until(provider_for(peer), task_of(), Submitting)
    assert peer.seen == []
