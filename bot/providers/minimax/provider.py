"""MiniMax as a provider: the way of a song, from the order to what the service made of it.

A song from a description takes two calls, because the answer with a song does not tell its words: the first
writes words, title and style, the second sings them. Each answer is stored before the next call.
Source: https://platform.minimax.io/docs/api-reference/music-generation
"""

import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from bot.domain.errors import BadRequest
from bot.domain.job import CallKind
from bot.domain.lyrics import Lyrics
from bot.domain.ports import (
    Answered,
    Finished,
    Progress,
    ProviderEvent,
    ProviderInfo,
    ProviderTask,
    Submitting,
    Written,
)
from bot.domain.song import SongRequest
from bot.providers.minimax import Settings, cover, facts, words
from bot.providers.minimax.answers import Told, source_of
from bot.providers.minimax.songs import Songs
from bot.providers.minimax.wire import Wire
from bot.providers.minimax.writer import Draft, Writer, draft_of


@dataclass(frozen=True)
class _Plan:
    """An order for music_generation but for its model and manner, and what goes out with its song."""

    order: Mapping[str, Any]
    told: Told


class MiniMax:
    """Sings songs and covers, and drafts words."""

    def __init__(self, settings: Settings) -> None:
        self._settings, self._wire = settings, Wire(settings)
        price = settings.price_or(None)
        self._songs, self._writer = Songs(self._wire, settings), Writer(self._wire, price)
        self._model = facts.model_of(settings.model)
        self.info = ProviderInfo(
            name="minimax",
            title="MiniMax Music",
            makes_calls=True,
            standby=False,
            prompt=self._model.prompt,
            lyrics=dict.fromkeys(("zh", "en", "other"), self._model.lyrics),
            max_concurrent=settings.max_concurrent,
            requests_per_minute=settings.requests_per_minute,
            timeout_s=settings.timeout_s,
            usual_s=facts.USUAL_S,
            dialect=facts.DIALECT,
            instrumental=self._model.instrumental,
            words_without_voice=False,
            price=price,
            most_calls=1 if settings.lyrics_optimizer else 2,
            describe=_description,
            writes_lyrics=True,
            covers=replace(cover.LIMITS, listens=settings.preprocess),
        )

    async def generate(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        """Make the song, or the cover: one call, or two where the service has to write the words first."""
        answer = _answer_to(task, "song")
        if answer is None:
            if task.request.cover is not None:
                steps = self._cover(task)
            elif self._writes_first(task):
                steps = self._write_and_sing(task)
            else:
                steps = self._sing(task, self._plan(task), self._settings.model)
            async with aclosing(steps) as events:
                async for event in events:
                    yield event
                    if isinstance(event, Answered):
                        answer = event.answer  # the last one is that of the song
        assert answer is not None
        yield Finished((await source_of(answer, task.folder),))

    async def draft(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        """Write words, or change those that are there."""
        request, answer = task.request, _answer_to(task, "lyrics")
        if answer is None:
            if task.lyrics.has_words:
                order = self._writer.change(task.lyrics, request.prompt, title=request.title)
            else:
                order = self._writer.song(words.theme(request), title=request.title)
            yield Progress("writing")
            yield Submitting("lyrics")
            answered = await self._writer.write(order)
            yield answered
            answer = answered.answer
        draft = draft_of(answer)
        yield Written(draft.lyrics.text(), request.title or draft.title, draft.style)

    async def listen(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        """Tell what is heard in the song of a cover."""
        async with aclosing(cover.listen(self._wire, task, currency=self._settings.currency)) as events:
            async for event in events:
                yield event

    async def try_key(self) -> None:
        """Ask for words without the one field that has to be there: a good key is told so, and pays nothing.

        Source: https://platform.minimax.io/docs/api-reference/lyrics-generation (`mode`)
        """
        await self._writer.ask_nothing()

    async def close(self) -> None:
        """Free the connections."""
        await self._wire.close()

    def _writes_first(self, task: ProviderTask) -> bool:
        """Tell whether the service has to write the words in a call of their own."""
        if task.request.instrumental or task.lyrics.has_words:
            return False
        return not self._settings.lyrics_optimizer

    async def _write_and_sing(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        request, answer = task.request, _answer_to(task, "lyrics")
        if answer is None:
            order = self._writer.song(words.theme(request), title=request.title)
            yield Progress("writing")
            yield Submitting("lyrics")
            answered = await self._writer.write(order)
            yield answered
            answer = answered.answer
        plan = self._plan_for(request, draft_of(answer))
        async with aclosing(self._sing(task, plan, self._settings.model)) as events:
            async for event in events:
                yield event

    async def _cover(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        order = await cover.fields(task, now_ms=time.time_ns() // 1_000_000)
        lyrics = task.lyrics.text() if task.lyrics.has_words else ""
        plan = _Plan(order, Told(task.request.title, lyrics, cover.note_of(task)))
        try:
            async with aclosing(self._sing(task, plan, self._settings.cover_model)) as events:
                async for event in events:
                    yield event
        except BadRequest as error:
            raise cover.refused(error, order) from error

    async def _sing(self, task: ProviderTask, plan: _Plan, model: str) -> AsyncGenerator[ProviderEvent, None]:
        """Ask for a song that is all planned; its answer comes last."""
        order = {"model": model, **plan.order, **self._songs.manner(task.request.format)}
        yield Progress("singing")
        yield Submitting()
        async with aclosing(self._songs.make(order, plan.told, task.folder)) as found:
            async for event in found:
                yield event

    def _plan(self, task: ProviderTask) -> _Plan:
        """Plan a song that needs no words from a call of their own."""
        request, description = task.request, words.description(task.request)
        if request.instrumental:
            if not self._model.instrumental:
                raise BadRequest("the model always sings", field="instrumental")
            order = {"is_instrumental": True, "prompt": description or facts.INSTRUMENTAL}
            return _Plan(self._checked(order), Told(request.title))
        if not task.lyrics.has_words:
            order = {"lyrics_optimizer": True, "prompt": description or facts.UNDESCRIBED}
            return _Plan(self._checked(order), Told(request.title, note="words-untold"))
        return self._plan_of(task.lyrics, description, request.title)

    def _plan_for(self, request: SongRequest, draft: Draft) -> _Plan:
        """Plan a song with words of the service: they and their style may be shortened, the member's not."""
        lyrics = words.within(draft.lyrics, facts.DIALECT, self._model.lyrics.most)
        style = words.style(request, draft.style, bounds=self._model.prompt)
        return self._plan_of(lyrics, style, request.title or draft.title)

    def _plan_of(self, lyrics: Lyrics, description: str, title: str) -> _Plan:
        """Plan a song with words; a bare `[Chorus]` is sung as the one before it if there is room."""
        lyrics = facts.DIALECT.as_sung(lyrics, most=self._model.lyrics.most)
        order = {"lyrics": facts.DIALECT.write(lyrics)}
        if description or self._model.prompt.least > 1:
            order["prompt"] = description or facts.UNDESCRIBED
        return _Plan(self._checked(order), Told(title, lyrics.text()))

    def _checked(self, order: dict[str, Any]) -> dict[str, Any]:
        """Refuse what the service would refuse. Raises `BadRequest`."""
        limits = {"prompt": self._model.prompt, "lyrics": self._model.lyrics}
        for name, bounds in limits.items():
            if name in order:
                words.check(order[name], name, bounds)
        return order


def _description(request: SongRequest) -> str:
    return words.description(request) if request.cover is None else cover.describe(request)


def _answer_to(task: ProviderTask, kind: CallKind) -> dict[str, Any] | None:
    """Return the stored answer to a call of this kind, if there is one."""
    return next((call.answer for call in task.calls if call.kind == kind and call.answer is not None), None)
