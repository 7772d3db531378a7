"""The command line: `troubadour run`, `song`, `check`, `stats`, `quota`, `init`, `health`.

Every failure to start becomes one sentence and an exit code: 1 for the machine, 2 for the configuration.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args

from rich.console import Console

from bot.config import Settings, config_path, load_settings
from bot.domain.errors import StartupError
from bot.domain.song import Voice
from bot.locales import Catalogue, catalogue, language_of_environment
from bot.logs import set_up_logging
from bot.problems import ConfigError

EXIT_INTERRUPTED = 130
PROGRAM = "troubadour"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a sub-command and return the exit code."""
    words = operators_words(os.environ)
    options = parser(words).parse_args(arguments)
    notes = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    try:
        return command(options, words, notes)
    except ConfigError as error:
        notes.print(words.startup(error))
        for line in error.lines(words):
            notes.print(line)
        return error.exit_code
    except StartupError as error:
        notes.print(words.startup(error))
        return error.exit_code
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED


def operators_words(environ: Mapping[str, str]) -> Catalogue:
    """Return the catalogue in the language of whoever started the program.

    It is the English one where the output can't hold the letters of theirs: a wrong `PYTHONIOENCODING`
    must not turn every sentence into a traceback.
    """
    words = catalogue(language_of_environment(environ))
    try:
        for stream in (sys.stdout, sys.stderr):
            words.text("cli-help").encode(getattr(stream, "encoding", None) or "utf-8")
    except UnicodeEncodeError:
        return catalogue()
    return words


def command(options: argparse.Namespace, words: Catalogue, notes: Console) -> int:
    """Do what the sub-command says."""
    config: Path | None = options.config or options.config_before
    match options.command:
        case "init":
            from bot.setup import init

            return init(config_path(config, os.environ), words=words, assume_yes=options.yes)
        case "check":
            from bot.checks import check
            from bot.folder import is_locked, schema_problem
            from bot.keys import key_findings

            console = Console(highlight=False, markup=False, soft_wrap=True)
            return check(
                config,
                os.environ,
                words=words,
                console=console,
                schema_problem=schema_problem,
                is_locked=is_locked,
                try_keys=key_findings,
            )
    settings = load_settings(config, os.environ)
    match options.command:
        case "health":
            from bot.run import health

            return health(settings)
        case "stats":
            from bot.reports import stats

            console = Console(highlight=False, markup=False, soft_wrap=True)
            return asyncio.run(stats(settings, words=words, console=console))
        case "quota":
            from bot.reports import quota

            log_to(settings, quiet=True)
            return asyncio.run(quota(settings, options, words=words, notes=notes))
        case "song":
            from bot.sing import sing

            log_to(settings, quiet=True)
            return asyncio.run(sing(settings, options, words=words, notes=notes))
        case _:
            from bot.run import serve

            log_to(settings)
            return asyncio.run(serve(settings, words=words, notes=notes))


def log_to(settings: Settings, *, quiet: bool = False) -> None:
    """Write the log to standard error; beside a progress bar only what went wrong."""
    log = settings.log
    if quiet and log.level in ("debug", "info"):
        log = log.model_copy(update={"level": "error"})
    set_up_logging(log, secrets=settings.secrets())


def parser(words: Catalogue) -> argparse.ArgumentParser:
    """Return the parser; `--config` may stand before or after the sub-command."""
    config = argparse.ArgumentParser(add_help=False)
    config.add_argument("--config", type=Path, metavar="FILE", help=words.text("cli-help-config"))
    top = argparse.ArgumentParser(prog=PROGRAM, description=words.text("cli-help"))
    top.add_argument(
        "--config", type=Path, metavar="FILE", dest="config_before", help=words.text("cli-help-config")
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="command")
    for name in ("run", "check", "stats", "health"):
        commands.add_parser(name, parents=[config], help=words.text(f"cli-help-{name}"))
    init = commands.add_parser("init", parents=[config], help=words.text("cli-help-init"))
    init.add_argument("--yes", action="store_true", help=words.text("cli-help-yes"))
    song = commands.add_parser("song", parents=[config], help=words.text("cli-help-song"))
    song.add_argument("prompt", nargs="?", default="", help=words.text("cli-help-prompt"))
    song.add_argument(
        "-o", "--output", type=Path, metavar="FILE", default=Path(), help=words.text("cli-help-output")
    )
    song.add_argument("--lyrics-file", type=Path, metavar="FILE", help=words.text("cli-help-lyrics-file"))
    song.add_argument("--encoding", default="", metavar="NAME", help=words.text("cli-help-encoding"))
    song.add_argument("--style", default="", help=words.text("cli-help-style"))
    song.add_argument("--avoid", default="", help=words.text("cli-help-avoid"))
    song.add_argument("--voice", choices=get_args(Voice), help=words.text("cli-help-voice"))
    song.add_argument("--instrumental", action="store_true", help=words.text("cli-help-instrumental"))
    song.add_argument("--provider", default=None, help=words.text("cli-help-provider"))
    song.add_argument("--title", default="", help=words.text("cli-help-title"))
    add_quota(commands.add_parser("quota", help=words.text("cli-help-quota")), config, words)
    return top


def add_quota(quota: argparse.ArgumentParser, config: argparse.ArgumentParser, words: Catalogue) -> None:
    """Add `quota show` and `quota set`."""
    actions = quota.add_subparsers(dest="action", required=True, metavar="action")
    show = actions.add_parser("show", parents=[config], help=words.text("cli-help-quota-show"))
    show.add_argument("who", nargs="?", default="", metavar="WHO", help=words.text("cli-help-quota-who"))
    change = actions.add_parser("set", parents=[config], help=words.text("cli-help-quota-set"))
    change.add_argument("who", metavar="WHO", help=words.text("cli-help-quota-whom"))
    change.add_argument("limit", nargs="+", metavar="AMOUNT", help=words.text("cli-help-quota-amount"))
    change.add_argument("--reason", default="", help=words.text("cli-help-quota-reason"))
    for one in (show, change):
        one.add_argument(
            "--place", default="", metavar="PLATFORM:ID", help=words.text("cli-help-quota-place")
        )


if __name__ == "__main__":
    sys.exit(main())
