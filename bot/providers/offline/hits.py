"""One played note or stroke, and the sampler that turns it into sound."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bot.providers.offline import drums, instruments
from bot.providers.offline.tone import Audio

How = Literal["struck", "held", "pad", "drum", "riser", "sub"]
Bus = Literal["drums", "bass", "chords", "lead"]
BUSES: tuple[Bus, ...] = ("drums", "bass", "chords", "lead")


@dataclass(frozen=True, slots=True)
class Hit:
    """Something played: on which bus, when (seconds), on what, which notes, how long (seconds), how loud and
    where.

    `pan` goes from -1 (left) to 1. `after` is the note before in the same voice, for instruments that glide.
    A `steady` note is played the same way each time, so that it is rendered once.
    """

    bus: Bus
    at_s: float
    how: How
    name: str
    pitches: tuple[int, ...]
    seconds: float
    gain: float
    pan: float
    after: int | None = None
    take: int = 0
    steady: bool = False


class Sampler:
    """Renders hits and keeps the sounds that come again, up to a number of bytes."""

    def __init__(self, budget_bytes: int = 48 << 20) -> None:
        self._budget = budget_bytes
        self._held_bytes = 0
        self._kept: OrderedDict[tuple[object, ...], Audio] = OrderedDict()

    def sound(self, hit: Hit) -> Audio:
        """Return the sound of a hit at its own level: shape (n,), or (2, n) for a pad."""
        match hit.how:
            case "struck":
                ringing = self._keep(
                    ("struck", hit.name, hit.pitches), lambda: instruments.struck(hit.name, hit.pitches[0])
                )
                return instruments.damped(ringing, hit.name, hit.seconds)
            case "drum":
                return self._keep(("drum", hit.name, hit.take), lambda: drums.stroke(hit.name, hit.take))
            case "pad":
                return self._keep(
                    ("pad", hit.name, hit.pitches, hit.seconds),
                    lambda: instruments.pad(hit.name, hit.pitches, hit.seconds),
                )
            case "riser":
                return drums.riser(hit.seconds)
            case "sub":
                return instruments.sub_bass(hit.pitches[0], hit.seconds)
            case "held":
                key = ("held", hit.name, hit.pitches, hit.seconds, hit.after, hit.take)

                def play() -> Audio:
                    return instruments.held(
                        hit.name, hit.pitches[0], hit.seconds, after=hit.after, take=hit.take
                    )

                return self._keep(key, play) if hit.steady else play()

    def _keep(self, key: tuple[object, ...], make: Callable[[], Audio]) -> Audio:
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        sound = np.ascontiguousarray(make(), dtype=np.float32)
        self._kept[key] = sound
        self._held_bytes += sound.nbytes
        while self._held_bytes > self._budget:
            _, old = self._kept.popitem(last=False)
            self._held_bytes -= old.nbytes
        return sound
