"""`/quota` and asking for more: what is left, and a request that moderators answer.

The request and the message about it are one transaction, and so are the answer, the songs that are given,
what is written down about it, and the message to the member. Who presses second is shown the first answer.
"""

import re
import unicodedata
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from bot.domain.dialogue import Dialogue
from bot.domain.errors import InvalidOrder, NotModerator, NotYours, Outside, Refusal
from bot.domain.people import Place
from bot.domain.posts import Audience
from bot.domain.quota import Usage
from bot.domain.song import Origin
from bot.domain.view import Button, Field, Form, Input, Mention, Phrase, Tap, View, Words
from bot.store import audit, blocks, dialogues, ledger, people
from bot.store.db import Query
from bot.studio.admission import Admission
from bot.studio.allowance import Allowance
from bot.studio.charging import at, name_of
from bot.studio.dialogues.machine import Seat, Step, Visit
from bot.studio.herald import Otherwise, operator_chats, tell, tell_dialogue
from bot.studio.intake import tidy
from bot.studio.rules import Rules

ASKED_BY_DEFAULT = 5
MOST_ASKED = 1_000
REASON_CHARACTERS = 300
NEARLY_USED = 0.2
"""A cap of the place or of the bot is worth a word when so little of it is left."""
BY_OWNER = "ask"
BY_MODERATOR = ("approve", "amount", "decline")


class QuotaState(BaseModel):
    """What somebody asked for, and what became of it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    stage: Literal["shown", "asked", "approved", "declined"] = "shown"
    amount: int = 0
    reason: str = ""
    origin: Origin | None = None
    """Where it was asked, and is answered."""
    private: bool = False
    """It was asked in the place that belongs to nobody but the operator."""
    answered_by: str = ""
    """An identity's id."""
    answer_reason: str = ""
    given: int = 0
    servers: dict[str, str] = {}
    """By direct message: the servers that can be charged with songs, by their rows' ids, with their names."""
    closed: bool = False
    """`[access]` takes no direct messages of theirs that are charged to no server."""

    def data(self, **changes: Any) -> dict[str, Any]:
        """Return what is stored after a change."""
        return self.model_copy(update=changes).model_dump(mode="json")


class QuotaKind:
    """The flow from what is left to more of it."""

    def __init__(self, *, rules: Rules, admission: Admission, allowance: Allowance) -> None:
        self._rules, self._admission, self._allowance = rules, admission, allowance

    async def begin(self, q: Query, visit: Visit) -> dict[str, Any]:
        """Return the first data for `/quota`."""
        servers, closed = {}, False
        for standing in visit.caller.elsewhere:
            there = at(visit.caller, standing)
            servers[(await people.come_to(q, there.place, now_ms=visit.now_ms)).id] = name_of(there)
        try:
            await self._admission.check_access(q, visit.caller, visit.identity, visit.place)
        except Outside:
            closed = bool(servers)
        return QuotaState(private=visit.place.ref.is_private, servers=servers, closed=closed).data()

    def admit(self, dialogue: Dialogue, tap: Tap, visit: Visit) -> Seat:
        """Let the owner ask, and moderators of the place answer, but nobody themselves."""
        here = visit.place.id == dialogue.place_id
        if tap.action in BY_MODERATOR:
            if not (visit.moderates and here):
                raise NotModerator("a request is answered by moderators")
            if visit.owns:
                raise InvalidOrder("request-own")
            return "moderator"
        if not (visit.owns and here):
            raise NotYours("somebody else's quota")
        return "owner"

    async def view(self, q: Query, dialogue: Dialogue, seat: Seat, *, now_ms: int) -> View:
        """Show what is left and what was asked for."""
        state = QuotaState.model_validate(dialogue.data)
        place = await people.place_by_id(q, dialogue.place_id)
        person_id = await people.person_of(q, dialogue.identity_id)
        usage = await self._allowance.person(q, person_id, place, now_ms=now_ms)
        answer = await _answer(q, state)
        if seat == "moderator":
            shown = _request(state, await _mention(q, dialogue.identity_id), usage, answer)
        elif state.servers and state.stage == "shown":
            shown = await self._everywhere(q, state, person_id, usage, now_ms=now_ms)
        else:
            fields = (*_explained(usage), *await self._caps(q, place, now_ms=now_ms))
            buttons = (_ask(),) if state.stage == "shown" and usage.left is not None else ()
            shown = View((left_of(usage), *answer), tone=_tone(state), fields=fields, buttons=buttons)
        return replace(shown, dialogue=dialogue.id, step=dialogue.step)

    async def step(self, q: Query, dialogue: Dialogue, tap: Tap, visit: Visit) -> Step:
        """Ask, or answer."""
        state = QuotaState.model_validate(dialogue.data)
        match state.stage, tap.action:
            case "shown", "ask":
                return await self._asked(q, dialogue, state, tap, visit)
            case "asked", "approve":
                return await self._approved(q, dialogue, state, visit, given=state.amount, word="")
            case "asked", "amount":
                amount, word = _amount(tap.text("amount")), _reason(tap.text("reason"))
                return await self._approved(q, dialogue, state, visit, given=amount, word=word)
            case "asked", "decline":
                return await self._declined(q, dialogue, state, visit, _reason(tap.text("reason")))
        raise Refusal("no such control")

    def ordered(self, dialogue: Dialogue, job_id: str) -> dict[str, Any]:
        """Nothing is ordered here."""
        raise NotImplementedError

    async def _asked(self, q: Query, dialogue: Dialogue, state: QuotaState, tap: Tap, visit: Visit) -> Step:
        amount, reason = _amount(tap.text("amount")), _reason(tap.text("reason"))
        person_id, place, now = visit.identity.person_id, visit.place, visit.now_ms
        await self._admission.check_access(q, visit.caller, visit.identity, place)
        await self._admission.check_block(q, person_id, place, now_ms=now)
        if (await self._allowance.person(q, person_id, place, now_ms=now)).left is None:
            raise InvalidOrder("request-unlimited")
        for other in await dialogues.of_person(q, person_id, place.id, "quota"):
            is_open = QuotaState.model_validate(other.data).stage == "asked" and other.expires_ms > now
            if is_open and other.id != dialogue.id:
                raise InvalidOrder("request-open")
        targets = await self._moderators_of(q, place, visit)
        if not targets:
            raise InvalidOrder("request-nobody")
        origin = visit.origin
        sorry = View((Phrase("dialogue-quota-lost"),), tone="problem")
        lost = Otherwise(origin, "person", sorry, data=state.data())
        for target, audience in targets:
            here = Otherwise(origin.model_copy(update={"person": ""}), "everyone")
            otherwise = (lost,) if audience != "everyone" or target == here.origin else (here, lost)
            await tell_dialogue(q, target, dialogue.id, audience=audience, otherwise=otherwise, now_ms=now)
        private = place.ref.is_private
        changes = {"amount": amount, "reason": reason, "origin": origin, "private": private}
        return Step(state.data(stage="asked", **changes))

    async def _moderators_of(self, q: Query, place: Place, visit: Visit) -> list[tuple[Origin, Audience]]:
        """Return where a request goes: to the moderators of a server or group, else to the operator.

        Where the operator sits in the same chat with channels of its own, as in the local one, the request
        is seen where moderators look; in a chat of direct messages it goes to the operator's.
        """
        asked = visit.origin.model_copy(update={"person": "", "language": _language(place, visit.origin)})
        channel = place.settings.moderator_channel
        if not place.ref.is_private:
            if channel:
                asked = asked.model_copy(update={"chat": channel, "message": "", "thread": ""})
            return [(asked, "everyone")]
        found: list[tuple[Origin, Audience]] = []
        for chat in await operator_chats(q, self._rules):
            has_channels = visit.caller.channel and not visit.caller.direct
            if chat.platform == visit.origin.platform and has_channels:
                chat = chat.model_copy(update={"chat": channel or visit.origin.chat})  # noqa: PLW2901
            found.append((chat, "moderators"))
        return found

    async def _approved(
        self, q: Query, dialogue: Dialogue, state: QuotaState, visit: Visit, *, given: int, word: str
    ) -> Step:
        asker = await people.identity_by_id(q, dialogue.identity_id)
        if await blocks.find(q, dialogue.place_id, asker.person_id, now_ms=visit.now_ms) is not None:
            raise InvalidOrder("request-blocked", name=asker.account.shown)
        before = await self._usage(q, asker.person_id, visit)
        by, now = visit.identity.id, visit.now_ms
        reason = word or state.reason
        await ledger.grant(q, asker.id, visit.place.id, given, by=by, reason=reason, now_ms=now)
        answered = state.model_copy(
            update={"stage": "approved", "answered_by": by, "answer_reason": word, "given": given}
        )
        await self._answered(q, dialogue, answered, visit, before)
        return Step(answered.data())

    async def _declined(
        self, q: Query, dialogue: Dialogue, state: QuotaState, visit: Visit, word: str
    ) -> Step:
        person_id = await people.person_of(q, dialogue.identity_id)
        before = await self._usage(q, person_id, visit)
        changes = {"stage": "declined", "answered_by": visit.identity.id, "answer_reason": word}
        answered = state.model_copy(update=changes)
        await self._answered(q, dialogue, answered, visit, before)
        return Step(answered.data())

    async def _answered(
        self, q: Query, dialogue: Dialogue, state: QuotaState, visit: Visit, before: Usage
    ) -> None:
        """Write an answer down and tell the member."""
        now = visit.now_ms
        after = await self._usage(q, await people.person_of(q, dialogue.identity_id), visit)
        told = {"asked": state.amount, "stage": state.stage, "given": state.given}
        await audit.note(
            q,
            place_id=dialogue.place_id,
            who=visit.identity.id,
            what="quota.request",
            before={"identity": dialogue.identity_id, "left": before.left},
            after={
                "identity": dialogue.identity_id,
                "left": after.left,
                **told,
                "reason": state.answer_reason,
            },
            now_ms=now,
        )
        if state.origin is not None:
            view = View((*await _answer(q, state), left_of(after)), tone=_tone(state))
            await tell(q, state.origin, view, audience="person", now_ms=now)

    async def _usage(self, q: Query, person_id: str, visit: Visit) -> Usage:
        return await self._allowance.person(q, person_id, visit.place, now_ms=visit.now_ms)

    async def _everywhere(
        self, q: Query, state: QuotaState, person_id: str, private: Usage, *, now_ms: int
    ) -> View:
        """Show what is left in each server that songs by direct message can be charged to, and besides."""
        fields = []
        for place_id, name in state.servers.items():
            there = await people.place_by_id(q, place_id)
            usage = await self._allowance.person(q, person_id, there, now_ms=now_ms)
            where = Phrase("charge-quota-place", {"place": name or Phrase("charge-server")})
            fields.append(Field(where, _with_reset(usage)))
        if not state.closed:
            where = Phrase("charge-quota-place", {"place": Phrase("charge-private")})
            fields.append(Field(where, _with_reset(private)))
        buttons = (_ask(),) if private.left is not None and not state.closed else ()
        text = (Phrase("charge-quota-servers"), Phrase("charge-quota-ask"))
        return View(text, fields=tuple(fields), buttons=buttons)

    async def _caps(self, q: Query, place: Place, *, now_ms: int) -> tuple[Field, ...]:
        """Show the caps that will hold before long."""
        cap, bot = (
            await self._allowance.cap(q, place, now_ms=now_ms),
            await self._allowance.bot(q, now_ms=now_ms),
        )
        return tuple(
            Field(Phrase(f"dialogue-quota-cap-{whose}"), _with_reset(usage))
            for whose, usage in (("place", cap), ("bot", bot))
            if usage is not None and _is_low(usage)
        )


def _request(state: QuotaState, who: Mention, usage: Usage, answer: tuple[Words, ...]) -> View:
    """Show moderators who wants how many, why, and what they have; while it is open, with the answers."""
    fields = [
        Field(Phrase("dialogue-quota-who"), (who,)),
        Field(Phrase("dialogue-quota-amount"), (_songs(state.amount),)),
        Field(Phrase("dialogue-quota-now"), (left_of(usage),)),
    ]
    if state.reason:
        fields.insert(2, Field(Phrase("dialogue-quota-why"), (state.reason,)))
    return View(
        answer,
        Phrase("dialogue-quota-request"),
        tone=_tone(state),
        fields=tuple(fields),
        buttons=_answers(state) if state.stage == "asked" else (),
    )


def left_of(usage: Usage) -> Phrase:
    """Say what is left of a limit."""
    if usage.left is None:
        return Phrase("chat-left-unlimited")
    period = Phrase(f"period-{usage.limit.period}")
    return Phrase("chat-left", {"left": usage.left, "limit": usage.allowed or 0, "when": period})


def _is_low(usage: Usage) -> bool:
    return usage.left is not None and usage.left <= (usage.allowed or 0) * NEARLY_USED


def _with_reset(usage: Usage) -> tuple[Words, ...]:
    return (left_of(usage), *((_resets(usage),) if usage.resets_at_ms is not None else ()))


def _resets(usage: Usage) -> Phrase:
    at_ms, zone = usage.resets_at_ms or 0, usage.time_zone
    return Phrase("dialogue-quota-resets-at", {"resets_at_ms": at_ms, "zone": zone}, time_zone=zone)


def _explained(usage: Usage) -> tuple[Field, ...]:
    """Say which limit holds, where it comes from, and when it starts anew."""
    if usage.limit.songs is None:
        limit = Phrase("chat-left-unlimited")
    else:
        limit = Phrase(f"dialogue-quota-per-{usage.limit.period}", {"songs": usage.limit.songs})
    role = (Mention("role", usage.role),)
    source = Phrase(f"dialogue-quota-from-{usage.source}", {"role": role} if usage.role else {})
    fields = [
        Field(Phrase("dialogue-quota-limit"), (limit,)),
        Field(Phrase("dialogue-quota-from"), (source,)),
    ]
    if usage.granted > 0:
        fields.append(Field(Phrase("dialogue-quota-granted"), (_songs(usage.granted),)))
    if usage.granted < 0:
        fields.append(Field(Phrase("dialogue-quota-taken"), (_songs(-usage.granted),)))
    if usage.left is not None and usage.resets_at_ms is not None:
        fields.append(Field(Phrase("dialogue-quota-resets"), (_resets(usage),)))
    return tuple(fields)


async def _answer(q: Query, state: QuotaState) -> tuple[Words, ...]:
    """Say how a request stands: who answered what, and their own words."""
    if state.stage == "shown":
        return ()
    if state.stage == "asked":
        return (Phrase("dialogue-quota-asked", {"songs": state.amount}),)
    who = await _mention(q, state.answered_by)
    said = Phrase(f"dialogue-quota-{state.stage}", {"who": who, "songs": state.given})
    if not state.answer_reason:
        return (said,)
    return (said, Phrase("dialogue-quota-word", {"text": state.answer_reason}))


async def _mention(q: Query, identity_id: str) -> Mention:
    account = (await people.identity_by_id(q, identity_id)).account
    return Mention("person", account.native_id, account.shown)


def _tone(state: QuotaState) -> Literal["plain", "done"]:
    return "done" if state.stage == "approved" else "plain"


def _songs(count: int) -> Phrase:
    return Phrase("dialogue-quota-songs", {"songs": count})


def _amount_input(amount: int) -> Input:
    return Input("amount", Phrase("dialogue-quota-amount"), str(amount), required=True, most=4)


def _reason_input(label: str) -> Input:
    return Input("reason", Phrase(label), many_lines=True, most=REASON_CHARACTERS)


def _ask() -> Button:
    inputs = (_amount_input(ASKED_BY_DEFAULT), _reason_input("dialogue-quota-why"))
    form = Form("ask", Phrase("dialogue-quota-ask"), inputs, Phrase("dialogue-quota-send"))
    return Button("ask", Phrase("dialogue-quota-ask"), "primary", form)


def _answers(state: QuotaState) -> tuple[Button, ...]:
    """The three ways to answer a request."""
    word = _reason_input("dialogue-quota-your-word")
    some = Form(
        "amount",
        Phrase("dialogue-quota-amount-form"),
        (_amount_input(state.amount), word),
        Phrase("dialogue-quota-approve"),
    )
    none = Form("decline", Phrase("dialogue-quota-decline-form"), (word,), Phrase("dialogue-quota-decline"))
    return (
        Button("approve", Phrase("dialogue-quota-approve"), "primary"),
        Button("amount", Phrase("dialogue-quota-other-amount"), form=some),
        Button("decline", Phrase("dialogue-quota-decline"), "danger", none),
    )


def _amount(text: str) -> int:
    """Read a number of songs; digits of every width are digits. Raises `InvalidOrder`."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not re.fullmatch(r"[0-9]{1,4}", plain) or not 1 <= int(plain) <= MOST_ASKED:
        raise InvalidOrder("request-amount", most=MOST_ASKED)
    return int(plain)


def _reason(text: str) -> str:
    reason = tidy(text)
    if len(reason) > REASON_CHARACTERS:
        raise InvalidOrder("request-reason-too-long", length=len(reason), most=REASON_CHARACTERS)
    return reason


def _language(place: Place, origin: Origin) -> str:
    return place.settings.language or origin.language
