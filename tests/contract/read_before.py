"""What bots read at their start, read once before they are forked: imported by what forks them."""

from importlib import import_module

from bot.locales import PLAIN, load_catalogues
from bot.platforms.discord import wording as discord
from bot.platforms.telegram import wording as telegram

for name in (
    "anyio._backends._asyncio",
    "bot.platforms.discord.platform",
    "bot.providers.minimax",
    "bot.providers.senseaudio.provider",
    "bot.service_settings",
    "h11",
    "httpcore",
    "tests.contract.bot_process",
    "tests.platforms.telegram.bots",
):
    import_module(name)
for writing in (PLAIN, discord.WRITING, telegram.WRITING):
    load_catalogues(writing)
