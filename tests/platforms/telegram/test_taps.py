"""What happens when buttons of panels and menus are pressed, and `/song` asks for what it was not told."""

import asyncio
from pathlib import Path

from tests.peers.telegram import Message, TelegramPeer
from tests.platforms.telegram.hall import Hall, bot_in, open_hall

LYRICS = "[verse]\nRain on the roof\nand a kettle that sings"
WISH = "a sea shanty about debugging"


async def panel(hall: Hall) -> Message:
    """Let Ann open a draft in her private chat."""
    await hall.ann.write(LYRICS)
    return await hall.peer.said(hall.ann, "what I understood")


async def offers(hall: Hall, shown: Message, label: str) -> None:
    """Wait until a message has a button with this in its label."""
    await hall.peer.until(lambda: any(label in button.label for button in shown.buttons))


async def test_a_song_is_asked_for_step_by_step_with_a_new_bot_at_each(tmp_path: Path, song: bytes) -> None:
    async with TelegramPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            ann = hall.ann
            await ann.write("/song")
            question = await peer.said(ann, "what the song is about")
            assert question.asks
            assert question.hint.startswith("A rainy Sunday")
        async with bot_in(peer, tmp_path, song) as hall:
            await ann.write(WISH)  # without replying to anything
            shown = await peer.said(ann, WISH)
            await ann.press(shown, "Write a song about this")
            await offers(hall, shown, "Folk")
            assert not any("Sing" in str(row) for row in shown.labels), "a menu is open"
        async with bot_in(peer, tmp_path, song) as hall:
            await ann.press(shown, "Folk")
            await offers(hall, shown, "Female")
        async with bot_in(peer, tmp_path, song) as hall:
            await ann.press(shown, "Female")
            await offers(hall, shown, "Sing")
            assert "Folk" in shown.text
            assert "female" in shown.text
        async with bot_in(peer, tmp_path, song) as hall:
            await ann.press(shown, "Sing")
            sung = await peer.said(ann, fits=lambda one: one.audio)
            assert hall.band.tasks[0].request.prompt == WISH
            assert hall.band.tasks[0].request.voice == "female"
            assert shown.buttons == ()
            assert sung.reply_to is not None
        assert all(tap.answered and not tap.lost for tap in peer.taps)


async def test_in_a_group_the_question_is_answered_by_a_reply_of_whom_it_was_put_to(
    tmp_path: Path, song: bytes
) -> None:
    async with open_hall(tmp_path, song) as hall:
        peer, group = hall.peer, hall.group
        await hall.ann.write("/song", at=group)
        question = await peer.said(group, "reply to this message")
        assert question.asks
        assert question.asked_of == hall.ann.id
        assert question.text.startswith("ann"), "everybody else knows that it is not for them"

        await hall.mia.write("what about rain", at=group, reply_to=question)
        await peer.said(group, "somebody else's")
        await hall.ann.write("not an answer, and no bot hears it", at=group)
        await hall.ann.write(LYRICS, at=group, reply_to=question)
        shown = await peer.said(group, "what I understood")
        assert "Folk" in str(shown.labels), "lyrics are understood at once, and the first menu is open"
        refused = await hall.mia.press(shown, "Folk")
        assert refused.alert
        await hall.ann.press(shown, "Folk")
        await offers(hall, shown, "Female")
        await hall.ann.press(shown, "Next")
        await offers(hall, shown, "Sing")
        await hall.ann.press(shown, "Sing")
        await hall.song()


async def test_what_cant_be_sung_is_asked_for_once_more(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        peer, ann = hall.peer, hall.ann
        await ann.write("/song")
        question = await peer.said(ann, "what the song is about")
        await ann.write("[verse]\n[chorus]")
        again = await peer.said(ann, "what the song is about", after=question)
        assert await peer.said(ann, "no words in them")
        await ann.send("document", "rain.txt", LYRICS.encode())
        shown = await peer.said(ann, "Rain on the roof", after=again)
        assert "Folk" in str(shown.labels)


async def test_a_command_is_carried_out_and_the_question_waits_for_a_reply(
    tmp_path: Path, song: bytes
) -> None:
    async with open_hall(tmp_path, song) as hall:
        peer, ann = hall.peer, hall.ann
        await ann.write("/song")
        question = await peer.said(ann, "what the song is about")
        await ann.write("/cancel")
        await peer.said(ann, "no song of yours to cancel")
        await ann.write("[chorus]\nKettle, sing to me")
        panel = await peer.said(ann, "Kettle, sing to me")
        assert "Sing" in str(panel.labels), "it is words like any others, and no menu opens"
        await ann.write(LYRICS, reply_to=question)
        shown = await peer.said(ann, "Rain on the roof")
        assert "Folk" in str(shown.labels)


async def test_menus_of_a_panel_open_and_close_and_what_is_picked_holds(tmp_path: Path, song: bytes) -> None:
    async with TelegramPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            ann, shown = hall.ann, await panel(hall)
            await ann.press(shown, "Style")
            await offers(hall, shown, "Folk")
            await ann.press(shown, "Back")
            await offers(hall, shown, "Sing")
            await ann.press(shown, "Style")
            await offers(hall, shown, "Folk")
        async with bot_in(peer, tmp_path, song) as hall:
            # two presses, the second of which comes too late to mean anything
            first, second = [await ann.press(shown, "Jazz", wait=False) for _ in range(2)]
            await ann.answered(first)
            await ann.answered(second)
            assert first.text == ""
            assert "already done" in second.text
            await peer.until(lambda: "Jazz" in shown.text)
            await ann.press(shown, "Style")
            await offers(hall, shown, "✓ Jazz")
            await ann.press(shown, "Whatever fits")
            await offers(hall, shown, "Sing")
            assert "Jazz" not in shown.text


async def test_two_presses_on_sing_are_one_song(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        shown = await panel(hall)
        taps = [await hall.ann.press(shown, "Sing", wait=False) for _ in range(2)]
        await asyncio.gather(*map(hall.ann.answered, taps))
        await hall.peer.said(hall.ann, fits=lambda one: one.audio)
        assert len(hall.band.tasks) == 1
        assert shown.buttons == ()


async def test_a_song_that_cant_be_had_leaves_the_panel_as_it_is(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song, quota={"songs": 0, "period": "day"}) as hall:
        shown = await panel(hall)
        tap = await hall.ann.press(shown, "Sing")
        assert tap.alert
        assert "no songs here" in tap.text
        assert shown.button("Sing")


async def test_words_too_long_for_a_panel_come_as_a_file(tmp_path: Path, song: bytes) -> None:
    lyrics = "\n".join(["[verse]", *(f"Rain on the roof of house number {n}" for n in range(1, 130))])
    async with open_hall(tmp_path, song) as hall:
        await hall.ann.send("document", "rain.txt", lyrics.encode())
        shown = await hall.peer.said(hall.ann, "what I understood")
        await hall.ann.press(shown, "lyrics.txt")
        brought = await hall.peer.said(hall.ann, fits=lambda one: one.document)
        assert brought.document is not None
        assert "house number 129" in brought.document.data.decode()


async def test_topics_are_chosen_one_by_one(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        peer = hall.peer
        loud, quiet = hall.group.topic("Loud"), hall.group.topic("Quiet")
        for topic in (loud, quiet):
            await hall.ann.write("/help", at=topic)
            await peer.said(topic, "commands")
        await hall.mia.write("/admin settings", at=loud)
        shown = await peer.said(loud, fits=lambda one: "Topics for songs" in str(one.labels))
        await hall.mia.press(shown, "Topics for songs")
        await offers(hall, shown, "Quiet")
        for name in ("Loud", "Quiet"):
            await hall.mia.press(shown, name)
            await offers(hall, shown, f"✓ {name}")
        await hall.mia.press(shown, "✓ Loud")
        await peer.until(lambda: "✓ Loud" not in str(shown.labels))
        await hall.mia.press(shown, "Done")
        await peer.until(lambda: "Quiet" in str(shown.labels) and "Loud" not in str(shown.labels))
