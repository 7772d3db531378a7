"""Fun-Music as a provider: one call, which answers when the song is there, or streams it while it is made.

There is no task id and no look-up: an answer that is lost is lost, and may be billed.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import partial
from typing import Any

import structlog

from bot.domain.errors import BadRequest, OutcomeUnknown, ProviderError, TransientFailure
from bot.domain.job import Call
from bot.domain.ports import (
    Answered,
    AudioChunk,
    Finished,
    Progress,
    ProviderEvent,
    ProviderInfo,
    ProviderTask,
    Submitting,
)
from bot.net.client import Client, Stream, Timeouts
from bot.net.reply import Reply
from bot.providers.fun_music import Settings, facts, wire
from bot.providers.fun_music.errors import error_of_reply, is_refusal, once_begun
from bot.providers.fun_music.texts import TITLE, description, refuses, sings_words
from bot.providers.fun_music.wire import Message, Order

log = structlog.get_logger(__name__)


class FunMusic:
    """Sings a prompt, or own words."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._client = Client(
            settings.base_url or facts.BASE_URL,
            {"Authorization": f"Bearer {settings.key}"},
            strip=facts.BASE_END,
            timeouts=Timeouts(total_s=settings.timeout_s, idle_s=min(facts.IDLE_S, settings.timeout_s)),
        )
        self.info = ProviderInfo(
            name="fun_music",
            title=TITLE,
            makes_calls=True,
            standby=False,
            prompt=facts.PROMPT,
            lyrics=facts.WORDS,
            max_concurrent=settings.max_concurrent,
            requests_per_minute=settings.requests_per_minute,
            timeout_s=settings.timeout_s,
            usual_s=facts.USUAL_S,
            dialect=facts.DIALECT,
            style_with_words=False,
            instrumental=settings.instrumental,
            words_without_voice=False,
            price=settings.price_or(facts.PRICES.get(settings.model)),
            describe=partial(description, model=settings.model),
            refuses=partial(refuses, model=settings.model),
            content=facts.CONTENT,
        )

    async def generate(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        """Make the song; a stored answer is gone on from, whatever it lacks."""
        answer = _stored(task.calls)
        if answer is None:
            self._check(task)
            order = wire.order_of(task, self._settings)
            yield Progress("composing")
            yield Submitting()
            async with aclosing(self._sing(order)) as events:
                async for event in events:
                    yield event
                    if isinstance(event, Answered):
                        answer = event.answer
        assert answer is not None  # the last event of a call, if it raises nothing
        yield Finished((wire.track_of(answer, task),))

    async def try_key(self) -> None:
        """Ask for a song of nothing, which costs nothing: a good key is told that something is missing."""
        body = {"model": self._settings.model, "input": {}}
        reply = await self._client.post_json(
            facts.GENERATION, body, paid=False, timeouts=Timeouts(total_s=facts.TRY_S)
        )
        error = error_of_reply(reply)
        if isinstance(error, OutcomeUnknown):
            raise TransientFailure(error.detail, trace_id=error.trace_id)
        if (reply.json or {}).get("code") != facts.INCOMPLETE:
            raise error

    async def close(self) -> None:
        """Free the connections; no call is under way."""
        await self._client.close()

    def _check(self, task: ProviderTask) -> None:
        """Raise for what the service would refuse; routing has asked the same before it took the order."""
        refusal = refuses(task.request, task.lyrics, model=self._settings.model)
        if refusal is not None:
            field = "lyrics" if sings_words(task.request, task.lyrics) else "prompt"
            raise BadRequest(refusal.problem, field=field)
        if task.request.instrumental and not self._settings.instrumental:
            # a field that the account does not have might be passed over, and the song be sung
            raise BadRequest("[providers.fun_music] instrumental is off", field="instrumental")

    async def _sing(self, order: Order) -> AsyncGenerator[ProviderEvent, None]:
        """Send the request and give out what comes; the last event is the answer."""
        if not order.streamed:
            yield self._answered(await self._client.post_json(facts.GENERATION, order.body), order)
            return
        async with self._client.stream(facts.GENERATION, order.body, headers=facts.STREAMED) as stream:
            if stream.status != 200 or stream.content_type != "text/event-stream":
                yield self._answered(await stream.reply(), order)
                return
            async with aclosing(self._listen(stream, order)) as events:
                async for event in events:
                    yield event

    def _answered(self, reply: Reply, order: Order) -> Answered:
        """Return a plain answer. Raises `ProviderError`s for one without a song that can be fetched."""
        if reply.status != 200 or reply.json is None or is_refusal(reply.json):
            raise error_of_reply(reply, echo=order.echo)
        if not wire.link_of(reply.json):
            raise OutcomeUnknown("an answer without a link", trace_id=wire.trace_of(reply.json))
        return self._answer(reply.json)

    async def _listen(self, stream: Stream, order: Order) -> AsyncGenerator[ProviderEvent, None]:
        """Read a stream to the message that ends the song; without one it is not whole, whatever came."""
        begun = damaged = heard = False
        trace = ""
        async with aclosing(_messages(stream, order)) as messages:
            try:
                async for message in messages:
                    trace = message.trace or trace
                    if message.last is not None:
                        whole = heard and not damaged
                        if not wire.is_done(message.last) or not (whole or wire.link_of(message.last)):
                            raise OutcomeUnknown("the song is not whole")
                        yield self._answer(message.last)
                        return
                    begun, damaged = begun or message.begun, damaged or message.damaged
                    if message.audio:  # also behind a gap: a link makes up for that, and listeners go on
                        if not heard:
                            yield Progress("singing")
                        heard = True
                        yield AudioChunk(message.audio)
                raise OutcomeUnknown("the stream ended before the song")
            except ProviderError as error:
                error.trace_id = error.trace_id or trace
                if begun and error.surely_refused:
                    raise once_begun(error) from error
                raise

    def _answer(self, answer: dict[str, Any]) -> Answered:
        """Return an answer with a song; one that ends as no page tells is taken, and said to the log."""
        if not wire.is_stopped(answer):
            ended, trace = wire.reason_of(answer), wire.trace_of(answer)
            log.warning("a song with an end that is not known", finish_reason=ended, trace=trace)
        cost = wire.cost_of(answer, self.info.price)
        return Answered(wire.without_audio(answer), cost, wire.trace_of(answer))


async def _messages(stream: Stream, order: Order) -> AsyncGenerator[Message]:
    """Give out the messages of a stream. Raises `ProviderError`s."""
    async with aclosing(stream.events()) as events:
        async for event in events:
            yield await wire.message_of(event, echo=order.echo)


def _stored(calls: Sequence[Call]) -> dict[str, Any] | None:
    return next((call.answer for call in reversed(calls) if call.answer is not None), None)
