"""What goes to chats: how an order stands, songs, news and views on their way, and what a chat takes."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.domain.job import Failure, Job, JobState, Track
from bot.domain.quota import Usage
from bot.domain.view import View

Stage = Literal["writing", "composing", "singing", "saving", "posting"]
"""What is being done to a song, in the words of the catalogues (`stage-…`)."""


@dataclass(frozen=True)
class JobStatus:
    """How an order stands, for its progress message."""

    job_id: str
    state: JobState
    line: int | None = None
    """Place in line, from 1; None once it has started."""
    stage: Stage | None = None
    fraction: float | None = None
    elapsed_s: float = 0.0
    """Since the order was taken."""
    usual_s: float | None = None
    """How long such a song takes as a rule, from start to post."""
    can_cancel: bool = False
    live: bool = False
    """It can be listened to while it is made."""
    service: str = ""
    """The title of the service that the order was taken for."""
    busy: bool = False
    """The service has no room just now, or rests; the order keeps its place and is sent again."""
    moved_to: str = ""
    """The title of the service that has it now, where the first one did not take it."""


@dataclass(frozen=True)
class SongPost:
    """A finished track on its way to the chat."""

    job: Job
    track: Track
    tracks: int
    """How many tracks the song has; each is a post of its own."""
    provider_title: str
    usage: Usage | None
    file_id: str = ""
    """The chat's own id of the same audio, where it was posted there before: it need not be sent again."""
    thumbnail: Path | None = None
    """A small picture of the song, as JPEG, where it has one."""
    perhaps_again: bool = False
    """It may have been posted before, and nobody can tell: the message says so."""


@dataclass(frozen=True)
class Upload:
    """What a chat takes as an attachment where an order came from; `source` is the page that says so."""

    most_bytes: int | None
    """The largest file; None: any size."""
    plays: tuple[str, ...] = ("mp3", "m4a", "ogg", "flac", "wav")
    """The containers (as in `AudioFacts`) that its players play."""
    source: str = ""


@dataclass(frozen=True)
class NoticePost:
    """The news that an order ended without a song, or that its song waits to be fetched."""

    job: Job
    state: JobState
    failure: Failure | None
    refunded: bool
    perhaps_again: bool = False
    """As in `SongPost`."""


Audience = Literal["everyone", "person", "moderators"]
"""Who may read a message: all who are in its chat, the person in its `Origin`, or who moderates there."""


@dataclass(frozen=True)
class ViewPost:
    """A message with controls that nobody asked for just now: a request, an answer to one, an alert."""

    view: View
    audience: Audience = "everyone"
    perhaps_again: bool = False
    """As in `SongPost`."""


Outgoing = SongPost | NoticePost | ViewPost


@dataclass(frozen=True)
class Posted:
    """A message of the bot's in a chat."""

    message_id: str
    """As `take_down` takes it; what a chat needs besides its number is in it."""
    file_id: str = ""
    """Under which the chat has the audio, if it lends it out again."""
