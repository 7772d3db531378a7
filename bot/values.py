"""Values that keys of the configuration take, and the sentence (`config-…`) for each that they don't."""

import math
import os.path
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_core import PydanticCustomError

from bot.domain.money import micro_of

MOST_SONGS = 1_000_000
MOST_MONEY = 1_000_000_000
"""The most that a cap in money, or a rate, can be, in units of the currency."""
UNLIMITED = "unlimited"
EVERYWHERE = "all"
_PERSON_ID = re.compile(r"[0-9]{1,20}")
_SERVER_ID = re.compile(r"-?[0-9]{1,20}")
_CURRENCY = re.compile(r"[A-Z]{3}")


def _url(*schemes: str, sentence: str) -> AfterValidator:
    pattern = re.compile(rf"(?:{'|'.join(schemes)})://[^\s/?#@]+(?:/[^\s?#]*)?")

    def check(text: str) -> str:
        if text and not pattern.fullmatch(text):
            raise PydanticCustomError(sentence, sentence)
        return text.rstrip("/")

    return AfterValidator(check)


def _one_word(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if not all(" " < char < "\x7f" for char in text):
        raise PydanticCustomError("config-token", "config-token")
    return secret


def _folder(path: Path) -> Path:
    if not path.parts or "\0" in str(path):
        raise PydanticCustomError("config-folder", "config-folder")
    return Path(os.path.expanduser(path))  # noqa: PTH111 (Path.expanduser raises for unknown users)


def _songs(value: object) -> object:
    whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_SONGS
    if value != UNLIMITED and not whole:
        raise PydanticCustomError("config-songs", "config-songs", {"most": str(MOST_SONGS)})
    return value


def _plain_id(value: object, pattern: re.Pattern[str]) -> str | None:
    """Return an id of a chat, which may be written as a text or as a number; None for anything else."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if pattern.fullmatch(text) else None


def _person_id(value: object) -> str:
    found = "" if value == "" else _plain_id(value, _PERSON_ID)
    if found is None:
        raise PydanticCustomError("config-person-id", "config-person-id")
    return found


def _servers(value: object) -> object:
    if value == EVERYWHERE:
        return value
    found = [_plain_id(one, _SERVER_ID) for one in value] if isinstance(value, list | tuple) else [None]
    if None in found:
        raise PydanticCustomError("config-servers", "config-servers")
    return tuple(found)


def _exact(value: object) -> Decimal | None:
    """Return a number of TOML as it was written; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return Decimal(str(value)) if math.isfinite(value) else None


def _money(value: object) -> object:
    if value == UNLIMITED:
        return value
    if isinstance(value, str):
        micro = micro_of(value)
        exact = None if micro is None else Decimal(value)
    else:
        exact = _exact(value)
        micro = None if exact is None or not 0 <= exact <= MOST_MONEY else micro_of(f"{exact:f}")
    if exact is None or micro is None or exact > MOST_MONEY:
        raise PydanticCustomError("config-money", "config-money", {"most": str(MOST_MONEY)})
    return exact


def _price(value: object) -> object:
    if value == "":
        return value
    exact = Decimal(value) if isinstance(value, str) and micro_of(value) is not None else _exact(value)
    micro = None if exact is None or not 0 <= exact <= MOST_MONEY else micro_of(f"{exact:f}")
    if micro is None:
        raise PydanticCustomError("config-price", "config-price", {"most": str(MOST_MONEY)})
    return exact


def _currency(value: object) -> object:
    if not isinstance(value, str) or not _CURRENCY.fullmatch(value):
        raise PydanticCustomError("config-currency", "config-currency")
    return value


def _rate(value: object) -> object:
    exact = _exact(value)
    if exact is None or not 0 < exact <= MOST_MONEY:
        raise PydanticCustomError("config-rate", "config-rate")
    return exact


def _part(value: object) -> object:
    exact = _exact(value)
    if exact is None or not 0 < exact <= 1:
        raise PydanticCustomError("config-part", "config-part")
    return float(exact)


def _weight(value: object) -> object:
    if value == "":
        return value
    exact = _exact(value)
    if exact is None or not 0 <= exact <= 1:
        raise PydanticCustomError("config-weight", "config-weight")
    return float(exact)


HttpUrl = Annotated[str, _url("https", "http", sentence="config-url")]
SocketUrl = Annotated[str, _url("wss", "ws", sentence="config-socket-url")]
Token = Annotated[SecretStr, AfterValidator(_one_word)]
Folder = Annotated[Path, AfterValidator(_folder)]
Songs = Annotated[int | Literal["unlimited"], BeforeValidator(_songs)]
PersonId = Annotated[str, BeforeValidator(_person_id)]
Servers = Annotated[tuple[str, ...] | Literal["all"], BeforeValidator(_servers)]
Money = Annotated[Decimal | Literal["unlimited"], BeforeValidator(_money)]
PriceValue = Annotated[Decimal | Literal[""], BeforeValidator(_price)]
Currency = Annotated[str, BeforeValidator(_currency)]
Rate = Annotated[Decimal, BeforeValidator(_rate)]
Part = Annotated[float, BeforeValidator(_part)]
Weight = Annotated[float | Literal[""], BeforeValidator(_weight)]
"""How much something counts, from 0 to 1; empty: whatever the service does by itself."""
