"""The bot's side of the scripted services and the scripted chat; they come in through the production door."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import aiohttp

from bot.domain.errors import (
    BadRequest,
    Busy,
    DeliveryUnavailable,
    DeliveryUnknown,
    InputModerated,
    OutcomeUnknown,
    PlaceGone,
    ProviderError,
    Refusal,
    ResultExpired,
    TransientFailure,
)
from bot.domain.money import Cost, Price
from bot.domain.people import Account, Caller, PlaceRef
from bot.domain.ports import (
    Accepted,
    Answered,
    AudioChunk,
    Finished,
    Progress,
    ProviderEvent,
    ProviderInfo,
    ProviderTask,
    Range,
    Remote,
    Submitting,
    TrackSource,
)
from bot.domain.posts import JobStatus, NoticePost, Outgoing, Posted, SongPost, Upload
from bot.domain.song import Origin
from bot.locales import catalogue
from bot.studio.commands import parse_command, parse_song
from bot.studio.desk import Desk
from bot.studio.views import Order

POLL_S = 0.02
PRICE = Cost(150_000, "USD")
ERRORS: dict[str, type[ProviderError]] = {
    "busy": Busy,
    "bad-request": BadRequest,
    "moderated": InputModerated,
}


def info(name: str, *, concurrent: int = 4, price: Price | None = None) -> ProviderInfo:
    """Describe a scripted service."""
    words = Range(1, 3_000)
    return ProviderInfo(
        name=name,
        title=name.capitalize(),
        makes_calls=True,
        standby=False,
        prompt=words,
        lyrics={"en": words, "zh": words, "other": words},
        max_concurrent=concurrent,
        requests_per_minute=None,
        timeout_s=60,
        usual_s=1,
        price=price,
    )


class _Service:
    def __init__(self, url: str, *, concurrent: int = 4, price: Price | None = None) -> None:
        self._url = url
        self._session: aiohttp.ClientSession | None = None
        self.info = info(self.name, concurrent=concurrent, price=price)

    name = path = ""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _submit(self, task: ProviderTask) -> dict[str, str]:
        """Send the order; what surely did not arrive is told apart from what may have."""
        body = {"order": task.job_id, "text": task.lyrics.text() or task.request.prompt}
        try:
            async with self._http().post(f"{self._url}/{self.path}/songs", json=body) as response:
                answer: dict[str, str] = await response.json()
        except aiohttp.ClientConnectorError as error:
            raise TransientFailure(str(error)) from error
        except (aiohttp.ClientError, TimeoutError) as error:
            raise OutcomeUnknown(str(error)) from error
        if response.status != 200:
            raise ERRORS[answer["code"]](answer["code"])
        return answer

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    def _finished(self, answer: dict[str, str]) -> Finished:
        return Finished((TrackSource(Remote(answer["audio_url"]), title="A song", lyrics="la la"),))


class Polling(_Service):
    """Speaks to the service that gives out task ids."""

    name = path = "polling"

    async def generate(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        call = task.calls[-1] if task.calls else None
        if call is not None and call.answer is not None:
            yield self._finished(call.answer)
            return
        remote_id = call.remote_id if call is not None else None
        if remote_id is None:
            yield Submitting()
            remote_id = (await self._submit(task))["task_id"]
            yield Accepted(remote_id)
        while True:
            try:
                async with self._http().get(f"{self._url}/polling/songs/{remote_id}") as response:
                    if response.status != 200:
                        raise ResultExpired
                    answer = await response.json()
            except aiohttp.ClientError as error:
                raise TransientFailure(str(error)) from error
            if answer["status"] == "SUCCESS":
                break
            yield Progress("singing")
            await asyncio.sleep(POLL_S)
        yield Answered(answer, cost=PRICE)
        yield self._finished(answer)


class Blocking(_Service):
    """Speaks to the service that answers when the song is there, and never again."""

    name = path = "blocking"

    async def generate(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        call = task.calls[-1] if task.calls else None
        answer = call.answer if call is not None else None
        if answer is None:
            yield Submitting()
            answer = await self._submit(task)
            yield Answered(answer, cost=PRICE)
        yield self._finished(answer)


class Streaming(_Service):
    """Speaks to the blocking service as if it streamed: the song is read while the call is open."""

    name = "streaming"
    path = "blocking"

    async def generate(self, task: ProviderTask) -> AsyncGenerator[ProviderEvent, None]:
        if not any(call.answer is not None for call in task.calls):
            yield Submitting()
            answer = await self._submit(task)
            try:
                async with self._http().get(answer["audio_url"]) as response:
                    async for piece in response.content.iter_chunked(4_096):
                        yield AudioChunk(piece)
            except aiohttp.ClientError as error:
                raise OutcomeUnknown(str(error)) from error
            yield Answered({}, cost=PRICE)
        yield Finished((TrackSource(None, title="A song", lyrics="la la"),))


class ScriptedPlatform:
    """Takes orders from the scripted chat's inbox and posts to it."""

    name = "scripted"

    def __init__(self, url: str, desk: Desk, data_dir: Path) -> None:
        self._url, self._desk, self._data_dir = url, desk, data_dir
        self._session = aiohttp.ClientSession()
        self._inbox: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._inbox = asyncio.create_task(self._read())

    async def stop(self) -> None:
        if self._inbox is not None:
            self._inbox.cancel()
            await asyncio.wait([self._inbox])
        await self._session.close()

    async def upload(self, origin: Origin) -> Upload:
        return Upload(None)

    def parts(self, outgoing: Outgoing) -> int:
        return 1

    async def post(self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str) -> Posted:
        form = aiohttp.FormData({"chat": origin.chat, "nonce": nonce})
        match outgoing:
            case SongPost(track=track):
                form.add_field("kind", "song")
                form.add_field("text", track.title)
                form.add_field("audio", (self._data_dir / track.path).read_bytes(), filename="song.mp3")
            case NoticePost(failure=failure):
                form.add_field("kind", "notice")
                code = failure.code if failure else "internal"
                params = failure.params if failure else {}
                form.add_field("text", catalogue().problem(f"error-{code}", params))
        return Posted((await self._ask("POST", "/posts", data=form))["id"])

    async def find(
        self, origin: Origin, outgoing: Outgoing, *, part: int, nonce: str, since_ms: int
    ) -> str | None:
        found = await self._ask("GET", "/posts", params={"chat": origin.chat, "nonce": nonce})
        return found["id"]

    async def take_down(self, origin: Origin, message_id: str) -> None:
        raise NotImplementedError

    async def show(self, origin: Origin, status: JobStatus) -> None:
        pass

    async def _ask(self, method: str, path: str, **arguments: object) -> dict[str, str]:
        try:
            async with self._session.request(method, self._url + path, **arguments) as response:  # type: ignore[arg-type]
                answer: dict[str, str] = await response.json()
        except aiohttp.ClientConnectorError as error:
            raise DeliveryUnavailable(str(error)) from error
        except aiohttp.ClientError as error:
            raise DeliveryUnknown(str(error)) from error
        if response.status == 410:
            raise PlaceGone
        if response.status != 200:
            raise DeliveryUnavailable(str(response.status))
        return answer

    async def _read(self) -> None:
        while True:
            async with self._session.get(f"{self._url}/orders") as response:
                orders = await response.json()
            for order in orders:
                answer = await self._take(order)
                await self._session.post(f"{self._url}/orders/{order['id']}/answer", json=answer)
            await asyncio.sleep(POLL_S)

    async def _take(self, order: dict[str, str]) -> dict[str, object]:
        account = Account(self.name, order["who"])
        origin = Origin(platform=self.name, chat=order["chat"], message=order["id"])
        await self._desk.contact(account, origin)
        command = parse_command(order["text"])
        if command is None:
            return {}
        try:
            if command.name == "cancel":
                done = await self._desk.cancel(account, PlaceRef(), command.text or None)
                return {"outcome": done.outcome}
            request = parse_song(command.text)
            dedup = f"{self.name}:{order['chat']}:{order['id']}"
            receipt = await self._desk.order(Order(Caller(account), request, origin, dedup))
        except Refusal as refusal:
            return {"refused": refusal.code, "text": catalogue().error(refusal)}
        return {"job": receipt.status.job_id, "repeated": receipt.repeated, "line": receipt.status.line}
