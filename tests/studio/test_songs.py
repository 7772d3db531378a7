"""What can be done with a finished song: who may, that it happens once, and that a crash loses nothing."""

import asyncio
import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import (
    Blocked,
    DeliveryUnavailable,
    DeliveryUnknown,
    InvalidOrder,
    NotModerator,
    NotYours,
    PlaceGone,
    Refusal,
    SongGone,
    SongUnderWay,
    TooLargeToPost,
)
from bot.domain.job import JobState
from bot.domain.people import Account, Caller, PlaceRef
from bot.domain.posts import Upload
from bot.domain.song import CoverSource, Origin
from bot.domain.view import Phrase, View
from bot.store import audit, blocks, dialogues, facts, files, jobs, news, people
from bot.studio.herald import Herald, tell
from tests.store.rows import DAY_MS
from tests.studio.fakes import CHAT, TAVERN, Studio, an_order

CELLAR = PlaceRef(CHAT, "cellar")
ANN = Caller(Account(CHAT, "ann", name="Ann"), TAVERN)
BOB = Caller(Account(CHAT, "bob"), TAVERN)
MIA = Caller(Account(CHAT, "mia"), TAVERN, manages=True)
TICKETS = itertools.count()


def origin(by: Caller = ANN, message: str = "") -> Origin:
    """Return a new press of somebody's."""
    place = "" if by.place.is_private else by.place.native_id
    chat = f"@{by.account.native_id}" if by.direct else by.place.native_id
    message = message or f"press{next(TICKETS)}"
    return Origin(platform=CHAT, chat=chat, message=message, place=place, person=by.account.native_id)


async def done(studio: Studio, song: bytes = b"a song", **order: object) -> str:
    """Have a song made and posted."""
    job_id = await studio.sung(song, **order)  # type: ignore[arg-type]
    await studio.pipeline.run(job_id)
    assert (await studio.job(job_id)).state is JobState.DONE
    return job_id


async def kept(studio: Studio, **order: object) -> str:
    """Have a song made that no chat took."""
    job_id = await studio.sung(**order)  # type: ignore[arg-type]
    await studio.endings.keep(await studio.job(job_id))
    return job_id


async def again(studio: Studio, job_id: str, by: Caller = ANN, tap: str = "") -> str:
    here = origin(by, tap)
    return (await studio.songs.again(by, job_id, here, f"{CHAT}:{here.message}")).status.job_id


async def count(studio: Studio) -> int:
    return int((await studio.db.read("SELECT COUNT(*) AS n FROM jobs"))[0]["n"])


def restarted(studio: Studio) -> Herald:
    """Return the herald of a bot that was started anew on the same database."""
    return Herald(
        db=studio.db,
        platforms=studio.platforms,
        machine=studio.machine,
        errands=studio.errands,
        now_ms=studio.clock,
    )


async def everything(studio: Studio) -> str:
    """Return all that the database says."""
    tables = await studio.db.read("SELECT name FROM sqlite_master WHERE type = 'table'")
    said = []
    for table in tables:
        said += [str(tuple(row)) for row in await studio.db.read(f"SELECT * FROM {table['name']}")]
    return "\n".join(said)


# --- again


async def test_again_is_a_new_order_of_the_same_at_the_cost_of_whoever_presses(studio: Studio) -> None:
    job_id = await done(studio, style="folk", title="The sea")
    new = await studio.job(await again(studio, job_id, BOB))
    assert new.id != job_id
    assert new.request == (await studio.job(job_id)).request
    rows = await studio.db.read(
        """SELECT i.native_id FROM ledger l JOIN identities i ON i.id = l.identity_id
        WHERE l.job_id = :job AND l.kind = 'reserve'""",
        {"job": new.id},
    )
    assert [row["native_id"] for row in rows] == ["bob"]


async def test_two_presses_within_ten_seconds_are_one_order_and_a_later_one_is_another(
    studio: Studio,
) -> None:
    job_id = await done(studio)
    first = await again(studio, job_id)
    studio.clock.forward(9_000)
    assert await again(studio, job_id) == first
    studio.clock.forward(2_000)
    second = await again(studio, job_id)
    assert second != first
    assert await again(studio, job_id, BOB) not in (first, second)


async def test_a_tap_that_the_chat_sends_once_more_much_later_is_the_same_order(studio: Studio) -> None:
    job_id = await done(studio)
    first = await again(studio, job_id, tap="7")
    merged = await again(studio, job_id, tap="8")
    studio.clock.forward(DAY_MS)
    assert await again(studio, job_id, tap="7") == await again(studio, job_id, tap="8") == first == merged


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    presses=st.lists(st.sampled_from([ANN, BOB, MIA]), min_size=1, max_size=12),
)
async def test_many_presses_at_once_are_exactly_one_order_of_each_person(
    studio: Studio, presses: list[Caller]
) -> None:
    job_id = await done(studio)
    before = await count(studio)
    made = await asyncio.gather(*(again(studio, job_id, by) for by in presses))
    people = {by.account.native_id for by in presses}
    assert await count(studio) - before == len(set(made)) == len(people)
    for new in set(made):
        assert await studio.moves(new) == ["reserve"]
    await studio.db.tx(
        lambda q: q("UPDATE jobs SET state = 'cancelled', finished_ms = 1 WHERE state = 'queued'")
    )


async def test_a_press_that_was_refused_can_be_made_again_at_once(studio: Studio) -> None:
    job_id = await done(studio)
    waiting = [await studio.ordered(who="ann") for _ in range(5)]
    with pytest.raises(Refusal):
        await again(studio, job_id)
    await studio.desk.cancel(ANN.account, TAVERN, waiting[0])
    assert (await studio.job(await again(studio, job_id))).state is JobState.QUEUED


@pytest.mark.parametrize("state", ["failed", "cancelled", "declined"])
async def test_only_its_owner_tries_an_order_again_that_has_no_song(studio: Studio, state: str) -> None:
    job_id = await studio.ordered(who="ann")
    await studio.db.tx(lambda q: q("UPDATE jobs SET state = :state, finished_ms = 1", {"state": state}))
    with pytest.raises(NotYours):
        await again(studio, job_id, BOB)
    assert (await studio.job(await again(studio, job_id))).request.prompt == "the sea"


@pytest.mark.parametrize(
    "who",
    [replace(BOB, place=CELLAR), replace(BOB, place=PlaceRef(), direct=True), replace(BOB, place=PlaceRef())],
)
async def test_who_may_not_hear_a_song_can_do_nothing_with_it(studio: Studio, who: Caller) -> None:
    job_id = await done(studio)
    for attempt in (
        studio.songs.again(who, job_id, origin(who), "1"),
        studio.songs.edit(who, job_id, origin(who), "2"),
        studio.songs.words(who, job_id, 1),
        studio.songs.fetch(who, job_id, origin(who)),
    ):
        with pytest.raises(NotYours):
            await attempt
    with pytest.raises(NotModerator):
        await studio.songs.delete(who, job_id)


async def test_songs_of_direct_messages_are_nobody_elses_whatever_they_are_charged_to(studio: Studio) -> None:
    for place in (TAVERN, PlaceRef()):
        order = an_order("ann", f"dm{place.platform}", place=place, prompt="the sea")
        there = order.origin.model_copy(update={"chat": "@ann", "place": ""})
        job_id = (await studio.desk.order(replace(order, origin=there))).status.job_id
        for who in (BOB, replace(BOB, place=PlaceRef(), direct=True)):
            with pytest.raises(NotYours):
                await studio.songs.words(who, job_id, 1)


@pytest.mark.parametrize("job_id", ["0mnotthere", "../../etc", ""])
async def test_a_song_that_never_was_is_gone(studio: Studio, job_id: str) -> None:
    with pytest.raises(SongGone):
        await again(studio, job_id)
    with pytest.raises(SongGone):
        await studio.songs.delete(ANN, job_id)


async def test_a_cover_whose_audio_is_gone_is_refused_with_a_sentence(studio: Studio) -> None:
    job_id = await done(studio)
    cover = CoverSource(file="uploads/0123456789abcdef/0123456789abcdef0123456789abcdef")
    request = (await studio.job(job_id)).request.model_copy(update={"cover": cover})
    await studio.db.tx(lambda q: q("UPDATE jobs SET request = :r", {"r": request.model_dump_json()}))
    with pytest.raises(InvalidOrder) as refused:
        await again(studio, job_id)
    assert refused.value.problem == "audio-gone"


# --- edit, words, styles


async def test_edit_opens_a_draft_with_the_words_that_were_written(studio: Studio) -> None:
    job_id = await done(studio, style="folk")
    view = await studio.songs.edit(BOB, job_id, origin(BOB), "tap")
    form = next(button.form for button in view.buttons if button.id == "edit")
    assert form is not None
    values = {one.id: getattr(one, "value", None) for one in form.inputs}
    assert values == {"about": "the sea", "lyrics": "la la", "style": "folk", "title": "La", "voice": None}
    assert len(form.inputs) <= 5
    assert view == await studio.songs.edit(BOB, job_id, origin(BOB), "tap")


async def test_edit_leaves_words_of_ones_own_as_they_were(studio: Studio) -> None:
    job_id = await done(studio, prompt="", lyrics="[verse]\nover the sea")
    view = await studio.songs.edit(ANN, job_id, origin(), "tap")
    assert "over the sea" in view.files[0].text


async def test_the_words_come_as_a_file_named_like_the_song(studio: Studio) -> None:
    job_id = await done(studio)
    file = await studio.songs.words(BOB, job_id, 1)
    assert (file.name, file.text) == ("La.txt", "la la")
    with pytest.raises(SongGone):
        await studio.songs.words(BOB, job_id, 2)
    await studio.db.tx(lambda q: q("UPDATE tracks SET lyrics = ''"))
    with pytest.raises(InvalidOrder):
        await studio.songs.words(BOB, job_id, 1)


async def test_the_last_five_styles_are_offered_newest_first_and_each_once(studio: Studio) -> None:
    assert await studio.songs.recent_styles(ANN.account) == ()
    for style in ("polka", "folk", "", "jazz", "folk", "rock", "ska", "house"):
        await studio.db.tx(lambda q: q("UPDATE jobs SET state = 'done', finished_ms = 1"))
        await studio.order("ann", style=style)
    await studio.db.tx(lambda q: q("UPDATE jobs SET state = 'done', finished_ms = 1"))
    await studio.order("bob", style="metal")
    assert await studio.songs.recent_styles(ANN.account) == ("house", "ska", "rock", "folk", "jazz")


# --- posting again


async def test_a_song_is_posted_again_elsewhere_without_being_paid(studio: Studio) -> None:
    job_id = await done(studio)
    there = replace(ANN, place=CELLAR)
    await studio.songs.fetch(there, job_id, origin(there))
    await studio.herald.tell_due()
    chats = [where.chat for where, _ in studio.chat.posts.values()]
    assert chats == ["tavern", "cellar"]
    assert studio.chat.songs()[1].track.title == "La"
    assert await studio.moves(job_id) == ["reserve", "settle"]


async def test_one_tap_posts_once_and_so_do_two_within_ten_seconds(studio: Studio) -> None:
    job_id = await done(studio)
    await asyncio.gather(*(studio.songs.fetch(ANN, job_id, origin(message="7")) for _ in range(4)))
    await studio.songs.fetch(ANN, job_id, origin())
    await studio.herald.tell_due()
    studio.clock.forward(DAY_MS)
    await studio.songs.fetch(ANN, job_id, origin(message="7"))
    await studio.herald.tell_due()
    assert len(studio.chat.songs()) == 2
    await studio.songs.fetch(ANN, job_id, origin())
    await studio.herald.tell_due()
    assert len(studio.chat.songs()) == 3


@pytest.mark.parametrize("arrives", [True, False])
async def test_a_restart_while_a_song_is_posted_again_posts_it_once(studio: Studio, arrives: bool) -> None:
    job_id = await done(studio)
    await studio.songs.fetch(ANN, job_id, origin())
    studio.chat.raises, studio.chat.loses = [RuntimeError("the process ended")], arrives
    await studio.herald.tell_due()
    studio.chat.loses = False
    studio.clock.forward(60_000)
    herald = restarted(studio)
    await herald.tell_due()
    await herald.tell_due()
    assert len(studio.chat.songs()) == 2
    assert len(studio.chat.searches) == 1


async def test_where_nobody_can_tell_only_the_part_under_way_is_posted_once_more(studio: Studio) -> None:
    job_id = await done(studio)
    studio.chat.blind, studio.chat.loses, studio.chat.parts_each = True, True, 3
    studio.chat.attempts.clear()
    await studio.songs.fetch(ANN, job_id, origin())
    studio.chat.raises = [None, DeliveryUnknown(), None, DeliveryUnavailable()]
    await studio.herald.tell_due()
    studio.chat.loses = False
    for _ in range(2):
        studio.clock.forward(60_000)
        await restarted(studio).tell_due()
    first, *others = studio.chat.attempts
    assert others == [f"{first}.1", f"{first}.1", f"{first}.2", f"{first}.2"]
    assert [post.perhaps_again for post in studio.chat.songs()[1:]] == [False, True, False]
    await studio.songs.delete(ANN, job_id)
    await studio.herald.tell_due()
    taken_down = {message for _, message in studio.chat.taken_down}
    assert {f"m-{first}", f"m-{first}.1", f"m-{first}.2"} <= taken_down


async def test_what_the_chat_has_is_not_sent_to_it_again_even_when_the_file_is_gone(
    studio: Studio, song: bytes
) -> None:
    studio.chat.lends = True
    job_id = await done(studio, song)
    studio.chat.takes = Upload(len(song) // 2)  # what it has it takes, however large
    await studio.folders.remove(job_id)
    there = replace(ANN, place=CELLAR)
    for by in (ANN, there):
        await studio.songs.fetch(by, job_id, origin(by))
        await studio.herald.tell_due()
    lent = f"file-{job_id}.1.0"
    assert [post.file_id for post in studio.chat.songs()] == ["", lent, lent]
    assert {post.track.size_bytes for post in studio.chat.songs()} == {len(song)}


@pytest.mark.parametrize("kept", [True, False], ids=["on the disk", "gone"])
async def test_where_the_chat_has_forgotten_it_the_file_itself_is_sent(studio: Studio, kept: bool) -> None:
    studio.chat.lends = True
    job_id = await done(studio)
    studio.chat.forgotten = {f"file-{job_id}.1.0"}
    if not kept:
        await studio.folders.remove(job_id)
    await studio.songs.fetch(ANN, job_id, origin())
    await studio.herald.tell_due()
    if not kept:
        [(_, said)] = studio.chat.views()
        assert said.view.text == (Phrase("error-song-gone"),)
        with pytest.raises(SongGone):
            await studio.songs.fetch(ANN, job_id, origin())
        return
    studio.clock.forward(60_000)
    await studio.songs.fetch(ANN, job_id, origin())
    await studio.herald.tell_due()
    first, again = studio.chat.songs()[1:]
    assert (first.file_id, bool(again.file_id)) == ("", True)
    assert again.file_id not in studio.chat.forgotten


async def test_a_song_that_was_fitted_anew_is_another_file(studio: Studio, song: bytes) -> None:
    studio.chat.lends, studio.chat.parts_each = True, 2
    studio.chat.raises = [None, PlaceGone()]
    job_id = await studio.sung(song)
    assert (await studio.run(job_id)).state is JobState.KEPT
    job, (track,) = await studio.job(job_id), await facts.tracks_of(studio.db.read, job_id)
    assert await files.known(studio.db.read, track, CHAT)
    assert not await files.known(studio.db.read, track, "elsewhere")
    await studio.db.tx(lambda q: jobs.deliver_to(q, job, job.origin, now_ms=0, deadline_ms=2**52))
    mine = await studio.db.tx(lambda q: jobs.claim(q, job_id))
    smaller = replace(track, size_bytes=track.size_bytes // 2)
    await studio.db.tx(lambda q: facts.change_track(q, mine, smaller))
    assert not await files.known(studio.db.read, smaller, CHAT)
    await studio.db.tx(lambda q: files.note(q, track, CHAT, "of another file"))
    assert await files.known(studio.db.read, track, CHAT) != "of another file"


async def test_a_song_that_is_too_large_there_is_made_smaller_and_stays_as_it_is(
    studio: Studio, song: bytes
) -> None:
    job_id = await done(studio, song)
    studio.chat.takes = Upload(len(song) // 2)
    await studio.songs.fetch(ANN, job_id, origin())
    await studio.herald.tell_due()
    posted = studio.chat.songs()[1].track
    assert posted.size_bytes <= len(song) // 2
    assert posted.path.startswith(f"work/{job_id}/")
    assert (studio.folder / "songs" / job_id / "1.mp3").read_bytes() == song
    assert list((studio.folder / "work" / job_id).iterdir()) == []


async def test_a_chat_that_refuses_a_file_for_its_size_gets_a_smaller_one(
    studio: Studio, song: bytes
) -> None:
    job_id = await done(studio, song)
    studio.chat.raises = [TooLargeToPost()]
    await studio.songs.fetch(ANN, job_id, origin())
    await studio.herald.tell_due()
    assert studio.chat.songs()[1].track.size_bytes < len(song)


async def test_where_nothing_audible_fits_the_person_is_told(studio: Studio, song: bytes) -> None:
    job_id = await done(studio, song)
    studio.chat.takes = Upload(300)
    await studio.songs.fetch(ANN, job_id, origin())
    await studio.herald.tell_due()
    [(_, said)] = studio.chat.views()
    assert isinstance(said.view.text[0], Phrase)
    assert (said.view.text[0].id, said.audience) == ("error-too-big-here", "person")


async def test_an_upload_holds_up_no_other_news(studio: Studio) -> None:
    job_id = await done(studio)
    arrived = asyncio.Event()

    async def slowly(where: Origin) -> Upload:
        await arrived.wait()
        return Upload(None)

    studio.chat.upload = slowly  # type: ignore[method-assign,assignment]
    await studio.songs.fetch(ANN, job_id, origin())
    here = origin()
    await studio.db.tx(lambda q: tell(q, here, View(("hello",)), now_ms=studio.clock()))
    telling = asyncio.create_task(studio.herald.tell_due())
    await studio.chat.until_posted(2)
    assert len(studio.chat.views()) == 1
    arrived.set()
    await telling
    assert len(studio.chat.songs()) == 2


async def test_a_private_song_is_handed_to_the_chat_as_private_and_to_nobody_but_its_owner(
    studio: Studio,
) -> None:
    job_id = await done(studio, private=True)
    with pytest.raises(NotYours):
        await studio.songs.fetch(BOB, job_id, origin(BOB))
    alone = replace(ANN, place=PlaceRef(), direct=True)
    for where in (ANN, alone):
        await studio.songs.fetch(where, job_id, origin(where))
    await studio.herald.tell_due()
    assert {where.chat for where, _ in studio.chat.posts.values()} == {"tavern", "@ann"}
    assert all(post.job.request.private for post in studio.chat.songs())


async def test_a_kept_song_is_delivered_to_where_its_owner_asks_and_settled(studio: Studio) -> None:
    job_id, other = await kept(studio), await kept(studio)
    with pytest.raises(NotYours):
        await studio.songs.fetch(BOB, job_id, origin(BOB))
    await studio.songs.fetch(ANN, job_id, origin(replace(ANN, place=CELLAR)))
    assert (await studio.run_delivery(job_id)).state is JobState.DONE
    assert (await studio.job(other)).state is JobState.KEPT
    assert [where.chat for where, _ in studio.chat.posts.values()] == ["cellar"]
    assert await studio.moves(job_id) == ["reserve", "settle"]


async def test_a_private_song_that_was_kept_is_handed_to_the_chat_wherever_its_owner_asks(
    studio: Studio,
) -> None:
    job_id = await kept(studio, private=True)
    await studio.songs.fetch(ANN, job_id, origin())
    assert (await studio.run_delivery(job_id)).state is JobState.DONE
    assert [post.job.request.private for post in studio.chat.songs()] == [True]


async def test_who_is_blocked_posts_nothing_again_but_gets_what_was_kept(studio: Studio) -> None:
    job_id, waiting = await done(studio), await kept(studio)
    job = await studio.job(job_id)
    ann = await people.person_of(studio.db.read, job.identity_id)
    await studio.db.tx(
        lambda q: blocks.put(q, job.place_id, ann, reason="noise", by="operator", until_ms=None, now_ms=1)
    )
    with pytest.raises(Blocked):
        await studio.songs.fetch(ANN, job_id, origin())
    await studio.songs.fetch(ANN, waiting, origin())
    assert (await studio.job(waiting)).state is JobState.DELIVERING


async def test_a_cover_is_edited_like_any_song(studio: Studio) -> None:
    job_id = await done(studio, style="folk")
    cover = CoverSource(link="https://example.com/a.mp3")
    request = (await studio.job(job_id)).request.model_copy(update={"cover": cover, "prompt": ""})
    await studio.db.tx(lambda q: q("UPDATE jobs SET request = :r", {"r": request.model_dump_json()}))
    view = await studio.songs.edit(BOB, job_id, origin(BOB), "tap")
    assert "sing" in [button.id for button in view.buttons]


async def test_where_a_song_was_posted_again_others_can_use_its_buttons(studio: Studio) -> None:
    job_id = await done(studio)
    there, other = replace(ANN, place=CELLAR), replace(BOB, place=CELLAR)
    await studio.songs.fetch(there, job_id, origin(there))
    assert (await studio.job(await again(studio, job_id, other))).request.prompt == "the sea"


async def test_a_song_under_way_or_without_a_file_is_not_posted(studio: Studio) -> None:
    with pytest.raises(SongUnderWay):
        await studio.songs.fetch(ANN, await studio.ordered(who="ann"), origin())
    job_id = await done(studio)
    await studio.folders.remove(job_id)
    with pytest.raises(SongGone):
        await studio.songs.fetch(ANN, job_id, origin())


# --- deleting


async def test_deleting_takes_down_every_post_and_forgets_what_was_sung(studio: Studio) -> None:
    studio.chat.lends = True
    job_id = await done(studio, prompt="a zeppelin", style="polka", title="Hindenburg")
    (track,) = await facts.tracks_of(studio.db.read, job_id)
    assert await files.known(studio.db.read, track, CHAT)
    there = replace(ANN, place=CELLAR)
    await studio.songs.fetch(there, job_id, origin(there))
    await studio.herald.tell_due()
    await studio.songs.delete(ANN, job_id)
    await studio.herald.tell_due()
    assert sorted(chat for chat, _ in studio.chat.taken_down) == ["cellar", "tavern"]
    assert await studio.db.read("SELECT * FROM files") == []
    await studio.db.tx(lambda q: files.note(q, track, CHAT, "late"))
    assert await studio.db.read("SELECT * FROM files") == []
    assert not Path(studio.folder / "songs" / job_id).exists()
    said = await everything(studio)
    assert not any(word in said for word in ("zeppelin", "polka", "Hindenburg", "la la"))
    assert await studio.moves(job_id) == ["reserve", "settle"]
    assert (await studio.desk.songs(ANN.account)).entries == ()
    assert await studio.desk.track(ANN, job_id, 1) is None
    assert await studio.songs.recent_styles(ANN.account) == ()
    for attempt in (
        studio.songs.again(ANN, job_id, origin(), "1"),
        studio.songs.edit(ANN, job_id, origin(), "2"),
        studio.songs.words(ANN, job_id, 1),
        studio.songs.fetch(ANN, job_id, origin()),
        studio.songs.delete(ANN, job_id),
    ):
        with pytest.raises(SongGone):
            await attempt


async def test_deleting_forgets_the_dialogue_in_which_it_was_written(studio: Studio) -> None:
    job_id = await done(studio)
    view = await studio.dialogues.words(ANN, "[verse]\nover the sea", origin(), "d")
    dedup = f"dialogue:{view.dialogue}"
    await studio.db.tx(lambda q: q("UPDATE jobs SET dedup = :d WHERE id = :id", {"d": dedup, "id": job_id}))
    await studio.songs.delete(ANN, job_id)
    assert await dialogues.get(studio.db.read, view.dialogue, now_ms=0) is None


async def test_a_moderator_deletes_songs_of_their_place_and_it_is_written_down(studio: Studio) -> None:
    job_id = await done(studio)
    with pytest.raises(NotModerator):
        await studio.songs.delete(BOB, job_id)
    with pytest.raises(NotModerator):
        await studio.songs.delete(replace(MIA, place=CELLAR), job_id)
    await studio.songs.delete(MIA, job_id)
    place_id = (await studio.job(job_id)).place_id
    [entry] = await audit.page(studio.db.read, place_id, offset=0, limit=9)
    assert (entry.what, entry.after["name"]) == ("song.deleted", "ann")


async def test_a_kept_song_is_given_back_once_its_file_is_gone(studio: Studio) -> None:
    job_id = await kept(studio)
    await studio.songs.delete(ANN, job_id)
    assert await studio.moves(job_id) == ["reserve"]
    await studio.herald.tell_due()
    assert not Path(studio.folder / "songs" / job_id).exists()
    assert await studio.moves(job_id) == ["refund", "reserve"]
    assert (await studio.job(job_id)).state is JobState.FAILED
    assert studio.chat.notices() == []
    await studio.desk.contact(ANN.account, origin())
    assert (await studio.job(job_id)).state is JobState.FAILED


async def test_files_go_and_a_kept_song_is_given_back_while_its_chat_is_off(studio: Studio) -> None:
    job_id = await kept(studio)
    await studio.songs.delete(ANN, job_id)
    studio.platforms.clear()
    await studio.herald.tell_due()
    assert await studio.moves(job_id) == ["refund", "reserve"]


async def test_a_restart_between_the_steps_of_deleting_loses_none(studio: Studio) -> None:
    job_id = await kept(studio)
    await studio.songs.delete(ANN, job_id)
    await studio.desk.contact(ANN.account, origin())  # it is nobody's any more
    assert (await studio.job(job_id)).state is JobState.KEPT
    await studio.folders.remove(job_id)  # and then the bot was killed
    for _ in range(2):
        await restarted(studio).tell_due()
    assert await studio.moves(job_id) == ["refund", "reserve"]


async def test_a_chat_that_is_away_is_asked_again_to_take_a_song_down(studio: Studio) -> None:
    job_id = await done(studio)
    studio.chat.raises = [DeliveryUnavailable()]
    await studio.songs.delete(ANN, job_id)
    await studio.herald.tell_due()
    assert studio.chat.taken_down == []
    studio.clock.forward(60_000)
    await restarted(studio).tell_due()
    assert len(studio.chat.taken_down) == 1
    assert await news.untold(studio.db.read, now_ms=2**52) == []


@pytest.mark.parametrize("started", [True, False])
async def test_a_song_that_is_deleted_while_it_is_posted_again_is_gone_in_the_end(
    studio: Studio, started: bool
) -> None:
    job_id = await done(studio)
    await studio.songs.fetch(ANN, job_id, origin())
    if started:  # it arrived, and nobody noted it
        studio.chat.raises, studio.chat.loses = [RuntimeError("the process ended")], True
        await studio.herald.tell_due()
        studio.chat.loses = False
    await studio.songs.delete(ANN, job_id)
    for _ in range(3):
        studio.clock.forward(60_000)
        await studio.herald.tell_due()
    assert len(studio.chat.taken_down) == len(studio.chat.songs()) == (2 if started else 1)


async def test_what_is_still_being_made_is_not_deleted(studio: Studio) -> None:
    job_id = await studio.ordered(who="ann")
    with pytest.raises(SongUnderWay):
        await studio.songs.delete(ANN, job_id)
    assert (await studio.job(job_id)).deleted_ms is None


async def test_the_sweep_takes_what_a_deleted_song_left(studio: Studio) -> None:
    job_id = await done(studio)
    await studio.songs.delete(ANN, job_id)
    assert job_id not in await jobs.with_files(studio.db.read, since_ms=0)
