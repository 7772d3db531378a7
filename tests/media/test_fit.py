"""Fitting: whatever a service made is posted in a form that the chat takes, whole, tagged and audible."""

import os
from pathlib import Path

import numpy as np
import pytest

from bot.domain.song import Pcm, Tags
from bot.media import decode as decoding
from bot.media import plan as planning
from bot.media.decode import Source, frames
from bot.media.fit import DoesNotFit, Fitted, Wish
from bot.media.fit_pass import fit
from bot.media.loudness import Meter
from bot.media.probe import NotAudio, examine, probe
from bot.media.tag_bytes import masks, tag_bytes
from bot.media.tags import read_extras, read_tags, write_tags
from tests.media.samples import RATE, decode, encode, film, id3, jpeg, pcm, png, sine, wav
from tests.media.sources import COVER, KINDS, PCM, SECONDS, mono_wav, music, samples_of, write_sources

TAGS = Tags(title="夜曲", artist="Anna & 王菲", lyrics="[Verse]\n你好，世界 🎵\n")
DISCORD = ("mp3", "m4a", "ogg", "flac", "wav")
TELEGRAM = ("mp3", "m4a")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_sources(tmp_path_factory.mktemp("sources"))


def wish(source: Path, folder: Path, *, plays: tuple[str, ...] = DISCORD, most: int | None = None) -> Wish:
    raw = PCM if source.name == "raw" else None
    return Wish(source=source, target=folder / "1", tags=TAGS, plays=plays, most_bytes=most, pcm=raw)


def put(folder: Path, content: bytes, name: str = "source") -> Path:
    path = folder / "in" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def loudness(path: Path, pcm: Pcm | None = None) -> float:
    found = None if pcm else examine(path)
    source = Source(path, found.container, found.start) if found else Source(path, None, pcm=pcm)
    meter = Meter()
    for frame in frames(source):
        meter.add(frame)
    heard = meter.end()
    assert heard is not None
    return heard


def left(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.is_file())


@pytest.mark.parametrize("most", [None, 5_000_000, 400_000, 110_000, 60_000, 34_000])
@pytest.mark.parametrize("plays", [DISCORD, TELEGRAM, ("ogg",)], ids=["discord", "telegram", "ogg"])
@pytest.mark.parametrize("kind", [*KINDS, "raw"])
def test_every_kind_for_every_chat(
    sources: dict[str, Path], tmp_path: Path, kind: str, plays: tuple[str, ...], most: int | None
) -> None:
    source = sources[kind]
    before = source.read_bytes()
    fitted = fit(wish(source, tmp_path, plays=plays, most=most))
    assert left(tmp_path) == [fitted.path.name]
    assert source.read_bytes() == before
    facts = probe(fitted.path)
    assert fitted.facts.model_copy(update={"loudness_lufs": None}) == facts
    assert fitted.path.name == f"1.{facts.container}"
    assert facts.container in plays
    assert most is None or facts.size_bytes <= most
    assert facts.duration_ms == pytest.approx(SECONDS * 1000, abs=60)
    assert read_tags(fitted.path) == TAGS
    if kind != "raw":
        assert read_extras(fitted.path).cover == COVER
    assert fitted.facts.loudness_lufs == pytest.approx(loudness(fitted.path), abs=1)
    if facts.channels == 2:
        heard = loudness(source, PCM if kind == "raw" else None)
        assert fitted.facts.loudness_lufs == pytest.approx(heard, abs=1)
    if most is None and facts.container == source.name:
        assert not fitted.changed


@pytest.mark.parametrize("kind", ["mp3", "wav", "flac", "m4a", "opus", "flac in ogg"])
def test_untouched_sound_is_the_same_to_the_bit(sources: dict[str, Path], tmp_path: Path, kind: str) -> None:
    fitted = fit(wish(sources[kind], tmp_path))
    assert not fitted.changed
    np.testing.assert_array_equal(decode(fitted.path), decode(sources[kind]))


@pytest.mark.parametrize("kind", ["wav", "wav 24 bit", "alac", "raw"])
def test_without_loss_is_without_loss(sources: dict[str, Path], tmp_path: Path, kind: str) -> None:
    source = sources[kind]
    most = None if kind == "alac" else source.stat().st_size * 9 // 10
    fitted = fit(wish(source, tmp_path, plays=("flac", "mp3"), most=most))
    assert (fitted.path.suffix, fitted.changed) == (".flac", True)
    expected = (
        (np.frombuffer(source.read_bytes(), "<i2").reshape(-1, 2).T) if kind == "raw" else decode(source)
    )
    np.testing.assert_array_equal(decode(fitted.path), expected)


def test_raw_samples_become_a_wav(sources: dict[str, Path], tmp_path: Path) -> None:
    fitted = fit(wish(sources["raw"], tmp_path))
    assert fitted.path.suffix == ".wav"
    content = fitted.path.read_bytes()
    assert content[44 : 44 + sources["raw"].stat().st_size] == sources["raw"].read_bytes()


def test_raw_samples_that_are_a_file_with_a_head(tmp_path: Path) -> None:
    source = put(tmp_path, wav(pcm(1.0)), "raw")
    fitted = fit(wish(source, tmp_path))
    assert (fitted.path.suffix, fitted.facts.duration_ms, fitted.changed) == (".wav", 1_000, False)


def test_the_best_that_fits_is_taken(sources: dict[str, Path], tmp_path: Path) -> None:
    """What is left over is less than the next step would need."""
    for most in range(40_000, 240_000, 25_000):
        fitted = fit(wish(sources["wav"], tmp_path, plays=("mp3",), most=most))
        step = 1.35 if fitted.facts.bitrate >= 64_000 else 1.7
        assert fitted.facts.size_bytes <= most < fitted.facts.size_bytes * step + 12_000


def test_nothing_audible_fits(sources: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(DoesNotFit) as caught:
        fit(wish(sources["mp3"], tmp_path, most=10_000))
    assert (caught.value.duration_ms, caught.value.most_bytes) == (6_000, 10_000)
    assert left(tmp_path) == []


def test_silence_fits_into_little_without_loss(tmp_path: Path) -> None:
    source = put(tmp_path, wav(bytes(4 * RATE * 60)))
    fitted = fit(wish(source, tmp_path, most=60_000))
    assert (fitted.path.suffix, fitted.facts.duration_ms) == (".flac", 60_000)
    assert fitted.facts.loudness_lufs is None


def test_a_file_just_at_the_limit_stays(sources: dict[str, Path], tmp_path: Path) -> None:
    first = fit(wish(sources["mp3"], tmp_path))
    size = first.facts.size_bytes
    again = put(tmp_path, first.path.read_bytes())
    assert not fit(wish(again, tmp_path, most=size)).changed
    less_cover = fit(wish(again, tmp_path, most=size - 60))
    assert not less_cover.changed
    assert read_extras(less_cover.path).cover is None
    less_lyrics = fit(wish(again, tmp_path, most=size - 60 - len(COVER) - 40))
    assert not less_lyrics.changed
    assert read_tags(less_lyrics.path).lyrics == ""


def test_the_sound_matters_more_than_its_cover(tmp_path: Path) -> None:
    cover = b"\x89PNG\r\n\x1a\n" + png(50, 50)[8:] + os.urandom(60_000)
    source = put(tmp_path, encode(music(), "mp3", "libmp3lame", options={"b": "128k"}))
    write_tags(source, TAGS, cover=cover)
    fitted = fit(wish(source, tmp_path, most=130_000))
    assert not fitted.changed
    assert read_extras(fitted.path).cover is None
    smaller = fit(wish(source, tmp_path, most=90_000))
    assert smaller.facts.bitrate >= 88_000
    assert read_extras(smaller.path).cover is None
    with_room = fit(wish(put(tmp_path, wav(samples_of(music()))), tmp_path, plays=("mp3",), most=400_000))
    assert with_room.facts.bitrate == pytest.approx(320_000, rel=0.02)


def test_a_huge_cover_does_not_get_into_the_song(tmp_path: Path) -> None:
    source = put(tmp_path, encode(music(), "mp3", "libmp3lame"))
    write_tags(source, TAGS, cover=png(9_000, 9_000))
    fitted = fit(wish(source, tmp_path))
    assert not fitted.changed
    assert png(9_000, 9_000) not in fitted.path.read_bytes()
    write_tags(source, TAGS, cover=jpeg(300, 300))
    assert read_extras(fit(wish(source, tmp_path)).path).cover == jpeg(300, 300)


@pytest.mark.parametrize("plays", [DISCORD, ("ogg",), ("m4a",), ("flac", "mp3"), ("wav",)])
@pytest.mark.parametrize(("muxer", "codec"), [("mp3", "libmp3lame"), ("flac", "flac"), ("ogg", "libopus")])
def test_labels_of_a_service_get_into_every_form(
    tmp_path: Path, plays: tuple[str, ...], muxer: str, codec: str
) -> None:
    """Chinese services must label what they make, and whoever passes it on must keep the label."""
    label = '{"Label":"1","ContentProducer":"x"}'
    labels = {"AIGC": label, "DATE": "2026", "title": "theirs"}
    if plays == ("wav",) and codec != "flac":
        return  # nothing lossy is made into a WAV
    sound = encode(music(2.0, rate=48_000), muxer, codec, rate=48_000, metadata=labels)
    fitted = fit(wish(put(tmp_path, sound), tmp_path, plays=plays))
    found = read_extras(fitted.path).labels
    assert (found["AIGC"], found["DATE"]) == (label, "2026")
    assert "theirs" not in found.values()


def test_a_tag_of_tens_of_megabytes_is_left_behind(tmp_path: Path) -> None:
    sound = encode(music(), "mp3", "libmp3lame")
    source = put(tmp_path, id3(30_000_000) + sound)
    fitted = fit(wish(source, tmp_path, most=1_000_000))
    assert not fitted.changed
    assert fitted.facts.size_bytes < len(sound) + 20_000


@pytest.mark.parametrize(
    ("kind", "suffix"), [("flac", ".flac"), ("m4a", ".mp3"), ("alac", ".flac"), ("wav", ".flac")]
)
def test_huge_tags_of_other_kinds_are_not_even_read(
    sources: dict[str, Path], tmp_path: Path, kind: str, suffix: str
) -> None:
    content = sources[kind].read_bytes()
    if kind == "flac":
        content = (
            content[:42]
            + (b"\x02" + (9_000_000).to_bytes(3, "big") + b"what" + bytes(8_999_996)) * 2
            + content[42:]
        )
    elif kind == "wav":
        content += b"LIST" + (20_000_000).to_bytes(4, "little") + b"INFO" + bytes(19_999_996)
    else:
        content += (20_000_000).to_bytes(4, "big") + b"udta" + bytes(19_999_992)
    source = put(tmp_path, content)
    found = examine(source)
    with source.open("rb") as file:
        assert tag_bytes(file, found.container, found.start) > 17_000_000
        assert bool(masks(file, found.container, found.start)) == (kind != "wav")
    fitted = fit(wish(source, tmp_path))
    assert (fitted.path.suffix, fitted.changed) == (suffix, True)
    assert fitted.facts.size_bytes < 2_500_000
    assert fitted.facts.duration_ms == pytest.approx(6_000, abs=60)


@pytest.mark.parametrize("data_size", [0, 0x7FFFFFFE, 0xFFFFFFFF])
def test_a_wav_that_lies_about_its_length(tmp_path: Path, data_size: int) -> None:
    source = put(tmp_path, wav(samples_of(music()), riff_size=0xFFFFFFFF, data_size=data_size))
    for most in (None, 60_000):
        fitted = fit(wish(source, tmp_path, most=most))
        assert fitted.facts.duration_ms == pytest.approx(6_000, abs=60)


@pytest.mark.parametrize("kind", [*KINDS])
def test_a_file_that_ends_early(sources: dict[str, Path], tmp_path: Path, kind: str) -> None:
    content = sources[kind].read_bytes()
    source = put(tmp_path, content[: len(content) // 2])
    if kind in ("m4a", "alac"):
        with pytest.raises(NotAudio):  # the table that says where the sound lies was at the end
            fit(wish(source, tmp_path))
        return
    whole, small = fit(wish(source, tmp_path)), fit(wish(source, tmp_path, most=60_000))
    for fitted in (whole, small):
        assert 1_900 < fitted.facts.duration_ms < 4_000
        assert read_tags(fitted.path).title == TAGS.title


@pytest.mark.parametrize("kind", ["mp3", "flac", "m4a", "opus"])
def test_damage_in_the_middle_is_left_out(sources: dict[str, Path], tmp_path: Path, kind: str) -> None:
    content = bytearray(sources[kind].read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3_000] = os.urandom(3_000)
    fitted = fit(wish(put(tmp_path, bytes(content)), tmp_path, plays=("ogg", "mp3"), most=60_000))
    least = 3_900 if kind == "opus" else 5_000  # damage costs a whole page of Ogg, of a second
    assert least < fitted.facts.duration_ms < 6_100


def test_samples_that_are_no_numbers(tmp_path: Path) -> None:
    sound = music()
    sound[0, 1_000:2_000] = np.nan
    sound[1, 5_000:6_000] = np.inf
    sound[0, 7_000:8_000] = 1e30
    source = put(tmp_path, encode(sound, "wav", "pcm_f32le"))
    for plays in DISCORD:
        fitted = fit(wish(source, tmp_path, plays=(plays,), most=1_700_000))
        assert fitted.facts.duration_ms == pytest.approx(6_000, abs=60)
        assert np.isfinite(decode(fitted.path)).all()


@pytest.mark.parametrize(
    ("channels", "rate"), [(1, 44_100), (4, 44_100), (6, 48_000), (2, 8_000), (2, 192_000)]
)
def test_unusual_sound(tmp_path: Path, channels: int, rate: int) -> None:
    data = samples_of(music(rate=rate, channels=channels))
    source = put(tmp_path, wav(data, channels=channels, rate=rate, align=2 * channels))
    for plays, most in ((("flac",), 9_999_999), (("mp3",), None), (("ogg",), 60_000), (("m4a",), 60_000)):
        fitted = fit(wish(source, tmp_path, plays=plays, most=most))
        assert fitted.facts.duration_ms == pytest.approx(6_000, abs=60)
        assert most is None or fitted.facts.size_bytes <= most
        assert fitted.facts.channels <= (channels if plays == ("flac",) else 2)


def test_one_channel_stays_one(tmp_path: Path) -> None:
    fitted = fit(wish(put(tmp_path, mono_wav()), tmp_path, plays=("mp3",)))
    assert (fitted.facts.channels, round(fitted.facts.bitrate, -4)) == (1, 190_000)


def test_two_channels_made_one_are_not_cut_off_at_full_scale(tmp_path: Path) -> None:
    source = put(tmp_path, encode(np.clip(sine(6.0) * 1.99, -1, 1), "wav", "pcm_f32le"))
    fitted = fit(wish(source, tmp_path, plays=("mp3",), most=30_000))
    assert fitted.facts.channels == 1
    assert np.abs(decode(fitted.path)).max() < 1.1


def test_the_sound_of_a_film(tmp_path: Path) -> None:
    fitted = fit(wish(put(tmp_path, film(sound=True)), tmp_path))
    assert fitted.changed
    assert fitted.facts.duration_ms == pytest.approx(1_000, abs=60)


def test_too_long(tmp_path: Path, sources: dict[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_DURATION_S", 5)
    for kind in ("mp3", "raw"):
        with pytest.raises(NotAudio) as caught:
            fit(wish(sources[kind], tmp_path))
        assert caught.value.reason == "too_long"
    assert left(tmp_path) == []


@pytest.mark.parametrize(("plays", "most"), [(("m4a",), 70_000), (("mp3",), 110_000), (("ogg",), 80_000)])
def test_a_codec_that_takes_more_than_it_promised(
    sources: dict[str, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    plays: tuple[str, ...],
    most: int,
) -> None:
    promised = planning.lossy_bytes
    monkeypatch.setattr(planning, "lossy_bytes", lambda *known: promised(*known) * 2 // 3)
    fitted = fit(wish(sources["wav"], tmp_path, plays=plays, most=most))
    assert fitted.facts.size_bytes <= most


def test_made_again_over_what_is_there(sources: dict[str, Path], tmp_path: Path) -> None:
    for name in ("1.mp3", "1.mp3.part", "1.ogg.try.part", "1.flac"):
        (tmp_path / name).write_bytes(b"old")
    fitted = fit(wish(sources["mp3"], tmp_path))
    assert left(tmp_path) == ["1.flac", "1.mp3"]
    assert probe(fitted.path).duration_ms == 6_000


def test_made_smaller_where_it_lies(sources: dict[str, Path], tmp_path: Path) -> None:
    fitted = fit(wish(sources["mp3"], tmp_path))
    smaller = fit(wish(fitted.path, tmp_path, plays=("mp3",), most=100_000))
    assert smaller.path == fitted.path
    assert left(tmp_path) == ["1.mp3"]
    assert probe(smaller.path).size_bytes <= 100_000


@pytest.mark.parametrize("content", [b"", b"words" * 99, b"RIFF\0\0\0\0WAVE", b"fLaC", wav(b"")])
def test_no_audio(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(NotAudio):
        fit(wish(put(tmp_path, content), tmp_path))
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("pcm", "content"),
    [
        (Pcm(sample_rate=44_100, channels=2), b"abc"),
        (Pcm(sample_rate=44_100, channels=2), b""),
        (Pcm(sample_rate=10, channels=2), bytes(99)),
        (Pcm(sample_rate=44_100, channels=0), bytes(99)),
        (Pcm(sample_rate=44_100, channels=99), bytes(999)),
    ],
)
def test_raw_samples_that_are_none(tmp_path: Path, pcm: Pcm, content: bytes) -> None:
    asked = wish(put(tmp_path, content), tmp_path).model_copy(update={"pcm": pcm})
    with pytest.raises(NotAudio):
        fit(asked)


def test_result_is_json(sources: dict[str, Path], tmp_path: Path) -> None:
    fitted = fit(wish(sources["mp3"], tmp_path))
    assert Fitted.model_validate_json(fitted.model_dump_json()) == fitted
