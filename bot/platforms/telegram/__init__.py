"""Telegram: groups with and without topics, and private chats. The only imports of python-telegram-bot."""
