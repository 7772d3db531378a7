"""Fun-Music, its limits: what is refused before the call, by routing, is what the service would refuse."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InvalidOrder
from bot.domain.lyrics import parse_lyrics
from bot.domain.ports import ProviderInfo
from bot.domain.song import SongRequest
from bot.locales import catalogue
from bot.providers.fun_music.facts import STREAM_PROMPT, STREAM_WORDS
from bot.providers.fun_music.texts import fits, language_of
from bot.studio.routing import Routing
from tests.providers.fun_music_bench import LYRICS, PROMPT, both, events_of, service, task_of

TAG = "[verse]\n"


def refusal_of(info: ProviderInfo, request: SongRequest) -> InvalidOrder | None:
    """Return what routing says against an order, with no other service on."""
    provider: Any = type("Known", (), {"info": info})
    try:
        Routing({info.name: provider}, ()).choose(request, parse_lyrics(request.lyrics))
    except InvalidOrder as error:
        return error
    return None


async def asked_about(order: dict[str, Any], **keys: Any) -> InvalidOrder | None:
    async with service("http://127.0.0.1:1", **keys) as provider:
        return refusal_of(provider.info, SongRequest.model_validate(order))


@pytest.mark.parametrize(
    "order",
    [
        {"prompt": "a"},
        {"prompt": "p" * 2000},
        {"prompt": "a naïve café, Ⅳ × 2, 🎷"},
        {"prompt": "一首 folk 歌"},
        {"lyrics": TAG + "la la l"},
        {"lyrics": TAG + "爱爱爱爱爱"},
        {"lyrics": TAG + "爱" * 342},
        {"lyrics": TAG + "take the road " * 141},
        {"prompt": PROMPT, "style": "folk", "avoid": "drums", "voice": "male", "title": "Slow"},
        {"lyrics": LYRICS, "voice": "male", "title": "Slow", "format": "wav"},
    ],
)
async def test_orders_that_are_taken(order: dict[str, Any]) -> None:
    assert await asked_about(order) is None


@pytest.mark.parametrize(
    ("order", "problem", "numbers"),
    [
        ({"prompt": "p" * 2001}, "prompt-too-long", (2001, 2000)),
        ({"prompt": "p" * 1995, "style": "folk, slow"}, "prompt-too-long", (2006, 2000)),
        ({"lyrics": TAG + "爱" * 343}, "lyrics-too-long", (351, 350)),
        ({"lyrics": TAG + "take the road " * 150}, "lyrics-too-long", (2107, 2000)),
        ({"lyrics": TAG + "take the road " * 30 + "爱"}, "lyrics-too-long", (429, 350)),
        ({"lyrics": TAG + "la l"}, "lyrics-too-short", ()),
        ({"lyrics": TAG + "爱爱爱爱 la la la"}, "lyrics-too-short", ()),
        ({"lyrics": TAG + "さくら、さくら、弥生の空は"}, "language-not-sung", ()),
        ({"lyrics": TAG + "大海啊の我的家，你是我的家"}, "language-not-sung", ()),
        ({"lyrics": TAG + "je ne sais pas, mon amour"}, "language-not-sung", ()),
        ({"prompt": "тихая песня"}, "language-not-read", ()),
        ({"prompt": PROMPT, "avoid": "ドラム"}, "language-not-read", ()),
        ({"lyrics": LYRICS, "style": "folk"}, "words-or-style", ()),
        ({"lyrics": LYRICS, "avoid": "drums"}, "words-or-avoid", ()),
        ({"prompt": PROMPT, "instrumental": True}, "no-instrumental", ()),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh", "ja"])
async def test_orders_that_are_refused_with_a_reason(
    order: dict[str, Any], problem: str, numbers: tuple[int, ...], language: str
) -> None:
    refusal = await asked_about(order)
    assert refusal is not None
    assert refusal.problem == problem
    if numbers:
        assert (refusal.params()["length"], refusal.params()["most"]) == numbers
    sentence = catalogue(language).error(refusal)
    assert "{" not in sentence
    assert sentence != catalogue(language).text("error-invalid")


async def test_music_without_a_voice_is_taken_where_the_account_has_it() -> None:
    long = TAG + "take the road " * 150
    for order in (
        {"prompt": PROMPT},
        {"style": "folk"},
        {"lyrics": LYRICS},
        {"lyrics": LYRICS, "style": "folk", "avoid": "drums"},
        {"lyrics": long},  # no word of it is sung, so none is sent
    ):
        assert await asked_about({**order, "instrumental": True}, instrumental=True) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("la", "en"),
        ("café", "en"),
        ("ｌａ", "en"),
        ("la 爱", "zh"),
        ("ラ", "other"),
        ("爱 α", "other"),
        ("12", "en"),
    ],
)
def test_any_chinese_character_makes_a_text_chinese(text: str, expected: str) -> None:
    assert language_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TAG + "la " * 199, False),
        (TAG + "la " * 200, True),
        (TAG + "la " * 249, True),
        (TAG + "la " * 250, False),
        (TAG + "- " * 10 + "la " * 195, False),
        (TAG + "爱" * 299 + "，" * 20, False),
        (TAG + "爱" * 300, True),
        (TAG + "爱" * 342, True),
        (TAG + "爱" * 343, False),
        ("ラ" * 320, False),
    ],
)
def test_the_window_of_a_stream_is_kept_by_every_way_to_count(text: str, expected: bool) -> None:
    assert fits(text, STREAM_WORDS) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a warm quiet folk song", True),
        ("a warm folk song", False),
        ("温暖的民谣", True),
        ("so " * 1001, False),
    ],
)
def test_the_window_of_a_streamed_prompt(text: str, expected: bool) -> None:
    assert fits(text, STREAM_PROMPT) is expected


# --- properties -------------------------------------------------------------------------------

some_words = st.lists(
    st.sampled_from(["the road", "I'll go", "la", "爱", "大海", "，", "!", "\n", "é", "の", "я", " "])
)


def repeated(words: list[str], times: int) -> str:
    return " ".join(words * times)


texts = st.builds(repeated, some_words, st.sampled_from([1, 1, 2, 20, 60, 90]))
orders = st.one_of(
    st.builds(lambda text, voice: {"lyrics": text, "voice": voice}, texts, st.sampled_from([None, "male"])),
    st.builds(
        lambda prompt, style, avoid: {"prompt": prompt, "style": style, "avoid": avoid},
        texts,
        st.sampled_from(["", "folk", "民谣"]),
        st.sampled_from(["", "drums", "鼓"]),
    ),
)


@given(orders, st.sampled_from(["fun-music-v1", "fun-music-preview"]), st.booleans())
def test_whatever_is_taken_the_service_takes(order: dict[str, Any], model: str, stream: bool) -> None:
    request = SongRequest.model_validate({name: _tidy(value) for name, value in order.items()})
    if not request.prompt and not parse_lyrics(request.lyrics).has_words:
        return

    async def go(folder: Path) -> None:
        async with both(folder, model=model, stream=stream) as (provider, peer):
            if refusal_of(provider.info, request) is None:
                await events_of(provider, task_of(folder, **request.model_dump()))
                assert len(peer.billed()) == 1

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(go(Path(folder)))


def _tidy(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value
