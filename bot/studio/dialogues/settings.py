"""`/admin settings`: a panel with everything that the moderators of a place decide besides quotas.

Each tap changes one setting at once, on top of what is stored at that moment: two panels that stand open
beside each other don't undo each other's changes. The pages hold five rows of controls at most.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from bot.domain.dialogue import Dialogue
from bot.domain.errors import DialogueGone, InvalidOrder, NotModerator
from bot.domain.people import Pause, Place
from bot.domain.quota import span_of
from bot.domain.view import Button, Choice, Field, Form, Input, Option, Phrase, Tap, View, Words
from bot.store import audit, people
from bot.store.db import Query
from bot.studio.admission import Admission
from bot.studio.dialogues.machine import Seat, Step, Visit
from bot.studio.moderation.commands import REASON_CHARACTERS, read_reason
from bot.studio.moderation.facts import Facts, pause_facts, setting_facts
from bot.studio.moderation.scan import ID, Scanner, shown
from bot.studio.moderation.wording import described
from bot.studio.rules import Rules

PAGES = ("songs", "moderators", "place")
MOST_IDS = 25
ZONE_CHARACTERS = 64
ZONES = (
    "UTC",
    *("Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Athens", "Europe/Istanbul"),
    *("Africa/Lagos", "Africa/Johannesburg", "Asia/Dubai", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo"),
    *("Asia/Singapore", "Australia/Sydney", "Pacific/Auckland", "America/Sao_Paulo", "America/New_York"),
    *("America/Chicago", "America/Denver", "America/Los_Angeles"),
)
"""Offered in the menu; every other one can be written."""
STEPS_ELSEWHERE = {"discord": Phrase("settings-discord-admin")}
"""What chats want done before moderators by role can use `/admin`, said once such roles are set:
https://docs.discord.com/developers/interactions/application-commands#permissions"""
AUTONYMS = {"en": "English", "de": "Deutsch", "fr": "Français", "es": "Español", "ja": "日本語", "zh": "中文"}


@dataclass(frozen=True)
class Change:
    """What a tap makes of a place."""

    key: str
    place: Place
    before: Facts
    after: Facts


class SettingsKind:
    """The panel. Any moderator of the place may use it."""

    def __init__(self, *, rules: Rules, titles: Mapping[str, str], admission: Admission) -> None:
        self._rules, self._titles, self._admission = rules, titles, admission

    async def begin(self, q: Query, visit: Visit) -> dict[str, Any]:
        """Return the first data. Raises `NotModerator`."""
        self._admission.require_moderator(visit.caller, visit.place)
        return {"page": PAGES[0]}

    def admit(self, dialogue: Dialogue, tap: Tap, visit: Visit) -> Seat:
        """Let moderators of the place in."""
        if not visit.moderates or visit.place.id != dialogue.place_id:
            raise NotModerator("settings are for moderators of the place")
        return "owner"

    async def view(self, q: Query, dialogue: Dialogue, seat: Seat, *, now_ms: int) -> View:
        """Show a page with what is set now."""
        place = await people.place_by_id(q, dialogue.place_id)
        match dialogue.data.get("page"):
            case "moderators":
                view = self._moderators(place)
            case "place":
                view = self._place(place, now_ms=now_ms)
            case _:
                view = self._songs(place)
        return replace(view, dialogue=dialogue.id, step=dialogue.step)

    async def step(self, q: Query, dialogue: Dialogue, tap: Tap, visit: Visit) -> Step:
        """Change one setting, or turn the page."""
        if tap.action.startswith("page-"):
            page = tap.action.removeprefix("page-")
            if page not in PAGES:
                raise DialogueGone(tap.action)
            return Step({**dialogue.data, "page": page})
        change = self._change(visit.place, tap, now_ms=visit.now_ms)
        if change.before != change.after:
            settings, zone = change.place.settings, change.place.time_zone
            await people.change_place(q, visit.place.id, settings=settings, time_zone=zone)
            await audit.note(
                q,
                place_id=visit.place.id,
                who=visit.author,
                what=f"settings.{change.key}",
                before=change.before,
                after={**change.after, **audit.pressed(visit.identity.id, visit.author)},
                now_ms=visit.now_ms,
            )
        return Step(dialogue.data)

    def ordered(self, dialogue: Dialogue, job_id: str) -> dict[str, Any]:
        """Nothing is ordered here."""
        raise NotImplementedError

    # --- changes ------------------------------------------------------------------------------

    def _change(self, place: Place, tap: Tap, *, now_ms: int) -> Change:
        """Say what a control makes of a place. Raises `InvalidOrder`, and `DialogueGone` for no control."""
        chosen = tap.values.get(tap.action, ())
        match tap.action:
            case "channels" | "roles" | "moderator_roles":
                return _with(place, tap.action, _ids(chosen, most=MOST_IDS))
            case "moderator_channel":
                return _with(place, tap.action, next(iter(_ids(chosen, most=1)), ""))
            case "provider":
                return _with(place, tap.action, _one_of(chosen, self._titles))
            case "language":
                return _with(place, tap.action, _one_of(chosen, self._rules.languages))
            case "zone":
                return _with_zone(place, zone_called(tap.text("zone")))
            case "zone-form":
                return _with_zone(place, zone_called(tap.text("zone_name")))
            case "dm" if not place.ref.is_private:
                return _with(place, "dm_songs", not place.settings.dm_songs)
            case "pause":
                message = read_reason(Scanner(tap.text("message")))
                return _with_pause(place, Pause(message=message, since_ms=now_ms))
            case "resume":
                return _with_pause(place, None)
        raise DialogueGone(tap.action)

    # --- pages --------------------------------------------------------------------------------

    def _songs(self, place: Place) -> View:
        settings = place.settings
        provider = settings.provider if settings.provider in self._titles else ""
        return View(
            (Phrase("settings-songs-about"),),
            Phrase("settings-title-songs"),
            choices=(
                _listing("channels", settings.channels, of="channel"),
                _listing("roles", settings.roles, of="role"),
                _menu("provider", {**self._titles}, provider),
            ),
            buttons=_pages("songs"),
        )

    def _moderators(self, place: Place) -> View:
        settings = place.settings
        channel = (settings.moderator_channel,) if settings.moderator_channel else ()
        step = STEPS_ELSEWHERE.get(place.ref.platform) if settings.moderator_roles else None
        return View(
            (Phrase("settings-moderators-about"), *((step,) if step else ())),
            Phrase("settings-title-moderators"),
            choices=(
                _listing("moderator_roles", settings.moderator_roles, of="role"),
                _listing("moderator_channel", channel, of="channel", most=1),
            ),
            buttons=_pages("moderators"),
        )

    def _place(self, place: Place, *, now_ms: int) -> View:
        settings, zone = place.settings, place.time_zone
        languages = {code: AUTONYMS.get(code, code) for code in self._rules.languages}
        zones = tuple(Option(one, one.replace("_", " ")) for one in sorted({*ZONES, zone}))
        about: tuple[Words, ...] = (Phrase("settings-zone-about"),)
        fields = [
            Field(Phrase("settings-field-pause"), described(pause_facts(settings.pause), zone)),
            Field(Phrase("settings-field-now"), (_today(zone, now_ms),)),
        ]
        buttons = [Button("zone-form", Phrase("settings-zone-other"), form=_zone_form(zone)), _pause(place)]
        if not place.ref.is_private:
            about = (*about, Phrase("settings-dm-about"))
            facts = setting_facts("dm_songs", settings.dm_songs)
            fields.append(Field(Phrase("settings-field-dm"), described(facts, zone)))
            buttons.append(Button("dm", Phrase(f"settings-dm-{'off' if settings.dm_songs else 'on'}")))
        return View(
            about,
            Phrase("settings-title-place"),
            fields=tuple(fields),
            choices=(
                _menu("language", languages, settings.language if settings.language in languages else ""),
                Choice("zone", Phrase("settings-zone"), zones, chosen=(zone,)),
            ),
            buttons=(*buttons, *_pages("place")),
        )


def zone_called(name: str) -> str:
    """Return the time zone of this name, however it is capitalized. Raises `InvalidOrder`."""
    wanted = "_".join(name.split()).casefold()
    found = _zones().get(wanted) if len(name) <= ZONE_CHARACTERS else None
    if found is None:
        raise InvalidOrder("time-zone", name=shown(name))
    return found


@cache
def _zones() -> dict[str, str]:
    """Every zone there is, by its name in small letters."""
    return {one.casefold(): one for one in available_timezones()}


def _with(place: Place, key: str, value: object) -> Change:
    before = getattr(place.settings, key)
    changed = replace(place, settings=place.settings.model_copy(update={key: value}))
    return Change(key, changed, setting_facts(key, _stored(before)), setting_facts(key, _stored(value)))


def _with_zone(place: Place, zone: str) -> Change:
    changed = replace(place, time_zone=zone)
    before = setting_facts("time_zone", place.time_zone)
    return Change("time_zone", changed, before, setting_facts("time_zone", zone))


def _with_pause(place: Place, pause: Pause | None) -> Change:
    changed = replace(place, settings=place.settings.model_copy(update={"pause": pause}))
    return Change("pause", changed, pause_facts(place.settings.pause), pause_facts(pause))


def _stored(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _ids(chosen: Collection[str], *, most: int) -> tuple[str, ...]:
    """Return plain ids as the chat handed them in, each once."""
    found = tuple(dict.fromkeys(chosen))
    if len(found) > most or not all(ID.fullmatch(one) for one in found):
        raise InvalidOrder("settings-ids", most=most)
    return found


def _one_of(chosen: tuple[str, ...], known: Collection[str]) -> str:
    """Return what was chosen from a menu; nothing is an answer, too."""
    value = next((one for one in chosen if one), "")
    if len(chosen) > 1 or (value and value not in known):
        raise InvalidOrder("settings-option", word=shown(value))
    return value


def _listing(key: str, chosen: tuple[str, ...], *, of: Any, most: int = MOST_IDS) -> Choice:
    """Make a menu of the chat's own channels or roles; none is an answer."""
    label, none = Phrase(f"settings-{_name(key)}"), Phrase(f"settings-{_name(key)}-none")
    return Choice(key, label, of=of, chosen=chosen, least=0, most=most, none=none)


def _menu(key: str, options: Mapping[str, Words], chosen: str) -> Choice:
    """Make a menu in which none is an answer."""
    return Choice(
        key,
        Phrase(f"settings-{key}"),
        tuple(Option(value, label) for value, label in options.items()),
        chosen=(chosen,) if chosen else (),
        least=0,
        none=Phrase(f"settings-{key}-none"),
    )


def _name(key: str) -> str:
    return key.replace("_", "-")


def _pages(here: str) -> tuple[Button, ...]:
    return tuple(Button(f"page-{page}", Phrase(f"settings-page-{page}")) for page in PAGES if page != here)


def _pause(place: Place) -> Button:
    if place.settings.pause is not None:
        return Button("resume", Phrase("settings-resume"), "primary")
    hint = Phrase("settings-pause-hint")
    message = Input(
        "message", Phrase("settings-pause-message"), many_lines=True, most=REASON_CHARACTERS, hint=hint
    )
    form = Form("pause", Phrase("settings-pause"), (message,), Phrase("settings-pause-submit"))
    return Button("pause", Phrase("settings-pause"), "danger", form)


def _zone_form(zone: str) -> Form:
    name = Input("zone_name", Phrase("settings-zone-name"), zone, required=True, most=ZONE_CHARACTERS)
    return Form("zone-form", Phrase("settings-zone-other"), (name,), Phrase("settings-zone-submit"))


def _today(zone: str, now_ms: int) -> Phrase:
    """Say what time it is there, and when today's counts end."""
    ends = span_of("day", now_ms, zone).end_ms or 0
    return Phrase("settings-now", {"now_at_ms": now_ms, "ends_at_ms": ends, "zone": zone}, zone)
