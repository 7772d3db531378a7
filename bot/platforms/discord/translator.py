"""Names and descriptions of commands in every language that there is a catalogue of.

A text of a command that people read is `in_words("discord-command-…")`: English, with the id of its sentence
beside it. discord.py asks `CatalogueTranslator` for it in each of Discord's languages when the commands are
registered; Discord shows everybody the one of their own client.
"""

import re

import structlog
from discord import Locale
from discord.app_commands import (
    ContextMenu,
    TranslationContextLocation,
    TranslationContextTypes,
    Translator,
    locale_str,
)

from bot.locales import DEFAULT_LANGUAGE, best_language, catalogue
from bot.platforms.discord.facts import (
    CHOICE_CHARACTERS,
    COMMAND_DESCRIPTION_CHARACTERS,
    COMMAND_NAME_CHARACTERS,
)

log = structlog.get_logger(__name__)

_SENTENCE = "sentence"
_NAMES = (
    TranslationContextLocation.command_name,
    TranslationContextLocation.group_name,
    TranslationContextLocation.parameter_name,
)
# interactions/application-commands, "Application Command Naming"; `\w`: letters and digits of all scripts
_NAME = re.compile(r"[-'\w]+")


def in_words(sentence: str) -> locale_str:
    """Return a text of a command from the catalogues: in English; the translator has the others."""
    return locale_str(catalogue().text(sentence), **{_SENTENCE: sentence})


class CatalogueTranslator(Translator):
    """Translates what `in_words` made; whatever else stands in a command stays as it is."""

    async def translate(
        self,
        string: locale_str,
        locale: Locale,
        context: TranslationContextTypes,
    ) -> str | None:
        """Return the text for one of Discord's languages; None where English is to stand."""
        sentence = string.extras.get(_SENTENCE)
        language = best_language(locale.value)
        if sentence is None or language in (None, DEFAULT_LANGUAGE):
            return None
        text = catalogue(language or DEFAULT_LANGUAGE).text(sentence)
        if not fits(text, context.location, menu=isinstance(context.data, ContextMenu)):
            # one text that Discord does not take would keep all commands from being registered
            log.error(
                "the text of a command is not as Discord takes it", sentence=sentence, language=language
            )
            return None
        return text


def fits(text: str, location: TranslationContextLocation, *, menu: bool = False) -> bool:
    """Tell whether Discord takes a text there; `menu`: as the name of a menu, which may be words."""
    if location is TranslationContextLocation.choice_name:
        return 0 < len(text) <= CHOICE_CHARACTERS
    if location not in _NAMES:
        return 0 < len(text) <= COMMAND_DESCRIPTION_CHARACTERS
    fit = 0 < len(text) <= COMMAND_NAME_CHARACTERS
    return fit and (menu or (text == text.lower() and _NAME.fullmatch(text) is not None))
