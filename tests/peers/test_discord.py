"""The stand-in for Discord, with the real discord.py over real sockets."""

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest
from aiohttp import ClientError
from discord import app_commands

from tests.peers.bots import Ask, Bot, point_at, running
from tests.peers.discord import (
    Broken,
    DiscordPeer,
    File,
    Guild,
    Limited,
    Lose,
    NotPossible,
    Person,
    Refuse,
)


@pytest.fixture
async def peer(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordPeer]:
    async with DiscordPeer() as up:
        point_at(up, monkeypatch)
        yield up


@pytest.fixture
def hall(peer: DiscordPeer) -> Guild:
    return peer.guild("hall")


@pytest.fixture
def ann(peer: DiscordPeer, hall: Guild) -> Person:
    return peer.member("ann", guild=hall, locale="ja")


def singer() -> Bot:
    """Return a bot that answers `/song` at once."""
    bot = Bot()

    @bot.tree.command(description="Sing")
    async def song(interaction: Ask, prompt: str = "") -> None:
        await interaction.response.send_message(f"{interaction.locale}: singing {prompt}")

    return bot


async def test_a_command_is_answered(peer: DiscordPeer, ann: Person) -> None:
    async with running(singer(), peer):
        answer = await ann.slash("song", prompt="rain")
        assert (answer.kind, answer.text, answer.ephemeral) == ("message", "ja: singing rain", False)
        assert ann.last() is answer.message
    assert peer.violations == []


async def test_words_by_direct_message_arrive_with_their_file(peer: DiscordPeer, ann: Person) -> None:
    bot = Bot()
    async with running(bot, peer, commands=False):
        await ann.write_dm("Two lines", files=[File("words.txt", b"la la")])
        await peer.until(lambda: bot.heard)
        message = bot.heard[0]
        assert message.content == "Two lines"
        assert await message.attachments[0].read() == b"la la"
        await message.channel.send("thanks", file=discord.File(__file__, "x.py"))
        seen = await ann.waits_for(lambda one: one.files, at=ann.dm)
        assert (seen.text, seen.files[0].name) == ("thanks", "x.py")
    assert peer.violations == []


async def test_buttons_menus_modals_and_completion(peer: DiscordPeer, hall: Guild, ann: Person) -> None:
    bob = peer.member("bob", guild=hall)
    bot = Bot()

    async def styles(interaction: Ask, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{typed}lk", value="folk")]

    admin = app_commands.Group(
        name="admin", description="d", default_permissions=discord.Permissions(manage_guild=True)
    )

    @admin.command(name="give", description="d")
    async def give(interaction: Ask, member: discord.Member, songs: int, file: discord.Attachment) -> None:
        data = await file.read()
        await interaction.response.send_message(f"{member.mention} {songs} {data!r}", ephemeral=True)

    bot.tree.add_command(admin)

    @bot.tree.command(description="Sing")
    @app_commands.autocomplete(style=styles)
    async def song(interaction: Ask, style: str = "") -> None:
        modal = discord.ui.Modal(title="A song", custom_id="song")
        words: discord.ui.TextInput[Any] = discord.ui.TextInput(
            style=discord.TextStyle.paragraph, custom_id="words", max_length=50
        )
        modal.add_item(discord.ui.Label(text="Words", component=words))
        file: discord.ui.FileUpload[Any] = discord.ui.FileUpload(custom_id="file", required=False)
        modal.add_item(discord.ui.Label(text="File", component=file))
        await interaction.response.send_modal(modal)

    @bot.tree.context_menu(name="Make a song")
    async def make(interaction: Ask, message: discord.Message) -> None:
        await interaction.response.send_message(message.content.upper())

    async def on_press(interaction: Ask) -> None:
        data: Any = interaction.data
        if interaction.type is discord.InteractionType.modal_submit:
            view = discord.ui.View()
            view.add_item(discord.ui.Button(label="Again", custom_id="again"))
            view.add_item(discord.ui.UserSelect(custom_id="who", placeholder="Who?"))
            view.stop()
            value = data["components"][0]["component"]["value"]
            await interaction.response.defer(thinking=True)
            await interaction.followup.send(f"sung: {value}", view=view)
        elif data["component_type"] == 2:
            await interaction.response.defer()
            await interaction.edit_original_response(content="again")
        else:
            await interaction.response.edit_message(content=f"for {data['values'][0]}", view=None)

    bot.on_press = on_press
    async with running(bot, peer):
        assert [one.name for one in await ann.complete("song", "style", "fo")] == ["folk"]
        opened = await ann.slash("song")
        assert opened.kind == "modal"
        assert opened.modal is not None
        assert [one.label for one in opened.modal.fields] == ["Words", "File"]
        sent = await ann.submit(opened.modal, {"Words": "la la", "File": File("a.txt", b"a")})
        message = await sent.settled()
        assert message.text == "sung: la la"
        pressed = await bob.press(message, "Again")
        await pressed.settled()
        await peer.until(lambda: message.text == "again")
        assert (await bob.choose(message, "Who?", ann)).kind == "update"
        assert message.text == f"for {ann.id}"
        assert message.buttons == []
        said = await ann.write("hello")
        assert (await bob.menu("Make a song", said)).text == "HELLO"
        with pytest.raises(AssertionError, match="not offered"):
            await ann.slash("admin give", member=bob, songs=2, file=File("a.txt", b"a"))
        mod = peer.member("mod", guild=hall, permissions=["manage_guild"])
        given = await mod.slash("admin give", member=bob, songs=2, file=File("a.txt", b"a"))
        assert given.text == f"<@{bob.id}> 2 b'a'"
        assert given.ephemeral
        assert given.message in mod.sees()
        assert given.message not in ann.sees()
    assert peer.violations == []


async def test_a_bot_that_comes_back_goes_on_where_the_last_one_ended(peer: DiscordPeer, ann: Person) -> None:
    async with running(singer(), peer):
        first = await ann.slash("song", prompt="rain")
    assert (await ann.slash("song", prompt="snow")).kind == "failed"
    async with running(singer(), peer) as bot:
        assert (await ann.slash("song", prompt="hail")).text == "ja: singing hail"
        assert first.message is not None
        channel = await bot.fetch_channel(first.message.channel.id)
        assert isinstance(channel, discord.TextChannel)
        assert [one.content async for one in channel.history()] == ["ja: singing hail", "ja: singing rain"]
    assert len(peer.identifies) == 2
    assert peer.violations == []


@pytest.mark.parametrize("lost", ["cut", "closed", "asked to reconnect"])
async def test_what_happens_while_the_connection_is_lost_is_replayed(
    peer: DiscordPeer, ann: Person, lost: str
) -> None:
    async with running(singer(), peer):
        match lost:
            case "cut":
                await peer.close_gateway()
            case "closed":
                await peer.close_gateway(4000)
            case _:
                await peer.reconnect()
        answer = await ann.slash("song", prompt="rain")
        assert answer.text == "ja: singing rain"
    assert (len(peer.identifies), len(peer.resumes)) == (1, 1)


async def test_an_invalid_session_is_begun_anew(peer: DiscordPeer, ann: Person) -> None:
    async with running(singer(), peer):
        await peer.invalid_session()
        await peer.until(lambda: len(peer.identifies) == 2)
        assert (await ann.slash("song", prompt="rain")).text == "ja: singing rain"
    assert peer.resumes == []


@pytest.mark.parametrize("name", ["members", "presences", "message_content"])
async def test_a_privileged_intent_is_not_given(peer: DiscordPeer, name: str) -> None:
    intents = discord.Intents(guilds=True)
    setattr(intents, name, True)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(Bot(intents), peer, commands=False):
            await peer.until(lambda: False)


async def test_a_wrong_token_is_refused(peer: DiscordPeer) -> None:
    bot = Bot()
    with pytest.raises(discord.LoginFailure):
        await bot.start("wrong")
    await bot.close()


async def test_faults_happen_once_and_in_order(peer: DiscordPeer, hall: Guild, ann: Person) -> None:
    messages = "/channels/*/messages"
    async with running(singer(), peer) as bot:
        channel = bot.get_partial_messageable(hall.channel().id)
        peer.fail("POST", messages, Limited(0.01), Limited(0.01, everywhere=True))
        await channel.send("after two limits")
        peer.fail("POST", messages, Broken(503), Refuse(400, 30001, "no"), Lose(), Lose(after=True))
        with pytest.raises(discord.DiscordServerError):
            await channel.send("never")
        with pytest.raises(discord.HTTPException, match="30001"):
            await channel.send("never")
        for text in ("never", "posted and the answer lost"):
            with pytest.raises(ClientError):
                await channel.send(text)
    assert [one.text for one in ann.sees()] == ["after two limits", "posted and the answer lost"]


@pytest.mark.parametrize(("after", "seen"), [(False, []), (True, ["hello"])])
async def test_a_held_request_waits(
    peer: DiscordPeer, hall: Guild, ann: Person, after: bool, seen: list[str]
) -> None:
    async with running(singer(), peer) as bot:
        held = peer.hold("POST", "/channels/*/messages", after=after)
        sending = bot.loop.create_task(bot.get_partial_messageable(hall.channel().id).send("hello"))
        await held.reached()
        assert [one.text for one in ann.sees()] == seen
        held.release()
        assert (await sending).content == "hello"


async def test_who_dies_during_an_upload_has_posted_nothing(
    peer: DiscordPeer, hall: Guild, ann: Person
) -> None:
    async with running(singer(), peer) as bot:
        held = peer.hold("POST", "/channels/*/messages")
        sending = bot.loop.create_task(bot.get_partial_messageable(hall.channel().id).send("hello"))
        await held.reached()
        sending.cancel()
        await ann.slash("song", prompt="rain")  # by then the connection is seen to be gone
        held.release()
        await ann.slash("song", prompt="snow")
    assert [one.text for one in ann.sees()] == ["ja: singing rain", "ja: singing snow"]


async def test_each_server_belongs_to_one_shard(monkeypatch: pytest.MonkeyPatch) -> None:
    async with DiscordPeer(shards=2) as peer:
        point_at(peer, monkeypatch)
        halls = [peer.guild(f"hall {n}") for n in range(4)]
        for hall in halls:
            peer.member("ann", guild=hall)
        ann = peer.person("ann")
        async with running(singer(), peer) as bot:
            assert [one["shard"] for one in peer.identifies] == [[0, 2], [1, 2]]
            for hall in halls:
                assert (await ann.slash("song", at=hall.channel())).kind == "message"
            assert (await ann.slash("song", at=ann.dm)).kind == "message"
            assert len(bot.guilds) == 4
    assert peer.violations == []  # nothing was answered twice


async def test_an_outage_ends_on_the_same_port(peer: DiscordPeer, ann: Person) -> None:
    async with running(singer(), peer):
        await peer.down()
        await peer.up()
        await peer.until(lambda: peer.online)
        assert (await ann.slash("song")).kind == "message"


async def test_only_the_person_named_by_allowed_mentions_is_notified(
    peer: DiscordPeer, hall: Guild, ann: Person
) -> None:
    bob = peer.member("bob", guild=hall)
    async with running(singer(), peer) as bot:
        channel = bot.get_partial_messageable(hall.channel().id)
        said = await ann.write("hello")
        text = f"<@{ann.id}> and <@{bob.id}> @everyone"
        allowed = discord.AllowedMentions(users=[discord.Object(bob.id)], everyone=False, replied_user=False)
        await channel.send(text, allowed_mentions=allowed)
        assert ann.last().pings == {"bob"}
        await channel.send(text)
        assert ann.last().pings == {"ann", "bob"}
        await channel.get_partial_message(said.id).reply("yes")
        assert (ann.last().reply_to, ann.last().pings) == (said.id, {"ann"})
    assert [one.text for one in ann.notified] == [text, "yes"]


async def test_links_to_files_are_signed_and_expire(peer: DiscordPeer, hall: Guild, ann: Person) -> None:
    async with running(singer(), peer) as bot:
        await ann.write(f"<@{peer.bot.id}>", files=[File("words.txt", b"la")])
        await peer.until(lambda: bot.heard)
        link = bot.heard[0].attachments[0]
        assert await link.read() == b"la"
        link.url = link.url.replace("hm=", "hm=0")
        with pytest.raises(discord.NotFound):
            await link.read()
        channel = bot.get_partial_messageable(hall.channel().id)
        fresh = (await channel.fetch_message(bot.heard[0].id)).attachments[0]
        peer.pass_time(25 * 3600)
        with pytest.raises(discord.NotFound):
            await fresh.read()


async def test_a_member_can_do_only_what_a_client_lets_them(
    peer: DiscordPeer, hall: Guild, ann: Person
) -> None:
    async with running(singer(), peer):
        with pytest.raises(NotPossible, match="no command 'sing'"):
            await ann.slash("sing")
        with pytest.raises(NotPossible, match="no option loud"):
            await ann.slash("song", loud=True)
        with pytest.raises(NotPossible, match="takes no 5"):
            await ann.slash("song", prompt=5)
        hall.allow_command("song", "everyone", allow=False)
        with pytest.raises(NotPossible, match="not offered"):
            await ann.slash("song")
        hall.allow_command("song", ann)
        assert (await ann.slash("song")).kind == "message"
        assert [one.name for one in ann.commands()] == ["song"]
