"""The answers to interactions: the first one, and what follows it up by token.

Sources: interactions/receiving-and-responding, resources/webhook.
"""

import asyncio
from typing import Any

from tests.peers.discord import payloads, posting
from tests.peers.discord.answer import (
    CHOICES,
    COMPLETION,
    COMPONENT,
    DEFERRED,
    DEFERRED_UPDATE,
    KINDS,
    MESSAGE,
    MODAL,
    SUBMIT,
    UPDATE,
    Answer,
    Choice,
    Modal,
)
from tests.peers.discord.hub import Hub, Request
from tests.peers.discord.message import EPHEMERAL, LOADING, Message
from tests.peers.discord.problems import (
    ALREADY_ANSWERED,
    ARCHIVED,
    DEAD_TOKEN,
    FORM,
    UNKNOWN_INTERACTION,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
    Problem,
)
from tests.peers.discord.rules import check_choices, check_modal

Json = dict[str, Any]


async def callback(hub: Hub, request: Request) -> Json | None:
    """Create Interaction Response."""
    answer = hub.answer(request.params["token"])
    if answer is None or answer.id != request.id("interaction") or answer.too_late:
        raise Problem(*UNKNOWN_INTERACTION)
    if answer.callback:
        raise Problem(*ALREADY_ANSWERED, violation=True)
    kind, data = request.body.get("type"), request.body.get("data") or {}
    _check_kind(answer, kind)
    if answer.channel.archived and answer.channel.locked and kind in (MESSAGE, DEFERRED):
        raise Problem(*ARCHIVED)
    if kind == MESSAGE:
        _say(hub, answer, data, request)
    elif kind == DEFERRED:
        answer.ephemeral = bool((data.get("flags") or 0) & EPHEMERAL)
        answer.message = hub.put(
            Message(
                hub.clock.snowflake(),
                answer.channel,
                hub.world.bot,
                flags=LOADING,
                only_for=answer.person if answer.ephemeral else None,
                interaction=metadata(answer),
            )
        )
    elif kind == UPDATE:
        assert answer.source is not None
        answer.message = posting.change(hub, answer.source, data, request.files, limit=answer.upload_bytes)
    elif kind == DEFERRED_UPDATE:
        answer.message = answer.source
    elif kind == MODAL:
        check_modal(data)
        answer.modal = Modal(data, answer.channel, answer.person, answer.source)
    else:
        check_choices(data, answer.option_type)
        answer.choices = [Choice(one["name"], one["value"]) for one in data.get("choices") or []]
    if kind in (UPDATE, DEFERRED_UPDATE):
        answer.ephemeral = bool(answer.source and answer.source.ephemeral)
    answer.callback = int(kind)
    answer.after_s = asyncio.get_running_loop().time() - answer.after_s
    if request.query.get("with_response", "").lower() not in ("1", "true"):
        return None
    return _callback_response(hub, answer)


async def original(hub: Hub, request: Request) -> Json:
    """Get Original Interaction Response."""
    return payloads.message(_original(_alive(hub, request)), hub.links)


async def edit_original(hub: Hub, request: Request) -> Json:
    """Edit Original Interaction Response."""
    answer = _alive(hub, request)
    return _changed(hub, answer, _original(answer), request)


async def delete_original(hub: Hub, request: Request) -> None:
    """Delete Original Interaction Response."""
    hub.take_away(_original(_alive(hub, request)))


async def follow_up(hub: Hub, request: Request) -> Json | None:
    """Create Followup Message."""
    answer = _alive(hub, request)
    message = answer.message
    if answer.callback == DEFERRED and message is not None and message.loading and not message.gone:
        made = posting.change(hub, message, request.body, request.files, limit=answer.upload_bytes)
    else:
        ephemeral, _ = posting.flags_of(request.body)
        made = posting.create(
            hub,
            answer.channel,
            request.body,
            request.files,
            limit=answer.upload_bytes,
            reply_to=message.id if message is not None and not message.gone else None,
            only_for=answer.person if ephemeral else None,
            interaction=metadata(answer),
        )
    answer.followups.append(made)
    hub.changed()
    return (
        payloads.message(made, hub.links) if request.query.get("wait", "").lower() in ("1", "true") else None
    )


async def get_follow_up(hub: Hub, request: Request) -> Json:
    """Get Followup Message."""
    return payloads.message(_followed(_alive(hub, request), request), hub.links)


async def edit_follow_up(hub: Hub, request: Request) -> Json:
    """Edit Followup Message."""
    answer = _alive(hub, request)
    return _changed(hub, answer, _followed(answer, request), request)


async def delete_follow_up(hub: Hub, request: Request) -> None:
    """Delete Followup Message."""
    hub.take_away(_followed(_alive(hub, request), request))


def metadata(answer: Answer) -> Json:
    """Write what a message says of the interaction that it answers."""
    guild = answer.channel.guild
    return {
        "id": str(answer.id),
        "type": answer.type,
        "user": payloads.user(answer.person),
        "authorizing_integration_owners": {"0": str(guild.id if guild else 0)},
    }


def _say(hub: Hub, answer: Answer, data: Json, request: Request) -> None:
    answer.ephemeral, _ = posting.flags_of(data)
    answer.message = posting.create(
        hub,
        answer.channel,
        data,
        request.files,
        limit=answer.upload_bytes,
        only_for=answer.person if answer.ephemeral else None,
        interaction=metadata(answer),
    )


def _check_kind(answer: Answer, kind: object) -> None:
    """Refuse an answer that does not go with what was asked."""
    fits = kind in KINDS and (kind == CHOICES) == (answer.type == COMPLETION)
    if kind in (UPDATE, DEFERRED_UPDATE):
        fits = fits and answer.type in (COMPONENT, SUBMIT) and answer.source is not None
    if kind == MODAL:
        fits = fits and answer.type != SUBMIT
    if not fits:
        wrong = [
            {"code": "INTERACTION_CALLBACK_TYPE_INVALID", "message": "Interaction callback type is invalid"}
        ]
        raise Problem(*FORM, {"type": {"_errors": wrong}}, violation=True)


def _callback_response(hub: Hub, answer: Answer) -> Json:
    interaction: Json = {"id": str(answer.id), "type": answer.type}
    resource: Json = {"type": answer.callback}
    if answer.message is not None:
        interaction |= {
            "response_message_id": str(answer.message.id),
            "response_message_loading": answer.message.loading,
            "response_message_ephemeral": answer.message.ephemeral,
        }
        if answer.callback in (MESSAGE, UPDATE):
            resource["message"] = payloads.message(answer.message, hub.links)
    return {"interaction": interaction, "resource": resource}


def _alive(hub: Hub, request: Request) -> Answer:
    """Return the interaction of a token that still works."""
    answer = hub.answer(request.params["token"])
    if answer is None or answer.dead:
        raise Problem(*DEAD_TOKEN)
    if request.id("application") != hub.world.application_id or not answer.callback:
        raise Problem(*UNKNOWN_WEBHOOK)
    return answer


def _original(answer: Answer) -> Message:
    if answer.message is None or answer.message.gone:
        raise Problem(*UNKNOWN_MESSAGE)
    return answer.message


def _followed(answer: Answer, request: Request) -> Message:
    wanted = request.id("message")
    for message in [*answer.followups, answer.message]:
        if message is not None and message.id == wanted and not message.gone:
            return message
    raise Problem(*UNKNOWN_MESSAGE)


def _changed(hub: Hub, answer: Answer, message: Message, request: Request) -> Json:
    posting.change(hub, message, request.body, request.files, limit=answer.upload_bytes)
    return payloads.message(message, hub.links)
