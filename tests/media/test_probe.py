"""Judging files by their content: good ones, bad ones, and liars."""

import io
import os
import struct
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings

from bot.domain.song import AudioFacts, Tags
from bot.media import probe as module
from bot.media import worker
from bot.media.probe import NotAudio, Reason, probe, probe_file
from bot.media.tags import write_tags
from bot.media.worker import WorkerFailed
from tests.media import damage, samples
from tests.media.samples import encode, id3, pcm, png, sine, wav


@pytest.fixture(scope="module")
def mp3(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return samples.write(tmp_path_factory.mktemp("mp3") / "x.mp3", sine(2.0)).read_bytes()


def _facts(tmp_path: Path, content: bytes) -> AudioFacts:
    path = tmp_path / "named.wrongly.txt"
    path.write_bytes(content)
    return probe(path)


def _reason(tmp_path: Path, content: bytes) -> str:
    with pytest.raises(NotAudio) as caught:
        _facts(tmp_path, content)
    return caught.value.reason


@pytest.mark.parametrize(
    ("muxer", "codec", "container", "rate"),
    [
        ("mp3", "libmp3lame", "mp3", 44_100),
        ("mp3", "libmp3lame", "mp3", 16_000),
        ("wav", "pcm_s16le", "wav", 44_100),
        ("wav", "pcm_s24le", "wav", 96_000),
        ("wav", "pcm_f32le", "wav", 48_000),
        ("flac", "flac", "flac", 44_100),
        ("ogg", "libopus", "ogg", 48_000),
        ("ogg", "flac", "ogg", 44_100),
        ("ipod", "aac", "m4a", 44_100),
        ("ipod", "alac", "m4a", 44_100),
    ],
)
def test_containers(tmp_path: Path, muxer: str, codec: str, container: str, rate: int) -> None:
    content = encode(sine(3.0, rate=rate), muxer, codec, rate=rate)
    facts = _facts(tmp_path, content)
    assert (facts.container, facts.sample_rate, facts.channels) == (container, rate, 2)
    assert facts.duration_ms == pytest.approx(3_000, abs=2)
    assert facts.size_bytes == len(content)
    assert 0.8 * len(content) * 8 / 3 < facts.bitrate <= len(content) * 8 / 3 + 1


def test_the_bitrate_is_that_of_the_sound(tmp_path: Path, mp3: bytes) -> None:
    assert _facts(tmp_path, id3(500_000) + mp3).bitrate == _facts(tmp_path, mp3).bitrate


def test_mp3_without_a_header_of_its_length(tmp_path: Path) -> None:
    """The bit rate changes half-way, so that a guess from the first frame would be far off."""
    quiet, loud = (
        encode(sine(10.0), "mp3", "libmp3lame", options={"write_xing": "0", "b": rate})
        for rate in ("64k", "320k")
    )
    facts = _facts(tmp_path, quiet[samples_start(quiet) :] + loud[samples_start(loud) :])
    assert facts.duration_ms == pytest.approx(20_000, abs=120)


def samples_start(content: bytes) -> int:
    return content.index(b"\xff\xfb")


def test_mp3_whose_header_lies_about_its_length(tmp_path: Path, mp3: bytes) -> None:
    at = mp3.index(b"Info") + 8
    for frames in (1, 7_000_000):
        lie = mp3[:at] + struct.pack(">I", frames) + mp3[at + 4 :]
        assert _facts(tmp_path, lie).duration_ms == pytest.approx(2_000, abs=30)


@pytest.mark.parametrize("size_bytes", [0, 1, 5_000, 3_000_000])
def test_mp3_behind_a_tag(tmp_path: Path, mp3: bytes, size_bytes: int) -> None:
    assert _facts(tmp_path, id3(size_bytes) + mp3).duration_ms == 2_000
    assert (
        _facts(tmp_path, id3(size_bytes) + id3(7) + b"\0" * 500 + mp3 + b"TAG" + b"\0" * 125).duration_ms
        == 2_000
    )


def test_mp3_that_was_cut_out_of_a_stream(tmp_path: Path, mp3: bytes) -> None:
    for start in (1, 500, 1_000):
        assert _facts(tmp_path, mp3[start:]).duration_ms == pytest.approx(2_000, abs=90)


def test_flac_behind_a_tag(tmp_path: Path) -> None:
    facts = _facts(tmp_path, id3(99) + encode(sine(1.0), "flac", "flac"))
    assert (facts.container, facts.duration_ms) == ("flac", 1_000)


def test_a_cut_file_is_as_long_as_what_is_left(tmp_path: Path, mp3: bytes) -> None:
    assert _facts(tmp_path, mp3[: len(mp3) // 2]).duration_ms == pytest.approx(1_000, abs=60)
    whole = wav(pcm(2.0))
    assert _facts(tmp_path, whole[: len(whole) // 2]).duration_ms == pytest.approx(1_000, abs=60)
    flac = encode(sine(2.0), "flac", "flac")
    assert 0 < _facts(tmp_path, flac[: len(flac) // 2]).duration_ms < 1_500


@pytest.mark.parametrize("size", [None, 0, 36, 0x7FFFFFFF, 0xFFFFFFFF])
@pytest.mark.parametrize("data_size", [None, 0, 0x7FFFFFFE, 0xFFFFFFFF])
def test_wav_that_lies_about_its_length(tmp_path: Path, size: int | None, data_size: int | None) -> None:
    facts = _facts(tmp_path, wav(pcm(1.0), riff_size=size, data_size=data_size))
    assert facts.duration_ms == pytest.approx(1_000, abs=2)


@pytest.mark.parametrize(
    "fields",
    [{"rate": 1}, {"rate": 0}, {"rate": 0xFFFFFFFF}, {"channels": 0}, {"channels": 65_535}, {"bits": 0}],
)
def test_wav_with_an_impossible_header(tmp_path: Path, fields: dict[str, int]) -> None:
    content = wav(pcm(1.0), **fields)
    try:
        facts = _facts(tmp_path, content)
    except NotAudio as error:
        assert error.reason in ("broken", "no_sound")
    else:
        assert fields == {"bits": 0}
        assert facts.duration_ms > 0


def _zip(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("song.mp3", content)
    return file.getvalue()


def _tar(content: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        entry = tarfile.TarInfo("song.mp3")
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return file.getvalue()


def test_files_that_are_no_audio(tmp_path: Path, mp3: bytes) -> None:
    flac, m4a = encode(sine(0.5), "flac", "flac"), encode(sine(0.5), "ipod", "aac")
    table = {
        b"": "empty",
        b"\0": "unknown_format",
        b"\0" * 100_000: "unknown_format",
        b"just words\n" * 1_000: "unknown_format",
        "只是文字".encode("utf-16"): "unknown_format",
        b"#EXTM3U\n/etc/passwd\n": "unknown_format",
        b"ffconcat version 1.0\nfile /etc/passwd\n": "unknown_format",
        png(32, 32): "unknown_format",
        _zip(mp3): "unknown_format",
        _tar(mp3): "unknown_format",
        b"\xff\xd8\xff\xe0" + b"\0" * 5_000: "unknown_format",
        b"\x1aE\xdf\xa3" + mp3: "unknown_format",
        mp3[:3]: "unknown_format",
        id3(1_000): "unknown_format",
        b"ID3\x03\0\0\x7f\x7f\x7f\x7f": "unknown_format",
        b"RIFF\0\0\0\0WAVE": "broken",
        wav(b""): "no_sound",
        wav(pcm(), codec=0x1234): "broken",
        b"RIFF\0\0\0\0AVI ": "unknown_format",
        b"fLaC": "broken",
        flac[:60]: "broken",
        b"OggS": "broken",
        b"OggS" + bytes(range(256)) * 20: "broken",
        m4a[:40]: "broken",
        m4a[: m4a.index(b"moov")]: "broken",
        samples.film(sound=False): "no_sound",
    }
    for content, reason in table.items():
        assert (content[:12], _reason(tmp_path, content)) == (content[:12], reason)


def test_the_sound_of_a_film_counts(tmp_path: Path) -> None:
    facts = _facts(tmp_path, samples.film(sound=True))
    assert facts.container == "m4a"
    assert facts.duration_ms == pytest.approx(1_000, abs=2)


def test_m4a_whose_table_lies_about_its_length(tmp_path: Path) -> None:
    content = bytearray(encode(sine(1.0), "ipod", "aac"))
    at = content.index(b"stts") + 16  # behind version, number of entries, and the first entry's packets
    content[at : at + 4] = (10_000).to_bytes(4, "big")
    assert _facts(tmp_path, bytes(content)).duration_ms < 2_200


def test_places_that_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    for path in (tmp_path, tmp_path / "fifo"):
        with pytest.raises(NotAudio, match="not_a_file"):
            probe(path)
    with pytest.raises(FileNotFoundError):
        probe(tmp_path / "none")


def test_covers_are_not_decoded(tmp_path: Path, mp3: bytes) -> None:
    for name, content in (("x.mp3", mp3), ("x.wav", wav(pcm(2.0)))):
        path = tmp_path / name
        path.write_bytes(content)
        write_tags(path, Tags(title="x", artist="y"), cover=png(6_000, 6_000))
        assert probe(path).duration_ms == 2_000
        with path.open("rb") as file, module.opened(file, "mp3" if name == "x.mp3" else "wav", 0) as opened:
            cover = opened.streams.video[0]
            assert (cover.codec_context.name, cover.width) == ("png", 0)


async def test_probing_in_a_worker(tmp_path: Path, mp3: bytes) -> None:
    good, bad = tmp_path / "夜 \udcff.mp3", tmp_path / "bad"
    good.write_bytes(mp3)
    bad.write_bytes(b"words")
    assert await probe_file(good) == probe(good)
    with pytest.raises(NotAudio) as caught:
        await probe_file(bad)
    assert caught.value.reason == "unknown_format"
    with pytest.raises(FileNotFoundError):
        await probe_file(tmp_path / "none")


@pytest.mark.parametrize(
    ("failed", "expected"),
    [
        (WorkerFailed("killed", "", signal=11), NotAudio),
        (WorkerFailed("killed", "", signal=9), WorkerFailed),
        (WorkerFailed("RuntimeError", "a bug"), WorkerFailed),
    ],
)
async def test_a_file_that_crashes_the_decoder(
    monkeypatch: pytest.MonkeyPatch, failed: WorkerFailed, expected: type[Exception]
) -> None:
    async def crash(work: object, argument: object) -> dict[str, object]:
        raise failed

    monkeypatch.setattr(worker, "run", crash)
    with pytest.raises(expected):
        await probe_file(Path("x"))


@pytest.mark.timeout(3_600)
@settings(max_examples=damage.EXAMPLES, deadline=None, suppress_health_check=damage.SLOW)
@given(damage.files())
def test_any_file_gives_facts_or_not_audio(content: bytes) -> None:
    """Random bytes, and files of every kind that were changed, cut, repeated or put together."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        try:
            facts = probe(Path(file.name))
        except NotAudio as error:
            assert error.reason in get_args(Reason)
        else:
            assert facts.duration_ms > 0
            assert facts.size_bytes == len(content)
