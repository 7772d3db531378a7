"""The styles that are offered: found by what is typed, told to services in English or Chinese."""

import pytest

from bot.domain.styles import STYLES, Style, complete, known_as, named
from bot.locales import catalogue
from bot.providers.offline.styles import pick_style

MOST_OPTIONS = 25
"""So many options a menu of Discord has at the most, one of them kept for a style in own words."""


def test_the_guides_styles_come_first_and_a_menu_holds_all() -> None:
    assert [style.name for style in STYLES if style.has_example] == [style.name for style in STYLES][:6]
    assert len(STYLES) < MOST_OPTIONS


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("fo", "folk"),
        ("ROCK", "rock"),
        ("guzh", "chinese"),
        ("hip-hop", "hip-hop"),
        ("民", "folk"),
        ("xylo", "children"),
    ],
)
def test_a_style_is_found_by_its_name_and_its_instruments(typed: str, first: str) -> None:
    assert complete(typed, "en")[0].name == first


def test_nothing_typed_offers_all_and_nonsense_none() -> None:
    assert complete("", "en") == complete(" ", "zh") == list(STYLES)
    assert complete("polka", "en") == []


@pytest.mark.parametrize(
    ("language", "sound"),
    [("en", "folk, acoustic"), ("zh-CN", "民谣，木吉他"), ("ja", "folk, acoustic"), ("de", "folk, acoustic")],
)
def test_a_service_is_told_in_a_language_that_it_reads(language: str, sound: str) -> None:
    assert STYLES[0].sound(language).startswith(sound)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_a_style_is_known_by_its_name_and_in_both_languages(style: Style) -> None:
    assert named(style.name) == style
    assert all(known_as(text) == style for text in (style.name, *style.sounds.values()))
    assert known_as("") is None


PLAYED = {"hip-hop": "pop", "classical": "ballad", "lullaby": "children"}
"""What the offline singer plays for styles that its band has not: the nearest."""


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_the_offline_singer_plays_what_is_chosen(style: Style, language: str) -> None:
    played = pick_style(style.sound(language)).name
    assert played == PLAYED.get(style.name, style.name)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "style", [style for style in STYLES if style.has_example], ids=lambda style: style.name
)
def test_the_offline_singer_plays_what_an_example_describes(style: Style, language: str) -> None:
    example = catalogue(language).text(f"style-{style.name}-example")
    assert pick_style(example).name == PLAYED.get(style.name, style.name)
