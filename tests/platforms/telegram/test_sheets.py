"""Sheets: whatever is written into a form, it fits into a message of Telegram's."""

import pytest

from bot.domain.song import SongRequest
from bot.domain.view import Choice, Form, Input, Mention, Phrase
from bot.locales import languages
from bot.platforms.telegram import sheets
from bot.platforms.telegram.controls import FormControl
from bot.platforms.telegram.facts import PLACEHOLDER_CHARACTERS, TEXT_CHARACTERS
from bot.platforms.telegram.wording import words_in
from bot.studio.dialogues.sheet import song_form
from tests.peers.telegram.html import parse_html
from tests.peers.telegram.units import units
from tests.platforms.telegram.limits import shown

EN = words_in("en")
FORM = song_form("start", SongRequest())
ID = "f" * 16
ANN = Mention("person", "5000002", "Ann <&> " + "n" * 120)
TITLE = Input("title", Phrase("chat-row-title"))
WISH = Input("wish", Phrase("dialogue-lyrics-wish"), required=True, many_lines=True)


def of(*inputs: Input | Choice) -> Form:
    return Form("edit", Phrase("dialogue-song-form-edit"), inputs, Phrase("dialogue-song-save"))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("piece", ["👧", "<b>&amp;", "line\n", "漢", "\x00"])
def test_whatever_is_written_fits(language: str, piece: str) -> None:
    words = words_in(language)
    written = {one.id: ((piece * one.most)[: one.most],) for one in FORM.inputs if isinstance(one, Input)}
    sheet = shown(sheets.sheet(words, FORM, written, ID))
    assert sheet.controls[-2:] == (FormControl(ID, "send"), FormControl(ID, "close"))
    assert len(sheet.labels) == len(FORM.inputs) + 2
    for one in FORM.inputs:
        if isinstance(one, Choice):
            shown(sheets.menu(words, one, 4, written, ID))
            continue
        question = sheets.question(words, one, written, person=ANN)
        complaints: list[str] = []
        text, _ = parse_html(question.html, complaints.append)
        assert complaints == []
        assert units(text) <= TEXT_CHARACTERS
        assert units(question.hint) <= PLACEHOLDER_CHARACTERS
        assert question.asks
        assert not question.keyboard


def test_what_stands_in_a_form_is_sent_with_what_was_written() -> None:
    form = of(Input("title", Phrase("chat-row-title"), "Rain"), WISH)
    assert sheets.values_of(form, {"wish": ("sadder",)}) == {"title": ("Rain",), "wish": ("sadder",)}


def test_what_is_needed_is_asked_for_first_then_the_first_of_none() -> None:
    assert sheets.asked_first(of(TITLE, WISH), {}) == WISH
    assert sheets.asked_first(of(TITLE, WISH), {"wish": ("sadder",)}) is None
    assert sheets.asked_first(FORM, {}) == FORM.inputs[0]
    assert sheets.asked_first(of(TITLE), {"title": ("Rain",)}) == TITLE, "there is nothing else to ask"


def test_blanks_are_no_answer_to_what_is_needed() -> None:
    assert sheets.missing(of(WISH), {"wish": (" \n",)}) == WISH


@pytest.mark.parametrize("dash", ["-", "–", " — "])
def test_a_dash_empties_only_what_may_be_empty(dash: str) -> None:
    assert sheets.as_meant(dash, TITLE) == ""
    assert sheets.as_meant(dash, WISH) == dash
    assert sheets.as_meant("well-known", TITLE) == "well-known"


def test_a_short_text_comes_with_its_question_to_be_copied() -> None:
    question = sheets.question(EN, WISH, {"wish": ("sad <der>",)}, person=None)
    assert "<pre>sad &lt;der&gt;</pre>" in question.html
    assert "leaves it empty" not in question.html, "it has to be filled in"
