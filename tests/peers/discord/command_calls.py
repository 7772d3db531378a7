"""Application commands: how they are registered, and what Discord refuses of them.

Source: interactions/application-commands.
"""

import re
from itertools import pairwise
from typing import Any

from tests.peers.discord.hub import Hub, Request
from tests.peers.discord.problems import UNKNOWN_APPLICATION, Form, Problem

Json = dict[str, Any]

SLASH, USER, MESSAGE = 1, 2, 3
SUB, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
MOST = {SLASH: 100, USER: 15, MESSAGE: 15}
NAME = re.compile(r"^[-_'\w\u0900-\u097f\u0e00-\u0e7f]{1,32}$")
NAME_LENGTH, DESCRIPTION, OPTIONS, CHOICES, CHOICE, TEXT, TOGETHER = 32, 100, 25, 25, 100, 6_000, 8_000
LOCALE_NAMES = """
id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN
ja zh-TW ko
"""
LOCALES = frozenset(LOCALE_NAMES.split())
"""Source: reference, "Locales"."""


async def registered(hub: Hub, request: Request) -> list[Json]:
    """Get Global Application Commands."""
    _own(hub, request)
    return [dict(command) for command in hub.commands]


async def register(hub: Hub, request: Request) -> list[Json]:
    """Bulk Overwrite Global Application Commands; a command that stays keeps its id."""
    _own(hub, request)
    form = Form()
    commands = form.count("", request.body, 0, sum(MOST.values()))
    for n, command in enumerate(commands):
        check_command(form, str(n), command)
    for kind, most in MOST.items():
        same = [command["name"] for command in commands if command.get("type", SLASH) == kind]
        if len(same) > most:
            form.wrong(
                "", "APPLICATION_COMMAND_TOO_MANY", f"Maximum number of application commands reached ({most})"
            )
        if len(same) != len(set(same)):
            form.wrong("", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique")
    form.done()
    ids = {(one["type"], one["name"]): one["id"] for one in hub.commands}
    hub.commands[:] = [
        {
            "default_member_permissions": None,
            "nsfw": False,
            "integration_types": [0],
            "contexts": None,
            "description": "",
            "name_localizations": None,
            "description_localizations": None,
            "options": [],
            "dm_permission": True,
            **command,
            "type": command.get("type", SLASH),
            "id": ids.get((command.get("type", SLASH), command["name"]), str(hub.clock.snowflake())),
            "application_id": str(hub.world.application_id),
            "version": str(hub.clock.snowflake()),
        }
        for command in commands
    ]
    return [dict(command) for command in hub.commands]


def check_command(form: Form, at: str, command: Json) -> None:
    """Check one command with everything in it."""
    kind = command.get("type", SLASH)
    if kind not in MOST:
        form.wrong(f"{at}.type", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3).")
        return
    if kind == SLASH:
        _check_name(form, f"{at}.name", command.get("name"))
        _check_localized(form, at, command, "name")
        form.length(f"{at}.description", command.get("description"), 1, DESCRIPTION)
        _check_localized(form, at, command, "description")
        _check_options(form, at, command.get("options"), depth=0)
        if _length(command) > TOGETHER:
            form.wrong(at, "APPLICATION_COMMAND_TOO_LARGE", f"Command exceeds maximum size ({TOGETHER})")
    else:
        form.length(f"{at}.name", command.get("name"), 1, NAME_LENGTH)
        for locale, name in (command.get("name_localizations") or {}).items():
            form.length(f"{at}.name_localizations.{locale}", name, 1, NAME_LENGTH)
        if command.get("description") or command.get("options"):
            form.wrong(at, "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", "Context menus have name only")
    permissions = command.get("default_member_permissions")
    if permissions is not None and not str(permissions).isdecimal():
        form.wrong(f"{at}.default_member_permissions", "NUMBER_TYPE_COERCE", "Not a set of permissions")


def _own(hub: Hub, request: Request) -> None:
    if request.id("application") != hub.world.application_id:
        raise Problem(*UNKNOWN_APPLICATION, violation=True)


def _check_name(form: Form, at: str, name: object) -> None:
    if not isinstance(name, str) or not NAME.match(name) or name != name.lower():
        form.wrong(at, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _check_localized(form: Form, at: str, item: Json, key: str) -> None:
    for locale, text in (item.get(f"{key}_localizations") or {}).items():
        where = f"{at}.{key}_localizations.{locale}"
        if locale not in LOCALES:
            form.wrong(where, "BASE_TYPE_CHOICES", "Value must be a locale.")
        elif key == "name" and "value" not in item and "type" in item:
            _check_name(form, where, text)
        else:
            form.length(where, text, 1, CHOICE)


def _check_options(form: Form, at: str, options: object, *, depth: int) -> None:
    found = form.count(f"{at}.options", options, 0, OPTIONS)
    for n, option in enumerate(found):
        where = f"{at}.options.{n}"
        _check_name(form, f"{where}.name", option.get("name"))
        _check_localized(form, where, option, "name")
        form.length(f"{where}.description", option.get("description"), 1, DESCRIPTION)
        _check_localized(form, where, option, "description")
        kind = option.get("type")
        if kind == GROUP and depth == 0:
            _check_options(form, where, option.get("options"), depth=1)
            if any(one.get("type") != SUB for one in option.get("options") or []):
                form.wrong(
                    where, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Groups contain sub-commands only"
                )
        elif kind == SUB and depth < 2:
            _check_options(form, where, option.get("options"), depth=2)
        elif kind not in range(3, 12):
            form.wrong(f"{where}.type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "This type can't be here")
        else:
            _check_option(form, where, option)
    kinds = {option.get("type") in (SUB, GROUP) for option in found}
    if len(kinds) > 1:
        form.wrong(at, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-command and option types are mixed")
    if any(later.get("required") and not earlier.get("required") for earlier, later in pairwise(found)):
        form.wrong(
            f"{at}.options",
            "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
            "Required options must be placed before non-required options",
        )
    names = [option.get("name") for option in found]
    if len(names) != len(set(names)):
        form.wrong(
            f"{at}.options", "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", "Option name already exists"
        )


def _check_option(form: Form, at: str, option: Json) -> None:
    choices = form.count(f"{at}.choices", option.get("choices"), 0, CHOICES)
    for n, choice in enumerate(choices):
        form.length(f"{at}.choices.{n}.name", choice.get("name"), 1, CHOICE)
        for locale, name in (choice.get("name_localizations") or {}).items():
            form.length(f"{at}.choices.{n}.name_localizations.{locale}", name, 1, CHOICE)
        if option["type"] == STRING:
            form.length(f"{at}.choices.{n}.value", choice.get("value"), 1, CHOICE)
    if choices and option["type"] not in (STRING, INTEGER, NUMBER):
        form.wrong(f"{at}.choices", "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", "This type has no choices")
    if option.get("autocomplete") and (choices or option["type"] not in (STRING, INTEGER, NUMBER)):
        form.wrong(
            f"{at}.autocomplete", "APPLICATION_COMMAND_AUTOCOMPLETE_INVALID", "Not with choices or this type"
        )
    if option["type"] == STRING:
        form.number(f"{at}.min_length", option.get("min_length"), 0, TEXT)
        form.number(f"{at}.max_length", option.get("max_length"), 1, TEXT)


def _length(item: Json) -> int:
    """Return the characters of names, descriptions and values: of each, those of its longest language."""
    total = 0
    for key in ("name", "description"):
        texts = [item.get(key) or "", *(item.get(f"{key}_localizations") or {}).values()]
        total += max(map(len, texts))
    total += len(item["value"]) if isinstance(item.get("value"), str) else 0
    for key in ("options", "choices"):
        total += sum(_length(one) for one in item.get(key) or [])
    return total
