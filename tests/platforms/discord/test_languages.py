"""Who reads what: people in the language of their client, a server where one is set in that."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.peers.discord import DiscordPeer, Person
from tests.platforms.discord.hall import Hall, bot_in, is_song, open_hall

ENGLISH = re.compile(r"[A-Za-z]{3,}")
NAMES = re.compile(r"<[^>]*>|/[a-z]+(?: [a-z]+)*|The band service|MP3|WAV|UTC|Discord|lyrics\.txt")
"""What stays as it is in every language: mentions and times, commands, names."""


@pytest.fixture
async def hall(tmp_path: Path, song: bytes) -> AsyncIterator[Hall]:
    async with open_hall(tmp_path, song) as there:
        yield there


def somebody(hall: Hall, language: str) -> Person:
    """Return a member whose client speaks this language."""
    return hall.peer.member({"zh-CN": "lin", "zh-TW": "mei", "ja": "aki"}[language], guild=hall.guild)


@pytest.fixture
def people(hall: Hall) -> None:
    """Let three members come, and one who moderates."""
    for name, language in (("lin", "zh-CN"), ("mei", "zh-TW"), ("aki", "ja")):
        hall.peer.member(name, guild=hall.guild, locale=language)


def english_in(text: str, *own: str) -> list[str]:
    """Return the English words of a text, but for names and somebody's own words."""
    for one in own:
        text = text.replace(one, "")
    return ENGLISH.findall(NAMES.sub("", text))


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("language", "song", "about", "menu"),
    [
        ("zh-CN", "唱歌", "做一整首歌", "用这个做一首歌"),
        ("zh-TW", "唱歌", "做一整首歌", "用这个做一首歌"),
        ("ja", "歌", "歌詞も音楽もそろった一曲を作ります", "これで曲を作る"),
    ],
)
async def test_commands_are_offered_in_the_language_of_the_client(
    hall: Hall, language: str, song: str, about: str, menu: str
) -> None:
    offered = somebody(hall, language).commands()
    assert not [one.name for one in offered if ENGLISH.search(one.name)]
    assert not [one.description for one in offered if english_in(one.description)]
    assert any(song in one.name for one in offered)
    assert any(about in one.description for one in offered)
    assert any(menu in one.name for one in offered)


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("language", "receipt", "sung", "refused"),
    [
        ("zh-CN", "收到！你的歌马上开始做。", "由 The band service 制作", "管理员在这里封禁了你"),
        ("zh-TW", "收到！你的歌马上开始做。", "由 The band service 制作", "管理员在这里封禁了你"),
        ("ja", "受け付けました", "The band service", "ブロック"),
    ],
)
async def test_receipts_songs_and_refusals_are_in_the_language_of_who_orders(
    hall: Hall, language: str, receipt: str, sung: str, refused: str
) -> None:
    who = somebody(hall, language)
    taken = await who.slash("song", prompt="rain")
    assert receipt in taken.text
    assert english_in(taken.text, "rain") == []
    song = await who.waits_for(is_song)
    assert sung in song.text
    assert english_in(song.text, "la la la", "La") == []
    block = (await hall.mia.slash("admin block", member=who)).message
    assert block is not None
    assert "Nothing has changed yet." in block.text
    await hall.mia.press(block, "Confirm")
    said = await who.slash("song", prompt="rain")
    assert refused in said.text
    assert english_in(said.text) == []


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("language", ["zh-CN", "zh-TW", "ja"])
@pytest.mark.parametrize("command", ["songs", "quota", "cancel", "help"])
async def test_panels_are_in_the_language_of_the_client(hall: Hall, command: str, language: str) -> None:
    answer = await somebody(hall, language).slash(command)
    assert answer.text
    assert english_in(answer.text) == []
    assert answer.message is not None
    assert not [button.label for button in answer.message.buttons if english_in(button.label)]


@pytest.mark.parametrize("language", ["zh-CN", "ja"])
async def test_a_moderator_reads_and_presses_everything_in_their_language(hall: Hall, language: str) -> None:
    mo = hall.peer.member("mo", guild=hall.guild, permissions=("manage_guild",), locale=language)
    panels = [
        await mo.slash("admin quota set", member=hall.ann, songs=0),
        await mo.slash("admin quota add", member=hall.ann, songs=3),
        await mo.slash("admin quota server", money=20.5),
        await mo.slash("admin quota show"),
        await mo.slash("admin quota show", member=hall.ann),
        await mo.slash("admin block", member=hall.ann, days=3),
        await mo.slash("admin pause"),
        await mo.slash("admin settings"),
    ]
    for answer in panels:
        assert english_in(answer.text, "Ann", "USD") == []
        assert answer.message is not None
        assert not [button.label for button in answer.message.buttons if english_in(button.label)]
        assert not [menu.placeholder for menu in answer.message.selects if english_in(menu.placeholder)]
    refused = [
        await mo.slash("admin quota set", member=hall.ann),
        await mo.slash("admin quota add", member=hall.ann, songs=0),
        await mo.slash("admin quota role", role=hall.guild.role("choir"), instead="none"),
        await mo.slash("admin quota server", instead="none"),
        await mo.slash("admin block", member=hall.ann, days=365, hours=1),
        await mo.slash("admin unblock", member=hall.ann),
    ]
    assert [english_in(answer.text, "Ann") for answer in refused] == [[]] * len(refused)


async def test_a_client_in_another_language_gets_that_of_the_server(tmp_path: Path, song: bytes) -> None:
    async with DiscordPeer() as peer:
        guild = peer.guild("hall", locale="ja")
        peer.member("ana", guild=guild, locale="pt-BR")
        async with bot_in(peer, tmp_path, song) as hall:
            ana = peer.member("ana", guild=guild)
            assert "受け付けました" in (await ana.slash("song", prompt="rain")).text
            assert "The band service" in (await ana.waits_for(is_song)).text
            assert hall.posts()


async def test_a_language_that_is_set_for_the_server_holds_for_what_everybody_reads(hall: Hall) -> None:
    aki = hall.peer.member("aki", guild=hall.guild, locale="ja")
    panel = (await hall.mia.slash("admin settings")).message
    assert panel is not None
    await hall.mia.press(panel, "This place…")
    await hall.mia.choose(panel, "everybody’s own", "中文")
    receipt = await aki.slash("song", prompt="rain")
    assert "收到！你的歌马上开始做。" in receipt.text
    assert "由 The band service 制作" in (await aki.waits_for(is_song)).text
    shown = (await aki.slash("quota")).message
    assert shown is not None
    assert [button.label for button in shown.buttons] == ["曲数の追加を申請"]
    opened = await aki.press(shown, shown.buttons[0].label)
    await aki.submit(opened.modal, {})
    request = await hall.mia.waits_for(lambda one: "申请" in one.text and not one.ephemeral)
    assert english_in(request.text) == []


async def test_in_direct_messages_people_are_written_to_in_the_language_they_were_met_with(
    hall: Hall,
) -> None:
    aki = hall.peer.member("aki", guild=hall.guild, locale="ja")
    await aki.slash("quota", at=hall.room)
    await aki.write_dm("夜の雨がやまない")
    draft = await aki.waits_for(lambda one: one.author.bot, at=aki.dm)
    assert english_in(draft.text) == []


async def test_the_operator_is_told_in_the_language_they_were_met_with(tmp_path: Path, song: bytes) -> None:
    async with DiscordPeer() as peer:
        oda = peer.member("oda", guild=peer.guild("hall"), locale="ja")
        budget = {"songs": 1, "period": "month"}
        async with bot_in(peer, tmp_path, song, operator={"discord_id": oda.id}, budget=budget) as hall:
            await oda.slash("quota")
            await hall.ann.slash("song", prompt="rain")
            alert = await oda.waits_for(lambda one: one.author.bot, at=oda.dm)
            assert english_in(alert.text, "songs", "[budget]") == []
            panel = (await hall.ann.slash("quota", at=hall.ann.dm)).message
            assert panel is not None
            opened = await hall.ann.press(panel, "Ask for more")
            await hall.ann.submit(opened.modal, {})
            request = await oda.waits_for(lambda one: len(one.buttons) == 3, at=oda.dm)
            assert english_in(request.text) == []
