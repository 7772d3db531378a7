"""Repeatable chance: every decision of a song has its own generator, keyed by what it decides."""

import zlib

import numpy as np


def generator(seed: int, *key: str | int) -> np.random.Generator:
    """Return the generator of one decision: the same seed and key give the same numbers on every machine."""
    return np.random.default_rng([seed & 0xFFFF_FFFF, zlib.crc32(repr(key).encode())])
