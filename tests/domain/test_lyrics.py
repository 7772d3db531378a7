"""What people write, read as sections; which language it is, and how long."""

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.lyrics import (
    Lyrics,
    Section,
    SectionKind,
    count_characters,
    count_words,
    detect_language,
    has_han,
    looks_tagged,
    parse_lyrics,
)
from tests.songs import CAFE_WORDS, YOUTH_WORDS

unhurried = settings(deadline=None)  # machines that run tests are busy


def shape(lyrics: Lyrics) -> str:
    """Write lyrics so that a table can hold them: `verse(one|two) chorus(three) inst()`."""
    return " ".join(f"{section.kind}({'|'.join(section.lines)})" for section in lyrics.sections)


SPECIMENS = [
    # Tags alone, and with words on their line.
    ("[Verse]\nI walk\nalone", "verse(I walk|alone)"),
    ("[Verse] I walk\nalone", "verse(I walk|alone)"),
    ("[VERSE 2]\na\n[cHoRuS x2]\nb", "verse(a) chorus(b)"),
    ("[Verse 1: Ann & Bob]\na", "verse(a)"),
    ("[Verse, soft piano]\na", "verse(a)"),
    ("[Chorus - anthemic]\na", "chorus(a)"),
    ("[Chorus (x2)]\na", "chorus(a)"),
    ("[Chorus] (x2)\na", "chorus(a)"),
    ("[Chorus]: sing it\nb", "chorus(sing it|b)"),
    ("[Chorus]:\na", "chorus(a)"),
    ("a [Chorus] b [Verse] c", "verse(a) chorus(b) verse(c)"),
    ("[[Verse]]\na", "verse(a)"),
    ("[Verse\na", "verse(a)"),
    # Spellings.
    ("[pre-chorus]\na\n[Pre Chorus]\nb\n[PRECHORUS]\nc", "pre_chorus(a) pre_chorus(b) pre_chorus(c)"),
    ("[build_up]\n[Build-Up]\n[Post Chorus 2]\na", "build_up() build_up() post_chorus(a)"),
    ("[Verse One]\na\n[Verse II]\nb\n[2nd Verse]\nc", "verse(a) verse(b) verse(c)"),
    ("[Final Chorus]\na\n[Repeat Chorus]", "chorus(a) chorus()"),
    ("[Guitar Solo]\n[Instrumental]\n[Breakdown]\n[Refrain]\na", "solo() inst() break() chorus(a)"),
    ("[Rap]\na\n[Middle 8]\nb\n[End]", "verse(a) bridge(b) outro()"),
    ("[inst-short]\n[intro-medium]\n[outro-short]", "inst() intro() outro()"),
    ("[Instrumental Break]\n[Beat Drop]\n[Piano Interlude]", "break() drop() interlude()"),
    ("[Hook]\na\n[Transition]\n[Drop]", "hook(a) transition() drop()"),
    # Without square brackets.
    ("Verse 1\na\n\nChorus\nb", "verse(a) chorus(b)"),
    ("Verse 1:\na\n\nChorus:\nb", "verse(a) chorus(b)"),
    ("Verse 1: I walk\nChorus: I run", "verse(I walk) chorus(I run)"),
    ("(Verse 1)\na\n(Chorus)\nb", "verse(a) chorus(b)"),
    ("<chorus>\na\n{Verse}\nb", "chorus(a) verse(b)"),
    ("**Verse 1**\na\n\n**[Chorus]**\nb\n\n## Bridge\nc", "verse(a) chorus(b) bridge(c)"),
    ("**Chorus:** sing\n> Outro:\na", "chorus(sing) outro(a)"),
    ("```\n[Verse]\na\n```", "verse(a)"),
    ("Solo:\nChorus (x2):\na", "solo() chorus(a)"),
    ("[Verse]\nDrop\nBreak\nthe end", "verse(Drop|Break|the end)"),
    ("[Verse]\nI said: stop\nchorus of birds", "verse(I said: stop|chorus of birds)"),
    # Backing vocals and stage directions.
    ("[Chorus]\nI run (run, run)\n(ooh)\n(Drop, drop!)", "chorus(I run (run, run)|(ooh)|(Drop, drop!))"),
    ("[Verse]\n[softly]\nI [whispered] walk [x2]", "verse(I walk)"),
    ("[00:12.34]I walk\n[00:15.00]alone", "verse(I walk|alone)"),
    ("[ti:Bridge over water]\nI walk", "verse(I walk)"),
    ("【男】：我爱你\n【女】：我也是", "verse(我爱你|我也是)"),
    # Chinese and Japanese.
    ("【主歌】\n我\n【副歌】\n你", "verse(我) chorus(你)"),
    ("［主歌1］\n我\n〔副歌二〕\n你", "verse(我) chorus(你)"),
    ("主歌：\n我\n副歌：你\n前奏\n尾奏", "verse(我) chorus(你) intro() outro()"),
    ("（副歌）\n我\n主歌一\n你", "chorus(我) verse(你)"),
    ("【前奏】【主歌A】我【导歌】他【副歌 x2】你", "intro() verse(我) pre_chorus(他) chorus(你)"),
    ("【间奏】\n【桥段】\n我\n【过渡】\n【结尾】", "interlude() bridge(我) transition() outro()"),
    ("【吉他独奏】\n【预副歌】\n我\n【最后的副歌】\n你", "solo() pre_chorus(我) chorus(你)"),
    ("【说唱段】\n我\n【間奏】\n【橋段】你", "verse(我) interlude() bridge(你)"),
    ("Aメロ\n君\nＢメロ\n空\nサビ\n花\n【大サビ】\n夢", "verse(君) pre_chorus(空) chorus(花) chorus(夢)"),
    (
        "【イントロ】\n【Cメロ】\n君\n【ラスサビ】\n花\n【ｱｳﾄﾛ】",
        "intro() bridge(君) chorus(花) outro()",
    ),
    # What vendors and chat options write on one line.
    (
        "[intro-medium] ; [verse] Wake up! ; Rise up! ; [chorus] Roar ; [outro-short] ; [inst-short]",
        "intro() verse(Wake up!|Rise up!) chorus(Roar) outro() inst()",
    ),
    ("[verse] one / two [chorus] three", "verse(one|two) chorus(three)"),
    (r"[verse]\none\ntwo\n\n[chorus]\nthree", "verse(one|two) chorus(three)"),
    ("one / two // three / four", "verse(one|two) chorus(three|four)"),
    ("[Verse]\nnow and/or then\nhere / there", "verse(now and/or then|here / there)"),
    # Without tags.
    ("only\none stanza", "verse(only|one stanza)"),
    ("a\nb\n\nc\nd", "verse(a|b) chorus(c|d)"),
    ("a\n\nb\n\nc\n\nd", "verse(a) chorus(b) verse(c) chorus(d)"),
    ("a\n\nla la\n\nb\n\nLa, la!\n\nc", "verse(a) chorus(la la) verse(b) chorus(La, la!) verse(c)"),
    ("a\n\nb\n\na\n\nb", "verse(a) chorus(b) verse(a) chorus(b)"),
    ("a\n---\nb", "verse(a) chorus(b)"),
    (
        "a\n\nb\n\nc\n\nd\n\n\n\ne\n\nf\n\ng\n\nh",
        "verse(a|b|c|d) chorus(e|f|g|h)",
    ),
    # Tags and blank lines, words before the first tag.
    ("My song\n\n[Verse]\na\n\nb\n\n\n[Chorus]\nc", "verse(My song) verse(a|b) chorus(c)"),
    ("[Verse]\n[Chorus]\na", "verse() chorus(a)"),
    # Line ends and what cannot be seen.
    ("\ufeff[Verse]\r\na\r\n\r\n[Chorus]\rb\u2028c\x85d", "verse(a) chorus(b|c|d)"),
    ("[Verse]\n\u200bI\u00a0walk\u200d \t alone \u3000\n\x00b\u202ec\u2066", "verse(I walk alone|bc)"),
    ("[\u200bVerse\u200b]\ncafe\u0301 \ud800", "verse(caf\u00e9)"),
    ("[Verse]\ncafe[\u0301", "verse(caf\u00e9)"),
    ("", ""),
    (" \n\t\n[ ]\n[]", ""),
    ("[[[[", ""),
]


@pytest.mark.parametrize(("text", "expected"), SPECIMENS)
def test_reads_what_people_write(text: str, expected: str) -> None:
    lyrics = parse_lyrics(text)
    assert shape(lyrics) == expected
    assert parse_lyrics(lyrics.text()) == lyrics


def test_reads_the_vendors_examples() -> None:
    fun_music = parse_lyrics(YOUTH_WORDS)
    assert [section.kind.value for section in fun_music.sections] == [
        "intro",
        "verse",
        "chorus",
        "bridge",
        "chorus",
        "outro",
    ]
    assert fun_music.text() == YOUTH_WORDS.rstrip()
    minimax = parse_lyrics(CAFE_WORDS)
    assert minimax.text() == CAFE_WORDS.rstrip().replace("\n[chorus]", "\n\n[chorus]")
    assert detect_language(YOUTH_WORDS) == "en"
    assert detect_language(CAFE_WORDS) == "zh"


@pytest.mark.parametrize("kind", SectionKind)
def test_every_kind_is_read_from_its_canonical_tag(kind: SectionKind) -> None:
    lyrics = Lyrics((Section(kind, ("la",)), Section(kind)))
    assert parse_lyrics(lyrics.text()) == lyrics


def test_lyrics_know_their_words() -> None:
    song = Lyrics((Section(SectionKind.PRE_CHORUS, ("a", "b")), Section(SectionKind.INST)))
    assert song.text() == "[pre-chorus]\na\nb\n\n[inst]"
    assert song.lines == ("a", "b")
    assert song.has_words
    assert not song.is_empty
    for nothing in (
        Lyrics(()),
        Lyrics((Section(SectionKind.INST),)),
        Lyrics((Section(SectionKind.VERSE, ("…",)),)),
    ):
        assert nothing.is_empty
    assert Lyrics(()).text() == ""


def test_an_empty_chorus_takes_the_words_of_the_one_before() -> None:
    song = parse_lyrics(
        "[Chorus]\n[Verse]\na\n[Chorus]\nb\n[Verse]\n[Chorus]\n[Chorus]\nc\n[Chorus]"
    ).with_repeats()
    assert shape(song) == "chorus() verse(a) chorus(b) verse() chorus(b) chorus(c) chorus(c)"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Verse] a", True),
        ("Chorus:\na", True),
        ("主歌：我", True),
        ("a song about rain", False),
        ("write a chorus (with a bridge) about rain: soft", False),
        ("[00:12] a", False),
        ("[soft piano] a song", False),
        ("", False),
    ],
)
def test_tells_tagged_lyrics_from_prose(text: str, expected: bool) -> None:
    assert looks_tagged(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我走在街上 oh baby", "zh"),
        ("[Verse]\n[Chorus: Ann Bob Cid Dan]\n我爱你", "zh"),
        ("【副歌】\nI love you and the rain", "en"),
        ("夏の夜に君と歌う", "other"),
        ("カタカナ", "other"),
        ("ﾊﾝｶｸ", "other"),
        ("사랑해요 그대", "other"),
        ("Я тебя люблю, и ты меня", "other"),
        ("la la la", "en"),
        ("Café lights and you beside me", "en"),
        ("I don’t know what you’re doing to me", "en"),
        ("𝓘 𝓵𝓸𝓿𝓮 𝔂𝓸𝓾", "en"),
        ("Ich liebe dich und du bist nicht hier", "other"),
        ("Je ne t'aime pas, mon coeur est dans la nuit", "other"),
        ("Corazón, te quiero más que ayer", "other"),
        ("Das Mädchen möchte schöne Träume, my Mädchen, my schöne", "other"),
        ("Anh yêu em, đêm nay trời mưa", "other"),
        ("aku cinta kamu yang di sana", "other"),
        ("สวัสดีครับ ผมรักคุณ", "other"),
        ("我们 一起 with 和 love 唱歌", "zh"),
        ("tonight we are dancing in the rain and I call your name 爱", "en"),
        ("[inst]", "other"),
        ("", "other"),
        ("123 !", "other"),
    ],
)
def test_tells_the_language(text: str, expected: str) -> None:
    assert detect_language(text) == expected


def test_tells_han_anywhere() -> None:
    assert has_han("la 爱 la")
    assert has_han("𠀋")
    assert has_han("【副歌】 la")
    assert not has_han("サビ ひらがな 사랑 la")


def test_counts_code_points() -> None:
    assert count_characters("爱🎵e\u0301\n") == 5


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("I don't walk, well-known 2 times!", 6),
        ("我爱你 baby", 4),
        ("ok啦", 2),
        ("…  --\n", 0),
        ("𠀋𠀋", 2),
        ("two\nlines_joined", 3),
    ],
)
def test_counts_words(text: str, expected: int) -> None:
    assert count_words(text) == expected


# --- properties ------------------------------------------------------------------------------------------

SNIPPETS = (
    "[Verse]|[chorus x2]|[foo]|[|]|【副歌】|主歌：|Chorus:|Verse|(Chorus)|(ooh)|Verse 1: |**|---|```|:|- "
    "| ; |;| / |//|\\n|love|rain|爱|サビ|Drop|x2|a|\u0301|\u212b|e|\u200b|\u202e|\x00|\ufeff|\u3164|\ud800"
    "|\t| |\u00a0|\u3000|#|>|{|}|<|é|\n|\n\n|\r|\u2028"
)
scraps = st.lists(st.one_of(st.sampled_from(SNIPPETS.split("|")), st.text(max_size=3)), max_size=30).map(
    "".join
)
texts = st.one_of(scraps, st.text())


@unhurried
@given(texts)
def test_the_canonical_form_is_read_back_the_same(text: str) -> None:
    lyrics = parse_lyrics(text)
    assert parse_lyrics(lyrics.text()) == lyrics
    assert parse_lyrics(lyrics.with_repeats().text()) == lyrics.with_repeats()
    detect_language(text)
    count_words(text)


@unhurried
@given(texts)
def test_lines_are_clean(text: str) -> None:
    for line in parse_lyrics(text).lines:
        assert line
        assert line == line.strip()
        assert line == unicodedata.normalize("NFC", line)
        assert not {unicodedata.category(char) for char in line} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
        assert not set(line) & set("[]【】［］〔〕\u00a0\u3000")
        assert not looks_tagged(line + "\n.")


TAGS = [
    "[Verse]",
    "[Chorus: Ann]",
    "【副歌】",
    "Chorus:",
    "(Bridge)",
    "[softly]",
    "**Verse 2**",
    "[Drop]",
    "[Pre-Chorus] ",
]
words = st.from_regex(r"(?:w[a-z]{1,5}|[我你他][街灯雨])", fullmatch=True)
rows = st.lists(words, max_size=5).map(" ".join)


@unhurried
@given(
    st.lists(st.tuples(st.sampled_from(["", *TAGS]), rows), max_size=12),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
)
def test_every_sung_word_survives_in_order(song: list[tuple[str, str]], line_end: str) -> None:
    beside = [tag.startswith(("[", "【")) for tag, _ in song]
    lines = [f"{tag}{' ' if same else line_end}{row}" for (tag, row), same in zip(song, beside, strict=True)]
    sung = " ".join(parse_lyrics(line_end.join(lines)).lines).split()
    assert sung == " ".join(row for _, row in song).split()


@unhurried
@given(
    st.text(alphabet=st.characters(whitelist_categories=["Lu", "Ll", "Lo", "Nd", "Zs"], max_codepoint=0x9FFF))
)
def test_plain_words_survive(text: str) -> None:
    plain = unicodedata.normalize("NFC", text.replace("\u3164", " "))
    if not looks_tagged(text):
        assert " ".join(parse_lyrics(text).lines).split() == plain.split()


@pytest.mark.parametrize(
    "unit",
    [
        "[",
        "]",
        "[]",
        "[verse]",
        "verse:",
        "主歌：",
        "(",
        "[x] ; ",
        "*",
        "- ",
        "\n",
        "a\n",
        "; ",
        " ",
        "-",
        "e\u0301",
    ],
)
def test_reads_in_linear_time(unit: str) -> None:
    started = time.perf_counter()
    for text in (unit * (30_000 // len(unit)), "[verse] " + unit * (30_000 // len(unit)) + "a"):
        parse_lyrics(text)
    assert time.perf_counter() - started < 3


def test_reads_deep_brackets() -> None:
    assert parse_lyrics("[" * 30_000 + "verse" + "]" * 30_000 + "a") == parse_lyrics("[verse]a")
