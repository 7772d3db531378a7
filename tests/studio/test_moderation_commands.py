"""Commands of moderators as they are typed."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.errors import InvalidOrder
from bot.locales import catalogue
from bot.studio.moderation.commands import (
    AddSongs,
    AdminCommand,
    BlockPerson,
    ListCommands,
    OpenSettings,
    PausePlace,
    ResetCount,
    ResumePlace,
    SetLimit,
    ShowLog,
    ShowQuota,
    UnblockPerson,
    parse_admin,
    parse_limit,
    person_in,
)

MINUTE_MS = 60_000
TYPED: dict[str, AdminCommand] = {
    "": ListCommands(),
    "  \n ": ListCommands(),
    "help": ListCommands(),
    "HELP me": ListCommands(),
    "settings": OpenSettings(),
    "quota show": ShowQuota(),
    "quota show @ann": ShowQuota("ann"),
    "quota show “Ann Lee”": ShowQuota("Ann Lee"),
    "log": ShowLog(),
    "log 12": ShowLog(12),
    "quota set ann 5": SetLimit("person", "ann", songs=5),
    "quota set @ann 5 day helping out": SetLimit(
        "person", "ann", songs=5, period="day", reason="helping out"
    ),
    "QUOTA\tSet  @Ann\n5 WEEK": SetLimit("person", "Ann", songs=5, period="week"),
    'quota set "Ann Lee" 5 helping  out': SetLimit("person", "Ann Lee", songs=5, reason="helping out"),
    'quota set @"Ann Lee" 5': SetLimit("person", "Ann Lee", songs=5),
    "quota set <@123> 5 a day": SetLimit("person", "123", songs=5, period="day"),
    "quota set <@!123> 0005 per week": SetLimit("person", "123", songs=5, period="week"),
    "quota set ann 5 a feast": SetLimit("person", "ann", songs=5, reason="a feast"),
    'quota set ann 5 "day off"': SetLimit("person", "ann", songs=5, reason="day off"),
    "quota set ann ５": SetLimit("person", "ann", songs=5),
    "quota set ann ٣": SetLimit("person", "ann", songs=3),
    "quota set ann 1000000 total": SetLimit("person", "ann", songs=1_000_000, period="total"),
    "quota set ann Unlimited": SetLimit("person", "ann", songs=None),
    "quota set ann none enough": SetLimit("person", "ann", away=True, reason="enough"),
    "quota role <@&77> 20 month": SetLimit("role", "77", songs=20, period="month"),
    "quota role @singers 0": SetLimit("role", "singers", songs=0),
    "quota role #singers none": SetLimit("role", "singers", away=True),
    "quota default 4 week": SetLimit("default", songs=4, period="week"),
    "quota server 20": SetLimit("cap", songs=20),
    "quota server 20 songs week for May": SetLimit("cap", songs=20, period="week", reason="for May"),
    "quota server 20 for May": SetLimit("cap", songs=20, reason="for May"),
    "quota server 20 USD": SetLimit("money", amount_micro=20_000_000, currency="USD"),
    "quota server 12.50 usd month": SetLimit(
        "money", amount_micro=12_500_000, currency="USD", period="month"
    ),
    "quota server 20 eur": SetLimit("money", amount_micro=20_000_000, currency="EUR"),
    "quota server none": SetLimit("cap", away=True),
    "quota server none USD": SetLimit("money", away=True, currency="USD"),
    "quota server unlimited songs": SetLimit("cap", away=True),
    "quota add ann 3": AddSongs("ann", 3),
    "quota add ann +3 a prize": AddSongs("ann", 3, reason="a prize"),
    "quota add ann −2": AddSongs("ann", -2),
    "quota reset ann": ResetCount("ann"),
    "quota reset ann by mistake": ResetCount("ann", reason="by mistake"),
    "block ann": BlockPerson("ann"),
    "block ann 30m spam": BlockPerson("ann", for_ms=30 * MINUTE_MS, reason="spam"),
    "block ann 12H": BlockPerson("ann", for_ms=720 * MINUTE_MS),
    "block ann 365d": BlockPerson("ann", for_ms=365 * 1_440 * MINUTE_MS),
    "block ann 2w": BlockPerson("ann", for_ms=14 * 1_440 * MINUTE_MS),
    'block ann "3 strikes"': BlockPerson("ann", reason="3 strikes"),
    "block ann 3 d spam": BlockPerson("ann", for_ms=3 * 1_440 * MINUTE_MS, reason="spam"),
    "unblock ann sorry": UnblockPerson("ann", reason="sorry"),
    "pause": PausePlace(),
    "pause Back on Monday": PausePlace("Back on Monday"),
    "pause OFF": ResumePlace(),
    "pause offline today": PausePlace("offline today"),
}


BOB = "70000002"
REPLIED: dict[str, AdminCommand] = {
    "quota set 5": SetLimit("person", BOB, songs=5),
    "quota set 5 day well done": SetLimit("person", BOB, songs=5, period="day", reason="well done"),
    "quota set none": SetLimit("person", BOB, away=True),
    "quota set unlimited": SetLimit("person", BOB, songs=None),
    "quota set ann 5": SetLimit("person", "ann", songs=5),
    "quota set @5 5": SetLimit("person", "5", songs=5),
    "quota set 7 5": SetLimit("person", "7", songs=5),
    f"quota set {BOB} 5": SetLimit("person", BOB, songs=5),
    "quota add 5 well done": AddSongs(BOB, 5, reason="well done"),
    "quota add -2": AddSongs(BOB, -2),
    "quota add ann +2": AddSongs("ann", 2),
    "quota reset": ResetCount(BOB),
    "quota reset by mistake": ResetCount(BOB, reason="by mistake"),
    "quota reset @ann by mistake": ResetCount("ann", reason="by mistake"),
    'quota reset "Ann Lee"': ResetCount("Ann Lee"),
    "quota show": ShowQuota(BOB),
    "quota show ann": ShowQuota("ann"),
    "block": BlockPerson(BOB),
    "block spam": BlockPerson(BOB, reason="spam"),
    "block 3d": BlockPerson(BOB, for_ms=3 * 1_440 * MINUTE_MS),
    "block 3 d spam": BlockPerson(BOB, for_ms=3 * 1_440 * MINUTE_MS, reason="spam"),
    "block ann 3d": BlockPerson("ann", for_ms=3 * 1_440 * MINUTE_MS),
    "block 70000009 spam": BlockPerson("70000009", reason="spam"),
    f"block {BOB} spam": BlockPerson(BOB, reason="spam"),
    "unblock": UnblockPerson(BOB),
    "unblock @ann sorry": UnblockPerson("ann", reason="sorry"),
    "quota default 4": SetLimit("default", songs=4),
    "quota server 20": SetLimit("cap", songs=20),
    "pause 5": PausePlace("5"),
    "log 2": ShowLog(2),
}


@pytest.mark.parametrize("text", REPLIED)
def test_in_a_reply_nobody_has_to_be_named(text: str) -> None:
    assert parse_admin(text, about=BOB) == REPLIED[text]


def test_in_a_reply_an_amount_is_asked_for_as_anywhere() -> None:
    with pytest.raises(InvalidOrder, match="amount-missing"):
        parse_admin("quota set", about=BOB)


@given(
    st.sampled_from(["@ann", '"Ann Lee"', "70000009", '"5"', "@none"]),
    st.sampled_from(["quota set {} 5 day a b", "quota add {} 3 a", "quota reset {} a b", "block {} 3d a"])
    | st.sampled_from(["block {}", "unblock {} a", "quota show {}", "quota set {} none"]),
)
def test_who_is_named_goes_before_whom_a_message_replies_to(name: str, text: str) -> None:
    assert parse_admin(text.format(name), about=BOB) == parse_admin(text.format(name))


@given(st.sampled_from(sorted({*TYPED, *REPLIED})), st.text(max_size=6))
def test_a_reply_is_about_who_wrote_the_message_or_about_who_is_named_in_it(text: str, more: str) -> None:
    try:
        named = person_in(parse_admin(f"{text} {more}", about=BOB))
    except InvalidOrder as error:
        assert catalogue().error(error)
    else:
        assert named in ("", BOB) or named in f"{text} {more}"


@pytest.mark.parametrize("text", TYPED)
def test_command_is_read(text: str) -> None:
    assert parse_admin(text) == TYPED[text]


def test_limit_apart_from_its_reason_is_read() -> None:
    assert parse_limit("cap", "", "20 USD week", reason=" gifts ") == SetLimit(
        "money", amount_micro=20_000_000, currency="USD", period="week", reason="gifts"
    )
    with pytest.raises(InvalidOrder, match="amount-extra"):
        parse_limit("person", "ann", "5 day helping")


def is_read_or_refused(text: str) -> None:
    try:
        parse_admin(text)
    except InvalidOrder as error:
        said = catalogue().error(error)
        assert said
        assert "\n" not in said


@given(st.text(max_size=300))
@example("quota set ann " + "9" * 5_000)
@example("quota set ann ²")
@example("block ann ٣" + "٣" * 30 + "d")
@example("quota server . USD")
@example("\ud800 \0 \x1b")
def test_any_text_is_a_command_or_one_sentence(text: str) -> None:
    is_read_or_refused(text)


@given(st.sampled_from(sorted(TYPED)), st.integers(0, 60), st.integers(0, 5), st.text(max_size=6))
def test_any_slip_of_the_finger_is_a_command_or_one_sentence(text: str, at: int, cut: int, new: str) -> None:
    is_read_or_refused(text[:at] + new + text[at + cut :])


@given(st.lists(st.sampled_from([*" ".join(TYPED).split(), '"', "@", "none", "-1"]), max_size=8))
def test_any_order_of_words_is_a_command_or_one_sentence(words: list[str]) -> None:
    is_read_or_refused(" ".join(words))
