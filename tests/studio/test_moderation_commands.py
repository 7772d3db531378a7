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
    "unblock ann sorry": UnblockPerson("ann", reason="sorry"),
    "pause": PausePlace(),
    "pause Back on Monday": PausePlace("Back on Monday"),
    "pause OFF": ResumePlace(),
    "pause offline today": PausePlace("offline today"),
}


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
