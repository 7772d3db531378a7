"""Changing, and following up, an answer that was given: by the token of its interaction, or by its ids.

What becomes a receipt is noted before it is sent, without the id that it will have: where the bot does not
live to note that, too, Discord is asked for it.
"""

from collections.abc import Callable
from typing import Any, cast

import discord

from bot.platforms.discord.answers import Answered, Answers
from bot.platforms.discord.facts import EDITABLE_MS, TOKEN_LIVES_MS
from bot.platforms.discord.outbound import Message
from bot.platforms.discord.trouble import NotHere, told

_SPARE_MS = TOKEN_LIVES_MS - EDITABLE_MS


class Answering:
    """Speaks in the name of interactions. Raises `NotHere` where that is over, and `PlatformError`s."""

    def __init__(self, client: discord.Client, answers: Answers, now_ms: Callable[[], int]) -> None:
        self._client, self._answers, self._now_ms = client, answers, now_ms
        self._began_ms = now_ms()

    async def of(self, key: str) -> Answered | None:
        """Return what answers an interaction, or a person's message; None if nothing does (yet).

        Raises `PlatformError`s.
        """
        answered = await self._answers.of(key)
        if answered is None or self.is_coming(answered):
            return None
        try:
            return await self.complete(key, answered)
        except NotHere:
            return None

    def is_coming(self, answered: Answered) -> bool:
        """Tell whether an answer is just being sent; the one of an earlier start was, or never will be."""
        made_ms = answered.token_until_ms - TOKEN_LIVES_MS
        return not answered.message and made_ms >= self._began_ms

    async def complete(self, key: str, answered: Answered) -> Answered:
        """Return an answer with its id, which Discord is asked for where it was not noted."""
        if answered.message:
            return answered
        if not self.is_live(answered):
            raise NotHere("its id is not known")
        # an interaction's first answer has this name; the library knows numbers only
        found = await told(self._hook(answered).fetch_message(cast(int, "@original")))
        answered = answered.model_copy(update={"message": str(found.id)})
        await self._answers.note(key, answered)
        return answered

    def is_live(self, answered: Answered) -> bool:
        """Tell whether the token is still good, with time to spare."""
        return bool(answered.token) and self._now_ms() < answered.token_until_ms - _SPARE_MS

    async def edit(self, answered: Answered, change: dict[str, Any]) -> None:
        """Change an answer; `change` is what `edit` takes.

        An ephemeral one can be changed only as long as its token lives, whatever is left of that.
        """
        spare_ms = 0 if answered.ephemeral else _SPARE_MS
        if answered.token and self._now_ms() < answered.token_until_ms - spare_ms:
            try:
                await told(self._hook(answered).edit_message(int(answered.message), **change))
            except NotHere:
                if answered.ephemeral:
                    raise
            else:
                return
        elif answered.ephemeral:
            raise NotHere("the interaction is over")
        channel = self._client.get_partial_messageable(int(answered.channel))
        await told(channel.get_partial_message(int(answered.message)).edit(**change))

    async def follow_up(self, answered: Answered, message: Message) -> str:
        """Send the person a message that nobody else sees, and return its id."""
        if not self.is_live(answered):
            raise NotHere("the interaction is over")
        send = self._hook(answered).send
        sent = await told(send(**message.sending(), ephemeral=True, wait=True))
        return str(sent.id)

    def _hook(self, answered: Answered) -> discord.Webhook:
        application = self._client.application_id
        if application is None:
            raise NotHere("not logged in")
        hook = discord.Webhook.partial(application, answered.token, client=self._client)
        hook.type = discord.WebhookType.application  # that of interactions: it may be ephemeral
        return hook
