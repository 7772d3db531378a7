"""Views as nobody would make them: everything that a message of Telegram's has to bear."""

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

CHARACTERS = st.sampled_from(
    "abc <>&;\"'/@#\n\t\r1.…é👩‍👧漢字\x00\x07\u2028\u202e\u2800\ud83d\ude00\ue000\ufdd0\ufdd2"
)
"""With marks, halves of characters, what turns the direction, and the signs that the bot itself uses."""
IDS = st.text("abcdefghijklmnopqrstuvwxyz-_0123456789", min_size=1, max_size=16)
LABELS = st.sampled_from(
    ["chat-row-style", "dialogue-song-sing", "settings-zone-about", "chat-voice-none", "chat-help"]
).map(Phrase)


def texts(most: int) -> st.SearchStrategy[str]:
    """Short texts, and long ones made of the same piece again and again."""
    short = st.text(CHARACTERS, max_size=40)
    return short | st.builds(lambda one, times: (one * times)[:most], short, st.integers(1, most))


MENTIONS = st.builds(
    Mention, st.sampled_from(["person", "role", "channel"]), st.integers(-9, 2**60).map(str) | IDS, texts(300)
)
PHRASES = LABELS | st.builds(lambda text: Phrase("dialogue-song-quoted", {"text": text}), texts(6_000))
WORDS: st.SearchStrategy[Words] = texts(6_000) | MENTIONS | PHRASES
CHOICES = st.builds(
    Choice,
    id=IDS,
    label=LABELS,
    options=st.lists(st.builds(Option, value=IDS, label=texts(300) | LABELS), max_size=60).map(tuple),
    of=st.sampled_from(["", "", "channel", "role"]),
    chosen=st.lists(IDS, max_size=30).map(tuple),
    least=st.integers(0, 1),
    most=st.integers(1, 30),
    none=st.none() | LABELS,
)
FORMS = st.builds(
    Form, id=IDS, title=LABELS, inputs=st.just((Input("lyrics", Phrase("chat-row-lyrics")),)), submit=LABELS
)
BUTTONS = st.builds(Button, id=IDS, label=PHRASES, form=st.none() | FORMS)
FILES = st.builds(Attachment, name=texts(80), text=texts(6_000), is_open=st.booleans())
VIEWS = st.builds(
    View,
    text=st.lists(WORDS, max_size=6).map(tuple),
    title=st.none() | WORDS,
    tone=st.sampled_from(["plain", "problem", "done"]),
    fields=st.lists(
        st.builds(Field, label=LABELS, value=st.lists(WORDS, min_size=1, max_size=4).map(tuple)), max_size=12
    ).map(tuple),
    choices=st.lists(CHOICES, max_size=25).map(tuple),
    buttons=st.lists(BUTTONS, max_size=60).map(tuple),
    form=st.none() | FORMS,
    files=st.lists(FILES, max_size=7).map(tuple),
    dialogue=st.just("") | st.text("abcdefghij0123456789", min_size=16, max_size=16),
    step=st.integers(0, 10_000),
)
