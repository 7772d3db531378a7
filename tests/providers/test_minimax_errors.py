"""MiniMax, every error: what is known of the request, how often it left, and what it cost."""

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
    OutputModerated,
    ProviderError,
    RateLimited,
    TransientFailure,
    Unready,
)
from bot.providers.minimax import Settings, facts
from bot.providers.minimax.wire import Wire
from tests.net.servers import Script, closed_port, http, raw
from tests.peers.minimax import MiniMax
from tests.peers.service import KEY, Fail, Gateway, Lose, Refuse
from tests.providers.minimax_bench import (
    PROMPT,
    WORDS,
    asked,
    both,
    draft_of,
    events_of,
    service,
    task_of,
)

CODES: dict[int, type[ProviderError]] = {
    1000: OutcomeUnknown,
    1001: OutcomeUnknown,
    1002: RateLimited,
    1004: AuthenticationFailed,
    1008: BalanceTooLow,
    1013: OutcomeUnknown,
    1024: OutcomeUnknown,
    1026: InputModerated,
    1027: OutputModerated,
    1028: BalanceTooLow,
    1030: BalanceTooLow,
    1033: OutcomeUnknown,
    1039: RateLimited,
    1041: Busy,
    1042: BadRequest,
    2013: BadRequest,
    2038: NotEnabled,
    2045: RateLimited,
    2049: AuthenticationFailed,
    2056: BalanceTooLow,
    2061: NotEnabled,
    4711: BadRequest,
}
AGAIN = {1002, 1039, 1041, 2045}
"""All that may be sent again by itself."""
UNSURE = {1000, 1001, 1013, 1024, 1033, 1027}
"""What may have cost."""
STATUSES: dict[int, type[ProviderError]] = {
    400: BadRequest,
    401: AuthenticationFailed,
    402: BalanceTooLow,
    403: NotEnabled,
    404: NotEnabled,
    408: OutcomeUnknown,
    413: BadRequest,
    422: BadRequest,
    429: RateLimited,
    500: OutcomeUnknown,
    502: OutcomeUnknown,
    504: OutcomeUnknown,
}
WAYS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    # name: the call that fails, keys of the section, the order
    "song": ("song", {}, {"lyrics": WORDS}),
    "hex": ("song", {"output": "hex"}, {"lyrics": WORDS}),
    "stream": ("stream", {"stream": True}, {"lyrics": WORDS}),
    "words": ("lyrics", {}, {"prompt": PROMPT}),
}


def test_the_table_is_whole() -> None:
    assert set(facts.CODES) == CODES.keys() - {4711}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("code", CODES)
async def test_every_code_is_what_it_says(code: int, way: str, tmp_path: Path) -> None:
    call, keys, order = WAYS[way]
    async with both(tmp_path, **keys) as (provider, peer):
        peer.fail(call, Refuse(200, code, f"no: {code}"))
        with pytest.raises(ProviderError) as caught:
            await events_of(provider, task_of(tmp_path, **order))
        error = caught.value
        assert type(error) is CODES[code]
        assert (error.may_retry, error.surely_refused) == (code in AGAIN, code not in UNSURE)
        assert error.detail == f"{code}: no: {code}"
        assert error.trace_id
        assert (len(peer.seen), peer.billed()) == (1, [])


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("way", ["song", "words"])
async def test_every_status_of_a_gateway_is_what_it_says(status: int, way: str, tmp_path: Path) -> None:
    sent = http(b"{}", status=f"{status} No", more="Content-Type: application/json\r\n")
    async with raw(Script(sent)) as server, service(server.url) as provider:
        with pytest.raises(ProviderError) as caught:
            await events_of(provider, task_of(tmp_path, **WAYS[way][2]))
        assert type(caught.value) is STATUSES[status]
        assert caught.value.detail == f"HTTP {status}"
        assert len(server.requests) == 1


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("way", ["song", "words"])
async def test_a_page_of_a_gateway_may_have_cost(status: int, way: str, tmp_path: Path) -> None:
    call, keys, order = WAYS[way]
    async with both(tmp_path, **keys) as (provider, peer):
        peer.fail(call, Gateway(status))
        with pytest.raises(ProviderError) as caught:
            await events_of(provider, task_of(tmp_path, **order))
        assert type(caught.value) is (STATUSES[status] if status in (413, 429) else OutcomeUnknown)
        assert len(peer.seen) == 1


async def test_a_code_says_more_than_a_status(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        peer.fail("song", Refuse(500, 1041, "conn limit"))
        with pytest.raises(Busy):
            await events_of(provider, task_of(tmp_path))


@pytest.mark.parametrize("status", STATUSES)
async def test_behind_a_code_that_nobody_knows_the_status_counts(status: int, tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        peer.fail("song", Refuse(status, 4711, "new"))
        with pytest.raises(ProviderError) as caught:
            await events_of(provider, task_of(tmp_path))
        assert type(caught.value) is STATUSES[status]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("fault", [Lose("before"), Lose("after"), Gateway(502, billed=True)], ids=str)
async def test_an_answer_that_is_lost_may_have_cost(way: str, fault: Lose | Gateway, tmp_path: Path) -> None:
    call, keys, order = WAYS[way]
    async with both(tmp_path, **keys) as (provider, peer):
        peer.fail(call, fault)
        with pytest.raises(OutcomeUnknown):
            await events_of(provider, task_of(tmp_path, **order))
        assert len(peer.seen) == 1
        assert len(peer.billed()) == (0 if fault == Lose("before") else 1)


@pytest.mark.parametrize("way", WAYS)
async def test_what_never_left_surely_cost_nothing(way: str, tmp_path: Path) -> None:
    _, keys, order = WAYS[way]
    async with service(f"http://127.0.0.1:{closed_port()}", **keys) as provider:
        with pytest.raises(TransientFailure):
            await events_of(provider, task_of(tmp_path, **order))


async def test_a_song_that_the_service_refuses_itself_is_billed(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        peer.fail("song", Fail(1027, "output new_sensitive"))
        with pytest.raises(OutputModerated):
            await events_of(provider, task_of(tmp_path))
        assert len(peer.billed()) == 1


async def test_a_song_that_fails_after_its_words_cost_them_alone(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        peer.fail("song", Refuse(200, 1041, "conn limit"))
        with pytest.raises(Busy):
            await events_of(provider, task_of(tmp_path, prompt=PROMPT))
        assert [charge.what for charge in peer.billed()] == ["lyrics"]


@pytest.mark.parametrize("word", ["lyrics", "prompt"])
async def test_words_that_must_not_be_are_refused(word: str, tmp_path: Path) -> None:
    async with both(tmp_path, peer={"sensitive": ["dragon"]}) as (provider, peer):
        with pytest.raises(InputModerated):
            await events_of(provider, task_of(tmp_path, **{word: "A dragon"}))
        assert peer.billed() == []


async def test_a_plan_without_the_model_is_for_the_operator(tmp_path: Path) -> None:
    async with both(tmp_path, peer={"plan": ["music-2.5"]}) as (provider, _):
        with pytest.raises(NotEnabled):
            await events_of(provider, task_of(tmp_path))


@pytest.mark.parametrize("keys", [{}, {"stream": True}], ids=str)
@pytest.mark.parametrize("code", [1002, 1041])
async def test_a_wish_to_be_left_alone_is_told(keys: dict[str, Any], code: int, tmp_path: Path) -> None:
    async with both(tmp_path, **keys) as (provider, peer):
        peer.fail("stream" if keys else "song", Refuse(200, code, headers={"Retry-After": "7"}))
        with pytest.raises(Unready) as caught:
            await events_of(provider, task_of(tmp_path))
        assert caught.value.retry_after_s == 7.0


async def test_a_trace_may_stand_in_a_header(tmp_path: Path) -> None:
    more = "Content-Type: application/json\r\nTrace-Id: t-123\r\n"
    body = b'{"base_resp": {"status_code": 2013, "status_msg": "see https://a.example/x?Signature=s3cr3t"}}'
    async with raw(Script(http(body, more=more))) as server, service(server.url) as provider:
        with pytest.raises(BadRequest) as caught:
            await events_of(provider, task_of(tmp_path))
    assert caught.value.trace_id == "t-123"
    assert "s3cr3t" not in caught.value.detail


@pytest.mark.parametrize("body", [b"<html>fine</html>", b"", b'{"base_resp": {"status_c'])
@pytest.mark.parametrize("kind", ["application/json", "text/html", "text/event-stream"])
async def test_an_answer_that_is_none_may_have_cost(body: bytes, kind: str, tmp_path: Path) -> None:
    sent = http(body, more=f"Content-Type: {kind}\r\n")
    for order in ({"lyrics": WORDS}, {"prompt": PROMPT}):
        async with raw(Script(sent)) as server, service(server.url) as provider:
            with pytest.raises(OutcomeUnknown):
                await events_of(provider, task_of(tmp_path, **order))
            assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Refuse(200, 1000), TransientFailure),
        (Gateway(502), TransientFailure),
        (Gateway(404), TransientFailure),
        (Refuse(200, 1008), BalanceTooLow),
        (Refuse(200, 1002), RateLimited),
        (Lose("before"), TransientFailure),
    ],
    ids=str,
)
async def test_what_costs_nothing_may_be_asked_again(
    fault: Refuse | Gateway | Lose, expected: type[ProviderError], tmp_path: Path
) -> None:
    # an order that is none is refused before the peer meets its faults: so it is one that passes
    async with MiniMax(tmp_path) as peer:
        wire = Wire(Settings.model_validate({"api_key": KEY, "base_url": peer.url}))
        peer.fail("lyrics", fault)
        with pytest.raises(ProviderError) as caught:
            await wire.post(facts.LYRICS, {"mode": "write_full_song"}, paid=False)
        await wire.close()
        assert type(caught.value) is expected


async def test_drafts_fail_as_songs_do(tmp_path: Path) -> None:
    async with both(tmp_path) as (provider, peer):
        peer.fail("lyrics", Refuse(200, 1039, "token limit"), Refuse(200, 1026, "input new_sensitive"))
        for expected in (RateLimited, InputModerated):
            with pytest.raises(expected):
                await draft_of(provider, task_of(tmp_path, prompt=PROMPT))
        assert (len(asked(peer, facts.LYRICS)), peer.billed()) == (2, [])


async def test_a_key_is_in_no_error(tmp_path: Path) -> None:
    more = "Content-Type: application/json\r\n"
    body = f'{{"base_resp": {{"status_code": 2049, "status_msg": "invalid api key {KEY}"}}}}'.encode()
    async with raw(Script(http(body, more=more))) as server, service(server.url) as provider:
        with pytest.raises(AuthenticationFailed) as caught:
            await events_of(provider, task_of(tmp_path))
    assert KEY not in caught.value.detail
