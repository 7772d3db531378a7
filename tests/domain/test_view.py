"""Views and taps: what a platform is given, and what it hands back."""

import pytest

from bot.domain.view import Button, Choice, Form, Input, Option, Phrase, Tap, View

SEND = Phrase("send")
BUTTON = Button("sing", SEND)
CHOICE = Choice("voice", SEND, (Option("female", SEND),))
FORM = Form("words", SEND, (Input("text", SEND),), SEND)


@pytest.mark.parametrize(
    ("view", "is_open"),
    [
        (View(("done",)), False),
        (View(("done",), dialogue="1", step=3), False),
        (View(("which?",), buttons=(BUTTON,)), True),
        (View(("which?",), choices=(CHOICE,)), True),
        (View(("which?",), form=FORM), True),
    ],
)
def test_a_view_is_open_while_something_can_be_done_with_it(view: View, is_open: bool) -> None:
    assert view.is_open is is_open


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({}, ""),
        ({"amount": ()}, ""),
        ({"amount": ("5",)}, "5"),
        ({"amount": ("5", "6")}, "5"),
        ({"other": ("5",)}, ""),
    ],
)
def test_a_tap_says_what_was_written(values: dict[str, tuple[str, ...]], text: str) -> None:
    assert Tap("1", 0, "ask", values).text("amount") == text


def test_views_that_show_the_same_are_equal() -> None:
    """Platforms edit a message only when its view has changed."""
    assert View((Phrase("hello", {"n": 1}),), buttons=(BUTTON,)) == View(
        (Phrase("hello", {"n": 1}),), buttons=(BUTTON,)
    )
    assert View(("a",), step=1) != View(("a",), step=2)
