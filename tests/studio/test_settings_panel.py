"""The panel of `/admin settings`: each control changes one thing at once, and only moderators use it."""

from typing import Any

import pytest

from bot.domain.errors import DialogueGone, InvalidOrder, NotModerator
from bot.domain.people import PlaceRef
from bot.domain.view import View
from bot.store.db import Db
from tests.store.rows import HOUR_MS, at
from tests.studio.moderation_bench import MIA, MO, OTTO, Bench, member, said, sentence

PAGES = ("songs", "moderators", "place")


@pytest.fixture
async def bench(db: Db) -> Bench:
    bench = Bench(db)
    await bench.meet(MO, MIA, OTTO, member("ann"))
    return bench


async def page(bench: Bench, name: str, caller: Any = MO) -> View:
    """Open the panel and turn to a page."""
    view = await bench.admin("settings", caller)
    return view if name == "songs" else (await bench.tap(view, f"page-{name}", caller)).view


@pytest.mark.parametrize(
    ("where", "action", "values", "key", "value"),
    [
        ("songs", "channels", {"channels": ("11", "22")}, "channels", ("11", "22")),
        ("songs", "channels", {"channels": ("11", "11")}, "channels", ("11",)),
        ("songs", "roles", {"roles": ("singers",)}, "roles", ("singers",)),
        ("songs", "provider", {"provider": ("two",)}, "provider", "two"),
        ("moderators", "moderator_roles", {"moderator_roles": ("77",)}, "moderator_roles", ("77",)),
        ("moderators", "moderator_channel", {"moderator_channel": ("-100",)}, "moderator_channel", "-100"),
        ("place", "language", {"language": ("en",)}, "language", "en"),
        ("place", "dm", {}, "dm_songs", True),
    ],
)  # fmt: skip
async def test_control_changes_its_setting_at_once(  # noqa: PLR0917
    bench: Bench, where: str, action: str, values: dict[str, tuple[str, ...]], key: str, value: object
) -> None:
    view = await page(bench, where)
    answer = await bench.tap(view, action, MO, **values)
    assert getattr((await bench.place()).settings, key) == value
    assert answer.view.step == view.step + 1
    assert said(answer.view)
    (entry,) = await bench.log()
    assert entry.what == f"settings.{key}"
    assert entry.before["value"] != entry.after["value"]
    assert (entry.who, entry.at_ms) == ((await bench.who("mo")).id, bench.clock.ms)
    assert "→" in said(await bench.admin("log"))
    if action != "dm":
        empty = (await bench.tap(answer.view, action, MO, **{action: ()})).view
        assert not getattr((await bench.place()).settings, key)
        assert next(one for one in empty.choices if one.id == action).chosen == ()


async def test_choice_that_changes_nothing_is_not_written_down(bench: Bench) -> None:
    await bench.tap(await page(bench, "songs"), "channels", channels=())
    assert await bench.log() == []


@pytest.mark.parametrize("where", PAGES)
async def test_page_fits_into_five_rows(bench: Bench, where: str) -> None:
    view = await page(bench, where)
    assert len(view.choices) + bool(view.buttons) <= 5
    assert len(view.buttons) <= 5
    assert all(len(choice.options) <= 25 for choice in view.choices)
    assert said(view)


async def test_pause_has_a_message_and_an_end(bench: Bench) -> None:
    view = (await bench.tap(await page(bench, "place"), "pause", message=("Back on Monday",))).view
    paused = (await bench.place()).settings.pause
    assert paused is not None
    assert (paused.message, paused.since_ms) == ("Back on Monday", bench.clock.ms)
    assert "Back on Monday" in said(view)
    await bench.tap(view, "resume")
    assert (await bench.place()).settings.pause is None
    assert [one.what for one in await bench.log()] == ["settings.pause", "settings.pause"]


@pytest.mark.parametrize("name", ["Europe/Vienna", "europe/vienna", "  EUROPE/VIENNA "])
async def test_any_zone_can_be_written(bench: Bench, name: str) -> None:
    view = (await bench.tap(await page(bench, "place"), "zone-form", zone_name=(name,))).view
    assert (await bench.place()).time_zone == "Europe/Vienna"
    menu = next(one for one in view.choices if one.id == "zone")
    assert menu.chosen == ("Europe/Vienna",)
    assert "Europe/Vienna" in [one.value for one in menu.options]


async def test_another_zone_moves_the_reset(bench: Bench) -> None:
    bench.clock.ms = at(2026, 3, 10, 20)
    assert (await bench.usage("ann")).resets_at_ms == at(2026, 3, 11)
    view = (await bench.tap(await page(bench, "place"), "zone", zone=("Asia/Tokyo",))).view
    assert (await bench.usage("ann")).resets_at_ms == at(2026, 3, 11) + 15 * HOUR_MS
    assert "Mar 12, 2026, 12:00" in said(view)
    assert "midnight" in said(view)


@pytest.mark.parametrize(
    ("where", "action", "values"),
    [
        *[("place", "zone-form", {"zone_name": (name,)}) for name in
          ("Mars/Olympus", "", "x" * 300, "../etc/passwd", "\0", "/etc/localtime")],
        ("place", "zone-form", {}),
        ("place", "zone", {"zone": ("Mars/Olympus",)}),
        ("place", "language", {"language": ("tlh",)}),
        ("songs", "provider", {"provider": ("nobody",)}),
        ("songs", "provider", {"provider": ("one", "two")}),
        ("songs", "channels", {"channels": tuple(map(str, range(26)))}),
        ("songs", "channels", {"channels": ("x" * 65,)}),
        ("songs", "roles", {"roles": ("<script>",)}),
        ("songs", "roles", {"roles": ("",)}),
        ("moderators", "moderator_channel", {"moderator_channel": ("1", "2")}),
        ("place", "pause", {"message": ("x" * 201,)}),
    ],
)  # fmt: skip
async def test_bad_value_is_one_sentence_and_changes_nothing(
    bench: Bench, where: str, action: str, values: dict[str, tuple[str, ...]]
) -> None:
    view = await page(bench, where)
    counts = await bench.counts()
    with pytest.raises(InvalidOrder) as caught:
        await bench.tap(view, action, MO, **values)
    assert sentence(caught.value)
    assert await bench.counts() == counts
    assert (await bench.tap(view, "page-songs")).note is None  # the panel is still at its step


@pytest.mark.parametrize("action", ["", "page-", "page-nowhere", "confirm", "pause_", "settings"])
async def test_control_that_is_not_there_changes_nothing(bench: Bench, action: str) -> None:
    view = await page(bench, "place")
    counts = await bench.counts()
    with pytest.raises(DialogueGone):
        await bench.tap(view, action)
    assert await bench.counts() == counts


async def test_two_panels_keep_each_others_changes(bench: Bench) -> None:
    mine, hers = await page(bench, "songs"), await page(bench, "place", MIA)
    await bench.tap(mine, "channels", channels=("11",))
    await bench.tap(hers, "dm", MIA)
    settings = (await bench.place()).settings
    assert settings.channels == ("11",)
    assert settings.dm_songs


async def test_what_messages_mean_for_the_place_is_said_beside_the_switch(bench: Bench) -> None:
    view = await page(bench, "place")
    assert "order by direct message" in said(view)
    assert "Let direct messages count here" in said(view)
    view = (await bench.tap(view, "dm")).view
    assert "Stop direct messages counting here" in said(view)


@pytest.mark.parametrize(
    ("platform", "roles", "told"),
    [("discord", ("77",), True), ("discord", (), False), ("chat", ("77",), False)],
)
async def test_what_a_chat_wants_done_besides_is_said_once_roles_moderate(
    bench: Bench, platform: str, roles: tuple[str, ...], told: bool
) -> None:
    mo = member("mo", PlaceRef(platform, "1"), manages=True)
    view = await page(bench, "moderators", mo)
    view = (await bench.tap(view, "moderator_roles", mo, moderator_roles=roles)).view
    assert ("Server Settings → Integrations" in said(view)) is told


async def test_second_tap_on_the_same_step_is_told_so(bench: Bench) -> None:
    view = await page(bench, "place")
    await bench.tap(view, "dm")
    again = await bench.tap(view, "dm")
    assert again.note is not None
    assert (await bench.place()).settings.dm_songs
    assert len(await bench.log()) == 1


async def test_each_tap_is_for_moderators_of_the_place(bench: Bench) -> None:
    view = await page(bench, "place")
    counts = await bench.counts()
    for caller in (member("mo"), member("ann"), OTTO, member("ann", manages=False)):
        for action in ("dm", "page-songs", "resume"):
            with pytest.raises(NotModerator):
                await bench.tap(view, action, caller)
    assert await bench.counts() == counts
    await bench.tap(view, "dm", MIA)
    assert (await bench.place()).settings.dm_songs


async def test_moderator_may_lose_their_own_role(bench: Bench) -> None:
    await bench.tap(await page(bench, "moderators"), "moderator_roles", moderator_roles=("77",))
    by_role = member("rob", roles=frozenset({"77"}))
    view = await page(bench, "moderators", by_role)
    view = (await bench.tap(view, "moderator_roles", by_role, moderator_roles=())).view
    with pytest.raises(NotModerator):
        await bench.tap(view, "page-place", by_role)


async def test_private_place_has_no_control_for_direct_messages(bench: Bench) -> None:
    lou = member("lou", PlaceRef(), manages=True)
    view = await page(bench, "place", lou)
    assert "dm" not in [button.id for button in view.buttons]
    with pytest.raises(DialogueGone):
        await bench.tap(view, "dm", lou)
