"""What administrators of a group see of `/admin`, and what members notice of it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.platforms.telegram import members
from tests.peers.telegram import Group, Message, Person, TelegramPeer, Topic
from tests.platforms.telegram.hall import Hall, bot_in, open_hall

REFUSED = "Only moderators of this place can do that."


@pytest.fixture
async def hall(tmp_path: Path, song: bytes) -> AsyncIterator[Hall]:
    async with open_hall(tmp_path, song) as there:
        yield there


async def press(hall: Hall, who: Person, panel: Message, button: str, says: str) -> None:
    """Press a button of a panel, and wait until the panel or one of its buttons says this."""
    tap = await who.press(panel, button)
    assert not tap.alert, tap.text
    await hall.peer.until(lambda: says in f"{panel.text} {panel.labels}")


def asks(message: Message) -> bool:
    """Tell whether a message is a question, which a reply answers."""
    return message.asks


async def done(hall: Hall, command: str, says: str = "Done.", **more: Any) -> Message:
    """Have Mia use a command and confirm it."""
    panel = await hall.asks(f"/admin {command}", who=hall.mia, **more)
    await press(hall, hall.mia, panel, "Confirm", "Done.")
    assert says in panel.text
    assert panel.buttons == ()
    return panel


async def left(hall: Hall, who: Person, at: Group | Topic | None = None) -> str:
    """Return what somebody is told by `/quota`."""
    return (await hall.asks("/quota", who=who, at=at)).text.partition("\n")[0]


# --- limits ---------------------------------------------------------------------------------------


async def test_limits_are_set_by_name_by_reply_and_by_mention(hall: Hall) -> None:
    peer, group, ann, mia = hall.peer, hall.group, hall.ann, hall.mia
    bob, carl = peer.member("Bob Lee", group, username="bobby"), peer.member("Carl", group)
    assert "10 of 10 songs left today" in await left(hall, ann)
    refused = await hall.asks("/admin quota set @ann_a 99 day", who=ann)
    assert REFUSED in refused.text
    assert refused.buttons == ()

    panel = await hall.asks("/admin quota set @ann_a 5 day helping out", who=mia)
    assert panel.text.startswith("A limit for ann\n"), "whom it is about is shown by the name they go by"
    for part in ("Now: 10 songs a day", "Then: 5 songs a day", "Reason: helping out"):
        assert part in panel.text
    tap = await ann.press(panel, "Confirm")
    assert (tap.alert, tap.text.startswith(REFUSED)) == (True, True)
    assert "10 of 10" in await left(hall, ann)
    await press(hall, mia, panel, "Confirm", "Done.")
    assert "5 of 5" in await left(hall, ann)

    unknown = await hall.asks("/admin quota set @bobby 3", who=mia)
    assert "has not met “bobby” here yet" in unknown.text
    said = await bob.write("hello everybody", at=group)
    panel = await done(hall, "quota set 3 week", "3 songs a week", reply_to=said)
    assert panel.text.startswith("✅ A limit for Bob Lee")
    assert "3 of 3" in await left(hall, bob)
    panel = await done(hall, "quota add Carl +3 for his choir", "13 left", naming={"Carl": carl})
    assert "Songs on top for Carl" in panel.text
    assert "13 of 13" in await left(hall, carl)

    dropped = await hall.asks("/admin quota set @ann_a 0", who=mia)
    assert "With 0 no song can be ordered." in dropped.text
    await press(hall, mia, dropped, "Leave it", "everything stays as it was")
    assert "5 of 5" in await left(hall, ann)
    oneself = await hall.asks("/admin quota set @mia_m unlimited", who=mia)
    assert "another moderator" in oneself.text


async def test_everybodys_limit_the_caps_and_what_holds_are_set_and_shown(hall: Hall) -> None:
    ann, mia = hall.ann, hall.mia
    await done(hall, "quota default 2 day", "2 songs a day")
    await hall.asks("/song rain", who=ann)
    await hall.song()
    assert "1 of 2" in await left(hall, ann)
    await done(hall, "quota reset @ann_a a fresh start", "2 left")
    await done(hall, "quota server 200 month", "200 songs a month")
    await done(hall, "quota server 20.50 USD month", "20.50 USD")
    shown = await hall.asks("/admin quota show", who=mia)
    for part in ("Everybody: 2 songs a day", "200 songs a month", "20.50 USD a month"):
        assert part in shown.text
    assert "Role" not in shown.text, "Telegram has none"
    no_roles = await hall.asks("/admin quota role singers 5", who=mia)
    assert "There are no roles here." in no_roles.text
    helped = await hall.asks("/admin", who=mia)
    assert "/admin quota set who" in helped.text
    assert "quota role" not in helped.text
    explained = await hall.asks("/admin quota show", who=mia, reply_to=await ann.write("la", at=hall.group))
    assert "ann, explained" in explained.text
    assert "“a fresh start”" in explained.text


async def test_somebody_is_blocked_and_everybody_waits_until_it_is_over(hall: Hall) -> None:
    peer, group, ann = hall.peer, hall.group, hall.ann
    bob = peer.member("Bob", group)
    spam = await bob.write("buy <b>this</b>", at=group)
    await done(hall, "block 12h spam <i>", "spam <i>", reply_to=spam)
    refused = await hall.asks("/song rain", who=bob)
    assert "A moderator has blocked you here" in refused.text
    assert "spam <i>" in refused.text
    await done(hall, "unblock Bob", naming={"Bob": bob})
    await done(hall, "pause Back on Monday", "Back on Monday")
    for somebody in (ann, bob, hall.mia):
        paused = await hall.asks("/song rain", who=somebody)
        assert "Back on Monday" in paused.text
    await done(hall, "pause off")
    await hall.asks("/song rain", who=bob)
    await hall.song()


async def test_a_change_is_confirmed_once_after_a_restart_by_who_still_administers(
    tmp_path: Path, song: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "FRESH_MS", 0)  # as if minutes passed between all that happens
    async with TelegramPeer() as peer:
        async with bot_in(peer, tmp_path, song) as hall:
            await left(hall, hall.ann)
            panel = await hall.asks("/admin quota add @ann_a 3", who=hall.mia)
        async with bot_in(peer, tmp_path, song) as hall:
            await asyncio.gather(*(hall.mia.press(panel, "Confirm") for _ in range(2)))
            await peer.until(lambda: "Done." in panel.text)
            assert "13 of 13" in await left(hall, hall.ann)
            later = await hall.asks("/admin quota set @ann_a 0", who=hall.mia)
            hall.group.join(hall.mia, "member")
            tap = await hall.mia.press(later, "Confirm")
            assert (tap.alert, tap.text.startswith(REFUSED)) == (True, True)
            assert REFUSED in (await hall.asks("/admin settings", who=hall.mia)).text
            hall.group.join(hall.ann, "administrator")
            assert "Settings" in (await hall.asks("/admin settings", who=hall.ann)).text


# --- settings -------------------------------------------------------------------------------------


async def test_every_page_of_the_settings_is_used_with_buttons(hall: Hall) -> None:
    peer, group, ann, mia = hall.peer, hall.group, hall.ann, hall.mia
    stage = group.topic("Stage <1>")
    panel = await hall.asks("/admin settings", who=mia)
    assert (await ann.press(panel, "Moderators…")).alert
    await press(hall, mia, panel, "Topics for songs", "Stage <1>")
    await press(hall, mia, panel, "Stage <1>", "✓ Stage <1>")
    await press(hall, mia, panel, "Done", "Topics for songs: Stage <1>")
    refused = await hall.asks("/song rain", who=ann)
    assert refused.text == "Songs are not made in this topic. Order in Stage <1>."
    await hall.asks("/song rain", who=ann, at=stage)
    await hall.song(stage)
    await press(hall, mia, panel, "First service", "The band service")
    await press(hall, mia, panel, "The band service", "First service: The band service")

    await press(hall, mia, panel, "Moderators…", "The administrators of this group moderate.")
    assert "oles" not in f"{panel.text} {panel.labels}"
    await press(hall, mia, panel, "This place…", "Time zone: UTC")
    await press(hall, mia, panel, "Time zone: UTC", "Asia/Tokyo")
    await press(hall, mia, panel, "Asia/Tokyo", "Time zone: Asia/Tokyo")
    await mia.press(panel, "Another time zone")
    question = await peer.said(group, "Its name, like Europe/Vienna", after=panel, fits=asks)
    await mia.write("asia/kathmandu", at=group, reply_to=question)
    panel = await peer.said(group, fits=lambda one: "Time zone: Asia/Kathmandu" in str(one.labels))
    await press(hall, mia, panel, "Let private chats count here", "Stop private chats counting here")
    await mia.press(panel, "Make a pause")
    question = await peer.said(group, "What to tell those who order", after=panel, fits=asks)
    await mia.write("a <break>", at=group, reply_to=question)
    panel = await peer.said(group, "paused, “a <break>”")
    assert "a <break>" in (await hall.asks("/song rain", who=ann, at=stage)).text
    await press(hall, mia, panel, "End the pause", "songs are made")
    await press(hall, mia, panel, "Language of the bot", "日本語")
    await press(hall, mia, panel, "日本語", "日本語 ▾")
    taken = await hall.asks("/song snow", who=ann, at=stage)
    assert "曲" in taken.text, "what everybody reads is in the language of the group"
    for who, said in ((ann, "reply with /cover"), (peer.member("kim", group, language="de"), "どの曲")):
        asked = await who.write("/cover", at=group)  # one's own language, or else the group's
        await peer.said(group, said, after=asked)
    logged = await hall.asks("/admin log", who=mia)
    for part in ("topics for songs", "Stage <1>", "Asia/Kathmandu", "songs from private chats"):
        assert part in logged.text


async def test_a_group_without_topics_has_nothing_to_choose_for_its_moderators(
    tmp_path: Path, song: bytes
) -> None:
    async with TelegramPeer() as peer:
        peer.group("attic")
        async with bot_in(peer, tmp_path, song) as hall:
            panel = await hall.asks("/admin settings", who=hall.mia)
            assert panel.labels == [
                ["First service: as the operator decided ▾"],
                ["Moderators…", "This place…"],
            ]
            await press(hall, hall.mia, panel, "Moderators…", "only a group with topics")
            assert panel.labels == [["Songs…", "This place…"]]


# --- requests -------------------------------------------------------------------------------------


async def ask_for_more(hall: Hall, who: Person, songs: int, at: Group | Topic | None = None) -> None:
    """Ask for more with the button of `/quota`."""
    panel = await hall.asks("/quota", who=who, at=at)
    await who.press(panel, "Ask for more")
    sheet = await hall.comes("Songs: 5", at, after=panel)
    await who.press(sheet, "Songs")
    question = await hall.comes("what goes under “Songs”", at, after=sheet)
    await who.write(str(songs), at=at or hall.group, reply_to=question)
    sheet = await hall.comes(f"Songs: {songs}", at, after=question)
    await who.press(sheet, "Ask")
    await hall.comes("A moderator will answer.", at, after=panel)


async def test_requests_come_where_they_began_or_in_their_topic_and_administrators_answer(hall: Hall) -> None:
    peer, group, ann, mia = hall.peer, hall.group, hall.ann, hall.mia
    mo = peer.member("mo", group, manages=True)
    await ask_for_more(hall, ann, 3)
    request = await hall.comes("A request for more songs")
    for part in ("Who: ann", "Songs: 3 songs", "10 of 10 songs left today"):
        assert part in request.text
    for somebody in (ann, peer.member("bob", group)):
        assert (await somebody.press(request, "Approve")).alert
    await press(hall, mo, request, "Approve", "mo approved the request: 3 more songs.")
    assert request.buttons == ()
    told = await hall.comes("mo approved the request", ann)
    assert "13 of 13" in told.text

    desk, stage = group.topic("Desk"), group.topic("Stage")
    panel = await hall.asks("/admin settings", who=mia)
    await press(hall, mia, panel, "Moderators…", "Topic for requests")
    await press(hall, mia, panel, "Topic for requests", "Desk")
    await press(hall, mia, panel, "Desk", "Topic for requests: Desk")
    await ask_for_more(hall, ann, 2, stage)
    request = await hall.comes("A request for more songs", desk)
    assert (await mia.press(request, "Decline")).answered
    question = await hall.comes("A word to the member", desk, after=request, fits=asks)
    await mia.write("next week", at=desk, reply_to=question)
    await peer.said(desk, "mia declined the request")
    assert "next week" in (await hall.comes("mia declined the request", ann)).text

    await press(hall, mia, panel, "Topic for requests: Desk", "General")
    await press(hall, mia, panel, "General", "Topic for requests: the topic")
    await ask_for_more(hall, mia, 1, stage)
    request = await hall.comes("A request for more songs", group.general, after=panel)
    own = await mia.press(request, "Approve")
    assert own.alert
    assert "somebody else has to answer it" in own.text
    await press(hall, mo, request, "Approve", "approved the request: one more song")


async def test_the_operator_is_told_in_private_and_answers_what_is_asked_in_private(
    tmp_path: Path, song: bytes
) -> None:
    async with TelegramPeer() as peer:
        boss = peer.person("boss", started=True)
        operator = {"telegram_id": str(boss.id)}
        budget = {"songs": 1, "period": "month"}
        async with bot_in(peer, tmp_path, song, operator=operator, budget=budget) as hall:
            ann = hall.ann
            panel = await hall.asks_alone("/quota", who=ann)
            await ann.press(panel, "Ask for more")
            sheet = await peer.said(ann, "Songs: 5", after=panel)
            await ann.press(sheet, "Ask")
            request = await peer.said(boss, "A request for more songs")
            await press(hall, boss, request, "Approve", "approved the request")
            assert "15 of 15" in (await peer.said(ann, "approved the request", after=sheet)).text
            await hall.asks("/song rain", who=ann)
            await hall.song()
            await peer.said(boss, "all the songs it may make")
            refused = await hall.asks("/song snow", who=ann)
            assert "The whole bot has made all the songs it may make for now" in refused.text
            assert len([one for one in hall.posts(boss) if "all the songs it may make" in one.text]) == 1


# --- who nobody knows -----------------------------------------------------------------------------


async def test_an_anonymous_administrator_moderates_as_that_and_orders_nothing(hall: Hall) -> None:
    ann, mia, group = hall.ann, hall.mia, hall.group
    await left(hall, ann)
    for text in ("/song rain", "/lyrics rain", "/songs", "/quota", "/cancel"):
        refused = await hall.asks(text, who=mia, anonymous=True)
        assert "I can't tell who you are" in refused.text
    assert hall.band.tasks == []
    assert "/admin" in (await hall.asks("/help", who=mia, anonymous=True)).text
    channel = await hall.asks("/song rain", who=ann, channel="Ann's channel")
    assert "I can't tell who you are" in channel.text
    assert REFUSED in (await hall.asks("/admin settings", who=ann, channel="Ann's channel")).text

    panel = await hall.asks("/admin quota set @ann_a 5 day helping out", who=mia, anonymous=True)
    assert (await ann.press(panel, "Confirm")).alert
    await press(hall, mia, panel, "Confirm", "Done.")
    assert "5 of 5" in await left(hall, ann)
    logged = await hall.asks("/admin log", who=hall.peer.person(f"owner of {group.title}"))
    assert "anonymous administrator (hall)" in logged.text
    assert "mia" not in logged.text
    own = await hall.asks("/admin quota set @mia_m unlimited", who=mia, anonymous=True)
    tap = await mia.press(own, "Confirm")
    assert (tap.alert, "another moderator" in tap.text) == (True, True)


async def test_a_group_that_becomes_a_supergroup_keeps_what_its_moderators_set(
    tmp_path: Path, song: bytes
) -> None:
    async with TelegramPeer() as peer:
        group = peer.group("cellar", basic=True)
        async with bot_in(peer, tmp_path, song) as hall:
            ann, mia = hall.ann, hall.mia
            await left(hall, ann)
            await done(hall, "quota set @ann_a 3")
            await done(hall, "block Bob", naming={"Bob": peer.member("Bob", group)})
            group.migrate()
            assert "3 of 3" in await left(hall, ann)
            blocked = await hall.asks("/song rain", who=peer.person("Bob"))
            assert "has blocked you" in blocked.text
            shown = await hall.asks("/admin quota show", who=mia)
            assert "ann: 3 songs a day" in shown.text
            await hall.asks("/song rain", who=ann)
            await hall.song()
            assert "2 of 3" in await left(hall, ann)
