"""Panels: whatever the studio shows fits into a message of Telegram's, and its buttons bring the tap back."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.view import Attachment, Button, Choice, Field, Form, Input, Mention, Option, Phrase, View
from bot.locales import languages
from bot.platforms.telegram.controls import CommandControl, DialogueControl, MenuControl, OptionControl
from bot.platforms.telegram.panels import WHOLE_TEXT, document, menu_after, menus_of, panel
from bot.platforms.telegram.wording import words_in
from tests.platforms.telegram.limits import Shown, shown
from tests.platforms.telegram.views import VIEWS

EN = words_in("en")
SING, STYLE, VOICE = Phrase("dialogue-song-sing"), Phrase("chat-row-style"), Phrase("chat-row-voice")
WORDS_FORM = Form("edit", Phrase("dialogue-song-form-edit"), (Input("lyrics", SING),), SING)
STYLES = Choice(
    "style",
    STYLE,
    (Option("folk", Phrase("dialogue-style-folk")), Option("jazz", Phrase("dialogue-style-jazz"))),
    chosen=("folk",),
    least=0,
    none=Phrase("dialogue-style-any"),
)
VOICES = Choice("voice", VOICE, (Option("any", Phrase("dialogue-voice-any")), Option("female", "female")))
DRAFT = View(
    (Phrase("dialogue-song-draft"),),
    choices=(STYLES, VOICES),
    buttons=(Button("sing", SING, "primary"), Button("edit", Phrase("dialogue-song-edit"), form=WORDS_FORM)),
    dialogue="0abc",
    step=7,
)


def of(view: View, menu: str = "", page: int = 0, *, walks: bool = False) -> Shown:
    return shown(panel(EN, view, menu=menu, page=page, walks=walks))


def file_of(view: View, n: int) -> tuple[str, str]:
    found = document(EN, view, n)
    assert found is not None
    assert isinstance(found.source, bytes)
    return found.name, found.source.decode()


def numbers(names: Sequence[str]) -> tuple[Option, ...]:
    return tuple(Option(name, f"Number {name}") for name in names)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(
    view=VIEWS,
    language=st.sampled_from(languages()),
    menu=st.integers(0, 2),
    page=st.integers(0, 4),
    walks=st.booleans(),
)
def test_every_view_fits_into_a_message(view: View, language: str, menu: int, page: int, walks: bool) -> None:
    words, menus = words_in(language), ["", *(one.id for one in menus_of(view))]
    shows = menus[menu % len(menus)]
    message = panel(words, view, menu=shows, page=page, walks=walks, perhaps_again=True)
    read = shown(message)
    assert words.text("chat-perhaps-again") in read.text
    assert message.silent
    for control in read.controls:
        if isinstance(control, CommandControl):
            file = document(words, view, int(control.name.rpartition(".")[2]))
            assert file is not None
            assert file.source


def test_title_paragraphs_and_fields_are_read_in_order() -> None:
    view = View(
        ("One", "Two"),
        "My <panel>",
        fields=(
            Field(Phrase("chat-row-title"), ("Owls", Mention("person", "77", "Ann"))),
            Field(STYLE, ("folk",)),
        ),
    )
    read = of(view)
    assert read.text == "My <panel>\n\nOne\n\nTwo\n\nTitle: Owls, Ann\nStyle: folk"
    assert read.marked("bold") == ["My <panel>", "Title", "Style"]


def test_a_problem_and_what_is_done_are_told_apart() -> None:
    assert of(View(("a",), tone="problem")).text == "⚠️ a"
    assert of(View(("a",), tone="done")).text == "✅ a"


def test_menus_say_what_is_chosen_and_buttons_what_they_do() -> None:
    read = of(DRAFT)
    assert read.labels == ("Style: Folk ▾", "Voice: Choose… ▾", "Sing", "Edit")
    assert read.controls == (
        MenuControl("0abc", 7, "style"),
        MenuControl("0abc", 7, "voice"),
        DialogueControl("0abc", 7, "sing"),
        DialogueControl("0abc", 7, "edit", opens=True),
    )


def test_a_menu_marks_what_is_chosen_and_leads_back() -> None:
    read = of(DRAFT, "style")
    assert read.text.endswith("\n\nStyle")
    assert read.labels == ("Whatever fits", "✓ Folk", "Jazz", "Back")
    assert of(DRAFT, "voice").labels == ("Any voice", "female", "Back")  # not what is somebody's own
    assert read.controls[:3] == tuple(OptionControl("0abc", 7, "style", one) for one in ("-", "0", "1"))
    assert read.controls[3] == MenuControl("0abc", 7, "")


def test_menus_that_walk_lead_on_to_the_next_and_at_last_to_the_panel() -> None:
    styles = of(DRAFT, "style", walks=True)
    assert styles.controls[0] == OptionControl("0abc", 7, "style", "-", walks=True)
    assert styles.labels[-2:] == ("Back", "Next")
    assert styles.controls[-2:] == (MenuControl("0abc", 7, ""), MenuControl("0abc", 7, "voice", walks=True))
    assert of(DRAFT, "voice", walks=True).controls[-1] == MenuControl("0abc", 7, "")
    assert [menu_after(DRAFT, one) for one in ("style", "voice", "gone")] == ["voice", "", ""]


def test_a_long_menu_has_pages_and_opens_where_something_is_chosen() -> None:
    long = Choice("n", STYLE, numbers([str(n) for n in range(60)]), chosen=("55",))
    view = replace(DRAFT, choices=(long,))
    assert of(view).controls[0] == MenuControl("0abc", 7, "n", 2)
    middle, last = of(view, "n", 1), of(view, "n", 99)
    assert middle.labels[-3:] == ("‹ 1/3", "3/3 ›", "Back")
    assert middle.controls[-3:-1] == (MenuControl("0abc", 7, "n", 0), MenuControl("0abc", 7, "n", 2))
    assert len(middle.labels) == 24 + 3
    assert "✓ Number 55" in last.labels


def test_topics_go_by_their_ids_and_roles_are_not_shown() -> None:
    topics = Choice("channels", STYLE, numbers(["1", "42"]), of="channel", chosen=("42",), least=0, most=25)
    roles = Choice("roles", VOICE, numbers(["7"]), of="role", most=25)
    view = replace(DRAFT, choices=(topics, roles), buttons=())
    assert of(view).labels == ("Style: Number 42 ▾",)
    read = of(view, "channels")
    assert [one.pick for one in read.controls if isinstance(one, OptionControl)] == ["-", "t1", "t42"]
    assert read.labels == ("None", "Number 1", "✓ Number 42", "Done")


def test_a_menu_that_is_gone_leaves_the_panel() -> None:
    assert of(DRAFT, "gone") == of(DRAFT)


def test_a_form_that_stands_open_gets_a_button_that_opens_it() -> None:
    read = of(View(("Write",), form=WORDS_FORM, dialogue="0abc"))
    assert read.labels == ("Your song",)
    assert read.controls == (DialogueControl("0abc", 0, "edit", opens=True),)


def test_a_long_label_is_cut_so_that_a_phone_shows_it() -> None:
    long = replace(STYLES, chosen=("own",), options=(Option("own", "folk with an accordion " * 4),))
    (label,) = of(replace(DRAFT, choices=(long,), buttons=())).labels
    assert label.startswith("Style: folk with an accordion")
    assert label.endswith("… ▾")


def test_files_are_read_where_they_fit_and_fetched_where_they_do_not() -> None:
    short = View(("Read:",), files=(Attachment("lyrics.txt", "[verse]\n<la>"),), dialogue="0abc")
    read = of(short)
    assert (read.marked("expandable_blockquote"), read.labels) == (["[verse]\n<la>"], ())
    lyrics = "\n".join(f"- line {n}" for n in range(600))
    long = replace(short, files=(Attachment("my lyrics.txt", lyrics, is_open=True),))
    read = of(long)
    assert "- line 300\n" in read.text
    assert read.text.endswith("\n…")
    assert (read.labels, read.controls) == (("📄 my lyrics.txt",), (CommandControl("file.0abc.0"),))
    assert file_of(long, 0) == ("my lyrics.txt", lyrics)
    assert document(EN, long, 5) is None


@pytest.mark.parametrize("own", ["&" * 5_000, "word " * 1_500])
def test_a_long_quoted_text_is_shortened_visibly_and_can_be_had_whole(own: str) -> None:
    said = (Phrase("dialogue-song-choose"), Phrase("dialogue-song-quoted", {"text": own}))
    view = View(said, dialogue="0abc")
    read = of(view)
    assert read.text.endswith("…”")
    assert (read.labels, read.controls) == (("The whole text",), (CommandControl("file.0abc.0"),))
    assert file_of(view, 0) == (WHOLE_TEXT, own)


def test_too_many_paragraphs_can_be_had_whole() -> None:
    view = View(tuple(f"Paragraph {n} is about <{n}>." for n in range(400)), dialogue="0abc")
    assert of(view).text.startswith("Paragraph 0 is about <0>.\n")
    assert file_of(view, 0)[1].endswith("Paragraph 399 is about <399>.")


def test_an_empty_view_is_still_a_message() -> None:
    assert of(View(("", "  "))).text == "…"
