"""Forms as modals: they fit, they come filled in, and what comes back is read."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.song import SongRequest
from bot.domain.view import Choice, Form, Input, Option, Phrase
from bot.locales import languages
from bot.platforms.discord import facts, modals
from bot.platforms.discord.controls import CommandControl, DialogueControl, custom_id, read
from bot.platforms.discord.wording import words_in
from tests.platforms.discord import limits
from tests.platforms.discord.views import FORMS

EN = words_in("en")
CONTROL = DialogueControl("0abc", 3, "edit")
SAID = Phrase("dialogue-song-sing")


def opened(form: Form) -> dict[str, Any]:
    return limits.modal_wire(modals.form(EN, form, CONTROL))


def inner(payload: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The parts of a form by their ids."""
    return {part["component"]["custom_id"]: part["component"] for part in payload["components"]}


def song_form(request: SongRequest, language: str = "en") -> dict[str, dict[str, Any]]:
    return inner(limits.modal_wire(modals.song(words_in(language), request)))


def sent(*components: dict[str, Any], **resolved: Any) -> dict[str, Any]:
    """A form as Discord hands it in."""
    labelled = [{"type": 18, "id": n, "component": one} for n, one in enumerate(components)]
    return {"custom_id": "1:c:song", "components": labelled, "resolved": resolved}


# --- forms of the studio


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(form=FORMS, language=st.sampled_from(languages()))
def test_every_form_fits_into_a_modal(form: Form, language: str) -> None:
    limits.modal_wire(modals.form(words_in(language), form, CONTROL))


def test_a_form_comes_filled_in_and_names_its_dialogue() -> None:
    voices = Choice("voice", SAID, (Option("any", "any"), Option("male", "male")), chosen=("male",))
    hint = Phrase("dialogue-hint-style")
    words = Input("lyrics", SAID, "La\nla", many_lines=True, required=True, most=9_000, hint=hint)
    payload = opened(Form("edit", SAID, (words, Input("title", SAID, "Owls", most=100), voices), SAID))
    assert read(payload["custom_id"]) == CONTROL
    parts = inner(payload)
    assert (parts["lyrics"]["value"], parts["lyrics"]["style"], parts["lyrics"]["required"]) == (
        "La\nla",
        2,
        True,
    )
    assert parts["lyrics"]["max_length"] == facts.MODAL_TEXT_CHARACTERS
    assert parts["lyrics"]["placeholder"] == "Folk, accordion, slow"
    assert (parts["title"]["value"], parts["title"]["style"], parts["title"]["required"]) == (
        "Owls",
        1,
        False,
    )
    assert [one["value"] for one in parts["voice"]["options"] if one["default"]] == ["male"]


def test_a_menu_that_also_stands_on_the_panel_makes_room_for_lines() -> None:
    lines = tuple(Input(f"line-{n}", SAID) for n in range(4))
    menus = tuple(Choice(f"menu-{n}", SAID, (Option("a", "A"),)) for n in range(3))
    assert [*inner(opened(Form("f", SAID, (*menus, *lines), SAID)))] == [
        "menu-0",
        *(f"line-{n}" for n in range(4)),
    ]


def test_a_text_that_is_too_long_to_be_changed_is_not_asked_for() -> None:
    long = Input("lyrics", SAID, "x" * 4_001, many_lines=True, most=5_000)
    assert [*inner(opened(Form("f", SAID, (long, Input("title", SAID)), SAID)))] == ["title"]


# --- /song


@pytest.mark.parametrize("language", languages())
def test_the_form_of_a_song_asks_for_everything(language: str) -> None:
    parts = song_form(SongRequest(), language)
    assert [*parts] == [modals.WORDS, modals.STYLE, modals.TITLE, modals.VOICE, modals.FILE]
    assert parts[modals.WORDS]["max_length"] == 4_000
    assert [one["value"] for one in parts[modals.VOICE]["options"] if one["default"]] == ["any"]
    assert not any(part["required"] for name, part in parts.items() if name != modals.VOICE)


def test_the_form_of_a_song_names_its_command() -> None:
    assert modals.song(EN, SongRequest()).custom_id == custom_id(CommandControl("song"))


def test_a_refused_order_opens_filled_in_again() -> None:
    request = SongRequest(lyrics="[verse]\nla", style="folk", title="Owls", instrumental=True)
    parts = song_form(request)
    assert parts[modals.WORDS]["value"] == "[verse]\nla"
    assert (parts[modals.STYLE]["value"], parts[modals.TITLE]["value"]) == ("folk", "Owls")
    assert [one["value"] for one in parts[modals.VOICE]["options"] if one["default"]] == ["none"]
    assert song_form(SongRequest(prompt="owls"))[modals.WORDS]["value"] == "owls"


# --- what comes back


def test_what_was_written_and_chosen_is_read_by_the_names_of_the_parts() -> None:
    data = sent(
        {"type": 4, "id": 1, "custom_id": "words", "value": "la"},
        {"type": 4, "id": 2, "custom_id": "title", "value": ""},
        {"type": 3, "id": 3, "custom_id": "voice", "values": ["male"]},
        {"type": 8, "id": 4, "custom_id": "channels", "values": ["1", "2"]},
    )
    assert modals.values(data) == {
        "words": ("la",),
        "title": ("",),
        "voice": ("male",),
        "channels": ("1", "2"),
    }


def test_parts_of_no_known_kind_are_passed_over() -> None:
    row = {"type": 1, "components": [{"type": 4, "custom_id": "old", "value": "way"}]}
    odd = [{"type": 10, "id": 9}, {"type": 77, "custom_id": "new", "wished": 3}, row]
    assert modals.values({"components": odd}) == {"old": ("way",)}
    assert modals.values({}) == {}


def test_a_file_comes_with_its_address_and_is_no_value() -> None:
    upload = {"type": 19, "id": 5, "custom_id": "file", "values": ["42", "43"]}
    file = {"id": "42", "filename": "words.txt", "size": 7, "url": "https://cdn.example/w", "proxy_url": ""}
    data = sent(upload, attachments={"42": file})
    assert modals.values(data) == {}
    interaction: Any = SimpleNamespace(data=data, _state=SimpleNamespace(http=None))
    assert [(one.filename, one.size, one.url) for one in modals.files(interaction)] == [
        ("words.txt", 7, "https://cdn.example/w")
    ]
    assert modals.files(SimpleNamespace(data=None, _state=None)) == ()  # type: ignore[arg-type]
