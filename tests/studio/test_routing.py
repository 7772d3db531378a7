"""Which service gets an order."""

from collections.abc import Collection
from dataclasses import replace

import pytest

from bot.domain.dialects import Dialect
from bot.domain.errors import InvalidOrder, NoneTakes, NoService
from bot.domain.lyrics import SectionKind, parse_lyrics
from bot.domain.ports import ProviderInfo, Range
from bot.domain.song import SongRequest
from bot.locales import catalogue
from bot.studio.routing import Routing
from tests.studio.fakes import ScriptedProvider, info

SEA = SongRequest(prompt="the sea")
OFFLINE = info("offline", standby=True)
ENGLISH_ONLY = replace(info("english"), lyrics={"en": Range(1, 3_000)})
SHORT = replace(info("short"), prompt=Range(1, 5), lyrics={"en": Range(5, 40)})
SINGS_ONLY = replace(info("sings_only"), instrumental=False)
WORDS_OR_STYLE = replace(info("words_or_style"), style_with_words=False)
BY_WORDS = replace(info("words"), lyrics={"zh": Range(1, 3, "words"), "en": Range(1, 3, "words")})


def choose(
    request: SongRequest,
    *infos: ProviderInfo,
    order: Collection[str] = (),
    tried: Collection[str] = (),
    first: str = "",
    resting: Collection[str] = (),
) -> str:
    """Return the name of the service that gets the order."""
    providers = {one.name: ScriptedProvider(one) for one in infos}
    routing = Routing(providers, list(order), rests=lambda name: name in resting)
    return routing.choose(request, parse_lyrics(request.lyrics), tried=tried, first=first).name


@pytest.mark.parametrize(
    ("order", "expected"),
    [(["two", "one"], "two"), (["one", "two"], "one"), ([], "one"), (["absent", "two"], "two")],
)
def test_the_operators_order_decides(order: list[str], expected: str) -> None:
    assert choose(SEA, info("one"), info("two"), order=order) == expected


@pytest.mark.parametrize("name", ["two", "TWO", "Two"])
def test_a_named_service_gets_the_order(name: str) -> None:
    assert choose(SEA.model_copy(update={"provider": name}), info("one"), info("two")) == "two"


def test_a_name_may_be_written_with_a_hyphen() -> None:
    assert choose(SEA.model_copy(update={"provider": "Fun-Music"}), info("fun_music")) == "fun_music"


def test_an_unknown_name_is_answered_with_the_names_there_are() -> None:
    with pytest.raises(InvalidOrder) as caught:
        choose(SEA.model_copy(update={"provider": "x" * 500}), info("one"), info("two"), order=["two"])
    sentence = catalogue().error(caught.value)
    assert "two, one" in sentence
    assert len(sentence) < 200


@pytest.mark.parametrize(
    ("infos", "provider", "expected"),
    [
        ((OFFLINE, info("one")), None, "one"),
        ((OFFLINE,), None, "offline"),
        ((OFFLINE, info("one")), "offline", "offline"),
    ],
)
def test_the_singer_on_standby_sings_by_name_or_alone(
    infos: tuple[ProviderInfo, ...], provider: str | None, expected: str
) -> None:
    assert choose(SEA.model_copy(update={"provider": provider}), *infos) == expected


def test_the_singer_on_standby_does_not_stand_in_for_a_service_that_refuses() -> None:
    with pytest.raises(InvalidOrder):
        choose(SEA, OFFLINE, SHORT)


def test_a_service_that_was_tried_is_not_asked_again() -> None:
    assert choose(SEA, info("one"), info("two"), tried=["one"]) == "two"
    with pytest.raises(NoService):
        choose(SEA, OFFLINE, info("one"), info("two"), tried=["one", "two"])
    with pytest.raises(NoService):
        choose(SEA.model_copy(update={"provider": "one"}), info("one"), tried=["one"])


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (SongRequest(lyrics="[verse]\nthe sea is wide and the sky is blue"), "english"),
        (SongRequest(lyrics="[verse]\n大海啊你是我的家"), "two"),
        (SongRequest(prompt="大海"), "english"),
    ],
)
def test_words_go_to_a_service_that_sings_their_language(request_: SongRequest, expected: str) -> None:
    assert choose(request_, ENGLISH_ONLY, info("two")) == expected


@pytest.mark.parametrize(
    ("request_", "only", "problem"),
    [
        (SongRequest(lyrics="[verse]\n大海啊你是我的家"), ENGLISH_ONLY, "language-not-sung"),
        (SongRequest(prompt="the wide sea"), SHORT, "prompt-too-long"),
        (SongRequest(prompt="rain", instrumental=True), SINGS_ONLY, "no-instrumental"),
        (SongRequest(lyrics="[verse]\nla la", prompt="soft"), WORDS_OR_STYLE, "words-or-style"),
        (SongRequest(lyrics="[verse]\n" + "the sea " * 20), SHORT, "lyrics-too-long"),
        (SongRequest(lyrics="[verse]\nthe sea is wide"), BY_WORDS, "lyrics-too-long"),
        (SongRequest(prompt="sea"), replace(SHORT, prompt=Range(4, 9)), "prompt-too-short"),
        (
            SongRequest(lyrics="[verse]\nthe"),
            replace(SHORT, lyrics={"en": Range(50, 99)}),
            "lyrics-too-short",
        ),
    ],
)
def test_what_a_service_would_refuse_is_refused_before_it_costs_anything(
    request_: SongRequest, only: ProviderInfo, problem: str
) -> None:
    with pytest.raises(InvalidOrder) as caught:
        choose(request_, only)
    assert caught.value.problem == problem
    assert catalogue().error(caught.value)


@pytest.mark.parametrize(
    "order", [{"lyrics": "[verse]\nla la", "style": "soft"}, {"lyrics": "[verse]\n" + "the sea " * 20}]
)
def test_words_that_nobody_sings_and_nobody_sends_are_in_no_ones_way(order: dict[str, str]) -> None:
    deaf = replace(SHORT, style_with_words=False, words_without_voice=False)
    wish = SongRequest.model_validate(order)
    assert choose(wish.model_copy(update={"instrumental": True}), deaf) == "short"
    with pytest.raises(InvalidOrder):
        choose(wish, deaf)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "The lyrics have 50 characters, and 40 fit. Cut 10 of them and order again."),
        ("zh", "歌词有 50 个字，最多 40 个。请删掉 10 个再点。"),
        ("ja", "歌詞が50文字あり、上限の40を超えています。10文字減らして、もう一度依頼してください。"),
    ],
)
def test_a_member_is_told_how_much_to_cut(language: str, sentence: str) -> None:
    with pytest.raises(InvalidOrder) as caught:
        choose(SongRequest(lyrics="[verse]\n" + "a" * 42), SHORT)
    assert catalogue(language).error(caught.value) == sentence


def test_where_all_refuse_each_ones_reason_is_told() -> None:
    with pytest.raises(NoneTakes) as caught:
        choose(SongRequest(lyrics="[verse]\n大海啊你是我的家"), BY_WORDS, ENGLISH_ONLY)
    sentence = catalogue().error(caught.value)
    assert "The words service: The lyrics have" in sentence
    assert "The english service: The english service can't sing in the language" in sentence
    assert catalogue("zh").error(caught.value).count("：") >= 2


def test_voice_and_style_go_to_a_service_that_can() -> None:
    band = SongRequest(prompt="rain", instrumental=True)
    assert choose(band, SINGS_ONLY, info("two")) == "two"
    own = SongRequest(lyrics="[verse]\nthe sea is wide", style="folk")
    assert choose(own, WORDS_OR_STYLE, info("two")) == "two"
    assert choose(own.model_copy(update={"style": ""}), WORDS_OR_STYLE, info("two")) == "words_or_style"


def test_lyrics_are_measured_as_the_service_reads_them() -> None:
    words = SongRequest(lyrics="[verse]\nla la")
    assert choose(words, replace(info("tags"), lyrics={"en": Range(1, 14), "other": Range(1, 14)})) == "tags"
    long_tags = Dialect(name="long", tags=dict.fromkeys(SectionKind, "[verse]"), tag_separator=" " * 9)
    with pytest.raises(InvalidOrder) as caught:
        choose(
            words,
            replace(info("tags"), dialect=long_tags, lyrics={"other": Range(1, 14), "en": Range(1, 14)}),
        )
    assert caught.value.params()["length"] == 21


def test_a_prompt_beside_own_words_is_not_measured() -> None:
    assert choose(SongRequest(prompt="a very long wish", lyrics="[verse]\nthe sea"), SHORT) == "short"


@pytest.mark.parametrize(
    ("resting", "first", "expected"),
    [
        ((), "", "one"),
        (("one",), "", "two"),
        (("one",), "one", "two"),
        (("two",), "two", "one"),
        (("one", "two"), "", "one"),
        (("one", "two"), "two", "two"),
    ],
)
def test_a_service_that_rests_gets_what_no_other_takes(
    resting: Collection[str], first: str, expected: str
) -> None:
    assert choose(SEA, info("one"), info("two"), first=first, resting=resting) == expected


def test_a_service_that_rests_is_better_than_the_singer_on_standby() -> None:
    assert choose(SEA, OFFLINE, info("one"), resting=["one"]) == "one"


def test_a_named_service_gets_the_order_although_it_rests() -> None:
    named = SEA.model_copy(update={"provider": "one"})
    assert choose(named, info("one"), info("two"), resting=["one"]) == "one"
