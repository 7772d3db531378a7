"""Measurements of the bot, one script each: `python -m benchmarks.<name>`. Never part of the tests."""
