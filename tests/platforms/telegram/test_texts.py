"""Lyrics that are longer than a message: people's clients send them in parts, one right after the other."""

from pathlib import Path

from tests.peers.telegram import Message, TelegramPeer
from tests.platforms.telegram.hall import Hall, bot_in, open_hall

VERSES = [
    "[verse]\n"
    + "\n".join(f"Verse {n}, line {m}: rain on the harbour, rain on the roof" for m in range(1, 8))
    for n in range(1, 14)
]
FIRST, REST = "\n\n".join(VERSES[:9]), "\n\n".join(VERSES[9:12])
"""Cut between verses, as clients do."""
WHOLE = f"{FIRST}\n\n{REST}"


def panels(hall: Hall) -> list[Message]:
    """Return the messages of the bot's in Ann's private chat that can still be pressed."""
    return [one for one in hall.posts(hall.ann) if one.buttons]


async def pressed(hall: Hall, shown: Message, label: str) -> None:
    await hall.peer.until(lambda: any(label in button.label for button in shown.buttons))
    await hall.ann.press(shown, label)


async def test_the_parts_of_a_text_are_one_song_whatever_becomes_of_the_bot(
    tmp_path: Path, song: bytes
) -> None:
    assert 3_000 < len(FIRST) <= 4_096
    assert 4_096 < len(WHOLE) <= 5_000
    async with TelegramPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            await hall.ann.write(FIRST)
            panel = await hall.comes("what I understood", hall.ann)
            assert "63" in panel.text, "what has come is shown: nothing waits for more"
        async with bot_in(peer, tmp_path, song) as hall:
            await hall.ann.write(REST)
            await hall.comes("84", hall.ann)
            assert panels(hall) == [panel]
        async with bot_in(peer, tmp_path, song) as hall:
            await pressed(hall, panel, "lyrics.txt")
            brought = await peer.said(hall.ann, fits=lambda one: one.document)
            assert brought.document is not None
            assert brought.document.data.decode() == WHOLE

            # as the answer to what /song asks, and behind /song itself, which is not sung before it is seen
            await hall.ann.write("/song")
            question = await peer.said(hall.ann, fits=lambda one: one.asks)
            await hall.ann.write(FIRST)
            await hall.ann.write(REST)
            asked = await hall.comes("84", hall.ann, after=question)
            assert "Folk" in str(asked.labels), "the first menu is open"
            behind = await hall.ann.write(f"/song {FIRST}")
            await hall.ann.write(REST)
            panel = await hall.comes("84", hall.ann, after=behind)
            assert hall.band.tasks == []
            await hall.ann.write("[chorus]\nA short one of its own")
            await hall.comes("A short one of its own", hall.ann, after=panel)
            assert "84" in panel.text


async def test_of_a_text_that_is_too_long_no_half_is_sung(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        ann = hall.ann
        for part in (FIRST, FIRST, FIRST, REST):
            last = await ann.write(part)
        refusal = await hall.comes("5,000", ann)
        await hall.asks_alone("/help")
        assert [one for one in hall.posts(ann) if one.reply_to == last.id] == [], "it is said once"
        assert "at most" in refusal.text or "fit" in refusal.text
        assert panels(hall) == [one for one in panels(hall) if one.id > last.id], "nothing can be pressed"

        # an answer to a question, of whose parts the second is no answer of its own
        await ann.write("[verse]\nA kettle that sings")
        panel = await hall.comes("A kettle that sings", ann)
        await pressed(hall, panel, "Edit")
        sheet = await hall.comes("A kettle that sings", ann, after=panel)
        await pressed(hall, sheet, "Your words")
        question = await hall.peer.said(ann, fits=lambda one: one.asks, after=sheet)
        await ann.write(FIRST)
        await ann.write(REST)
        again = await hall.peer.said(ann, fits=lambda one: one.asks, after=question)
        assert "4,000" in (await hall.comes("Shorten it", ann)).text
        assert "A kettle that sings" in again.text

        # in a group nothing but the first part comes to the bot
        order = await ann.write(f"/song {FIRST}", at=hall.group)
        shown = await hall.comes("may have cut", after=order)
        assert shown.reply_to == order.id
        assert hall.band.tasks == []
