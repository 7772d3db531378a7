"""`/song` as people type and paste it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InvalidOrder
from bot.domain.song import SongRequest
from bot.locales import catalogue
from bot.studio.commands import SONG_OPTIONS, CoverOrder, parse_command, parse_cover, parse_song, parse_wish

POEM = "The sea is wide\nThe sea is deep\nThe sea is old\nThe sea's asleep"
TAGGED = "[Verse]\nThe sea is wide\n\n[Chorus]\nstyle: of the sea\nOh the sea"
PASTED = "[verse]\nla la\nlo lo"


def parsed(text: str) -> dict[str, object]:
    """Return what was asked for, without what was left at its default."""
    return parse_song(text).model_dump(exclude_defaults=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {}),
        ("   \n ", {}),
        ("the sea", {"prompt": "the sea"}),
        ("  the sea  ", {"prompt": "the sea"}),
        ("the sea\nat night", {"prompt": "the sea\nat night"}),
        ("prompt: the sea", {"prompt": "the sea"}),
        ("PROMPT: the sea", {"prompt": "the sea"}),
        ("Prompt : the sea", {"prompt": "the sea"}),
        ("prompt：大海", {"prompt": "大海"}),
        ("prompt:the sea style:folk", {"prompt": "the sea", "style": "folk"}),
        ("prompt: the sea style: folk", {"prompt": "the sea", "style": "folk"}),
        ("the sea style: folk", {"prompt": "the sea", "style": "folk"}),
        ("style: folk prompt: the sea", {"prompt": "the sea", "style": "folk"}),
        ("style: folk\nthe sea", {"prompt": "the sea", "style": "folk"}),
        ("prompt: the sea\nat night\nstyle: folk", {"prompt": "the sea\nat night", "style": "folk"}),
        ("prompt: the sea\r\nstyle: folk\r\n", {"prompt": "the sea", "style": "folk"}),
        ("style: folk, slow, 3/4", {"style": "folk, slow, 3/4"}),
        ("title: Sea: a song prompt: waves", {"title": "Sea: a song", "prompt": "waves"}),
        ("avoid: drums prompt: waves", {"avoid": "drums", "prompt": "waves"}),
        ("STYLE: Folk Voice: FEMALE the end", InvalidOrder),
        ("the sea voice: female", {"prompt": "the sea", "voice": "female"}),
        ("the sea VOICE：Male", {"prompt": "the sea", "voice": "male"}),
        ("the sea voice:", {"prompt": "the sea"}),
        ("the sea format: WAV", {"prompt": "the sea", "format": "wav"}),
        ("the sea format: mp3", {"prompt": "the sea"}),
        ("the sea provider: offline", {"prompt": "the sea", "provider": "offline"}),
        ("the sea instrumental: yes", {"prompt": "the sea", "instrumental": True}),
        ("the sea instrumental:", {"prompt": "the sea", "instrumental": True}),
        ("the sea instrumental: No", {"prompt": "the sea"}),
        ("the sea private: 1", {"prompt": "the sea", "private": True}),
        ("the sea private: 是", {"prompt": "the sea", "private": True}),
        ("my lifestyle: a mess", {"prompt": "my lifestyle: a mess"}),
        ("subtitle: none", {"prompt": "subtitle: none"}),
        (POEM, {"lyrics": POEM}),
        (POEM.replace("\n", "\r\n"), {"lyrics": POEM}),
        (f"style: folk\n{POEM}", {"lyrics": POEM, "style": "folk"}),
        (f"{POEM}\nstyle: folk", {"lyrics": POEM, "style": "folk"}),
        (PASTED, {"lyrics": PASTED}),
        (PASTED.replace("\n", "\r\n"), {"lyrics": PASTED}),
        (f"style: folk\n{PASTED}", {"lyrics": PASTED, "style": "folk"}),
        (f"style: folk voice: male\n{PASTED}", {"lyrics": PASTED, "style": "folk", "voice": "male"}),
        (f"{PASTED}\nstyle: folk", {"lyrics": PASTED, "style": "folk"}),
        (f"{PASTED}\n\nStyle： folk\ntitle: Sea\n", {"lyrics": PASTED, "style": "folk", "title": "Sea"}),
        (f"{PASTED}\nstyle: folk voice: male", {"lyrics": PASTED, "style": "folk", "voice": "male"}),
        (TAGGED, {"lyrics": TAGGED}),
        (f"title: Sea\n{TAGGED}\nvoice: female", {"lyrics": TAGGED, "title": "Sea", "voice": "female"}),
        (f"a sad ballad\n{PASTED}", {"prompt": "a sad ballad", "lyrics": PASTED}),
        (f"prompt: a sad ballad\n{PASTED}", {"prompt": "a sad ballad", "lyrics": PASTED}),
        (f"{POEM}\n{PASTED}", {"lyrics": f"{POEM}\n\n{PASTED}"}),
        ("lyrics: la la la", {"lyrics": "la la la"}),
        ("lyrics: la la\nstyle of a king", {"lyrics": "la la\nstyle of a king"}),
        ("LYRICS： la la la", {"lyrics": "la la la"}),
        ("prompt: sad\r\nlyrics: la la", {"prompt": "sad", "lyrics": "la la"}),
        ("a\r\nb\r\nlyrics: la la", {"prompt": "a\nb", "lyrics": "la la"}),
        ("a sad ballad lyrics: la la", {"prompt": "a sad ballad", "lyrics": "la la"}),
        (f"style: folk lyrics: {PASTED}", {"lyrics": PASTED, "style": "folk"}),
        (f"lyrics: {PASTED}", {"lyrics": PASTED}),
        (f"a sad ballad lyrics: {PASTED}", {"prompt": "a sad ballad", "lyrics": PASTED}),
        ("style: folk [verse] la [chorus] ho", {"lyrics": "[verse] la [chorus] ho", "style": "folk"}),
        ("prompt: the sea [live] style: folk", {"prompt": "the sea [live]", "style": "folk"}),
        (f"lyrics:\n{PASTED}\nstyle: folk", {"lyrics": PASTED, "style": "folk"}),
        ("lyrics: la la\nlo lo\nvoice: male", {"lyrics": "la la\nlo lo", "voice": "male"}),
        ("【副歌】\n大海啊", {"lyrics": "【副歌】\n大海啊"}),
        ("Chorus:\nOh the sea", {"lyrics": "Chorus:\nOh the sea"}),
    ],
)  # fmt: skip
def test_what_is_typed_is_what_is_ordered(text: str, expected: dict[str, object] | type[Exception]) -> None:
    if isinstance(expected, dict):
        assert parsed(text) == expected
    else:
        with pytest.raises(expected):
            parsed(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("style: folk style: rock", "option-twice"),
        ("prompt: one\nprompt: two", "option-twice"),
        ("Style: folk\nSTYLE: rock", "option-twice"),
        ("one prompt: two", "option-twice"),
        (f"style: folk\n{PASTED}\nstyle: rock", "option-twice"),
        ("the sea voice: soprano", "option-choice"),
        ("the sea format: flac", "option-choice"),
        ("the sea instrumental: maybe", "option-flag"),
        ("the sea private: secret", "option-flag"),
    ],
)
def test_what_can_not_be_understood_is_said_in_a_sentence(text: str, problem: str) -> None:
    with pytest.raises(InvalidOrder) as caught:
        parse_song(text)
    assert caught.value.problem == problem
    assert catalogue().error(caught.value)


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("/song the sea", "song", "the sea"),
        ("/SONG the sea", "song", "the sea"),
        ("/song", "song", ""),
        ("/song@troubadour_bot the sea", "song", "the sea"),
        ("  /song the sea", "song", "the sea"),
        ("\ufeff/song the sea", "song", "the sea"),
        ("/song\n[verse]\nla la", "song", "[verse]\nla la"),
        ("/song\tthe sea", "song", "the sea"),
        ("/unheard of", "unheard", "of"),
    ],
)
def test_a_command_is_known_by_its_name(text: str, name: str, rest: str) -> None:
    command = parse_command(text)
    assert command is not None
    assert (command.name, command.text) == (name, rest)


@pytest.mark.parametrize(
    "text", ["", "hello", "a /song", "/", "//song", "/ song", "/1", "/so-ng x", "、song"]
)
def test_everything_else_is_free_text(text: str) -> None:
    assert parse_command(text) is None


def test_a_lone_surrogate_from_a_broken_chat_is_dropped() -> None:
    assert parse_song("the \ud800sea style: fo\udfffolk").model_dump(exclude_defaults=True) == {
        "prompt": "the sea",
        "style": "foolk",
    }


PIECES = st.sampled_from(
    [*SONG_OPTIONS, ":", "：", " ", "\n", "\r\n", "[verse]", "[chorus]", "yes", "female", "la la", "\ud800"]
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join), st.text(st.characters(categories=["Cs", "Cc"]))))
def test_no_text_is_answered_with_anything_but_a_request_or_a_sentence(text: str) -> None:
    try:
        request = parse_song(text)
    except InvalidOrder as problem:
        assert catalogue().error(problem)
    else:
        assert isinstance(request, SongRequest)
        assert parse_song(text) == request


# --- /lyrics -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("", SongRequest()),
        ("a rainy night in Hamburg, folk", SongRequest(prompt="a rainy night in Hamburg, folk")),
        (
            "prompt: the sea style: folk title: Elbe provider: offline",
            SongRequest(prompt="the sea", style="folk", title="Elbe", provider="offline"),
        ),
        ("style: slow\nthe sea\nand the wind", SongRequest(prompt="the sea\nand the wind", style="slow")),
        ("one\ntwo\nthree\nfour\nfive", SongRequest(prompt="one\ntwo\nthree\nfour\nfive")),
    ],
)
def test_what_words_are_to_be_about_needs_no_option(text: str, request_: SongRequest) -> None:
    assert parse_wish(text) == request_


@pytest.mark.parametrize("option", sorted(set(SONG_OPTIONS) - {"prompt", "style", "title", "provider"}))
def test_what_is_for_the_song_alone_is_not_taken_with_its_words(option: str) -> None:
    with pytest.raises(InvalidOrder) as told:
        parse_wish(f"the sea {option}: x")
    assert (told.value.problem, told.value.params()["option"]) == ("lyrics-option", option)


# --- /cover ------------------------------------------------------------------------------------

A_LINK = "https://example.com/a%2Fb.mp3?x=1"


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("", CoverOrder(SongRequest())),
        ("style: jazz, smoky bar", CoverOrder(SongRequest(style="jazz, smoky bar"))),
        ("jazz, smoky bar", CoverOrder(SongRequest(style="jazz, smoky bar"))),
        ("style: jazz\nin a smoky\nbar", CoverOrder(SongRequest(style="jazz, in a smoky bar"))),
        (f"style: jazz link: {A_LINK}", CoverOrder(SongRequest(style="jazz"), A_LINK)),
        (f"link：{A_LINK} style: jazz", CoverOrder(SongRequest(style="jazz"), A_LINK)),
        (
            f"style: jazz voice: female\n{PASTED}",
            CoverOrder(SongRequest(style="jazz", voice="female", lyrics=PASTED)),
        ),
    ],
)
def test_a_cover_is_told_how_it_is_to_be_sung(text: str, order: CoverOrder) -> None:
    assert parse_cover(text) == order


def test_a_cover_is_of_one_song() -> None:
    with pytest.raises(InvalidOrder) as told:
        parse_cover(f"link: {A_LINK} link: {A_LINK}")
    assert told.value.problem == "option-twice"
