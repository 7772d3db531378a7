"""The judge by Discord's own file: takes what discord.py sends where it is right, and says what is not."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import discord
import pytest
from discord import app_commands, ui
from discord.http import MultipartParameters, handle_message_parameters
from discord.webhook.async_ import interaction_message_response_params

from tests.peers.discord import spec

pytestmark = pytest.mark.skipif(
    not spec.is_there(), reason="Discord's OpenAPI file is not here; TROUBADOUR_SPECS names its folder"
)

MESSAGES = "/channels/200/messages"
CALLBACK = "/interactions/300/a-token/callback"
HOOK = "/webhooks/100/a-token"
COMMANDS = "/applications/100/commands"
PING_ONE = discord.AllowedMentions(everyone=False, roles=False, users=[discord.Object(7)], replied_user=False)


def song() -> dict[str, Any]:
    """What the library makes of a post with everything in it."""
    embed = discord.Embed(title="Verse", description="la", colour=5, timestamp=discord.utils.utcnow())
    embed.add_field(name="left", value="3")
    view = ui.View(timeout=None)
    view.add_item(ui.Button(label="Again", custom_id="1:s:again:a:1"))
    view.add_item(ui.ChannelSelect(custom_id="1:d:a:1:where", channel_types=[discord.ChannelType.text]))
    view.stop()
    return {"content": "Here", "embeds": [embed], "view": view, "allowed_mentions": PING_ONE}


def panel() -> dict[str, Any]:
    rows = (
        ui.ActionRow[ui.LayoutView](ui.Button(label="Sing", custom_id="1:d:a:1:sing")),
        ui.ActionRow[ui.LayoutView](
            ui.Select(custom_id="s", options=[discord.SelectOption(label=str(n)) for n in range(25)])
        ),
        ui.ActionRow[ui.LayoutView](
            ui.RoleSelect(
                custom_id="r",
                default_values=[discord.SelectDefaultValue(id=5, type=discord.SelectDefaultValueType.role)],
            )
        ),
    )
    view = ui.LayoutView(timeout=None)
    card = ui.File[ui.LayoutView]("attachment://lyrics.txt")
    view.add_item(ui.Container(ui.TextDisplay("**Settings**"), ui.Separator(), *rows, card, accent_colour=5))
    view.stop()
    return {"view": view, "allowed_mentions": PING_ONE}


def file() -> discord.File:
    return discord.File(io.BytesIO(b"la"), filename="song.mp3", description="A song")


def sent(parameters: MultipartParameters) -> Any:
    """The JSON of a request, or of its part that is JSON, as it arrives."""
    with parameters:
        if parameters.multipart:
            return json.loads(parameters.multipart[0]["value"])
        return json.loads(json.dumps(parameters.payload))


def message(**given: Any) -> Any:
    return sent(handle_message_parameters(**given))


def answer(kind: int, **given: Any) -> Any:
    return sent(interaction_message_response_params(type=kind, **given))


def reply() -> Any:
    origin = discord.MessageReference(message_id=5, channel_id=6, guild_id=7, fail_if_not_exists=False)
    return origin.to_message_reference_dict()


def form() -> Any:
    modal = ui.Modal(title="A song", custom_id="1:c:song")
    words = ui.TextInput[ui.Modal](style=discord.TextStyle.paragraph, max_length=4000, required=False)
    choice = [discord.RadioGroupOption(label=voice, value=voice) for voice in ("female", "male")]
    modal.add_item(ui.Label(text="Words", description="Whole", component=words))
    modal.add_item(ui.Label(text="Voice", component=ui.RadioGroup(options=choice, required=False)))
    modal.add_item(ui.Label(text="File", component=ui.FileUpload(required=False, min_values=0)))
    modal.add_item(ui.Label(text="Who", component=ui.UserSelect()))
    modal.add_item(ui.TextDisplay("One of them is enough."))
    modal.stop()
    return {"type": 9, "data": modal.to_dict()}


class Everywhere(app_commands.Translator):
    async def translate(
        self, string: app_commands.locale_str, locale: discord.Locale, context: Any
    ) -> str | None:
        return str(string)


async def commands() -> Any:
    """What registers commands of every kind that the bot has."""
    tree = app_commands.CommandTree(
        discord.Client(intents=discord.Intents.none()),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False),
    )

    @tree.command(name="song", description="Make a song")
    @app_commands.choices(voice=[app_commands.Choice(name="female", value="f")])
    async def _song(
        interaction: discord.Interaction,
        lyrics: app_commands.Range[str, 1, 6000] | None,
        voice: str | None,
        file: discord.Attachment | None,
        private: bool = False,
    ) -> None: ...

    async def cover(interaction: discord.Interaction, message: discord.Message) -> None: ...

    async def reset(interaction: discord.Interaction, member: discord.Member, role: discord.Role) -> None: ...

    admin = app_commands.Group(
        name="admin", description="For moderators", default_permissions=discord.Permissions(manage_guild=True)
    )
    quota = app_commands.Group(name="quota", description="Limits", parent=admin)
    quota.add_command(app_commands.Command(name="reset", description="Start anew", callback=reset))
    tree.add_command(admin)
    tree.add_command(app_commands.ContextMenu(name="Cover this", callback=cover))
    await tree.set_translator(Everywhere())
    assert tree.translator is not None
    made = [
        await command.get_translated_payload(tree, tree.translator)
        for kind in discord.AppCommandType
        for command in tree.get_commands(type=kind)
    ]
    return json.loads(json.dumps(made))


RIGHT: dict[str, tuple[str, str, Callable[[], Any]]] = {
    "post": (
        "POST",
        MESSAGES,
        lambda: message(**song(), files=[file()], nonce="a1", message_reference=reply()),
    ),
    "panel": ("POST", MESSAGES, lambda: message(**panel(), files=[file()])),
    "edit": ("PATCH", MESSAGES + "/400", lambda: message(content=None, embeds=[], view=None, attachments=[])),
    "edited answer": (
        "PATCH",
        HOOK + "/messages/@original",
        lambda: message(**song(), attachments=[file()]),
    ),
    "follow-up": ("POST", HOOK, lambda: message(**panel(), flags=discord.MessageFlags(ephemeral=True))),
    "answer": ("POST", CALLBACK, lambda: answer(4, **song(), files=[file()])),
    "deferred answer": ("POST", CALLBACK, lambda: {"type": 5, "data": {"flags": 64}}),
    "deferred update": ("POST", CALLBACK, lambda: {"type": 6}),
    "update": ("POST", CALLBACK, lambda: answer(7, **panel(), attachments=[file()])),
    "completion": (
        "POST",
        CALLBACK,
        lambda: {"type": 8, "data": {"choices": [app_commands.Choice(name="folk", value="folk").to_dict()]}},
    ),
    "form": ("POST", CALLBACK, form),
    "direct message": ("POST", "/users/@me/channels", lambda: {"recipient_id": 7}),
    "no body": ("GET", "/guilds/7/members/8", lambda: None),
    "with the version": ("POST", "/api/v10/channels/200/typing", lambda: None),
}


@pytest.mark.parametrize(("method", "path", "body"), RIGHT.values(), ids=RIGHT)
async def test_what_the_library_sends_is_right(method: str, path: str, body: Callable[[], Any]) -> None:
    assert spec.violations_of(method, path, body()) == []


async def test_localised_commands_are_right() -> None:
    assert spec.violations_of("PUT", COMMANDS, await commands()) == []


def button(**changed: object) -> dict[str, object]:
    return {"type": 2, "style": 2, "label": "Again", "custom_id": "a", **changed}


def row(*inside: object) -> dict[str, object]:
    return {"type": 1, "components": list(inside)}


OPTION = {"type": 3, "name": "lyrics", "description": "The words"}
WRONG: dict[str, tuple[str, str, object, str]] = {
    "unknown call": ("PUT", MESSAGES, {}, "no such call: PUT /channels/200/messages"),
    "unknown path": ("GET", "/songs", None, "no such call: GET /songs"),
    "an id that is none": (
        "POST",
        "/channels/None/messages",
        {"content": "la"},
        "channel_id in the path: 'None' does not match '^(0|[1-9][0-9]*)$'",
    ),
    "a body too many": ("POST", "/channels/200/typing", {}, "POST /channels/200/typing takes no body"),
    "a body too few": ("POST", MESSAGES, None, "POST /channels/200/messages needs a body"),
    "a long nonce": (
        "POST",
        MESSAGES,
        {"nonce": "n" * 26},
        f"$.nonce: '{'n' * 26}' is too long (maxLength: 25)",
    ),
    "a long description": (
        "PATCH",
        MESSAGES + "/400",
        {"embeds": [{"description": "la" * 2049}]},
        "$.embeds[0].description: 'lalalalalala...alalalalalala' is too long (maxLength: 4096)",
    ),
    "a link without a scheme": (
        "POST",
        MESSAGES,
        {"embeds": [{"url": "songs.mp3"}]},
        "$.embeds[0].url: 'songs.mp3' is not a 'uri'",
    ),
    "six buttons in a row": (
        "POST",
        HOOK,
        {"components": [row(*(button(custom_id=str(n)) for n in range(6)))]},
        "$.components[0].components: [{...}, {...}, {...}, {...}, {...}, {...}] is too long (maxItems: 5)",
    ),
    "a label deep inside": (
        "POST",
        CALLBACK,
        {"type": 4, "data": {"components": [{"type": 17, "components": [row(button(label="x" * 81))]}]}},
        "$.data.components[0].components[0].components[0].label: "
        "'xxxxxxxxxxxx...xxxxxxxxxxxxx' is too long (maxLength: 80)",
    ),
    "a component that is not for messages": (
        "POST",
        MESSAGES,
        {"components": [{"type": 99}]},
        "$.components[0]: {'type': 99} is nothing that may stand here",
    ),
    "an answer of no kind": ("POST", CALLBACK, {"type": 2}, "$: {'type': 2} is nothing that may stand here"),
    "a form without a title": (
        "POST",
        CALLBACK,
        {"type": 9, "data": {"custom_id": "a", "components": [{"type": 10, "content": "Hello"}]}},
        "$.data: 'title' is a required property",
    ),
    "a button without a style": (
        "POST",
        MESSAGES,
        {"components": [row({"type": 2, "label": "x"})]},
        "$.components[0].components[0]: 'style' is a required property",
    ),
    "an option with a long description": (
        "PUT",
        COMMANDS,
        [{"name": "song", "description": "Sing", "options": [{**OPTION, "description": "x" * 101}]}],
        "$[0].options[0].description: 'xxxxxxxxxxxx...xxxxxxxxxxxxx' is too long (maxLength: 100)",
    ),
    "26 choices": (
        "PUT",
        COMMANDS,
        [{"name": "song", "options": [{**OPTION, "choices": [{"name": "a", "value": "a"}] * 26}]}],
        "is too long (maxItems: 25)",
    ),
    "a place of use that there is not": (
        "PUT",
        COMMANDS,
        [{"name": "song", "description": "Sing", "contexts": [0, 7]}],
        "$[0].contexts[1]: 7 is none of 0, 1, 2",
    ),
}


@pytest.mark.parametrize(("method", "path", "body", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_once_and_short(method: str, path: str, body: object, said: str) -> None:
    (wrong,) = spec.violations_of(method, path, body)
    assert said in wrong
    assert len(wrong) < 250


def test_everything_that_is_wrong_is_said() -> None:
    wrong = spec.violations_of("POST", MESSAGES, {"content": 5, "tts": "no"})
    assert sorted(wrong) == [
        "$.content: 5 is not of type 'string', 'null'",
        "$.tts: 'no' is not of type 'boolean', 'null'",
    ]


def test_without_the_file_nothing_is_judged(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TROUBADOUR_SPECS", str(tmp_path))
    assert not spec.is_there()
    assert spec.violations_of("PUT", "/songs", {}) == []
