"""Telegram on this machine: a strict stand-in to which python-telegram-bot comes over a real socket.

It has the calls that the bot makes, refuses every other, and answers as Telegram does, in status and words.
What people do in a Telegram client is a method here, so that a test reads like a story:

    async with TelegramPeer() as peer:                       # peer.base_url, peer.token
        hall = peer.group("hall")                            # a supergroup; the bot is in it
        ann = peer.member("ann", hall, language="ja", started=True)
        ...                                                  # start a bot
        await peer.ready()                                   # it polls, its commands are set
        order = await ann.write("/song rain", at=hall)
        song = await peer.said(hall, fits=lambda message: message.audio)
        tap = await ann.press(song, "Again")                 # tap.text is what was shown to her
        assert peer.violations == []                         # what a well-made bot would not have sent

**The peer** `TelegramPeer(*, token=TOKEN, username=BOT_NAME)`
- `group(title, *, basic=False, forum=False, bot="member") -> Group`: a supergroup unless `basic`; `bot` is
  what the bot is there ("administrator", "" for absent). `person(name, *, username="", language="en",
  started=False) -> Person`; `member(name, group, *, manages=False, …) -> Person` (the same name is the same
  person). `started`: the bot may write into their private chat; writing there starts it, too.
- `privacy` (True): in groups that it does not administer the bot gets commands, replies to it, mentions.
- `await ready(commands=True)`; `await said(where, containing="", *, fits=…, after=message) -> Message`: the
  newest of the bot's that fits, waited for; `where` is a Person (their private chat), a Group (all of its
  topics) or a Topic. `await until(condition)`; `await heard()`: all updates are confirmed.
  `pass_time(seconds)` moves its clock (presses get too old to be answered, messages to be deleted).
- `faults.add("sendAudio", status=…, description=…, retry_after=…, drop="before"|"after", html=True, times=1,
  chat=…)`; `faults.hold("sendAudio", chat=…, after=False) -> Hold` (`await held.reached()`,
  `held.release()`); the method is a pattern, a download is "file". `faults.clear()`. `await down()`,
  `await up()`: an outage, on the same port.
- `flood`: limits of pace, off; `flood.on = True`, `flood.scale = 0.01` (all spans so much shorter),
  `flood.chat`, `flood.group`, `flood.everywhere` (so many in so many seconds), `flood.refused` (how many).
- `requests: list[Request]` (`method`, `params`, `files`, `at_s`), `asked("sendAudio")`, `violations`,
  `commands` (by scope as JSON, and language), `actions` (chat, topic, action), `taps`, `messages_in(where)`.
- `updates`: `pending`, `polling` (how many wait), `webhook` (set it: one was left behind), `twice` (set it:
  everything comes a second time, as after a crash).

**Places** `Group`: `id`, `chat`, `general`, `topic(name) -> Topic` (opened if needed), `join(person,
status="member", anonymous=False)`, `leave(person, kicked=False)`, `add_bot(status="member")`, `remove_bot()`,
`migrate()` (a basic group becomes a supergroup: `id` changes, `old_id` is the one before), `hide_members()`
(getChatMember is refused), `forbid("music", …)`. `Topic`: `id`, `thread`, `close()`, `reopen()`, `delete()`.

**People** `Person`; everything takes `at=` a Group or Topic, else it is the private chat.
- `await write(text, at=…, reply_to=message, naming={"Bob": bob}, entities=…, anonymous=False, channel="",
  forwarded=False) -> Message`; commands, @names and links are marked by themselves. `await start()`.
- `await send("document" | "audio" | "voice", name, data, size=…, caption="", at=…, reply_to=…) -> Message`:
  `size` may be claimed without the bytes. `await forward(message, at=…)`.
- `await press(message, label, wait=True) -> Tap` (`text`, `alert`, `answered`), `await answered(tap)`;
  `await forge(message, data, hidden=False) -> Tap`: a press of a button that is not there.
- `await edit(message, text)`, `delete(message)`, `block()`, `unblock()`, `commands(at=group) -> {name:
  description}` as they are offered to her, `sees(at=…)`, `await waits_for(fits, at=…)`.

**What was said** `Message` (live: it changes as the bot edits): `id`, `chat`, `thread`, `sender`, `by_bot`,
`text` (without marks; below a file, its caption), `entities`, `marked("expandable_blockquote")` (the words),
`labels` (rows), `buttons` (`label`, `data`, `url`), `button(label)`, `audio` and `document` (`name`, `data`,
`size`, `title`, `performer`, `duration`, `thumbnail`, `file_id`), `reply_to` (an id) and `replied`, `asks`,
`hint`, `asked_of`, `silent`, `preview`, `edits`, `gone`, `service`.
"""

from tests.peers.telegram.flood import Flood
from tests.peers.telegram.hub import Request, Tap
from tests.peers.telegram.message import Button, Entity, Message, StoredFile
from tests.peers.telegram.peer import BOT_NAME, TOKEN, TelegramPeer
from tests.peers.telegram.people import NotPossible, Person, Place
from tests.peers.telegram.places import Group, Topic
from tests.peers.waiting import Hold

__all__ = [
    "BOT_NAME",
    "TOKEN",
    "Button",
    "Entity",
    "Flood",
    "Group",
    "Hold",
    "Message",
    "NotPossible",
    "Person",
    "Place",
    "Request",
    "StoredFile",
    "Tap",
    "TelegramPeer",
    "Topic",
]
