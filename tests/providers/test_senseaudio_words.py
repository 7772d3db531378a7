"""Words on their way to SenseAudio and back: always in its format, and read as people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dialects import CANONICAL
from bot.domain.errors import BadRequest, ProviderError
from bot.domain.lyrics import Lyrics, Section, SectionKind, parse_lyrics
from bot.providers.senseaudio import facts
from bot.providers.senseaudio.answers import Item
from bot.providers.senseaudio.words import Words, as_lines, outline, own_words, sung, wish, written
from tests.peers.senseaudio import is_tagged

VENDORS = (
    "[intro-medium] ; [verse] Wake up from the shadows! ; Rise up with your fire! ; "
    "Break the chains that hold you down! ; [chorus] Roar like a lion! ; Conquer the storm! ; "
    "We are the unstoppable force! ; [bridge] Nothing can stop us now! ; [outro-short] ; [inst-short]"
)
"""The example of https://docs.senseaudio.cn/api-reference/endpoint/music/song-create"""
kinds = st.sampled_from(SectionKind)
lines = st.one_of(
    st.text(max_size=12),
    st.from_regex(r"[a-z我爱 ,;:()'/.-]{1,12}", fullmatch=True),
    st.sampled_from(["[chorus]", "a;b", "；", " ; ", "[", "a\nb", "\u2028", "\u037e", "e[\u0301", "Chorus:"]),
)
lyrics = st.builds(
    Lyrics, st.lists(st.builds(Section, kinds, st.lists(lines, max_size=4).map(tuple)), max_size=6).map(tuple)
)


@given(lyrics)
def test_all_words_are_sent_in_the_services_format(words: Lyrics) -> None:
    if not words.has_words:
        return
    sent = own_words(words).sent
    assert is_tagged(sent)
    assert facts.FORMAT.fullmatch(sent)


@given(st.text())
def test_whatever_people_type_is_sent_in_the_services_format(text: str) -> None:
    words = parse_lyrics(text)
    if words.has_words:
        assert is_tagged(own_words(words).sent)


@given(lyrics.filter(lambda words: bool(words.sections)))
def test_outlines_are_in_the_services_format(words: Lyrics) -> None:
    assert is_tagged(outline(words).sent)


def test_an_outline_has_a_limit() -> None:
    assert is_tagged(outline(Lyrics((Section(SectionKind.VERSE),) * 125)).sent)
    with pytest.raises(BadRequest):
        outline(Lyrics((Section(SectionKind.VERSE),) * 126))


@given(st.one_of(st.text(), lyrics.map(lambda words: words.text()), st.just(VENDORS)))
def test_what_the_service_wrote_goes_back_in_its_format(text: str) -> None:
    try:
        words = written((Item(text=text),))
    except ProviderError:
        return
    assert is_tagged(words.sent)
    assert CANONICAL.read(words.shown).has_words


def test_what_the_service_wrote_in_its_format_goes_back_as_it_is() -> None:
    words = written((Item(text=f" {VENDORS} ", title="战歌"),))
    assert (words.sent, words.title) == (VENDORS, "战歌")
    assert words.shown.startswith("[intro]\n\n[verse]\nWake up from the shadows!\nRise up with your fire!\n")


@pytest.mark.parametrize(
    ("text", "verse"),
    [
        ("[verse] One. Two! Three? Four", ("One.", "Two!", "Three?", "Four")),
        ("[verse] 一句。两句！三句？四句", ("一句。", "两句！", "三句？", "四句")),
        ("[verse] 他说：“走吧。”我走了。", ("他说：“走吧。”我走了。",)),
        ("[verse] 3.5 miles", ("3.5 miles",)),
        ("[verse] One. Two ; Three", ("One. Two", "Three")),  # its lines are told apart already
        ("[Verse 1]\nOne.\nTwo.", ("One.", "Two.")),
        ("One. Two", ("One.", "Two")),
    ],
)
def test_sentences_of_one_line_become_lines(text: str, verse: tuple[str, ...]) -> None:
    assert as_lines(text).lines == verse


@pytest.mark.parametrize("text", ["", " ", "[intro-medium] ; [outro-short]", "[verse]", "；；"])
def test_no_words_are_a_failure(text: str) -> None:
    with pytest.raises(ProviderError):
        written((Item(text=text),))
    with pytest.raises(ProviderError):
        written(())


def test_more_words_than_it_sings_are_a_failure() -> None:
    with pytest.raises(ProviderError):
        written((Item(text="[verse] " + "你" * 2000),))


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("", "mine"),
        ("[verse] a ; b", "mine"),
        (" [verse] a ; b ", "mine"),
        ("[verse] c. d", "[verse]\nc.\nd"),
    ],
)
def test_words_of_another_song_are_its_own(told: str, shown: str) -> None:
    assert sung(Item(lyrics=told), Words("[verse] a ; b", "mine")) == shown


@pytest.mark.parametrize("title", ["未命名", "Untitled", " ", "无标题"])
def test_no_title_is_no_title(title: str) -> None:
    assert written((Item(text=VENDORS, title=title),)).title == ""


@pytest.mark.parametrize(
    "words", ["[verse]\n{a} 你好 {wish}\n{}", "[verse]\n{hello} one", "[verse]\nça va {bien}"]
)
def test_braces_in_a_wish_are_only_braces(words: str) -> None:
    text = wish("make {it} {words} {0} sadder", parse_lyrics(words))
    assert "make {it} {words} {0} sadder" in text
    assert parse_lyrics(words).lines[0] in text


def test_a_wish_has_a_limit() -> None:
    assert len(wish("x" * 2000, Lyrics(()))) == 2000
    with pytest.raises(BadRequest) as caught:
        wish("x" * 2001, Lyrics(()))
    assert caught.value.field == "prompt"
