"""What was on somebody's screen when the bot went down still works when it is back."""

import asyncio
from pathlib import Path

from bot.domain.job import JobState
from bot.domain.people import Account
from tests.peers.service import audio
from tests.peers.telegram import Message, TelegramPeer
from tests.platforms.telegram.hall import Hall, bot_in
from tests.studio.fakes import sings

LYRICS = "[verse]\nRain on the roof\nand a kettle that sings"


async def pressed(hall: Hall, shown: Message, label: str, then: str = "") -> None:
    """Press a button of Ann's, which may stand behind a menu, and wait for what the message has then."""
    await hall.peer.until(lambda: any(label in button.label for button in shown.buttons))
    await hall.ann.press(shown, label)
    await hall.peer.until(lambda: then in f"{shown.text} {shown.labels}")


async def question(hall: Hall, after: Message) -> Message:
    """Wait for a question to Ann in her private chat."""
    return await hall.peer.said(hall.ann, fits=lambda one: one.asks, after=after)


async def test_every_panel_of_a_member_goes_on_with_the_next_bot(tmp_path: Path, song: bytes) -> None:
    async with TelegramPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            ann = hall.ann
            welcome = await hall.asks_alone("/start")
            wish = await hall.asks_alone("/lyrics")
            draft = await hall.asks_alone("/lyrics rain on the harbour")
            await peer.until(lambda: "Sing" in str(draft.labels))
            cover = await ann.send("audio", "tune.mp3", audio(8.0))
            style = await hall.comes("in which style", ann, after=cover)
            await ann.send("audio", "tune.mp3", audio(8.0), caption="style: smoky jazz")
            heard = await hall.comes("seems to say", ann, after=style)
            words = await hall.asks_alone(LYRICS)
            sung = await hall.asks_alone("/song rain\ntitle: Rain")
            first = await hall.song(ann)
            listed = await hall.asks_alone("/songs")
            await pressed(hall, listed, "Pick a song", "Rain")
            quota = await hall.asks_alone("/quota")
        uploads = len(peer.asked("sendAudio"))
        async with bot_in(peer, tmp_path, song) as hall:
            # the list: the song comes again, and Telegram has it already
            await pressed(hall, listed, "Rain", "Post again")
            await pressed(hall, listed, "Post again")
            again = await hall.song(ann, after=quota)
            sent = peer.asked("sendAudio")[uploads:]
            assert [one.params["audio"] for one in sent] == [first.file and first.file.file_id]
            assert again.reply_to is not None
            assert hall.band.tasks == [], "nothing was sung for it"

            # questions: the wish of /lyrics, the style of a cover, asking for more
            assert wish.asks
            await ann.write("lyrics: none", reply_to=wish)
            wish = await question(hall, after=again)
            await ann.write("a kettle that sings")
            await hall.comes("Rain on the harbour", ann, after=wish)
            await ann.press(style, style.labels[0][0])
            asked = await question(hall, after=again)
            await ann.write("smoky jazz")
            sheet = await hall.comes("Style: smoky jazz", ann, after=asked)
            await pressed(hall, sheet, "Close")
            await peer.until(lambda: sheet.gone)
            await ann.press(quota, "Ask for more")
            sheet = await hall.comes("Why", ann, after=sheet)
            await pressed(hall, sheet, "Close")

            # drafts: what they are changed into, and that they are sung
            await pressed(hall, draft, "Voice", "Female")
            await pressed(hall, draft, "Female", "Sing")
            edits = draft.edits
            await pressed(hall, draft, "Another draft")
            await peer.until(lambda: draft.edits >= edits + 2)  # that it is being written, and the new one
            last = listed
            for panel in (draft, heard, words):
                await pressed(hall, panel, "Sing")
                last = await hall.song(ann, after=last)
            assert "female" in [task.request.voice for task in hall.band.tasks]

            # the welcome
            await ann.press(welcome, "A sea shanty about debugging")
            await hall.comes("debugging", ann, after=last)
            await ann.press(welcome, "Make a song")
            await question(hall, after=last)
        assert "ready" in sung.text
        assert all(tap.answered and not tap.lost and not tap.alert for tap in peer.taps)


async def test_an_order_is_tried_again_and_fetched_after_a_restart(tmp_path: Path, song: bytes) -> None:
    async with TelegramPeer() as peer:
        bob = peer.person("bob")  # whom the bot can't write to alone
        async with bot_in(peer, tmp_path, song) as hall:
            ann, group = hall.ann, hall.group
            peer.member("bob", group)
            hall.band.plans = [[], sings(song)]
            await ann.write("/song rain", at=group)
            failed = await hall.comes("", fits=lambda one: one.labels == [["Try again"]])
            group.forbid("music")
            await bob.write("/song snow\ntitle: Snow", at=group)
            kept = await hall.comes("", fits=lambda one: "Get it" in str(one.labels))
            secret = await bob.write("/song a secret\ntitle: Secret\nprivate: yes", at=group)
            await hall.comes("you alone", fits=lambda one: one.reply_to == secret.id)
            songs = Account("telegram", str(bob.id))
            states = [JobState.KEPT]
            while [one.state for one in (await hall.app.desk.songs(songs)).entries] != states * 2:
                await asyncio.sleep(0.01)
            group.forbid()
        async with bot_in(peer, tmp_path, song) as hall:
            await bob.press(kept, "Get it")
            assert "Snow" in (await hall.song()).text
            await hall.ann.press(failed, "Try again")
            await hall.songs(2)
            await bob.start()
            assert "Secret" in (await hall.song(bob)).text, "the secret waited for its person alone"


async def test_an_order_that_waits_is_cancelled_after_a_restart(tmp_path: Path, song: bytes) -> None:
    waits = [[asyncio.Event(), *sings(song)]]
    async with TelegramPeer() as peer:
        async with bot_in(peer, tmp_path, song, plans=waits) as hall:
            await hall.ann.write("/song rain\nstyle: folk", at=hall.group)
            receipt = await hall.comes("folk", fits=lambda one: one.buttons)
        async with bot_in(peer, tmp_path, song, plans=waits) as hall:
            await hall.ann.press(receipt, "Cancel")
            await peer.until(lambda: "Cancelled" in receipt.text)
            assert "folk" in receipt.text, "what was ordered is still there"
            assert receipt.buttons == ()
