"""Interactions as Discord sends them. Source: interactions/receiving-and-responding."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.peers.discord import payloads
from tests.peers.discord.answer import Answer, Field, Modal
from tests.peers.discord.hub import Hub
from tests.peers.discord.message import Stored, count_of
from tests.peers.discord.world import Channel, Role, User

Json = dict[str, Any]

SUB, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)


class NotPossible(AssertionError):
    """A Discord client would not let anybody do this."""


@dataclass(frozen=True)
class File:
    """A file of a person's."""

    name: str
    data: bytes = field(repr=False)
    content_type: str = "application/octet-stream"


class Resolved:
    """Collects the people, roles, channels and files that an interaction names."""

    def __init__(self, hub: Hub, place: Channel, person: User) -> None:
        self._hub = hub
        self._place = place
        self._person = person
        self.data: dict[str, Json] = {}

    def id_of(self, what: object) -> str:
        """Return the id of something, and bring it along."""
        match what:
            case File():
                return self._file(what)
            case User():
                self._put("users", what.id, payloads.user(what))
                guild = self._place.guild
                if guild is not None and what.id in guild.members:
                    found = payloads.member(guild.members[what.id], with_user=False)
                    found["permissions"] = str(guild.permissions_of(what, self._place))
                    self._put("members", what.id, found)
                return str(what.id)
            case Role():
                self._put("roles", what.id, payloads.role(what))
                return str(what.id)
            case Channel():
                found = payloads.channel(what)
                found["permissions"] = str(self._hub.world.permissions(self._person, what))
                self._put("channels", what.id, found)
                return str(what.id)
        raise NotPossible(f"{what!r} is no file, person, role or channel")

    def _file(self, file: File) -> str:
        if len(file.data) > limit(self._person, self._place):
            raise NotPossible(f"{file.name} is larger than {self._person.name} may upload")
        kept = Stored(self._hub.clock.snowflake(), file.name, file.data, content_type=file.content_type)
        written = payloads.attachment(kept, self._hub.world.application_id, self._hub.links, ephemeral=True)
        self._put("attachments", kept.id, written)
        return str(kept.id)

    def _put(self, kind: str, number: int, written: Json) -> None:
        self.data.setdefault(kind, {})[str(number)] = written


def limit(person: User, channel: Channel) -> int:
    """Return how large a file may be that a person uploads here, and one of an answer to that person."""
    return max(person.upload_bytes, channel.upload_bytes)


def interaction(hub: Hub, answer: Answer) -> Json:
    """Write what the gateway sends."""
    channel, person = answer.channel, answer.person
    where = payloads.channel(channel)
    where["permissions"] = str(hub.world.permissions(person, channel))
    sent: Json = {
        "id": str(answer.id),
        "application_id": str(hub.world.application_id),
        "type": answer.type,
        "token": answer.token,
        "version": 1,
        "data": answer.asked,
        "channel": where,
        "channel_id": str(channel.id),
        "locale": person.locale,
        "app_permissions": str(hub.world.permissions(hub.world.bot, channel)),
        "entitlements": [],
        "entitlement_sku_ids": [],
        "attachment_size_limit": answer.upload_bytes,
        "authorizing_integration_owners": {"0": str(channel.guild.id if channel.guild else 0)},
        "context": 0 if channel.guild else 1,
    }
    guild = channel.guild
    if guild is None:
        sent["user"] = payloads.user(person)
    else:
        member = payloads.member(guild.members[person.id])
        member["permissions"] = str(guild.permissions_of(person, channel))
        sent |= {
            "guild_id": str(guild.id),
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": list(guild.features)},
            "guild_locale": guild.locale,
            "member": member,
        }
    if answer.source is not None:
        sent["message"] = payloads.message(answer.source, hub.links)
    return sent


def options(
    declared: Iterable[Json], given: Mapping[str, object], resolved: Resolved, *, focused: str = ""
) -> list[Json]:
    """Write a command's options as a client does, after the checks that it makes."""
    known = {one["name"]: one for one in declared}
    if unknown := given.keys() - known.keys():
        raise NotPossible(f"no option {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    written = []
    for name, option in known.items():
        if name not in given:
            if option.get("required") and not focused:
                raise NotPossible(f"the option {name} is required")
            continue
        value = given[name]
        if name == focused:
            written.append({"name": name, "type": option["type"], "value": value, "focused": True})
        else:
            written.append({"name": name, "type": option["type"], "value": _value(option, value, resolved)})
    return written


def _value(option: Json, value: object, resolved: Resolved) -> object:
    kind, name = option["type"], option["name"]
    kinds: dict[int, Any] = {
        USER: User,
        ROLE: Role,
        CHANNEL: Channel,
        MENTIONABLE: (User, Role),
        ATTACHMENT: File,
    }
    if kind in kinds:
        if not isinstance(value, kinds[kind]):
            raise NotPossible(f"{name} takes no {value!r}")
        if isinstance(value, Channel) and value.kind not in (option.get("channel_types") or [value.kind]):
            raise NotPossible(f"{name} takes no such channel")
        return resolved.id_of(value)
    if choices := option.get("choices"):
        found = [one["value"] for one in choices if value in (one["value"], one["name"])]
        if not found:
            raise NotPossible(f"{value!r} is no choice of {name}: {[one['name'] for one in choices]}")
        return found[0]
    wanted: Any = {STRING: str, BOOLEAN: bool, INTEGER: int, NUMBER: (int, float)}[kind]
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind != BOOLEAN):
        raise NotPossible(f"{name} takes no {value!r}")
    size = len(value) if isinstance(value, str) else value
    unit = "length" if isinstance(value, str) else "value"
    low, high = option.get(f"min_{unit}"), option.get(f"max_{unit}", 6_000 if unit == "length" else None)
    assert isinstance(size, int | float)
    if kind != BOOLEAN and ((low is not None and size < low) or (high is not None and size > high)):
        raise NotPossible(f"{name} takes {low} to {high}, not {size}")
    return value


def filled_in(modal: Modal, values: Mapping[str, object], resolved: Resolved) -> list[Json]:
    """Write the components of a modal that is submitted, after the checks that a client makes."""
    given = {modal.field(name).custom_id: value for name, value in values.items()}
    fields = {one.custom_id: one for one in modal.fields}
    written: list[Json] = []
    for number, part in enumerate(modal.raw["components"], 1):
        if part["type"] == 10:
            written.append({"type": 10, "id": 2 * number})
            continue
        inner = part.get("component") or part["components"][0]
        field_ = fields[inner["custom_id"]]
        value = given.get(field_.custom_id, _preset(field_, inner))
        answer = {
            "type": inner["type"],
            "id": 2 * number + 1,
            "custom_id": field_.custom_id,
            **_filled(field_, inner, value, resolved),
        }
        shell = {"component": answer} if part["type"] == 18 else {"components": [answer]}
        written.append({"type": part["type"], "id": 2 * number, **shell})
    return written


def _preset(field_: Field, inner: Json) -> object:
    if field_.kind == "text":
        return field_.value
    if field_.kind == "checkbox":
        return bool(inner.get("default"))
    return [one.value for one in field_.options if one.default]


def _filled(field_: Field, inner: Json, value: object, resolved: Resolved) -> Json:
    if field_.kind == "text":
        text = str(value)
        if not text and field_.required:
            raise NotPossible(f"{field_.label} is required")
        if text and not field_.min_length <= len(text) <= field_.max_length:
            raise NotPossible(f"{field_.label} takes {field_.min_length} to {field_.max_length} characters")
        return {"value": text}
    if field_.kind == "checkbox":
        return {"value": bool(value)}
    chosen = list(value) if isinstance(value, list | tuple) else [value]
    least = count_of(inner, "min_values") if field_.required else 0
    most = count_of(inner, "max_values", len(field_.options) if field_.kind == "checkboxes" else 1)
    if not least <= len(chosen) <= most:
        raise NotPossible(f"{field_.label} takes not {len(chosen)} values")
    if not field_.options:
        return {"values": [resolved.id_of(one) for one in chosen]}
    picked = [pick(field_.label, field_.options, one) for one in chosen]
    if field_.kind == "radio":
        return {"value": picked[0] if picked else None}
    return {"values": picked}


def pick(what: str, among: Iterable[Any], wanted: object) -> str:
    """Return the value of an option that is named by its label or value."""
    found = [one.value for one in among if wanted in (one.label, one.value)]
    if not found:
        raise NotPossible(f"{what} has no {wanted!r}, but {[one.label for one in among]}")
    return str(found[0])
