"""Several people in several tabs: who they are, and what they do."""

from typing import Any

import pytest

from bot.domain.errors import PlaceGone
from bot.domain.people import PlaceRef
from bot.domain.posts import SongPost
from bot.domain.view import Mention
from bot.locales import catalogue
from bot.platforms.web.people import Introduction, Malformed, Me, mention, native_id_of
from bot.studio.views import CancelOutcome
from tests.platforms.studio import (
    ORIGIN,
    Chat,
    a_job,
    a_view,
    in_query,
    nonce,
)

SHANTY = "/song prompt: a sea shanty about debugging"
ANN: dict[str, Any] = {"name": "Ann"}
BOB: dict[str, Any] = {"name": "Bob", "roles": ["singers"]}
MOD: dict[str, Any] = {"name": "Mo", "moderator": True}


# --- who somebody is


async def test_a_tab_that_says_nothing_is_the_first_person(chat: Chat) -> None:
    await chat.type(SHANTY)
    [order] = chat.desk.orders
    caller = order.caller
    assert (caller.account.native_id, caller.account.name, caller.channel) == ("you", "you", "local")
    assert (caller.place, caller.roles, caller.manages) == (PlaceRef(), frozenset(), False)
    message = (await chat.messages())[0]
    assert (message["author"], message["name"], message["audience"]) == ("you", "you", "")


async def test_a_tab_says_who_it_is(chat: Chat) -> None:
    me: dict[str, Any] = {
        "name": " Ann  Lee ",
        "moderator": True,
        "roles": ["patrons", "singers"],
        "channel": "backstage",
    }
    await chat.type(SHANTY, **me)
    [order] = chat.desk.orders
    caller = order.caller
    assert (caller.account.native_id, caller.account.username, caller.account.name) == (
        "ann lee",
        "ann lee",
        "Ann Lee",
    )
    assert (caller.channel, caller.manages) == ("backstage", True)
    assert caller.roles == {"singers", "patrons"}
    assert (order.origin.chat, order.origin.person) == ("backstage", "ann lee")
    assert order.dedup == f"web:backstage:{nonce(1)}"
    async with chat.http.get(f"{chat.base}/api/page", params=in_query(**me)) as answer:
        facts = await answer.json()
    assert facts["me"] == {
        "name": "Ann Lee",
        "moderator": True,
        "roles": ["singers", "patrons"],
        "channel": "backstage",
    }


async def test_a_page_is_told_which_channels_and_roles_there_are(chat: Chat) -> None:
    async with chat.http.get(f"{chat.base}/api/page") as answer:
        facts = await answer.json()
    assert facts["channels"] == [{"id": "local", "name": "Stage"}, {"id": "backstage", "name": "Backstage"}]
    assert facts["roles"] == [{"id": "singers", "name": "Singers"}, {"id": "patrons", "name": "Patrons"}]
    assert facts["me"] == {"name": "you", "moderator": False, "roles": [], "channel": "local"}
    assert facts["words"]["act-moderator"] == "Moderator"
    assert facts["words"]["others-can-see"] == "Only you can see this"


async def test_only_moderators_are_told_of_their_command(chat: Chat) -> None:
    for me, known in ((ANN, False), (MOD, True)):
        async with chat.http.get(f"{chat.base}/api/page", params=in_query(**me)) as answer:
            assert ("admin" in (await answer.json())["commands"]) is known
        n = 1 + known
        await chat.type("/help", n, **me)
        await chat.type("/dance", n + 10, **me)
        bodies = await chat.bodies(**me)
        commands = [hint["command"] for hint in bodies[-2]["hints"]]
        assert ("/admin" in commands, "/admin" in bodies[-1]["text"]) == (known, known)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ann", "ANN"), ("ＡＮＮ", "ann"), ("Stra\u00dfe", "STRASSE"), ("A  B", " a b "), ("ﬁ", "FI")],
)
def test_a_name_is_the_same_however_it_is_typed(one: str, other: str) -> None:
    assert Introduction(name=one).me().native_id == Introduction(name=other).me().native_id


@pytest.mark.parametrize("name", ["Ann", "ΐ", "ẞ", "ﬁ", "İ", "\u0345\u0301x", "ﷺ", "１２"])
def test_an_id_is_its_own_id(name: str) -> None:
    assert native_id_of(native_id_of(name)) == native_id_of(name)


@pytest.mark.parametrize(
    "name", ["Ann", "José", "李白", "Ölaf the 2nd", "x" * 32, "a.b-c_d", "@ann", "=bob", "🎵"]
)
def test_names_that_can_be_read_are_taken(name: str) -> None:
    assert Introduction(name=name).me().name == name


BAD_NAMES = [
    "",
    " ",
    "\u3000\u00a0",
    "x" * 33,
    "bot",
    "Bot",
    "ＢＯＴ",
    " b\u00adot",
    "a\u0000b",
    "a\nb",
    "a\tb",
    "a\u200bb",
    "a\u202eb",
    "\u2066ann",
    "ann\ufeff",
    "\u2800",
    "\u3164",
    "ann\ufe0f",
    "an\u034fn",
    "a\u2028b",
    "\ue000",
]


@pytest.mark.parametrize("name", BAD_NAMES)
async def test_names_that_mislead_are_refused(chat: Chat, name: str) -> None:
    await _refused(chat, "web-name", name=name)


@pytest.mark.parametrize("role", ["", "Singers", "admin", "singers "])
async def test_unknown_roles_are_refused(chat: Chat, role: str) -> None:
    await _refused(chat, "web-role", roles=["singers", role])


@pytest.mark.parametrize("channel", ["", "Stage", "LOCAL", "private", "=ann"])
async def test_unknown_channels_are_refused(chat: Chat, channel: str) -> None:
    await _refused(chat, "web-channel", channel=channel)


async def _refused(chat: Chat, code: str, **me: Any) -> None:
    """Every way to ask is refused with one sentence, and leaves no trace."""
    answers = [
        await chat.type(SHANTY, **me),
        await chat.tap("m", **me),
        await chat.send("/api/cancel", {"job_id": "job1"}, **me),
    ]
    for path in ("/api/page", "/api/messages", "/events", "/audio/job1/1"):
        answers.append(await chat.http.get(chat.base + path, params=in_query(**me)))
    for answer in answers:
        assert answer.status == 400
        error = (await answer.json())["error"]
        assert error["code"] == code
        assert error["text"].endswith(".")
    left = (chat.desk.orders, chat.desk.cancelled, chat.desk.contacts, chat.dialogues.taps)
    assert left == ([], [], [], [])
    assert await chat.messages() == []


@pytest.mark.parametrize(
    "me", [None, 1, "Ann", [], {"name": 1}, {"roles": "singers"}, {"moderator": "often"}]
)
async def test_an_introduction_of_another_form_is_refused(chat: Chat, me: Any) -> None:
    body = {"id": nonce(1), "text": SHANTY, "me": me}
    async with chat.http.post(f"{chat.base}/api/messages", json=body) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]["code"] == "web-json"
    assert chat.desk.orders == []


def test_a_query_of_another_form_is_refused() -> None:
    with pytest.raises(Malformed):
        Introduction.in_query({"moderator": "often"}, [])
    assert Introduction.in_query({"moderator": "0"}, []).me() == Me()


def test_people_roles_and_channels_are_written_as_in_chats() -> None:
    shown = mention(catalogue())
    assert shown(Mention("person", "ann", "Ann Lee")) == "@Ann Lee"
    assert shown(Mention("person", "ann")) == "@ann"
    assert shown(Mention("role", "singers")) == "@Singers"
    assert shown(Mention("channel", "backstage")) == "#Backstage"
    assert shown(Mention("role", "77")) == shown(Mention("channel", "77")) == "77"


# --- the rest of what somebody does


async def test_the_button_on_a_receipt_cancels_as_who_pressed_it(chat: Chat) -> None:
    await chat.type(SHANTY, **ANN)
    chat.desk.outcome = CancelOutcome.NOTHING
    for me in (BOB, ANN):
        assert (await chat.send("/api/cancel", {"job_id": "job1"}, **me)).status == 200
        assert (await chat.messages(**me))[-1]["audience"] == "person"
        assert len(await chat.messages(**me)) == 3
    assert len(await chat.messages(**MOD)) == 2


async def test_audio_is_asked_for_as_somebody(chat: Chat) -> None:
    chat.sing()
    async with chat.http.get(f"{chat.base}/audio/job1/1", params=in_query(**BOB)) as answer:
        assert answer.status == 200
    [caller] = chat.desk.callers
    assert (caller.account.native_id, set(caller.roles)) == ("bob", {"singers"})


async def test_who_comes_is_a_contact_of_theirs(chat: Chat) -> None:
    await chat.messages(**BOB, channel="backstage")
    [origin] = chat.desk.contacts
    assert (origin.chat, origin.person) == ("backstage", "bob")


async def test_a_channel_that_is_not_there_is_gone(chat: Chat) -> None:
    with pytest.raises(PlaceGone):
        await chat.post_view(a_view(), chat="elsewhere")
    song = SongPost(a_job(), chat.sing(), 1, "Offline singer", None)
    with pytest.raises(PlaceGone):
        await chat.platform.post(ORIGIN.model_copy(update={"chat": ""}), song, part=1, nonce="job1.1")
