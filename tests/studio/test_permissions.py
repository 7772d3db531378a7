"""Who may do what: every flow, for everybody who may try it. A refusal leaves the database as it was."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pytest

from bot.domain.errors import Blocked, InvalidOrder, NotModerator, NotYours, Refusal
from bot.domain.people import OPERATOR, Account, Caller, PlaceRef, Standing
from bot.domain.quota import Limit
from bot.domain.song import Origin
from bot.domain.view import Tap, View
from bot.store import blocks, people
from bot.store.db import Query
from bot.studio.admission import Admission
from bot.studio.alerts import Alerts
from bot.studio.allowance import Allowance
from bot.studio.dialogues.change import ChangeKind
from bot.studio.dialogues.front import Dialogues, make_dialogues
from bot.studio.dialogues.settings import SettingsKind
from bot.studio.drafts import Drafts
from bot.studio.moderation.changes import Changes
from bot.studio.moderation.front import Moderation
from bot.studio.moderation.overview import Overview
from bot.studio.pricing import Pricing
from bot.studio.replies import Replies
from bot.studio.routing import Routing
from bot.studio.views import CancelOutcome
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import CHAT, TAVERN, ScriptedProvider, Studio, an_order, info, with_limits
from tests.studio.messages import Mailbox

CELLAR = PlaceRef(CHAT, "cellar")
PRIVATE = PlaceRef()
WORDS = "[Verse]\nThe sea is grey\nThe boats are small\nThe wind is up\nAnd that is all"
RULES = with_limits(
    quota=Limit(3, "day"),
    operators=frozenset({(CHAT, "olga")}),
    operator_chats=(Origin(platform=CHAT, chat="olga"),),
)

ANN = Caller(Account(CHAT, "ann"), TAVERN)
"""Whose songs and requests the others try to get at, in the tavern."""
MAY = Caller(Account(CHAT, "may"), TAVERN, manages=True)
"""Another moderator, whose panels the others try to use."""
PIA = Caller(Account(CHAT, "pia"), PRIVATE)
"""Whose request the others try to answer, in private."""

WHO = {
    "member": Caller(Account(CHAT, "mia"), TAVERN),
    "moderator": Caller(Account(CHAT, "mo"), TAVERN, manages=True),
    "moderator elsewhere": Caller(Account(CHAT, "otto"), CELLAR, manages=True),
    "moderator on a visit": Caller(Account(CHAT, "otto"), TAVERN),
    "blocked": Caller(Account(CHAT, "bea"), TAVERN),
    "operator": Caller(Account(CHAT, "olga"), TAVERN),
    "operator in private": Caller(Account(CHAT, "olga"), PRIVATE),
    "member in private": Caller(Account(CHAT, "mia"), PRIVATE),
    "moderator in private": Caller(Account(CHAT, "mo"), PRIVATE),
    "local chat's moderator": Caller(Account(CHAT, "lou"), PRIVATE, manages=True),
    "member by message": Caller(Account(CHAT, "mia"), PRIVATE, direct=True),
    "moderator by message": Caller(Account(CHAT, "mo"), PRIVATE, direct=True),
    "operator by message": Caller(Account(CHAT, "olga"), PRIVATE, direct=True),
}
"""The tavern can be charged with songs by message, and all three belong to it."""

TABLES = (
    "people", "identities", "places", "sightings", "jobs", "job_log", "calls", "tracks", "posts", "ledger",
    "policies", "blocks", "dialogues", "audit", "news",
)  # fmt: skip


class Nothing(Exception):
    """The answer is that there is nothing of theirs."""


@dataclass
class Scene:
    """A tavern with a member's things in it, and somebody who tries something."""

    studio: Studio
    dialogues: Dialogues
    messages: int = 0

    def origin(self, caller: Caller) -> Origin:
        """Return a new message of somebody's."""
        self.messages += 1
        chat = caller.place.native_id
        return Origin(
            platform=CHAT,
            chat=chat,
            message=f"{self.messages}",
            place="" if caller.place.is_private else caller.place.native_id,
            person=caller.account.native_id,
        )

    async def draft(self, caller: Caller) -> View:
        origin = self.origin(caller)
        return await self.dialogues.words(caller, WORDS, origin, f"words:{origin.message}")

    async def quota(self, caller: Caller) -> View:
        origin = self.origin(caller)
        return await self.dialogues.quota(caller, origin, f"quota:{origin.message}")

    async def press(self, caller: Caller, view: View, action: str, **values: str) -> View:
        tap = Tap(view.dialogue, view.step, action, {name: (value,) for name, value in values.items()})
        return (await self.dialogues.tap(caller, tap, self.origin(caller))).view

    async def admin(self, caller: Caller, text: str) -> View:
        origin = self.origin(caller)
        return await self.dialogues.admin(caller, text, origin, f"admin:{origin.message}")

    async def asked(self, caller: Caller) -> View:
        """Ask for three more songs."""
        return await self.press(caller, await self.quota(caller), "ask", amount="3", reason="a party")

    async def everything(self) -> dict[str, list[tuple[object, ...]]]:
        """Return all rows of all tables."""
        return {
            table: sorted(tuple(row) for row in await self.studio.db.read(f"SELECT * FROM {table}"))
            for table in TABLES
        }


Try = Callable[[], Awaitable[object]]
Flow = Callable[[Scene, Caller], Awaitable[Try]]
"""Prepares what is tried, and returns the one thing that is tried."""


# --- flows with one's own things --------------------------------------------------------------


async def orders_a_song(scene: Scene, who: Caller) -> Try:
    origin = scene.origin(who)
    order = an_order("", origin.message, place=who.place, caller=who, prompt="the sea")
    return lambda: scene.studio.desk.order(order)


async def sends_lyrics(scene: Scene, who: Caller) -> Try:
    return lambda: scene.draft(who)


async def sings_their_lyrics(scene: Scene, who: Caller) -> Try:
    view = await scene.draft(who)
    return lambda: scene.press(who, view, "sing")


async def looks_at_their_quota(scene: Scene, who: Caller) -> Try:
    return lambda: scene.quota(who)


async def asks_for_more(scene: Scene, who: Caller) -> Try:
    view = await scene.quota(who)
    return lambda: scene.press(who, view, "ask", amount="3")


def answers_their_own_request(action: str) -> Flow:
    async def flow(scene: Scene, who: Caller) -> Try:
        view = await scene.asked(who)
        return lambda: scene.press(who, view, action, amount="3")

    return flow


async def cancels_their_song(scene: Scene, who: Caller) -> Try:
    unblocked = Caller(who.account, CELLAR)  # a song from before the block, or from elsewhere
    origin = scene.origin(unblocked)
    order = an_order("", origin.message, place=CELLAR, caller=unblocked, prompt="the sea")
    job_id = (await scene.studio.desk.order(order)).status.job_id
    return lambda: cancel(scene, who, job_id)


async def cancel(scene: Scene, who: Caller, job_id: str) -> None:
    done = await scene.studio.desk.cancel(who.account, who.place, job_id)
    if done.outcome is not CancelOutcome.CANCELLED:
        raise Nothing


# --- flows with somebody else's things ----------------------------------------------------------


def presses_on_anns_draft(action: str) -> Flow:
    async def flow(scene: Scene, who: Caller) -> Try:
        view = await scene.draft(ANN)
        return lambda: scene.press(who, view, action, style="pop", voice="female")

    return flow


async def asks_in_anns_name(scene: Scene, who: Caller) -> Try:
    view = await scene.quota(ANN)
    return lambda: scene.press(who, view, "ask", amount="3")


def answers_anns_request(action: str) -> Flow:
    async def flow(scene: Scene, who: Caller) -> Try:
        view = await scene.asked(ANN)
        return lambda: scene.press(who, view, action, amount="2", reason="well sung")

    return flow


def answers_a_request_in_private(action: str) -> Flow:
    async def flow(scene: Scene, who: Caller) -> Try:
        view = await scene.asked(PIA)
        return lambda: scene.press(who, view, action, amount="2", reason="well sung")

    return flow


async def cancels_anns_song(scene: Scene, who: Caller) -> Try:
    job_id = await scene.studio.ordered(who="ann")
    return lambda: cancel(scene, who, job_id)


def hears_anns_song(*, private: bool) -> Flow:
    async def flow(scene: Scene, who: Caller) -> Try:
        job_id = await scene.studio.sung(who="ann", private=private)

        async def hear() -> None:
            if await scene.studio.desk.track(who, job_id, 1) is None:
                raise Nothing

        return hear

    return flow


def does_with_anns_song(action: str) -> Flow:
    async def flow(scene: Scene, who: Caller) -> Try:
        studio, origin = scene.studio, scene.origin(who)
        job_id = await studio.sung(who="ann")
        await studio.pipeline.run(job_id)
        tries: dict[str, Try] = {
            "again": lambda: studio.songs.again(who, job_id, origin, "tap"),
            "edit": lambda: studio.songs.edit(who, job_id, origin, "tap"),
            "words": lambda: studio.songs.words(who, job_id, 1),
            "fetch": lambda: studio.songs.fetch(who, job_id, origin),
            "delete": lambda: studio.songs.delete(who, job_id),
        }
        return tries[action]

    return flow


async def presses_on_anns_songs(scene: Scene, who: Caller) -> Try:
    await scene.studio.sung(who="ann")
    view = await scene.studio.songs.history(ANN, scene.origin(ANN), "songs")
    return lambda: scene.press(who, view, "song", song="0")


# --- flows of moderators ------------------------------------------------------------------------


def asks_the_bot(text: str) -> Flow:
    async def flow(scene: Scene, who: Caller) -> Try:
        return lambda: scene.admin(who, text)

    return flow


def asks_and_confirms(text: str) -> Flow:
    async def flow(scene: Scene, who: Caller) -> Try:
        view = await scene.admin(who, text)
        return lambda: scene.press(who, view, "confirm")

    return flow


def presses_on_mays_change(action: str) -> Flow:
    async def flow(scene: Scene, who: Caller) -> Try:
        view = await scene.admin(MAY, "quota set ann 9 day")
        return lambda: scene.press(who, view, action)

    return flow


def presses_on_mays_settings(action: str, **values: str) -> Flow:
    async def flow(scene: Scene, who: Caller) -> Try:
        view = await scene.admin(MAY, "settings")
        return lambda: scene.press(who, view, action, **values)

    return flow


CHANGES = (
    "quota set ann 5 week helping out", "quota set ann unlimited", "quota add ann 3", "quota reset ann",
    "quota role bard 9 day", "quota default 2 day", "quota server 20 month", "quota server 5 USD month",
    "block ann 2h noise", "unblock cid", "pause We are moving house", "block ann",
)  # fmt: skip
LOOKS = ("", "help", "quota show", "quota show ann", "log", "log 2", "settings")
NONSENSE = ("quota set ann -1", "quota set nobody-knows 5", "dance", "quota")
CONTROLS: tuple[tuple[str, dict[str, str]], ...] = (
    ("channels", {"channels": "stage"}),
    ("roles", {"roles": "bard"}),
    ("moderator_roles", {"moderator_roles": "staff"}),
    ("moderator_channel", {"moderator_channel": "office"}),
    ("provider", {"provider": "one"}),
    ("language", {"language": "en"}),
    ("zone", {"zone": "Europe/Berlin"}),
    ("zone-form", {"zone_name": "Asia/Tokyo"}),
    ("dm", {}),
    ("pause", {"message": "Back on Monday."}),
    ("resume", {}),
    ("page-place", {}),
)


# --- the table --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A flow, and everybody who is kept from it by which answer; all others may."""

    words: str
    flow: Flow
    refused: dict[str, type[Exception]]


NOBODY_IS_REFUSED: dict[str, type[Exception]] = {}
BLOCKED: dict[str, type[Exception]] = {"blocked": Blocked}


def all_but(*allowed: str, error: type[Exception]) -> dict[str, type[Exception]]:
    assert set(allowed) <= set(WHO)
    return {who: error for who in WHO if who not in allowed}


IN_THE_TAVERN = ("member", "moderator", "moderator on a visit", "blocked", "operator")
OF_PRIVATE = ("operator in private", "operator by message", "local chat's moderator")

MODERATORS = ("moderator", "moderator elsewhere", *OF_PRIVATE)
"""Who moderates the place that they call from."""
HERE_ONLY = all_but("moderator", error=NotModerator)

MATRIX = [
    Row("order a song", orders_a_song, BLOCKED),
    Row("send lyrics", sends_lyrics, NOBODY_IS_REFUSED),
    Row("have their lyrics sung", sings_their_lyrics, BLOCKED),
    Row("look at their quota", looks_at_their_quota, NOBODY_IS_REFUSED),
    Row("ask for more songs", asks_for_more, BLOCKED),
    Row("cancel their own song", cancels_their_song, NOBODY_IS_REFUSED),
    *(
        Row(f"press {action} on Ann's draft", presses_on_anns_draft(action), all_but(error=NotYours))
        for action in ("sing", "edit", "style", "voice", "drop")
    ),
    Row("ask for more in Ann's name", asks_in_anns_name, all_but(error=NotYours)),
    *(
        Row(
            f"{action} Ann's request in the tavern",
            answers_anns_request(action),
            all_but("moderator", error=NotModerator),
        )
        for action in ("approve", "amount", "decline")
    ),
    *(
        Row(
            f"{action} a request in private",
            answers_a_request_in_private(action),
            all_but(*OF_PRIVATE, error=NotModerator),
        )
        for action in ("approve", "amount", "decline")
    ),
    *(
        Row(
            f"{action} their own request",
            answers_their_own_request(action),
            all_but(error=NotModerator)
            | dict.fromkeys(("moderator", "moderator elsewhere", *OF_PRIVATE), InvalidOrder)
            | BLOCKED,
        )
        for action in ("approve", "amount", "decline")
    ),
    *(Row(f"/admin {text}", asks_the_bot(text), all_but(*MODERATORS, error=NotModerator)) for text in LOOKS),
    *(
        Row(f"/admin {text}", asks_and_confirms(text), all_but(*MODERATORS, error=NotModerator))
        for text in CHANGES
    ),
    *(
        Row(
            f"/admin {text}, which makes no sense",
            asks_the_bot(text),
            dict.fromkeys(WHO, NotModerator) | dict.fromkeys(MODERATORS, InvalidOrder),
        )
        for text in NONSENSE
    ),
    *(
        Row(
            f"press {action} on May's change",
            presses_on_mays_change(action),
            HERE_ONLY | {"moderator": NotYours},
        )
        for action in ("confirm", "drop")
    ),
    *(
        Row(f"press {action} on May's settings", presses_on_mays_settings(action, **values), HERE_ONLY)
        for action, values in CONTROLS
    ),
    Row("cancel Ann's song", cancels_anns_song, all_but(error=Nothing)),
    Row(
        "hear Ann's song in the tavern",
        hears_anns_song(private=False),
        all_but(*IN_THE_TAVERN, error=Nothing),
    ),
    Row("hear Ann's private song", hears_anns_song(private=True), all_but(error=Nothing)),
    *(
        Row(
            f"{action} Ann's song in the tavern",
            does_with_anns_song(action),
            all_but(*IN_THE_TAVERN, error=NotYours) | (BLOCKED if action in ("again", "fetch") else {}),
        )
        for action in ("again", "edit", "words", "fetch")
    ),
    Row("delete Ann's song", does_with_anns_song("delete"), HERE_ONLY),
    Row("press on Ann's list of songs", presses_on_anns_songs, all_but(error=NotYours)),
]
CASES = [pytest.param(row, who, id=f"{who}: {row.words}") for row in MATRIX for who in WHO]


def with_moderation(studio: Studio) -> Dialogues:
    """Put the flows together with those of moderators."""
    infos = {name: one.info for name, one in studio.providers.items()}
    pricing, admission = Pricing(infos, RULES.rates), Admission(RULES)
    allowance = Allowance(RULES, pricing)
    changes = Changes(RULES, allowance, pricing)
    change = ChangeKind(changes=changes, admission=admission)
    titles = {name: one.title for name, one in infos.items()}
    settings = SettingsKind(rules=RULES, titles=titles, admission=admission)

    async def admin(caller: Caller, text: str, origin: Origin, dedup: str) -> View:
        return await moderation.admin(caller, text, origin, dedup)

    routing = Routing(studio.providers, list(infos))
    drafts = Drafts(
        routing=routing,
        rules=RULES,
        admission=admission,
        allowance=allowance,
        pricing=pricing,
        alerts=Alerts(RULES, allowance, studio.clock),
    )
    dialogues, machine, _ = make_dialogues(
        db=studio.db,
        desk=studio.desk,
        rules=RULES,
        routing=routing,
        admission=admission,
        allowance=allowance,
        charging=studio.charging,
        platforms={CHAT: studio.chat},
        runners=studio.dispatcher,
        drafts=drafts,
        replies=Replies(studio.clock),
        uploads=studio.uploads,
        public_link=str,
        aftercare=studio.aftercare,
        errands=studio.errands,
        admin_kinds={"change": change, "settings": settings},
        admin=admin,
        now_ms=studio.clock,
    )
    moderation = Moderation(
        db=studio.db,
        machine=machine,
        changes=changes,
        change=change,
        settings=settings,
        overview=Overview(RULES, allowance),
        admission=admission,
        now_ms=studio.clock,
    )
    return dialogues


@pytest.fixture
async def scene(make_studio: MakeStudio) -> Scene:
    """A tavern in which Bea is blocked. In every place Ann has ordered a song, and Cid is blocked."""
    studio = make_studio(ScriptedProvider(info("one")), rules=RULES)
    scene, box = Scene(studio, with_moderation(studio)), Mailbox(studio)

    async def block(caller: Caller) -> None:
        async def work(q: Query) -> None:
            met, place = await people.arrive(q, caller, now_ms=studio.clock())
            person, now_ms = met.person_id, studio.clock()
            await blocks.put(q, place.id, person, reason="", by=OPERATOR, until_ms=None, now_ms=now_ms)

        await studio.db.tx(work)

    await block(WHO["blocked"])
    for name, manages in (("mia", False), ("mo", True), ("olga", False)):
        await box.open(TAVERN, who=name)
        studio.chat.members[TAVERN, name] = Standing(TAVERN, "The Tavern", manages=manages)
    for where in (TAVERN, CELLAR, PRIVATE):
        await block(Caller(Account(CHAT, "cid"), where))
        await (await orders_a_song(scene, Caller(ANN.account, where)))()
    return scene


@pytest.mark.parametrize(("row", "who"), CASES)
async def test_everybody_may_do_what_the_table_says(scene: Scene, row: Row, who: str) -> None:
    error = row.refused.get(who)
    try:
        attempt = await row.flow(scene, WHO[who])
    except Refusal as refusal:  # they did not even get so far
        assert type(refusal) is error
        return
    before = await scene.everything()
    if error is None:
        await attempt()
        return
    with pytest.raises(error) as caught:
        await attempt()
    assert type(caught.value) is error
    assert await scene.everything() == before


async def test_a_request_of_somebody_who_was_blocked_since_can_only_be_declined(scene: Scene) -> None:
    ann, _ = await scene.studio.db.tx(lambda q: people.arrive(q, ANN, now_ms=scene.studio.clock()))
    place = await people.find_place(scene.studio.db.read, TAVERN)
    assert place is not None
    view = await scene.asked(ANN)
    await scene.studio.db.tx(
        lambda q: blocks.put(
            q, place.id, ann.person_id, reason="", by=OPERATOR, until_ms=None, now_ms=scene.studio.clock()
        )
    )
    before = await scene.everything()
    with pytest.raises(InvalidOrder):
        await scene.press(WHO["moderator"], view, "approve")
    assert await scene.everything() == before
    await scene.press(WHO["moderator"], view, "decline")


@pytest.mark.parametrize("who", ["moderator elsewhere", "operator in private"])
@pytest.mark.parametrize("text", CHANGES)
async def test_what_a_moderator_changes_is_changed_in_their_own_place_only(
    scene: Scene, who: str, text: str
) -> None:
    async def of_the_tavern() -> list[tuple[object, ...]]:
        found: list[tuple[object, ...]] = []
        for table in ("policies", "ledger", "blocks", "audit", "dialogues", "sightings"):
            rows = await scene.studio.db.read(
                f"SELECT * FROM {table} WHERE place_id = (SELECT id FROM places WHERE native_id = 'tavern')"
            )
            found += [tuple(row) for row in rows]
        places = await scene.studio.db.read("SELECT * FROM places WHERE native_id = 'tavern'")
        return found + [tuple(row) for row in places]

    before = await of_the_tavern()
    view = await scene.admin(WHO[who], text)
    await scene.press(WHO[who], view, "confirm")
    assert await of_the_tavern() == before
    audit = await scene.studio.db.read("SELECT place_id FROM audit")
    assert len(audit) == 1
