"""The link that adds the bot to a server asks for what is needed, and the docs say what for."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot.locales import catalogue
from bot.platforms.discord.invite import PERMISSION_BITS, PERMISSIONS, Permission, invite_link

DOCS = Path(__file__).parents[3] / "docs" / "discord.md"


def test_the_link_asks_for_these_permissions_and_no_more() -> None:
    needed = discord.Permissions(
        view_channel=True,
        send_messages=True,
        send_messages_in_threads=True,
        embed_links=True,
        attach_files=True,
        read_message_history=True,
    )
    assert needed.value == PERMISSION_BITS


def test_the_link_is_for_servers_and_brings_the_commands() -> None:
    link = urlsplit(invite_link(42))
    assert (link.scheme, link.netloc, link.path) == ("https", "discord.com", "/oauth2/authorize")
    assert parse_qs(link.query) == {
        "client_id": ["42"],
        "scope": ["bot applications.commands"],
        "permissions": [str(PERMISSION_BITS)],
        "integration_type": ["0"],
    }


@pytest.mark.parametrize("permission", PERMISSIONS, ids=lambda one: one.name)
def test_the_docs_say_what_each_permission_is_for(permission: Permission) -> None:
    said = re.fullmatch(r"On servers it needs (.+): (to .+)\.", catalogue().text(permission.sentence))
    assert said is not None
    assert f"| {said[1]} | {said[2]} |" in DOCS.read_text(encoding="utf-8").splitlines()
    assert discord.Permissions(permission.bit) == discord.Permissions(**{permission.name.lower(): True})


def test_the_docs_name_the_bits() -> None:
    assert str(PERMISSION_BITS) in DOCS.read_text(encoding="utf-8")
