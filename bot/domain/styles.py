"""Styles of music that are offered by name: in menus, and behind `style:` where a chat completes.

The first six are those with a prompt example in the guide to Fun-Music, said in our own words; the others are
common names that every service understands. What is handed to a service is in English or Chinese: Fun-Music
reads no other language (https://www.alibabacloud.com/help/en/model-studio/fun-music, "Supported languages"
and "Write effective prompts").
"""

from collections.abc import Mapping
from dataclasses import dataclass

ENGLISH, CHINESE = "en", "zh"


@dataclass(frozen=True)
class Style:
    """One style: `dialogue-style-<name>` is what people call it."""

    name: str
    sounds: Mapping[str, str]
    """What a service is told of it, in English and in Chinese: its name, instruments and mood."""
    has_example: bool = False
    """`style-<name>-example` is a whole description of such a song."""

    def sound(self, language: str) -> str:
        """Return what a service is told, in the language nearest to a person's."""
        return self.sounds[CHINESE if language.partition("-")[0] == CHINESE else ENGLISH]


STYLES: tuple[Style, ...] = (
    Style(
        "folk",
        {ENGLISH: "folk, acoustic guitar, warm and soothing", CHINESE: "民谣，木吉他，温暖舒缓"},
        has_example=True,
    ),
    Style(
        "chinese",
        {
            ENGLISH: "Chinese traditional, guzheng, bamboo flute, like an ink-wash painting",
            CHINESE: "中国风，古筝，竹笛，水墨意境",
        },
        has_example=True,
    ),
    Style(
        "rock",
        {
            ENGLISH: "rock, distorted electric guitar, driving drums, high energy",
            CHINESE: "摇滚，失真电吉他，强劲鼓点，热血",
        },
        has_example=True,
    ),
    Style(
        "ballad",
        {ENGLISH: "slow ballad, piano, quiet, deep and emotional", CHINESE: "抒情慢歌，钢琴，安静深情"},
        has_example=True,
    ),
    Style(
        "hip-hop",
        {
            ENGLISH: "hip-hop, rap, punchy 808 bass, upbeat, energy of the street",
            CHINESE: "嘻哈，说唱，有力的 808 低音，节奏明快，街头活力",
        },
        has_example=True,
    ),
    Style(
        "children",
        {
            ENGLISH: "children's song, xylophone, hand drum, cheerful, simple and catchy",
            CHINESE: "儿歌，木琴，手鼓，欢快，简单上口",
        },
        has_example=True,
    ),
    Style("pop", {ENGLISH: "pop", CHINESE: "流行"}),
    Style("jazz", {ENGLISH: "jazz", CHINESE: "爵士"}),
    Style("electronic", {ENGLISH: "electronic", CHINESE: "电子"}),
    Style("classical", {ENGLISH: "classical", CHINESE: "古典"}),
    Style("lullaby", {ENGLISH: "lullaby", CHINESE: "摇篮曲，儿歌"}),
)


def named(name: str) -> Style | None:
    """Return the style that a menu calls so."""
    return next((style for style in STYLES if style.name == name), None)


def known_as(text: str) -> Style | None:
    """Return the style that an order's `style` was filled with: by its name, or in either language."""
    return next((style for style in STYLES if text in (style.name, *style.sounds.values())), None)


def complete(typed: str, language: str) -> list[Style]:
    """Return the styles that what was typed so far may be the beginning of; all of them for nothing.

    Whatever language somebody reads, a style is found by its name and by every word of its sounds.
    """
    start = typed.strip().lower()
    first = [style for style in STYLES if style.sound(language).lower().startswith(start)]
    others = [style for style in STYLES if start in " ".join((style.name, *style.sounds.values())).lower()]
    return [*first, *(style for style in others if style not in first)]
