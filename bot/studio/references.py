"""The song that a cover is sung after: what is looked at before a service is asked to listen to it."""

from pathlib import Path

from bot.domain.errors import InvalidOrder
from bot.domain.ports import CoverLimits
from bot.media.probe import NotAudio, Reason, probe_file
from bot.media.worker import WorkerFailed

_PROBLEMS: dict[Reason, str] = {
    "empty": "audio-empty",
    "no_sound": "audio-no-sound",
    "broken": "audio-broken",
    "too_long": "audio-too-long",
}
"""Sentences for what is no audio; everything else is of an unknown kind."""


async def examine(path: Path, limits: CoverLimits) -> None:
    """Look into a file, in a process of its own, and refuse with one sentence what is not taken.

    Raises `InvalidOrder`.
    """
    kinds = tuple(one.upper() for one in limits.containers)
    most = int(limits.most_s // 60)
    try:
        facts = await probe_file(path)
    except NotAudio as error:
        problem = _PROBLEMS.get(error.reason)
        if problem is None:
            raise InvalidOrder("audio-kind", kinds=kinds) from error
        raise InvalidOrder(problem, most=most) from error
    except FileNotFoundError as error:
        raise InvalidOrder("audio-gone") from error
    except (WorkerFailed, OSError) as error:
        raise InvalidOrder("audio-broken") from error
    if facts.container not in limits.containers:
        raise InvalidOrder("audio-kind", kinds=kinds)
    if facts.size_bytes > limits.most_bytes:
        raise InvalidOrder("audio-too-large", most_mb=limits.most_bytes // 1_000_000)
    if facts.duration_ms < limits.least_s * 1000:
        raise InvalidOrder("audio-too-short", least=round(limits.least_s))
    if facts.duration_ms > limits.most_s * 1000:
        raise InvalidOrder("audio-too-long", most=most)
