"""The mixing desk: lays sounds on buses, ducks them, adds the room and shapes the whole, block by block."""

from typing import Final

import numpy as np

from bot.providers.offline.chance import generator
from bot.providers.offline.hits import BUSES, Bus, Hit
from bot.providers.offline.palette import Style
from bot.providers.offline.tone import (
    SAMPLE_RATE,
    Audio,
    bell,
    chain,
    fast_length,
    high_pass,
    kernel,
    low_pass,
    noise,
    shaped,
)

LATENCY: Final = 512
"""Samples by which the mix comes out later than its hits, because of the linear-phase tone controls."""

_GAIN: dict[Bus, float] = {"drums": 0.40, "bass": 1.15, "chords": 1.25, "lead": 0.95}
_SEND: dict[Bus, float] = {"drums": 0.10, "bass": 0.0, "chords": 0.55, "lead": 0.75}
_DUCKED: frozenset[Bus] = frozenset({"bass", "chords"})
_DUCK_S = 0.09
_DUCK_LENGTH = int(0.5 * SAMPLE_RATE)
_DUCK_LEAD = int(0.004 * SAMPLE_RATE)

# The mix: no rumble, weight below 100 Hz, less fog at 350 Hz, air above. The band behind a tune also steps
# back where the tune and its overtones lie.
_WHOLE = (high_pass(30), bell(80, 1.5, 0.9), bell(380, -1.5), bell(4800, 2.0), bell(12000, 5.0, 1.2))
_BEHIND = (bell(1800, -3.0, 1.1),)


class Mixer:
    """Mixes hits into stereo blocks of a fixed size.

    Hits are laid on the buses as soon as they are known, also beyond the block; what rings on is carried
    over.
    """

    def __init__(self, style: Style, block: int) -> None:
        self._block = block
        self._duck = style.duck
        self._kicks: list[int] = []
        self._buses: dict[Bus, Audio] = {bus: np.zeros((2, 2 * block), np.float32) for bus in BUSES}
        room = _room(style) * np.float32(style.reverb * 1.5)
        self._size = fast_length(block + room.shape[1] - 1)
        self._tail = np.zeros((2, self._size - block), np.float32)
        self._whole = np.fft.rfft(kernel(chain(_WHOLE), 2 * LATENCY), self._size)
        self._behind = np.fft.rfft(kernel(chain([*_WHOLE, *_BEHIND]), 2 * LATENCY), self._size)
        self._room = np.fft.rfft(room, self._size)

    def add(self, hit: Hit, sound: Audio, at: int) -> None:
        """Lay a sound on its bus, `at` samples after the start of the present block (0 or more)."""
        target = self._reserve(hit.bus, at + sound.shape[-1])[:, at : at + sound.shape[-1]]
        if sound.ndim == 2:
            target += sound * np.float32(hit.gain)
        else:
            angle = (min(1.0, max(-1.0, hit.pan)) + 1) * np.pi / 4
            target[0] += sound * np.float32(hit.gain * np.cos(angle) * np.sqrt(2))
            target[1] += sound * np.float32(hit.gain * np.sin(angle) * np.sqrt(2))
        if self._duck and hit.name in ("kick", "impact"):
            self._kicks.append(at)

    def mix(self) -> Audio:
        """Return the next block, shape (2, block), and move on by one block."""
        parts = {bus: sound[:, : self._block] * np.float32(_GAIN[bus]) for bus, sound in self._buses.items()}
        if self._duck:
            gain = self._ducking()
            for bus in _DUCKED:
                parts[bus] *= gain
        front = parts["drums"] + parts["bass"] + parts["lead"]
        send = sum((parts[bus].sum(axis=0) * np.float32(_SEND[bus] / 2) for bus in BUSES), np.float32(0))
        spectrum = np.fft.rfft(front, self._size) * self._whole
        spectrum += np.fft.rfft(parts["chords"], self._size) * self._behind
        spectrum += np.fft.rfft(send, self._size) * self._room
        sound = np.fft.irfft(spectrum, self._size).astype(np.float32)
        carried = self._tail.shape[1]
        sound[:, :carried] += self._tail
        self._tail = np.concatenate(
            [
                sound[:, self._block :],
                np.zeros((2, max(0, carried - sound.shape[1] + self._block)), np.float32),
            ],
            axis=1,
        )
        self._advance()
        return sound[:, : self._block]

    def _reserve(self, bus: Bus, length: int) -> Audio:
        held = self._buses[bus]
        if held.shape[1] < length:
            grown = np.zeros((2, length + self._block), np.float32)
            grown[:, : held.shape[1]] = held
            self._buses[bus] = held = grown
        return held

    def _advance(self) -> None:
        for sound in self._buses.values():
            sound[:, : -self._block] = sound[:, self._block :]
            sound[:, -self._block :] = 0
        self._kicks = [k - self._block for k in self._kicks if k - self._block > -_DUCK_LENGTH]

    def _ducking(self) -> Audio:
        """Return the gain that makes room for every stroke of the bass drum."""
        gain = np.ones(self._block, np.float32)
        since = np.arange(-_DUCK_LEAD, _DUCK_LENGTH) / SAMPLE_RATE
        onset = np.clip(1 + since * SAMPLE_RATE / _DUCK_LEAD, 0, 1)
        dip = (1 - self._duck * onset * np.exp(-np.maximum(since, 0) / _DUCK_S)).astype(np.float32)
        for kick in self._kicks:
            first = kick - _DUCK_LEAD
            a, b = max(0, first), min(self._block, first + len(dip))
            if a < b:
                gain[a:b] = np.minimum(gain[a:b], dip[a - first : b - first])
        return gain


def _room(style: Style) -> Audio:
    """Return the response of the room, shape (2, n): early reflections and a tail that darkens as it dies."""
    count = int(style.room_s * SAMPLE_RATE)
    t = np.arange(count) / SAMPLE_RATE
    decay = style.room_s / 6.9 * 1.6
    sides = []
    for side in range(2):
        chance = generator(side, "room")
        source = noise(count, chance)
        low = shaped(source, high_pass(200, 1), low_pass(4200, 1)) * np.exp(-t / decay)
        high = shaped(source, high_pass(4200, 1), low_pass(10000)) * np.exp(-t / (decay * 0.45)) * 0.5
        tail = (low + high) * np.minimum(1, t / 0.012)
        for _ in range(7):
            tail[int(chance.uniform(0.006, 0.055) * SAMPLE_RATE)] += chance.normal(0, 12)
        fade = int(0.2 * SAMPLE_RATE)
        tail[-fade:] *= np.linspace(1, 0, fade)
        before = np.zeros(LATENCY + int(0.018 * SAMPLE_RATE))
        sides.append(np.concatenate([before, tail / np.sqrt((tail**2).sum())]))
    return np.asarray(sides, dtype=np.float32)
