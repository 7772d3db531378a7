"""A call of lyrics_generation: words about a theme, or words that are changed as somebody wishes.

Source: https://platform.minimax.io/docs/api-reference/lyrics-generation
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain.errors import ProviderError
from bot.domain.lyrics import Lyrics
from bot.domain.money import Price
from bot.domain.ports import Answered
from bot.net.client import Timeouts
from bot.providers.minimax import facts, words
from bot.providers.minimax.answers import cost_of
from bot.providers.minimax.wire import Wire, judged, verdict_in


@dataclass(frozen=True)
class Draft:
    """What the service wrote."""

    lyrics: Lyrics
    title: str
    style: str
    """Tags that commas part."""


class Writer:
    """Has words written."""

    def __init__(self, wire: Wire, price: Price | None) -> None:
        self._wire, self._price = wire, price

    def song(self, theme: str, *, title: str = "") -> dict[str, Any]:
        """Return an order for new words. Raises `BadRequest`."""
        return _order("write_full_song", theme, title)

    def change(self, lyrics: Lyrics, wish: str, *, title: str = "") -> dict[str, Any]:
        """Return an order for words that are to be changed. Raises `BadRequest`."""
        text = facts.WRITER_DIALECT.write(lyrics)
        words.check(text, "lyrics", facts.WRITER_LYRICS)
        return {**_order("edit", wish, title), "lyrics": text}

    async def write(self, order: Mapping[str, Any]) -> Answered:
        """Send an order. Raises `ProviderError`s."""
        patience = Timeouts(total_s=facts.LYRICS_TIMEOUT_S)
        said = await self._wire.post(facts.LYRICS, order, timeouts=patience)
        return Answered(said.answer, cost_of(self._price, "lyrics", said.answer), said.trace_id)

    async def ask_nothing(self) -> None:
        """Send an order that is none: with a good key that is all that is said of it.

        Raises the `ProviderError` that is said of another key.
        """
        patience = Timeouts(total_s=facts.KEY_TIMEOUT_S)
        reply = await self._wire.client.post_json(facts.LYRICS, {}, paid=False, timeouts=patience)
        if verdict_in(reply)[0] != facts.BAD_PARAMETERS:
            judged(reply, paid=False)


def draft_of(answer: Mapping[str, Any]) -> Draft:
    """Read an answer. Raises `ProviderError` for one without words."""
    lyrics = facts.WRITER_DIALECT.read(_text(answer, "lyrics"))
    if not lyrics.has_words:
        raise ProviderError("an answer without words")
    return Draft(lyrics, _text(answer, "song_title"), _text(answer, "style_tags"))


def _order(mode: str, prompt: str, title: str) -> dict[str, Any]:
    if prompt:
        words.check(prompt, "prompt", facts.WRITER_PROMPT)
    given = {"prompt": prompt, "title": title}
    return {"mode": mode, **{name: text for name, text in given.items() if text}}


def _text(answer: Mapping[str, Any], name: str) -> str:
    value = answer.get(name)
    return value.strip() if isinstance(value, str) else ""
