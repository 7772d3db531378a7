"""`troubadour init`: what it asks, what it writes, and when it writes nothing."""

import stat
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot import setup
from bot.config import load_settings
from bot.locales import catalogue
from bot.setup import QUESTIONS, SERVICES_WITH_KEYS, StandardTerminal, example, fill, init

WORDS = catalogue()
NO_KEYS = [""] * len(SERVICES_WITH_KEYS)
EXAMPLE = Path(__file__).parents[1] / "config.example.toml"


class Person:
    """Answers in order; an exception among the answers is raised, and so is the end of input."""

    def __init__(self, *answers: str | BaseException) -> None:
        self.answers: Iterator[str | BaseException] = iter(answers)
        self.asked: list[str] = []
        self.hidden: list[str] = []
        self.heard: list[str] = []

    def say(self, text: str) -> None:
        self.heard.append(text)

    def ask(self, question: str, *, hidden: bool = False) -> str:
        self.asked.append(question)
        if hidden:
            self.hidden.append(question)
        answer = next(self.answers, EOFError())
        if isinstance(answer, BaseException):
            raise answer
        return answer


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def test_empty_answers_write_the_defaults(file: Path) -> None:
    person = Person(*[""] * len(QUESTIONS))
    assert init(file, words=WORDS, terminal=person) == 0
    settings = load_settings(file, {})
    assert settings.model_dump() == load_settings(EXAMPLE, {}).model_dump()
    assert "[8080]" in person.asked[1]
    assert file.read_text(encoding="utf-8").count("\n# ") == example().count("\n# ")


def test_answers_come_back_as_settings(file: Path) -> None:
    person = Person(
        "/srv/songs",
        "8123",
        "unlimited",
        "month",
        *("key-1", "key-2", "key-3"),
        "discord-token",
        "1:telegram",
    )
    assert init(file, words=WORDS, terminal=person) == 0
    settings = load_settings(file, {})
    assert settings.data_dir == Path("/srv/songs")
    assert settings.web.port == 8123
    assert (settings.quota.songs, settings.quota.period) == ("unlimited", "month")
    keys = [getattr(settings.services[name], "key", "") for name in SERVICES_WITH_KEYS]
    assert keys == ["key-1", "key-2", "key-3"]
    assert settings.discord.token.get_secret_value() == "discord-token"
    assert settings.telegram.token.get_secret_value() == "1:telegram"
    assert settings.budget.period == "month"


@pytest.mark.parametrize(
    "name",
    [
        'a "b" c',
        r"C:\new\table",
        "it's",
        "2024",
        "#1",
        "a\tb\x1b\x7f",
        "晚安 ⏎",
        '"""',
        "x = 1",
        "true",
        "[web]",
    ],
)
def test_hard_names_survive(file: Path, name: str) -> None:
    assert init(file, words=WORDS, terminal=Person(name, *[""] * (len(QUESTIONS) - 1))) == 0
    assert load_settings(file, {}).data_dir == Path(name)


def test_tokens_are_typed_unseen(file: Path) -> None:
    person = Person(*[""] * len(QUESTIONS))
    init(file, words=WORDS, terminal=person)
    assert len(person.hidden) == len(SERVICES_WITH_KEYS) + 2
    assert all("it stays invisible" in question for question in person.hidden)


def test_each_service_tells_where_its_key_is_made(file: Path) -> None:
    person = Person(*[""] * len(QUESTIONS))
    init(file, words=WORDS, terminal=person)
    for service, place in (
        ("Fun-Music", "https://bailian.console.aliyun.com"),
        ("MiniMax", "https://platform.minimax.io"),
        ("SenseAudio", "https://senseaudio.cn"),
    ):
        assert any(service in question and place in question for question in person.hidden)


def test_answer_that_will_not_do_is_asked_for_again(file: Path) -> None:
    person = Person(
        "bad\0name",
        "data",
        "http",
        "99999",
        "8124",
        "-1",
        "many",
        "3",
        "year",
        "week",
        *NO_KEYS,
        "a b",
        "ab",
        "",
    )
    assert init(file, words=WORDS, terminal=person) == 0
    said = "\n".join(person.heard)
    assert said.count("web.port: must be a whole number from 0 to 65535") == 2
    assert said.count("quota.songs: must be") == 2
    assert said.count("discord.token: must be one word") == 1
    assert "a b" not in said
    settings = load_settings(file, {})
    assert (settings.web.port, settings.quota.songs, settings.quota.period) == (8124, 3, "week")


def test_bytes_that_are_no_text_are_asked_for_again(file: Path) -> None:
    person = Person("\udcff", "data", *[""] * (len(QUESTIONS) - 1))
    assert init(file, words=WORDS, terminal=person) == 0
    assert load_settings(file, {}).data_dir == Path("data")


def test_only_the_owner_reads_the_file(file: Path) -> None:
    init(file, words=WORDS, terminal=Person(), assume_yes=True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("end", [EOFError(), KeyboardInterrupt()])
@pytest.mark.parametrize("answered", range(len(QUESTIONS)))
def test_nothing_is_written_when_answers_end(file: Path, answered: int, end: BaseException) -> None:
    person = Person(*[""] * answered, end)
    assert init(file, words=WORDS, terminal=person) == 1
    assert list(file.parent.iterdir()) == []
    assert person.heard[-1].strip() == "Nothing was written."


def test_defaults_are_taken_without_a_question(file: Path) -> None:
    person = Person()
    assert init(file, words=WORDS, terminal=person, assume_yes=True) == 0
    assert person.asked == []
    assert tomllib.loads(file.read_text(encoding="utf-8"))["quota"] == {"songs": 10, "period": "day"}


def test_file_that_is_there_stays_without_a_yes(file: Path) -> None:
    file.write_text("# mine")
    refusing, silent = Person("n"), Person()
    assert init(file, words=WORDS, terminal=refusing) == 1
    assert init(file, words=WORDS, terminal=silent, assume_yes=True) == 1
    assert init(file, words=WORDS, terminal=Person("")) == 1
    assert file.read_text() == "# mine"
    assert (len(refusing.asked), silent.asked) == (1, [])


def test_file_that_is_there_goes_with_a_yes(file: Path) -> None:
    file.write_text("# mine")
    assert init(file, words=WORDS, terminal=Person("Y", *[""] * len(QUESTIONS))) == 0
    assert "# mine" not in file.read_text()


@pytest.mark.parametrize("place", ["gone/config.toml", "."])
def test_place_that_can_not_be_written_gets_a_sentence(tmp_path: Path, place: str) -> None:
    person = Person("y", *[""] * len(QUESTIONS))
    assert init(tmp_path / place, words=WORDS, terminal=person) == 1
    assert "can't be written" in person.heard[-1]


def test_full_disk_leaves_no_half_of_a_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert init(file, words=WORDS, terminal=Person(), assume_yes=True) == 1
    assert list(file.parent.iterdir()) == []


def test_example_is_the_one_in_the_repository() -> None:
    assert example() == EXAMPLE.read_text(encoding="utf-8")


def test_packed_example_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_config.example.toml").write_text("# packed")
    monkeypatch.setattr(setup, "files", lambda _: tmp_path)
    assert example() == "# packed"


def test_key_that_the_example_lacks_is_an_error() -> None:
    with pytest.raises(LookupError, match=r"web\.port"):
        fill("[discord]\n#token = ''\n", {"web.port": "1"})


@pytest.mark.parametrize(("interactive", "wanted"), [(True, "unseen"), (False, "seen")])
def test_standard_terminal_hides_only_where_a_person_types(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], interactive: bool, wanted: str
) -> None:
    answer: Callable[[str], Callable[[Any], str]] = lambda text: lambda _: text  # noqa: E731
    monkeypatch.setattr("sys.stdin.isatty", lambda: interactive)
    monkeypatch.setattr("builtins.input", answer("seen"))
    monkeypatch.setattr(setup, "getpass", answer("unseen"))
    terminal = StandardTerminal()
    assert terminal.ask("?") == "seen"
    assert terminal.ask("?", hidden=True) == wanted
    terminal.say("done")
    assert capsys.readouterr().out == "done\n"
