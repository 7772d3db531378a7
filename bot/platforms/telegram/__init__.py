"""Telegram: groups with and without topics, and private chats. The only imports of python-telegram-bot."""

import os

# The library warns at each length of time, unless it may give it as a `timedelta`, as its next version does.
# Source: https://docs.python-telegram-bot.org, "time-period-int-deprecated".
os.environ.setdefault("PTB_TIMEDELTA", "true")
