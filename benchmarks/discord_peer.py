"""Discord in a process of its own: it prints where it is, then does what each line says and prints the times.

`ask song prompt=rain` lets everybody use that command at the same moment; `visit quota` lets a member of each
server use it, one after the other.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence

from tests.peers.discord import Answer, DiscordPeer, Guild, Person

PATIENCE_S = 600.0


async def serve(*, people: int, servers: int) -> None:
    """Be Discord with so many servers, and so many people spread over them, until the input ends."""
    async with DiscordPeer(real_time=True) as peer:
        guilds = [peer.guild(f"server-{n}") for n in range(servers)]
        members = [
            (peer.member(f"member-{n}", guild=guilds[n % servers]), guilds[n % servers])
            for n in range(people)
        ]
        say({"base_url": peer.base_url, "gateway_url": peer.gateway_url, "token": peer.token})
        await peer.ready(within_s=PATIENCE_S)
        say("ready")
        while line := await asyncio.to_thread(sys.stdin.readline):
            verb, command, *given = line.split(maxsplit=2)
            options = dict(one.split("=", 1) for one in given)
            answers: Sequence[Answer]
            if verb == "ask":
                answers = await asyncio.gather(*(ask(one, command, options) for one in members))
            else:
                answers = [await ask(one, command, options) for one in members[:servers]]
            say(
                {
                    "seconds": [one.after_s for one in answers if one.kind != "failed"],
                    "late": sum(one.kind == "failed" for one in answers),
                    "deferred": sum(one.kind == "deferred" for one in answers),
                    "violations": peer.violations,
                }
            )


async def ask(member: tuple[Person, Guild], command: str, options: dict[str, str]) -> Answer:
    """Use a command in the member's server; returns with the first answer."""
    person, guild = member
    return await person.slash(command, at=guild.channel(), **options)


def say(what: object) -> None:
    """Print a line of JSON."""
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--servers", type=int, required=True)
    options = parser.parse_args()
    asyncio.run(serve(people=options.people, servers=options.servers))
