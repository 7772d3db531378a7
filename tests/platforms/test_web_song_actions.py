"""The buttons on songs and in `/songs`: what a press does, who is offered what, and what is said about it."""

import asyncio
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, Locator, expect

from bot.domain.errors import NotYours, SongGone
from bot.domain.job import JobState
from bot.studio.views import SongPage
from tests.browser import CHROMIUM, NO_CHROMIUM
from tests.platforms.studio import Chat, an_entry, in_query, nonce
from tests.platforms.tabs import become_moderator, say, tabs


async def press(chat: Chat, action: str, n: int = 1, **me: Any) -> aiohttp.ClientResponse:
    body = {"id": nonce(n), "message": "job1.1", "action": action, "job_id": "job1"}
    return await chat.send("/api/song", body, **me)


async def said(answer: aiohttp.ClientResponse) -> str:
    assert answer.status == 200
    return str((await answer.json())["note"])


async def test_again_brings_a_receipt_once_for_a_press(chat: Chat) -> None:
    answers = await asyncio.gather(*(press(chat, "again", name="Ann") for _ in range(3)))
    assert [await said(answer) for answer in answers] == ["", "", ""]
    assert [body["kind"] for body in await chat.bodies()] == ["receipt"]
    assert len({order.dedup for order in chat.desk.orders}) == 1


async def test_edit_opens_a_panel_that_nobody_else_sees(chat: Chat) -> None:
    assert await said(await press(chat, "edit", name="Ann")) == ""
    assert [body["kind"] for body in await chat.bodies(name="Ann")] == ["panel"]
    assert await chat.bodies(name="Bob") == []


async def test_post_and_delete_say_what_happens(chat: Chat) -> None:
    assert "posted again" in await said(await press(chat, "post", 1, name="Ann"))
    assert "Deleted" in await said(await press(chat, "delete", 2, name="Ann"))
    assert chat.songs.pressed == [("ann", "post", "job1"), ("ann", "delete", "job1")]


@pytest.mark.parametrize(("error", "code"), [(SongGone(), "song-gone"), (NotYours(), "not-yours")])
async def test_a_refusal_is_one_sentence(chat: Chat, error: Exception, code: str) -> None:
    chat.songs.raises = error
    answer = await press(chat, "again")
    assert answer.status == 409
    assert (await answer.json())["error"]["code"] == f"error-{code}"


@pytest.mark.parametrize(
    "body",
    [
        {"id": nonce(1), "message": "m", "action": "sell", "job_id": "job1"},
        {"id": nonce(1), "message": "m", "action": "delete", "job_id": "../1"},
        {"id": "1", "message": "m", "action": "delete", "job_id": "job1"},
    ],
)
async def test_what_no_page_sends_is_refused(chat: Chat, body: dict[str, str]) -> None:
    assert (await chat.send("/api/song", body)).status == 400
    assert chat.songs.pressed == []


async def test_another_site_presses_nothing(chat: Chat) -> None:
    body = f'{{"id": "{nonce(1)}", "message": "m", "action": "delete", "job_id": "job1"}}'
    for headers in (
        {"Content-Type": "application/json", "Origin": "https://example.com"},
        {"Content-Type": "application/json", "Sec-Fetch-Site": "cross-site"},
        {"Content-Type": "text/plain"},
    ):
        answer = await chat.http.post(f"{chat.base}/api/song", data=body, headers=headers)
        assert answer.status in (403, 415)
    assert chat.songs.pressed == []


async def test_ones_own_last_styles_come_first_where_a_style_is_completed(chat: Chat) -> None:
    async def offered() -> list[dict[str, str]]:
        async with chat.http.get(f"{chat.base}/api/page", params=in_query(name="Ann")) as answer:
            styles: list[dict[str, str]] = (await answer.json())["completions"]["style"]
            return styles

    known = await offered()
    chat.songs.styles = ("yodel house", known[3]["text"])
    found = await offered()
    assert [one["text"] for one in found[:2]] == ["yodel house", known[3]["text"]]
    assert len(found) == len(known) + 1


# --- on the page


def button(where: Locator, name: str) -> Locator:
    return where.get_by_role("button", name=name, exact=True)


@pytest.mark.browser
@pytest.mark.skipif(not CHROMIUM.exists(), reason=NO_CHROMIUM)
@pytest.mark.asyncio(loop_scope="module")
async def test_the_buttons_do_what_they_say(chromium: Browser, open_chat: Chat) -> None:
    chat = open_chat
    track = chat.sing()
    chat.desk.pages[1] = SongPage((an_entry(1, tracks=(track,)), an_entry(2, state=JobState.QUEUED)), 1, 1)
    async with tabs(chromium, chat, "Ann", "Bob") as (ann, bob):
        await chat.deliver_for("ann", track)
        hers, his = ann.locator(".message.song"), bob.locator(".message.song")
        await expect(button(his, "Again")).to_be_visible()
        await expect(button(his, "Delete")).to_have_count(0)  # it is Ann's
        await become_moderator(bob)
        await expect(button(his, "Delete")).to_be_visible()

        await ann.bring_to_front()  # behind Bob's her tab draws once a second, and each press waits for that
        await button(hers, "Again").click()
        await expect(ann.locator(".message.receipt")).to_be_visible()
        await button(hers, "Edit and sing").click()
        await expect(ann.locator(".message.panel")).to_contain_text("Change it and sing")
        await button(hers, "Delete").click()
        await expect(hers.get_by_role("status").last).to_contain_text("for good")
        await button(hers, "Keep it").click()
        assert ("ann", "delete", "job1") not in chat.songs.pressed
        await button(hers, "Delete").click()
        await button(hers, "Delete").click()
        await expect(hers.get_by_role("status").last).to_contain_text("Deleted.")
        await expect(button(hers, "Again")).to_have_count(0)

        await say(ann, "/songs")
        lines = ann.locator(".message.songs .list > li")
        await expect(lines.nth(1).get_by_role("button")).to_have_count(0)  # it is still being made
        await button(lines.first, "Post again").click()
        await expect(lines.first).to_contain_text("posted again")
        chat.songs.raises = SongGone()
        await button(lines.first, "Post again").click()
        await expect(lines.first.locator(".problem")).to_contain_text("not there any more")
        await expect(button(lines.first, "Post again")).to_be_enabled()
        chat.songs.raises = None
        await button(lines.first, "Delete").click()
        await button(lines.first, "Delete").click()
        await expect(lines).to_have_count(1)
        await ann.reload()
        await expect(ann.locator(".message.songs .list > li")).to_have_count(1)
    assert chat.songs.pressed == [
        ("ann", "again", "job1"),
        ("ann", "edit", "job1"),
        ("ann", "delete", "job1"),
        ("ann", "post", "job1"),
        ("ann", "delete", "job1"),
    ]
