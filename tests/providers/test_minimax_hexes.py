"""Songs in answers, taken out as they come: nothing is lost, nothing is added, whatever the pieces are."""

import json
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.providers.minimax.hexes import MOST_REST_BYTES, Damaged, Extractor, Strainer

texts = st.text() | st.sampled_from(
    ["audio", "data", 'a"b', "\\", '\\"', "{", "00ff", "https://a.example/%2F"]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
songs = st.binary(min_size=1, max_size=200)


def extract(body: bytes, cuts: list[int]) -> tuple[bytes, Extractor]:
    """Feed a body in pieces that end where `cuts` say."""
    extractor, song = Extractor(), b""
    borders = sorted({min(cut, len(body)) for cut in cuts} | {0, len(body)})
    for start, end in pairwise(borders):
        song += extractor.feed(body[start:end])
    return song, extractor


def bodies(answer: dict[str, Any]) -> list[bytes]:
    """Write an answer as services do: dense, spaced, in ASCII."""
    return [
        json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"),
        json.dumps(answer, indent=1).encode(),
    ]


@given(before=values, after=values, song=songs, upper=st.booleans(), cuts=st.lists(st.integers(0, 900)))
def test_a_song_and_the_rest_are_parted(
    before: Any, after: Any, song: bytes, upper: bool, cuts: list[int]
) -> None:
    text = song.hex().upper() if upper else song.hex()
    for body in bodies({"x": before, "data": {"y": before, "audio": text, "z": after}, "w": after}):
        found, extractor = extract(body, cuts)
        assert found == song
        assert extractor.found
        expected = json.loads(body)
        expected["data"]["audio"] = ""
        assert extractor.rest() == expected


@given(answer=st.dictionaries(texts, values, max_size=4), cuts=st.lists(st.integers(0, 900)))
def test_an_answer_without_a_song_stays_as_it_is(answer: dict[str, Any], cuts: list[int]) -> None:
    data = answer.get("data")
    if isinstance(data, dict):
        data.pop("audio", None)
    for body in bodies(answer):
        found, extractor = extract(body, cuts)
        assert (found, extractor.found) == (b"", False)
        assert extractor.rest() == json.loads(body)


@given(st.lists(st.tuples(songs, values), max_size=4), st.lists(st.integers(0, 900)))
def test_a_stream_is_strained_line_by_line(told: list[tuple[bytes, Any]], cuts: list[int]) -> None:
    lines = [b': say "hi\r\n\r\n']
    left = list(lines)
    for song, other in told:
        line = json.dumps({"other": other, "data": {"audio": song.hex(), "status": 1}}).encode()
        lines.append(b"data: " + line + b"\n\n")
        left.append(lines[-1].replace(b'"audio": "' + song.hex().encode(), b'"audio": "'))
    strainer, body, rest, found = Strainer(lines=True), b"".join(lines), b"", b""
    for start, end in pairwise(sorted({min(cut, len(body)) for cut in cuts} | {0, len(body)})):
        for piece, song in strainer.feed(body[start:end]):
            found += song
            rest += piece
            # a song comes after all that stands before it, and before all that stands behind it
            assert not song or rest.endswith(b'"audio": "')
    assert found == b"".join(song for song, _ in told)
    assert rest == b"".join(left)


def test_a_song_that_a_line_end_cuts_is_damage() -> None:
    with pytest.raises(Damaged):
        list(Strainer(lines=True).feed(b'data: {"data": {"audio": "00\nff"}}'))


ELSEWHERE = [
    {"audio": "00ff"},
    {"data": {"inner": {"audio": "00ff"}}},
    {"data": [{"audio": "00ff"}]},
    {"data": {"audio": ["00ff"]}},
    {"data": ["audio", "00ff"]},
    {"other": {"audio": "00ff"}},
    {"data": {"audio": "https://a.example/00ff"}},
    {"data": {"audio": None}},
    {"data": "audio"},
]


@pytest.mark.parametrize("answer", ELSEWHERE, ids=str)
def test_only_data_audio_is_a_song(answer: dict[str, Any]) -> None:
    found, extractor = extract(json.dumps(answer).encode(), [])
    assert (found, extractor.rest()) == (b"", answer)


@given(st.binary(max_size=300), st.lists(st.integers(0, 300)))
def test_noise_is_no_answer_and_breaks_nothing(noise: bytes, cuts: list[int]) -> None:
    try:
        _, extractor = extract(noise, cuts)
    except Damaged:
        return
    assert extractor.rest() is None or isinstance(extractor.rest(), dict)


@given(song=songs, at=st.integers(0, 400), bad=st.sampled_from(" \t-g\\x"), cut=st.integers(0, 400))
def test_one_bad_digit_is_damage(song: bytes, at: int, bad: str, cut: int) -> None:
    text = song.hex()
    at = 1 + at % len(text)
    body = f'{{"data": {{"audio": "{text[:at]}{bad}{text[at:]}"}}}}'.encode()
    with pytest.raises(Damaged):
        extract(body, [cut])


def test_half_a_byte_at_the_end_is_damage() -> None:
    with pytest.raises(Damaged):
        extract(b'{"data": {"audio": "00f"}}', [])


def test_two_songs_are_damage() -> None:
    with pytest.raises(Damaged):
        extract(b'{"data": {"audio": "00"}, "data": {"audio": "ff"}}', [])


def test_an_answer_that_is_cut_is_none() -> None:
    found, extractor = extract(b'{"data": {"audio": "00ff', [])
    assert (found, extractor.rest()) == (b"\x00\xff", None)


def test_a_long_song_takes_no_room_and_a_long_rest_is_refused() -> None:
    extractor = Extractor()
    extractor.feed(b'{"data": {"audio": "')
    digits = b"00" * (1 << 20)
    for _ in range(4):
        assert extractor.feed(digits) == bytes(1 << 20)
    extractor.feed(b'"}, "rest": "')
    with pytest.raises(Damaged):
        extractor.feed(b" " * MOST_REST_BYTES)
