"""SenseAudio as a provider: words first where there are none, then a song by task id.

A song from a prompt is two calls: one writes the words, one sings them. Each is an order that may be paid
for, and then a task that is asked about for nothing, as often as one likes and after a restart too.
Source: https://docs.senseaudio.cn/api-reference/endpoint/music/song-create
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from bot.domain.errors import ProviderError
from bot.domain.job import Call
from bot.domain.lyrics import Lyrics, parse_lyrics
from bot.domain.money import Cost
from bot.domain.ports import (
    Accepted,
    Answered,
    Finished,
    Progress,
    ProviderEvent,
    ProviderInfo,
    ProviderTask,
    Remote,
    Submitting,
    TrackSource,
    Written,
)
from bot.domain.song import SongRequest
from bot.net.polling import Waiting
from bot.providers.senseaudio import Settings, facts
from bot.providers.senseaudio.answers import Answer, Item
from bot.providers.senseaudio.wire import CallName, Wire
from bot.providers.senseaudio.words import Words, outline, own_words, sung, title_of, wish, written

NAME = "senseaudio"
_GENDER = {"female": "f", "male": "m"}


@dataclass(frozen=True)
class _Said:
    """The whole answer to a call: the last thing that `_call` tells."""

    answer: dict[str, Any]


class SenseAudio:
    """Writes words and sings them; its tasks survive a restart of the bot."""

    def __init__(self, settings: Settings, waiting: Waiting | None = None) -> None:
        self._settings = settings
        self._wire = Wire(settings, waiting or Waiting())
        self.info = ProviderInfo(
            name=NAME,
            title="SenseAudio",
            makes_calls=True,
            standby=False,
            prompt=facts.PROMPT,
            lyrics=dict.fromkeys(facts.LANGUAGES, facts.LYRICS),
            max_concurrent=settings.max_concurrent,
            requests_per_minute=settings.requests_per_minute,
            timeout_s=settings.timeout_s,
            usual_s=facts.USUAL_S,
            dialect=facts.DIALECT,
            price=settings.price_or(None),
            most_calls=1 if settings.custom_mode else 2,
            describe=described,
            writes_lyrics=True,
        )

    async def generate(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        """Write the words where there are none, have them sung, and name each song that came."""
        words = words_of(task)
        if words is None and not self._settings.custom_mode:
            about = wish(described(task.request), Lyrics(()))
            async with aclosing(self._call(task, "lyrics", self._to_write(about))) as steps:
                async for step in steps:
                    if isinstance(step, _Said):
                        words = written(Answer.model_validate(step.answer).items)
                    else:
                        yield step
        async with aclosing(self._call(task, "song", self._to_sing(task.request, words))) as steps:
            async for step in steps:
                if isinstance(step, _Said):
                    yield Finished(tracks_of(step.answer, task.request, words))
                else:
                    yield step

    async def draft(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        """Write words about the prompt; with words, ask for these once more, changed as it says."""
        about = wish(task.request.prompt, task.lyrics)
        async with aclosing(self._call(task, "lyrics", self._to_write(about))) as steps:
            async for step in steps:
                if isinstance(step, _Said):
                    words = written(Answer.model_validate(step.answer).items)
                    yield Written(words.shown, words.title)
                else:
                    yield step

    async def try_key(self) -> None:
        """Ask about a task that is not there, which costs nothing."""
        await self._wire.try_key()

    async def close(self) -> None:
        """Free the connections."""
        await self._wire.close()

    async def _call(
        self, task: ProviderTask, call: CallName, body: dict[str, Any]
    ) -> AsyncGenerator[ProviderEvent | _Said, None]:
        """Order, then ask until it is done; begins at the first fact that is not known yet."""
        known = known_call(task, call)
        if known is not None and known.answer is not None:
            yield _Said(known.answer)
            return
        yield Progress("writing" if call == "lyrics" else "singing")
        task_id = known.remote_id if known is not None else None
        answer: dict[str, Any] | None = None
        if not task_id:
            yield Submitting(call)
            answer = await self._wire.order(call, body)
            said = Answer.model_validate(answer)
            task_id = "" if call == "lyrics" and said.items else said.task_id
        if task_id:
            if answer is not None:
                yield Accepted(task_id)
            answer = await self._wire.done(call, task_id)
        assert answer is not None
        yield Answered(answer, self._cost(call), trace_id=task_id)
        yield _Said(answer)

    def _to_write(self, about: str) -> dict[str, Any]:
        """Return the body of an order for words, in which the model is called `provider`."""
        return {"prompt": about, "provider": self._settings.model}

    def _to_sing(self, request: SongRequest, words: Words | None) -> dict[str, Any]:
        """Return the body of an order for a song; without words, the prompt stands in their place."""
        body: dict[str, Any] = {
            "model": self._settings.model,
            "lyrics": words.sent if words else wish(described(request), Lyrics(())),
            "custom_mode": words is None,
            "instrumental": request.instrumental,
        }
        wishes = {
            "style": style_of(request),
            "style_weight": self._settings.style_weight,
            "negative_tags": request.avoid,
            "title": request.title or (words.title if words else ""),
            "vocal_gender": "" if request.instrumental else _GENDER.get(request.voice or "", ""),
        }
        return body | {name: value for name, value in wishes.items() if value != ""}

    def _cost(self, call: CallName) -> Cost | None:
        """Return what a call cost; None where nobody can tell yet. Words belong to the price of a song."""
        price = self.info.price
        if price is None or price.unit == "second" or (price.unit == "song" and call != "song"):
            return None
        return Cost(price.amount_micro, price.currency)


def described(request: SongRequest) -> str:
    """Return what words are written from; empty where the member brings words, or an outline of music."""
    lyrics = parse_lyrics(request.lyrics)
    if lyrics.has_words or (request.instrumental and lyrics.sections):
        return ""
    return request.prompt or request.style


def style_of(request: SongRequest) -> str:
    """Return the style; a prompt from which no words are sung can be told nowhere else.

    Without a style it is the prompt in any case: what it says of the music is for the song call.
    """
    if request.style and described(request) and not request.instrumental:
        return request.style
    return ", ".join(filter(None, (request.style, request.prompt)))


def words_of(task: ProviderTask) -> Words | None:
    """Return what the member brought to be sung or played; None: the service has to write it."""
    if task.lyrics.has_words:
        return own_words(task.lyrics)
    if task.request.instrumental and task.lyrics.sections:
        return outline(task.lyrics)
    return None


def known_call(task: ProviderTask, call: CallName) -> Call | None:
    """Return what an earlier run found out about a call to this service."""
    calls = (known for known in task.calls if (known.provider, known.kind) == (NAME, call))
    return next(calls, None)


def tracks_of(answer: dict[str, Any], request: SongRequest, words: Words | None) -> tuple[TrackSource, ...]:
    """Return the songs of a task; raises `ProviderError` for one that has none."""
    items = [item for item in Answer.model_validate(answer).items if item.audio_url]
    if not items:
        raise ProviderError("the task is done and brought no audio")
    return tuple(_track(item, request, words) for item in items)


def _track(item: Item, request: SongRequest, words: Words | None) -> TrackSource:
    lyrics = "" if request.instrumental else sung(item, words)
    return TrackSource(
        Remote(item.audio_url),
        title=title_of(item),
        lyrics=lyrics,
        picture=Remote(item.cover_url) if item.cover_url else None,
        note="" if lyrics or request.instrumental else "words-untold",
    )
