"""What a member asks for, and what comes out: the request, where it came from, the track."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

Voice = Literal["female", "male"]
AudioFormat = Literal["mp3", "wav"]
JobKind = Literal["song", "lyrics", "preprocess"]
"""What is worked on: a song, a draft of words, or audio that is listened to before a cover is sung."""


TrackNote = Literal["", "words-untold", "as-heard"]
"""What is said below a song about its words: the service does not tell them, or it took them by ear."""


class CoverSource(BaseModel):
    """The song that a cover is sung after; exactly one of `link` and `file` is given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    link: str = ""
    """A public link that the member typed; links of the chat platforms never stand here."""
    file: str = ""
    """Where the audio lies below the data folder, with `/` between its parts."""
    feature_id: str = ""
    """What the service calls it after listening to it; empty: the audio itself is sent, and sung as heard."""
    feature_until_ms: int = 0
    """From then on the service does not know `feature_id` any more."""


class SongRequest(BaseModel):
    """What was asked, as it was asked. At least one of `prompt` and `lyrics` holds words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt: str = ""
    lyrics: str = ""
    style: str = ""
    avoid: str = ""
    title: str = ""
    voice: Voice | None = None
    instrumental: bool = False
    provider: str | None = None
    """The service the member named; None lets routing choose."""
    format: AudioFormat = "mp3"
    private: bool = False
    cover: CoverSource | None = None
    """Set where an existing song is to be sung anew; `prompt` and `style` say how."""


class Origin(BaseModel):
    """Where an order came from, in plain ids: enough to answer there after a restart."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    platform: str
    chat: str
    """The chat, channel or file path that the platform posts to."""
    message: str = ""
    """The message that holds the order; a result is posted as a reply to it."""
    thread: str = ""
    place: str = ""
    """The chat's own id of the server or group; empty in a direct message."""
    person: str = ""
    """The chat's own id of who ordered: whom a post is for, and whom it may ping."""
    language: str = "en"
    """The person's language, a BCP 47 tag; sentences are taken from its catalogue."""


class Tags(BaseModel):
    """What is written into an audio file about itself."""

    model_config = ConfigDict(frozen=True)

    title: str
    artist: str
    album: str = "Troubadour"
    lyrics: str = ""
    comment: str = "AI generated"


class AudioFacts(BaseModel):
    """What probing found in an audio file, judged by its content and never by its name."""

    model_config = ConfigDict(frozen=True)

    container: str
    """`mp3`, `wav`, `flac`, `ogg` or `m4a`."""
    duration_ms: int
    sample_rate: int
    channels: int
    bitrate: int
    """Bits a second of the sound alone, without the tags."""
    size_bytes: int
    loudness_lufs: float | None = None
    """Integrated loudness (EBU R 128); None where it was not measured, or of silence."""


class Pcm(BaseModel):
    """What raw samples are, which can't say it themselves.

    Always of 16 bits, signed, little-endian, the channels interleaved.
    """

    model_config = ConfigDict(frozen=True)

    sample_rate: int
    channels: int
