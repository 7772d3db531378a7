"""Songs and news on their way to Discord: where they belong, and to nobody else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.domain.errors import DeliveryUnavailable, PlaceGone
from bot.domain.posts import Outgoing, ViewPost
from bot.domain.song import Origin
from bot.platforms.discord.answers import Answered
from tests.peers.discord import Message
from tests.platforms.discord.delivery_bench import ALERT, NONCE, Bench, bench, only, panel, post


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Bench]:
    """A bot that has logged in, and Ann, a member of its one server."""
    async with bench(tmp_path) as made:
        yield made


# --- where it goes ----------------------------------------------------------------------------


async def test_a_song_arrives_in_its_channel_and_pings_who_ordered_it(at: Bench) -> None:
    origin = at.origin()
    posted = await post(at, origin, at.song(origin))
    song = only(at.said_in(at.room))
    assert (posted, song.pings, [file.size for file in song.files]) == (str(song.id), {"ann"}, [2_000])
    assert (song.nonce, song.reply_to) == (NONCE, None)


async def test_a_song_replies_to_its_receipt(at: Bench) -> None:
    async with at.online():
        origin, receipt = await at.asked()
        await post(at, origin, at.song(origin))
    assert at.said_in(at.room)[-1].reply_to == receipt.id


async def test_where_the_history_may_not_be_read_a_song_comes_without_a_reply(at: Bench) -> None:
    async with at.online():
        origin, _ = await at.asked()
        at.room.deny(at.peer.bot, "read_message_history")
        await post(at, origin, at.song(origin))
    song = at.said_in(at.room)[-1]
    assert (song.reply_to, len(song.files)) == (None, 1)


async def test_a_song_does_not_reply_to_a_receipt_that_only_one_person_sees(at: Bench) -> None:
    async with at.online():
        origin, _ = await at.asked(alone=True)
        await post(at, origin, at.song(origin))
    song = at.said_in(at.room)[-1]
    assert (song.reply_to, song.ephemeral) == (None, False)


async def test_a_receipt_that_was_deleted_keeps_no_song_from_coming(at: Bench) -> None:
    async with at.online():
        origin, receipt = await at.asked()
        await at.delivery.take_down(origin, str(receipt.id))
        await post(at, origin, at.song(origin))
    assert at.said_in(at.room)[-1].files


async def test_a_song_that_was_ordered_by_direct_message_replies_to_that_message(at: Bench) -> None:
    wrote = await at.ann.write_dm("la la la")
    origin = at.origin(at=at.ann.dm, message=str(wrote.id))
    await post(at, origin, at.song(origin))
    assert only(at.said_in(at.ann.dm)).reply_to == wrote.id


async def test_a_song_that_was_ordered_by_a_command_in_a_dm_replies_to_its_receipt(at: Bench) -> None:
    async with at.online():
        origin, receipt = await at.asked(at=at.ann.dm)
        await post(at, origin, at.song(origin))
    assert at.said_in(at.ann.dm)[-1].reply_to == receipt.id


async def test_a_song_arrives_in_its_thread_and_wakes_it(at: Bench) -> None:
    thread = at.room.thread(archived=True)
    origin = at.origin(at=thread)
    await post(at, origin, at.song(origin))
    assert only(at.said_in(thread)).files
    assert not thread.archived


async def test_where_the_thread_takes_nothing_the_song_goes_to_the_channel(at: Bench) -> None:
    origin = at.origin(at=at.room.thread(archived=True, locked=True))
    with capture_logs() as logs:
        await post(at, origin, at.song(origin))
    assert only(at.said_in(at.room)).pings == {"ann"}
    (line,) = [line for line in logs if line["event"] == "not posted there"]
    assert (line["place"], line["code"], line["job"]) == ("thread", 50_083, "0mmkk5nfsxg6cf6t")
    assert "ann" not in str(line)


async def test_where_channel_and_thread_take_nothing_the_song_goes_to_the_person(at: Bench) -> None:
    origin = at.origin(at=at.room.thread())
    at.room.deny(at.peer.bot, "send_messages", "send_messages_in_threads")
    await post(at, origin, at.song(origin))
    assert only(at.said_in(at.ann.dm)).files
    assert at.said_in(at.room) == []


@pytest.mark.parametrize("away", ["channel", "view", "attach", "server"])
async def test_a_place_that_is_gone_sends_the_song_to_the_person(at: Bench, away: str) -> None:
    origin = at.origin()
    at.peer.member("ann", guild=at.peer.guild("another"))
    match away:
        case "channel":
            await at.room.delete()
        case "view":
            at.room.deny("everyone", "view_channel")
            at.room.deny(at.peer.bot, "view_channel")
        case "attach":
            at.room.deny(at.peer.bot, "attach_files")
        case "server":
            await at.hall.remove_bot()
    await post(at, origin, at.song(origin))
    assert only(at.said_in(at.ann.dm)).files


async def test_a_closed_dm_keeps_the_song(at: Bench) -> None:
    origin = at.origin()
    await at.room.delete()
    at.ann.dms_open = False
    with pytest.raises(PlaceGone):
        await post(at, origin, at.song(origin))


async def test_somebody_without_a_server_in_common_keeps_the_song(at: Bench) -> None:
    origin = at.origin(at=at.ann.dm)
    await at.ann.leave(at.hall)
    with pytest.raises(PlaceGone):
        await post(at, origin, at.song(origin))


# --- for one person ---------------------------------------------------------------------------


async def test_a_private_song_goes_by_direct_message(at: Bench) -> None:
    async with at.online():
        origin, _ = await at.asked(alone=True)
        await post(at, origin, at.song(origin, private=True))
    assert only(at.said_in(at.ann.dm)).files


async def test_where_the_dm_is_closed_a_private_song_follows_its_order_up(at: Bench) -> None:
    at.ann.dms_open = False
    async with at.online():
        origin, _ = await at.asked(alone=True)
        posted = await post(at, origin, at.song(origin, private=True))
    song = at.said_in(at.room)[-1]
    assert (str(song.id), song.ephemeral, len(song.files)) == (posted, True, 1)
    assert song.button("Again").custom_id == "1:s:again:0mmkk5nfsxg6cf6t:1"


@pytest.mark.parametrize("kind", ["song", "notice", "kept"])
async def test_what_is_private_is_kept_and_never_goes_to_the_channel(at: Bench, kind: str) -> None:
    at.ann.dms_open = False
    async with at.online():
        origin, _ = await at.asked(alone=True)
        at.later(14 * 60 + 1)
        private: Outgoing = (
            at.song(origin, private=True)
            if kind == "song"
            else at.notice(origin, private=True, kept=kind == "kept")
        )
        with pytest.raises(PlaceGone):
            await post(at, origin, private)
    assert len(at.said_in(at.room)) == 1  # the receipt


async def test_a_kept_song_reaches_who_has_closed_their_dms_where_they_are_met_again(at: Bench) -> None:
    at.ann.dms_open = False
    async with at.online():
        met, _ = await at.asked(alone=True)
        to_herself = met.model_copy(update={"chat": f"@{at.ann.id}", "thread": "", "place": ""})
        await post(at, to_herself, at.song(to_herself))
    assert at.said_in(at.room)[-1].ephemeral


async def test_an_answer_to_one_person_is_seen_by_nobody_else(at: Bench) -> None:
    bob = at.peer.member("bob", guild=at.hall)
    async with at.online():
        origin, _ = await at.asked(alone=True)
        await post(at, origin, ViewPost(ALERT, "person"))
    assert at.said_in(at.room)[-1].ephemeral
    assert bob.sees(at.room) == []


async def test_an_answer_to_one_person_comes_by_direct_message_when_it_comes_late(at: Bench) -> None:
    async with at.online():
        origin, _ = await at.asked(alone=True)
        at.later(15 * 60)
        await post(at, origin, ViewPost(ALERT, "person"))
    assert only(at.said_in(at.ann.dm)).text
    assert len(at.said_in(at.room)) == 1


async def shown(at: Bench, origin: Origin, step: int) -> Message:
    """Have a dialogue's message shown, as an answer that only Ann sees, and return it."""
    await post(at, origin, ViewPost(panel(step), "person"))
    message = at.said_in(at.room)[-1]
    await note_panel(at, origin, message)
    return message


async def note_panel(at: Bench, origin: Origin, message: Message) -> None:
    known = await at.answers.of(origin.message)
    assert known is not None
    panel_of = Answered(
        channel=str(message.channel.id),
        message=str(message.id),
        ephemeral=message.ephemeral,
        token=known.token,
        token_until_ms=known.token_until_ms,
    )
    await at.answers.note(origin.message, panel_of)


async def test_words_that_were_waited_for_appear_in_their_panel(at: Bench) -> None:
    async with at.online():
        origin, _ = await at.asked(alone=True)
        message = await shown(at, origin, 1)
        count = len(at.said_in(at.room))
        assert await post(at, origin, ViewPost(panel(2), "person")) == str(message.id)
    assert (message.text, message.edits, len(at.said_in(at.room))) == ("step 2", 1, count)


async def test_words_that_are_there_before_their_panel_wait_for_it(at: Bench) -> None:
    async with at.online():
        asked, _ = await at.asked(alone=True)
        answered = await at.answers.of(asked.message)
        assert answered is not None
        origin = asked.model_copy(update={"message": str(int(asked.message) + 1)})
        with pytest.raises(DeliveryUnavailable):
            await post(at, origin, ViewPost(panel(2), "person"))
        await at.answers.note(origin.message, answered)
        await post(at, origin, ViewPost(panel(2), "person"))
    assert at.said_in(at.room)[-1].text == "step 2"


async def test_words_whose_panel_never_came_go_by_direct_message(at: Bench) -> None:
    async with at.online():
        asked, _ = await at.asked(alone=True)
        origin = asked.model_copy(update={"message": str(int(asked.message) + 1)})
        at.later(60)
        await post(at, origin, ViewPost(panel(2), "person"))
    assert only(at.said_in(at.ann.dm)).text == "step 2"


async def test_words_for_a_panel_that_is_over_come_by_direct_message(at: Bench) -> None:
    async with at.online():
        origin, _ = await at.asked(alone=True)
        message = await shown(at, origin, 1)
        at.later(15 * 60)
        await post(at, origin, ViewPost(panel(2), "person"))
    assert (message.text, only(at.said_in(at.ann.dm)).text) == ("step 1", "step 2")


async def test_a_request_to_moderators_goes_to_its_channel_and_to_nobody_by_direct_message(at: Bench) -> None:
    origin = at.origin()
    await post(at, origin, ViewPost(panel(1), "everyone"))
    assert only(at.said_in(at.room)).button("1:d:dlg1:1:sing")
    at.room.deny(at.peer.bot, "send_messages")
    with pytest.raises(PlaceGone):
        await post(at, origin, ViewPost(panel(2), "moderators"))
    assert at.said_in(at.ann.dm) == []


async def test_an_alert_reaches_the_operator_by_direct_message(at: Bench) -> None:
    origin = Origin(platform="discord", chat=f"@{at.ann.id}")
    await post(at, origin, ViewPost(ALERT, "moderators"))
    assert only(at.said_in(at.ann.dm)).text


# --- away again -------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["channel", "thread", "direct"])
async def test_a_song_is_taken_down_wherever_it_landed(at: Bench, where: str) -> None:
    origin = at.origin(at=at.room.thread()) if where == "thread" else at.origin()
    if where == "direct":
        at.room.deny(at.peer.bot, "send_messages")
    posted = await post(at, origin, at.song(origin))
    await at.delivery.take_down(origin, posted)
    await at.delivery.take_down(origin, posted)  # what is gone is nobody's loss
    for channel in (at.room, at.room.thread(), at.ann.dm):
        assert at.said_in(channel) == []


async def test_a_song_that_can_not_be_taken_down_is_said(at: Bench) -> None:
    thread = at.room.thread()
    origin = at.origin(at=thread)
    posted = await post(at, origin, at.song(origin))
    thread.archived = thread.locked = True
    with pytest.raises(PlaceGone):
        await at.delivery.take_down(origin, posted)
