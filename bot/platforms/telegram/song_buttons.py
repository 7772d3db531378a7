"""The buttons below songs, receipts and news: each names a song, and works for whoever presses it."""

from contextlib import suppress

import telegram

from bot.domain.errors import PlatformError, SongGone
from bot.domain.job import JobState
from bot.domain.posts import JobStatus
from bot.domain.view import Phrase
from bot.platforms.telegram import render
from bot.platforms.telegram.controls import JobControl, SongControl
from bot.platforms.telegram.outbound import Html, Key, Message, OutFile
from bot.platforms.telegram.studio import Studio
from bot.platforms.telegram.trouble import NotHere
from bot.platforms.telegram.visits import Visit, Visits
from bot.platforms.telegram.wording import clean, label
from bot.studio.views import CancelOutcome


class SongButtons:
    """Carries presses to the songs and the desk."""

    def __init__(self, *, studio: Studio, visits: Visits) -> None:
        self._desk, self._songs, self._visits = studio.desk, studio.songs, visits

    async def press(self, query: telegram.CallbackQuery, control: SongControl | JobControl) -> None:
        """Carry out a press below a song, on a receipt, or below the news of one."""
        async with self._visits.of_query(query) as visit:
            match control:
                case SongControl():
                    await self._song(visit, query, control)
                case JobControl(action="cancel", job_id=job_id):
                    await self._cancel(visit, job_id)
                case JobControl(job_id=job_id):
                    await self._songs.fetch(visit.caller, job_id, visit.origin, visit.dedup)
                    await visit.say(Phrase("songs-fetching"))

    async def _song(self, visit: Visit, query: telegram.CallbackQuery, control: SongControl) -> None:
        job_id = control.job_id
        match control.action:
            case "again":
                taken = await self._songs.again(visit.caller, job_id, visit.origin, visit.dedup)
                await visit.heard()
                await visit.hand(taken)
            case "edit":
                view = await self._songs.edit(visit.caller, job_id, visit.origin, visit.dedup)
                await visit.heard()
                await visit.show(view)
            case "words":
                file = await self._songs.words(visit.caller, job_id, control.n)
                await visit.heard()
                document = OutFile(file.name, clean(file.text).encode())
                await visit.reply.send(Message(Html(""), document=document))
            case "delete":
                await self._songs.ensure_deletable(visit.caller, job_id)  # everybody would see the question
                await visit.heard()
                await visit.reply.send(_really(visit, control))
            case "really":
                with suppress(SongGone):  # the same press may come twice: there was a crash after the first
                    await self._songs.delete(visit.caller, job_id)
                await visit.heard()
                await visit.reply.update(render.say(visit.words, Phrase("songs-deleted")))

            case "keep":
                await self._songs.ensure_deletable(visit.caller, job_id)
                await visit.heard()
                await _take_back(visit, query)

    async def _cancel(self, visit: Visit, job_id: str) -> None:
        caller = visit.caller
        done = await self._desk.cancel(caller.account, caller.place, job_id, dedup=visit.dedup)
        if done.outcome is not CancelOutcome.CANCELLED:
            said = Phrase(f"cancel-{done.outcome}")
            if not await visit.reply.note(label(visit.words, said), alert=True):
                await visit.say(said)
            return
        await visit.heard()
        receipt = await visit.house.memory.receipt(job_id)
        facts = Html(receipt.facts) if receipt is not None else Html("")
        status = JobStatus(job_id, JobState.CANCELLED)
        await visit.reply.update(render.status(visit.below, facts, status))


def _really(visit: Visit, control: SongControl) -> Message:
    """Ask once more: a song that is deleted is gone for everybody."""
    really = SongControl("really", control.job_id, control.n)
    keep = SongControl("keep", control.job_id, control.n)
    keys = (
        Key(visit.words.text("songs-delete"), really),
        Key(visit.words.text("dialogue-song-drop"), keep),
    )
    return Message(Html(visit.words.text("songs-delete-really")), (keys,))


async def _take_back(visit: Visit, query: telegram.CallbackQuery) -> None:
    """Remove the message whose button was pressed; an old one stays as it is."""
    shown = query.message
    assert shown is not None  # there is none without a visit
    with suppress(NotHere, PlatformError):
        await visit.house.sender.delete(str(shown.chat.id), str(shown.message_id))
