"""Every error of the three vendors, as it ends for the member, the operator, the quota and the money.

The rows are the tables of the vendors' pages and of those who met the errors; no provider's own is read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pytest

from bot.domain.job import JobState
from bot.domain.song import SongRequest
from tests.contract.house import House, house, settings_for
from tests.peers.fun_music import FunMusic
from tests.peers.minimax import MiniMax
from tests.peers.senseaudio import SenseAudio
from tests.peers.service import Cut, Fail, Fault, Gateway, Lose, Peer, Refuse

End = Literal["no", "words", "balance", "key", "not-enabled", "again", "unknown", "own-song", "failed"]
"""How an order ends: the request is refused, or its words; the operator has to mend the account; it is sent
again; nobody knows; the service refuses its own song; the service says that its task came to nothing."""
PRICE = 100_000
WORDS = SongRequest(lyrics="[verse]\nThe kettle hums, the morning's slow\nA paper bird in the window's glow")
PROMPT = SongRequest(prompt="A warm folk song about a lighthouse and its keeper")


@dataclass(frozen=True)
class Row:
    """One error: how the vendor says it, and what becomes of the order."""

    fault: Fault
    end: End

    def __str__(self) -> str:
        said = self.fault
        match said:
            case Refuse(status, code, message):
                return f"{status} {code} {message[:24]}"
            case Fail(code):
                return f"after billing: {code}"
            case Lose(when):
                return f"lost {when}"
            case Gateway(status, billed):
                return f"gateway {status} {'billed' if billed else ''}"
            case Cut():
                return "cut"


def refusals(end: End, *rows: tuple[int, str | int, str]) -> Iterable[Row]:
    return [Row(Refuse(status, code, message), end) for status, code, message in rows]


EVERYWHERE = (
    Row(Lose("before"), "unknown"),
    Row(Lose("after"), "unknown"),
    Row(Gateway(502), "unknown"),
    Row(Gateway(502, billed=True), "unknown"),
    Row(Gateway(504, billed=True), "unknown"),
)
"""What the wire and the gateways do."""

FUN_MUSIC = (
    *refusals(
        "no",
        (400, "InvalidParameter", "At least one of 'lyrics' or 'prompt' must be provided."),
        (400, "SomethingNew", "Nobody has seen this code before."),
    ),
    *refusals(
        "words",
        (400, "InvalidParameter", "Lyrics content is illegal and cannot be used for music generation."),
        (400, "DataInspectionFailed", "Input data may contain inappropriate content."),
        (400, "data_inspection_failed", "Input data may contain inappropriate content."),
    ),
    *refusals(
        "balance",
        (400, "Arrearage", "Access denied, please make sure your account is in good standing."),
        (429, "CommodityNotPurchased", "Commodity has not purchased yet."),
        (429, "PrepaidBillOverdue", "The prepaid bill is overdue."),
        (429, "PostpaidBillOverdue", "The postpaid bill is overdue."),
        (403, "AllocationQuota.FreeTierOnly", "The free tier of the model has been exhausted."),
    ),
    *refusals("key", (401, "InvalidApiKey", "Invalid API-key provided.")),
    *refusals(
        "not-enabled",
        (403, "AccessDenied", "Access denied."),
        (403, "AccessDenied.Unpurchased", "Access to model denied."),
        (403, "Model.AccessDenied", "Model access denied."),
        (403, "Workspace.AccessDenied", "Workspace access denied."),
        (404, "ModelNotFound", "Model not exist."),
        (404, "NotFound", "The requested path is not found."),
    ),
    *refusals(
        "again",
        (429, "Throttling", "Requests throttling triggered."),
        (429, "Throttling.RateQuota", "Requests rate limit exceeded."),
        (429, "Throttling.BurstRate", "Request rate increased too quickly."),
        (429, "Throttling.AllocationQuota", "Allocated quota exceeded."),
        (500, "InternalError.Algo", "[music]Receive batching backend response failed!"),
        (500, "ModelServingError", "Too many requests."),
        (503, "ModelUnavailable", "Model is unavailable, please try again later."),
    ),
    *refusals(
        "unknown",
        (500, "InternalError.Algo", "An internal error has occured during execution."),
        (500, "ResponseTimeout", "Response stream timeout"),
        (500, "InternalError", "An internal error has occured."),
        (500, "InternalError.Timeout", "An internal timeout error has occured."),
        (500, "SystemError", "An system error has occured."),
        (500, "ModelServiceFailed", "Failed to request model service."),
        (500, "RequestTimeOut", "Request timed out, please try again later."),
    ),
    *EVERYWHERE,
)
MINIMAX = (
    *refusals(
        "no", (200, 1042, ""), (200, 2013, "invalid params"), (200, 4711, "nobody has seen this before")
    ),
    *refusals("words", (200, 1026, "input new_sensitive")),
    *refusals(
        "balance", (200, 1008, "insufficient balance"), (200, 1028, ""), (200, 1030, ""), (200, 2056, "")
    ),
    *refusals(
        "key", (200, 1004, "login fail"), (200, 2049, "invalid api key"), (401, "unauthorized", "no key")
    ),
    *refusals("not-enabled", (200, 2038, ""), (200, 2061, "your current token plan not support model")),
    *refusals(
        "again",
        (200, 1002, "rate limit"),
        (200, 1039, "token limit"),
        (200, 1041, "conn limit"),
        (200, 2045, "rate growth limit"),
        (429, "too many", "slow down"),
    ),
    *refusals(
        "unknown",
        (200, 1000, "unknown error"),
        (200, 1001, "timeout"),
        (200, 1013, "internal service error"),
        (200, 1024, "internal error"),
        (200, 1033, "system error"),
        (500, "internal", "server error"),
    ),
    Row(Fail(1027, "output new_sensitive"), "own-song"),
    *EVERYWHERE,
)
SENSEAUDIO = (
    *refusals(
        "no",
        (400, 400000, "参数错误"),
        (400, 400709, "无效的歌词格式"),
        (400, 409999, "nobody has seen this before"),
        (404, 404000, "未找到资源"),
    ),
    *refusals("words", (400, 400021, "文本内容无效"), (400, 400501, "内容审核未通过")),
    *refusals(
        "balance",
        (400, 400001, "已达到使用限制或余额不足"),
        (400, 400901, "计费账户已被冻结"),
        (401, "authentication_error", "账户余额不足"),
    ),
    *refusals("key", (401, "authentication_error", "incorrect API key provided")),
    *refusals("not-enabled", (400, 400033, "模型不存在")),
    *refusals("again", (400, 400015, "并发超限"), (429, 429000, "请求过多"), (429, 429002, "请求过多")),
    *refusals(
        "unknown", (500, 500000, "服务器错误"), (502, 500000, "bad gateway"), (503, 500000, "unavailable")
    ),
    *EVERYWHERE,
)
ALERTS = {"balance": "balance", "key": "key", "not-enabled": "not-enabled"}
CODES: dict[End, str] = {
    "no": "bad-request",
    "words": "input-moderated",
    "balance": "service-unavailable",
    "key": "service-unavailable",
    "not-enabled": "service-unavailable",
    "unknown": "unknown-outcome",
    "own-song": "output-moderated",
}


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sent again is sent again at once."""
    monkeypatch.setattr("bot.studio.endings.FIRST_WAIT_S", 0.01)


@pytest.mark.parametrize("row", FUN_MUSIC, ids=str)
async def test_fun_music(row: Row, tmp_path: Path) -> None:
    async with FunMusic(tmp_path) as peer:
        await check(row, peer, "song", WORDS, tmp_path, stream=False)


@pytest.mark.parametrize("row", [row for row in FUN_MUSIC if isinstance(row.fault, Refuse)], ids=str)
async def test_fun_music_in_a_stream(row: Row, tmp_path: Path) -> None:
    async with FunMusic(tmp_path) as peer:
        await check(row, peer, "stream", PROMPT, tmp_path)


@pytest.mark.parametrize("row", MINIMAX, ids=str)
async def test_minimax(row: Row, tmp_path: Path) -> None:
    async with MiniMax(tmp_path) as peer:
        await check(row, peer, "song", WORDS, tmp_path)


@pytest.mark.parametrize("row", SENSEAUDIO, ids=str)
async def test_senseaudio(row: Row, tmp_path: Path) -> None:
    async with SenseAudio(tmp_path, polls=0) as peer:
        await check(row, peer, "song", WORDS, tmp_path, poll_s=0.05)


async def check(row: Row, peer: Peer, call: str, request: SongRequest, folder: Path, **keys: Any) -> None:
    """Order a song that meets the error, and look at everything that there is to see."""
    peer.fail(call, row.fault)
    async with house(settings_for(folder, peer, **keys)) as bot:
        receipt = await bot.order(request)
        job = await bot.ended(receipt.status.job_id)
        posts = sum(seen.method == "POST" for seen in peer.seen)
        if row.end == "again":
            assert (job.state, posts, len(peer.billed())) == (JobState.DONE, 2, 1)
            assert await bot.reasons_to_wait(job.id) == ["busy"]
            assert await bot.songs_charged() == 1
            return
        assert (job.state, posts) == (JobState.FAILED, 1)
        await check_failure(row, bot, job.id, peer)


async def check_failure(row: Row, bot: House, job_id: str, peer: Peer) -> None:
    (notice,) = bot.chat.notices
    assert notice.failure is not None
    assert notice.failure.code == CODES[row.end]
    assert notice.refunded
    (sentence,) = bot.chat.sentences()
    said = getattr(row.fault, "message", "")
    assert not said or said not in sentence
    assert await bot.songs_charged() == 0
    (call,) = await bot.calls(job_id)
    may_cost = row.end in ("unknown", "own-song")
    assert call.outcome == ("unknown" if may_cost else "refused")
    assert await bot.money() == (PRICE if may_cost else 0)
    assert len(peer.billed()) <= may_cost
    topics = set(await bot.news_topics())
    name = f"service.{peer.name}"
    assert topics == ({f"{name}.{ALERTS[row.end]}"} if row.end in ALERTS else set())
