"""What is told before anything is paid for: what services ask of words, and what becomes of the tags."""

from dataclasses import replace
from typing import Any

import pytest

from bot.domain.dialects import CANONICAL, Dialect
from bot.domain.errors import InputModerated, InvalidOrder, NoneTakes, OutputModerated, ProviderError
from bot.domain.job import Track
from bot.domain.lyrics import SectionKind, parse_lyrics
from bot.domain.people import Account, Caller
from bot.domain.ports import Range, Submitting
from bot.domain.song import AudioFormat, Origin, SongRequest
from bot.domain.view import Phrase, View
from bot.locales import catalogue
from bot.studio.remarks import content_rules, song_remarks, tags_changed
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import CHAT, TAVERN, ScriptedProvider, Studio, info

K = SectionKind
PICKY = Dialect(
    name="picky",
    tags={**CANONICAL.tags, K.BREAK: None, K.HOOK: "[chorus]", K.INTERLUDE: "[inst]"},
    wordless=frozenset({"[intro]", "[solo]"}),
    played_first=frozenset({"[solo]"}),
    worded=frozenset({"[verse]", "[chorus]"}),
    replacements={";": ","},
)
STRICT = replace(info("strict"), title="Strict", dialect=PICKY, content=("original", "chinese-english"))
CALM = replace(info("calm"), title="Calm", content=("safe",))
WORDS = "[intro]\nIt begins; so\n[hook]\nla la\n[break]\n[interlude]\n[solo]\nooh\n[verse]"
ANN = Caller(Account(CHAT, "ann"), TAVERN)
HERE = Origin(platform=CHAT, chat="tavern", message="1", person="ann")
ORIGINAL = "original words, Chinese or English"


def said(phrases: tuple[Phrase, ...], language: str = "en") -> list[str]:
    return [catalogue(language).phrase(phrase) for phrase in phrases]


def becomes(words: str, *, language: str = "en", **more: Any) -> str:
    phrase = tags_changed(STRICT, SongRequest(lyrics=words, **more), parse_lyrics(words))
    return catalogue(language).phrase(phrase) if phrase else ""


async def drafted(studio: Studio, text: str) -> View:
    return await studio.dialogues.words(ANN, text, HERE, "chat:tavern:1")


def text_of(view: View) -> str:
    return "\n".join(catalogue().phrase(words) for words in view.text)


async def refusal(studio: Studio) -> str:
    """Order a song that is refused, and return why."""
    failure = (await studio.run(await studio.ordered())).failure
    assert failure is not None
    return catalogue().problem(f"error-{failure.code}", failure.params)


# --- tags -------------------------------------------------------------------------------------


def test_a_member_reads_what_becomes_of_each_tag() -> None:
    assert becomes(WORDS) == (
        "For Strict: [intro] is sung as [verse], [hook] is sung as [chorus], an empty [break] is left out, "
        "an empty [interlude] is played as [inst], [solo] is sung as [solo] [verse], "
        "an empty [verse] is left out, “;” becomes “,”."
    )


def test_a_chorus_that_is_sung_again_is_not_called_left_out() -> None:
    assert becomes("[chorus]\nla la\n\n[verse]\nso\n\n[chorus]") == ""


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_tags_stay_as_they_are_typed_in_every_language(language: str) -> None:
    assert all(f"[{tag}]" in becomes(WORDS, language=language) for tag in ("intro", "hook", "break", "solo"))


@pytest.mark.parametrize("words", ["[verse]\nla", "la la", "", "[intro]\n[break]"])
def test_nothing_is_said_where_nothing_changes_or_nothing_is_sung(words: str) -> None:
    assert becomes(words) == ""
    assert becomes(WORDS, instrumental=True) == ""


async def test_a_receipt_tells_what_the_service_makes_of_the_tags(make_studio: MakeStudio) -> None:
    studio = make_studio(ScriptedProvider(STRICT))
    receipt = await studio.order(prompt="", lyrics="[hook]\nla la")
    assert receipt.tags_changed is not None
    assert said((receipt.tags_changed,)) == ["For Strict: [hook] is sung as [chorus]."]
    assert (await studio.order(lyrics="[chorus]\nla la", prompt="")).tags_changed is None


async def test_a_draft_tells_it_before_the_song_is_ordered(make_studio: MakeStudio) -> None:
    studio = make_studio(ScriptedProvider(CALM), ScriptedProvider(STRICT))
    assert "[hook]" not in text_of(await drafted(studio, "[hook]\nla la"))
    studio = make_studio(ScriptedProvider(STRICT), ScriptedProvider(CALM))
    assert "For Strict: [hook] is sung as [chorus]." in text_of(await drafted(studio, "[hook]\nla la"))


# --- what services ask of words ---------------------------------------------------------------


def test_services_with_the_same_rules_stand_in_one_line() -> None:
    other = replace(STRICT, title="Other")
    assert said(content_rules([STRICT, CALM, other, info("easy")])) == [
        f"Rules of Strict, Other: {ORIGINAL}.",
        "Rules of Calm: nothing unwholesome (politics, violence, pornography, vulgarity, horror, drugs).",
    ]


async def test_the_form_tells_the_rules_of_the_services_that_are_on(make_studio: MakeStudio) -> None:
    standby = replace(info("standby", standby=True), content=("safe",))
    studio = make_studio(ScriptedProvider(STRICT), ScriptedProvider(standby))
    view = await studio.dialogues.song_form(ANN, HERE, "1")
    assert text_of(view).splitlines()[1:] == [f"Rules of Strict: {ORIGINAL}."]


async def test_a_draft_tells_the_rules_of_the_service_that_it_names(make_studio: MakeStudio) -> None:
    studio = make_studio(ScriptedProvider(STRICT), ScriptedProvider(CALM))
    text = text_of(await drafted(studio, "provider: Calm\n[verse]\nla la"))
    assert "Rules of Calm" in text
    assert "Rules of Strict" not in text


async def test_the_form_says_nothing_where_no_service_has_rules(studio: Studio) -> None:
    assert len((await studio.dialogues.song_form(ANN, HERE, "1")).text) == 1


@pytest.mark.parametrize("error", [InputModerated(), OutputModerated()])
async def test_a_song_refused_for_its_content_tells_by_whom_and_its_rules(
    make_studio: MakeStudio, error: ProviderError
) -> None:
    studio = make_studio(ScriptedProvider(STRICT, [[Submitting(), error]]))
    sentence = await refusal(studio)
    assert sentence.startswith("Strict refuse")
    assert sentence.endswith(f"It asks for {ORIGINAL}.")


async def test_a_service_without_rules_refuses_without_them(make_studio: MakeStudio) -> None:
    studio = make_studio(ScriptedProvider(info("easy"), [[Submitting(), InputModerated()]]))
    assert (await refusal(studio)).endswith("Change them and order again.")


async def test_a_language_that_nobody_sings_is_refused_with_the_rule(make_studio: MakeStudio) -> None:
    picky = replace(STRICT, lyrics={"en": Range(1, 3_000)})
    calm = replace(CALM, lyrics={"en": Range(1, 3_000)})
    studio = make_studio(ScriptedProvider(picky))
    with pytest.raises(InvalidOrder) as refused:
        await studio.order(prompt="", lyrics="[verse]\nさくらさくら")
    assert catalogue().error(refused.value).endswith("in another language. It asks for Chinese or English.")
    studio = make_studio(ScriptedProvider(picky), ScriptedProvider(calm))
    with pytest.raises(NoneTakes) as nobody:
        await studio.order(prompt="", lyrics="[verse]\nさくらさくら")
    assert catalogue().error(nobody.value).count("Chinese or English") == 1


@pytest.mark.parametrize(
    ("wanted", "made", "told"),
    [
        ("mp3", "mp3", ""),
        ("wav", "wav", ""),
        ("wav", "flac", "It comes as FLAC, not as wav"),
        ("wav", "mp3", "It comes as MP3, not as wav"),
    ],
)
def test_a_wav_that_became_something_else_is_told(wanted: AudioFormat, made: str, told: str) -> None:
    track = Track(1, "La", "la la la", 2000, f"songs/1/1.{made}", 1000)
    remarks = song_remarks(SongRequest(prompt="the sea", format=wanted), track)
    assert " ".join(map(catalogue().phrase, remarks)).startswith(told)
    assert bool(remarks) is bool(told)
