"""A studio `Choice` as one of Discord's menus, on a panel or in a form."""

from typing import Any

import discord

from bot.domain.view import Choice
from bot.locales import Catalogue
from bot.platforms.discord.facts import PLACEHOLDER_CHARACTERS, SELECT_LABEL_CHARACTERS, SELECT_OPTIONS
from bot.platforms.discord.lengths import line
from bot.platforms.discord.wording import is_id, label

_WRITTEN_IN = (discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.voice)
_HOLDS_THREADS = discord.ChannelType.forum


def menu(words: Catalogue, choice: Choice, custom_id: str) -> discord.ui.Item[Any] | None:
    """Return the menu; None where there is nothing to choose from.

    Of more options than a menu holds, those that are chosen and the first ones are offered.
    """
    placeholder = line(label(words, choice.none) or words.text("chat-ui-choose"), PLACEHOLDER_CHARACTERS)
    if choice.of:
        most = max(1, min(choice.most, SELECT_OPTIONS))
        named = [discord.Object(int(one)) for one in dict.fromkeys(choice.chosen) if is_id(one)][:most]
        least, needed = min(choice.least, most), choice.least > 0
        if choice.of == "role":
            return discord.ui.RoleSelect(
                custom_id=custom_id,
                placeholder=placeholder,
                min_values=least,
                max_values=most,
                required=needed,
                default_values=named,
            )
        return discord.ui.ChannelSelect(
            custom_id=custom_id,
            channel_types=_channels(choice),
            placeholder=placeholder,
            min_values=least,
            max_values=most,
            required=needed,
            default_values=named,
        )
    options = _options(words, choice)
    if not options:
        return None
    most = max(1, min(choice.most, len(options)))
    return discord.ui.Select(
        custom_id=custom_id,
        placeholder=placeholder,
        min_values=min(choice.least, most),
        max_values=most,
        required=choice.least > 0,
        options=options,
    )


def _channels(choice: Choice) -> list[discord.ChannelType]:
    """Return what can be named: the bot posts into a single channel; a list may hold forums, too."""
    return [*_WRITTEN_IN] if choice.most == 1 else [*_WRITTEN_IN, _HOLDS_THREADS]


def _options(words: Catalogue, choice: Choice) -> list[discord.SelectOption]:
    known = {option.value: option for option in choice.options if option.value}
    chosen = [value for value in dict.fromkeys(choice.chosen) if value in known][: max(1, choice.most)]
    others = [value for value in known if value not in chosen]
    offered = {*chosen[:SELECT_OPTIONS], *others[: max(0, SELECT_OPTIONS - len(chosen))]}
    return [
        discord.SelectOption(
            label=line(label(words, option.label), SELECT_LABEL_CHARACTERS) or value,
            value=value,
            default=value in chosen,
        )
        for value, option in known.items()
        if value in offered
    ]
