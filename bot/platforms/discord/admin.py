"""`/admin`: what moderators pick and type becomes the studio's commands, which checks again who may.

The command is hidden from members by its default permission, which a server's administrators can change;
that is why nothing here relies on it.
"""

from datetime import timedelta
from typing import Any

import discord
from discord import app_commands

from bot.domain.errors import InvalidOrder
from bot.domain.money import micro_of
from bot.domain.quota import Period, SubjectKind
from bot.platforms.discord.callers import Interaction
from bot.platforms.discord.handlers import Handlers
from bot.platforms.discord.options import choice, options
from bot.platforms.discord.translator import in_words
from bot.studio.moderation.commands import (
    REASON_CHARACTERS,
    AddSongs,
    BlockPerson,
    OpenSettings,
    PausePlace,
    ResetCount,
    ResumePlace,
    SetLimit,
    ShowQuota,
    UnblockPerson,
    read_reason,
)
from bot.studio.moderation.scan import LONGEST_BLOCK, MOST_MONEY, MOST_SONGS, PERIODS, Scanner

Group = app_commands.Group
Songs = app_commands.Range[int, 0, MOST_SONGS]
Money = app_commands.Range[float, 0, MOST_MONEY]
Change = app_commands.Range[int, -MOST_SONGS, MOST_SONGS]
Reason = app_commands.Range[str, 1, REASON_CHARACTERS]
Days = app_commands.Range[int, 1, LONGEST_BLOCK.days]
Hours = app_commands.Range[int, 1, LONGEST_BLOCK.days * 24]

UNLIMITED, NONE, NO_MONEY = "unlimited", "none", "no-money"


def admin(handlers: Handlers) -> Group:
    """Return the group of commands."""
    group = _group("admin")
    group.guild_only = True
    group.allowed_contexts = app_commands.AppCommandContext(
        guild=True, dm_channel=False, private_channel=False
    )
    group.default_permissions = discord.Permissions(manage_guild=True)
    group.add_command(_quota(handlers))
    for add in (_settings, _block, _unblock, _pause):
        add(group, handlers)
    return group


def _quota(handlers: Handlers) -> Group:
    group = _group("quota")
    for add in (_set, _add, _reset, _role, _default, _server, _show):
        add(group, handlers)
    return group


def _set(group: Group, handlers: Handlers) -> None:
    @options("member", "songs", "instead", "period", "reason")
    @app_commands.choices(instead=_instead(), period=_periods())
    async def callback(
        interaction: Interaction,
        *,
        member: discord.User,
        songs: Songs | None = None,
        instead: str | None = None,
        period: str | None = None,
        reason: Reason = "",
    ) -> None:
        def make() -> SetLimit:
            return _limit(
                "person", str(member.id), songs=songs, instead=instead, period=period, reason=reason
            )

        await handlers.admin(interaction, make, member)

    _add_command(group, "set", callback)


def _role(group: Group, handlers: Handlers) -> None:
    @options("role", "songs", "instead", "period", "reason")
    @app_commands.choices(instead=_instead(), period=_periods())
    async def callback(
        interaction: Interaction,
        *,
        role: discord.Role,
        songs: Songs | None = None,
        instead: str | None = None,
        period: str | None = None,
        reason: Reason = "",
    ) -> None:
        await handlers.admin(
            interaction,
            lambda: _limit("role", str(role.id), songs=songs, instead=instead, period=period, reason=reason),
        )

    _add_command(group, "role", callback)


def _default(group: Group, handlers: Handlers) -> None:
    @options("songs", "instead", "period", "reason")
    @app_commands.choices(instead=_instead(), period=_periods())
    async def callback(
        interaction: Interaction,
        *,
        songs: Songs | None = None,
        instead: str | None = None,
        period: str | None = None,
        reason: Reason = "",
    ) -> None:
        await handlers.admin(
            interaction,
            lambda: _limit("default", "", songs=songs, instead=instead, period=period, reason=reason),
        )

    _add_command(group, "default", callback)


def _server(group: Group, handlers: Handlers) -> None:
    ends = [choice(NONE, "discord-instead-no-songs"), choice(NO_MONEY, "discord-instead-no-money")]

    @options("money", "period", "reason", songs="songs-server", instead="instead-server")
    @app_commands.choices(instead=ends, period=_periods())
    async def callback(
        interaction: Interaction,
        *,
        songs: Songs | None = None,
        money: Money | None = None,
        instead: str | None = None,
        period: str | None = None,
        reason: Reason = "",
    ) -> None:
        def make() -> SetLimit:
            currency = handlers.currency
            if [songs is not None, money is not None, instead is not None].count(True) > 1:
                raise InvalidOrder("amount-twice")
            if instead == NO_MONEY:
                return SetLimit("money", away=True, currency=currency, reason=_said(reason))
            if money is None:
                return _limit("cap", "", songs=songs, instead=instead, period=period, reason=reason)
            micro = micro_of(f"{money:.6f}")
            assert micro is not None
            return SetLimit(
                "money", amount_micro=micro, currency=currency, period=_period(period), reason=_said(reason)
            )

        await handlers.admin(interaction, make)

    _add_command(group, "server", callback)


def _add(group: Group, handlers: Handlers) -> None:
    @options("member", "reason", songs="songs-add")
    async def callback(
        interaction: Interaction, *, member: discord.User, songs: Change, reason: Reason = ""
    ) -> None:
        def make() -> AddSongs:
            if not songs:
                raise InvalidOrder("amount-missing-add")
            return AddSongs(str(member.id), songs, reason=_said(reason))

        await handlers.admin(interaction, make, member)

    _add_command(group, "add", callback)


def _reset(group: Group, handlers: Handlers) -> None:
    @options("member", "reason")
    async def callback(interaction: Interaction, *, member: discord.User, reason: Reason = "") -> None:
        await handlers.admin(interaction, lambda: ResetCount(str(member.id), reason=_said(reason)), member)

    _add_command(group, "reset", callback)


def _show(group: Group, handlers: Handlers) -> None:
    @options(member="member-show")
    async def callback(interaction: Interaction, *, member: discord.User | None = None) -> None:
        await handlers.admin(interaction, lambda: ShowQuota(str(member.id) if member else ""), member)

    _add_command(group, "show", callback)


def _settings(group: Group, handlers: Handlers) -> None:
    async def callback(interaction: Interaction) -> None:
        await handlers.admin(interaction, OpenSettings)

    _add_command(group, "settings", callback)


def _block(group: Group, handlers: Handlers) -> None:
    @options("member", "days", "hours", reason="reason-block")
    async def callback(
        interaction: Interaction,
        *,
        member: discord.User,
        days: Days | None = None,
        hours: Hours | None = None,
        reason: Reason = "",
    ) -> None:
        def make() -> BlockPerson:
            time = timedelta(days=days or 0, hours=hours or 0)
            if time > LONGEST_BLOCK:
                word = f"{days} d {hours} h"
                raise InvalidOrder("duration", word=word, days=LONGEST_BLOCK.days)
            for_ms = time // timedelta(milliseconds=1) or None
            return BlockPerson(str(member.id), for_ms=for_ms, reason=_said(reason))

        await handlers.admin(interaction, make, member)

    _add_command(group, "block", callback)


def _unblock(group: Group, handlers: Handlers) -> None:
    @options("member", "reason")
    async def callback(interaction: Interaction, *, member: discord.User, reason: Reason = "") -> None:
        await handlers.admin(interaction, lambda: UnblockPerson(str(member.id), reason=_said(reason)), member)

    _add_command(group, "unblock", callback)


def _pause(group: Group, handlers: Handlers) -> None:
    @options("message", "off")
    async def callback(interaction: Interaction, *, message: Reason = "", off: bool = False) -> None:
        await handlers.admin(interaction, lambda: ResumePlace() if off else PausePlace(_said(message)))

    _add_command(group, "pause", callback)


def _limit(
    subject: SubjectKind,
    who: str,
    *,
    songs: int | None,
    instead: str | None,
    period: str | None,
    reason: str,
) -> SetLimit:
    if songs is not None and instead is not None:
        raise InvalidOrder("amount-twice")
    if songs is None and instead is None:
        raise InvalidOrder("amount-missing")
    if instead == NONE:
        return SetLimit(subject, who, away=True, reason=_said(reason))
    return SetLimit(subject, who, songs=songs, period=_period(period), reason=_said(reason))


def _instead() -> list[app_commands.Choice[str]]:
    return [choice(UNLIMITED, "discord-instead-unlimited"), choice(NONE, "discord-instead-none")]


def _periods() -> list[app_commands.Choice[str]]:
    return [choice(one, f"discord-period-{one}") for one in PERIODS]


def _period(value: str | None) -> Period | None:
    return next((period for period in PERIODS if period == value), None)


def _said(reason: str) -> str:
    """Tidy a reason, as one that is typed behind a command."""
    return read_reason(Scanner(reason))


def _group(name: str) -> Group:
    return Group(name=in_words(f"discord-admin-{name}"), description=in_words(f"discord-admin-{name}-about"))


def _add_command(group: Group, name: str, callback: Any) -> None:
    command: app_commands.Command[Any, ..., Any] = app_commands.Command(
        name=in_words(f"discord-admin-{name}"),
        description=in_words(f"discord-admin-{name}-about"),
        callback=callback,
    )
    group.add_command(command)
