"""The log: one line per event, with its job; secrets, signed links and members' words stay out of it.

The bot's own events (structlog) and those of libraries (the standard library's `logging`) take the same
way: one handler, one redaction, one format. Libraries stay silent below `info`, where they write down
what they send and store.
"""

import json
import logging
import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.config import LogSettings
from bot.redaction import LONGEST_TRACEBACK, Redactor, one_line

OWN_LOGGER = "bot"
_FOLD = " ⏎ "
_NO_LOGGER = "root"
_PLAIN = re.compile(r"[^\s\"'=,\[\]{}]+")
_QUIET = {"aiohttp.access": logging.WARNING, "httpx": logging.WARNING}
"""Loggers of libraries that would write a line for each request; to Telegram, one with the token in it."""

_redactor = Redactor()


def set_up_logging(
    settings: LogSettings, *, stream: TextIO | None = None, secrets: Iterable[str] = ()
) -> None:
    """Send every event to `stream` (standard error) in the format and from the level that are set.

    `secrets` are values that never appear in a line; `keep_secret` adds more. May be called again; the
    last call counts.
    """
    keep_secret(*secrets)
    level = logging.getLevelNamesMapping()[settings.level.upper()]
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        _add_time,
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _redact,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *[step for step in before if not isinstance(step, structlog.stdlib.ExtraAdder)],
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    render = _as_json if settings.format == "json" else _as_text
    handler = _Lines(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, cast(Processor, render)],
            foreign_pre_chain=before,
        )
    )
    root = logging.getLogger()
    for old in [one for one in root.handlers if isinstance(one, _Lines)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(max(level, logging.INFO))
    logging.getLogger(OWN_LOGGER).setLevel(level)
    for name, quiet in _QUIET.items():
        logging.getLogger(name).setLevel(max(level, quiet))


def keep_secret(*secrets: str) -> None:
    """Take these values out of every later line: a token that was made at start-up, for one."""
    _redactor.hide(*secrets)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return the logger of a module; call it with `__name__`."""
    return structlog.stdlib.get_logger(name)


class _Lines(logging.StreamHandler[TextIO]):
    """Writes lines; an event that can't be written says so without its content."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        kind = sys.exc_info()[0]
        if kind is None or issubclass(kind, OSError):
            return  # nobody reads any more
        try:
            self.stream.write(f"an event of {one_line(record.name)} was lost: {kind.__name__}\n")
            self.flush()
        except (OSError, ValueError):
            return

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        encoding = self.stream.encoding or "utf-8"
        return line.encode(encoding, "backslashreplace").decode(encoding)


def _add_time(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    record = event.get("_record")
    moment = datetime.fromtimestamp(record.created, UTC) if record else datetime.now(UTC)
    event["time"] = moment
    return event


def _redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    clean: dict[str, Any] = {}
    for name, value in event.items():
        if name in {"_record", "_from_structlog", "time", "level"}:
            clean[name] = value
        elif name in {"event", "exception", "stack"}:
            longest = {} if name == "event" else {"longest": LONGEST_TRACEBACK}
            clean[name] = _redactor.text(str(value), **longest)
        else:
            clean[_redactor.text(name)] = _redactor.value(name, value)
    return clean


def _as_json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    moment: datetime = event.pop("time")
    head = {"time": moment.isoformat(timespec="milliseconds"), "level": event.pop("level")}
    head |= {"event": event.pop("event")}
    # json escapes what ASCII knows; the rest that ends lines or turns text around is escaped here
    return one_line(json.dumps(head | dict(event), ensure_ascii=False, default=str))


def _as_text(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    moment: datetime = event.pop("time")
    parts = [f"{moment.astimezone():%H:%M:%S} {event.pop('level'):<7}"]
    if "job" in event:
        parts.append(f"job {one_line(str(event.pop('job')))}")
    parts.append(one_line(str(event.pop("event"))))
    name = event.pop("logger", _NO_LOGGER)
    tracebacks = [_fold(str(event.pop(key))) for key in ("stack", "exception") if key in event]
    if name.split(".")[0] != OWN_LOGGER:
        event["logger"] = name
    fields = [f"{one_line(key)}={_as_field(value)}" for key, value in event.items()]
    return "  ".join([" ".join(parts), *([" ".join(fields)] if fields else []), *tracebacks])


def _as_field(value: object) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return one_line(value)
    return one_line(json.dumps(value, ensure_ascii=False, default=str))


def _fold(traceback: str) -> str:
    return _FOLD.join(one_line(line.strip()) for line in traceback.splitlines() if line.strip())
