"""Sounds for tests."""

import math
import struct
import wave
from pathlib import Path


def write_tone(path: Path, seconds: float, rate: int = 8000) -> int:
    """Write a quiet A as a WAV file and return its size."""
    path.parent.mkdir(parents=True, exist_ok=True)
    samples = (round(3000 * math.sin(2 * math.pi * 440 * n / rate)) for n in range(round(seconds * rate)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(b"".join(struct.pack("<h", sample) for sample in samples))
    return path.stat().st_size
