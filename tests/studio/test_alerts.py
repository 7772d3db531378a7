"""What the operator is told: each thing once, whatever happens, and again when it is news again."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.domain.errors import AuthenticationFailed, BalanceTooLow, BudgetExceeded, NotEnabled, ProviderError
from bot.domain.money import Price
from bot.domain.ports import Submitting
from bot.domain.posts import ViewPost
from bot.domain.quota import Limit, MoneyCap
from bot.domain.song import Origin
from bot.domain.view import Field, Phrase, View
from bot.locales import catalogue
from bot.platforms.log import LogPlatform
from bot.store import news
from bot.studio.herald import _VIEW
from bot.studio.rules import Rules
from tests.store.rows import DAY_MS
from tests.studio.conftest import MakeStudio
from tests.studio.fakes import ScriptedProvider, Step, Studio, an_order, info, sings, with_limits

CHAT = Origin(platform="web", chat="local")


def rules(**limits: Any) -> Rules:
    return with_limits(operator_chats=(CHAT,), queued_per_user=1_000, **limits)


async def topics(studio: Studio) -> list[str]:
    """Return the topics in the order in which they were told, without their chats; each has two."""
    rows = await studio.db.read("SELECT topic, origin, audience, over_ms FROM news ORDER BY rowid")
    assert {row["audience"] for row in rows} <= {"moderators"}
    by_chat = {
        chat: [row["topic"].removesuffix(f".{chat}") for row in rows if row["topic"].endswith(f".{chat}")]
        for chat in ("log:", "web:local")
    }
    assert by_chat["log:"] == by_chat["web:local"]
    return [topic.rsplit(".", 1)[0] if topic.startswith("budget.") else topic for topic in by_chat["log:"]]


async def views(studio: Studio) -> list[View]:
    items = await news.untold(studio.db.read, now_ms=studio.clock() + DAY_MS, limit=100)
    return [_VIEW.validate_python(item.content["view"]) for item in items]


def words_of(view: View) -> str:
    said = [view.title, *view.text, *(value for field in view.fields for value in field.value)]
    return " ".join(catalogue().phrase(one) for one in said if one is not None)


async def test_a_cap_in_songs_is_told_of_at_a_part_and_when_it_is_full(make_studio: MakeStudio) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=rules(budget=Limit(5, "day")))
    for _ in range(3):
        await studio.order()
    assert await topics(studio) == []
    await studio.order()
    assert await topics(studio) == ["budget.songs.part"]
    await studio.order()
    for _ in range(3):
        with pytest.raises(BudgetExceeded):
            await studio.order()
    assert await topics(studio) == ["budget.songs.part", "budget.songs.full"]
    part, *_ = await views(studio)
    assert "80 %" in words_of(part)
    assert "4 of 5 songs today" in words_of(part)


async def test_alerts_survive_a_restart_and_begin_anew_with_the_period(make_studio: MakeStudio) -> None:
    limits = rules(budget=Limit(1, "day"))
    studio = make_studio(ScriptedProvider(info("one")), rules=limits)
    await studio.order()
    again = make_studio(ScriptedProvider(info("one")), rules=limits)
    again.clock.ms = studio.clock.ms
    with pytest.raises(BudgetExceeded):
        await again.order()
    assert await topics(again) == ["budget.songs.full"]
    again.clock.forward(DAY_MS)
    await again.order()
    assert await topics(again) == ["budget.songs.full"] * 2


async def test_songs_of_paid_services_are_told_of(make_studio: MakeStudio) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=rules(paid_budget=Limit(2, "month")))
    await studio.order()
    await studio.order()
    with pytest.raises(BudgetExceeded):
        await studio.order()
    assert await topics(studio) == ["budget.paid.full"]


async def test_money_that_does_not_reach_for_a_song_is_told_of(make_studio: MakeStudio) -> None:
    priced = replace(info("one"), price=Price(300_000, "USD"))
    cap = MoneyCap(500_000, "USD", "month")
    studio = make_studio(ScriptedProvider(priced), rules=rules(money=cap, alert_at=0.5))
    await studio.order()
    with pytest.raises(Exception, match="budget-money-exceeded"):
        await studio.order()
    assert await topics(studio) == ["budget.money.part", "budget.money.full"]
    assert "0.30 of 0.50 USD this month" in words_of((await views(studio))[0])


async def test_a_crowd_at_a_full_cap_is_one_alert(make_studio: MakeStudio) -> None:
    studio = make_studio(ScriptedProvider(info("one")), rules=rules(budget=Limit(5, "day")))
    orders = [studio.desk.order(an_order(f"p{n}", f"{n}", prompt="the sea")) for n in range(40)]
    found = await asyncio.gather(*orders, return_exceptions=True)
    assert sum(isinstance(one, BudgetExceeded) for one in found) == 35
    assert await topics(studio) == ["budget.songs.part", "budget.songs.full"]


@pytest.mark.parametrize(
    ("error", "trouble"),
    [(BalanceTooLow, "balance"), (AuthenticationFailed, "key"), (NotEnabled, "not-enabled")],
)
async def test_a_service_that_needs_the_operator_is_told_of_until_it_has_answered(
    make_studio: MakeStudio, one: ScriptedProvider, song: bytes, error: type[ProviderError], trouble: str
) -> None:
    studio = make_studio(one, rules=rules())
    refuses: list[Step] = [Submitting(), error()]
    one.plan(refuses, refuses, sings(song), refuses)
    for _ in range(2):
        await studio.run(await studio.ordered())
    assert await topics(studio) == [f"service.one.{trouble}"]
    assert "one" in words_of((await views(studio))[0])
    await studio.run(await studio.ordered())
    await studio.run(await studio.ordered())
    assert await topics(studio) == [f"service.one.{trouble}"] * 2


async def test_a_service_that_was_turned_off_is_no_alert(make_studio: MakeStudio) -> None:
    job_id = await make_studio(ScriptedProvider(info("one")), rules=rules()).ordered()
    studio = make_studio(ScriptedProvider(info("two")), rules=rules())
    await studio.run(job_id)
    assert await topics(studio) == []


async def test_the_log_takes_alerts() -> None:
    used = Phrase("alert-used-songs", {"used": 4, "cap": 5, "period": "day"})
    view = View(
        text=(Phrase("alert-songs-part-text"),),
        title=Phrase("alert-songs-part-title", {"percent": 80}),
        fields=(Field(Phrase("alert-label-used"), (used,)),),
    )
    chat, origin = LogPlatform(), Origin(platform="log", chat="")
    assert chat.parts(ViewPost(view)) == 1
    with capture_logs() as lines:
        assert await chat.post(origin, ViewPost(view), part=0, nonce="n")
    (line,) = lines
    assert (line["log_level"], line["used"], line["cap"]) == ("warning", 4, 5)
    assert "80 %" in line["about"]
    assert await chat.find(origin, ViewPost(view), part=0, nonce="n", since_ms=0) is None
