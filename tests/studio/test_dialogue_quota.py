"""`/quota` and asking for more: what is shown, who may ask and answer, and that every answer counts once."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.errors import (
    Blocked,
    DialogueGone,
    InvalidOrder,
    NotModerator,
    NotYours,
    Outside,
    PlaceGone,
    Refusal,
)
from bot.domain.people import Account, Caller, PlaceRef, PlaceSettings
from bot.domain.quota import Limit, Period
from bot.domain.song import Origin
from bot.domain.view import Phrase, Tap, View
from bot.locales import catalogue
from bot.store import audit, blocks, ledger, people
from bot.studio.rules import Access
from bot.studio.views import Answer
from tests.store.rows import DAY_MS
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import CHAT, TAVERN, ScriptedProvider, Studio, with_limits

CELLAR = PlaceRef(CHAT, "cellar")
ANN = Caller(Account(CHAT, "ann", name="Ann"), TAVERN, channel="hall")
MIA = Caller(Account(CHAT, "mia", name="Mia"), TAVERN, channel="hall", manages=True)
MAX = Caller(Account(CHAT, "max", name="Max"), TAVERN, channel="hall", manages=True)
OTHER = replace(MIA, place=CELLAR)
HERE = Origin(platform=CHAT, chat="hall", message="7", person="ann")
OPERATOR = Origin(platform=CHAT, chat="operator", person="op")


@pytest.fixture
def studio(make_studio: MakeStudio, one: ScriptedProvider) -> Studio:
    """A place where everybody has two songs a day."""
    return make_studio(one, rules=with_limits(quota=Limit(2, "day")))


async def quota(studio: Studio, caller: Caller = ANN, message: str = "7") -> View:
    return await studio.dialogues.quota(caller, HERE, f"{caller.place.native_id}:{message}")


async def tap(studio: Studio, view: View, action: str, by: Caller = ANN, **values: str) -> Answer:
    pressed = Tap(view.dialogue, view.step, action, {name: (value,) for name, value in values.items()})
    return await studio.dialogues.tap(by, pressed, HERE)


async def asked(studio: Studio, caller: Caller = ANN, amount: str = "3", message: str = "7") -> View:
    """Ask for more; returns what moderators are shown."""
    view = await quota(studio, caller, message)
    view = (await tap(studio, view, "ask", caller, amount=amount, reason="a birthday")).view
    assert not view.is_open
    await studio.herald.tell_due()
    return studio.chat.views()[-1][1].view


def read(view: View) -> str:
    say = catalogue().phrase
    fields = [one for field in view.fields for one in (field.label, *field.value)]
    labels = [button.label for button in view.buttons]
    forms = [button.form for button in view.buttons if button.form is not None]
    inputs = [one for form in forms for one in (form.title, form.submit, *(i.label for i in form.inputs))]
    title = [view.title] if view.title is not None else []
    return " | ".join(say(one) for one in [*title, *view.text, *fields, *labels, *inputs])


def buttons(view: View) -> list[str]:
    return [one.id for one in view.buttons]


async def state(studio: Studio) -> list[Any]:
    """Everything that an answer changes."""
    tables = ("dialogues", "ledger", "audit", "news")
    return [[tuple(row) for row in await studio.db.read(f"SELECT * FROM {one}")] for one in tables]


async def granted(studio: Studio) -> int:
    rows = await studio.db.read("SELECT COALESCE(SUM(granted), 0) AS n FROM ledger")
    return int(rows[0]["n"])


async def block(studio: Studio, who: Caller) -> None:
    async def work(q: Any) -> None:
        identity, place = await people.arrive(q, who, now_ms=studio.clock())
        await blocks.put(
            q,
            place.id,
            identity.person_id,
            reason="noise",
            by="operator",
            until_ms=None,
            now_ms=studio.clock(),
        )

    await studio.db.tx(work)


async def set_up(studio: Studio, place: PlaceRef = TAVERN, zone: str = "UTC", **more: Any) -> None:
    async def work(q: Any) -> None:
        found = await people.come_to(q, place, now_ms=studio.clock())
        await people.change_place(q, found.id, settings=PlaceSettings(**more), time_zone=zone)

    await studio.db.tx(work)


# --- what is left -----------------------------------------------------------------------------


async def test_quota_says_what_is_left_why_and_when_it_starts_anew(studio: Studio) -> None:
    await set_up(studio, zone="Europe/Berlin")
    await studio.order("ann")
    view = await quota(studio)
    said = read(view)
    for part in ("1 of 2 songs left today", "2 songs a day", "everybody, by the operator", "Europe/Berlin"):
        assert part in said
    assert "12:00\u202fAM" in said.replace(" AM", "\u202fAM")
    assert buttons(view) == ["ask"]


@pytest.mark.parametrize("period", ["day", "week", "month", "total"])
@pytest.mark.parametrize("songs", [0, 1, 5, None])
async def test_every_limit_can_be_read(
    make_studio: MakeStudio, one: ScriptedProvider, songs: int | None, period: Period
) -> None:
    studio = make_studio(one, rules=with_limits(quota=Limit(songs, period)))
    view = await quota(studio)
    assert read(view)
    assert buttons(view) == ([] if songs is None else ["ask"])


async def test_grants_are_shown(studio: Studio) -> None:
    await quota(studio)
    identity = await people.find_identity(studio.db.read, ANN.account)
    place = await people.find_place(studio.db.read, TAVERN)
    assert identity is not None
    assert place is not None
    for songs, said in ((3, "Given on top | 3 songs"), (-4, "Taken off | one song")):
        await studio.db.tx(
            lambda q, songs=songs: ledger.grant(  # type: ignore[misc]
                q, identity.id, place.id, songs, by="operator", reason="", now_ms=studio.clock()
            )
        )
        assert said in read(await quota(studio, message=str(songs)))


@pytest.mark.parametrize(("cap", "shown"), [(1, True), (5, True), (10, False), (None, False)])
async def test_the_bot_s_cap_is_shown_when_little_of_it_is_left(
    make_studio: MakeStudio, one: ScriptedProvider, cap: int | None, shown: bool
) -> None:
    studio = make_studio(one, rules=with_limits(quota=Limit(9, "day"), budget=Limit(cap, "month")))
    for _ in range(min(cap or 4, 4)):
        await studio.order("ann")
    assert ("The whole bot" in read(await quota(studio))) is shown


# --- asking -----------------------------------------------------------------------------------


async def test_a_request_reaches_the_moderators_where_it_was_asked(studio: Studio) -> None:
    view = await asked(studio)
    [(origin, post)] = studio.chat.views()
    assert (origin.chat, origin.person, post.audience) == ("hall", "", "everyone")
    said = read(view)
    for part in ("A request for more songs", "Ann", "3 songs", "a birthday", "2 of 2 songs left today"):
        assert part in said
    assert buttons(view) == ["approve", "amount", "decline"]


async def test_a_request_goes_to_the_moderators_channel_if_there_is_one(studio: Studio) -> None:
    await set_up(studio, moderator_channel="den", language="de")
    await asked(studio)
    [(origin, _)] = studio.chat.views()
    assert (origin.chat, origin.message, origin.language) == ("den", "", "de")


@pytest.mark.parametrize(
    ("channel", "moderators", "chat"),
    [("hall", "", "hall"), ("hall", "den", "den"), ("", "", "operator"), ("", "den", "operator")],
)
async def test_in_private_the_operator_is_asked(
    make_studio: MakeStudio, one: ScriptedProvider, channel: str, moderators: str, chat: str
) -> None:
    rules = with_limits(quota=Limit(2, "day"), operator_chats=(OPERATOR,))
    studio = make_studio(one, rules=rules)
    await set_up(studio, PlaceRef(), moderator_channel=moderators)
    await asked(studio, replace(ANN, place=PlaceRef(), channel=channel))
    [(origin, post)] = studio.chat.views()
    assert (origin.chat, post.audience) == (chat, "moderators")


async def test_where_nobody_can_be_asked_that_is_said(studio: Studio) -> None:
    me = replace(ANN, place=PlaceRef())
    view = await quota(studio, me)
    with pytest.raises(InvalidOrder) as refused:
        await tap(studio, view, "ask", me, amount="3")
    assert refused.value.problem == "request-nobody"


async def test_where_no_moderator_is_reached_the_member_is_told_and_asks_again(studio: Studio) -> None:
    await set_up(studio, moderator_channel="den")
    studio.chat.raises = [PlaceGone(), PlaceGone()]
    view = await quota(studio)
    await tap(studio, view, "ask", amount="3")
    for _ in range(3):  # the den, the hall, the member
        await studio.herald.tell_due()
    [(origin, post)] = studio.chat.views()
    assert (origin.chat, origin.person, post.audience) == ("hall", "ann", "person")
    assert "could not be brought to the moderators" in read(post.view)
    await asked(studio, message="8")
    assert studio.chat.views()[-1][0].chat == "den"


@pytest.mark.parametrize(
    "amount", ["", "0", "-1", "1001", "1e9", "five", "0.5", "½", "3 4", "0x5", "9" * 5_000, "\ud800"]
)
async def test_a_bad_amount_changes_nothing(studio: Studio, amount: str) -> None:
    view = await quota(studio)
    before = await state(studio)
    with pytest.raises(InvalidOrder) as refused:
        await tap(studio, view, "ask", amount=amount, reason="")
    assert refused.value.problem == "request-amount"
    assert catalogue().error(refused.value)
    assert await state(studio) == before
    request = await asked(studio, message="8")
    before = await state(studio)
    with pytest.raises(InvalidOrder):
        await tap(studio, request, "amount", MIA, amount=amount)
    assert await state(studio) == before


@pytest.mark.parametrize("amount", ["1", "1000", " 5 ", "５"])
async def test_a_whole_number_is_taken(studio: Studio, amount: str) -> None:
    assert buttons(await asked(studio, amount=amount))


async def test_a_reason_that_is_too_long_changes_nothing(studio: Studio) -> None:
    view = await quota(studio)
    before = await state(studio)
    with pytest.raises(InvalidOrder):
        await tap(studio, view, "ask", amount="3", reason="x" * 301)
    assert await state(studio) == before


async def test_one_request_at_a_time(studio: Studio) -> None:
    request = await asked(studio)
    view = await quota(studio, message="8")
    with pytest.raises(InvalidOrder) as refused:
        await tap(studio, view, "ask", amount="3")
    assert refused.value.problem == "request-open"
    await tap(studio, request, "decline", MIA)
    assert not (await tap(studio, view, "ask", amount="3")).view.is_open


async def test_a_forgotten_request_does_not_keep_anybody_from_asking(studio: Studio) -> None:
    await asked(studio)
    studio.clock.forward(181 * DAY_MS)
    await asked(studio, message="8")


async def test_whoever_is_blocked_can_t_ask(studio: Studio) -> None:
    view = await quota(studio)
    await block(studio, ANN)
    with pytest.raises(Blocked):
        await tap(studio, view, "ask", amount="3")


async def test_whoever_is_outside_can_t_ask(make_studio: MakeStudio, one: ScriptedProvider) -> None:
    access = Access(servers=frozenset())
    studio = make_studio(one, rules=with_limits(quota=Limit(2, "day"), access=access))
    view = await quota(studio)
    with pytest.raises(Outside):
        await tap(studio, view, "ask", amount="3")


@pytest.mark.parametrize("by", [MIA, replace(ANN, place=CELLAR)])
async def test_nobody_asks_for_somebody_else_or_from_elsewhere(studio: Studio, by: Caller) -> None:
    view = await quota(studio)
    with pytest.raises(NotYours):
        await tap(studio, view, "ask", by, amount="3")


async def test_asking_twice_at_once_is_one_request(studio: Studio) -> None:
    view = await quota(studio)
    both = [tap(studio, view, "ask", amount="3"), tap(studio, view, "ask", amount="3")]
    one, other = await asyncio.gather(*both)
    assert one.view == other.view
    await studio.herald.tell_due()
    assert len(studio.chat.views()) == 1


# --- answering --------------------------------------------------------------------------------


async def told(studio: Studio) -> View:
    """What the member is told."""
    await studio.herald.tell_due()
    origin, post = studio.chat.views()[-1]
    assert (origin.chat, origin.person, post.audience) == ("hall", "ann", "person")
    return post.view


async def test_a_request_is_approved(studio: Studio) -> None:
    request = await asked(studio)
    answer = (await tap(studio, request, "approve", MIA)).view
    assert not answer.is_open
    assert "Mia approved the request: 3 more songs." in read(answer)
    assert "5 of 5 songs left today" in read(answer)
    assert "Mia approved the request: 3 more songs. | 5 of 5 songs left today" in read(await told(studio))
    mine = await quota(studio)
    assert "Mia approved" in read(mine)
    assert not mine.is_open
    assert await granted(studio) == 3


async def test_another_amount_and_a_word_go_with_it(studio: Studio) -> None:
    request = await asked(studio)
    await tap(studio, request, "amount", MIA, amount="1", reason="one for now")
    said = read(await told(studio))
    assert "Mia approved the request: one more song." in said
    assert "“one for now”" in said
    assert await granted(studio) == 1


async def test_a_request_is_declined(studio: Studio) -> None:
    request = await asked(studio)
    answer = (await tap(studio, request, "decline", MIA, reason="not today")).view
    assert not answer.is_open
    said = read(await told(studio))
    assert "Mia declined the request for more songs. | “not today” | 2 of 2 songs left today" in said
    assert await granted(studio) == 0


@pytest.mark.parametrize(("action", "given"), [("approve", 3), ("amount", 4), ("decline", 0)])
async def test_every_answer_is_written_down(studio: Studio, action: str, given: int) -> None:
    await tap(studio, await asked(studio), action, MIA, amount="4")
    place = await people.find_place(studio.db.read, TAVERN)
    mia = await people.find_identity(studio.db.read, MIA.account)
    assert place is not None
    assert mia is not None
    [entry] = await audit.page(studio.db.read, place.id, offset=0, limit=9)
    assert (entry.what, entry.who) == ("quota.request", mia.id)
    assert (entry.before["left"], entry.after["left"], entry.after["given"]) == (2, 2 + given, given)


@pytest.mark.parametrize("second", ["approve", "amount", "decline"])
async def test_who_answers_second_is_shown_the_first_answer(studio: Studio, second: str) -> None:
    request = await asked(studio)
    await tap(studio, request, "approve", MIA)
    before = await state(studio)
    late = await tap(studio, request, second, MAX, amount="9")
    assert late.note == Phrase("dialogue-stale")
    assert "Mia approved the request: 3 more songs." in read(late.view)
    assert await state(studio) == before


async def test_two_answers_at_once_are_one(studio: Studio) -> None:
    request = await asked(studio)
    await asyncio.gather(tap(studio, request, "approve", MIA), tap(studio, request, "approve", MAX))
    await studio.herald.tell_due()
    assert (await granted(studio), len(studio.chat.views())) == (3, 2)


@pytest.mark.parametrize("by", [ANN, replace(MAX, manages=False), OTHER, replace(OTHER, place=PlaceRef())])
@pytest.mark.parametrize("action", ["approve", "amount", "decline"])
async def test_only_moderators_of_this_place_answer(studio: Studio, by: Caller, action: str) -> None:
    request = await asked(studio)
    before = await state(studio)
    with pytest.raises(NotModerator):
        await tap(studio, request, action, by, amount="9")
    assert await state(studio) == before


@pytest.mark.parametrize("action", ["approve", "amount", "decline"])
async def test_nobody_answers_their_own_request(studio: Studio, action: str) -> None:
    request = await asked(studio, MIA)
    before = await state(studio)
    with pytest.raises(InvalidOrder) as refused:
        await tap(studio, request, action, MIA, amount="9")
    assert refused.value.problem == "request-own"
    assert await state(studio) == before


@pytest.mark.parametrize("action", ["approve", "amount"])
async def test_whoever_was_blocked_meanwhile_is_given_nothing(studio: Studio, action: str) -> None:
    request = await asked(studio)
    await block(studio, ANN)
    before = await state(studio)
    with pytest.raises(InvalidOrder) as refused:
        await tap(studio, request, action, MIA, amount="9")
    assert "Ann" in catalogue().error(refused.value)
    assert await state(studio) == before
    assert "declined" in read((await tap(studio, request, "decline", MIA)).view)


async def test_nothing_is_answered_before_it_is_asked(studio: Studio) -> None:
    view = await quota(studio)
    with pytest.raises(Refusal):
        await tap(studio, view, "approve", MIA)
    assert await granted(studio) == 0


async def test_what_was_given_can_be_sung(studio: Studio) -> None:
    for _ in range(2):
        await studio.order("ann")
    await tap(studio, await asked(studio, amount="1"), "approve", MIA)
    await studio.order("ann")
    assert "No more songs today" in read(await quota(studio, message="9"))


# --- a form that a chat opens -----------------------------------------------------------------


async def test_the_form_of_an_answer_is_shown_to_moderators_and_changes_nothing(studio: Studio) -> None:
    request = await asked(studio)
    before = await state(studio)
    shown = await studio.dialogues.look(MIA, request.dialogue, HERE, action="amount")
    assert next(one.form for one in shown.buttons if one.id == "amount") is not None
    assert await state(studio) == before
    await tap(studio, shown, "amount", MIA, amount="4")
    assert await granted(studio) == 4


@pytest.mark.parametrize("by", [ANN, replace(MAX, manages=False), OTHER, replace(OTHER, place=PlaceRef())])
@pytest.mark.parametrize("action", ["amount", "decline"])
async def test_nobody_else_is_shown_it(studio: Studio, by: Caller, action: str) -> None:
    request = await asked(studio)
    with pytest.raises(NotModerator):
        await studio.dialogues.look(by, request.dialogue, HERE, action=action)


async def test_the_owner_is_shown_their_own_side(studio: Studio) -> None:
    view = await quota(studio)
    shown = await studio.dialogues.look(ANN, view.dialogue, HERE, action="ask")
    assert shown == view


async def test_there_is_nothing_to_show_of_a_dialogue_that_never_was(studio: Studio) -> None:
    with pytest.raises(DialogueGone):
        await studio.dialogues.look(ANN, "0mmkk5mo0xfq0ow6", HERE)
