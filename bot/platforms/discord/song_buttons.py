"""The buttons below songs, receipts and news: each names a song, and works for whoever presses it."""

import discord

from bot.domain.job import JobState
from bot.domain.posts import JobStatus
from bot.domain.view import Phrase
from bot.platforms.discord import render
from bot.platforms.discord.callers import Interaction
from bot.platforms.discord.controls import JobControl, SongControl, custom_id
from bot.platforms.discord.forms import command
from bot.platforms.discord.outbound import Message, OutFile
from bot.platforms.discord.replying import Reply
from bot.platforms.discord.visits import Visit, Visits
from bot.studio.desk import Desk
from bot.studio.songs import Songs
from bot.studio.views import CancelOutcome

DELETE = "delete"


class SongButtons:
    """Carries presses to the songs and the desk."""

    def __init__(self, *, desk: Desk, songs: Songs, visits: Visits) -> None:
        self._desk, self._songs, self._visits = desk, songs, visits

    async def song(self, interaction: Interaction, control: SongControl) -> None:
        """Carry out a press below a song."""
        async with self._visits.of(interaction, private=control.action != "again") as visit:
            match control.action:
                case "again":
                    tap_id = str(interaction.id)
                    await visit.hand(
                        await self._songs.again(visit.caller, control.job_id, visit.origin, tap_id)
                    )
                case "edit":
                    view = await self._songs.edit(visit.caller, control.job_id, visit.origin, visit.dedup)
                    await visit.show(view)
                case "words":
                    file = await self._songs.words(visit.caller, control.job_id, control.n)
                    await visit.reply.private(Message(files=(OutFile(file.name, file.text.encode()),)))
                case "delete":
                    await visit.reply.private(_really(visit, control.job_id))

    async def job(self, interaction: Interaction, control: JobControl) -> None:
        """Carry out a press on a receipt, or below the news that a song is kept."""
        if control.action == "cancel":
            async with self._visits.of(interaction, updates=True) as visit:
                await self._cancel(visit, control.job_id)
            return
        async with self._visits.of(interaction) as visit:
            # first: what is for them alone may come by the token of this answer
            await visit.say(Phrase("songs-fetching"))
            await self._songs.fetch(visit.caller, control.job_id, visit.origin)

    async def delete(self, interaction: Interaction, job_id: str) -> None:
        """Delete a song, as was asked for and confirmed."""
        async with self._visits.of(interaction, updates=True) as visit:
            await self._songs.delete(visit.caller, job_id)
            await visit.reply.update(render.say(visit.words, Phrase("songs-deleted")))

    async def _cancel(self, visit: Visit[Reply], job_id: str) -> None:
        done = await self._desk.cancel(visit.caller.account, visit.caller.place, job_id)
        if done.outcome is not CancelOutcome.CANCELLED:
            await visit.reply.private(render.cancellation(visit.words, done))
            return
        status = JobStatus(job_id, JobState.CANCELLED)
        shown = render.progress(visit.below, status)
        await visit.reply.update(shown, keeps_rest=True)


def _really(visit: Visit[Reply], job_id: str) -> Message:
    """Ask once more: a song that is deleted is gone for everybody."""
    button: discord.ui.Button[discord.ui.View] = discord.ui.Button(
        label=visit.words.text("songs-delete"),
        style=discord.ButtonStyle.danger,
        custom_id=custom_id(command(DELETE, job_id)),
    )
    shown = discord.ui.View(timeout=None)
    shown.add_item(button)
    return Message(content=visit.words.text("songs-delete-really"), view=shown)
