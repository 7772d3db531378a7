"""What happens when buttons are pressed: below songs, on receipts and panels, new ones and old ones."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.peers.discord import DiscordPeer, Message, Person
from tests.platforms.discord.hall import Hall, bot_in, open_hall
from tests.studio.fakes import sings


@pytest.fixture
async def hall(tmp_path: Path, song: bytes) -> AsyncIterator[Hall]:
    async with open_hall(tmp_path, song) as there:
        yield there


async def sung(hall: Hall) -> Message:
    """Have a song made for Ann."""
    receipt = await hall.ann.slash("song", prompt="rain", title="Rain")
    await hall.peer.until(lambda: "is ready" in receipt.text)
    return await hall.song()


# --- below a song ---------------------------------------------------------------------------------


async def test_again_is_for_and_charged_to_whoever_presses(hall: Hall) -> None:
    song = await sung(hall)
    answer = await hall.mia.press(song, "Again")
    assert not answer.ephemeral
    songs = await hall.songs(2)
    assert songs[-1].pings == {"mia"}
    assert songs[-1].reply_to == (await answer.settled()).id


async def test_edit_and_sing_opens_a_draft_for_whoever_presses(hall: Hall) -> None:
    song = await sung(hall)
    answer = await hall.mia.press(song, "Edit and sing")
    assert (answer.kind, answer.ephemeral) == ("message", True)
    await hall.mia.press(await answer.settled(), "Sing")
    songs = await hall.songs(2)
    assert songs[-1].pings == {"mia"}


async def test_the_words_come_as_a_file_for_whoever_presses(hall: Hall) -> None:
    song = await sung(hall)
    answer = await hall.mia.press(song, "Lyrics file")
    assert answer.ephemeral
    (file,) = (await answer.settled()).files
    assert file.name == "Rain.txt"
    assert file.data.decode() == "la la la"


async def test_a_song_is_deleted_by_its_owner_after_a_second_thought(hall: Hall) -> None:
    song = await sung(hall)
    answer = await hall.ann.press(song, "Delete")
    assert answer.ephemeral
    assert not song.gone
    done = await hall.ann.press(await answer.settled(), "Delete")
    assert done.kind == "update"
    await hall.peer.until(lambda: song.gone)


async def test_a_moderator_deletes_anybodys_song(hall: Hall) -> None:
    song = await sung(hall)
    answer = await hall.mia.press(song, "Delete")
    await hall.mia.press(await answer.settled(), "Delete")
    await hall.peer.until(lambda: song.gone)


async def test_nobody_else_deletes_a_song(hall: Hall) -> None:
    bob = hall.peer.member("bob", guild=hall.guild)
    song = await sung(hall)
    answer = await hall.ann.press(song, "Delete")
    refused = await bob.press(song, "Delete")
    refused = await bob.press(await refused.settled(), "Delete")
    assert refused.ephemeral
    assert "Only moderators" in refused.text
    assert not song.gone
    assert answer.ephemeral


# --- on a receipt ---------------------------------------------------------------------------------


async def test_a_song_that_waits_is_cancelled_and_its_receipt_says_so_at_once(
    hall: Hall, song: bytes
) -> None:
    waits = asyncio.Event()
    hall.band.plan([waits, *sings(song)])
    receipt = await hall.ann.slash("song", prompt="rain")
    answer = await hall.ann.press(await receipt.settled(), "Cancel")
    assert answer.kind == "update"
    assert "Cancelled" in receipt.text
    assert "rain" in receipt.text  # the facts of the order stay
    assert (await receipt.settled()).buttons == []


async def test_nobody_cancels_the_song_of_another(hall: Hall, song: bytes) -> None:
    waits = asyncio.Event()
    hall.band.plan([waits, *sings(song)])
    receipt = await hall.ann.slash("song", prompt="rain")
    answer = await hall.mia.press(await receipt.settled(), "Cancel")
    assert answer.ephemeral
    assert "no song of yours" in answer.text
    waits.set()
    await hall.song()


# --- on a panel -----------------------------------------------------------------------------------


async def panel(hall: Hall, who: Person) -> Message:
    """Show Ann's or Mia's words as they would be sung."""
    message = await who.write("[verse]\nRain on the roof\nall night long", at=hall.room)
    answer = await who.menu("Make a song from this", message)
    return await answer.settled()


async def test_a_choice_changes_the_panel(hall: Hall) -> None:
    shown = await panel(hall, hall.ann)
    menu = next(one for one in shown.selects if one.custom_id.endswith(":voice"))
    answer = await hall.ann.choose(shown, menu.custom_id, "male")
    assert answer.kind == "update"
    assert "male" in shown.text


async def test_a_button_opens_the_form_as_it_is_now(hall: Hall) -> None:
    shown = await panel(hall, hall.ann)
    answer = await hall.ann.press(shown, "Edit")
    assert answer.modal is not None
    assert "Rain on the roof" in answer.modal.field("lyrics").value
    sent = await hall.ann.submit(answer.modal, {"title": "Rain"})
    assert sent.kind == "update"
    assert "Rain" in shown.text


async def test_a_form_of_a_panel_that_is_refused_loses_nothing(hall: Hall) -> None:
    shown = await panel(hall, hall.ann)
    opened = await hall.ann.press(shown, "Edit")
    sent = await hall.ann.submit(opened.modal, {"lyrics": "[verse]\n[chorus]", "style": "", "about": ""})
    assert sent.ephemeral
    assert "[chorus]" in (await sent.settled()).files[0].data.decode()
    again = await hall.ann.press((await sent.settled()), "Open the form again")
    assert again.modal is not None
    assert again.modal.field("lyrics").value == "[verse]\n[chorus]"
    done = await hall.ann.submit(again.modal, {"lyrics": "[verse]\nSun on the roof"})
    assert "Sun on the roof" in (done.text or shown.text)


async def test_two_presses_on_sing_are_one_song(hall: Hall) -> None:
    shown = await panel(hall, hall.ann)
    button = shown.button("Sing").custom_id
    await asyncio.gather(hall.ann.press(shown, button), hall.ann.press(shown, button))
    await hall.songs(1)
    assert len(hall.band.tasks) == 1


async def test_a_song_that_cant_be_had_leaves_the_panel_as_it_is(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song, quota={"songs": 0, "period": "day"}) as hall:
        shown = await panel(hall, hall.ann)
        answer = await hall.ann.press(shown, "Sing")
        assert answer.ephemeral
        assert "no songs here" in answer.text
        assert shown.button("Sing")


async def test_a_slow_press_is_heard_and_carried_out_later(hall: Hall) -> None:
    shown = await panel(hall, hall.ann)
    async with hall.slow_studio():
        answer = await hall.ann.press(shown, "Sing")
        assert answer.kind == "deferred update"
    assert await hall.song() in hall.posts()


# --- old controls ---------------------------------------------------------------------------------


async def test_a_control_of_another_version_is_answered_with_a_sentence(hall: Hall) -> None:
    song = await sung(hall)
    row = next(one for one in song.raw["components"])
    row["components"][0]["custom_id"] = "0:whatever:it:was"
    answer = await hall.ann.press(song, "0:whatever:it:was")
    assert answer.ephemeral
    assert "too old" in answer.text


async def test_the_buttons_of_a_song_work_after_a_restart(tmp_path: Path, song: bytes) -> None:
    async with DiscordPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            first = await sung(hall)
        async with bot_in(peer, tmp_path, song) as hall:
            await hall.ann.press(first, "Again")
            assert len(await hall.songs(2)) == 2


async def test_a_form_from_before_a_restart_is_not_sung_as_something_else(
    tmp_path: Path, song: bytes
) -> None:
    async with DiscordPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            opened = await hall.ann.slash("song", private=True)
        async with bot_in(peer, tmp_path, song) as hall:
            answer = await hall.ann.submit(opened.modal, {"words": "a secret"})
            assert answer.ephemeral
            assert (await answer.settled()).files[0].data == b"a secret"
            assert hall.posts() == []
