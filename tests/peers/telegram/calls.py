"""The other calls: about the bot, updates, presses, files, members."""

from typing import Any

from tests.peers.telegram import payloads
from tests.peers.telegram.hub import Hub, Request
from tests.peers.telegram.problems import bad
from tests.peers.telegram.sending import chat_of
from tests.peers.telegram.units import units
from tests.peers.telegram.world import Membership

Json = dict[str, Any]

ANSWER = 200
ANSWERED_WITHIN_S = 60
"""About so long a press can be answered; Telegram does not say."""
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


async def get_me(hub: Hub, _: Request) -> Json:
    """Answer getMe."""
    return payloads.me(hub.world)


async def get_updates(hub: Hub, request: Request) -> list[Json]:
    """Answer getUpdates."""
    return await hub.updates.get(dict(request.params))


async def get_webhook_info(hub: Hub, _: Request) -> Json:
    """Answer getWebhookInfo."""
    return {
        "url": hub.updates.webhook,
        "has_custom_certificate": False,
        "pending_update_count": len(hub.updates.pending),
    }


async def delete_webhook(hub: Hub, request: Request) -> bool:
    """Answer deleteWebhook."""
    hub.updates.webhook = ""
    if request.params.get("drop_pending_updates"):
        hub.updates.pending.clear()
    return True


async def get_chat(hub: Hub, request: Request) -> Json:
    """Answer getChat."""
    return payloads.full_chat(chat_of(hub, request.params))


async def answer_callback_query(hub: Hub, request: Request) -> bool:
    """Answer answerCallbackQuery."""
    params = request.params
    tap = hub.taps.get(params["callback_query_id"])
    if tap is None or tap.lost or hub.world.now_s() - tap.at_s > ANSWERED_WITHIN_S:
        raise bad(TOO_OLD)
    if units(params.get("text", "")) > ANSWER:
        raise bad("MESSAGE_TOO_LONG", violation=True)
    if "url" in params:
        raise bad("URL_INVALID", violation=True)
    if not tap.answered:  # a client shows the first answer only
        tap.answered, tap.text = True, params.get("text", "")
        tap.alert = params.get("show_alert", False)
    hub.changed()
    return True


async def get_file(hub: Hub, request: Request) -> Json:
    """Answer getFile."""
    found = hub.files.prepare(request.params["file_id"])
    return {
        "file_id": found.file_id,
        "file_unique_id": found.unique_id,
        "file_size": found.size,
        "file_path": found.path,
    }


async def get_chat_member(hub: Hub, request: Request) -> Json:
    """Answer getChatMember."""
    chat, user = chat_of(hub, request.params), hub.world.users.get(request.params["user_id"])
    if user is None:
        raise bad("user not found")
    if chat.is_private:
        return payloads.member(Membership(user))
    if chat.hides_members and user is not hub.world.bot and not (chat.bot and chat.bot.manages):
        raise bad("CHAT_ADMIN_REQUIRED")
    found = chat.member(user)
    if found is None:
        raise bad("member not found")
    return payloads.member(found)


async def get_chat_administrators(hub: Hub, request: Request) -> list[Json]:
    """Answer getChatAdministrators."""
    chat = chat_of(hub, request.params)
    if chat.is_private:
        raise bad("there are no administrators in the private chat", violation=True)
    return [
        payloads.member(one)
        for one in chat.members.values()
        if one.manages and (not one.user.is_bot or one.user is hub.world.bot)
    ]
