"""The recording: a hotline that rings as customers hear it, six times in half a minute, with a mark where the time to answer is over."""

from __future__ import annotations

import math
import wave
from pathlib import Path

RATE = 8000
RING_HERTZ, RING_SECONDS, PAUSE_SECONDS, RINGS = 450, 1.0, 4.0, 6  # the ring-back tone of the mainland: one second on, four off
MARK_HERTZ, MARK_SECONDS = (660, 880), 0.25
QUIET = 1.0


def _tone(hertz: float, seconds: float, loud: float = 0.35) -> list[float]:
    """A sine with soft ends, so that nothing clicks."""
    count, soft = int(seconds * RATE), int(0.02 * RATE)
    return [loud * min(1, at / soft, (count - at) / soft) * math.sin(2 * math.pi * hertz * at / RATE) for at in range(count)]


def samples() -> list[float]:
    """The whole recording, from -1 to 1."""
    ring = _tone(RING_HERTZ, RING_SECONDS) + [0.0] * int(PAUSE_SECONDS * RATE)
    mark = [value for hertz in MARK_HERTZ for value in _tone(hertz, MARK_SECONDS)]
    return ring * RINGS + mark + [0.0] * int(QUIET * RATE)


def make(folder: Path) -> None:
    """Write it: 8 bits, one channel, as a telephone sounds."""
    with wave.open(str(folder / "hotline-rings.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(RATE)
        file.writeframes(bytes(round(128 + 127 * value) for value in samples()))
