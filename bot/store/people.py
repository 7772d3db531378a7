"""People, their identities, places, and who was seen where."""

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.domain.ids import new_id
from bot.domain.people import PRIVATE, Account, Caller, Identity, Place, PlaceRef, PlaceSettings
from bot.store.db import Query

FIRST_LANGUAGE = "en"
"""Spoken with somebody new where the chat does not say what they speak."""


@dataclass(frozen=True)
class Met:
    """A place in which somebody was met, and the account that it was."""

    place: Place
    native_id: str


async def meet(q: Query, account: Account, *, now_ms: int) -> Identity:
    """Return the identity of an account, made at the first contact and kept up to date after.

    Where the chat does not say what language they speak, the one that is known stays.
    """
    found = await q(
        """UPDATE identities SET username = :username, name = :name, seen_at = :now,
            language = CASE WHEN :language = '' THEN language ELSE :language END
        WHERE platform = :platform AND native_id = :native RETURNING id, person_id, language""",
        {
            "username": account.username,
            "name": account.name,
            "language": account.language,
            "now": now_ms,
            "platform": account.platform,
            "native": account.native_id,
        },
    )
    if found:
        known = replace(account, language=found[0]["language"])
        return Identity(found[0]["id"], found[0]["person_id"], known)
    account = replace(account, language=account.language or FIRST_LANGUAGE)
    identity = Identity(new_id(now_ms), new_id(now_ms), account)
    await q(
        "INSERT INTO people (id, created_ms) VALUES (:id, :now)", {"id": identity.person_id, "now": now_ms}
    )
    await q(
        """INSERT INTO identities (id, person_id, platform, native_id, username, name, language, seen_at)
        VALUES (:id, :person, :platform, :native, :username, :name, :language, :now)""",
        {
            "id": identity.id,
            "person": identity.person_id,
            "platform": account.platform,
            "native": account.native_id,
            "username": account.username,
            "name": account.name,
            "language": account.language,
            "now": now_ms,
        },
    )
    return identity


async def introduce(q: Query, account: Account, place_id: str, *, now_ms: int) -> Identity:
    """Make somebody known in a place who has not been met there; whoever has been is left as they are."""
    identity = await find_identity(q, account) or await meet(q, account, now_ms=now_ms)
    await q(
        """INSERT INTO sightings (identity_id, place_id, seen_at, roles)
        VALUES (:identity, :place, :now, '[]') ON CONFLICT (identity_id, place_id) DO NOTHING""",
        {"identity": identity.id, "place": place_id, "now": now_ms},
    )
    return identity


async def find_identity(q: Query, account: Account) -> Identity | None:
    """Return the identity of an account that has been met before."""
    rows = await q(
        "SELECT id, person_id FROM identities WHERE platform = :platform AND native_id = :native",
        {"platform": account.platform, "native": account.native_id},
    )
    return Identity(rows[0]["id"], rows[0]["person_id"], account) if rows else None


async def language_of(q: Query, account: Account) -> str:
    """Return the language with which an account was last met; empty for somebody new."""
    rows = await q(
        "SELECT language FROM identities WHERE platform = :platform AND native_id = :native",
        {"platform": account.platform, "native": account.native_id},
    )
    return str(rows[0]["language"]) if rows else ""


async def person_of(q: Query, identity_id: str) -> str:
    """Return the id of the person behind an identity."""
    rows = await q("SELECT person_id FROM identities WHERE id = :id", {"id": identity_id})
    return str(rows[0]["person_id"])


async def identity_by_id(q: Query, identity_id: str) -> Identity:
    """Return a stored identity by its row's id."""
    return _identity((await q("SELECT * FROM identities WHERE id = :id", {"id": identity_id}))[0])


async def seen_in(q: Query, place_id: str, name: str) -> list[Identity]:
    """Return who was met in a place under this user name, shown name or plain id, the latest first."""
    if not name:
        return []  # many have no user name
    rows = await q(
        """SELECT i.* FROM sightings s JOIN identities i ON i.id = s.identity_id
        WHERE s.place_id = :place ORDER BY s.seen_at DESC, i.id""",
        {"place": place_id},
    )
    wanted = name.casefold()
    met = [_identity(row) for row in rows]
    for key in ("native_id", "username", "name"):
        found = [one for one in met if getattr(one.account, key).casefold() == wanted]
        if found:
            return found
    return []


async def accounts_of(q: Query, identity_ids: Collection[str]) -> dict[str, Account]:
    """Return the accounts behind identities, by the identities' ids."""
    marks = {f"i{n}": identity_id for n, identity_id in enumerate(sorted(set(identity_ids)))}
    rows = await q(f"SELECT * FROM identities WHERE id IN ({', '.join(f':{m}' for m in marks)})", marks)
    return {row["id"]: _identity(row).account for row in rows}


async def latest_identity(q: Query, person_id: str, place_id: str) -> Identity | None:
    """Return the identity under which somebody was last met in a place, else under which they are known."""
    rows = await q(
        """SELECT i.* FROM identities i
        LEFT JOIN sightings s ON s.identity_id = i.id AND s.place_id = :place
        WHERE i.person_id = :person ORDER BY s.seen_at IS NULL, s.seen_at DESC, i.seen_at DESC LIMIT 1""",
        {"person": person_id, "place": place_id},
    )
    return _identity(rows[0]) if rows else None


async def was_met(q: Query, person_id: str) -> bool:
    """Tell whether somebody was ever met in a server or a group."""
    rows = await q(
        """SELECT 1 FROM sightings s JOIN identities i ON i.id = s.identity_id
        JOIN places p ON p.id = s.place_id
        WHERE i.person_id = :person AND p.platform <> :private LIMIT 1""",
        {"person": person_id, "private": PRIVATE},
    )
    return bool(rows)


async def met_in(q: Query, person_id: str, platform: str) -> list[Met]:
    """Return where on a chat somebody was met: where their newest song is charged first, then the last seen.

    Of several accounts that were met in a place it is the one that was seen last.
    """
    rows = await q(
        """SELECT p.*, i.native_id AS member, (
            SELECT MAX(j.id) FROM jobs j JOIN identities own ON own.id = j.identity_id
            WHERE own.person_id = :person AND j.place_id = p.id AND j.kind = 'song'
        ) AS newest
        FROM sightings s JOIN identities i ON i.id = s.identity_id JOIN places p ON p.id = s.place_id
        WHERE i.person_id = :person AND i.platform = :platform AND p.platform = :platform
        ORDER BY newest IS NULL, newest DESC, s.seen_at DESC, i.id""",
        {"person": person_id, "platform": platform},
    )
    found: dict[str, Met] = {}
    for row in rows:
        found.setdefault(row["id"], Met(_place(row), row["member"]))
    return list(found.values())


async def roles_in(q: Query, person_id: str, place_id: str) -> frozenset[str]:
    """Return the roles that somebody had when they were last met in a place."""
    rows = await q(
        """SELECT s.roles FROM sightings s JOIN identities i ON i.id = s.identity_id
        WHERE i.person_id = :person AND s.place_id = :place""",
        {"person": person_id, "place": place_id},
    )
    return frozenset(role for row in rows for role in json.loads(row["roles"]))


async def find_place(q: Query, ref: PlaceRef) -> Place | None:
    """Return a place that has been met before."""
    rows = await q(
        "SELECT * FROM places WHERE platform = :platform AND native_id = :native",
        {"platform": ref.platform, "native": ref.native_id},
    )
    return _place(rows[0]) if rows else None


async def place_by_id(q: Query, place_id: str) -> Place:
    """Return a place by its row's id."""
    return _place((await q("SELECT * FROM places WHERE id = :id", {"id": place_id}))[0])


async def change_place(q: Query, place_id: str, *, settings: PlaceSettings, time_zone: str) -> None:
    """Store what the moderators of a place decided."""
    await q(
        "UPDATE places SET settings = :settings, time_zone = :zone WHERE id = :id",
        {"id": place_id, "settings": settings.model_dump_json(), "zone": time_zone},
    )


async def come_to(q: Query, ref: PlaceRef, *, now_ms: int) -> Place:
    """Return a place, made at the first contact."""
    found = await find_place(q, ref)
    if found is not None:
        return found
    place = Place(new_id(now_ms), ref)
    await q(
        """INSERT INTO places (id, platform, native_id, settings, time_zone, touched, created_ms)
        VALUES (:id, :platform, :native, '{}', :zone, 0, :now)""",
        {
            "id": place.id,
            "platform": ref.platform,
            "native": ref.native_id,
            "zone": place.time_zone,
            "now": now_ms,
        },
    )
    return place


async def note_sighting(
    q: Query, identity_id: str, place_id: str, *, roles: Collection[str] = (), now_ms: int
) -> None:
    """Remember that somebody was met in a place, and which roles they had."""
    await q(
        """INSERT INTO sightings (identity_id, place_id, seen_at, roles)
        VALUES (:identity, :place, :now, :roles)
        ON CONFLICT (identity_id, place_id)
        DO UPDATE SET seen_at = excluded.seen_at, roles = excluded.roles""",
        {
            "identity": identity_id,
            "place": place_id,
            "now": now_ms,
            "roles": json.dumps(sorted(roles), ensure_ascii=False),
        },
    )


async def note_roles(q: Query, person_id: str, ref: PlaceRef, roles: Collection[str]) -> None:
    """Remember which roles somebody has in a place where they were met before, but are not met now."""
    await q(
        """UPDATE sightings SET roles = :roles
        WHERE place_id IN (SELECT id FROM places WHERE platform = :platform AND native_id = :native)
            AND identity_id IN (SELECT id FROM identities WHERE person_id = :person)""",
        {
            "roles": json.dumps(sorted(roles), ensure_ascii=False),
            "platform": ref.platform,
            "native": ref.native_id,
            "person": person_id,
        },
    )


async def arrive(q: Query, caller: Caller, *, now_ms: int) -> tuple[Identity, Place]:
    """Return who asks and where, both up to date: what every order and dialogue begins with.

    By direct message nobody is met in the place that a song is charged to: they are only known to belong.
    """
    identity = await meet(q, caller.account, now_ms=now_ms)
    place = await come_to(q, caller.place, now_ms=now_ms)
    for standing in caller.elsewhere:
        await note_roles(q, identity.person_id, standing.place, standing.roles)
    if not any(standing.place == place.ref for standing in caller.elsewhere):
        await note_sighting(q, identity.id, place.id, roles=caller.roles, now_ms=now_ms)
    return identity, place


def _identity(row: sqlite3.Row) -> Identity:
    account = Account(row["platform"], row["native_id"], row["name"], row["username"], row["language"])
    return Identity(row["id"], row["person_id"], account)


def _place(row: sqlite3.Row) -> Place:
    settings = PlaceSettings.model_validate_json(row["settings"])
    return Place(row["id"], PlaceRef(row["platform"], row["native_id"]), row["time_zone"], settings)
