"""From what the studio says to messages of Discord: finished sentences, in the person's language."""

from pathlib import Path
from typing import Any

import discord

from bot.domain.errors import TroubadourError
from bot.domain.ids import made_at_ms
from bot.domain.job import Failure, JobState
from bot.domain.posts import JobStatus, NoticePost, SongPost
from bot.domain.song import Origin
from bot.domain.view import Phrase
from bot.locales import Catalogue
from bot.platforms.discord import wording
from bot.platforms.discord.controls import CommandControl, Control, JobControl, SongControl, custom_id
from bot.platforms.discord.facts import ALT_CHARACTERS, CONTENT_CHARACTERS, EMBED_CHARACTERS
from bot.platforms.discord.lengths import cut, cut_lines, line
from bot.platforms.discord.outbound import Message, OutFile
from bot.platforms.discord.songsheet import embeds_of
from bot.platforms.discord.wording import at, say_error, say_field
from bot.studio import sayings
from bot.studio.board import remarks
from bot.studio.views import Cancellation, Receipt

LYRICS_FILE = "lyrics.txt"
TITLE_CHARACTERS = 200
COMMANDS = ("song", "lyrics", "cover", "songs", "quota", "cancel", "help")
_GREY, _BLUE, _RED = (
    discord.ButtonStyle.secondary,
    discord.ButtonStyle.primary,
    discord.ButtonStyle.danger,
)


# --- an order and its progress ----------------------------------------------------------------


def receipt(words: Catalogue, taken: Receipt, *, created_ms: int = 0) -> Message:
    """Say how an order stands, and below that, for good, what was understood and who makes it."""
    rows = "\n".join(say_field(words, field) for field in sayings.receipt_fields(taken))
    facts = discord.Embed(
        description=cut_lines(rows, EMBED_CHARACTERS),
        colour=discord.Colour.blurple(),
    )
    shown = progress(words, taken.status, created_ms=created_ms)
    content = f"{words.text('chat-receipt')}\n{shown.content}"
    return Message(content=cut_lines(content, CONTENT_CHARACTERS), embeds=(facts,), view=shown.view)


def progress(words: Catalogue, status: JobStatus, *, created_ms: int = 0) -> Message:
    """Say how an order stands, in text and button: the facts below stay as they are.

    How long ago it was ordered (`created_ms`, else when its id was made) Discord counts by itself, so that
    nothing is edited for that.
    """
    lines = [
        f"**{wording.say(words, sayings.standing(status))}**",
        *(wording.say(words, one) for one in remarks(status)),
    ]
    view = None
    if status.state is JobState.KEPT:
        view = _buttons(_fetch(words, status.job_id))
    elif not status.state.ended:
        lines.append(_waited(words, status, created_ms or made_at_ms(status.job_id)))
        view = _buttons(_cancel(words, status.job_id)) if status.can_cancel else None
    return Message(content=cut_lines("\n".join(filter(None, lines)), CONTENT_CHARACTERS), view=view)


def parting(words: Catalogue, status: JobStatus, *, created_ms: int = 0) -> Message:
    """Say for the last time how an order stands, where the message can't be edited much longer."""
    shown = progress(words, status, created_ms=created_ms)
    content = f"{shown.content}\n{words.text('discord-parting')}"
    return Message(content=cut_lines(content, CONTENT_CHARACTERS), view=shown.view)


def cancellation(words: Catalogue, done: Cancellation) -> Message:
    """Say what became of a wish to cancel."""
    return Message(words.sentences(*(wording.say(words, one) for one in sayings.cancelled(done))))


def _waited(words: Catalogue, status: JobStatus, since_ms: int | None) -> str:
    since, usual = since_ms and at(since_ms // 1000, "R"), status.usual_s and sayings.clock(status.usual_s)
    said = (
        words.text("discord-ordered", since=since) if since else "",
        words.text("chat-usual", usual=usual) if usual else "",
    )
    return " · ".join(filter(None, said))


# --- songs and news of them -------------------------------------------------------------------


def song(words: Catalogue, post: SongPost, audio: Path, *, file_name: str = "") -> Message:
    """Show a finished track with its words; it goes to whoever ordered it.

    The words stand below it whole, or come along as a file. `file_name` is what the audio is called.
    """
    job, track = post.job, post.track
    title = line(wording.say(words, sayings.title_of(track, job.title)), TITLE_CHARACTERS)
    length = sayings.clock(track.duration_ms / 1000)
    voice = None if job.request.instrumental else sayings.voice_of(job.request)
    about = [
        length,
        _labelled(words, "chat-row-voice", voice),
        *(wording.say(words, one) for one in sayings.song_about(post)),
    ]
    lines = [f"{_person(job.origin)} **{title}**".strip(), " · ".join(filter(None, about))]
    lines.append(words.sentences(*(wording.say(words, one) for one in sayings.song_notes(post))))
    plain_title = line(words.phrase(sayings.title_of(track, job.title)), TITLE_CHARACTERS)
    files = [OutFile(file_name or audio.name, audio, cut(f"{plain_title} · {length}", ALT_CHARACTERS))]
    embeds = embeds_of(words, track.lyrics)
    has_words = bool(track.lyrics.strip())
    if has_words and not embeds:
        files.append(OutFile(LYRICS_FILE, track.lyrics.encode()))
        lines.append(words.text("chat-words-attached", file=LYRICS_FILE))
    buttons = [
        _button(words.text("discord-again"), SongControl("again", job.id, track.n), _BLUE),
        _button(words.text("discord-edit"), SongControl("edit", job.id, track.n)),
    ]
    if has_words:
        buttons.append(_button(words.text("songs-words"), SongControl("words", job.id, track.n)))
    buttons.append(_button(words.text("discord-delete"), SongControl("delete", job.id, track.n), _RED))
    return Message(
        content=cut_lines("\n".join(filter(None, lines)), CONTENT_CHARACTERS),
        embeds=embeds,
        view=_buttons(*buttons),
        files=tuple(files),
        pings=job.origin.person,
    )


def notice(words: Catalogue, post: NoticePost) -> Message:
    """Say why there is no song, or that one is kept, with a way on."""
    job = post.job
    says = words.sentences(
        *(
            words.failure(part) if isinstance(part, Failure) else wording.say(words, part)
            for part in sayings.ending(post)
        )
    )
    title = f"**{line(wording.say(words, job.title), TITLE_CHARACTERS)}**" if job.title else ""
    lines = [" ".join(filter(None, (_person(job.origin), title))), says]
    if post.state is JobState.KEPT:
        button = _fetch(words, job.id)
    else:
        code = f"{post.failure.code} {job.id}" if post.failure is not None else job.id
        lines.append(_code(words, code))
        button = _button(words.text("chat-try-again"), SongControl("again", job.id), _BLUE)
    content = cut_lines("\n".join(filter(None, lines)), CONTENT_CHARACTERS)
    return Message(content=content, view=_buttons(button), pings=job.origin.person)


# --- other answers ----------------------------------------------------------------------------


def say(words: Catalogue, sentence: str | Phrase) -> Message:
    """Say one thing: a sentence of the catalogue, or one that is written out for Discord already."""
    text = sentence if isinstance(sentence, str) else wording.say(words, sentence)
    return Message(cut_lines(text, CONTENT_CHARACTERS))


def problem(words: Catalogue, error: TroubadourError) -> Message:
    """Say what is wrong with an order or a command."""
    return Message(cut_lines(say_error(words, error), CONTENT_CHARACTERS))


def internal(words: Catalogue, code: str) -> Message:
    """Say that it is our fault; the details are in the log under `code`."""
    return Message(f"{say_error(words, TroubadourError())}\n{_code(words, code)}")


def help_(words: Catalogue, *, moderator: bool) -> Message:
    """List the commands as Discord shows them to the person, with a button to begin."""
    commands = [f"discord-command-{name}" for name in COMMANDS]
    commands += ["discord-admin-admin"] if moderator else []
    lines = [f"**/{words.text(name)}** {words.text(f'{name}-about')}" for name in commands]
    begin = _button(words.text("dialogue-open-form"), CommandControl("song"), _BLUE)
    return Message("\n".join([words.text("chat-help"), *lines]), view=_buttons(begin))


# --- small things ------------------------------------------------------------------------------


def _person(origin: Origin) -> str:
    return f"<@{origin.person}>" if origin.person else ""


def _labelled(words: Catalogue, row: str, value: Phrase | None) -> str:
    if value is None:
        return ""
    return words.text("chat-field", label=words.text(row), value=wording.say(words, value))


def _code(words: Catalogue, code: str) -> str:
    return f"-# {words.text('chat-ui-code', code=code)}"


def _fetch(words: Catalogue, job_id: str) -> discord.ui.Button[Any]:
    return _button(words.text("songs-fetch"), JobControl("fetch", job_id), _BLUE)


def _cancel(words: Catalogue, job_id: str) -> discord.ui.Button[Any]:
    return _button(words.text("chat-ui-cancel"), JobControl("cancel", job_id), _RED)


def _button(label: str, control: Control, style: discord.ButtonStyle = _GREY) -> discord.ui.Button[Any]:
    return discord.ui.Button(style=style, label=label, custom_id=custom_id(control))


def _buttons(*buttons: discord.ui.Button[Any]) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for button in buttons:
        view.add_item(button)
    return view
