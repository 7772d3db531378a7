"""SenseAudio on the wire: orders, which may be paid for, and questions about tasks, which are free."""

from typing import Any, Literal
from urllib.parse import quote

from bot.domain.errors import BadRequest, OutcomeUnknown, ProviderError, ResultExpired, TransientFailure
from bot.net.client import Client, Timeouts
from bot.net.polling import Waiting, poll
from bot.net.reply import Reply
from bot.providers.senseaudio import Settings, facts
from bot.providers.senseaudio.answers import Answer, progress_of, refusal

CallName = Literal["lyrics", "song"]
_ORDER = {"lyrics": facts.WRITE, "song": facts.SING}
_STATUS = {"lyrics": facts.WORDS_STATUS, "song": facts.SONG_STATUS}


class Wire:
    """Speaks to the service."""

    def __init__(self, settings: Settings, waiting: Waiting) -> None:
        self._poll_s, self._timeout_s, self._waiting = settings.poll_s, settings.timeout_s, waiting
        self._client = Client(
            settings.base_url or facts.BASE_URL,
            {"Authorization": f"Bearer {settings.key}"},
            strip=facts.BASE_PATH,
            timeouts=Timeouts(total_s=settings.timeout_s),
        )

    async def order(self, call: CallName, body: dict[str, Any]) -> dict[str, Any]:
        """Send an order and return its answer, which has a task's id or, of words, what was ordered.

        Raises `ProviderError`s; what may have been taken is an `OutcomeUnknown`.
        """
        reply = await self._client.post_json(_ORDER[call], body)
        if 200 <= reply.status < 300 and reply.json is not None:
            answer = Answer.model_validate(reply.json)
            if answer.task_id or (call == "lyrics" and answer.items):
                return reply.json
        error = refusal(reply)
        if isinstance(error, BadRequest) and body.get(
            "custom_mode"
        ):  # no words were sent that could be wrong
            raise BadRequest(f"custom_mode was refused: {error.detail}", field="prompt") from error
        raise error

    async def done(self, call: CallName, task_id: str) -> dict[str, Any]:
        """Ask about a task until it is done, and return the whole answer. Raises as `progress_of` does.

        After the service's own time it raises `TookTooLong`.
        """
        missing = 0

        async def ask() -> dict[str, Any] | None:
            nonlocal missing
            try:
                return progress_of(await self._status(call, task_id), task_id)
            except ResultExpired as error:
                missing += 1
                if missing >= facts.MOST_MISSING:
                    raise
                raise TransientFailure(error.detail) from error

        until = self._waiting.now_s() + self._timeout_s
        try:
            return await poll(ask, every_s=self._poll_s, until=until, waiting=self._waiting)
        except ProviderError as error:
            error.trace_id = error.trace_id or task_id
            raise

    async def try_key(self) -> None:
        """Ask about a task that is not there; raises what keeps songs from being made."""
        reply = await self._status("song", facts.NOBODY)
        if reply.status == 404 or 200 <= reply.status < 300:
            if reply.json is None:
                raise TransientFailure("there is no such service at the base URL")
            return
        error = refusal(reply)
        if isinstance(error, OutcomeUnknown):
            raise TransientFailure(error.detail)
        if not isinstance(error, BadRequest):  # otherwise it is the id that is refused, and not the key
            raise error

    async def close(self) -> None:
        """Free the connections."""
        await self._client.close()

    async def _status(self, call: CallName, task_id: str) -> Reply:
        """Ask about a task at the path where it should be, and where that is none, at an older one."""
        *firsts, last = _STATUS[call]
        for path in firsts:
            reply = await self._ask(path, task_id)
            if reply.status != 404:
                return reply
        return await self._ask(last, task_id)

    async def _ask(self, path: str, task_id: str) -> Reply:
        timeouts = Timeouts(total_s=facts.ASK_S)
        return await self._client.get_json(path + quote(task_id, safe=""), timeouts=timeouts)
