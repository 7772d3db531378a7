"""What is decided about a track: a table to read, and what holds for every track and every limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.media.containers import Container
from bot.media.plan import AS_MP3, PLAYED_CODECS, RUNGS, Plan, Room, Sound, plan

DISCORD = ("mp3", "m4a", "ogg", "flac", "wav")
TELEGRAM = ("mp3", "m4a")
MIB = 1024 * 1024
MB = 1_000_000


def lossy(
    codec: str, kbits: int, minutes: float, *, container: Container, channels: int = 2, rate: int = 44_100
) -> Sound:
    seconds = minutes * 60
    size = round(seconds * kbits * 125)
    return Sound(container, codec, round(seconds * rate), rate, channels, kbits * 1000, size)


def exact(
    codec: str,
    minutes: float,
    *,
    container: Container | None,
    channels: int = 2,
    rate: int = 44_100,
    bits: int = 16,
    share: float = 1.0,
    pure: bool = True,
) -> Sound:
    samples = round(minutes * 60 * rate)
    bitrate = round(rate * channels * bits * share)
    size = round(minutes * 60 * bitrate / 8)
    return Sound(container, codec, samples, rate, channels, bitrate, size, bits, pure)


MP3_128 = lossy("mp3", 128, 4, container="mp3")
MP3_320 = lossy("mp3", 320, 6, container="mp3")
OPUS_96 = lossy("opus", 96, 4, container="ogg", rate=48_000)
AAC_128 = lossy("aac", 128, 4, container="m4a")
WAV = exact("pcm_s16le", 4, container="wav")
WAV_MONO = exact("pcm_s16le", 4, container="wav", channels=1, rate=22_050)
WAV_24 = exact("pcm_s24le", 4, container="wav", rate=96_000, bits=24)
FLAC = exact("flac", 4, container="flac", share=0.6)
ALAC = exact("alac", 4, container="m4a", share=0.6)
RAW = exact("pcm_s16le", 4, container=None)
SURROUND = exact("pcm_s16le", 4, container="wav", channels=6, rate=48_000)


def told(planned: Plan | None) -> str:
    if planned is None:
        return "does not fit"
    if planned == "keep":
        return "keep"
    forms = []
    for target in planned:
        quality = f"{target.bitrate // 1000}" if target.bitrate else f"{target.bits} bit"
        forms.append(f"{target.codec} {quality} {target.channels}ch {target.sample_rate}")
    return ", else ".join(forms)


@pytest.mark.parametrize(
    ("sound", "plays", "most_bytes", "expected"),
    [
        # What fits and is played stays as it is.
        (MP3_128, DISCORD, 10 * MIB, "keep"),
        (MP3_320, DISCORD, None, "keep"),
        (WAV, DISCORD, 50 * MB, "keep"),
        (FLAC, DISCORD, 50 * MB, "keep"),
        (OPUS_96, DISCORD, 10 * MIB, "keep"),
        # An mp3 that is too large: the highest bit rate that fits, Opus or AAC when that is below 96.
        (MP3_320, DISCORD, 10 * MIB, "mp3 224 2ch 44100"),
        (MP3_128, DISCORD, 3 * MIB, "mp3 96 2ch 44100"),
        (MP3_128, DISCORD, 2 * MIB, "opus 64 2ch 48000"),
        (MP3_128, DISCORD, 1 * MIB, "opus 32 2ch 48000"),
        (MP3_128, DISCORD, MIB // 2, "opus 16 1ch 48000"),
        (MP3_128, DISCORD, MIB // 4, "does not fit"),
        (MP3_128, TELEGRAM, 2 * MIB, "aac 64 2ch 44100"),
        (MP3_128, TELEGRAM, 1 * MIB, "aac 32 1ch 22050"),
        (MP3_128, ("mp3",), 1 * MIB, "mp3 32 1ch 22050"),
        # Without loss where that may fit; nobody knows before it is done.
        (WAV, DISCORD, 10 * MIB, "flac 16 bit 2ch 44100, else mp3 320 2ch 44100"),
        (WAV_24, DISCORD, 50 * MB, "flac 24 bit 2ch 96000, else mp3 320 2ch 48000"),
        (WAV_MONO, DISCORD, 4 * MB, "flac 16 bit 1ch 22050, else mp3 128 1ch 22050"),
        (SURROUND, DISCORD, 10 * MIB, "flac 16 bit 6ch 48000, else mp3 320 2ch 48000"),
        (WAV, DISCORD, MIB // 4, "flac 16 bit 2ch 44100"),  # it might be silence
        (FLAC, DISCORD, 10 * MIB, "mp3 320 2ch 44100"),
        (ALAC, DISCORD, 50 * MB, "flac 16 bit 2ch 44100, else mp3 320 2ch 44100"),
        (ALAC, DISCORD, None, "flac 16 bit 2ch 44100"),
        (ALAC, ("wav", "mp3"), None, "wav 16 bit 2ch 44100"),
        # Raw samples become a WAV, and go on as one.
        (RAW, DISCORD, None, "wav 16 bit 2ch 44100"),
        (RAW, DISCORD, 50 * MB, "wav 16 bit 2ch 44100"),
        (RAW, DISCORD, 10 * MIB, "flac 16 bit 2ch 44100, else mp3 320 2ch 44100"),
        (RAW, TELEGRAM, 50 * MB, "mp3 320 2ch 44100"),
        # What the chat does not play keeps its quality in another form, and no more than that.
        (OPUS_96, TELEGRAM, 50 * MB, "mp3 160 2ch 48000"),
        (OPUS_96, TELEGRAM, 2_850_000, "aac 88 2ch 48000"),
        (AAC_128, ("mp3",), None, "mp3 160 2ch 44100"),
        (AAC_128, ("ogg",), None, "opus 112 2ch 48000"),
        (MP3_320, ("ogg",), None, "opus 224 2ch 48000"),
        (WAV, TELEGRAM, 50 * MB, "mp3 320 2ch 44100"),
        (FLAC, ("ogg",), 10 * MIB, "opus 256 2ch 48000"),
        (WAV, (), None, "does not fit"),
    ],
)
def test_table(sound: Sound, plays: tuple[str, ...], most_bytes: int | None, expected: str) -> None:
    assert told(plan(sound, plays, Room(most_bytes))) == expected


def test_a_film_is_not_posted_as_a_song() -> None:
    film = Sound("m4a", "aac", 44_100 * 60, 44_100, 2, 128_000, 9 * MB, pure=False)
    assert told(plan(film, DISCORD, Room(None))) == "mp3 160 2ch 44100"


def test_tags_take_of_the_room() -> None:
    size = MP3_128.size_bytes
    assert told(plan(MP3_128, DISCORD, Room(size, {"mp3": 0}))) == "keep"
    assert told(plan(MP3_128, DISCORD, Room(size, {"mp3": 1}))) == "mp3 112 2ch 44100"
    assert told(plan(MP3_128, DISCORD, Room(size, {"mp3": size}))) == "opus 88 2ch 48000"


def test_what_was_tried_in_vain_is_not_planned_again() -> None:
    room = Room(50 * MB)
    assert told(plan(FLAC, DISCORD, room, keep=False)) == "mp3 320 2ch 44100"
    assert told(plan(WAV, DISCORD, room, keep=False, lossless=False)) == "mp3 320 2ch 44100"


_CODECS = [(container, codec) for container, codecs in PLAYED_CODECS.items() for codec in codecs]
_FORMS = st.sampled_from([*_CODECS, ("m4a", "alac"), ("wav", "adpcm_ms"), (None, "pcm_s16le")])


@st.composite
def sounds(draw: st.DrawFn) -> Sound:
    container, codec = draw(_FORMS)
    rate = draw(
        st.sampled_from([1_000, 8_000, 22_050, 44_100, 48_000, 88_200, 768_000]) | st.integers(1_000, 768_000)
    )
    samples = draw(st.integers(1, 7_200 * rate))
    bitrate = draw(st.integers(8_000, 2_000_000))
    size = samples * bitrate // (8 * rate) + draw(st.integers(0, 10_000))
    channels, bits = draw(st.integers(1, 8)), draw(st.sampled_from([16, 24]))
    return Sound(container, codec, samples, rate, channels, bitrate, size, bits, draw(st.booleans()))


_plays = st.lists(st.sampled_from(DISCORD), unique=True).map(tuple)
_limits = st.integers(0, 200 * MB)
_tags = st.dictionaries(st.sampled_from(DISCORD), st.integers(0, 100_000))


@given(sounds(), _plays, _limits, _tags)
def test_what_is_planned_fits_and_is_played(
    sound: Sound, plays: tuple[str, ...], limit: int, tags: dict[Container, int]
) -> None:
    room = Room(limit, tags)
    planned = plan(sound, plays, room)
    if planned == "keep":
        assert sound.container in plays
        assert sound.size_bytes + tags.get(sound.container, 0) <= limit
    for target in () if planned is None or planned == "keep" else planned:
        assert target.container in plays
        assert target.size_bytes is None or target.size_bytes + tags.get(target.container, 0) <= limit
        assert target.bitrate == 0 or target.channels <= min(sound.channels, 2)


@given(sounds(), _plays, _limits | st.none())
def test_nothing_is_made_out_of_nothing(sound: Sound, plays: tuple[str, ...], limit: int | None) -> None:
    """A step of the codec above the source is the most; without loss only what had none."""
    planned = plan(sound, plays, Room(limit))
    for target in () if planned is None or planned == "keep" else planned:
        if not target.bitrate:
            assert sound.lossless
        elif not sound.lossless:
            form = (target.codec, target.channels)
            below = [rung.kbits for rung in RUNGS if (rung.codec, rung.channels) == form]
            lower = max((kbits for kbits in below if kbits * 1000 < target.bitrate), default=0)
            assert lower * 1000 * AS_MP3[target.codec] < sound.bitrate * AS_MP3.get(sound.codec, 1.0)


def _place(planned: Plan | None) -> int:
    """How far down a lossy form is; what is better than all of them comes first."""
    if planned is None:
        return len(RUNGS)
    if planned == "keep" or not planned[-1].bitrate:
        return -1
    last = planned[-1]
    return next(
        place
        for place, rung in enumerate(RUNGS)
        if (rung.codec, rung.kbits * 1000, rung.channels) == (last.codec, last.bitrate, last.channels)
    )


@given(sounds(), _plays, _limits, _limits)
def test_more_room_is_never_worse(sound: Sound, plays: tuple[str, ...], one: int, other: int) -> None:
    small, large = (plan(sound, plays, Room(limit), lossless=False) for limit in sorted((one, other)))
    assert _place(large) <= _place(small)
