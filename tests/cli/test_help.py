"""Help: whole lines, no command's cut, every command and flag explained."""

from __future__ import annotations

import pytest
from tests.cli.conftest import Run, Start
from tests.datasets import SHIPPED

from stancetracker.base import plugins
from stancetracker.cli import commands
from stancetracker.index.question import Question
from stancetracker.index.store import ask

SHELLS = {
    "bash": ("complete_bash", "COMP_WORDS", "COMP_CWORD"),
    "zsh": ("complete_zsh", "_TYPER_COMPLETE_ARGS", ""),
    "fish": ("complete_fish", "_TYPER_COMPLETE_ARGS", ""),
}
COMMANDS = (
    "add",
    "check",
    "cite",
    "fmt",
    "help",
    "info",
    "list",
    "query",
    "report",
    "schema",
    "search",
    "show",
)


def test_the_commands_of_this_program_are_there() -> None:
    assert set(COMMANDS) <= set(plugins.names(commands))


def test_no_line_of_the_help_is_cut(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    lines = run("--help")[1].split("\n")

    assert not [line for line in lines if "..." in line and not line.startswith("Usage:")]
    assert max(map(len, lines)) <= 100


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command(run: Run, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    status, out, err = run(command, "--help")

    assert (status, err) == (0, "")
    assert out.startswith(f"Usage: stancetracker {command} [OPTIONS]")
    assert "{" not in out.split("\n")[0]
    assert "[x>=" not in out
    assert max(map(len, out.split("\n"))) <= 100


@pytest.mark.parametrize("topic", ["exit-codes", "dates", "formats", "output"])
def test_topics(run: Run, topic: str) -> None:
    status, out, err = run("help", topic)

    assert (status, err) == (0, "")
    assert max(map(len, out.split("\n"))) <= 120
    assert f"stancetracker help {topic}\n" in run("help")[1]


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which the dataset at hand has its index."""
    cache = tmp_path_factory.mktemp("indexed")
    for _ in range(2):  # a file as young as its index is read again
        ask(SHIPPED, Question("2026-01-01"), lambda index: index.source, cache / "stancetracker")
    return {"XDG_CACHE_HOME": str(cache)}


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("li", ["list"]),
        ("report s", ["silence", "speech", "summary"]),
        ("add st", ["statement"]),
        ("add zz", []),
        ("add zz --", []),
        ("schema sil", ["silence"]),
        ("help e", ["exit-codes"]),
        ("list -f js", ["json", "jsonl"]),
        ("list --stance n", ["neither"]),
        ("list --channel op", ["op-ed", "open-letter"]),
        ("list --audience a", ["any"]),
        ("check -f gi", ["github"]),
        ("changes -f te", ["text"]),
        ("list --iss", ["--issue"]),
        ("nothing x", []),
        ("list --person re", ["reid-hoffman"]),
        ("list --org go", ["google", "google-deepmind"]),
        ("list --org Met", ["Meta"]),
        ("report silence --issue ice", ["iceout-letter-demands"]),
        ("show tim", ["tim-cook"]),
        ("cite sun --issue min", ["minneapolis-immigration-operations"]),
        ("list -d /nowhere --person re", []),
        ("list -d data/people.jsonl --person re", []),
    ],
)
def test_completion_without_pydantic(
    start: Start, indexed: dict[str, str], shell: str, words: str, expected: list[str]
) -> None:
    instruction, variable, place = SHELLS[shell]
    line = f"stancetracker {words}"
    environ = {
        **indexed,
        "_STANCETRACKER_COMPLETE": instruction,
        variable: line,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
    }
    if place:
        environ[place] = str(len(line.split()) - 1)
    script = (
        "import sys; from stancetracker.cli.app import main; status = main([]);"
        "print(sorted({'pydantic', 'sqlite_utils', 'jinja2'} & set(sys.modules)), file=sys.stderr)"
    )
    done = start(script=script, env=environ)
    shown = done.stdout.decode()
    found = [word for word in shown.replace('"', " ").replace("'", " ").split() if word in expected]

    assert (done.returncode, done.stderr) == (0, b"[]\n")
    assert expected == found


@pytest.mark.parametrize(
    "words, expected",
    [
        ("add statement --speaker sun", ["sundar-pichai"]),
        ("add statement --stance n", ["neither"]),
        ("add statement --quote a", []),
        ("add reply --to tie-020", ["tie-020c946382c4"]),
        ("add statement --demands i", []),
    ],
)
def test_the_flags_of_a_record_are_completed_by_words_and_ids(
    start: Start, words: str, expected: list[str]
) -> None:
    line = f"stancetracker {words}"
    environ = {
        "_STANCETRACKER_COMPLETE": "complete_bash",
        "COMP_WORDS": line,
        "COMP_CWORD": str(len(line.split()) - 1),
    }
    done = start(env=environ)

    assert (done.returncode, done.stderr, done.stdout.decode().split()) == (0, b"", expected)
