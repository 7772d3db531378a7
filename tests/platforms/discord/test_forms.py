"""Forms that can be opened again."""

from bot.domain.song import SongRequest
from bot.domain.view import Choice, Form, Input, Option, Phrase
from bot.platforms.discord.controls import custom_id, read
from bot.platforms.discord.forms import MOST_KEPT, REOPEN, Forms, Typed, command, filled, named, written_in

TITLE = Phrase("dialogue-song-form-edit")


def test_a_form_is_found_by_whoever_wrote_it_and_by_nobody_else() -> None:
    forms = Forms()
    typed = Typed("ann", request=SongRequest(prompt="rain"))
    name = forms.keep(typed, now_ms=1)
    assert forms.find(name, "ann") == typed
    assert forms.find(name, "bob") is None
    assert forms.find("other", "ann") is None


def test_the_oldest_forms_are_forgotten() -> None:
    forms = Forms()
    names = [forms.keep(Typed("ann"), now_ms=n) for n in range(MOST_KEPT + 1)]
    assert forms.find(names[0], "ann") is None
    assert forms.find(names[1], "ann") is not None


def test_a_control_says_what_it_was_made_for() -> None:
    control = command(REOPEN, "0mwqz89lh69ipw4r")
    assert read(custom_id(control)) == control
    assert named(control) == (REOPEN, "0mwqz89lh69ipw4r")
    assert named(command("song")) == ("song", "")


def test_a_form_is_filled_with_what_was_written_and_chosen_before() -> None:
    voices = Choice("voice", TITLE, (Option("any", "any"), Option("male", "male")), chosen=("any",))
    form = Form(
        "edit", TITLE, (Input("title", TITLE, "Old", most=5), Input("style", TITLE, "jazz"), voices), TITLE
    )
    title, style, voice = filled(form, {"title": ("Longer than that",), "voice": ("male",)}).inputs
    assert isinstance(title, Input)
    assert isinstance(style, Input)
    assert isinstance(voice, Choice)
    assert (title.value, style.value, voice.chosen) == ("Longe", "jazz", ("male",))


def test_all_that_was_typed_is_read_from_a_form_and_nothing_that_was_chosen() -> None:
    data = {
        "components": [
            {"type": 18, "component": {"type": 4, "custom_id": "words", "value": "la\nla"}},
            {"type": 18, "component": {"type": 3, "custom_id": "voice", "values": ["male"]}},
            {"type": 1, "components": [{"type": 4, "custom_id": "title", "value": "Rain"}]},
            {"type": 18, "component": {"type": 4, "custom_id": "style", "value": " "}},
        ]
    }
    assert written_in(data) == "la\nla\n\nRain"
