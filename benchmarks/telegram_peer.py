"""Telegram in a process of its own: it prints where it is, then does what each line says, and prints times.

`ask /song rain` lets everybody write that at the same moment, each in their group; `strict` has every request
refused from then on that comes faster than Telegram takes them.
"""

import argparse
import asyncio
import json
import sys

from tests.peers.telegram import Group, Person, TelegramPeer

PATIENCE_S = 600.0


async def serve(*, people: int, groups: int) -> None:
    """Be Telegram with so many groups, and so many people spread over them, until the input ends."""
    async with TelegramPeer() as peer:
        there = [peer.group(f"group-{n}") for n in range(groups)]
        members = [(peer.member(f"member-{n}", there[n % groups]), there[n % groups]) for n in range(people)]
        say({"base_url": peer.base_url, "token": peer.token})
        await peer.ready(commands=False, within_s=PATIENCE_S)
        say("ready")
        while line := await asyncio.to_thread(sys.stdin.readline):
            verb, _, text = line.strip().partition(" ")
            if verb == "strict":
                peer.flood.on = True
            seconds = await answers_to(peer, members, text) if verb == "ask" else []
            say({"seconds": seconds, "violations": peer.violations, "refused": peer.flood.refused})


async def answers_to(peer: TelegramPeer, members: list[tuple[Person, Group]], text: str) -> list[float]:
    """Let everybody write; returns how long each waited for the first message that replies to theirs."""
    loop, seen = asyncio.get_running_loop(), len(peer.requests)
    asked: dict[tuple[int, int], float] = {}
    for person, group in members:
        message = await person.write(text, at=group)
        asked[group.id, message.id] = loop.time()
    answered: dict[tuple[int, int], float] = {}

    def all_answered() -> bool:
        nonlocal seen
        for request in peer.requests[seen:]:
            replied = request.params.get("reply_parameters", {}).get("message_id", 0)
            key = (int(request.params.get("chat_id", 0)), replied)
            if request.method == "sendMessage" and key in asked:
                answered.setdefault(key, request.at_s)
        seen = len(peer.requests)
        return len(answered) == len(asked)

    await peer.until(all_answered, within_s=PATIENCE_S)
    return [answered[key] - since for key, since in asked.items()]


def say(what: object) -> None:
    """Print a line of JSON."""
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--groups", type=int, required=True)
    options = parser.parse_args()
    asyncio.run(serve(people=options.people, groups=options.groups))
