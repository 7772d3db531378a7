"""The states of a job: every one can be reached, and nobody leaves an end."""

import pytest

from bot.domain.job import OPEN_STATES, TRANSITIONS, Call, CallOutcome, JobState
from bot.domain.money import Cost

ENDS = {JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.DECLINED}
FIRST = {JobState.HELD, JobState.QUEUED}
"""The states in which an order is written."""


def reachable(start: set[JobState]) -> set[JobState]:
    found, left = set(start), list(start)
    while left:
        new = TRANSITIONS[left.pop()] - found
        found |= new
        left += new
    return found


def test_every_state_has_a_row_in_the_table() -> None:
    assert set(TRANSITIONS) == set(JobState)


def test_nothing_leaves_an_end_and_everything_else_can_be_left() -> None:
    assert {state for state in JobState if not TRANSITIONS[state]} == ENDS
    assert {state for state in JobState if state.ended} == ENDS
    assert set(JobState) - ENDS == OPEN_STATES


def test_every_state_can_be_reached_by_an_order() -> None:
    assert reachable(FIRST) == set(JobState)


@pytest.mark.parametrize("state", sorted(OPEN_STATES))
def test_every_open_state_leads_to_an_end(state: JobState) -> None:
    assert reachable({state}) & ENDS


def test_no_state_follows_itself() -> None:
    assert all(state not in after for state, after in TRANSITIONS.items())


def test_a_song_on_the_disk_is_never_made_again_or_cancelled() -> None:
    made = reachable({JobState.DELIVERING})
    assert made == {JobState.DELIVERING, JobState.KEPT, JobState.DONE, JobState.FAILED}


def test_only_orders_that_were_not_begun_are_declined() -> None:
    assert [state for state in JobState if JobState.DECLINED in TRANSITIONS[state]] == [JobState.HELD]


@pytest.mark.parametrize(
    ("remote_id", "answer", "outcome", "in_flight", "lost"),
    [
        (None, None, None, True, True),
        ("task-1", None, None, False, False),
        (None, {"url": "x"}, "answered", False, False),
        ("task-1", {"url": "x"}, "answered", False, False),
        (None, None, "refused", False, False),
        (None, None, "unknown", False, True),
    ],
)
def test_a_call_knows_whether_anybody_can_still_learn_its_outcome(
    remote_id: str | None,
    answer: dict[str, str] | None,
    outcome: CallOutcome | None,
    in_flight: bool,
    lost: bool,
) -> None:
    call = Call(1, "minimax", "song", 0, remote_id, answer, outcome, Cost(1, "USD"))
    assert (call.in_flight, call.lost) == (in_flight, lost)
