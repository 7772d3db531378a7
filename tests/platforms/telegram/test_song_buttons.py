"""What happens when buttons below songs, receipts and news are pressed, before and after a restart."""

import asyncio
from pathlib import Path

from tests.peers.telegram import Message, TelegramPeer
from tests.platforms.telegram.hall import Hall, bot_in, open_hall
from tests.studio.fakes import sings


async def sung(hall: Hall) -> Message:
    """Have a song made for Ann, in the group."""
    await hall.ann.write("/song rain\ntitle: Rain", at=hall.group)
    return await hall.song()


async def test_a_song_is_sung_again_edited_and_read_by_whoever_presses(tmp_path: Path, song: bytes) -> None:
    async with TelegramPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            first = await sung(hall)
        async with bot_in(peer, tmp_path, song) as hall:
            # Again: charged to, and answered to, whoever presses; two presses at once are one song
            taps = await asyncio.gather(*(hall.mia.press(first, "Again") for _ in range(2)))
            assert [(tap.text, tap.alert) for tap in taps] == [("", False)] * 2
            songs = await hall.songs(2)
            assert len(hall.band.tasks) == 1
            assert songs[-1].text.startswith("Rain")

            # Lyrics file
            tap = await hall.mia.press(first, "Lyrics file")
            words = await peer.said(hall.group, fits=lambda one: one.document)
            assert not tap.text
            assert words.document is not None
            assert (words.document.name, words.document.data) == ("Rain.txt", b"la la la")

            # Edit and sing: a draft of one's own
            await hall.mia.press(first, "Edit and sing")
            draft = await peer.said(hall.group, "what I understood", after=words)
            assert "la la la" in draft.text
            refused = await hall.ann.press(draft, "Sing")
            assert refused.alert
            assert "somebody else's" in refused.text
            await hall.mia.press(draft, "Sing")
            await peer.until(lambda: "on its way" in draft.text)
            assert draft.buttons == ()
            await hall.songs(3)


async def test_a_song_is_deleted_after_a_second_thought(tmp_path: Path, song: bytes) -> None:
    async with TelegramPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            bob = peer.member("bob", hall.group)
            first = await sung(hall)
            await hall.ann.press(first, "Delete")
            asks = await peer.said(hall.group, "for good?")
            assert asks.labels == [["Delete", "Never mind"]]
            assert not first.gone
        async with bot_in(peer, tmp_path, song) as hall:
            refused = await bob.press(asks, "Delete")
            assert refused.alert
            assert not first.gone

            refused = await bob.press(asks, "Never mind")
            assert refused.alert
            await hall.ann.press(asks, "Never mind")
            await peer.until(lambda: asks.gone)
            await hall.ann.press(first, "Delete")
            asks = await peer.said(hall.group, "for good?", after=asks)
            await hall.ann.press(asks, "Delete")
            await peer.until(lambda: first.gone)
            assert "Deleted" in asks.text
            assert asks.buttons == ()


async def test_an_order_is_cancelled_by_its_own_person_while_it_waits(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        waits = asyncio.Event()
        hall.band.plan([waits, *sings(song)])
        await hall.ann.write("/song rain\nstyle: folk", at=hall.group)
        receipt = await hall.comes("folk", fits=lambda one: one.buttons)
        refused = await hall.mia.press(receipt, "Cancel")
        assert refused.alert
        assert "no song of yours" in refused.text

        tap = await hall.ann.press(receipt, "Cancel")
        assert not tap.text
        await hall.peer.until(lambda: "Cancelled" in receipt.text)
        assert "folk" in receipt.text, "what was ordered is still there"
        assert receipt.buttons == ()


async def test_a_song_that_failed_is_tried_again(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        hall.band.plans = [[], sings(song)]
        await hall.ann.write("/song rain", at=hall.group)
        notice = await hall.peer.said(hall.group, fits=lambda one: one.labels == [["Try again"]])
        await hall.ann.press(notice, "Try again")
        await hall.songs(1)


async def test_a_kept_song_is_fetched_by_its_own_person(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        bob = hall.peer.member("bob", hall.group)  # whom the bot can't write to alone
        hall.group.forbid("music")
        await bob.write("/song rain\ntitle: Rain", at=hall.group)
        kept = await hall.comes("", fits=lambda one: "Get it" in str(one.labels))
        refused = await hall.mia.press(kept, "Get it")
        assert refused.alert

        hall.group.forbid()
        tap = await bob.press(kept, "Get it")
        assert "getting your song" in tap.text
        assert "Rain" in (await hall.song()).text

        # later it comes once more, with each press below the same news
        for count in (2, 3):
            await hall.app.db.tx(lambda q: q("UPDATE presses SET at_ms = at_ms - 60000"))
            await bob.press(kept, "Get it")
            await hall.songs(count)
