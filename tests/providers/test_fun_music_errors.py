"""Fun-Music, all that goes wrong: what is raised, how often the service was asked, what was billed."""

from pathlib import Path

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
from bot.net.reply import HIDDEN
from tests.net.servers import Script, closed_port, http, raw
from tests.peers.service import KEY, Fail, Fault, Gateway, Lose, Refuse
from tests.providers.fun_music_bench import LYRICS, PROMPT, both, events_of, service, task_of

ILLEGAL = "Lyrics content is illegal and cannot be used for music generation."
JSON = "Content-Type: application/json\r\n"

# fmt: off
TABLE: list[tuple[int, str, str, type[ProviderError]]] = [
    (400, "InvalidParameter", "At least one of 'lyrics' or 'prompt' must be provided.", BadRequest),
    (400, "InvalidParameter", ILLEGAL, InputModerated),
    (400, "DataInspectionFailed", "Input data may contain inappropriate content.", InputModerated),
    (400, "DataInspectionFailed", "Output data may contain inappropriate content.", OutputModerated),
    (400, "DataInspectionFailed", "Input or output data may contain inappropriate content.", OutputModerated),
    (400, "DataInspectionFailed", "Nobody says what of.", OutputModerated),
    (400, "data_inspection_failed", "Input data may contain inappropriate content.", InputModerated),
    (400, "data_inspection_failed", "Output data may contain inappropriate content.", OutputModerated),
    (400, "Arrearage", "Access denied, please make sure your account is in good standing.", BalanceTooLow),
    (400, "NobodyKnows", "This is new.", BadRequest),
    (401, "InvalidApiKey", "Invalid API-key provided.", AuthenticationFailed),
    (401, "NOT AUTHORIZED", "Access denied: you are not authorized.", AuthenticationFailed),
    (403, "AccessDenied", "Access denied.", NotEnabled),
    (403, "AccessDenied.Unpurchased", "Access to model denied.", NotEnabled),
    (403, "Model.AccessDenied", "Model access denied.", NotEnabled),
    (403, "Workspace.AccessDenied", "Workspace access denied.", NotEnabled),
    (403, "AllocationQuota.FreeTierOnly", "The free tier of the model has been exhausted.", BalanceTooLow),
    (403, "NobodyKnows", "This is new.", NotEnabled),
    (404, "ModelNotFound", "Model not exist.", NotEnabled),
    (404, "NotFound", "The requested path is not found.", NotEnabled),
    (408, "NobodyKnows", "This is new.", OutcomeUnknown),
    (408, "NobodyKnows", "This is new.", OutcomeUnknown),
    (409, "NobodyKnows", "This is new.", BadRequest),
    (499, "NobodyKnows", "This is new.", OutcomeUnknown),
    (429, "Throttling", "Requests throttling triggered.", RateLimited),
    (429, "Throttling.RateQuota", "Requests rate limit exceeded.", RateLimited),
    (429, "Throttling.BurstRate", "Request rate increased too quickly.", RateLimited),
    (429, "Throttling.AllocationQuota", "Allocated quota exceeded.", RateLimited),
    (429, "NobodyKnows", "This is new.", RateLimited),
    (429, "CommodityNotPurchased", "Commodity has not purchased yet.", BalanceTooLow),
    (429, "PrepaidBillOverdue", "The prepaid bill is overdue.", BalanceTooLow),
    (429, "PostpaidBillOverdue", "The postpaid bill is overdue.", BalanceTooLow),
    (500, "InternalError.Algo", "[music]Receive batching backend response failed!", Busy),
    (500, "InternalError.Algo", "An internal error has occured during execution.", OutcomeUnknown),
    (500, "InternalError", "An internal error has occured.", OutcomeUnknown),
    (500, "InternalError.Timeout", "An internal timeout error has occured.", OutcomeUnknown),
    (500, "ResponseTimeout", "Response stream timeout", OutcomeUnknown),
    (500, "SystemError", "An system error has occured.", OutcomeUnknown),
    (500, "ModelServiceFailed", "Failed to request model service.", OutcomeUnknown),
    (500, "RequestTimeOut", "Request timed out, please try again later.", OutcomeUnknown),
    (500, "NobodyKnows", "Other kinds of server error.", OutcomeUnknown),
    (503, "NobodyKnows", "This is new.", OutcomeUnknown),
    (500, "ModelServingError", "Too many requests.", Busy),
    (503, "ModelUnavailable", "Model is unavailable, please try again later.", Busy),
]
# fmt: on
FREE = (BadRequest, InputModerated, AuthenticationFailed, NotEnabled, BalanceTooLow, RateLimited, Busy)
AGAIN = (RateLimited, Busy)


async def error_of(folder: Path, fault: Fault, *, stream: bool) -> ProviderError:
    """Order a song that meets a fault; nothing may have been billed, and nothing asked for twice."""
    async with both(folder, stream=stream) as (provider, peer):
        peer.fail("stream" if stream else "song", fault)
        with pytest.raises(ProviderError) as caught:
            await events_of(provider, task_of(folder, prompt=PROMPT))
        assert len(peer.seen) == 1
        billed = isinstance(fault, Fail) or getattr(fault, "billed", fault == Lose("after"))
        assert len(peer.billed()) == billed
        return caught.value


@pytest.mark.parametrize("way", ["plain", "event", "status"])
@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0]} {row[1]} {row[2][:20]}")
async def test_each_error_is_what_the_table_says(
    row: tuple[int, str, str, type[ProviderError]], way: str, tmp_path: Path
) -> None:
    """The same code comes with a status, as an event inside HTTP 200, or on a data line behind a status."""
    status, code, message, expected = row
    headers = {"X-Peer": "sse-body"} if way == "status" else {}
    error = await error_of(tmp_path, Refuse(status, code, message, headers), stream=way != "plain")
    assert type(error) is expected
    assert (error.surely_refused, error.may_retry) == (expected in FREE, expected in AGAIN)
    assert error.detail == f"{status} {code}: {message}"
    assert len(error.trace_id) == 36


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ("The length of input.lyrics must be between 5 and 350 characters", "lyrics"),
        ("input.prompt: only Chinese and English are supported.", "prompt"),
        ("At least one of 'lyrics' or 'prompt' must be provided.", ""),
        ("Unknown parameter: input.is_instrumental", ""),
    ],
)
async def test_a_refused_field_is_named(message: str, field: str, tmp_path: Path) -> None:
    error = await error_of(tmp_path, Refuse(400, "InvalidParameter", message), stream=False)
    assert isinstance(error, BadRequest)
    assert error.field == field


@pytest.mark.parametrize(("stream", "headers"), [(False, {}), (True, {"X-Peer": "sse-body"})])
@pytest.mark.parametrize(("status", "code"), [(429, "Throttling"), (503, "ModelUnavailable")])
async def test_a_service_without_room_says_when_to_come_back(
    status: int, code: str, stream: bool, headers: dict[str, str], tmp_path: Path
) -> None:
    refuse = Refuse(status, code, "slow down", {"Retry-After": "7", **headers})
    error = await error_of(tmp_path, refuse, stream=stream)
    assert isinstance(error, Unready)
    assert error.retry_after_s == 7


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Lose("before"), OutcomeUnknown),
        (Lose("after"), OutcomeUnknown),
        (Gateway(502), OutcomeUnknown),
        (Gateway(502, billed=True), OutcomeUnknown),
        (Gateway(504), OutcomeUnknown),
        (Gateway(403), OutcomeUnknown),
        (Gateway(200, billed=True), OutcomeUnknown),
        (Gateway(429), RateLimited),
    ],
)
async def test_a_lost_answer_or_a_page_of_a_gateway_tells_nothing_but_429(
    fault: Fault, expected: type[ProviderError], stream: bool, tmp_path: Path
) -> None:
    assert type(await error_of(tmp_path, fault, stream=stream)) is expected


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        ("DataInspectionFailed", "gone", OutputModerated),
        ("ResponseTimeout", "gone", OutcomeUnknown),
    ],
)
async def test_a_song_that_comes_to_nothing_stays_counted(
    code: str, message: str, expected: type[ProviderError], stream: bool, tmp_path: Path
) -> None:
    error = await error_of(tmp_path, Fail(code, message), stream=stream)
    assert type(error) is expected
    assert not error.surely_refused
    assert not error.may_retry


@pytest.mark.parametrize("stream", [False, True])
async def test_what_never_left_may_be_sent_again(stream: bool, tmp_path: Path) -> None:
    async with service(f"http://127.0.0.1:{closed_port()}", stream=stream) as provider:
        with pytest.raises(TransientFailure):
            await events_of(provider, task_of(tmp_path))


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        ("401 Unauthorized", b"", AuthenticationFailed),
        ("400 Bad Request", b"", BadRequest),
        ("429 Too Many Requests", b"slow down", RateLimited),
        ("408 Request Timeout", b"", OutcomeUnknown),
        ("500 Internal Server Error", b"", OutcomeUnknown),
        ("400 Bad Request", b'{"code":null,"message":{},"request_id":5}', BadRequest),
        ("400 Bad Request", b'["InvalidParameter"]', BadRequest),
        ("302 Found", b"", OutcomeUnknown),
        ("200 OK", b"", OutcomeUnknown),
        ("200 OK", b"[]", OutcomeUnknown),
        ("200 OK", b'{"code":"Throttling","message":"x"}', RateLimited),
        ("200 OK", b'{"code":"Throttling","message":"x","output":null}', RateLimited),
        ("200 OK", b'{"code":"NobodyKnows","message":"x"}', OutcomeUnknown),
        ("200 OK", b'{"code":"","message":"x"}', OutcomeUnknown),
        ("200 OK", b'{"output":{"task_id":"t1","task_status":"PENDING"}}', OutcomeUnknown),
        (
            "200 OK",
            b'{"output":{"audio":{"url":"file:///etc/passwd"},"finish_reason":"stop"}}',
            OutcomeUnknown,
        ),
        ("200 OK", b'{"output":"http://x/y","request_id":{}}', OutcomeUnknown),
    ],
)
async def test_answers_of_no_known_shape(
    status: str, body: bytes, expected: type[ProviderError], tmp_path: Path
) -> None:
    async with raw(Script(http(body, status=status, more=JSON))) as peer, service(peer.url) as provider:
        with pytest.raises(ProviderError) as caught:
            await events_of(provider, task_of(tmp_path, lyrics=LYRICS))
        assert type(caught.value) is expected
        assert len(peer.requests) == 1


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (f"Invalid API-key provided: {KEY}", f"Invalid API-key provided: {HIDDEN}"),
        ("see https://x.example/a?Signature=abc", f"see https://x.example/a?{HIDDEN}"),
        ("input_value='Morning sunlight streams thro…'", "(it repeats the order)"),
        ("no need to rush", "(it repeats the order)"),
        ("x" * 900, "x" * 200),
    ],
)
async def test_what_goes_to_the_log_holds_no_key_no_link_and_no_lyrics(
    message: str, shown: str, tmp_path: Path
) -> None:
    async with both(tmp_path) as (provider, peer):
        peer.fail("song", Refuse(400, "InvalidParameter", message))
        with pytest.raises(BadRequest) as caught:
            await events_of(provider, task_of(tmp_path, lyrics=LYRICS))
        assert caught.value.detail == f"400 InvalidParameter: {shown}"
