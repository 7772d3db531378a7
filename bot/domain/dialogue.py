"""Dialogues: flows of more than one step, stored between the steps, however long that takes."""

from dataclasses import dataclass
from typing import Any, Literal

DialogueKind = Literal["song", "quota", "settings", "change", "lyrics", "cover", "songs"]


@dataclass(frozen=True)
class Dialogue:
    """A dialogue's row. `step` counts what was done with it; a tap on an older step finds nothing to do."""

    id: str
    kind: DialogueKind
    identity_id: str
    """Who opened it."""
    place_id: str
    data: dict[str, Any]
    step: int
    expires_ms: int
    dedup: str = ""
    """Platform, chat and message that opened it: the same message opens it once."""
