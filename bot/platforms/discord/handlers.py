"""Where everything that people do on Discord arrives: commands, menus, controls, forms, messages."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Any, get_args

import discord
import structlog

from bot.domain.errors import DialogueGone, InvalidOrder, Refusal
from bot.domain.song import SongRequest, Voice
from bot.domain.styles import complete
from bot.domain.view import Phrase
from bot.net.download import Downloads
from bot.platforms.discord import controls, modals, render
from bot.platforms.discord.attachments import Attachments
from bot.platforms.discord.callers import Interaction, account_of, roles_of
from bot.platforms.discord.controls import CommandControl, DialogueControl, JobControl, SongControl
from bot.platforms.discord.direct import DirectMessages
from bot.platforms.discord.facts import CHOICE_CHARACTERS, CHOICES
from bot.platforms.discord.forms import REOPEN, SONG, Forms, Typed, command, named, written_in
from bot.platforms.discord.replying import Noting, Reply
from bot.platforms.discord.song_buttons import DELETE, SongButtons
from bot.platforms.discord.studio import Studio
from bot.platforms.discord.taps import Taps
from bot.platforms.discord.visits import Visit, Visits
from bot.studio.commands import CoverOrder, reads_as_lyrics
from bot.studio.moderation.commands import AdminCommand
from bot.studio.views import Order

log = structlog.get_logger(__name__)

COMPLETE_S = 1.0
"""So long a completion waits for the person's own styles: somebody is typing."""


class Handlers:
    """Answers people."""

    def __init__(
        self,
        *,
        studio: Studio,
        answers: Noting,
        downloads: Downloads,
        most_file_bytes: int,
        base_url: str,
        now_ms: Callable[[], int],
    ) -> None:
        """`most_file_bytes` is the longest file of lyrics; `base_url` is the address of Discord's API."""
        self._studio, self._now_ms = studio, now_ms
        self._attachments = Attachments(downloads, most_file_bytes=most_file_bytes, base_url=base_url)
        self._visits = Visits(desk=studio.desk, answers=answers)
        self._forms = Forms()
        self._taps = Taps(dialogues=studio.dialogues, visits=self._visits, forms=self._forms)
        self._buttons = SongButtons(desk=studio.desk, songs=studio.songs, visits=self._visits)
        self._direct = DirectMessages(
            dialogues=studio.dialogues, visits=self._visits, attachments=self._attachments
        )

    @property
    def services(self) -> Mapping[str, str]:
        """The titles of the services that are on, by their names."""
        return self._studio.desk.services

    @property
    def currency(self) -> str:
        """The currency of caps in money."""
        return self._studio.moderation.currency

    # --- commands -----------------------------------------------------------------------------

    async def song(
        self, interaction: Interaction, request: SongRequest, file: discord.Attachment | None
    ) -> None:
        """Answer `/song`; with nothing to sing, its form opens."""
        async with self._visits.of(interaction, private=request.private) as visit:
            if file is not None:
                sent = await self._attachments.lyrics(file)
                said = await self._studio.dialogues.song_of_file(
                    visit.caller, request, sent, visit.origin, visit.dedup
                )
                await visit.tell(said)
            elif request.prompt or request.lyrics:
                await self._order(visit, request)
            else:
                await self._open_song_form(visit, request)
        await self._visits.contact(visit)

    async def lyrics(self, interaction: Interaction, asked: SongRequest) -> None:
        """Answer `/lyrics`."""
        async with self._visits.of(interaction) as visit:
            await visit.show(
                await self._studio.dialogues.lyrics(visit.caller, asked, visit.origin, visit.dedup)
            )
        await self._visits.contact(visit)

    async def cover(
        self, interaction: Interaction, order: CoverOrder, file: discord.Attachment | None
    ) -> None:
        """Answer `/cover`."""
        dialogues = self._studio.dialogues
        async with self._visits.of(interaction) as visit:
            audio = None
            if file is not None:
                audio = await self._attachments.audio(file, dialogues, visit.caller)
            elif not order.link:
                raise InvalidOrder("cover-nothing" if dialogues.most_audio_bytes else "no-covers")
            await visit.tell(await dialogues.cover(visit.caller, order, audio, visit.origin, visit.dedup))
        await self._visits.contact(visit)

    async def songs(self, interaction: Interaction) -> None:
        """Answer `/songs`."""
        async with self._visits.of(interaction) as visit:
            await visit.show(await self._studio.songs.history(visit.caller, visit.origin, visit.dedup))
        await self._visits.contact(visit)

    async def quota(self, interaction: Interaction) -> None:
        """Answer `/quota`."""
        async with self._visits.of(interaction) as visit:
            await visit.show(await self._studio.dialogues.quota(visit.caller, visit.origin, visit.dedup))
        await self._visits.contact(visit)

    async def cancel(self, interaction: Interaction) -> None:
        """Answer `/cancel`: the newest song that can be cancelled is."""
        async with self._visits.of(interaction) as visit:
            done = await self._studio.desk.cancel(visit.caller.account, visit.caller.place)
            await visit.reply.private(render.cancellation(visit.words, done))
        await self._visits.contact(visit)

    async def help(self, interaction: Interaction) -> None:
        """Answer `/help`."""
        async with self._visits.of(interaction) as visit:
            await visit.reply.private(render.help_(visit.words, moderator=visit.caller.manages))
        await self._visits.contact(visit)

    async def admin(
        self,
        interaction: Interaction,
        make: Callable[[], AdminCommand],
        about: discord.User | discord.Member | None = None,
    ) -> None:
        """Answer `/admin …`; `about` is whom the moderator picked. `make` may refuse what was typed."""
        async with self._visits.of(interaction) as visit:
            picked, roles = (None, None) if about is None else (account_of(about), roles_of(about))
            view = await self._studio.moderation.command(
                visit.caller, make(), visit.origin, visit.dedup, about=picked, roles=roles
            )
            await visit.show(view)
        await self._visits.contact(visit)

    async def make_song(self, interaction: Interaction, message: discord.Message) -> None:
        """Answer "Make a song from this"."""
        async with self._visits.of(interaction) as visit:
            await self._direct.make_song(visit, message)
        await self._visits.contact(visit)

    async def cover_this(self, interaction: Interaction, message: discord.Message) -> None:
        """Answer "Cover this"."""
        async with self._visits.of(interaction) as visit:
            await self._direct.cover(visit, message)
        await self._visits.contact(visit)

    async def styles(self, interaction: Interaction, typed: str) -> list[str]:
        """Complete `style`: what they asked for lately, then what services are known for."""
        account = account_of(interaction.user, interaction.locale, interaction.guild_locale)
        recent: tuple[str, ...] = ()
        try:
            async with asyncio.timeout(COMPLETE_S):
                recent = await self._studio.songs.recent_styles(account)
        except TimeoutError:
            log.info("recent styles took too long")
        except Exception:
            log.exception("recent styles are not known")
        start = typed.strip().casefold()
        mine = [style for style in recent if start in style.casefold()]
        known = [style.sound(account.language) for style in complete(typed, account.language)]
        fitting = [style for style in dict.fromkeys((*mine, *known)) if 0 < len(style) <= CHOICE_CHARACTERS]
        return fitting[:CHOICES]

    # --- controls, forms, messages --------------------------------------------------------------

    async def on_message(self, message: discord.Message) -> None:
        """Answer a direct message."""
        await self._direct.hear(message)

    async def on_component(self, interaction: Interaction) -> None:
        """Answer a press of a button, or a choice in a menu."""
        match controls.read(interaction.custom_id or ""):
            case DialogueControl(opens=True) as control:
                await self._taps.open(interaction, control)
            case DialogueControl() as control:
                await self._taps.press(interaction, control)
            case SongControl() as control:
                await self._buttons.song(interaction, control)
            case JobControl() as control:
                await self._buttons.job(interaction, control)
            case CommandControl() as control:
                await self._command_button(interaction, control)
            case None:
                await self._refuse_unknown(interaction)

    async def on_modal(self, interaction: Interaction) -> None:
        """Answer a form that was sent."""
        match controls.read(interaction.custom_id or ""):
            case DialogueControl() as control:
                await self._taps.submit(interaction, control, now_ms=self._now_ms())
            case CommandControl() as control if named(control)[0] == SONG:
                await self._song_form_sent(interaction, named(control)[1])
            case _:
                await self._refuse_unknown(interaction)

    async def _command_button(self, interaction: Interaction, control: CommandControl) -> None:
        match named(control):
            case (name, "") if name == SONG:
                async with self._visits.of(interaction) as visit:
                    await self._open_song_form(visit, SongRequest())
            case (name, token) if name == REOPEN:
                async with self._visits.of(interaction) as visit:
                    await self._reopen(visit, token)
            case (name, job_id) if name == DELETE:
                await self._buttons.delete(interaction, job_id)
            case _:
                await self._refuse_unknown(interaction)

    async def _refuse_unknown(self, interaction: Interaction) -> None:
        async with self._visits.of(interaction):
            raise DialogueGone("a control of another version")

    # --- the form of /song ----------------------------------------------------------------------

    async def _order(self, visit: Visit[Reply], request: SongRequest) -> None:
        order = Order(visit.caller, request, visit.origin, visit.dedup)
        await visit.hand(await self._studio.desk.order(order))

    async def _open_song_form(self, visit: Visit[Reply], request: SongRequest) -> None:
        """Open the form; options that it does not ask for are kept until it is sent."""
        modal = modals.song(visit.words, request)
        if request != _asked_in_form(request):
            typed = Typed(visit.origin.person, request=request)
            modal.custom_id = controls.custom_id(command(SONG, self._keep(typed)))
        if not await visit.reply.modal(modal):
            await visit.say(Phrase("discord-form-late"))

    async def _song_form_sent(self, interaction: Interaction, token: str) -> None:
        person = str(interaction.user.id)
        opened = self._forms.find(token, person) if token else Typed(person)
        data: Mapping[str, Any] = interaction.data or {}
        request = _filled_in(opened.request if opened else SongRequest(), modals.values(data))
        files = modals.files(interaction)
        async with self._visits.of(interaction, private=opened is None or request.private) as visit:
            try:
                if opened is None:  # the bot was started anew: what else was asked for is not known
                    raise InvalidOrder("form-forgotten")
                await self._sing_form(visit, request, files)
            except Refusal as error:
                typed = Typed(person, request=request)
                await self._taps.give_back(visit, error, typed, written_in(data), now_ms=self._now_ms())

    async def _sing_form(
        self, visit: Visit[Reply], request: SongRequest, files: Iterable[discord.Attachment]
    ) -> None:
        file = next(iter(files), None)
        if file is None:
            await self._order(visit, request)
            return
        sent = await self._attachments.lyrics(file)
        said = await self._studio.dialogues.song_of_file(
            visit.caller, request, sent, visit.origin, visit.dedup
        )
        await visit.tell(said)

    async def _reopen(self, visit: Visit[Reply], token: str) -> None:
        """Open a form again with what was written into it."""
        typed = self._forms.find(token, visit.origin.person)
        if typed is None:
            raise InvalidOrder("form-forgotten")
        if typed.control is None:
            await self._open_song_form(visit, typed.request)
        else:
            await self._taps.open_form(visit, typed.control, typed.values)

    def _keep(self, typed: Typed) -> str:
        return self._forms.keep(typed, now_ms=self._now_ms())


def _asked_in_form(request: SongRequest) -> SongRequest:
    """Return what of an order the form asks for."""
    asked = {"prompt", "lyrics", "style", "title", "voice", "instrumental"}
    return SongRequest(**request.model_dump(include=asked))


def _filled_in(request: SongRequest, values: Mapping[str, tuple[str, ...]]) -> SongRequest:
    """Return an order with what was written into its form: lyrics, or what the song is about."""
    written = {name: next(iter(given), "") for name, given in values.items()}
    words, voice = written.get(modals.WORDS, ""), written.get(modals.VOICE, "")
    changes: dict[str, Any] = {
        "prompt": "" if reads_as_lyrics(words) else words,
        "lyrics": words if reads_as_lyrics(words) else "",
        "style": written.get(modals.STYLE, ""),
        "title": written.get(modals.TITLE, ""),
        "voice": voice if voice in get_args(Voice) else None,
        "instrumental": voice == "none",
    }
    return request.model_copy(update=changes)
