"""Every refusal of SenseAudio's: what it is taken for, whether it may be sent again, and what it may cost."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from bot.domain.errors import (
    AuthenticationFailed,
    BadRequest,
    BalanceTooLow,
    Busy,
    InputModerated,
    NotEnabled,
    OutcomeUnknown,
    ProviderError,
    RateLimited,
    TransientFailure,
    Unready,
)
from bot.net.reply import Reply
from bot.providers.senseaudio.answers import progress_of, refusal
from tests.net.servers import Script, http, raw
from tests.peers.senseaudio import SHAPES
from tests.peers.senseaudio import SenseAudio as Peer
from tests.peers.service import Fault, Gateway, Lose, Refuse
from tests.providers.senseaudio_bench import events_of, orders, provider_for, task_of

Row = tuple[Fault, type[ProviderError]]


def rows(kind: type[ProviderError], *refusals: tuple[int, str | int, str]) -> Iterable[Row]:
    return [(Refuse(status, code, message), kind) for status, code, message in refusals]


# github.com, clients of api.senseaudio.cn, September 2026; 401 of an empty account:
# https://preview.senseaudio.cn/docs/common_problems
TABLE: tuple[Row, ...] = (
    *rows(
        BadRequest,
        (400, 400000, "参数错误"),
        (400, 400709, "无效的歌词格式"),
        (404, 404000, "未找到资源"),
        (400, 409999, "nobody has seen this before"),
        (400, "invalid", "nobody has seen this before"),
        (422, "invalid", "nobody has seen this before"),
    ),
    *rows(
        BalanceTooLow,
        (400, 400001, "已达到使用限制或余额不足"),
        (400, 400900, "计费账户异常"),
        (400, 400901, "计费账户已被冻结"),
        (400, 400902, "计费账户异常"),
        (401, "authentication_error", "账户余额不足"),
        (429, "invalid", "账户余额不足"),
        (402, "payment", "pay first"),
        (400, "billing", "nobody has seen this before"),
    ),
    *rows(Busy, (400, 400015, "并发超限")),
    (Gateway(429), RateLimited),
    *rows(
        InputModerated, (400, 400021, "文本内容无效"), (400, 400501, "x"), (400, "invalid", "内容审核未通过")
    ),
    *rows(NotEnabled, (400, 400033, "模型不存在"), (403, "forbidden", "no")),
    *rows(
        AuthenticationFailed,
        (401, "authentication_error", "incorrect API key provided"),
        (401, "x", "nobody has seen this before"),
    ),
    *rows(RateLimited, (429, 429000, "请求过多"), (429, 429002, "请求过多"), (429, "x", "too many")),
    *rows(
        OutcomeUnknown,
        (500, 500000, "服务器错误"),
        (500, "x", "nobody has seen this before"),
        (502, "x", "bad gateway"),
        (503, "busy", "unavailable"),
        (504, "x", "time-out"),
        (408, "x", "time-out"),
        (200, "x", "no id"),
        (408, "x", "time-out"),
        (499, "x", "nobody waits"),
    ),
    (Gateway(502), OutcomeUnknown),
    (Gateway(504, billed=True), OutcomeUnknown),
    (Gateway(200), OutcomeUnknown),
    (Gateway(401), OutcomeUnknown),
    (Gateway(404), OutcomeUnknown),
    (Lose("before"), OutcomeUnknown),
    (Lose("after"), OutcomeUnknown),
)


@pytest.mark.parametrize("call", ["song", "lyrics"])
@pytest.mark.parametrize(("fault", "kind"), TABLE, ids=str)
async def test_refusals(tmp_path: Path, fault: Fault, kind: type[ProviderError], call: str) -> None:
    request = {} if call == "song" else {"lyrics": "", "prompt": "rain"}
    async with Peer(tmp_path) as peer:
        peer.fail(call, fault)
        with pytest.raises(ProviderError) as caught:
            await events_of(provider_for(peer), task_of(**request))
        error = caught.value
        assert type(error) is kind
        assert len(orders(peer)) == 1  # whether it is sent again is not the provider's to say
        billed = isinstance(fault, Lose | Gateway) and fault in (Lose("after"), Gateway(504, billed=True))
        assert [charge.what for charge in peer.billed()] == [call] * billed
        assert not (billed and error.surely_refused)
        assert error.may_retry == (kind in (Busy, RateLimited))
        assert error.surely_refused == (kind is not OutcomeUnknown)


@pytest.mark.parametrize(("code", "field"), [(400709, "lyrics"), (400000, ""), (404000, "")], ids=str)
async def test_a_bad_field_is_named(tmp_path: Path, code: int, field: str) -> None:
    async with Peer(tmp_path) as peer:
        peer.fail("song", Refuse(400, code))
        with pytest.raises(BadRequest) as caught:
            await events_of(provider_for(peer), task_of())
    assert caught.value.field == field
    assert str(code) in caught.value.detail


@pytest.mark.parametrize(("status", "code"), [(429, 429000), (400, 400015)])
async def test_the_services_wish_for_a_pause_is_known(tmp_path: Path, status: int, code: int) -> None:
    async with Peer(tmp_path) as peer:
        peer.fail("song", Refuse(status, code, "请求过多", {"Retry-After": "7"}))
        with pytest.raises(Unready) as caught:
            await events_of(provider_for(peer), task_of())
    assert caught.value.retry_after_s == 7


@pytest.mark.parametrize("account", ["empty", "spent", "frozen"])
async def test_accounts_without_money_are_the_operators_business(tmp_path: Path, account: Any) -> None:
    async with Peer(tmp_path, account=account) as peer:
        with pytest.raises(BalanceTooLow):
            await events_of(provider_for(peer), task_of())


@pytest.mark.parametrize(
    ("status", "message", "kind"),
    [
        (429, "请求过多", RateLimited),
        (500, "服务器错误", OutcomeUnknown),
        (401, "incorrect API key provided", AuthenticationFailed),
        (400, "参数错误", BadRequest),
    ],
)
async def test_every_mixture_of_fields_says_the_same(
    tmp_path: Path, status: int, message: str, kind: type[ProviderError]
) -> None:
    async with Peer(tmp_path) as peer:
        peer.fail("song", *[Refuse(status, status * 1000, message)] * len(SHAPES))
        for _ in SHAPES:
            with pytest.raises(ProviderError) as caught:
                await events_of(provider_for(peer), task_of())
            assert type(caught.value) is kind


def test_a_path_that_is_not_there_is_the_operators_business() -> None:
    assert type(refusal(Reply(404, {}, None, "404 page not found"))) is NotEnabled


STRANGE: tuple[dict[str, Any], ...] = (
    {"error": {"message": "内容审核未通过", "code": 1}},
    {"error": {"ref_code": "400021"}},
    {"code": 400021},
    {"code": None, "message": ["内容"], "error": "文本内容无效", "ref_code": None},
)


@pytest.mark.parametrize("said", STRANGE)
def test_reasons_are_found_wherever_they_stand(said: dict[str, Any]) -> None:
    assert type(refusal(Reply(400, {}, said, ""))) is InputModerated


@pytest.mark.parametrize(
    "said",
    [{}, {"ref_code": [1], "code": {}, "message": 5, "error": []}, {"ref_code": True}, {"ref_code": 0.5}],
)
def test_nonsense_is_no_reason(said: dict[str, Any]) -> None:
    assert type(refusal(Reply(400, {}, said, ""))) is BadRequest


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"status": None},
        {"status": ["SUCCESS"]},
        {"status": "PENDING", "response": "soon"},
        {"status": "RUNNING", "response": {"data": None}},
        {"code": "busy"},
    ],
)
def test_a_task_that_says_nothing_goes_on(said: dict[str, Any]) -> None:
    assert progress_of(Reply(200, {}, said, ""), "t") is None


async def test_a_redirect_is_not_followed(tmp_path: Path) -> None:
    moved = http(b"", status="307 Temporary Redirect", more="Location: https://example.com/\r\n")
    async with Peer(tmp_path) as peer, raw(Script(moved)) as elsewhere:
        with pytest.raises(NotEnabled):
            await events_of(provider_for(peer, base_url=elsewhere.url), task_of())
    assert len(elsewhere.requests) == 1


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Gateway(502), TransientFailure),
        (Gateway(403), TransientFailure),
        (Refuse(500, 500000), TransientFailure),
        (Gateway(400), TransientFailure),
        (Refuse(408, 408000), TransientFailure),
        (Refuse(429, 429000), RateLimited),
    ],
)
def test_questions_may_always_be_repeated(fault: Any, kind: type[ProviderError]) -> None:
    said = {"ref_code": fault.code} if isinstance(fault, Refuse) else None
    page = "" if said else "<html></html>"
    with pytest.raises(kind):
        progress_of(Reply(fault.status, {}, said, page), "t")
