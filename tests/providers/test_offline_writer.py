"""The offline writer: words about the prompt, that scan, rhyme and stay clean."""

import json
import os
import re
import subprocess
import sys
import unicodedata
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.lyrics import Lyrics, SectionKind
from bot.providers.offline import writer_en, writer_zh
from bot.providers.offline.words import Stanza, Tables, load
from bot.providers.offline.writer import WrittenSong, clean, language_of, write_song

# A prompt and the words of its subject: one of them must be in each verse and each chorus.
ENGLISH: list[tuple[str, tuple[str, ...]]] = [
    ("a sea shanty about debugging style folk", ("debugging",)),
    ("a warm folk song about a café", ("café",)),
    ("happy birthday to Ann, she loves climbing", ("Ann",)),
    ("my cat Biscuit who hates Mondays", ("Biscuit",)),
    ("a rock song about the last train home", ("train",)),
    ("love", ("love",)),
    (
        "Fresh summer folk song, acoustic guitar and harmonica accompaniment, upbeat tempo, "
        "suitable as background music for travel vlogs",
        ("summer",),
    ),
    ("a song about quantum chromodynamics", ("chromodynamics",)),
    ("a song about my dentist Gerald", ("Gerald",)),
    ("lullaby for my daughter Mia who is afraid of the dark", ("Mia",)),
    ("write me a blues about my broken laptop", ("laptop",)),
    ("make a punk song about taxes", ("taxes",)),
    ("edm banger about pizza", ("pizza",)),
    ("how to cook rice", ("rice",)),
    ("Metal song about the fall of the Roman Empire, heavy guitars, male vocal", ("Roman", "Empire")),
    ("christmas song about a lonely robot", ("robot",)),
    ("I miss Paris in the rain", ("Paris",)),
    ("lo-fi rap about being broke in Berlin", ("broke",)),
    ("my parents' kitchen", ("kitchen",)),
    ("A SONG ABOUT THE OCEAN!!!", ("ocean",)),
]
CHINESE: list[tuple[str, tuple[str, ...]]] = [
    ("独立民谣，忧郁，一个人的咖啡馆", ("咖啡馆",)),
    ("一首关于妈妈做的面条的歌", ("面条",)),
    ("程序员的星期一", ("星期一",)),
    ("写一首关于北京冬天的摇滚歌曲，女声", ("北京", "冬天")),
    ("我的猫叫小白，它不喜欢洗澡", ("小白",)),
    ("祝小明生日快乐", ("小明",)),
    ("江南烟雨，古风，笛子，戏腔", ("烟雨", "江南")),
    ("给女儿的摇篮曲", ("女儿",)),
    ("一首献给我的高中同桌的歌", ("同桌",)),
    ("儿歌，小青蛙学游泳", ("小青蛙",)),
]
HOSTILE = [
    "",
    "   ",
    "!!!???...",
    "the of and a",
    "@everyone <@123456> <#99> <:smile:42> https://evil.example/x?y=1",
    "🎉🎉🎉 🐱",
    "\u202egnos a\u202c \x00\x07\u200b song about \u200fcats",
    "[chorus] about 【verse】 [bridge]",
    "**bold** _it_ ~~x~~ `code` # heading > quote ||spoiler||",
    "word " * 400,
    "a" * 2000,
    "爱" * 2000,
    "supercalifragilisticexpialidociousness",
    "una canción sobre el mar",
    "песня о море",
    "夏の歌をお願いします",
    "a song about @everyone and <b>html</b> &amp; www.example.com",
]
_DOUBLED = re.compile(
    r"\b(?:the the|a the|the a|an the|my the|a a|the my|a an|the an)\b|\ba [aeio]", re.IGNORECASE
)


@cache
def _song(prompt: str, seed: int) -> WrittenSong:
    return write_song(prompt, seed=seed)


def _lines(song: WrittenSong) -> list[str]:
    return [line for section in song.lyrics.sections for line in section.lines]


def _tables(language: str) -> Tables:
    return load(language)


def _check_clean(song: WrittenSong) -> None:
    assert 0 < len(song.title) <= 60
    assert sum(bool(section.lines) for section in song.lyrics.sections) >= 2
    for line in [song.title, *_lines(song)]:
        assert line.strip() == line
        assert line
        assert not re.search(r"[\[\]【】<>@#*_`|{}\n\r]|https?:|www\.", line), line
        assert all(unicodedata.category(c)[0] in "LMNPSZ" for c in line), line


@pytest.mark.parametrize(("prompt", "words"), ENGLISH + CHINESE)
def test_every_verse_and_chorus_is_about_the_prompt(prompt: str, words: tuple[str, ...]) -> None:
    for seed in range(6):
        for section in _song(prompt, seed).lyrics.sections:
            if section.kind in {SectionKind.VERSE, SectionKind.CHORUS}:
                text = " ".join(section.lines).lower()
                assert any(word.lower() in text for word in words), (seed, section)


@pytest.mark.parametrize(("prompt", "words"), ENGLISH + CHINESE)
def test_lines_scan_and_read_without_slips(prompt: str, words: tuple[str, ...]) -> None:
    chinese = language_of(prompt) == "zh"
    size = writer_zh.size if chinese else writer_en.size
    low, high = (5, 9) if chinese else (6, 10)
    for seed in range(20):
        song = _song(prompt, seed)
        _check_clean(song)
        lines = _lines(song)
        assert 14 <= len(lines) <= 32
        for line in lines:
            assert low <= size(line) <= high, line
            assert not _DOUBLED.search(line), line
            assert chinese or line[0].isupper(), line
        assert chinese or 2 <= len(song.title.split()) <= 5, song.title


def test_same_seed_same_song_other_seed_other_song() -> None:
    songs = [write_song("a warm folk song about a café", seed=seed) for seed in (1, 1, 2)]
    assert songs[0] == songs[1]
    assert songs[0].lyrics != songs[2].lyrics
    assert isinstance(songs[0].lyrics, Lyrics)


def test_what_the_prompt_tells_is_sung() -> None:
    song = write_song("my cat Biscuit who hates Mondays", seed=1)
    assert any("Biscuit hates Mondays" in line for line in _lines(song))


def test_songs_do_not_depend_on_the_process() -> None:
    """Sets are ordered by hashes that differ between processes; no choice may rest on them."""
    prompts = [prompt for prompt, _ in ENGLISH + CHINESE]
    code = (
        "import json, sys, zlib; from bot.providers.offline.writer import write_song; "
        "print([zlib.crc32(repr(write_song(p, seed=4)).encode()) for p in json.loads(sys.argv[1])])"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code, json.dumps(prompts)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


@pytest.mark.parametrize("prompt", HOSTILE)
def test_hostile_prompts_give_a_plain_song(prompt: str) -> None:
    for seed in (0, 1):
        _check_clean(write_song(prompt, seed=seed))


@settings(max_examples=100, deadline=None)
@given(prompt=st.text(max_size=200), style=st.text(max_size=30), seed=st.integers(0, 2**40))
def test_any_text_gives_a_song(prompt: str, style: str, seed: int) -> None:
    _check_clean(write_song(prompt, style=style, seed=seed))


@settings(max_examples=60, deadline=None)
@given(
    words=st.lists(
        st.sampled_from(
            [
                "a",
                "my",
                "song",
                "about",
                "the",
                "of",
                "dragon",
                "dragons",
                "who",
                "sings",
                "and",
                "Ann's",
                "in",
                "Paris",
                "slow",
                "running",
            ]
        ),
        max_size=14,
    ),
)
def test_any_heap_of_words_gives_a_song(words: list[str]) -> None:
    song = write_song(" ".join(words), seed=3)
    _check_clean(song)
    assert not any(_DOUBLED.search(line) for line in _lines(song))


@pytest.mark.parametrize("language", ["en", "zh", "other"])
def test_language_can_be_forced(language: str) -> None:
    for prompt in ("love", "独立民谣，大海", "Gerald", "el mar", ""):
        _check_clean(write_song(prompt, seed=5, language=language))  # type: ignore[arg-type]


def test_other_languages_keep_their_words_in_english_lines() -> None:
    song = write_song("una canción sobre el mar azul", seed=1, language="other")
    assert any("mar azul" in line for line in _lines(song))


def test_language_is_guessed_by_script() -> None:
    assert language_of("程序员的星期一") == "zh"
    assert language_of("夏の歌") == "other"
    assert language_of("песня о море") == "other"
    assert language_of("una canción sobre el mar") == "other"
    assert language_of("a café song") == "en"


def test_clean_keeps_words_and_drops_the_rest() -> None:
    assert clean("hi @everyone <b>my</b> “cat” https://a.b/c 🎉") == "hi my cat"


@pytest.mark.parametrize(
    ("prompt", "kind", "name"),
    [
        ("a song about a café", "place", "the café"),
        ("song about debugging", "activity", "debugging"),
        ("about my cat biscuit", "pet", "my cat Biscuit"),
        ("about noodles", "things", "noodles"),
        ("about coffee", "mass", "coffee"),
        ("about an apple", "thing", "the apple"),
        ("about dog", "pet", "the dog"),
        ("about Monday", "time", "Monday"),
        ("for my dentist Gerald", "thing", "my dentist Gerald"),
        ("a song about you and me", "name", "the two of us"),
        ("when we were young", "name", "the days when we were young"),
        ("about a lighthouse keeper waiting for his son", "person", "the lighthouse keeper"),
    ],
)
def test_subject_of_english_prompts(prompt: str, kind: str, name: str) -> None:
    subject = writer_en.subject_of(prompt)
    assert subject is not None
    assert subject.name == name
    assert subject.kind == (kind if prompt != "for my dentist Gerald" else "person")


def test_style_words_choose_the_form() -> None:
    shanty = write_song("debugging", style="sea shanty", seed=1)
    assert any("Heave" in line or "heave" in line for line in _lines(shanty))
    blues = write_song("rain", style="slow blues", seed=1)
    first = next(s for s in blues.lyrics.sections if s.lines)
    assert len(first.lines) == 3
    assert first.lines[1].lower().endswith(first.lines[0].lower()[2:])


def _stanzas(language: str) -> list[tuple[str, Stanza]]:
    return [(pack.name, stanza) for pack in _tables(language).packs() for stanza in pack.stanzas()]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_templates_rhyme_on_different_words(language: str) -> None:
    rhymes = _tables(language).rhymes
    rhyme = writer_en.rhyme if language == "en" else writer_zh.rhyme
    for name, stanza in _stanzas(language):
        assert len(stanza.lines) in {2, 4}, (name, stanza.lines)
        one, other = (line.rstrip("?!.,，。 ") for line in stanza.rhyming)
        assert "}" not in one[-1] + other[-1], (name, stanza.lines)
        assert rhyme(one) in set(rhymes.values()), (name, one)
        assert rhyme(one) == rhyme(other), (name, stanza.lines)
        assert one.split()[-1] != other.split()[-1], (name, stanza.lines)


@pytest.mark.parametrize(("language", "themes"), [("en", 24), ("zh", 14)])
def test_the_tables_are_rich(language: str, themes: int) -> None:
    tables = _tables(language)
    assert len(tables.themes) >= themes
    for pack in tables.themes.values():
        assert pack.triggers
        assert pack.subject
        assert pack.pool("plain")
        assert pack.pool("lift")
    for style in tables.styles.values():
        assert style.plan in tables.plans, style.name
