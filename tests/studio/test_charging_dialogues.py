"""What is talked about by direct message: what will be charged is named, can be changed, and holds."""

from typing import Any

import pytest

from bot.domain.errors import InvalidOrder, NowhereToCharge, OutsideMessages
from bot.domain.people import Account, Caller, PlaceRef
from bot.domain.posts import ViewPost
from bot.domain.quota import Limit
from bot.domain.song import Origin, SongRequest
from bot.domain.view import Phrase, View
from bot.locales import catalogue
from bot.store import people
from bot.studio.commands import CoverOrder
from bot.studio.rules import Access, Rules
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import CHAT, TAVERN, ScriptedProvider, with_limits
from tests.studio.messages import MARKET, Mailbox, by_message, daily, offered, value_of
from tests.studio.test_dialogue_cover import ScriptedSinger, hears, sent, singer_info
from tests.studio.writers import a_writer, read, write

WORDS = "[verse]\nThe kettle hums\nthe morning's slow\n[chorus]\nStay a while"
CLOSED = with_limits(access=Access(private="nobody"), quota=daily(2))


@pytest.fixture
def box(make_studio: MakeStudio, one: ScriptedProvider) -> Mailbox:
    """Two songs a day everywhere, direct messages included."""
    return Mailbox(make_studio(one, rules=with_limits(quota=daily(2))))


async def everywhere(box: Mailbox) -> Mailbox:
    """Belong to two servers, of which the tavern comes first."""
    await box.open(MARKET)
    await box.open(TAVERN)
    return box


def note_of(note: object) -> str:
    assert isinstance(note, Phrase)
    return catalogue().phrase(note)


# --- words and files --------------------------------------------------------------------------


async def test_a_draft_says_what_will_be_charged_and_what_else_could_be(box: Mailbox) -> None:
    view = await (await everywhere(box)).words(WORDS)
    assert offered(view) == [
        "*The Tavern (2 of 2 songs left today)",
        "The Market (2 of 2 songs left today)",
        "direct messages (2 of 2 songs left today)",
    ]


async def test_what_is_sung_is_charged_as_the_draft_said(box: Mailbox) -> None:
    view = await (await everywhere(box)).words(WORDS)
    answer = await box.press(view, "sing")
    assert answer.receipt is not None
    assert answer.receipt.charged_to == "The Tavern"
    assert "The Tavern" in read(answer.view)
    assert await box.charged() == ["tavern"]


@pytest.mark.parametrize(
    ("name", "place", "said"), [("Market", "market", "The Market"), ("direct", "private", None)]
)
async def test_another_place_can_be_chosen(box: Mailbox, name: str, place: str, said: str | None) -> None:
    view = await (await everywhere(box)).words(WORDS)
    view = (await box.press(view, "charge", charge=value_of(view, name))).view
    assert [one for one in offered(view) if one.startswith("*")] == [
        f"*{said or 'direct messages'} (2 of 2 songs left today)"
    ]
    answer = await box.press(view, "sing")
    assert answer.receipt is not None
    assert answer.receipt.charged_to == said
    assert await box.charged() == [place]


async def test_a_place_that_is_not_offered_is_not_charged(box: Mailbox) -> None:
    view = await (await everywhere(box)).words(WORDS)
    with pytest.raises(InvalidOrder):
        await box.press(view, "charge", charge="0mmkk5mo0xfq0ow6")
    assert await box.words(WORDS) != view  # another message is another draft


async def test_where_there_is_one_place_only_it_is_named_without_a_menu(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    box = Mailbox(make_studio(one, rules=CLOSED))
    await box.open(TAVERN)
    view = await box.words(WORDS)
    assert offered(view) == []
    assert "The Tavern (2 of 2 songs left today)" in read(view)


async def test_whose_servers_take_no_messages_sees_nothing_of_all_that(box: Mailbox) -> None:
    view = await box.words(WORDS)
    assert offered(view) == []
    assert "Charged to" not in read(view)
    await box.press(view, "sing")
    assert await box.charged() == ["private"]


async def test_servers_without_songs_left_are_not_offered(box: Mailbox) -> None:
    await everywhere(box)
    await box.limit(TAVERN, 0)
    assert [one.split(" (")[0] for one in offered(await box.words(WORDS))] == [
        "*The Market",
        "direct messages",
    ]


async def test_a_dialogue_opens_for_whom_only_a_server_lets_in(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    box = Mailbox(make_studio(one, rules=CLOSED))
    with pytest.raises(OutsideMessages):
        await box.words(WORDS)
    await box.open(TAVERN)
    assert (await box.press(await box.words(WORDS), "sing")).receipt is not None
    await box.limit(TAVERN, 1)
    with pytest.raises(NowhereToCharge):
        await box.words(WORDS)


async def test_who_has_left_since_is_told_and_shown_what_would_be_charged_now(box: Mailbox) -> None:
    view = await (await everywhere(box)).words(WORDS)
    box.leave(TAVERN)
    answer = await box.press(view, "sing")
    assert answer.receipt is None
    assert note_of(answer.note).startswith("The Tavern can’t be charged")
    assert "The Market" in note_of(answer.note)
    assert [one.split(" (")[0] for one in offered(answer.view)] == ["*The Market", "direct messages"]
    assert await box.charged() == []
    again = await box.press(answer.view, "sing")
    assert again.receipt is not None
    assert await box.charged() == ["market"]


async def test_what_was_used_up_since_is_not_charged(box: Mailbox) -> None:
    view = await (await everywhere(box)).words(WORDS)
    await box.limit(TAVERN, 0)
    answer = await box.press(view, "sing")
    assert "The Market" in note_of(answer.note)
    assert await box.charged() == []


async def test_who_can_be_charged_nowhere_any_more_is_refused(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    box = Mailbox(make_studio(one, rules=CLOSED))
    await box.open(TAVERN)
    view = await box.words(WORDS)
    box.leave(TAVERN)
    with pytest.raises(OutsideMessages):
        await box.press(view, "sing")
    box.belongs(TAVERN)  # the draft is as it was
    assert (await box.press(view, "sing")).receipt is not None


async def test_a_form_that_came_in_vain_keeps_what_was_written(box: Mailbox) -> None:
    await everywhere(box)
    view = await box.studio.dialogues.song_form(by_message(), box.origin(by_message()), "form")
    box.leave(TAVERN)
    answer = await box.press(view, "start", about="a rainy night", lyrics="", style="jazz", title="")
    assert answer.note is not None
    assert "a rainy night" in read(answer.view)
    await box.press(answer.view, "sing")
    assert await box.charged() == ["market"]


async def test_two_taps_on_sing_by_message_are_one_song(box: Mailbox) -> None:
    view = await (await everywhere(box)).words(WORDS)
    first, second = await box.press(view, "sing"), await box.press(view, "sing")
    assert (first.receipt is not None, second.receipt) == (True, None)
    assert await box.charged() == ["tavern"]


async def test_the_service_that_the_server_wants_first_is_asked(
    make_studio: MakeStudio, one: ScriptedProvider, two: ScriptedProvider
) -> None:
    box = Mailbox(make_studio(one, two))
    await box.open(TAVERN, provider="two")
    answer = await box.press(await box.words(WORDS), "sing")
    assert answer.receipt is not None
    assert answer.receipt.provider_title == "The two service"


# --- drafts and covers ------------------------------------------------------------------------


async def test_words_are_drafted_for_the_server_that_pays_for_them(
    make_studio: MakeStudio, song: bytes
) -> None:
    box = Mailbox(make_studio(a_writer("pen", song), rules=CLOSED))
    await box.open(MARKET)
    await box.open(TAVERN, channels=("stage",), language="zh")
    caller, origin = by_message(), box.origin(by_message())
    asked = SongRequest(prompt="a rainy night in Hamburg")
    await box.studio.dialogues.lyrics(caller, asked, origin, "lyrics")
    rows = await box.studio.db.read("SELECT p.native_id FROM jobs j JOIN places p ON p.id = j.place_id")
    assert [row["native_id"] for row in rows] == ["tavern"]
    view = await write(box.studio)
    assert view is not None
    assert [one.split(" (")[0] for one in offered(view)] == ["*The Tavern", "The Market"]
    view = (await box.press(view, "charge", charge=value_of(view, "Market"))).view
    await box.press(view, "sing")
    assert await box.charged() == ["market"]


async def test_a_cover_is_charged_as_it_says(make_studio: MakeStudio) -> None:
    singer = ScriptedSinger(singer_info("ear"))
    box = Mailbox(make_studio(singer, rules=CLOSED))
    singer.hearings = [hears(box.studio.clock.ms + 600_000)]
    await box.open(MARKET)
    await box.open(TAVERN)
    caller, origin = by_message(), box.origin(by_message())
    order = CoverOrder(SongRequest(style="jazz, smoky bar"))
    await box.studio.dialogues.cover(caller, order, await sent(box.studio), origin, "cover")
    view = await write(box.studio)
    assert view is not None
    assert [one.split(" (")[0] for one in offered(view)] == ["*The Tavern", "The Market"]
    await box.limit(TAVERN, 0)
    answer = await box.press(view, "sing")
    assert answer.note is not None
    answer = await box.press(answer.view, "sing")
    assert answer.receipt is not None
    assert await box.charged() == ["market"]


# --- /quota -----------------------------------------------------------------------------------


async def quota(box: Mailbox, caller: Caller | None = None) -> View:
    caller = caller or by_message()
    origin = box.origin(caller)
    return await box.studio.dialogues.quota(caller, origin, f"quota:{origin.message}")


async def test_quota_by_message_shows_what_is_left_in_each_server_and_besides(box: Mailbox) -> None:
    await everywhere(box)
    await box.limit(TAVERN, 0)
    view = await quota(box)
    shown = read(view)
    assert "In The Tavern | No more songs today" in shown
    assert "In The Market | 2 of 2 songs left today" in shown
    assert "In direct messages | 2 of 2 songs left today" in shown
    assert "asked for there, with /quota" in shown
    assert [one.id for one in view.buttons] == ["ask"]


async def test_quota_says_nothing_of_messages_that_are_not_taken(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    box = Mailbox(make_studio(one, rules=CLOSED))
    await box.open(TAVERN)
    view = await quota(box)
    assert "direct messages |" not in read(view)
    assert view.buttons == ()


async def test_the_operator_answers_a_request_by_message(
    make_studio: MakeStudio, one: ScriptedProvider
) -> None:
    olga = Origin(platform=CHAT, chat="@olga", person="olga")
    rules: Rules = with_limits(
        quota=Limit(0, "day"), operators=frozenset({(CHAT, "olga")}), operator_chats=(olga,)
    )
    box = Mailbox(make_studio(one, rules=rules))
    await box.press(await quota(box), "ask", amount="3", reason="a party")
    await box.studio.herald.tell_due()
    ((to, post),) = box.studio.chat.views()
    assert (to, post.audience) == (olga, "moderators")
    operator = by_message("olga")
    view = await box.studio.dialogues.look(
        operator, post.view.dialogue, box.origin(operator), action="approve"
    )
    await box.press(view, "approve", operator)
    await box.studio.herald.tell_due()
    told: list[tuple[Any, ViewPost]] = box.studio.chat.views()
    assert [(to.chat, to.person, one.audience) for to, one in told[1:]] == [("@ann", "ann", "person")]
    assert (await box.order()).usage.left == 2


# --- language ---------------------------------------------------------------------------------


async def test_the_language_they_were_met_with_is_spoken_where_the_chat_says_none(box: Mailbox) -> None:
    silent = by_message(language="")
    assert await box.studio.desk.language(silent) == "en"
    await box.studio.db.tx(
        lambda q: people.arrive(q, Caller(Account(CHAT, "ann", language="ja"), TAVERN), now_ms=1)
    )
    await box.order(silent)
    assert await box.studio.desk.language(silent) == "ja"
    assert await box.studio.desk.language(by_message(language="zh")) == "zh"
    assert await box.studio.desk.language(Caller(Account(CHAT, "new", language=""), PlaceRef())) == "en"
