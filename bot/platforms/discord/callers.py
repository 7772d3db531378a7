"""Who asks and where, read from what Discord sends along: nothing is looked up, no server is remembered."""

import discord

from bot.domain.people import Account, Caller, PlaceRef
from bot.domain.song import Origin
from bot.locales import best_language
from bot.platforms.discord.facts import PLATFORM

Interaction = discord.Interaction[discord.Client]


def account_of(user: discord.User | discord.Member, *languages: discord.Locale | None) -> Account:
    """Return somebody's account; its language is the first of these that there is a catalogue of."""
    tags = [str(language) for language in languages if language is not None]
    return Account(
        PLATFORM,
        str(user.id),
        name=user.display_name,
        username=user.name,
        language=best_language(*tags) or "" if tags else "",
    )


def roles_of(user: discord.User | discord.Member) -> frozenset[str] | None:
    """Return the plain ids of a member's roles; None where Discord does not say which they are."""
    # `Member.roles` has those of the server's cache, which is empty here; the payload's are in `_roles`
    return frozenset(map(str, user._roles)) if isinstance(user, discord.Member) else None


def caller_of(interaction: Interaction) -> Caller:
    """Return who uses a command or a control, with their standing in the server as Discord sends it."""
    account = account_of(interaction.user, interaction.locale, interaction.guild_locale)
    if interaction.guild_id is None:
        return Caller(account, direct=True)
    channel, _ = _channel_and_thread(interaction)
    may = interaction.permissions
    return Caller(
        account,
        PlaceRef(PLATFORM, str(interaction.guild_id)),
        channel=channel,
        roles=roles_of(interaction.user) or frozenset(),
        manages=may.manage_guild or may.administrator,
    )


def origin_of(interaction: Interaction, language: str) -> Origin:
    """Return where a command or a control was used; its answers are found again by the interaction's id."""
    person = str(interaction.user.id)
    if interaction.guild_id is None:
        return Origin(
            platform=PLATFORM,
            chat=direct_chat(person),
            message=str(interaction.id),
            person=person,
            language=language,
        )
    channel, thread = _channel_and_thread(interaction)
    return Origin(
        platform=PLATFORM,
        chat=channel,
        thread=thread,
        place=str(interaction.guild_id),
        message=str(interaction.id),
        person=person,
        language=language,
    )


def dedup_of(interaction: Interaction) -> str:
    """Return what is the same for the same interaction, however often Discord sends it."""
    return f"{PLATFORM}:{interaction.id}"


def writer_of(message: discord.Message) -> Caller:
    """Return who wrote a direct message; Discord does not say there what language they read."""
    return Caller(account_of(message.author), direct=True)


def origin_of_message(message: discord.Message, language: str) -> Origin:
    """Return where a direct message was written; answers are replies to it."""
    person = str(message.author.id)
    return Origin(
        platform=PLATFORM,
        chat=direct_chat(person),
        message=str(message.id),
        person=person,
        language=language,
    )


def dedup_of_message(message: discord.Message) -> str:
    """Return what is the same for the same message, however often the gateway sends it."""
    return f"{PLATFORM}:{message.channel.id}:{message.id}"


def direct_chat(person: str) -> str:
    """Return the chat of the direct messages with somebody, by their plain id."""
    return f"@{person}"


def to_themselves(origin: Origin) -> Origin:
    """Return where somebody is reached alone: by direct message, or while the token of `origin` lives."""
    return origin.model_copy(update={"chat": direct_chat(origin.person), "thread": "", "place": ""})


def _channel_and_thread(interaction: Interaction) -> tuple[str, str]:
    """Return the plain ids of the channel and, in a thread, of that: moderators name channels only."""
    channel = interaction.channel
    if isinstance(channel, discord.Thread):
        return str(channel.parent_id), str(channel.id)
    return ("" if channel is None else str(channel.id)), ""
