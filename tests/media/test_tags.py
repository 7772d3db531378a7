"""Tags in audio files: what goes in comes out, and the sound stays as it was."""

import errno
import resource
from pathlib import Path
from typing import get_args

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.domain.song import Tags
from bot.media.containers import Container, sniff
from bot.media.extras import Extras, room_bytes
from bot.media.probe import probe
from bot.media.tag_bytes import tag_bytes
from bot.media.tags import AI_MARK, MAX_COVER_BYTES, embed, read_extras, read_tags, write_tags
from tests.media import samples
from tests.media.samples import decode, encode, jpeg, pcm, png, sine, wav

TAGS = Tags(title="AC/DC 夜曲", artist="Anna & 王菲", lyrics="[Verse]\n你好，世界 🎵\n\n[Chorus]\nNoël\n")


@pytest.fixture(params=["mp3", "wav"])
def song(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return samples.write(tmp_path / f"song.{request.param}", sine(0.5))


FORMS = [
    ("mp3", "libmp3lame"),
    ("wav", "pcm_s16le"),
    ("flac", "flac"),
    ("ogg", "libopus"),
    ("ogg", "vorbis"),
    ("ogg", "flac"),
    ("ipod", "aac"),
    ("ipod", "alac"),
]


@pytest.fixture(params=FORMS, ids=lambda form: f"{form[1]} in {form[0]}")
def any_song(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A song in each container and codec."""
    muxer, codec = request.param
    path = tmp_path / "song"
    options = {"strict": "experimental"} if codec == "vorbis" else {}
    path.write_bytes(encode(sine(0.5, rate=48_000), muxer, codec, rate=48_000, codec_options=options))
    return path


def test_every_container_takes_tags(any_song: Path) -> None:
    before, facts = decode(any_song), probe(any_song)
    write_tags(any_song, TAGS, cover=png(20, 10))
    assert read_tags(any_song) == TAGS
    assert read_extras(any_song).cover == png(20, 10)
    np.testing.assert_array_equal(decode(any_song), before)
    assert probe(any_song).duration_ms == facts.duration_ms
    write_tags(any_song, Tags(title="x", artist="", album="", comment=""))
    assert read_tags(any_song) == Tags(title="x", artist="", album="", comment="")
    assert read_extras(any_song).cover == png(20, 10)


def test_what_other_programs_find(any_song: Path) -> None:
    """FFmpeg reads every kind of tag by the same names."""
    write_tags(any_song, TAGS, cover=png(20, 10))
    with av.open(str(any_song)) as opened:
        found = opened.metadata | opened.streams.audio[0].metadata
        covers = [stream.codec_context.name for stream in opened.streams.video]
    found = {name.lower(): text for name, text in found.items()}
    assert (found["title"], found["artist"], found["album"]) == (TAGS.title, TAGS.artist, TAGS.album)
    assert TAGS.lyrics in [text for name, text in found.items() if name.startswith("lyrics")]
    assert found["comment"] == TAGS.comment
    assert "yes" in [found.get(name) for name in ("ai generated", "ai_generated")]
    assert covers == ["png"]


def test_embedding_replaces_pictures_and_adds_labels(any_song: Path) -> None:
    write_tags(any_song, TAGS, cover=png(20, 10))
    labels = {"AIGC": '{"Label":"1"}', "DATE": "2026", "GENRE": "Folk"}
    embed(any_song, TAGS, Extras(jpeg(30, 30), labels))
    assert read_extras(any_song) == Extras(jpeg(30, 30), labels)
    embed(any_song, TAGS, Extras(None, {"AIGC": "another"}))
    assert read_extras(any_song) == Extras(None, labels)
    assert read_tags(any_song) == TAGS


def test_tags_take_no_more_room_than_was_said(any_song: Path) -> None:
    kind = probe(any_song).container
    size, room = any_song.stat().st_size, room_bytes(TAGS, Extras(), "ogg")
    embed(any_song, TAGS, Extras())
    small = any_song.stat().st_size
    assert small <= size + room
    tags = TAGS.model_copy(update={"lyrics": "la ♪ 好\n" * 3_000})
    extras = Extras(jpeg(30, 30) + bytes(200_000), {f"LABEL{n}": "x" * 500 for n in range(20)})
    embed(any_song, tags, extras)
    with any_song.open("rb") as file:
        found = sniff(file)
        assert found is not None
        assert tag_bytes(file, *found) >= 200_000
    assert any_song.stat().st_size <= size + room_bytes(tags, extras, sniff_kind(kind))
    embed(any_song, TAGS, Extras())
    assert any_song.stat().st_size <= small + 22_500  # the labels of strangers stay


def sniff_kind(name: str) -> Container:
    return next(kind for kind in get_args(Container) if kind == name)


def test_covers_of_strangers_are_judged(any_song: Path) -> None:
    for bad in (png(9_000, 9_000), b"\xff\xd8\xff" + b"no size"):
        write_tags(any_song, TAGS, cover=bad)
        assert read_extras(any_song).cover is None


def test_round_trip_leaves_the_sound_alone(song: Path) -> None:
    before, facts = decode(song), probe(song)
    assert read_tags(song) == Tags(title="", artist="", album="", lyrics="", comment="")
    write_tags(song, TAGS)
    assert read_tags(song) == TAGS
    np.testing.assert_array_equal(decode(song), before)
    assert probe(song).duration_ms == facts.duration_ms
    assert [path.name for path in song.parent.iterdir()] == [song.name]


def test_writing_again_replaces(song: Path) -> None:
    write_tags(song, TAGS, cover=png(8, 8))
    size_bytes = song.stat().st_size
    shorter = Tags(title="x", artist="y", comment="")
    write_tags(song, shorter)
    assert read_tags(song) == shorter
    for _ in range(3):
        write_tags(song, TAGS)
    assert song.stat().st_size <= size_bytes + 2_000


def test_same_tags_are_the_same_bytes(song: Path) -> None:
    original = song.read_bytes()
    write_tags(song, TAGS, cover=png(8, 8))
    first = song.read_bytes()
    song.write_bytes(original)
    write_tags(song, TAGS, cover=png(8, 8))
    assert song.read_bytes() == first


def test_what_programs_and_old_players_find(song: Path) -> None:
    write_tags(song, TAGS, cover=png(8, 8))
    content = song.read_bytes()
    assert b"ID3\x03\x00" in content
    assert b"TXXX" in content
    assert AI_MARK.encode("utf-16-le") in content
    assert b"USLT" in content
    assert b"zho" in content
    assert png(8, 8) in content


@pytest.mark.parametrize(
    ("lyrics", "language"),
    [("la la", b"eng"), ("夜に駆ける", b"jpn"), ("밤", b"kor"), ("夜曲 night", b"zho"), ("Ночь", b"eng")],
)
def test_language_of_the_lyrics(tmp_path: Path, lyrics: str, language: bytes) -> None:
    path = samples.write(tmp_path / "x.mp3", sine(0.1))
    write_tags(path, Tags(title="x", artist="y", lyrics=lyrics, comment=""))
    content = path.read_bytes()
    at = content.index(b"USLT")
    assert content[at + 11 : at + 14] == language


def test_a_cover_stays_until_there_is_another(song: Path) -> None:
    jpeg = b"\xff\xd8\xff" + b"first" * 9
    write_tags(song, TAGS, cover=jpeg)
    write_tags(song, TAGS)
    assert jpeg in song.read_bytes()
    write_tags(song, TAGS, cover=png(8, 8))
    assert jpeg not in song.read_bytes()
    assert png(8, 8) in song.read_bytes()


def test_labels_of_a_service_stay(tmp_path: Path) -> None:
    """FFmpeg wrote this one, in ID3v2.4; Chinese services must label what they make."""
    label = '{"Label":"1","ContentProducer":"x"}'
    path = tmp_path / "song.mp3"
    with av.open(str(path), "w", format="mp3") as output:
        output.metadata.update({"AIGC": label, "title": "theirs", "date": "2026"})
        stream = output.add_stream("libmp3lame", rate=44_100, layout="stereo")
        assert isinstance(stream, av.AudioStream)
        output.mux(stream.encode(samples.frame(sine(0.2))))
        output.mux(stream.encode(None))
    write_tags(path, TAGS)
    with av.open(str(path)) as opened:
        assert opened.metadata["AIGC"] == label
        assert opened.metadata["title"] == TAGS.title
        assert opened.metadata["date"] == "2026"


def test_an_old_tag_at_the_end_goes(tmp_path: Path) -> None:
    path = samples.write(tmp_path / "x.mp3", sine(0.2))
    path.write_bytes(path.read_bytes() + b"TAG" + b"other title".ljust(125, b"\0"))
    write_tags(path, TAGS)
    assert b"other title" not in path.read_bytes()


def _printed(text: str) -> list[str]:
    return [char for char in text if char.isprintable() and char != " "]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(title="a\ud800\0b\r\nc", lyrics="\ufeff\0\U0001f3b5")
@given(title=st.text(), lyrics=st.text(max_size=2_000))
def test_any_text_goes_in(song: Path, title: str, lyrics: str) -> None:
    write_tags(song, Tags(title=title, artist="y", lyrics=lyrics))
    found = read_tags(song)
    assert _printed(found.lyrics) == _printed(lyrics)
    assert _printed(found.title) == _printed(title)
    assert found.artist == "y"


@pytest.mark.parametrize("size", [None, 0, 36, 0x7FFFFFFF, 0xFFFFFFFF])
@pytest.mark.parametrize("data_size", [None, 0, 0x7FFFFFFE, 0xFFFFFFFF])
def test_wav_that_lies_about_its_length(tmp_path: Path, size: int | None, data_size: int | None) -> None:
    path = tmp_path / "song.wav"
    path.write_bytes(wav(pcm(0.5), riff_size=size, data_size=data_size))
    write_tags(path, TAGS)
    assert read_tags(path) == TAGS
    content = path.read_bytes()
    assert content[44 : 44 + len(pcm(0.5))] == pcm(0.5)
    assert int.from_bytes(content[4:8], "little") == len(content) - 8
    assert int.from_bytes(content[40:44], "little") == len(pcm(0.5))
    assert probe(path).duration_ms == 500


@pytest.mark.parametrize("tail", [b"", b"\0", b"\0LIST\x04\0\0\0INFO", b"\0\x01\x02\x03 rubbish"])
def test_wav_of_odd_length(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "song.wav"
    data = b"\x80\x90" * 4_000 + b"\x80"
    fields = {"channels": 1, "align": 1, "bits": 8}
    path.write_bytes(wav(data, **fields) + tail)
    before = decode(path)
    write_tags(path, TAGS)
    assert read_tags(path) == TAGS
    np.testing.assert_array_equal(decode(path), before)
    assert (b"LIST" in tail) == (b"LIST" in path.read_bytes())


def test_files_that_take_no_tags(tmp_path: Path) -> None:
    path = tmp_path / "song.mp3"
    for content in (
        b"",
        b"words",
        encode(sine(0.1), "ipod", "aac")[:-200],
        b"RIFF\0\0\0\0WAVE",
        b"RF64\0\0\0\0WAVEds64",
    ):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"written|WAV"):
            write_tags(path, TAGS)
        assert path.read_bytes() == content
        assert [found.name for found in tmp_path.iterdir()] == [path.name]
    with pytest.raises(FileNotFoundError):
        write_tags(tmp_path / "none.mp3", TAGS)


@pytest.mark.parametrize("cover", [b"", b"GIF89a", b"\xff\xd8\xff" + b"x" * MAX_COVER_BYTES])
def test_covers_that_are_none(song: Path, cover: bytes) -> None:
    content = song.read_bytes()
    with pytest.raises(ValueError, match="cover"):
        write_tags(song, TAGS, cover=cover)
    assert song.read_bytes() == content


def test_full_disk_while_tagging(song: Path) -> None:
    """A limit on the size of files stands for the disk: the copy fits, the tag does not."""
    content = song.read_bytes()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(content), hard))
    try:
        with pytest.raises(OSError) as caught:
            write_tags(song, TAGS)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.errno == errno.EFBIG
    assert song.read_bytes() == content
    assert [path.name for path in song.parent.iterdir()] == [song.name]
