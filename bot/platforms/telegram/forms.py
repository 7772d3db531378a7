"""Forms that are filled in by messages: what was written so far is a note, so that a restart loses nothing.

The form itself is looked up each time: it is shown, and sent, as it is then, with what the person wrote.
"""

from dataclasses import dataclass
from hashlib import blake2b

import structlog
import telegram

from bot.domain.errors import (
    DialogueGone,
    InvalidOrder,
    NotYours,
    PlatformError,
    Refusal,
    StorageError,
)
from bot.domain.view import Choice, Form, Input, Mention, Tap, View
from bot.platforms.telegram import panels, sheets
from bot.platforms.telegram.asking import Asked, Asking, Question
from bot.platforms.telegram.attachments import Attachments, document_of
from bot.platforms.telegram.callers import is_group
from bot.platforms.telegram.controls import DialogueControl, FormControl
from bot.platforms.telegram.memory import KEPT_MS, Memory, NotedMessage
from bot.platforms.telegram.outbound import Message
from bot.platforms.telegram.replying import changed
from bot.platforms.telegram.rows import Row, Rows
from bot.platforms.telegram.sheets import Sheet
from bot.platforms.telegram.trouble import NotHere
from bot.platforms.telegram.visits import STALE, Visit
from bot.studio.dialogues.front import Dialogues

log = structlog.get_logger(__name__)

_ID_BYTES = 8


@dataclass(frozen=True)
class _Filling:
    """A sheet, and the form that it is for as it is now."""

    sheet: Sheet
    view: View
    form: Form


class Forms:
    """Opens forms, takes what is written into them, and sends them. Raises `Refusal`s and `StorageError`s."""

    def __init__(
        self, *, dialogues: Dialogues, asking: Asking, memory: Memory, attachments: Attachments, rows: Rows
    ) -> None:
        self._dialogues, self._asking, self._rows = dialogues, asking, rows
        self._memory, self._attachments = memory, attachments

    async def open(
        self, visit: Visit, panel: telegram.MaybeInaccessibleMessage, control: DialogueControl
    ) -> None:
        """Open the form of a button on a panel, with what was written into it before."""
        view = await self._dialogues.look(visit.caller, control.dialogue, visit.origin, action=control.action)
        form = view.form_of(control.action)
        if form is None:
            await visit.say(STALE)
            await visit.update(view)
            return
        await visit.heard()
        was = await self._found(_sheet_id(control, visit))
        sheet = Sheet(
            id=_sheet_id(control, visit),
            person=visit.caller.account.native_id,
            dialogue=control.dialogue,
            action=control.action,
            panel=str(panel.message_id),
            own=_answers(panel, visit),
            values=was.values if was is not None and was.is_open else {},
        )
        await self._show(visit, _Filling(sheet, view, form))
        if was is not None and was.is_open:
            await self._remove(visit, was.message, was.question)

    async def press(
        self, visit: Visit, below: telegram.MaybeInaccessibleMessage, control: FormControl
    ) -> None:
        """Carry out a press on a sheet."""
        sheet = await self._found(control.form)
        if sheet is None or not sheet.is_open:
            raise DialogueGone("a form that is closed")
        if sheet.person != visit.caller.account.native_id:
            raise NotYours("a form of somebody else")
        sheet = sheet.model_copy(update={"message": str(below.message_id)})
        if control.action == "close":
            await visit.heard()
            await self._close(visit, sheet)
            await self._remove(visit, sheet.message, sheet.question)
            return
        filling = await self._filling(visit, sheet)
        if filling is None:
            return
        form, values = filling.form, sheet.values
        chosen = form.inputs[control.n] if control.n < len(form.inputs) else None
        match control.action, chosen:
            case "ask", Input():
                await visit.heard()
                await self._ask(visit, sheet, chosen)
            case "menu", Choice():
                await visit.heard()
                await visit.reply.update(sheets.menu(visit.words, chosen, control.n, values, sheet.id))
            case "pick", Choice() if control.pick < len(chosen.options):
                await visit.heard()
                values = {**values, chosen.id: (chosen.options[control.pick].value,)}
                await self._keep(sheet.model_copy(update={"values": values}))
                await visit.reply.update(sheets.sheet(visit.words, form, values, sheet.id))
            case "skip", _:
                await visit.heard()
                await visit.reply.update(sheets.sheet(visit.words, form, values, sheet.id))
            case "send", _:
                await self._send(visit, filling)
            case _:
                raise DialogueGone("no such input")

    async def go_on(self, visit: Visit, message: telegram.Message, row: Row) -> None:
        """Take in the next part of what somebody wrote into an input."""
        asked = await self._asking.asked(message, row.question)
        if asked is not None:
            await self.answer(visit, asked, message, row)

    async def answer(
        self, visit: Visit, asked: Asked, message: telegram.Message, row: Row | None = None
    ) -> None:
        """Take in what somebody wrote into an input; with a row, all parts of it so far."""
        sheet = await self._found(asked.question.form)
        if sheet is None or not sheet.is_open:
            if asked.again:
                return  # it was sent with this answer
            raise DialogueGone("a form that is closed")
        filling = await self._filling(visit, sheet)
        if filling is None:
            return
        one = sheets.input_of(filling.form, asked.question.input)
        if one is None:
            raise DialogueGone("no such input")
        try:
            text = _fitting(row.text, one) if row is not None else await self._text(message, one)
        except InvalidOrder as error:
            await visit.refuse(error)
            if row is None:
                await self._rows.begin(message, "", question=asked.message, is_refused=True)
            else:  # nobody wants half of it
                await self._rows.keep(message, row.model_copy(update={"is_refused": True}))
                sheet = await self._without(visit, filling, one)
            await self._ask(visit, sheet, one)
            return
        if row is None:
            await self._rows.begin(message, text, question=asked.message)
        else:
            await self._rows.keep(message, row)
        values = {**sheet.values, one.id: (sheets.as_meant(text, one),)}
        open_still = "" if sheet.question == asked.message else sheet.question
        sheet = sheet.model_copy(update={"values": values, "question": open_still})
        await self._keep(sheet)
        filling = _Filling(sheet, filling.view, filling.form)
        if len(filling.form.inputs) == 1:
            await self._send(visit, filling)
            await self._remove(visit, asked.message)
        else:
            await self._show(visit, filling, again=True)
            await self._remove(visit, asked.message, sheet.message)

    # --- showing, asking, sending

    async def _show(self, visit: Visit, filling: _Filling, *, again: bool = False) -> None:
        """Show the sheet, and ask for what comes first; what is needed comes before the sheet."""
        sheet, form = filling.sheet, filling.form
        needed = sheets.missing(form, sheet.values)
        shows = needed is None and not sheets.is_one_question(form)
        sent = None
        if shows:
            sent = await visit.reply.send(sheets.sheet(visit.words, form, sheet.values, sheet.id))
        sheet = sheet.model_copy(update={"message": _id_of(sent)})
        first = needed if again else sheets.asked_first(form, sheet.values)
        if first is None:
            await self._keep(sheet)
        else:
            await self._ask(visit, sheet, first)

    async def _ask(self, visit: Visit, sheet: Sheet, one: Input) -> None:
        """Ask for what is to stand in an input, instead of what was asked before."""
        question = sheets.question(visit.words, one, sheet.values, person=named(visit))
        sent = await visit.reply.send(question)
        if sent is not None:
            await self._asking.put(sent, _question(sheet, one))
        await self._keep(sheet.model_copy(update={"question": _id_of(sent)}))
        await self._remove(visit, sheet.question)

    async def _send(self, visit: Visit, filling: _Filling) -> None:
        """Send a form; one that is refused stays as it was written."""
        sheet, view, form = filling.sheet, filling.view, filling.form
        needed = sheets.missing(form, sheet.values)
        if needed is not None:
            await visit.heard()
            await self._ask(visit, sheet, needed)
            return
        tap = Tap(sheet.dialogue, view.step, sheet.action, sheets.values_of(form, sheet.values))
        try:
            answer = await self._dialogues.tap(visit.caller, tap, visit.origin)
        except (Refusal, StorageError):
            if not sheet.message:
                shown = await visit.reply.send(sheets.sheet(visit.words, form, sheet.values, sheet.id))
                await self._keep(sheet.model_copy(update={"message": _id_of(shown)}))
            raise
        if answer.note is None:
            await visit.heard()
        else:
            await visit.say(answer.note)
        await self._close(visit, sheet)
        await self._show_panel(visit, sheet, answer.view)
        if (taken := answer.receipt or answer.earlier) is not None:
            await visit.hand(taken)

    async def _show_panel(self, visit: Visit, sheet: Sheet, view: View) -> None:
        """Show how the dialogue stands: where the form was, and otherwise where everybody looks for it."""
        chat, words = visit.origin.chat, visit.words if sheet.own else visit.shared
        panel = panels.panel(words, await visit.house.topics.fill(view, chat))
        stays, goes = (sheet.message, sheet.panel) if sheet.own else (sheet.panel, sheet.message)
        shown = await self._put(visit, panel, stays)
        if shown and (sheet.own or shown != stays):
            noted = NotedMessage(chat=chat, message=shown, thread=visit.origin.thread)
            await self._memory.note_panel(view.dialogue, noted)
        await self._remove(visit, goes if shown else "", sheet.question)

    async def _put(self, visit: Visit, panel: Message, at: str) -> str:
        """Show something in a message of ours, or in a new one where that is gone; return which one."""
        if at and await changed(visit.house.sender, visit.origin.chat, at, panel):
            return at
        return _id_of(await visit.reply.send(panel))

    async def _close(self, visit: Visit, sheet: Sheet) -> None:
        """Forget what was written: it has arrived, or is not wanted."""
        await self._keep(sheet.model_copy(update={"is_open": False, "values": {}, "question": ""}))
        await self._asking.leave(visit.origin.chat, sheet.question)

    # --- small things

    async def _filling(self, visit: Visit, sheet: Sheet) -> _Filling | None:
        """Return a sheet with its form; where there is none any more, it is closed, and the panel shown."""
        view = await self._dialogues.look(visit.caller, sheet.dialogue, visit.origin, action=sheet.action)
        form = view.form_of(sheet.action)
        if form is not None:
            return _Filling(sheet, view, form)
        await visit.say(STALE)
        await self._close(visit, sheet)
        await self._show_panel(visit, sheet, view)
        return None

    async def _text(self, message: telegram.Message, one: Input) -> str:
        """Return what an answer says. Raises `InvalidOrder` for what can't be written there."""
        file, text = document_of(message), message.text or ""
        if file is not None and one.many_lines:
            text = await self._dialogues.text_of(await self._attachments.lyrics(file))
        return _fitting(text, one)

    async def _without(self, visit: Visit, filling: _Filling, one: Input) -> Sheet:
        """Take an answer out of a sheet again."""
        values = {name: value for name, value in filling.sheet.values.items() if name != one.id}
        sheet = filling.sheet.model_copy(update={"values": values})
        await self._keep(sheet)
        if sheet.message:
            shown = sheets.sheet(visit.words, filling.form, values, sheet.id)
            await changed(visit.house.sender, visit.origin.chat, sheet.message, shown)
        return sheet

    async def _remove(self, visit: Visit, *messages: str) -> None:
        """Take messages of ours away; Telegram lets bots do so for two days (api, deleteMessage)."""
        for message in filter(None, messages):
            try:
                await visit.house.sender.delete(visit.origin.chat, message)
            except (NotHere, PlatformError) as error:
                log.info("a message stays", why=type(error).__name__)

    async def _found(self, id_: str) -> Sheet | None:
        return await self._memory.get(f"form:{id_}", Sheet)

    async def _keep(self, sheet: Sheet) -> None:
        await self._memory.put(f"form:{sheet.id}", sheet, KEPT_MS)


def named(visit: Visit) -> Mention | None:
    """Return whom a question in a group names; in a private chat nobody."""
    account = visit.caller.account
    return Mention("person", account.native_id, account.shown) if visit.origin.place else None


def _fitting(text: str, one: Input) -> str:
    """Return what is to stand in an input. Raises `InvalidOrder`."""
    if not text.strip():
        raise InvalidOrder("answer-without-text")
    if len(text) > one.most:
        raise InvalidOrder("answer-too-long", length=len(text), most=one.most)
    return text


def _id_of(sent: telegram.Message | None) -> str:
    return str(sent.message_id) if sent is not None else ""


def _question(sheet: Sheet, one: Input) -> Question:
    return Question(person=sheet.person, form=sheet.id, input=one.id, takes_file=one.many_lines)


def _answers(panel: telegram.MaybeInaccessibleMessage, visit: Visit) -> bool:
    """Tell whether a panel answers something that this person wrote."""
    replied_to = panel.reply_to_message if isinstance(panel, telegram.Message) else None
    if replied_to is None:
        return False
    writer = replied_to.from_user
    return not is_group(panel.chat) or (
        writer is not None and str(writer.id) == visit.caller.account.native_id
    )


def _sheet_id(control: DialogueControl, visit: Visit) -> str:
    """Return the id of somebody's sheet for a form: the same however often they open it."""
    name = f"{control.dialogue}:{control.action}:{visit.caller.account.native_id}:{visit.origin.chat}"
    return blake2b(name.encode(), digest_size=_ID_BYTES).hexdigest()
