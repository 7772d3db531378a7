"""Discord, by discord.py: what the studio decides is shown in Discord's own ways."""
