"""People, their identities, places, and who was seen where."""

from bot.domain.ids import new_id
from bot.domain.people import Account, Identity, Place, PlaceRef
from bot.store.db import Query


async def meet(q: Query, account: Account, *, now_ms: int) -> Identity:
    """Return the identity of an account, made at the first contact and kept up to date after."""
    found = await q(
        """UPDATE identities SET username = :username, name = :name, language = :language, seen_at = :now
        WHERE platform = :platform AND native_id = :native RETURNING id, person_id""",
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
        return Identity(found[0]["id"], found[0]["person_id"], account)
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


async def find_identity(q: Query, account: Account) -> Identity | None:
    """Return the identity of an account that has been met before."""
    rows = await q(
        "SELECT id, person_id FROM identities WHERE platform = :platform AND native_id = :native",
        {"platform": account.platform, "native": account.native_id},
    )
    return Identity(rows[0]["id"], rows[0]["person_id"], account) if rows else None


async def person_of(q: Query, identity_id: str) -> str:
    """Return the id of the person behind an identity."""
    rows = await q("SELECT person_id FROM identities WHERE id = :id", {"id": identity_id})
    return str(rows[0]["person_id"])


async def find_place(q: Query, ref: PlaceRef) -> Place | None:
    """Return a place that has been met before."""
    rows = await q(
        "SELECT id, time_zone FROM places WHERE platform = :platform AND native_id = :native",
        {"platform": ref.platform, "native": ref.native_id},
    )
    return Place(rows[0]["id"], ref, rows[0]["time_zone"]) if rows else None


async def place_by_id(q: Query, place_id: str) -> Place:
    """Return a place by its row's id."""
    row = (await q("SELECT platform, native_id, time_zone FROM places WHERE id = :id", {"id": place_id}))[0]
    return Place(place_id, PlaceRef(row["platform"], row["native_id"]), row["time_zone"])


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


async def note_sighting(q: Query, identity_id: str, place_id: str, *, now_ms: int) -> None:
    """Remember that somebody was met in a place."""
    await q(
        """INSERT INTO sightings (identity_id, place_id, seen_at) VALUES (:identity, :place, :now)
        ON CONFLICT (identity_id, place_id) DO UPDATE SET seen_at = excluded.seen_at""",
        {"identity": identity_id, "place": place_id, "now": now_ms},
    )
