"""The error trees: drawn as they are, and consistent about what may be sent again."""

import inspect
import re

import pytest

from bot.domain import errors
from bot.domain.errors import OutcomeUnknown, ProviderError, TroubadourError

DRAWN = re.compile(r"^(?P<branch>[│├└─ ]*)(?P<name>[A-Z]\w+)(?P<billed> \*)?", re.MULTILINE)
INDENT = 4


def drawn() -> dict[str, tuple[str | None, bool]]:
    """Read the module's docstring: class → (parent, may have been billed)."""
    tree: dict[str, tuple[str | None, bool]] = {}
    path: list[str] = []
    docstring = inspect.getdoc(errors) or ""
    for match in DRAWN.finditer(docstring[: docstring.index("Errors carry data")]):
        if match["name"] == "The":
            continue
        depth = len(match["branch"]) // INDENT
        path = [*path[:depth], match["name"]]
        tree[match["name"]] = (path[-2] if depth else None, match["billed"] is not None)
    return tree


def classes() -> dict[str, type[TroubadourError]]:
    return {
        name: one
        for name, one in vars(errors).items()
        if isinstance(one, type) and issubclass(one, TroubadourError)
    }


def provider_errors() -> list[type[ProviderError]]:
    return [one for one in classes().values() if issubclass(one, ProviderError)]


def test_the_drawing_shows_every_error_and_no_other() -> None:
    assert set(drawn()) == set(classes())


def test_the_drawing_shows_who_descends_from_whom() -> None:
    for name, (parent, _) in drawn().items():
        ancestors = [ancestor.__name__ for ancestor in classes()[name].__mro__[1:]]
        assert parent is None or parent in ancestors, name


def test_the_star_marks_what_may_have_been_billed() -> None:
    drawing = drawn()
    for error in provider_errors():
        if error is not ProviderError and error is not errors.StoppedTooOften:
            assert drawing[error.__name__][1] is not error.surely_refused, error.__name__


@pytest.mark.parametrize("error", provider_errors(), ids=lambda error: error.__name__)
def test_only_what_surely_was_not_accepted_is_sent_again(error: type[ProviderError]) -> None:
    if error.may_retry or error.may_reroute:
        assert error.surely_refused


def test_words_refused_for_their_content_go_to_no_other_service() -> None:
    assert not errors.InputModerated.may_reroute
    assert not errors.OutputModerated.may_reroute
    assert not errors.BadRequest.may_reroute


def test_an_unknown_outcome_is_never_repeated() -> None:
    assert not (OutcomeUnknown.may_retry or OutcomeUnknown.may_reroute or OutcomeUnknown.surely_refused)


def test_a_providers_own_message_is_not_among_what_a_member_is_told() -> None:
    error = ProviderError("quota of tenant 42 at https://internal", trace_id="t-1")
    assert error.params() == {}
    assert str(error) == error.detail
