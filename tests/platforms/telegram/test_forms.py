"""Forms that are filled in by messages: sheets, questions and their answers, before and after a restart."""

from pathlib import Path

from tests.peers.service import audio
from tests.peers.telegram import Message, TelegramPeer
from tests.platforms.telegram.hall import Hall, bot_in, open_hall

LYRICS = "[verse]\nRain on the roof\nand a kettle that sings"


async def panel(hall: Hall) -> Message:
    """Let Ann open a draft in her private chat."""
    await hall.ann.write(LYRICS)
    return await hall.peer.said(hall.ann, "what I understood")


async def test_a_sheet_is_filled_in_and_sent_with_a_new_bot_at_each_step(tmp_path: Path, song: bytes) -> None:
    async with TelegramPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            ann, draft = hall.ann, await panel(hall)
            await ann.press(draft, "Edit")
            sheet = await peer.said(ann, "Your song")
            assert "Rain on the roof" in sheet.text, "what stands there already is shown"
            assert sheet.labels[-1] == ["Save", "Close"]
            await ann.press(sheet, "Title")
            question = await peer.said(ann, "“Title”")
            assert question.asks
        async with bot_in(peer, tmp_path, song) as hall:
            await ann.write("Kettle <&> roof")
            moved = await peer.said(ann, "Title: Kettle <&> roof")
            assert moved.id > question.id, "the sheet follows the conversation"
            await peer.until(lambda: question.gone and sheet.gone)
            await ann.press(moved, "Voice")
            await peer.until(lambda: "Female" in str(moved.labels))
        async with bot_in(peer, tmp_path, song) as hall:
            await ann.press(moved, "Female")
            await peer.until(lambda: "Save" in str(moved.labels))
            assert "Voice: female" in moved.text
        async with bot_in(peer, tmp_path, song) as hall:
            # something else was changed on the panel meanwhile: nothing of either is lost
            await ann.press(draft, "Style")
            await peer.until(lambda: "Jazz" in str(draft.labels))
            await ann.press(draft, "Jazz")
            await peer.until(lambda: "Jazz" in draft.text)
            tap = await ann.press(moved, "Save")
            assert not tap.text
            await peer.until(lambda: "Sing" in str(moved.labels))
            await peer.until(lambda: draft.gone)
            for said in ("Kettle <&> roof", "female", "Jazz"):
                assert said in moved.text
            await ann.press(moved, "Sing")
            await peer.said(ann, fits=lambda one: one.audio)
            assert hall.band.tasks[0].request.title == "Kettle <&> roof"
        assert all(tap.answered and not tap.lost for tap in peer.taps)


async def test_what_is_refused_stays_on_the_sheet_and_nothing_is_lost(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        peer, ann = hall.peer, hall.ann
        draft = await panel(hall)
        await ann.press(draft, "Edit")
        sheet = await peer.said(ann, "Your song")

        # an answer that is too long is asked for again
        await ann.press(sheet, "Title")
        question = await peer.said(ann, "“Title”")
        await ann.write("T" * 101)
        await peer.said(ann, "101 characters, and 100 fit")
        asked = await peer.said(ann, "“Title”", after=question)
        await peer.until(lambda: question.gone)
        await ann.write("Kettle")
        sheet = await peer.said(ann, "Title: Kettle", after=asked)

        # what can't be sung is refused, and stays; a file stands for a long text
        await ann.press(sheet, "Your words")
        question = await peer.said(ann, "“Your words”")
        assert "Rain on the roof" in question.text, "it can be copied, and changed"
        assert "text file" in question.text
        await ann.write("[verse]\n[chorus]")
        sheet = await peer.said(ann, "[chorus]", fits=lambda one: "Save" in str(one.labels))
        tap = await ann.press(sheet, "Save")
        assert tap.alert
        assert "no words in them" in tap.text
        assert "Title: Kettle" in sheet.text
        await ann.press(sheet, "Your words")
        await peer.said(ann, "“Your words”", after=sheet)
        await ann.send("document", "sun.txt", b"[verse]\nSun on the roof")
        sheet = await peer.said(ann, "Sun on the roof", fits=lambda one: "Save" in str(one.labels))
        await ann.press(sheet, "Save")
        await peer.until(lambda: "Sing" in str(sheet.labels))
        assert "Kettle" in sheet.text
        assert "Sun on the roof" in sheet.text

        # a dash empties what may be empty; a sheet that is closed changes nothing
        await ann.press(sheet, "Edit")
        again = await peer.said(ann, "Your song", after=sheet)
        await ann.press(again, "Title")
        question = await peer.said(ann, "“Title”", after=again)
        assert "leaves it empty" in question.text
        await ann.write("-")
        again = await peer.said(ann, "Title: –")
        await ann.press(again, "Close")
        await peer.until(lambda: again.gone)
        assert "Kettle" in sheet.text


async def test_in_a_group_a_form_is_its_own_persons_alone(tmp_path: Path, song: bytes) -> None:
    async with TelegramPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            group, ann, mia = hall.group, hall.ann, hall.mia
            await ann.write("/lyrics style: folk", at=group)
            shown = await peer.said(group, fits=lambda one: one.buttons)
            opens = shown.labels[0][0]
            refused = await mia.press(shown, opens)
            assert refused.alert
            await ann.press(shown, opens)
            sheet = await peer.said(
                group, fits=lambda one: one.labels[-1][-1:] == ["Close"] if one.rows else 0
            )
            await ann.press(sheet, "About")
            question = await peer.said(group, "“About”")
            assert question.asked_of == ann.id
            refused = await mia.press(sheet, "Close")
            assert refused.alert
            assert "somebody else's" in refused.text
            await mia.write("about me", at=group, reply_to=question)
            await peer.said(group, "somebody else's")
        async with bot_in(peer, tmp_path, song) as hall:
            await ann.write("the harbour", at=group, reply_to=question)
            sheet = await peer.said(group, "About: the harbour")
            await ann.press(sheet, "Write")
            await peer.until(lambda: "Rain on the harbour" in sheet.text)
            assert shown.gone, "the draft goes on where it was asked for"


async def test_what_is_needed_is_asked_for_before_a_sheet_is_shown(tmp_path: Path, song: bytes) -> None:
    async with TelegramPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            ann = hall.ann
            await ann.send("audio", "Yesterday.mp3", audio(8.0))
            shown = await peer.said(ann, fits=lambda one: one.buttons)
            await ann.press(shown, shown.labels[0][0])
            question = await peer.said(ann, "“Style”")
            assert question.hint.startswith("Jazz")
        async with bot_in(peer, tmp_path, song) as hall:
            await ann.write("jazz, smoky bar")
            sheet = await peer.said(ann, "Style: jazz, smoky bar")
            await ann.press(sheet, "Listen")
            await peer.until(lambda: "What the singer seems to say" in sheet.text)


async def test_a_form_with_one_question_is_sent_with_its_answer(tmp_path: Path, song: bytes) -> None:
    async with TelegramPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            group, mia = hall.group, hall.mia
            await mia.write("/admin settings", at=group)
            shown = await peer.said(group, fits=lambda one: one.buttons)
            await mia.press(shown, "This place")
            await peer.until(lambda: "Another time zone" in str(shown.labels))
            await mia.press(shown, "Another time zone")
            question = await peer.said(group, fits=lambda one: one.asks)
        async with bot_in(peer, tmp_path, song) as hall:
            await mia.write("Atlantis", at=group, reply_to=question)
            await peer.said(group, "Atlantis", fits=lambda one: not one.rows)
            sheet = await peer.said(group, "Atlantis", fits=lambda one: "Close" in str(one.labels))
            await mia.press(sheet, sheet.labels[0][0])
            question = await peer.said(group, fits=lambda one: one.asks)
            # nobody can tell which administrator it is who writes as the group
            await mia.write("europe/berlin", at=group, reply_to=question, anonymous=True)
            final = await peer.said(group, "Europe/Berlin")
            assert "Another time zone" in str(final.labels)


async def test_a_request_is_made_and_answered_with_forms(tmp_path: Path, song: bytes) -> None:
    async with open_hall(tmp_path, song) as hall:
        peer, group, ann, mia = hall.peer, hall.group, hall.ann, hall.mia
        await mia.write("/admin quota default 1 day", at=group)
        await ann.write("/quota", at=group)
        shown = await peer.said(group, fits=lambda one: "Ask for more" in str(one.labels))
        await ann.press(shown, "Ask for more")
        sheet = await peer.said(group, fits=lambda one: "Close" in str(one.labels))
        await ann.press(sheet, "Songs")
        question = await peer.said(group, "“Songs”")
        await ann.write("lots", at=group, reply_to=question)
        sheet = await peer.said(group, "Songs: lots")
        tap = await ann.press(sheet, "Ask")
        assert tap.alert
        assert "whole number" in tap.text
        await ann.press(sheet, "Songs")
        question = await peer.said(group, "“Songs”", after=sheet)
        await ann.write("2", at=group, reply_to=question)
        sheet = await peer.said(group, "Songs: 2")
        await ann.press(sheet, "Ask")

        request = await peer.said(group, fits=lambda one: "Decline" in str(one.labels))
        assert (await ann.press(request, "Decline")).alert
        await mia.press(request, "Decline")
        sheet = await peer.said(group, "Decline this request")
        question = await peer.said(group, "A word to the member", fits=lambda one: one.asks)
        await mia.write("Not today", at=group, reply_to=question)
        await peer.until(lambda: "Not today" in request.text)
        assert request.buttons == ()
        await peer.until(lambda: sheet.gone and question.gone)
