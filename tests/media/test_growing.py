"""Files that are listened to while they are written: all get the same, and nobody waits."""

import asyncio
import errno
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.media.growing import PIECE_BYTES, GrowingFile, follow


async def heard(path: Path) -> bytes:
    """Listen from the beginning to the end."""
    async with aclosing(follow(path)) as pieces:
        return b"".join([piece async for piece in pieces])


@asynccontextmanager
async def listening(path: Path) -> AsyncIterator[asyncio.Task[bytes]]:
    """Somebody who listens all the while."""
    task = asyncio.create_task(heard(path))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file will be; its folder is not there yet."""
    return tmp_path / "work" / "stream"


@pytest.fixture
async def file(path: Path) -> GrowingFile:
    """A file that was begun."""
    growing = GrowingFile(path)
    await growing.open()
    return growing


async def _make(chunks: list[bytes], joins: list[int], folder: Path) -> list[bytes]:
    """Write the chunks; each listener joins before the chunk of its number. Return what each got."""
    path = folder / "stream"
    growing = GrowingFile(path)
    await growing.open()
    async with AsyncExitStack() as stack:
        listeners = []
        for n, chunk in enumerate([*chunks, b""]):
            for _ in range(joins.count(n)):
                listeners.append(await stack.enter_async_context(listening(path)))
            await growing.append(chunk)
        await growing.complete()
        return [*await asyncio.gather(*listeners), await heard(path)]


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.one_of(st.integers(0, 50), st.integers(PIECE_BYTES - 2, 3 * PIECE_BYTES)), max_size=8),
    joins=st.lists(st.integers(0, 8), max_size=6),
)
def test_all_listeners_get_the_same_bytes_whenever_they_come(sizes: list[int], joins: list[int]) -> None:
    chunks = [os.urandom(size) for size in sizes]
    with TemporaryDirectory() as folder:
        for got in asyncio.run(_make(chunks, joins, Path(folder))):
            assert got == b"".join(chunks)


async def test_a_listener_hears_each_piece_before_the_next_is_there(file: GrowingFile, path: Path) -> None:
    async with aclosing(follow(path)) as pieces:
        for said in (b"one", b"two", b"three"):
            await file.append(said)
            assert await anext(pieces) == said
        await file.complete()
        assert [piece async for piece in pieces] == []


async def test_a_listener_who_does_not_listen_holds_nobody_up(file: GrowingFile, path: Path) -> None:
    async with aclosing(follow(path)) as pieces:
        await file.append(b"first")
        assert await anext(pieces) == b"first"
        for _ in range(200):
            await file.append(b"x" * 1_000)
        await file.complete()
        assert sum([len(piece) async for piece in pieces]) == 200_000


async def test_a_finished_file_goes_under_its_name_and_an_unfinished_one_does_not(
    file: GrowingFile, path: Path
) -> None:
    await file.append(b"song")
    assert not path.exists()
    await file.complete()
    assert [one.name for one in path.parent.iterdir()] == ["stream"]
    assert path.read_bytes() == b"song"


async def test_a_finished_file_is_heard_to_its_end_although_it_is_deleted(
    file: GrowingFile, path: Path
) -> None:
    async with aclosing(follow(path)) as pieces:
        await file.append(b"a" * 3 * PIECE_BYTES)
        assert len(await anext(pieces)) == PIECE_BYTES
        await file.complete()
        path.unlink()
        assert sum([len(piece) async for piece in pieces]) == 2 * PIECE_BYTES


async def test_a_file_that_breaks_off_ends_its_listeners_and_is_gone(file: GrowingFile, path: Path) -> None:
    async with aclosing(follow(path)) as pieces:
        await file.append(b"so far")
        assert await anext(pieces) == b"so far"
        await file.break_off()
        with pytest.raises(EOFError):
            await anext(pieces)
    assert list(path.parent.iterdir()) == []


async def test_a_listener_who_waits_is_told_that_the_file_broke_off(file: GrowingFile, path: Path) -> None:
    await file.append(b"so far")
    pieces = follow(path)
    assert await anext(pieces) == b"so far"
    waiting = asyncio.ensure_future(anext(pieces))
    await file.break_off()
    with pytest.raises(EOFError):
        await waiting


async def test_where_there_is_no_file_there_is_nothing_to_hear(path: Path) -> None:
    with pytest.raises(EOFError):
        await heard(path)


async def test_what_a_killed_bot_left_unfinished_is_not_heard(path: Path) -> None:
    path.parent.mkdir()
    path.with_name("stream.part").write_bytes(b"half")
    with pytest.raises(EOFError):
        await heard(path)


async def test_a_writer_who_begins_anew_shares_nothing_with_the_one_before(
    file: GrowingFile, path: Path
) -> None:
    await file.append(b"old song")
    async with aclosing(follow(path)) as old:
        assert await anext(old) == b"old song"
        again = GrowingFile(path)
        await again.open()
        await again.append(b"another one")
        with pytest.raises(EOFError):
            await anext(old)
    with pytest.raises(FileNotFoundError):
        await file.append(b"late")
    await file.break_off()
    await again.complete()
    assert await heard(path) == b"another one"


async def test_beginning_anew_forgets_a_whole_file_too(file: GrowingFile, path: Path) -> None:
    await file.append(b"old song")
    await file.complete()
    await GrowingFile(path).clear()
    assert list(path.parent.iterdir()) == []


@pytest.mark.parametrize("ends", [GrowingFile.complete, lambda file: file.append(b"more")])
async def test_a_file_that_was_deleted_does_not_come_back(
    file: GrowingFile, path: Path, ends: Callable[[GrowingFile], "asyncio.Future[None]"]
) -> None:
    await file.append(b"so far")
    path.with_name("stream.part").unlink()
    with pytest.raises(FileNotFoundError):
        await ends(file)
    await file.break_off()
    assert list(path.parent.iterdir()) == []


async def test_no_file_grows_beyond_its_largest_size(path: Path) -> None:
    file = GrowingFile(path, most_bytes=10)
    await file.open()
    await file.append(b"0123456789")
    with pytest.raises(OSError, match="large") as caught:
        await file.append(b"x")
    assert caught.value.errno == errno.EFBIG


async def test_a_listener_who_leaves_leaves_nothing_open(file: GrowingFile, path: Path) -> None:
    before = open_files()
    await file.append(b"so far")
    left = follow(path)
    assert await anext(left) == b"so far"
    assert open_files() == before + 1
    await left.aclose()
    async with listening(path):
        pass
    assert open_files() == before


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))
