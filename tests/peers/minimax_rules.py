"""What MiniMax takes, refuses and says: its tables as data, each with the page that states it.

The keys in brackets are those of `providers.md`, section 0. Where the sources leave something open the
narrower reading is taken: a peer that accepts what the vendor would refuse hides a bug. What the vendor's
answers look like is here too.
"""

import base64
import binascii
import json
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from bot.media.probe import NotAudio, probe

Span = tuple[int, int]
"""The fewest and the most characters; characters are code points."""

TIMED_OUT, RATE_LIMITED, UNAUTHORISED, NO_BALANCE = 1001, 1002, 1004, 1008
SENSITIVE_INPUT, SENSITIVE_OUTPUT, INVISIBLE = 1026, 1027, 1042  # MM-ERR
BAD_PARAMETERS, WRONG_KEY = 2013, 2049  # S003
NOT_IN_PLAN = 2061  # SPARK, MM-CLI


OK = {"status_code": 0, "status_msg": "success"}  # S003
KEPT_BASE64 = 40
CHANNELS = 2  # S003's example
STYLES = "Folk, Acoustic, Warm, Mid-tempo"
LYRICS = """[Intro]

[Verse 1]
A word about {theme}
The evening comes along the street

[Pre-Chorus]
And nobody is there to hear

[Build-up]

[Chorus]
So sing it once and sing it twice
And let the window open be

[Verse 2]
The kettle and the clock agree

[Breakdown]

[Bridge]
A boat that never came to land

[Drop]

[Instrumental]

[Outro]
Good night"""
"""In the dialect of lyrics_generation (MM-LYR), which is not that of music_generation."""
EDITED = "A line that was not there before"
HEARD = "[Intro]\n\n[Verse 1]\nWhat the singer seems to say\n\n[Chorus]\nIs heard again another day"
SEGMENTS = (("intro", 0.1), ("verse", 0.5), ("chorus", 0.9), ("outro", 1.0))
"""Where the parts of a reference audio end, as shares of it; labels of MM-PRE."""


class Refused(Exception):
    """The vendor says no: `base_resp` of an answer with HTTP 200."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Model:
    """What a model can be asked for."""

    instrumental: bool = False
    optimizer: bool = False
    cover: bool = False


_SONG = Model(instrumental=True, optimizer=True)
MODELS: Mapping[str, Model] = {
    "music-2.5": Model(),  # S003
    "music-2.5+": Model(instrumental=True),  # MM-CLI
    "music-2.6": _SONG,  # MM-REF, S002
    "music-2.6-free": _SONG,  # MM-REF, SPARK
    "music-3.0": _SONG,  # MM-REF, SPARK
    "music-3.0-free": _SONG,  # MM-REF, SPARK
    "music-cover": Model(cover=True),  # MM-REF, S002
    "music-cover-free": Model(cover=True),  # MM-REF, SPARK
}
PREPROCESS_MODEL = "music-cover"  # MM-PRE: no other

SONG_FIELDS: Mapping[str, type] = {
    "model": str,
    "prompt": str,
    "lyrics": str,
    "stream": bool,
    "output_format": str,
    "audio_setting": dict,
    "aigc_watermark": bool,  # up to here S003; the others MM-REF
    "lyrics_optimizer": bool,
    "is_instrumental": bool,
    "audio_url": str,
    "audio_base64": str,
    "cover_feature_id": str,
}
LYRICS_FIELDS: Mapping[str, type] = {"mode": str, "prompt": str, "lyrics": str, "title": str}  # MM-LYR
PREPROCESS_FIELDS: Mapping[str, type] = {"model": str, "audio_url": str, "audio_base64": str}  # MM-PRE
AUDIO_SETTINGS: Mapping[str, tuple[int | str, ...]] = {  # S003; no `channel` on the API's page
    "sample_rate": (16_000, 24_000, 32_000, 44_100),
    "bitrate": (32_000, 64_000, 128_000, 256_000),
    "format": ("mp3", "wav", "pcm"),
}
AUDIO_FIELDS = ("audio_url", "audio_base64", "cover_feature_id")

VOCAL_PROMPT: Span = (0, 2000)  # MM-REF, S003
VOCAL_LYRICS: Span = (1, 3500)  # S003
INSTRUMENTAL_PROMPT: Span = (1, 2000)  # MM-REF
INSTRUMENTAL_LYRICS: Span = (0, 3500)  # MM-REF: "not needed"; that they are refused is said nowhere
COVER_PROMPT: Span = (10, 300)  # MM-REF
COVER_LYRICS: Span = (10, 1000)  # S002
WRITER_PROMPT: Span = (0, 2000)  # MM-LYR
WRITER_LYRICS: Span = (1, 3500)  # MM-LYR
REFERENCE_MS: Span = (6_000, 360_000)  # S002, MM-REF: 6 s to 6 min
REFERENCE_BYTES = 50_000_000  # 50 MB, in the smaller reading of MB
REFERENCE_KINDS = ("mp3", "wav", "flac")  # MM-REF
MOST_INVISIBLE = 0.1  # MM-ERR: 1042
FEATURE_S = 24 * 3600  # S002
LINK_S = 24 * 3600  # S003


@dataclass(frozen=True)
class Order:
    """A request for music that passed."""

    model: str
    kind: Literal["song", "cover"]
    stream: bool
    as_url: bool
    sample_rate: int
    bitrate: int
    format: str


def song(body: Any) -> Order:
    """Take a body of music_generation, or refuse it; the reference audio is another matter."""
    fields = _object(body, SONG_FIELDS)
    name = fields.get("model", "")
    if name not in MODELS:
        raise Refused(BAD_PARAMETERS, f"invalid params, model {name!r}")
    model = MODELS[name]
    if model.cover:
        _cover(fields)
    else:
        _no_reference(fields)
        _sung_or_played(fields, model)
    stream, output = fields.get("stream", False), fields.get("output_format", "hex")
    if output not in ("hex", "url"):
        raise Refused(BAD_PARAMETERS, f"invalid params, output_format {output!r}")
    if stream and output != "hex":
        raise Refused(BAD_PARAMETERS, "invalid params, stream supports hex only")  # S003
    if stream and fields.get("aigc_watermark"):
        raise Refused(BAD_PARAMETERS, "invalid params, aigc_watermark with stream")  # S003
    setting = _settings(fields.get("audio_setting", {}))
    return Order(
        model=name,
        kind="cover" if model.cover else "song",
        stream=stream,
        as_url=output == "url",
        sample_rate=setting.get("sample_rate", 44_100),  # the defaults are UNPUBLISHED: S003's example
        bitrate=setting.get("bitrate", 256_000),
        format=setting.get("format", "mp3"),
    )


def lyrics(body: Any) -> Mapping[str, str]:
    """Take a body of lyrics_generation, or refuse it."""
    fields = _object(body, LYRICS_FIELDS)
    mode = fields.get("mode")
    if mode not in ("write_full_song", "edit"):
        raise Refused(BAD_PARAMETERS, "invalid params, mode")  # MM-LYR, SPARK
    _length(fields, "prompt", WRITER_PROMPT)
    if mode == "edit":
        _length(fields, "lyrics", WRITER_LYRICS, required=True)
    elif "lyrics" in fields:
        raise Refused(BAD_PARAMETERS, "invalid params, lyrics are for edit only")
    return fields


def preprocess(body: Any) -> Mapping[str, str]:
    """Take a body of music_cover_preprocess, or refuse it."""
    fields = _object(body, PREPROCESS_FIELDS)
    if fields.get("model") != PREPROCESS_MODEL:
        raise Refused(BAD_PARAMETERS, f"invalid params, model must be {PREPROCESS_MODEL}")
    _one_reference(fields)
    return fields


def text(body: Mapping[str, Any], sensitive: Collection[str]) -> None:
    """Refuse words that can't be read (1042), and words that must not be (1026)."""
    for name in ("prompt", "lyrics", "title"):
        written = body.get(name, "")
        if sum(map(_is_invisible, written)) > MOST_INVISIBLE * len(written):
            raise Refused(INVISIBLE, f"invalid characters in {name}")
        if any(word.casefold() in written.casefold() for word in sensitive):
            raise Refused(SENSITIVE_INPUT, "input new_sensitive")


def decoded(written: str) -> bytes:
    """Decode base64 as strictly as can be: no line breaks, no `data:` in front."""
    try:
        return base64.b64decode(written, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused(BAD_PARAMETERS, f"invalid params, audio_base64: {error}") from error


def reference_seconds(content: bytes) -> float:
    """Return how long a reference audio is, or refuse it. Blocks."""
    if len(content) > REFERENCE_BYTES:
        raise Refused(BAD_PARAMETERS, "invalid params, audio is larger than 50 MB")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "reference"
        path.write_bytes(content)
        try:
            facts = probe(path)
        except NotAudio as error:
            raise Refused(BAD_PARAMETERS, f"invalid params, audio: {error.reason}") from error
    if facts.container not in REFERENCE_KINDS:
        raise Refused(BAD_PARAMETERS, f"invalid params, audio of kind {facts.container}")
    if not REFERENCE_MS[0] <= facts.duration_ms <= REFERENCE_MS[1]:
        raise Refused(BAD_PARAMETERS, f"invalid params, audio of {facts.duration_ms} ms")
    return facts.duration_ms / 1000


def shortened(body: Any) -> Any:
    """Return a body for the log: of audio in base64 only how it begins, and how long it is."""
    audio = body.get("audio_base64") if isinstance(body, dict) else None
    if not isinstance(audio, str) or len(audio) <= KEPT_BASE64:
        return body
    return {**body, "audio_base64": f"{audio[:KEPT_BASE64]}... ({len(audio)} characters)"}


def music(trace: str, data: Mapping[str, Any], extra_info: Mapping[str, int] | None) -> dict[str, Any]:
    """Return the shape of music_generation's answers [S003]."""
    info = None if extra_info is None else dict(extra_info)
    return {
        "data": data,
        "trace_id": trace,
        "extra_info": info,
        "analysis_info": None,
        "base_resp": OK,
    }


def extra_info(milliseconds: float, sample_rate: int, bitrate: int, content: bytes) -> dict[str, int]:
    """Return what is said about a song [S003]; its length in milliseconds."""
    return {
        "music_duration": round(milliseconds),
        "music_sample_rate": sample_rate,
        "music_channel": CHANNELS,
        "bitrate": bitrate,
        "music_size": len(content),
    }


def failure(call: str, trace: str, code: int, message: str) -> dict[str, Any]:
    """Return a failure in the vendor's shape."""
    said = {"base_resp": {"status_code": code, "status_msg": message}, "trace_id": trace}
    return {"data": None, **said} if call == "song" else said


def written(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the answer of lyrics_generation, all of it at the top [MM-LYR]."""
    theme = " ".join(fields.get("prompt", "").split())[:60] or "a road without an end"
    return {
        "song_title": fields.get("title") or theme.title()[:30],
        "style_tags": STYLES,
        "lyrics": edited(fields["lyrics"]) if fields["mode"] == "edit" else LYRICS.format(theme=theme),
        "base_resp": OK,
    }


def heard(trace: str, feature: str, seconds: float) -> dict[str, Any]:
    """Return the answer of music_cover_preprocess [S002, MM-PRE]."""
    return {
        "cover_feature_id": feature,
        "formatted_lyrics": HEARD,
        "structure_result": json.dumps(structure(seconds)),  # a string
        "audio_duration": seconds,
        "trace_id": trace,
        "base_resp": OK,
    }


def edited(lyrics: str) -> str:
    """Change the last line that is sung and keep the others."""
    lines = lyrics.split("\n")
    sung_lines = [i for i, line in enumerate(lines) if line.strip() and not line.strip().startswith("[")]
    if not sung_lines:
        return f"{lyrics}\n{EDITED}"
    last = sung_lines[-1]
    lines[last] = EDITED if lines[last] != EDITED else f"{EDITED}, again"
    return "\n".join(lines)


def structure(seconds: float) -> dict[str, Any]:
    """Return the parts of a reference audio as MM-PRE describes them."""
    starts = (0.0, *(share for _, share in SEGMENTS))
    segments = [
        {"start": round(start * seconds, 2), "end": round(end * seconds, 2), "label": label}
        for start, (label, end) in zip(starts, SEGMENTS, strict=False)
    ]
    return {"num_segments": len(segments), "segments": segments}


def _object(body: Any, allowed: Mapping[str, type]) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Refused(BAD_PARAMETERS, "invalid params, the body is no JSON object")
    for name, value in body.items():
        if name not in allowed:
            raise Refused(BAD_PARAMETERS, f"invalid params, unknown field {name}")
        if type(value) is not allowed[name]:
            raise Refused(BAD_PARAMETERS, f"invalid params, {name} is no {allowed[name].__name__}")
    return body


def _length(fields: Mapping[str, Any], name: str, span: Span, *, required: bool = False) -> None:
    if name not in fields and not required:
        return
    size = len(fields.get(name, ""))
    if not span[0] <= size <= span[1]:
        raise Refused(BAD_PARAMETERS, f"invalid params, {name} of {size} characters, not {span[0]}-{span[1]}")


def _sung_or_played(fields: Mapping[str, Any], model: Model) -> None:
    for name, has in (("is_instrumental", model.instrumental), ("lyrics_optimizer", model.optimizer)):
        if name in fields and not has:
            raise Refused(BAD_PARAMETERS, f"invalid params, {name} is not for this model")
    played, writes = fields.get("is_instrumental", False), fields.get("lyrics_optimizer", False)
    if writes and (played or fields.get("lyrics")):
        raise Refused(BAD_PARAMETERS, "invalid params, lyrics_optimizer with lyrics or instrumental")
    if played:
        _length(fields, "prompt", INSTRUMENTAL_PROMPT, required=True)
        _length(fields, "lyrics", INSTRUMENTAL_LYRICS)
    elif writes:  # from the prompt (MM-REF): there has to be one
        _length(fields, "prompt", INSTRUMENTAL_PROMPT, required=True)
    else:
        _length(fields, "prompt", VOCAL_PROMPT)
        _length(fields, "lyrics", VOCAL_LYRICS, required=True)


def _cover(fields: Mapping[str, Any]) -> None:
    for name in ("is_instrumental", "lyrics_optimizer"):
        if name in fields:
            raise Refused(BAD_PARAMETERS, f"invalid params, {name} is not for covers")
    _one_reference(fields)
    _length(fields, "prompt", COVER_PROMPT, required=True)
    _length(fields, "lyrics", COVER_LYRICS, required="cover_feature_id" in fields)


def _one_reference(fields: Mapping[str, Any]) -> None:
    if sum(name in fields for name in AUDIO_FIELDS) != 1:
        raise Refused(BAD_PARAMETERS, f"invalid params, exactly one of {', '.join(AUDIO_FIELDS)}")


def _no_reference(fields: Mapping[str, Any]) -> None:
    for name in AUDIO_FIELDS:
        if name in fields:
            raise Refused(BAD_PARAMETERS, f"invalid params, {name} is for covers only")


def _settings(setting: Mapping[str, Any]) -> Mapping[str, Any]:
    for name, value in setting.items():
        choices = AUDIO_SETTINGS.get(name, ())
        if not any(type(value) is type(choice) and value == choice for choice in choices):
            raise Refused(BAD_PARAMETERS, f"invalid params, audio_setting.{name} {value!r}")
    return setting


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character).startswith("C") and character not in "\n\r\t"
