"""What MiniMax is told: the member's words are never cut, the service's own are where they have to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lyrics import Lyrics, Section, SectionKind, parse_lyrics
from bot.domain.ports import Range
from bot.domain.song import SongRequest
from bot.providers.minimax import facts, words

K = SectionKind
ANY = Range(1, 2_000)
requests = st.builds(
    SongRequest,
    prompt=st.text("ab ", min_size=1, max_size=20),
    style=st.text("cd ", max_size=20),
    avoid=st.text("ef ", max_size=10),
    voice=st.sampled_from([None, "female", "male"]),
)
sections = st.builds(
    Section, st.sampled_from(K), st.lists(st.text("ghi ", min_size=1, max_size=30), max_size=5).map(tuple)
)


@given(requests, st.text("tu,， ", max_size=60), st.integers(0, 60))
def test_what_the_member_said_comes_before_the_services_tags(
    request: SongRequest, tags: str, room: int
) -> None:
    own = [" ".join(one.split()) for one in (request.style, request.avoid)]
    most = len(words.description(request)) + room
    described = words.style(request, tags, bounds=Range(1, most))
    assert len(described) <= most
    assert all(one in described for one in own)


def test_tags_are_left_out_whole() -> None:
    request = SongRequest(prompt="rain", style="folk")
    assert words.style(request, "warm, slow, acoustic guitar", bounds=Range(1, 20)) == "folk, warm, slow"
    assert words.style(request, "warm，slow", bounds=ANY) == "folk, warm, slow"


@pytest.mark.parametrize(
    ("order", "tags", "described"),
    [
        ({"style": "folk"}, "Folk, Acoustic", "folk, Acoustic"),
        ({"style": "slow punk rock"}, "Rock, Slow, Rocking", "slow punk rock, Rocking"),
        ({"style": "慢民谣"}, "民谣，吉他", "慢民谣, 吉他"),
        ({"style": "folk", "voice": "male"}, "Male Vocals, Warm", "folk, Warm, male vocals"),
        ({"avoid": "drums"}, "Drums, Warm", "Warm, no drums"),
        ({"style": "folk"}, "Warm, warm", "folk, Warm"),
        ({"style": "c++ (live)"}, "C++, (Live), [", "c++ (live), ["),
    ],
)
def test_tags_that_the_member_named_already_are_left_out(
    order: dict[str, str], tags: str, described: str
) -> None:
    request = SongRequest.model_validate({"prompt": "rain"} | order)
    assert words.style(request, tags, bounds=ANY) == described


def test_a_style_that_is_too_short_for_the_model_gives_way_to_the_description() -> None:
    request = SongRequest(prompt="a song about the rain")
    assert words.style(request, "Folk", bounds=Range(10, 300)) == "a song about the rain"
    assert words.style(request, "Folk, Acoustic", bounds=Range(10, 300)) == "Folk, Acoustic"


def test_without_any_style_the_description_is_one() -> None:
    request = SongRequest(prompt="rain", voice="female")
    assert words.style(request, "", bounds=ANY) == "rain, female vocals"
    assert words.style(request, "warm", bounds=ANY) == "warm, female vocals"


@given(st.lists(sections, max_size=6), st.integers(0, 200))
def test_words_of_the_service_are_cut_from_their_end(parts: list[Section], most: int) -> None:
    lyrics = Lyrics(tuple(parts))
    kept = words.within(lyrics, facts.DIALECT, most)
    assert len(facts.DIALECT.write(kept)) <= most
    if len(facts.DIALECT.write(lyrics)) <= most:
        assert kept == lyrics
    assert lyrics.lines[: len(kept.lines)] == kept.lines


def test_the_writer_is_read_by_its_own_tags() -> None:
    written = (
        "[Intro]\n[Verse 1]\nOne\n[Pre-Chorus]\nTwo\n[Build-up]\n[Drop]\nThree\n[Breakdown]\n[Instrumental]"
    )
    kinds = [section.kind for section in facts.WRITER_DIALECT.read(written).sections]
    assert kinds == [K.INTRO, K.VERSE, K.PRE_CHORUS, K.BUILD_UP, K.DROP, K.BREAK, K.INST]


def test_every_section_is_given_back_to_the_writer_under_its_own_tag() -> None:
    assert all(facts.WRITER_DIALECT.holds(kind) for kind in K)
    assert not facts.DIALECT.holds(K.DROP)


def test_an_example_of_the_vendor_stays_as_it_is() -> None:
    lyrics = "[Verse]\n街灯微亮晚风轻抚\n影子拉长独自漫步\n\n[Chorus]\n推开木门香气弥漫"
    assert facts.DIALECT.write(facts.DIALECT.read(lyrics)) == lyrics
    assert facts.DIALECT.write(parse_lyrics(lyrics)) == lyrics
