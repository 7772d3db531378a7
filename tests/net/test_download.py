"""Downloads: whole files, of the public internet only, whatever the link and the wire do."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from blockbuster import blockbuster_ctx

from bot.domain.errors import ProviderError, ResultExpired, TransientFailure
from bot.net.download import CHUNK_BYTES, PAUSES_S, Downloads
from tests.net.servers import Names, Raw, Script, Site, closed_port, http, raw, site

AUDIO = bytes(range(256)) * 1000
TAG = 'Accept-Ranges: bytes\r\nETag: "v1"\r\n'


class Fetcher(Downloads):
    """Downloads into one folder, with pauses that take no time."""

    def __init__(self, folder: Path, *peers: Site | Raw, **more: Any) -> None:
        trusted = frozenset(("127.0.0.1", peer.port) for peer in peers)
        super().__init__(**{"trusted": trusted, "sleep": self._pause, **more})
        self.target, self.paused = folder / "1.download", list[float]()

    async def _pause(self, seconds: float) -> None:
        self.paused.append(seconds)

    async def get(self, link: str, **more: Any) -> bytes:
        """Return what was downloaded; whatever happens, nothing else is left in the folder."""
        try:
            with blockbuster_ctx("bot.net"):
                await self.fetch(link, self.target, **more)
            return self.target.read_bytes()
        finally:
            left = {path.name for path in self.target.parent.iterdir()}
            assert left <= {self.target.name}


@asynccontextmanager
async def fetcher(folder: Path, *peers: Site | Raw, **more: Any) -> AsyncIterator[Fetcher]:
    one = Fetcher(folder, *peers, **more)
    try:
        yield one
    finally:
        await one.close()


async def test_a_file_comes_whole_and_nobody_is_told_who_asks(tmp_path: Path) -> None:
    answer = http(AUDIO, more="Set-Cookie: a=b\r\n")
    async with raw(Script(answer)) as peer, fetcher(tmp_path, peer) as one:
        for _ in range(2):
            assert await one.get(f"{peer.url}/audio%2Fa b.mp3?Signature=a%2Bb") == AUDIO
    for request in peer.requests:
        assert request.startswith(b"GET /audio%2Fa%20b.mp3?Signature=a%2Bb HTTP/1.1\r\n")
        assert b"authorization" not in request.lower()
        assert b"cookie" not in request.lower()


@pytest.mark.parametrize("status", ["403 Forbidden", "404 Not Found", "410 Gone"])
async def test_a_dead_link_is_dead(tmp_path: Path, status: str) -> None:
    async with raw(Script(http(b"<Error/>", status=status))) as peer, fetcher(tmp_path, peer) as one:
        with pytest.raises(ResultExpired):
            await one.get(peer.url)
    assert (len(peer.requests), one.paused) == (1, [])


BREAKS = {
    "before reading": Script(read=False),
    "reset before reading": Script(read=False, end="reset"),
    "in the status line": Script(b"HTTP/1.1 20"),
    "after the headers": Script(http(b"", length=len(AUDIO))),
    "in the middle": Script(http(AUDIO[:1000], length=len(AUDIO))),
    "reset in the middle": Script(http(AUDIO[:1000], length=len(AUDIO)), end="reset"),
    "in a chunk": Script(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nabc"),
    "no HTTP": Script(b"hello\r\n\r\n"),
    "unavailable": Script(http(b"", status="503 Unavailable")),
    "too many": Script(http(b"", status="429 Too Many Requests")),
    "a page": Script(http(b"<html>log in</html>", more="Content-Type: text/html\r\n")),
    "compressed": Script(http(b"x", more="Content-Encoding: gzip\r\n")),
    "a part nobody asked for": Script(
        http(b"x", status="206 Partial", more="Content-Range: bytes 5-5/9\r\n")
    ),
    "redirect without an aim": Script(http(b"", status="302 Found")),
}


@pytest.mark.parametrize("script", BREAKS.values(), ids=BREAKS)
async def test_a_download_that_breaks_off_is_tried_again(tmp_path: Path, script: Script) -> None:
    # aiohttp itself repeats a GET once where no answer at all came
    async with raw(script, script, Script(http(AUDIO))) as peer, fetcher(tmp_path, peer) as one:
        assert await one.get(peer.url) == AUDIO
    assert one.paused == list(PAUSES_S[: len(one.paused)])


@pytest.mark.parametrize("script", BREAKS.values(), ids=BREAKS)
async def test_and_given_up_in_the_end(tmp_path: Path, script: Script) -> None:
    async with raw(script) as peer, fetcher(tmp_path, peer) as one:
        with pytest.raises(TransientFailure):
            await one.get(peer.url)
    assert one.paused == list(PAUSES_S)


async def test_a_host_that_is_not_there_is_tried_again(tmp_path: Path) -> None:
    port = closed_port()
    async with fetcher(tmp_path, trusted=frozenset({("127.0.0.1", port)})) as one:
        with pytest.raises(TransientFailure):
            await one.get(f"http://127.0.0.1:{port}/")
    assert one.paused == list(PAUSES_S)


async def test_the_hosts_own_wish_is_followed_within_reason(tmp_path: Path) -> None:
    scripts = [
        Script(http(b"", status="503 No", more=f"Retry-After: {wish}\r\n")) for wish in ("7", "0", "900")
    ]
    async with raw(*scripts, Script(http(AUDIO))) as peer, fetcher(tmp_path, peer) as one:
        assert await one.get(peer.url) == AUDIO
    assert one.paused == [7, 4, 30]


def rest(begin: int, end: int | None = None, *, total: int = len(AUDIO), saved: Path | None = None) -> Script:
    """Send a part of the file as the rest; break off only when the bot has it on the disk."""
    more = f"Content-Range: bytes {begin}-{total - 1}/{total}\r\n{TAG}"
    answer = http(AUDIO[begin:end], status="206 Partial Content", length=total - begin, more=more)
    return Script(answer, until=when(saved, end) if saved and end else None)


def first(saved: Path, more: str = TAG) -> Script:
    """Send the first 1,000 bytes."""
    return Script(http(AUDIO[:1000], length=len(AUDIO), more=more), until=when(saved, 1000))


def when(saved: Path, size: int) -> Callable[[], Awaitable[None]]:
    part = saved / "1.download.part"

    async def until() -> None:
        while not part.exists() or part.stat().st_size < size:
            await asyncio.sleep(0)

    return until


def ranges(requests: Iterable[bytes]) -> list[tuple[bytes, bytes]]:
    """Return the `Range` and `If-Range` of each request."""
    found = []
    for request in requests:
        headers = dict(line.split(b": ", 1) for line in request.split(b"\r\n")[1:] if line)
        found.append((headers.get(b"Range", b""), headers.get(b"If-Range", b"")))
    return found


async def test_a_download_goes_on_where_it_was(tmp_path: Path) -> None:
    scripts = (first(tmp_path), rest(1000, 5000, saved=tmp_path), rest(5000))
    async with raw(*scripts) as peer, fetcher(tmp_path, peer) as one:
        assert await one.get(peer.url) == AUDIO
    assert ranges(peer.requests) == [(b"", b""), (b"bytes=1000-", b'"v1"'), (b"bytes=5000-", b'"v1"')]


async def test_without_a_tag_the_time_of_change_tells_the_file(tmp_path: Path) -> None:
    moment = "Sat, 21 Nov 2026 17:00:00 GMT"
    more = f'Accept-Ranges: bytes\r\nETag: W/"v1"\r\nLast-Modified: {moment}\r\n'
    async with raw(first(tmp_path, more), rest(1000)) as peer, fetcher(tmp_path, peer) as one:
        assert await one.get(peer.url) == AUDIO
    assert ranges(peer.requests)[1] == (b"bytes=1000-", moment.encode())


@pytest.mark.parametrize(
    "more", ["", 'ETag: "v1"\r\n', 'Accept-Ranges: bytes\r\nETag: W/"v1"\r\n', "Accept-Ranges: none\r\n"]
)
async def test_it_starts_over_where_the_rest_can_not_be_told(tmp_path: Path, more: str) -> None:
    async with raw(first(tmp_path, more), Script(http(AUDIO))) as peer, fetcher(tmp_path, peer) as one:
        assert await one.get(peer.url) == AUDIO
    assert ranges(peer.requests) == [(b"", b"")] * 2


async def test_it_starts_over_when_the_file_has_changed(tmp_path: Path) -> None:
    async with raw(first(tmp_path), Script(http(b"another song"))) as peer, fetcher(tmp_path, peer) as one:
        assert await one.get(peer.url) == b"another song"


@pytest.mark.parametrize(
    "wrong",
    [rest(0), rest(1000, total=len(AUDIO) + 1), Script(http(b"", status="416 Range Not Satisfiable"))],
    ids=["elsewhere", "another size", "no such range"],
)
async def test_it_starts_over_when_the_rest_is_another(tmp_path: Path, wrong: Script) -> None:
    async with raw(first(tmp_path), wrong, Script(http(AUDIO))) as peer, fetcher(tmp_path, peer) as one:
        assert await one.get(peer.url) == AUDIO
    assert [asked for asked, _ in ranges(peer.requests)] == [b"", b"bytes=1000-", b""]


@pytest.mark.parametrize(
    "answer",
    [http(b"", length=2000), http(b"x" * 2000), b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 2000],
    ids=["as announced", "as it comes", "unannounced"],
)
async def test_more_than_the_cap_is_refused_for_good(tmp_path: Path, answer: bytes) -> None:
    async with raw(Script(answer)) as peer, fetcher(tmp_path, peer, most_bytes=1999) as one:
        with pytest.raises(ProviderError) as caught:
            await one.get(peer.url)
        assert not caught.value.may_retry
        if b"x" in answer:
            assert await one.get(peer.url, most_bytes=2000) == b"x" * 2000


LOOPBACK = [
    "127.0.0.1",
    "localhost",
    "2130706433",
    "127.1",
    "0x7f000001",
    "0",
    "[::ffff:127.0.0.1]",
]


@pytest.mark.parametrize("host", LOOPBACK)
async def test_the_bots_own_network_is_out_of_reach(tmp_path: Path, host: str) -> None:
    async with raw(Script(http(AUDIO))) as peer, fetcher(tmp_path) as one:
        with pytest.raises(ProviderError) as caught:
            await one.get(f"http://{host}:{peer.port}/")
        assert not isinstance(caught.value, TransientFailure)
    assert not peer.requests


async def test_a_name_is_judged_by_the_address_that_it_leads_to(tmp_path: Path) -> None:
    """What is judged is what is connected to: no second look-up comes in between."""
    async with raw(Script(http(AUDIO))) as peer:
        names = Names({("cdn.example", 80): ("127.0.0.1", peer.port)})
        async with fetcher(tmp_path, resolver=names) as one:
            with pytest.raises(ProviderError, match=r"127\.0\.0\.1 is not a public address"):
                await one.get("http://cdn.example/")
        assert not peer.requests
        judged: list[str] = []

        def allow(address: str) -> bool:
            judged.append(address)
            return True

        async with fetcher(tmp_path, resolver=names, is_allowed=allow) as one:
            assert await one.get("http://cdn.example/") == AUDIO
        assert judged == ["127.0.0.1"]
        assert names.asked == [("cdn.example", 80)] * 2


async def test_of_several_addresses_only_a_public_one_is_connected_to(tmp_path: Path) -> None:
    async with raw(Script(http(AUDIO))) as peer:
        names = Names({("cdn.example", 80): ("127.0.0.1", peer.port)}, also=("127.0.0.2", "127.0.0.3"))
        async with fetcher(tmp_path, resolver=names, is_allowed=lambda one: one == "127.0.0.1") as one:
            assert await one.get("http://cdn.example/") == AUDIO


async def test_trust_is_in_one_port_and_ends_with_a_redirect(tmp_path: Path) -> None:
    async with raw(Script(http(AUDIO))) as inner:
        moved = Script(http(b"", status="302 Found", more=f"Location: {inner.url}/secret\r\n"))
        async with raw(moved) as peer:
            async with fetcher(tmp_path, peer) as one:
                with pytest.raises(ProviderError, match="not a public address"):
                    await one.get(peer.url)
            assert not inner.requests
            async with fetcher(tmp_path, peer, inner) as one:
                assert await one.get(peer.url) == AUDIO
    assert inner.requests[0].startswith(b"GET /secret ")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_five_redirects_are_followed_and_no_more(tmp_path: Path, status: int) -> None:
    async def answer(request: web.Request) -> web.Response:
        left = int(request.path.rpartition("/")[2])
        if not left:
            return web.Response(body=AUDIO)
        return web.Response(status=status, headers={"Location": f"../x%2Fy/{left - 1}"})

    async with site(answer) as peer, fetcher(tmp_path, peer) as one:
        assert await one.get(f"{peer.url}/x/5") == AUDIO
        assert peer.requests[-1].raw_path == "/x%2Fy/0"
        with pytest.raises(ProviderError, match="place to place"):
            await one.get(f"{peer.url}/x/6")
    assert len(peer.requests) == 12


@pytest.mark.parametrize(
    "aim", ["file:///etc/passwd", "ftp://a.example/", "http://u:p@a.example/", "https://[::1/"]
)
async def test_a_redirect_out_of_the_web_is_refused(tmp_path: Path, aim: str) -> None:
    moved = Script(http(b"", status="302 Found", more=f"Location: {aim}\r\n"))
    async with raw(moved) as peer, fetcher(tmp_path, peer) as one:
        for link in (peer.url, aim):
            with pytest.raises(ProviderError) as caught:
                await one.get(link)
            assert not caught.value.may_retry


@pytest.mark.parametrize("safe", [Script(b"no TLS", read=False), Script(read=False)])
async def test_a_storage_host_is_asked_over_tls_first(tmp_path: Path, safe: Script) -> None:
    host = "bucket.oss-cn-beijing.aliyuncs.com"
    async with raw(safe) as secure, raw(Script(http(AUDIO))) as plain:
        names = Names({(host, 443): ("127.0.0.1", secure.port), (host, 80): ("127.0.0.1", plain.port)})
        async with fetcher(tmp_path, resolver=names, is_allowed=lambda _: True) as one:
            assert await one.get(f"http://{host}/a%2Fb?Signature=x") == AUDIO
    assert len(secure.requests) >= 1
    assert plain.requests[0].startswith(b"GET /a%2Fb?Signature=x HTTP/1.1\r\n")


async def test_other_hosts_and_ports_are_asked_as_they_are(tmp_path: Path) -> None:
    async with raw(Script(http(AUDIO))) as plain:
        hosts = [("cdn.example", 80), ("bucket.aliyuncs.com", 8080), ("aliyuncs.com.example", 80)]
        names = Names(dict.fromkeys(hosts, ("127.0.0.1", plain.port)))
        async with fetcher(tmp_path, resolver=names, is_allowed=lambda _: True) as one:
            for host, port in hosts:
                assert await one.get(f"http://{host}:{port}/") == AUDIO
    assert names.asked == hosts


async def test_a_cancelled_download_leaves_nothing(tmp_path: Path) -> None:
    async with (
        raw(Script(http(AUDIO, length=2 * len(AUDIO)), end="hold")) as peer,
        fetcher(tmp_path, peer) as one,
    ):
        task = asyncio.create_task(one.get(peer.url))
        while not (tmp_path / "1.download.part").exists():
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_the_disks_trouble_stays_the_disks(tmp_path: Path) -> None:
    async with raw(Script(http(AUDIO))) as peer, fetcher(tmp_path, peer) as one:
        with pytest.raises(FileNotFoundError):
            await one.fetch(peer.url, tmp_path / "gone" / "1.download")


async def pieces_of(one: Fetcher, link: str, **more: Any) -> bytes:
    """Take a file as it comes."""
    found = bytearray()
    async with aclosing(one.pieces(link, **{"most_bytes": len(AUDIO), **more})) as pieces:
        async for piece in pieces:
            assert len(piece) <= CHUNK_BYTES
            found += piece
    return bytes(found)


async def test_a_file_comes_in_pieces_whatever_leads_to_it(tmp_path: Path) -> None:
    async def answer(request: web.Request) -> web.Response:
        if request.path == "/file":
            return web.Response(body=AUDIO)
        return web.Response(status=302, headers={"Location": "/file" if request.path == "/1" else "1"})

    async with site(answer) as peer, fetcher(tmp_path, peer) as one:
        assert await pieces_of(one, f"{peer.url}/2") == AUDIO
        with pytest.raises(ProviderError, match="larger"):
            await pieces_of(one, f"{peer.url}/2", most_bytes=len(AUDIO) - 1)


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (Script(http(b"", status="404 Not Found")), ResultExpired),
        (Script(http(b"", status="503 Unavailable")), TransientFailure),
        (Script(http(AUDIO[:1000], length=len(AUDIO))), TransientFailure),
        (Script(read=False, end="reset"), TransientFailure),
        (Script(b"HTTP/1.1 200 OK\r\n\r\n" + AUDIO + b"more"), ProviderError),
    ],
)
async def test_pieces_that_are_not_the_whole_file_are_an_error(
    tmp_path: Path, script: Script, error: type[ProviderError]
) -> None:
    async with raw(script) as peer, fetcher(tmp_path, peer) as one:
        with pytest.raises(error):
            await pieces_of(one, peer.url)
    assert one.paused == []


async def test_pieces_come_of_the_public_internet_only(tmp_path: Path) -> None:
    async with raw(Script(http(AUDIO))) as peer, fetcher(tmp_path) as one:
        with pytest.raises(ProviderError, match="not a public address"):
            await pieces_of(one, peer.url)
    assert peer.requests == []
