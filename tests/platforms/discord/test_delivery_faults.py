"""What goes wrong on the way to Discord: nothing is lost, and nothing is posted twice."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.errors import CantTell, DeliveryUnavailable, DeliveryUnknown, TooLargeToPost
from bot.domain.posts import ViewPost
from bot.domain.view import View
from tests.peers.discord import Broken, Limited, Lose, Refuse
from tests.platforms.discord.delivery_bench import ALERT, POSTS, Bench, bench, find, only, panel, post


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Bench]:
    """A bot that has logged in, and Ann, a member of its one server."""
    async with bench(tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Refuse(413, 40_005), TooLargeToPost),
        (Refuse(413, 0), TooLargeToPost),
        (Broken(503), DeliveryUnavailable),
        (Limited(retry_after=300), DeliveryUnavailable),
        (Refuse(401, 0), DeliveryUnavailable),
        (Refuse(400, 50_035), DeliveryUnavailable),
        (Refuse(403, 40_003), DeliveryUnavailable),
        (Refuse(403, 0), DeliveryUnavailable),
        (Refuse(501, 0), DeliveryUnknown),
        (Lose(), DeliveryUnknown),
        (Lose(after=True), DeliveryUnknown),
    ],
)
async def test_what_may_pass_leaves_the_song_for_another_time(
    at: Bench, fault: Limited | Refuse | Broken | Lose, error: type[Exception]
) -> None:
    origin = at.origin()
    at.peer.fail("POST", POSTS, fault)
    with pytest.raises(error) as caught:
        await post(at, origin, at.song(origin))
    if isinstance(caught.value, DeliveryUnavailable) and isinstance(fault, Limited):
        assert caught.value.retry_after_s == fault.retry_after
    assert at.said_in(at.ann.dm) == []


@pytest.mark.parametrize("code", [10_003, 10_004, 50_001, 50_013, 160_005, 50_083, 99_999])
async def test_what_a_place_refuses_for_good_another_gets(at: Bench, code: int) -> None:
    origin = at.origin()
    at.peer.fail("POST", POSTS, Refuse(403, code))
    await post(at, origin, at.song(origin))
    assert only(at.said_in(at.ann.dm)).files


async def test_a_direct_message_that_can_not_be_opened_just_now_is_opened_later(at: Bench) -> None:
    origin = at.origin()
    at.peer.fail("POST", "/users/@me/channels", Refuse(400, 40_003))
    with pytest.raises(DeliveryUnavailable):
        await post(at, origin, at.song(origin, private=True))
    await post(at, origin, at.song(origin, private=True))
    assert only(at.said_in(at.ann.dm)).files


async def test_a_limit_that_is_short_is_waited_for(at: Bench) -> None:
    origin = at.origin()
    at.peer.fail("POST", POSTS, Limited(retry_after=0.01), Limited(retry_after=0.01))
    await post(at, origin, at.song(origin))
    assert only(at.said_in(at.room)).files


async def test_a_token_that_is_refused_is_said_in_the_log(at: Bench) -> None:
    origin = at.origin()
    at.peer.fail("POST", POSTS, Refuse(401, 0))
    with capture_logs() as logs, pytest.raises(DeliveryUnavailable):
        await post(at, origin, at.song(origin))
    assert [line["log_level"] for line in logs] == ["error"]
    assert at.peer.token not in str(logs)


async def test_during_an_outage_nothing_is_lost(at: Bench) -> None:
    origin = at.origin()
    await at.peer.down()
    with pytest.raises((DeliveryUnavailable, DeliveryUnknown)):
        await post(at, origin, at.song(origin))  # on the connection that there was
    with pytest.raises(DeliveryUnavailable):
        await post(at, origin, at.song(origin))
    await at.peer.up()
    await post(at, origin, at.song(origin))
    assert len(at.said_in(at.room)) == 1


async def test_before_the_login_nothing_is_posted(at: Bench) -> None:
    origin = at.origin()
    await at.client.close()
    for work in (
        post(at, origin, at.song(origin)),
        find(at, origin, at.song(origin), since_ms=0),
        at.delivery.take_down(origin, "1"),
        at.delivery.upload(origin),
    ):
        with pytest.raises(DeliveryUnavailable):
            await work


# --- once -------------------------------------------------------------------------------------


async def test_a_post_whose_answer_was_lost_is_not_posted_twice(at: Bench) -> None:
    origin = at.origin()
    at.peer.fail("POST", POSTS, Lose(after=True))
    with pytest.raises(DeliveryUnknown):
        await post(at, origin, at.song(origin))
    assert await post(at, origin, at.song(origin)) == str(only(at.said_in(at.room)).id)


async def test_after_a_longer_break_the_bot_finds_its_own_song(at: Bench) -> None:
    origin, since_ms = at.origin(), at.clock()
    await post(at, origin, at.song(origin))
    for n in range(230):
        await at.ann.write(f"talk {n}", at=at.room)
    at.later(3_600)
    assert await find(at, origin, at.song(origin), since_ms=since_ms) == str(at.said_in(at.room)[0].id)


@pytest.mark.parametrize("where", ["thread", "fallback", "direct", "private"])
async def test_a_song_is_found_wherever_it_landed(at: Bench, where: str) -> None:
    origin, since_ms = at.origin(), at.clock()
    landed = at.room
    match where:
        case "thread":
            landed = at.room.thread()
            origin = at.origin(at=landed)
        case "fallback":
            origin = at.origin(at=at.room.thread(archived=True, locked=True))
        case "direct":
            at.room.deny(at.peer.bot, "send_messages")
            landed = at.ann.dm
        case "private":
            landed = at.ann.dm
    song = at.song(origin, private=where == "private")
    await post(at, origin, song)
    assert await find(at, origin, song, since_ms=since_ms) == str(only(at.said_in(landed)).id)


async def test_nothing_else_is_taken_for_the_song(at: Bench) -> None:
    origin, since_ms = at.origin(), at.clock()
    await at.ann.write("1:s:again:0mmkk5nfsxg6cf6t:1", at=at.room)
    await post(at, origin, at.notice(origin))
    await at.delivery.post(origin, at.song(origin, n=2), nonce="other.2")
    assert await find(at, origin, at.song(origin), since_ms=since_ms) is None
    await at.delivery.post(origin, at.song(origin), nonce="other.1")
    at.later(3_600)
    assert await find(at, origin, at.song(origin), since_ms=at.clock()) is None  # it is an older post


@pytest.mark.parametrize("kept", [True, False])
async def test_news_are_found_by_their_button(at: Bench, kept: bool) -> None:
    origin, since_ms = at.origin(), at.clock()
    await post(at, origin, at.notice(origin, kept=kept))
    found = await find(at, origin, at.notice(origin, kept=kept), since_ms=since_ms)
    assert found == str(only(at.said_in(at.room)).id)


@pytest.mark.parametrize("view", [panel(1), ALERT])
async def test_a_view_is_found_by_its_step_or_by_what_it_says(at: Bench, view: View) -> None:
    origin, since_ms = at.origin(), at.clock()
    await at.ann.write("hello", at=at.room)  # what looks empty may be a channel that can't be read
    assert await find(at, origin, ViewPost(view), since_ms=since_ms) is None
    await post(at, origin, ViewPost(view))
    assert await find(at, origin, ViewPost(view), since_ms=since_ms) == str(only(at.said_in(at.room)).id)
    assert await find(at, origin, ViewPost(panel(2)), since_ms=since_ms) is None


async def test_where_the_history_may_not_be_read_the_log_says_that_a_repeat_is_possible(at: Bench) -> None:
    origin, since_ms = at.origin(), at.clock()
    await post(at, origin, at.song(origin))
    at.room.deny(at.peer.bot, "read_message_history")
    with capture_logs() as logs, pytest.raises(CantTell):
        await find(at, origin, at.song(origin), since_ms=since_ms)
    (line,) = [line for line in logs if line["log_level"] == "warning"]
    assert (line["places"], line["job"]) == (["channel"], "0mmkk5nfsxg6cf6t")


async def test_a_channel_that_is_too_busy_to_be_read_is_said_in_the_log(
    at: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.platforms.discord.traces.MOST_PAGES", 2)
    origin, since_ms = at.origin(), at.clock()
    for n in range(200):
        await at.ann.write(f"talk {n}", at=at.room)
    await post(at, origin, at.song(origin))
    with capture_logs() as logs, pytest.raises(CantTell):
        await find(at, origin, at.song(origin), since_ms=since_ms)
    assert [line["places"] for line in logs if line["log_level"] == "warning"] == [["channel"]]


async def test_a_quiet_channel_is_no_reason_to_warn(at: Bench) -> None:
    await at.ann.write("hello", at=at.room)
    at.later(3_600)
    origin = at.origin()
    with capture_logs() as logs:
        assert await find(at, origin, at.song(origin), since_ms=at.clock()) is None
    assert [line for line in logs if line["log_level"] == "warning"] == []


async def test_a_song_that_one_person_sees_can_not_be_looked_for_and_the_log_says_so(at: Bench) -> None:
    at.ann.dms_open = False
    async with at.online():
        origin, _ = await at.asked(alone=True)
        song = at.song(origin, private=True)
        await post(at, origin, song)
        with capture_logs() as logs, pytest.raises(CantTell):
            await find(at, origin, song, since_ms=at.clock())
    assert [line["places"] for line in logs if line["log_level"] == "warning"] == [["follow-up"]]
