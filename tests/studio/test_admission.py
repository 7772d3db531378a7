"""Who is let in, who may have songs made, and who moderates: only ever the place they are calling from."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from bot.domain.errors import Blocked, NotModerator, Outside, Paused, Refusal, RoleNeeded, WrongChannel
from bot.domain.people import OPERATOR, Account, Caller, Identity, Pause, Place, PlaceRef, PlaceSettings
from bot.domain.view import Mention
from bot.store import blocks, people
from bot.store.db import Db
from bot.studio.admission import Admission
from bot.studio.rules import Access, Rules
from tests.store.rows import DAY_MS, NOON_MS
from tests.studio.fakes import CHAT, TAVERN, with_limits

CELLAR = PlaceRef(CHAT, "cellar")
PRIVATE = PlaceRef()
ANN = Account(CHAT, "ann", "Ann")
OLGA = Account(CHAT, "olga", "Olga")
RULES = with_limits(operators=frozenset({(CHAT, "olga")}))
STAFF = PlaceSettings(moderator_roles=("staff",))


@dataclass
class Door:
    """The door of one place."""

    db: Db
    rules: Rules = RULES
    now_ms: int = NOON_MS

    async def arrive(self, caller: Caller) -> tuple[Identity, Place]:
        """Come in, as every order does."""
        return await self.db.tx(lambda q: people.arrive(q, caller, now_ms=self.now_ms))

    async def decide(self, ref: PlaceRef, *, zone: str = "UTC", **settings: Any) -> None:
        """Set what the moderators of a place decided."""
        place = await self.db.tx(lambda q: people.come_to(q, ref, now_ms=self.now_ms))
        decided = PlaceSettings(**settings)
        await self.db.tx(lambda q: people.change_place(q, place.id, settings=decided, time_zone=zone))

    async def block(self, account: Account, ref: PlaceRef = TAVERN, until_ms: int | None = None) -> None:
        """Block somebody."""
        identity, place = await self.arrive(Caller(account, ref))
        await self.db.tx(
            lambda q: blocks.put(
                q,
                place.id,
                identity.person_id,
                reason="noise",
                by=OPERATOR,
                until_ms=until_ms,
                now_ms=self.now_ms,
            )
        )

    async def answer(self, caller: Caller) -> Refusal | None:
        """Return what keeps a caller from having a song made."""
        identity, place = await self.arrive(caller)
        try:
            await Admission(self.rules).check(self.db.read, caller, identity, place, now_ms=self.now_ms)
        except Refusal as refusal:
            return refusal
        return None

    async def lets(self, caller: Caller) -> bool:
        """Tell whether a caller may have a song made."""
        return await self.answer(caller) is None


@pytest.fixture
def door(db: Db) -> Door:
    return Door(db)


def at_door(account: Account = ANN, ref: PlaceRef = TAVERN, **more: Any) -> Caller:
    return Caller(account, ref, **more)


# --- [access] ---------------------------------------------------------------------------------


async def test_without_access_rules_everybody_is_let_in(door: Door) -> None:
    assert await door.lets(at_door())
    assert await door.lets(at_door(ref=PRIVATE))


async def test_only_servers_on_the_list_are_served(door: Door) -> None:
    door.rules = with_limits(RULES, access=Access(servers=frozenset({"tavern"})))
    assert await door.lets(at_door())
    assert isinstance(await door.answer(at_door(ref=CELLAR)), Outside)
    assert await door.lets(at_door(ref=PRIVATE))


async def test_an_empty_list_of_servers_is_none(door: Door) -> None:
    door.rules = with_limits(RULES, access=Access(servers=frozenset()))
    assert isinstance(await door.answer(at_door()), Outside)


@pytest.mark.parametrize("caller", [at_door(manages=True, ref=CELLAR), at_door(OLGA, CELLAR)])
async def test_a_server_that_is_not_on_the_list_is_not_served_for_moderators_either(
    door: Door, caller: Caller
) -> None:
    door.rules = with_limits(RULES, access=Access(servers=frozenset({"tavern"})))
    assert isinstance(await door.answer(caller), Outside)


async def test_with_members_only_a_stranger_may_not_write_privately(door: Door) -> None:
    door.rules = with_limits(RULES, access=Access(private="members"))
    assert isinstance(await door.answer(at_door(ref=PRIVATE)), Outside)
    assert isinstance(await door.answer(at_door(ref=PRIVATE)), Outside)  # having tried is no membership


async def test_with_members_only_whoever_was_met_in_a_server_may_write_privately(door: Door) -> None:
    door.rules = with_limits(RULES, access=Access(private="members"))
    await door.arrive(at_door())
    assert await door.lets(at_door(ref=PRIVATE))


async def test_with_members_only_one_account_of_a_member_speaks_for_the_other(door: Door) -> None:
    door.rules = with_limits(RULES, access=Access(private="members"))
    member, _ = await door.arrive(at_door())
    other, _ = await door.arrive(at_door(Account(CHAT, "ann at work"), PRIVATE))
    sql = "UPDATE identities SET person_id = :person WHERE id = :id"
    await door.db.tx(lambda q: q(sql, {"person": member.person_id, "id": other.id}))
    assert await door.lets(at_door(Account(CHAT, "ann at work"), PRIVATE))


async def test_with_nobody_even_members_may_not_write_privately(door: Door) -> None:
    door.rules = with_limits(RULES, access=Access(private="nobody"))
    await door.arrive(at_door())
    assert isinstance(await door.answer(at_door(ref=PRIVATE)), Outside)


@pytest.mark.parametrize("private", ["members", "nobody"])
async def test_operator_and_moderators_of_the_local_chat_are_let_in_privately(
    door: Door, private: Any
) -> None:
    door.rules = with_limits(RULES, access=Access(private=private))
    assert await door.lets(at_door(OLGA, PRIVATE))
    assert await door.lets(at_door(ref=PRIVATE, manages=True))


# --- what moderators decided ------------------------------------------------------------------


async def test_a_block_holds_until_its_very_end(door: Door) -> None:
    end = door.now_ms + DAY_MS
    await door.decide(TAVERN, zone="Europe/Berlin")
    await door.block(ANN, until_ms=end)
    refusal = await door.answer(at_door())
    assert isinstance(refusal, Blocked)
    assert (refusal.reason, refusal.until_ms, refusal.time_zone) == ("noise", end, "Europe/Berlin")
    door.now_ms = end - 1
    assert isinstance(await door.answer(at_door()), Blocked)
    door.now_ms = end
    assert await door.lets(at_door())


async def test_a_block_without_an_end_holds_until_it_is_lifted(door: Door) -> None:
    await door.block(ANN)
    identity, place = await door.arrive(at_door())
    door.now_ms += 3_650 * DAY_MS
    refusal = await door.answer(at_door())
    assert isinstance(refusal, Blocked)
    assert refusal.until_ms is None
    await door.db.tx(lambda q: blocks.lift(q, place.id, identity.person_id, now_ms=door.now_ms))
    assert await door.lets(at_door())


async def test_a_block_is_of_one_person_in_one_place(door: Door) -> None:
    await door.block(ANN)
    assert await door.lets(at_door(ref=CELLAR))
    assert await door.lets(at_door(ref=PRIVATE))
    assert await door.lets(at_door(OLGA))


async def test_a_block_holds_for_every_account_of_a_person(door: Door) -> None:
    await door.block(ANN)
    ann, _ = await door.arrive(at_door())
    other, _ = await door.arrive(at_door(Account(CHAT, "ann at work")))
    sql = "UPDATE identities SET person_id = :person WHERE id = :id"
    await door.db.tx(lambda q: q(sql, {"person": ann.person_id, "id": other.id}))
    assert isinstance(await door.answer(at_door(Account(CHAT, "ann at work"))), Blocked)


async def test_a_pause_says_what_the_moderators_say(door: Door) -> None:
    await door.decide(TAVERN, pause=Pause(message="We are moving house.", since_ms=NOON_MS))
    refusal = await door.answer(at_door())
    assert isinstance(refusal, Paused)
    assert refusal.params() == {"message": "We are moving house."}
    assert await door.lets(at_door(ref=CELLAR))


async def test_songs_are_made_for_those_who_have_one_of_the_roles(door: Door) -> None:
    await door.decide(TAVERN, roles=("bard", "smith"))
    refusal = await door.answer(at_door(roles=frozenset({"cook"})))
    assert isinstance(refusal, RoleNeeded)
    assert refusal.mentions() == {"roles": (Mention("role", "bard"), Mention("role", "smith"))}
    assert await door.lets(at_door(roles=frozenset({"cook", "smith"})))


async def test_songs_are_made_in_the_channels_that_were_chosen(door: Door) -> None:
    await door.decide(TAVERN, channels=("stage",))
    refusal = await door.answer(at_door(channel="bar"))
    assert isinstance(refusal, WrongChannel)
    assert refusal.mentions() == {"channels": (Mention("channel", "stage"),)}
    assert isinstance(await door.answer(at_door()), WrongChannel)
    assert await door.lets(at_door(channel="stage"))


async def test_rules_of_a_place_hold_for_its_moderators_too(door: Door) -> None:
    await door.decide(TAVERN, roles=("bard",), channels=("stage",))
    moderator = at_door(manages=True, channel="stage")
    assert isinstance(await door.answer(moderator), RoleNeeded)


# --- of several reasons the one that helps most is told -----------------------------------------

Mend = Callable[[Door], Awaitable[None]]


async def test_reasons_are_told_from_the_widest_to_the_narrowest(door: Door) -> None:
    """Nobody is sent to another channel to learn there that they are blocked."""
    door.rules = with_limits(RULES, access=Access(servers=frozenset({"cellar"})))
    await door.block(ANN)
    wrong: dict[str, Any] = {"roles": ("bard",), "channels": ("stage",)}
    await door.decide(TAVERN, pause=Pause(since_ms=NOON_MS), **wrong)
    identity, place = await door.arrive(at_door())

    async def let_the_place_in(door: Door) -> None:
        door.rules = RULES

    async def lift(door: Door) -> None:
        await door.db.tx(lambda q: blocks.lift(q, place.id, identity.person_id, now_ms=door.now_ms))

    async def end_the_pause(door: Door) -> None:
        await door.decide(TAVERN, **wrong)

    async def open_to_all_roles(door: Door) -> None:
        await door.decide(TAVERN, channels=("stage",))

    async def open_all_channels(door: Door) -> None:
        await door.decide(TAVERN)

    told: list[tuple[type[Refusal], Mend]] = [
        (Outside, let_the_place_in),
        (Blocked, lift),
        (Paused, end_the_pause),
        (RoleNeeded, open_to_all_roles),
        (WrongChannel, open_all_channels),
    ]
    for error, mend in told:
        assert type(await door.answer(at_door(channel="bar"))) is error
        await mend(door)
    assert await door.lets(at_door(channel="bar"))


# --- who moderates ----------------------------------------------------------------------------

TAVERN_OF_STAFF = Place("1", TAVERN, settings=STAFF)
ALL_PRIVATE = Place("2", PRIVATE, settings=STAFF)


@pytest.mark.parametrize(
    ("caller", "place", "moderates"),
    [
        pytest.param(at_door(), TAVERN_OF_STAFF, False, id="a member does not"),
        pytest.param(at_door(manages=True), TAVERN_OF_STAFF, True, id="whom the chat lets manage it does"),
        pytest.param(
            at_door(roles=frozenset({"staff"})),
            TAVERN_OF_STAFF,
            True,
            id="whoever has a moderators' role does",
        ),
        pytest.param(
            at_door(roles=frozenset({"bard"})), TAVERN_OF_STAFF, False, id="whoever has another role does not"
        ),
        pytest.param(
            at_door(ref=CELLAR, manages=True),
            TAVERN_OF_STAFF,
            False,
            id="a moderator of another place does not",
        ),
        pytest.param(
            at_door(ref=CELLAR, roles=frozenset({"staff"})),
            TAVERN_OF_STAFF,
            False,
            id="a role of the same id elsewhere does not help",
        ),
        pytest.param(
            at_door(ref=PRIVATE, manages=True),
            TAVERN_OF_STAFF,
            False,
            id="a moderator of the local chat does not moderate a server",
        ),
        pytest.param(
            at_door(manages=True),
            ALL_PRIVATE,
            False,
            id="a server's moderator does not moderate direct messages",
        ),
        pytest.param(
            at_door(ref=PlaceRef("other chat", "tavern"), manages=True),
            TAVERN_OF_STAFF,
            False,
            id="a place of the same id in another chat is another place",
        ),
        pytest.param(
            at_door(ref=PRIVATE, manages=True), ALL_PRIVATE, True, id="the local chat's moderator does"
        ),
        pytest.param(at_door(OLGA, PRIVATE), ALL_PRIVATE, True, id="the operator does in private"),
        pytest.param(at_door(OLGA), TAVERN_OF_STAFF, False, id="the operator does not elsewhere"),
        pytest.param(
            at_door(OLGA, manages=True), TAVERN_OF_STAFF, True, id="the operator does where the chat says so"
        ),
        pytest.param(
            at_door(Account("other chat", "olga"), PRIVATE),
            ALL_PRIVATE,
            False,
            id="somebody of the operator's name in another chat does not",
        ),
        pytest.param(at_door(ref=PRIVATE), ALL_PRIVATE, False, id="a member in private does not"),
    ],
)
def test_somebody_moderates_the_place_that_they_call_from(
    caller: Caller, place: Place, moderates: bool
) -> None:
    admission = Admission(RULES)
    assert admission.moderates(caller, place) is moderates
    if moderates:
        admission.require_moderator(caller, place)
    else:
        with pytest.raises(NotModerator):
            admission.require_moderator(caller, place)


def test_the_operator_is_known_by_chat_and_plain_id() -> None:
    admission = Admission(RULES)
    assert admission.is_operator(Account(CHAT, "olga", "any name"))
    assert not admission.is_operator(Account(CHAT, "ann", "olga", "olga"))
    assert not admission.is_operator(Account("other chat", "olga"))
