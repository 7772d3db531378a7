"""The buttons on songs and on the lines of `/songs`: the studio decides, new messages show it."""

from bot.platforms.web.chat import SongsBody
from bot.platforms.web.conversation import answer_nonce
from bot.platforms.web.desk import Songs
from bot.platforms.web.panels import panel
from bot.platforms.web.people import PLATFORM, Me
from bot.platforms.web.receipts import Receipts
from bot.platforms.web.room import Room
from bot.platforms.web.underway import Underway
from bot.platforms.web.wire import SongPressed
from bot.platforms.web.wording import words_in


class SongActions:
    """Carries presses to the studio, each once, and its answers into the chat."""

    def __init__(self, *, songs: Songs, room: Room, receipts: Receipts) -> None:
        self._songs, self._room, self._receipts = songs, room, receipts
        self._pressing: Underway[str] = Underway()

    async def press(self, pressed: SongPressed, *, language: str, spoken: str) -> str:
        """Carry out a press and return what is to be said about it.

        Raises `Refusal`s and `StorageError`s. It is finished even where the browser has gone meanwhile.
        """
        key = (pressed.id, pressed.action, pressed.job_id, pressed.me.me())
        return await self._pressing.run(key, lambda: self._press(pressed, language, spoken))

    async def finish(self) -> None:
        """Wait for what is being carried out."""
        await self._pressing.finish()

    async def _press(self, pressed: SongPressed, language: str, spoken: str) -> str:
        me, press_id, job_id = pressed.me.me(), pressed.id, pressed.job_id
        caller, origin, words = me.caller(language), me.origin(press_id, spoken), words_in(spoken)
        tap_id = f"{PLATFORM}:{press_id}"
        match pressed.action:
            case "again":
                taken = await self._songs.again(caller, job_id, origin, tap_id)
                await self._receipts.put(taken, words, me.spot(private=taken.request.private))
                return ""
            case "edit":
                view = await self._songs.edit(caller, job_id, origin, tap_id)
                await self._room.put(answer_nonce(press_id), panel(words, view), me.spot(private=True))
                return ""
            case "post":
                await self._songs.fetch(caller, job_id, origin)
                return words.text("songs-posted")
            case "delete":
                await self._songs.delete(caller, job_id)
                await self._leave_out(pressed.message, job_id, me)
                return words.text("songs-deleted")

    async def _leave_out(self, nonce: str, job_id: str, me: Me) -> None:
        """Take a deleted song off the list in which it was deleted."""
        message = await self._room.find(nonce)
        if message is None or not me.sees(message.spot) or not isinstance(message.body, SongsBody):
            return
        left = tuple(line for line in message.body.songs if line.job_id != job_id)
        await self._room.edit(nonce, message.body.model_copy(update={"songs": left}))
