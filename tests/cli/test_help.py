"""Help: whole lines, no command's cut, every command and flag explained, examples that run."""

import shlex
import shutil
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.datasets import SHIPPED
from tests.forms import STATEMENT_VALUES, issue_text
from tests.repositories import commit

from stancetracker.base import errors, plugins
from stancetracker.cli import commands, parser
from stancetracker.cli.commands.help import EXIT_CODES, TOPICS
from stancetracker.contribute.forms import STATEMENT

COMMANDS = plugins.names(commands)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_no_line_of_the_help_is_cut(
    run: Run, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    status, out, err = run(*command.split(), "--help")
    first, *lines = out.split("\n")
    monkeypatch.setenv("COLUMNS", "70")
    narrow = [line for line in run(*command.split(), "--help")[1].split("\n") if "$" not in line]

    assert (status, err) == (0, "")
    assert first.startswith(f"Usage: {' '.join(('stancetracker', *command.split()))} [OPTIONS]")
    assert "{" not in first
    assert "[x>=" not in out
    assert command or not [line for line in lines if "..." in line]
    assert max(map(len, lines)) <= 100
    assert max(map(len, narrow)) <= 70


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("width", [80, 200])
def test_a_topic_is_explained_within_the_width(
    run: Run, topic: str, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    status, out, err = run("help", topic)

    assert (status, err) == (0, "")
    assert max(map(len, out.split("\n"))) <= min(width, 100)
    assert f"stancetracker help {topic}\n" in run("help")[1]


def test_every_exit_status_is_explained() -> None:
    classes = [value for value in vars(errors).values() if isinstance(value, type)]
    statuses = {
        error.exit_status for error in classes if issubclass(error, errors.StancetrackerError)
    }

    assert statuses | {0, 130, 141} == set(EXIT_CODES)


def test_commands_are_listed_by_whom_they_are_for(run: Run) -> None:
    """Commands are the files of a folder, but those that begin with an underscore."""
    listed = run("--help")

    panels = [line for line in listed[1].split("\n") if line.startswith("For ")]
    assert panels == ["For researchers:", "For contributors:", "For publishers:", "For everyone:"]
    assert {"hidden", "-hidden"}.isdisjoint(plugins.names(commands))
    assert listed == run() == run("-h")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shipped dataset in a repository, and the files that the examples of help name."""
    shutil.copytree(SHIPPED.path, tmp_path / "data")
    commit(tmp_path)
    (tmp_path / "more.jsonl").write_text('{"kind":"organization","id":"acme","name":"Acme"}\n')
    values = {**STATEMENT_VALUES, "speaker": "Tim Cook", "issue": "minneapolis"}
    (tmp_path / "issue.md").write_text(issue_text(STATEMENT, values | {"date": "2026-11-12"}))
    (tmp_path / "article.txt").write_text("“Yes,” Tim Cook said.\n")
    item = '{"actor":"tim-cook","date":"%s","text":"A word on ICE and abortion."}\n'
    (tmp_path / "releases.jsonl").write_text(item % "2026-01-27" + item % "2022-06-27")
    url = "https://www.digitaltrends.com/business/google-employees-letter-to-ceo-war/"
    saved = f"<!doctype html><!-- saved from url=({len(url):04}){url} --><p>A page."
    (tmp_path / "saved.html").write_text(saved)
    (tmp_path / "releases.toml").write_text('what = "releases"\n')
    (tmp_path / "t.csv").write_text("Name\nAcme\n")
    (tmp_path / "t.toml").write_text(
        '[[row]]\nkind = "organization"\nid = "{Name}"\nname = "{Name}"\n'
    )
    monkeypatch.delenv("STANCETRACKER_DATA", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_every_command_has_examples_that_run(run: Run, here: Path) -> None:
    for name in plugins.names(commands):
        module = plugins.load(commands, name, "command")
        for example in (
            module.EXAMPLES if module.__file__ and "tests" not in module.__file__ else ()
        ):
            program, *arguments = shlex.split(example)
            assert ("stancetracker", name) == (program, arguments[0])
            if name in ("mcp", "serve"):  # they would not end
                parser.build(commands).get_command(None, name).make_context(name, arguments[1:])
                continue
            status, out, err = run(*arguments)

            assert status in (0, 1), (example, err)
            assert (
                out or name in ("check", "export", "fmt", "report", "site") or "--rev" in example
            ), example
            assert example in run(name, "--help")[1]
        assert 2 <= len(getattr(module, "EXAMPLES", "xx")) <= 3
