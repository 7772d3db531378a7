"""Words without a command and `/song` alone: what is shown, chosen, changed, and sung once."""

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.errors import DialogueGone, InvalidOrder, NotYours, Outside, QuotaExceeded, Refusal
from bot.domain.people import Account, Caller, PlaceRef
from bot.domain.quota import Limit
from bot.domain.song import Origin, SongRequest
from bot.domain.view import Choice, Phrase, Tap, View
from bot.locales import catalogue
from bot.store import jobs
from bot.studio.rules import Access
from bot.studio.views import Answer
from tests.store.rows import DAY_MS
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import CHAT, TAVERN, ScriptedProvider, Studio, with_limits

LYRICS = "[verse]\nThe kettle hums\nthe morning's slow\n[chorus]\nStay a while"
WISH = "a shanty about the sea"
HERE = Origin(platform=CHAT, chat="tavern", message="1", person="ann")


def caller(who: str = "ann", place: PlaceRef = TAVERN) -> Caller:
    return Caller(Account(CHAT, who), place)


async def words(studio: Studio, text: str, message: str = "1", **more: Any) -> View:
    return await studio.dialogues.words(caller(**more), text, HERE, f"chat:tavern:{message}")


async def press(studio: Studio, view: View, action: str, who: str = "ann", **values: str) -> Answer:
    return await tap(studio, view, action, caller(who), **values)


async def tap(studio: Studio, view: View, action: str, by: Caller, **values: str) -> Answer:
    given_values = {name: (value,) if value else () for name, value in values.items()}
    return await studio.dialogues.tap(by, Tap(view.dialogue, view.step, action, given_values), HERE)


def read(view: View) -> list[str]:
    """Everything that somebody reads, in English."""
    say = catalogue().phrase
    texts = [*view.text, *(label for button in view.buttons for label in [button.label])]
    for field in view.fields:
        texts += [field.label, *field.value]
    forms = [form for form in (view.form, *(button.form for button in view.buttons)) if form]
    for form in forms:
        texts += [form.title, form.submit, *(one.label for one in form.inputs)]
    choices = [*view.choices, *(one for form in forms for one in form.inputs if isinstance(one, Choice))]
    for choice in choices:
        texts += [choice.label, *(option.label for option in choice.options)]
        texts += [choice.none] if choice.none else []
    return [say(one) for one in texts]


def menu(view: View, name: str) -> Choice:
    return next(one for one in view.choices if one.id == name)


def buttons(view: View) -> list[str]:
    return [one.id for one in view.buttons]


async def orders(studio: Studio) -> list[SongRequest]:
    rows = await studio.db.read("SELECT id FROM jobs ORDER BY id")
    found = [await jobs.get(studio.db.read, row["id"]) for row in rows]
    return [job.request for job in found if job is not None]


# --- what was understood ----------------------------------------------------------------------


async def test_lyrics_are_shown_as_they_were_understood(studio: Studio) -> None:
    view = await words(studio, f"style: folk\n{LYRICS}")
    said = " | ".join(read(view))
    for part in ("verse", "chorus", "English", "3 lines", "9 words", "Begins with “The kettle hums”", "Folk"):
        assert part in said
    assert [file.name for file in view.files] == ["lyrics.txt"]
    assert view.files[0].text.startswith("[verse]\nThe kettle hums")
    assert buttons(view) == ["sing", "edit", "drop"]
    assert menu(view, "style").chosen == ("folk",)
    assert menu(view, "voice").chosen == ("any",)


async def test_four_lines_are_lyrics_without_a_tag(studio: Studio) -> None:
    view = await words(studio, "one day\ntwo day\nthree day\nfour day")
    assert "sing" in buttons(view)


async def test_chinese_lyrics_are_counted_in_characters(studio: Studio) -> None:
    said = read(await words(studio, "[主歌]\n月亮代表我的心\n你问我爱你有多深"))
    assert {"Chinese", "2 lines", "15 characters"} <= set(said)


async def test_of_many_sections_eight_are_named(studio: Studio) -> None:
    view = await words(studio, "\n".join(f"[verse]\nline {n}" for n in range(11)))
    sections = view.fields[0].value
    assert len(sections) == 9
    assert catalogue().phrase(sections[-1]) == "3 more"


async def test_other_words_are_offered_both_ways(studio: Studio) -> None:
    view = await words(studio, WISH)
    assert buttons(view) == ["write", "exact", "drop"]
    assert f"“{WISH}”" in read(view)


@pytest.mark.parametrize(
    ("action", "wanted"), [("write", SongRequest(prompt=WISH)), ("exact", SongRequest(lyrics=WISH))]
)
async def test_other_words_are_sung_as_somebody_chose(
    studio: Studio, action: str, wanted: SongRequest
) -> None:
    draft = (await press(studio, await words(studio, WISH), action)).view
    answer = await press(studio, draft, "sing")
    assert answer.receipt is not None
    assert not answer.view.is_open
    assert await orders(studio) == [wanted]


async def test_what_is_too_long_to_describe_a_song_can_still_be_sung(studio: Studio) -> None:
    assert buttons(await words(studio, "la " * 1_000)) == ["exact", "drop"]


async def test_what_has_no_words_can_still_be_written_about(studio: Studio) -> None:
    assert buttons(await words(studio, "!?")) == ["write", "drop"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "nothing-to-sing"),
        (" \n\u200b ", "nothing-to-sing"),
        ("[verse]", "only-tags"),
        ("la " * 2_000, "lyrics-too-long"),
        ("[verse]\n" + "la la\n" * 1_000, "lyrics-too-long"),
        (f"voice: robot\n{LYRICS}", "option-choice"),
    ],
)
async def test_what_can_t_be_sung_is_refused_at_once(studio: Studio, text: str, problem: str) -> None:
    with pytest.raises(InvalidOrder) as refused:
        await words(studio, text)
    assert refused.value.problem == problem
    assert await studio.db.read("SELECT id FROM dialogues") == []


async def test_the_same_message_opens_one_dialogue(studio: Studio) -> None:
    one, other = await asyncio.gather(words(studio, LYRICS), words(studio, LYRICS))
    assert one == other


async def test_whoever_is_outside_is_told_so(make_studio: MakeStudio, one: ScriptedProvider) -> None:
    studio = make_studio(one, rules=with_limits(access=Access(servers=frozenset({"elsewhere"}))))
    with pytest.raises(Outside):
        await words(studio, LYRICS)
    with pytest.raises(Outside):
        await studio.dialogues.song_form(caller(), HERE, "1")


LINES = st.sampled_from(["[chorus]", "style: folk", "voice: x", "la la", "主歌：月", "", "\ud800", "!"])


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=80) | st.lists(LINES).map("\n".join))
async def test_any_text_is_answered_or_refused(studio: Studio, text: str) -> None:
    try:
        view = await words(studio, text, message=f"m{hash(text)}")
    except Refusal as refusal:
        assert catalogue().error(refusal)
    else:
        assert view.is_open
        assert all(read(view))


# --- what is chosen and changed ---------------------------------------------------------------


async def test_style_and_voice_are_chosen_and_taken_back(studio: Studio) -> None:
    view = (await press(studio, await words(studio, LYRICS), "style", style="jazz")).view
    view = (await press(studio, view, "voice", voice="female")).view
    assert (menu(view, "style").chosen, menu(view, "voice").chosen) == (("jazz",), ("female",))
    view = (await press(studio, view, "style", style="")).view
    view = (await press(studio, view, "voice", voice="any")).view
    assert (menu(view, "style").chosen, menu(view, "voice").chosen) == ((), ("any",))


async def test_a_style_in_own_words_is_one_of_the_choices(studio: Studio) -> None:
    style = "warm and slow, with an accordion that never quite gets to the end of its breath, and rain"
    view = await words(studio, f"style: {style}\n{LYRICS}")
    assert menu(view, "style").chosen == ("own",)
    view = (await press(studio, view, "style", style="own")).view
    await press(studio, view, "sing")
    assert (await orders(studio))[0].style == style


@pytest.mark.parametrize(("name", "value"), [("style", "polka"), ("voice", "robot"), ("voice", "")])
async def test_what_no_menu_has_is_refused(studio: Studio, name: str, value: str) -> None:
    view = await words(studio, LYRICS)
    with pytest.raises(InvalidOrder):
        await press(studio, view, name, **{name: value})
    assert await words(studio, LYRICS) == view


async def test_a_draft_is_edited_and_sung_as_it_is_then(studio: Studio) -> None:
    view = await words(studio, LYRICS)
    changes = {"about": "", "lyrics": "la la\nla", "style": "slow", "title": "La", "avoid": "drums"}
    view = (await press(studio, view, "edit", **changes, voice="male")).view
    await press(studio, view, "sing")
    wanted = SongRequest(lyrics="la la\nla", style="slow", title="La", avoid="drums", voice="male")
    assert await orders(studio) == [wanted]


async def test_what_a_form_is_too_small_for_is_not_asked_and_stays(studio: Studio) -> None:
    lyrics = "[verse]\n" + "la la la\n" * 500
    view = await words(studio, lyrics)
    form = next(one.form for one in view.buttons if one.id == "edit")
    assert form is not None
    assert "lyrics" not in [one.id for one in form.inputs]
    after = (await press(studio, view, "edit", title="La")).view
    assert after.files == view.files
    assert "La" in read(after)


async def test_a_draft_is_not_edited_to_nothing(studio: Studio) -> None:
    view = await words(studio, LYRICS)
    with pytest.raises(InvalidOrder):
        await press(studio, view, "edit", about="", lyrics="")
    assert await words(studio, LYRICS) == view


async def test_what_is_dropped_is_over(studio: Studio) -> None:
    view = await words(studio, LYRICS)
    over = (await press(studio, view, "drop")).view
    assert not over.is_open
    late = await press(studio, view, "sing")
    assert (late.receipt, late.note) == (None, Phrase("dialogue-stale"))
    with pytest.raises(Refusal):
        await press(studio, over, "sing")
    assert await orders(studio) == []


# --- /song without anything -------------------------------------------------------------------


async def test_song_alone_opens_a_form_that_sings_at_once(studio: Studio) -> None:
    view = await studio.dialogues.song_form(caller(), HERE, "1")
    assert view.form is not None
    assert all(read(view))
    answer = await press(studio, view, "start", about=WISH, lyrics="", style="", voice="any")
    assert answer.receipt is not None
    assert not answer.view.is_open
    assert await orders(studio) == [SongRequest(prompt=WISH)]


async def test_an_empty_form_is_refused_as_an_empty_order_is(studio: Studio) -> None:
    view = await studio.dialogues.song_form(caller(), HERE, "1")
    with pytest.raises(InvalidOrder) as refused:
        await press(studio, view, "start", about=" ", lyrics="")
    assert refused.value.problem == "nothing-to-sing"


# --- singing ----------------------------------------------------------------------------------


async def test_two_taps_on_sing_are_one_song(studio: Studio) -> None:
    view = await words(studio, LYRICS)
    one, other = await asyncio.gather(press(studio, view, "sing"), press(studio, view, "sing"))
    assert one.view == other.view
    assert len(await orders(studio)) == 1
    assert len(await studio.db.read("SELECT id FROM ledger WHERE kind = 'reserve'")) == 1


async def test_a_late_tap_is_told_of_the_order_that_was_made(studio: Studio) -> None:
    view = await words(studio, LYRICS)
    first, late = [await press(studio, view, "sing") for _ in range(2)]
    assert first.receipt is not None
    assert late.earlier is not None
    assert (late.receipt, late.note) == (None, Phrase("dialogue-stale"))
    assert late.earlier.status.job_id == first.receipt.status.job_id
    assert (late.earlier.request, late.earlier.repeated) == (first.receipt.request, True)
    assert len(await orders(studio)) == 1


async def test_what_the_desk_refuses_leaves_the_draft(make_studio: MakeStudio, one: ScriptedProvider) -> None:
    studio = make_studio(one, rules=with_limits(quota=Limit(0, "day")))
    view = await words(studio, LYRICS)
    with pytest.raises(QuotaExceeded):
        await press(studio, view, "sing")
    assert await words(studio, LYRICS) == view


@pytest.mark.parametrize(
    "by", [caller("bob"), caller("ann", PlaceRef(CHAT, "cellar")), caller("ann", PlaceRef())]
)
@pytest.mark.parametrize("action", ["sing", "edit", "style", "drop"])
async def test_only_the_owner_taps_and_only_here(studio: Studio, by: Caller, action: str) -> None:
    view = await words(studio, LYRICS)
    with pytest.raises(NotYours):
        await tap(studio, view, action, by, style="jazz", lyrics="la")
    assert await words(studio, LYRICS) == view


@pytest.mark.parametrize("action", ["approve", "", "write", "sing; drop"])
async def test_a_control_that_is_not_there_does_nothing(studio: Studio, action: str) -> None:
    view = await words(studio, LYRICS)
    with pytest.raises(Refusal):
        await press(studio, view, action)
    assert await words(studio, LYRICS) == view


async def test_a_control_can_be_used_for_half_a_year(studio: Studio) -> None:
    view = await words(studio, LYRICS)
    studio.clock.forward(179 * DAY_MS)
    view = (await press(studio, view, "style", style="jazz")).view
    studio.clock.forward(2 * DAY_MS)
    with pytest.raises(DialogueGone):
        await press(studio, view, "sing")
    assert await orders(studio) == []
