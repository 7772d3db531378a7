"""Panels: whatever the studio shows fits into a message of Discord's, and its controls bring the tap back."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.view import Attachment, Button, Choice, Field, Form, Input, Mention, Option, Phrase, View
from bot.locales import languages
from bot.platforms.discord.controls import DialogueControl, read
from bot.platforms.discord.outbound import Message
from bot.platforms.discord.panels import WHOLE_TEXT, panel
from bot.platforms.discord.wording import words_in
from tests.platforms.discord import limits
from tests.platforms.discord.views import VIEWS

EN = words_in("en")
ANN, HALL, STAGE = "111111111111111111", "222222222222222222", "333333333333333333"
SING = Phrase("dialogue-song-sing")
WORDS_FORM = Form("edit", Phrase("dialogue-song-form-edit"), (Input("lyrics", SING),), SING)


def shown(view: View) -> dict[str, Any]:
    return limits.wire(panel(EN, view))


def text_of(view: View) -> str:
    return limits.texts(shown(view))


def file_of(message: Message, name: str) -> str:
    (source,) = (file.source for file in message.files if file.name == name)
    assert isinstance(source, bytes)
    return source.decode()


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(view=VIEWS, language=st.sampled_from(languages()))
def test_every_view_fits_into_a_message(view: View, language: str) -> None:
    payload = limits.wire(panel(words_in(language), view))
    for control in limits.controls(payload):
        assert isinstance(read(control), DialogueControl)


def test_title_paragraphs_and_fields_are_read_in_order() -> None:
    view = View(
        ("One", "Two"),
        "My *panel*",
        fields=(Field(Phrase("chat-row-title"), ("Owls", Mention("person", ANN))),),
    )
    assert text_of(view) == f"## My \\*panel\\*\n\nOne\n\nTwo\n\n**Title**: Owls, <@{ANN}>"


def test_the_colour_tells_a_problem_from_what_is_done() -> None:
    colours = {
        shown(View(("a",), tone=tone))["components"][0]["accent_color"]
        for tone in ("plain", "problem", "done")
    }
    assert len(colours) == 3


def test_a_press_of_any_control_names_dialogue_step_and_action() -> None:
    view = View(
        (),
        choices=(Choice("voice", SING, (Option("a", "A"),)),),
        buttons=(Button("sing", SING, "primary"), Button("edit", SING, form=WORDS_FORM)),
        dialogue="0abc",
        step=7,
    )
    assert [read(one) for one in limits.controls(shown(view))] == [
        DialogueControl("0abc", 7, "voice"),
        DialogueControl("0abc", 7, "sing"),
        DialogueControl("0abc", 7, "edit", opens=True),
    ]


def test_a_form_that_stands_open_gets_a_button_that_opens_it() -> None:
    view = View(("Write",), form=WORDS_FORM, dialogue="0abc")
    (control,) = limits.controls(shown(view))
    assert read(control) == DialogueControl("0abc", 0, "edit", opens=True)
    assert view.form_of("edit") is WORDS_FORM


def test_the_form_of_a_button_is_found_again() -> None:
    view = View((), buttons=(Button("sing", SING), Button("change", SING, form=WORDS_FORM)))
    assert view.form_of("change") is WORDS_FORM
    assert view.form_of("sing") is None
    assert view.form_of("gone") is None


def test_a_menu_shows_what_is_chosen_and_what_none_means() -> None:
    options = tuple(Option(str(n), f"Number {n}") for n in range(40))
    choice = Choice("n", SING, options, chosen=("33",), least=0, none=Phrase("dialogue-style-any"))
    (menu,) = limits.controls(shown(View((), choices=(choice,)))).values()
    offered = {one["value"]: one["default"] for one in menu["options"]}
    assert len(offered) == 25
    assert offered == {**{str(n): False for n in range(24)}, "33": True}
    assert menu["placeholder"] == "Whatever fits"
    assert (menu["min_values"], menu["max_values"]) == (0, 1)


def test_channels_and_roles_are_picked_from_discords_own() -> None:
    choices = (
        Choice("channels", SING, of="channel", chosen=(HALL, STAGE, "local"), least=0, most=25),
        Choice("one", SING, of="channel", chosen=(HALL,), least=0),
        Choice("roles", SING, of="role", chosen=(HALL,), least=0, most=25),
    )
    several, one, roles = limits.controls(shown(View((), choices=choices))).values()
    assert [int(value["id"]) for value in several["default_values"]] == [int(HALL), int(STAGE)]
    assert 15 in several["channel_types"]  # forums hold threads,
    assert 15 not in one["channel_types"]  # and nobody can post into one itself
    assert roles["default_values"][0]["type"] == "role"
    assert roles["max_values"] == 25


def test_a_file_comes_along_and_is_shown() -> None:
    message = panel(EN, View(("Here",), files=(Attachment("my lyrics.txt", "la"),)))
    payload = limits.wire(message)
    assert file_of(message, "my_lyrics.txt") == "la"
    assert "la" not in limits.texts(payload)


def test_words_that_a_view_is_about_are_read_at_once() -> None:
    lyrics = "[verse]\n" + "\n".join(f"- line {n}" for n in range(600))
    short = Attachment("lyrics.txt", lyrics[:200], is_open=True)
    assert "\\- line 5" in text_of(View(("Read:",), files=(short,)))
    message = panel(EN, View(("Read:",), files=(Attachment("lyrics.txt", lyrics, is_open=True),)))
    read_at_once = limits.texts(limits.wire(message))
    assert "\\- line 100" in read_at_once
    assert read_at_once.endswith("\n…")
    assert file_of(message, "lyrics.txt") == lyrics


@pytest.mark.parametrize("own", ["*" * 5_000, "word " * 1_500])
def test_a_long_quoted_text_is_shortened_visibly_and_comes_along_whole(own: str) -> None:
    view = View((Phrase("dialogue-song-choose"), Phrase("dialogue-song-quoted", {"text": own})))
    message = panel(EN, view)
    assert "…”" in limits.texts(limits.wire(message))
    assert WHOLE_TEXT in limits.texts(limits.wire(message))
    assert file_of(message, WHOLE_TEXT) == own


def test_too_many_paragraphs_come_along_whole() -> None:
    view = View(tuple(f"Paragraph {n} is about *{n}*." for n in range(400)))
    message = panel(EN, view)
    assert limits.texts(limits.wire(message)).startswith("Paragraph 0 is about \\*0\\*.\n")
    assert file_of(message, WHOLE_TEXT).endswith("Paragraph 399 is about *399*.")


def test_nobody_whom_a_panel_names_is_notified() -> None:
    allowed = shown(View((Mention("person", HALL), "@everyone")))["allowed_mentions"]
    assert (allowed["parse"], allowed.get("users", [])) == ([], [])


def test_an_empty_view_is_still_a_message() -> None:
    assert text_of(View(("", "  "))) == "…"
