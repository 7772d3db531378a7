"""Songs and news on their way to Telegram: where they belong, and to nobody else."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from blockbuster import blockbuster_ctx
from structlog.testing import capture_logs

from bot.domain.errors import (
    CantTell,
    DeliveryUnknown,
    FileForgotten,
    PlaceGone,
    TooLargeToPost,
)
from bot.domain.posts import Posted, ViewPost
from bot.platforms.telegram import facts
from bot.platforms.telegram.memory import NotedMessage
from tests.media.samples import jpeg
from tests.peers.telegram import Message
from tests.platforms.telegram.delivery_bench import JOB, LONG, NEWS, Bench, bench, panel


@pytest.fixture
async def at(tmp_path: Path, song: bytes) -> AsyncIterator[Bench]:
    """A bot, and Ann, who has started it, in a group with topics."""
    async with bench(tmp_path, song) as made:
        yield made


def name_of(message: Message) -> Posted:
    """Return what `post` says of a message."""
    assert message.file is not None
    return Posted(f"{message.chat.id}:{message.id}", message.file.file_id)


# --- a song -----------------------------------------------------------------------------------


async def test_a_song_replies_to_its_order_with_everything_a_player_shows(at: Bench) -> None:
    origin, order = await at.asked(at.hall)
    posted = await at.post_all(origin, at.song(origin))
    (song,) = at.said(at.hall)
    assert song.audio is not None
    assert posted == [name_of(song)]
    assert (song.reply_to, song.preview, song.silent) == (order.id, True, False)
    assert (song.audio.title, song.audio.performer, song.audio.duration) == ("Low tide", "Offline", 2)
    assert (song.audio.name.endswith(".mp3"), song.audio.data) == (True, at.song_bytes)
    assert "la la la" in song.text
    (request,) = at.peer.asked("sendAudio")
    assert request.params["reply_parameters"]["allow_sending_without_reply"]


async def test_the_words_of_a_song_reply_to_it_also_after_a_restart(at: Bench) -> None:
    topic = at.hall.topic("music")
    origin, order = await at.asked(topic)
    song = at.song(origin, lyrics=LONG)
    await at.post(origin, song)
    at.again()
    rest = [await at.post(origin, song, part=part) for part in range(1, at.delivery.parts(song))]
    audio, *words = at.said(topic)
    assert (audio.reply_to, len(words)) == (order.id, len(rest))
    assert {(one.reply_to, one.thread, one.preview, one.silent) for one in words} == {
        (audio.id, topic.id, False, True)
    }
    assert sum(one.text.count("la la la la") for one in words) == LONG.count("la la la la")


async def test_a_deleted_order_keeps_no_song_from_coming(at: Bench) -> None:
    origin, order = await at.asked(at.hall)
    at.ann.delete(order)
    await at.post(origin, at.song(origin))
    assert at.said(at.hall)[-1].reply_to is None


async def test_what_no_player_of_telegrams_plays_is_a_document(at: Bench) -> None:
    origin, _ = await at.asked()
    await at.post(origin, at.song(origin, container="wav"))
    (song,) = at.said(at.ann)
    assert song.document is not None
    assert song.document.name.endswith(".wav")
    again = at.song(origin, container="wav", file_id=song.document.file_id)
    assert (await at.post(origin, again)).file_id == song.document.file_id


async def test_a_song_that_telegram_has_is_not_uploaded_again(at: Bench) -> None:
    origin, _ = await at.asked(at.hall)
    first = await at.post(origin, at.song(origin))
    second = await at.post(origin, at.song(origin, file_id=first.file_id))
    assert second.file_id == first.file_id
    assert [len(one.files) for one in at.peer.asked("sendAudio")] == [1, 0]
    with pytest.raises(FileForgotten) as forgotten:
        await at.post(origin, at.song(origin, file_id="CQACAgIAAxkDAAIB"))
    assert forgotten.value.surely_not_posted


async def test_a_large_song_arrives_whole_and_is_read_beside_everything_else(at: Bench) -> None:
    origin, _ = await at.asked(at.hall)
    await at.post(origin, at.song(origin))  # with it, everything is read that is read once
    with blockbuster_ctx("bot.platforms.telegram"):
        await at.post(origin, at.song(origin, size=3_000_000))
    song = at.said(at.hall)[-1]
    assert song.audio is not None
    assert song.audio.data == (at.folder / "songs" / JOB / "1.mp3").read_bytes()


async def test_a_song_brings_its_picture_unless_telegram_would_not_take_it(at: Bench) -> None:
    origin, _ = await at.asked(at.hall)
    good, large, none = (at.folder / name for name in ("good.jpg", "large.jpg", "none.jpg"))
    good.write_bytes(jpeg(320, 320))
    large.write_bytes(jpeg(320, 320) + bytes(facts.THUMBNAIL_BYTES))
    for path in (good, large, none):
        await at.post(origin, replace(at.song(origin), thumbnail=path))
    assert [bool(one.audio and one.audio.thumbnail) for one in at.said(at.hall)] == [True, False, False]


# --- where it goes ----------------------------------------------------------------------------


async def test_a_song_goes_to_its_topic_then_to_the_group_then_to_the_person_and_is_kept_then(
    at: Bench,
) -> None:
    topic = at.hall.topic("music")
    origin, _ = await at.asked(topic)
    song = at.song(origin, lyrics=LONG)
    await at.post(origin, song)
    assert at.said(topic)[-1].thread == topic.id
    topic.close()
    await at.post(origin, song)
    assert at.said(at.hall.general)[-1].audio
    topic.delete()
    with capture_logs() as logs:
        await at.post(origin, song)
    assert len([one for one in at.said(at.hall.general) if one.audio]) == 2
    (line,) = [one for one in logs if one["event"] == "not posted there"]
    assert (line["place"], line["job"]) == ("topic", JOB)
    at.hall.forbid("music")
    await at.post_all(origin, song)
    audio, *words = at.said(at.ann)
    assert audio.reply_to is None  # the order stands in another chat
    assert {one.reply_to for one in words} == {audio.id}
    at.ann.block()
    with pytest.raises(PlaceGone):
        await at.post(origin, song)


async def test_a_group_that_the_bot_was_removed_from_sends_the_song_to_the_person(at: Bench) -> None:
    origin, _ = await at.asked(at.hall)
    at.hall.remove_bot()
    await at.post(origin, at.song(origin))
    assert len(at.said(at.ann)) == 1


async def test_who_never_started_the_bot_gets_the_song_kept(at: Bench) -> None:
    ben = at.peer.member("ben", at.hall)
    origin, _ = await at.asked(at.hall)
    at.hall.remove_bot()
    with pytest.raises(PlaceGone):
        await at.post(origin.model_copy(update={"person": str(ben.id)}), at.song(origin))


async def test_a_private_song_goes_to_the_person_alone_and_is_kept_where_that_is_not_started(
    at: Bench,
) -> None:
    origin, _ = await at.asked(at.hall)
    receipt = await at.receipt(origin, chat=str(at.ann.id))
    await at.post_all(origin, at.song(origin, private=True, lyrics=LONG))
    await at.post(origin, at.notice(origin, private=True))
    (_, song, *words, notice) = at.said(at.ann)
    assert (song.reply_to, notice.reply_to) == (receipt.id, receipt.id)
    assert {one.reply_to for one in words} == {song.id}
    at.ann.block()
    with pytest.raises(PlaceGone):
        await at.post(origin, at.song(origin, private=True))
    assert at.said(at.hall) == []


async def test_that_a_private_song_is_kept_or_failed_may_be_said_in_the_group_without_any_of_it(
    at: Bench,
) -> None:
    origin, order = await at.asked(at.hall)
    at.ann.block()
    await at.post(origin, at.notice(origin, private=True, kept=True))
    await at.post(origin, at.notice(origin, private=True))
    (kept, failed) = at.said(at.hall)
    assert kept.reply_to == failed.reply_to == order.id
    assert "Low tide" not in kept.text + failed.text
    assert "https://t.me/troubadour_test_bot" in [button.url for button in kept.buttons]
    assert failed.text.endswith("for you alone could not be made. Nothing was charged.")
    assert [button.label for button in failed.buttons] == ["Try again"]


async def test_a_group_that_became_a_supergroup_gets_its_song_once_without_a_reply(at: Bench) -> None:
    club = at.peer.group("club", basic=True)
    at.peer.member("ann", club)
    origin, _ = await at.asked(club)
    moves: list[tuple[str, str]] = []

    async def moved(old: str, new: str) -> None:
        moves.append((old, new))

    at.sender.on_moved = moved
    club.migrate()
    posted = await at.post_all(origin, at.song(origin, lyrics=LONG))
    song, *words = [one for one in at.said(club) if not one.service]
    assert (posted[0].message_id, song.reply_to) == (f"{club.id}:{song.id}", None)
    assert {one.reply_to for one in words} == {song.id}
    assert moves == [(str(club.old_id), str(club.id))]
    await at.delivery.take_down(origin, posted[0].message_id)
    assert song.gone


# --- news, requests, panels -------------------------------------------------------------------


async def test_why_there_is_no_song_replies_to_the_order(at: Bench) -> None:
    topic = at.hall.topic("music")
    origin, order = await at.asked(topic)
    await at.post(origin, at.notice(origin))
    (notice,) = at.said(topic)
    assert (notice.reply_to, [one.data for one in notice.buttons]) == (order.id, [f"1:s:again:{JOB}:0"])


async def test_what_moderators_are_asked_stands_in_the_topic_that_is_set_for_it(at: Bench) -> None:
    origin, _ = await at.asked(at.hall)
    office = at.hall.topic("office")
    chosen = origin.model_copy(update={"chat": str(office.id), "message": "", "thread": "", "person": ""})
    await at.post(chosen, ViewPost(panel(1)))
    (request,) = at.said(office)
    assert (request.thread, request.silent) == (office.id, False)
    office.delete()
    await at.post(chosen, ViewPost(panel(1)))
    assert len(at.said(at.hall.general)) == 1
    at.hall.remove_bot()
    with pytest.raises(PlaceGone):
        await at.post(chosen, ViewPost(panel(1)))
    assert at.said(at.ann) == []


async def test_what_is_for_one_person_goes_to_their_private_chat_or_else_to_where_they_asked(
    at: Bench,
) -> None:
    origin, order = await at.asked(at.hall)
    await at.post(origin, ViewPost(NEWS, "person"))
    assert len(at.said(at.ann)) == 1
    at.ann.block()
    await at.post(origin, ViewPost(NEWS, "person"))
    assert at.said(at.hall)[-1].reply_to == order.id


async def test_a_dialogue_goes_on_in_the_message_that_shows_it(at: Bench) -> None:
    origin, _ = await at.asked(at.hall)
    first = await at.post(origin, ViewPost(panel(1), "person"))
    at.again()
    second = await at.post(origin, ViewPost(panel(2), "person"))
    (shown,) = at.said(at.hall)
    assert ("step 2" in shown.text, first.message_id) == (True, second.message_id)
    assert await at.delivery.find(origin, ViewPost(panel(2), "person")) is None
    at.ann.delete(shown)
    await at.post(origin, ViewPost(panel(3), "person"))
    (shown,) = at.said(at.hall)
    assert "step 3" in shown.text
    await at.post(origin, ViewPost(panel(4)))  # what moderators see of it is another message
    assert len(at.said(at.hall)) == 2
    noted = await at.memory.panel("dlg1")
    assert noted == NotedMessage(chat=str(at.hall.id), message=str(shown.id))


# --- what goes wrong on the way ---------------------------------------------------------------


async def test_what_was_cut_off_may_be_there_and_nobody_can_tell(at: Bench) -> None:
    origin, _ = await at.asked(at.hall)
    at.peer.faults.add("sendAudio", drop="before")
    at.peer.faults.add("sendAudio", drop="after")
    for _ in range(2):
        with pytest.raises(DeliveryUnknown):
            await at.post(origin, at.song(origin))
    with pytest.raises(CantTell):
        await at.delivery.find(origin, at.song(origin))
    await at.post(origin, replace(at.song(origin), perhaps_again=True))
    first, second = at.said(at.hall)
    assert len(second.text) > len(first.text)


async def test_a_song_that_is_too_large_is_refused_with_the_limit(at: Bench) -> None:
    origin, _ = await at.asked(at.hall)
    limit = (await at.delivery.upload(origin)).most_bytes
    assert limit == facts.UPLOAD_BYTES
    for status, html in ((413, False), (413, True)):
        at.peer.faults.add("sendAudio", status=status, description="Request Entity Too Large", html=html)
        with pytest.raises(TooLargeToPost) as refused:
            await at.post(origin, replace(at.song(origin), thumbnail=None))
        assert refused.value.most_bytes is None
    song = at.song(origin)
    large = replace(song, track=replace(song.track, size_bytes=facts.UPLOAD_BYTES + 1))
    at.peer.faults.add("sendAudio", status=413, description="Request Entity Too Large")
    with pytest.raises(TooLargeToPost) as refused:
        await at.post(origin, large)
    assert refused.value.most_bytes == facts.UPLOAD_BYTES


# --- taking down ------------------------------------------------------------------------------


async def test_a_song_is_taken_down_wherever_it_landed_and_one_too_old_is_emptied(at: Bench) -> None:
    origin, _ = await at.asked(at.hall)
    posted = await at.post_all(origin, at.song(origin, lyrics=LONG))
    await at.delivery.take_down(origin, posted[1].message_id)
    await at.delivery.take_down(origin, posted[1].message_id)
    at.peer.pass_time(49 * 3600)
    await at.delivery.take_down(origin, posted[0].message_id)
    song = at.said(at.hall)[0]
    assert (song.audio, song.buttons) == (None, ())
    assert "Low tide" not in song.text
    at.hall.remove_bot()
    with pytest.raises(PlaceGone):
        await at.delivery.take_down(origin, posted[2].message_id)
