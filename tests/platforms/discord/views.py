"""Views as nobody would make them: everything that a message of Discord's has to bear."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from hypothesis import strategies as st

from bot.domain.view import (
    Attachment,
    Button,
    Choice,
    Field,
    Form,
    Input,
    Mention,
    Option,
    Phrase,
    View,
    Words,
)

Part = TypeVar("Part", Input | Choice, Choice, Button)

SNOWFLAKES = st.integers(10**17, 2**63).map(str)
CHARACTERS = st.sampled_from("abc *_~`|[]()<>#-\n\\@1.…é👩‍👧漢字")
IDS = st.text("abcdefghijklmnopqrstuvwxyz-_0123456789", min_size=1, max_size=40)
"""What the studio calls its controls and options by, at most 40 characters long."""
LABELS = st.sampled_from(
    ["chat-row-style", "dialogue-song-sing", "settings-zone-about", "chat-voice-none", "chat-help"]
).map(Phrase)


def texts(most: int) -> st.SearchStrategy[str]:
    """Short texts, and long ones made of the same piece again and again."""
    short = st.text(CHARACTERS, max_size=40)
    return short | st.builds(lambda one, times: (one * times)[:most], short, st.integers(1, most))


MENTIONS = st.builds(
    Mention, st.sampled_from(["person", "role", "channel"]), SNOWFLAKES | IDS, st.text(CHARACTERS, max_size=9)
)
PHRASES = LABELS | st.builds(lambda text: Phrase("dialogue-song-quoted", {"text": text}), texts(6_000))
WORDS: st.SearchStrategy[Words] = texts(6_000) | MENTIONS | PHRASES
CHOICES = st.builds(
    Choice,
    id=IDS,
    label=LABELS,
    options=st.lists(st.builds(Option, value=IDS, label=texts(300) | LABELS), max_size=40).map(tuple),
    of=st.sampled_from(["", "", "channel", "role"]),
    chosen=st.lists(SNOWFLAKES | IDS, max_size=30).map(tuple),
    least=st.integers(0, 1),
    most=st.integers(1, 30),
    none=st.none() | LABELS,
)
INPUTS = st.builds(
    Input,
    id=IDS,
    label=LABELS,
    value=texts(5_000),
    many_lines=st.booleans(),
    required=st.booleans(),
    most=st.integers(1, 6_000),
    hint=st.none() | LABELS,
)


def _apart(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Drop all but one of those with the same id, as there are none in a view of the studio's."""
    return tuple({part.id: part for part in parts}.values())


FORMS = st.builds(
    Form, id=IDS, title=LABELS, inputs=st.lists(INPUTS | CHOICES, max_size=8).map(_apart), submit=LABELS
)
BUTTONS = st.builds(
    Button,
    id=IDS,
    label=LABELS | st.builds(lambda text: Phrase("dialogue-song-quoted", {"text": text}), texts(200)),
    style=st.sampled_from(["primary", "plain", "danger"]),
    form=st.none() | FORMS,
)
FILES = st.builds(
    Attachment,
    name=st.text("abc äö漢.-/", min_size=1, max_size=80),
    text=texts(6_000),
    is_open=st.booleans(),
)


def _with_ids_apart(view: View) -> View:
    buttons = _apart(view.buttons)
    taken = {button.id for button in buttons}
    return replace(view, buttons=buttons, choices=_apart(one for one in view.choices if one.id not in taken))


VIEWS = st.builds(
    View,
    text=st.lists(WORDS, max_size=6).map(tuple),
    title=st.none() | WORDS,
    tone=st.sampled_from(["plain", "problem", "done"]),
    fields=st.lists(
        st.builds(Field, label=LABELS, value=st.lists(WORDS, min_size=1, max_size=4).map(tuple)), max_size=12
    ).map(tuple),
    choices=st.lists(CHOICES, max_size=8).map(tuple),
    buttons=st.lists(BUTTONS, max_size=25).map(tuple),
    form=st.none() | FORMS,
    files=st.lists(FILES, max_size=5).map(tuple),
    dialogue=st.text("abcdefghij0123456789", min_size=16, max_size=16),
    step=st.integers(0, 10_000),
).map(_with_ids_apart)
