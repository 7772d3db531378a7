"""What is in an answer of music_generation, and what is stored of it.

Source: https://platform.minimaxi.com/docs/api-reference/music-generation, https://github.com/MiniMax-AI/cli
"""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from bot.domain.errors import ResultExpired
from bot.domain.job import CallKind
from bot.domain.money import Cost, Price
from bot.domain.ports import Remote, TrackSource
from bot.domain.song import Pcm, TrackNote
from bot.providers.minimax.facts import CHANNELS

Place = Literal["link", "file", "chunks"]
"""Where a song is: behind the link in the answer, in a file of its job, or in the chunks given out."""
FILE = "answer.audio"
"""The name of that file."""
_OWN = "kept"
"""The one key of a stored answer that is not the service's."""


@dataclass(frozen=True)
class Told:
    """What goes out with a song; the answer about it does not tell that."""

    title: str = ""
    lyrics: str = ""
    """With tags, as the bot's own form writes them; empty: there are none, or nobody knows them."""
    note: TrackNote = ""


def status_in(answer: Mapping[str, Any]) -> int | None:
    """Return 1 for a piece of a song and 2 for a whole one."""
    status = _data(answer).get("status")
    return status if isinstance(status, int) else None


def link_in(answer: Mapping[str, Any]) -> str:
    """Return the link to a song: `audio_url`, as some know it, else `audio` if it is one; empty: none."""
    given, audio = _data(answer).get("audio_url"), _data(answer).get("audio")
    if isinstance(given, str) and given:
        return given
    return audio if isinstance(audio, str) and _is_link(audio) else ""


def hex_in(answer: Mapping[str, Any]) -> str:
    """Return what stands for a song in an answer and is no link; empty: nothing."""
    audio = _data(answer).get("audio")
    return audio if isinstance(audio, str) and not _is_link(audio) else ""


def stored(answer: Mapping[str, Any], place: Place, setting: Mapping[str, Any], told: Told) -> dict[str, Any]:
    """Return an answer as it is stored: without hex, and with all that a restart has to know.

    `setting` is the order's `audio_setting`.
    """
    data = _data(answer)
    if place != "link":
        data = {**data, "audio": ""}
    return {**answer, "data": data, _OWN: {"in": place, **setting, **asdict(told)}}


async def source_of(answer: Mapping[str, Any], folder: Path) -> TrackSource:
    """Return the song of a stored answer. Raises `ResultExpired` if its file is gone."""
    own: Mapping[str, Any] = answer[_OWN]
    audio: Path | Remote | None = None
    match own["in"]:
        case "file":
            audio = folder / FILE
            if not await asyncio.to_thread(audio.is_file):
                raise ResultExpired("the file with the song is gone")
        case "link":
            audio = Remote(link_in(answer))
    pcm = _pcm(answer, own) if own["format"] == "pcm" else None
    return TrackSource(audio, title=own["title"], lyrics=own["lyrics"], pcm=pcm, note=own["note"])


def cost_of(price: Price | None, kind: CallKind, answer: Mapping[str, Any]) -> Cost | None:
    """Return what a call cost; None where nobody can tell."""
    if price is None or (kind != "song" and price.unit != "call"):
        return None
    if price.unit != "second":
        return Cost(price.amount_micro, price.currency)
    milliseconds = _number(answer, "music_duration")
    return Cost(price.amount_micro * milliseconds // 1000, price.currency) if milliseconds else None


def _data(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return `data`, which is null in failures."""
    data = answer.get("data")
    return data if isinstance(data, dict) else {}


def _is_link(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _pcm(answer: Mapping[str, Any], own: Mapping[str, Any]) -> Pcm:
    return Pcm(
        sample_rate=_number(answer, "music_sample_rate") or own["sample_rate"],
        channels=_number(answer, "music_channel") or CHANNELS,
    )


def _number(answer: Mapping[str, Any], name: str) -> int:
    """Return a number of `extra_info`, which is null in the pieces of a stream; 0: none is given."""
    info = answer.get("extra_info")
    value = info.get(name) if isinstance(info, dict) else None
    return value if isinstance(value, int) and value > 0 else 0
