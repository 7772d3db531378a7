"""A bot in a process of its own, with scripted or real services and chats, that can kill itself.

Started as `python -m tests.contract.bot_process '<json>'`. It dies by SIGKILL before or after its n-th
transaction that writes anything, which is where one step of a job ends and the next begins. With `"armed":
false` they are counted from SIGUSR1 on.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from bot.app import App, make_providers, rules_from, running
from bot.chats import chats
from bot.config import settings_model
from bot.domain.errors import StartupError
from bot.domain.money import Price
from bot.domain.ports import Platform, Provider
from bot.logs import set_up_logging
from bot.net.links import addresses_of
from bot.run import signal_or_break, signals
from bot.store.db import Db
from tests.contract.scripted import Blocking, Polling, ScriptedPlatform, Streaming

SECTIONS = ("limits", "quota", "budget", "providers", "discord", "telegram", "web", "operator")
SCRIPTED = {one.name: one for one in (Polling, Blocking, Streaming)}


class MortalDb(Db):
    """A database at whose n-th commit the process is killed."""

    armed = True
    commits = 0
    die_at = 0
    die = "before"

    @classmethod
    def arm(cls) -> None:
        """Count from now on."""
        cls.armed = True

    async def _commit(self) -> None:
        writes, before = self._writer.total_changes, getattr(self, "_seen", 0)
        self._seen = writes
        if writes == before or not MortalDb.armed:
            await super()._commit()
            return
        MortalDb.commits += 1
        if MortalDb.commits == MortalDb.die_at and MortalDb.die == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        await super()._commit()
        if MortalDb.commits == MortalDb.die_at:
            os.kill(os.getpid(), signal.SIGKILL)


async def main(wanted: dict[str, Any]) -> int:
    """Run until SIGTERM."""
    data_dir = Path(wanted["data_dir"])
    sections = {name: wanted[name] for name in SECTIONS if name in wanted}
    settings = settings_model().model_validate({"data_dir": str(data_dir), **sections})
    set_up_logging(settings.log, secrets=())
    MortalDb.die_at, MortalDb.die = wanted.get("die_at", 0), wanted.get("die", "before")
    MortalDb.armed = wanted.get("armed", True)
    services: dict[str, Provider] = {}
    real = make_providers(settings)
    for name in wanted["services"]:
        if name in real:
            services[name] = real[name]
        else:
            service = SCRIPTED[name]
            price = Price(**wanted["price"]) if "price" in wanted else None
            services[name] = service(wanted["vendors"], concurrent=wanted.get("concurrent", 4), price=price)

    def platforms(app: App) -> list[Platform]:
        if "telegram" in wanted:
            from tests.platforms.telegram import bots  # loads python-telegram-bot

            return bots.chats(app, bots.QUICK)
        if "discord" in wanted:
            return chats(app)
        return [ScriptedPlatform(wanted["chat"], app.desk, data_dir)]

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, MortalDb.arm)
    with signals() as received:
        async with running(
            settings,
            data_dir=data_dir,
            rules=rules_from(settings),
            providers=services,
            platforms=platforms,
            open_db=MortalDb.open,
            trusted=addresses_of([wanted["vendors"]]),
        ) as app:
            return 0 if await signal_or_break(app, received) else 1


def run(wanted: dict[str, Any]) -> int:
    """Run a bot to its end, and return its exit code."""
    try:
        return asyncio.run(main(wanted))
    except StartupError as error:
        Console(stderr=True).print(error.sentence)
        return error.exit_code


if __name__ == "__main__":
    sys.exit(run(json.loads(sys.argv[1])))
