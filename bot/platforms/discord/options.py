"""What options are called and what they are for, from the catalogues: the decorators of the commands."""

from collections.abc import Callable
from typing import TypeVar

from discord import app_commands

from bot.platforms.discord.translator import in_words

Callback = TypeVar("Callback")


def options(*names: str, **about: str) -> Callable[[Callback], Callback]:
    """Name and describe options: `name="other"` takes the description of another one.

    The texts are `discord-option-<name>` and `discord-about-<name>`.
    """
    descriptions = {**{name: name for name in names}, **about}

    def decorate(callback: Callback) -> Callback:
        renamed = {name: in_words(f"discord-option-{name}") for name in descriptions}
        described = {name: in_words(f"discord-about-{one}") for name, one in descriptions.items()}
        return app_commands.describe(**described)(app_commands.rename(**renamed)(callback))

    return decorate


def choice(value: str, sentence: str) -> app_commands.Choice[str]:
    """Return something that can be chosen, in words."""
    return app_commands.Choice(name=in_words(sentence), value=value)
