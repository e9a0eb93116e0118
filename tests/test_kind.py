"""A kind is one class in one file: every command, report, format and export works for one that there is not."""

import json
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from tests.datasets import stored

KINDS: Final = Path(__file__).parent / "kinds"
DATA: Final = Path(__file__).parent / "cli" / "data"
REMARK: Final = "Zebra crossings first"
LINE: Final = f"vote of Ada Ångström on “The bridge”, 20 Jan 2026: {REMARK}"
[VOTE] = stored(KINDS / "vote.jsonl")
# Runs the command lines that it reads, each in a process as good as its own, with the folder of the kind in place.
DRIVER: Final = """
import io, json, os, sys, traceback
import stancetracker.ledger.model
stancetracker.ledger.model.__path__.append(sys.argv[1])
from stancetracker.base import plugins
from stancetracker.cli import commands
from stancetracker.cli.app import main
from stancetracker.render import exports
from stancetracker.render import formats
from stancetracker.reports import catalogue

def run(arguments):
    for name, number in (("out", 1), ("err", 2)):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    status = main(arguments)
    return [status, *(open(name, encoding="utf-8").read() for name in ("out", "err"))]

ours = os.dup(1)
PICTURES = ("svg", "png", "pdf")
lists = {"EXPORT": plugins.names(exports), "REPORT": plugins.names(catalogue)}
lists["FORMAT"] = [name for name in plugins.names(formats) if name not in PICTURES]
answers = {}
for words in json.load(sys.stdin):
    every = next((name for name in lists if any(name in word for word in words)), None)
    for name in lists.get(every, [""]):
        arguments = [word.replace(every, name) if every else word for word in words]
        answers[" ".join(arguments)] = run(arguments)
os.write(ours, json.dumps([plugins.names(commands), answers]).encode())
"""
PYARROW: Final = find_spec("pyarrow") is not None
pytestmark = pytest.mark.xdist_group("kind")  # the commands are run once


class Program(NamedTuple):
    """The folder that all was run in, the program's commands, and each line's status, output and errors."""

    folder: Path
    commands: list[str]
    answers: Mapping[str, tuple[int, str, str]]

    def rows(self, line: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.answers[line][1])
        return found

    def lines(self, name: str) -> list[dict[str, Any]]:
        return stored(self.folder / name)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")


COMMANDS: Final = (
    "add --json given/vote.jsonl",
    "add vote --actor bo --issue bridge --date 2026-01-20 --choice yes --source-url https://example.org/v"
    " --source-tier primary",
    "add vote --help",
    "changes before dataset",
    "changes before dataset --json",
    "check",
    "cite vote-ada",
    "cite vote-ada --style bibtex",
    "cite vote-ada --style csl-json",
    "due",
    "export EXPORT -o made.EXPORT",
    "export csv -o narrowed.csv --person ada --issue bridge",
    "fmt --check",
    "help",
    "import made.csv -d other",
    "info --json",
    "archive --dry-run",
    "draft given/article.txt --issue bridge",
    "scan given --issue bridge",
    "init new --title T --publisher P --contact C",
    "list --all --json",
    "panel bridge --json",
    "query 'SELECT * FROM vote' --json",
    "report REPORT --issue bridge",
    "schema sql",
    "schema vote",
    "search zebra --json",
    "search zebra -f FORMAT",
    "search quagga --json",
    "search okapi --json",
    "search minutes --issue bridge --person ada --json",
    "mcp --data no-such-folder",
    "serve no-such-file",
    "show ada --json --section record",
    "show ada --json --section vote",
    "show vote-ada --json --section record",
    "site made-site",
)
"""What is run; EXPORT, FORMAT and REPORT stand for each that the program lists."""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Run every command line on a dataset that votes are added to."""
    folder = tmp_path_factory.mktemp("kind")
    for name in ("dataset", "before"):
        shutil.copytree(DATA, folder / name)
    for name in ("other", "given"):
        (folder / name).mkdir()
    (folder / "given" / "article.txt").write_text(
        "“It will be built,” said Ada.\n", encoding="utf-8"
    )
    shutil.copy(KINDS / "vote.jsonl", folder / "given")
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(KINDS)],
        input=json.dumps([*map(shlex.split, COMMANDS)]),
        cwd=folder,
        env={
            "HOME": str(folder),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "STANCETRACKER_DATA": "dataset",
            "STANCETRACKER_TODAY": "2026-03-01",
            "PYTHONPATH": ":".join(sys.path),
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return Program(folder, *json.loads(done.stdout))


def test_every_command_is_tried_and_nothing_fails(program: Program) -> None:
    wrong = {line for line, (status, _, _) in program.answers.items() if status != 0}

    # The issue has no terms.
    lacking = {"mcp --data no-such-folder", "serve no-such-file", "scan given --issue bridge"}
    lacking |= set() if PYARROW else {"export parquet -o made.parquet"}
    lacking |= set() if find_spec("openpyxl") else {"export xlsx -o made.xlsx"}
    assert lacking == wrong
    assert not [line for line, (_, _, err) in program.answers.items() if "internal error" in err]
    assert set(program.commands) == {line.partition(" ")[0] for line in program.answers}


def test_it_is_added_to_its_file_and_comes_back_out_of_a_csv(program: Program) -> None:
    first, second = program.lines("dataset/votes.jsonl")

    assert VOTE == first
    assert ("bo", "yes", "2026-03-01") == tuple(
        second[name] for name in ("actor", "choice", "recorded")
    )
    assert VOTE in program.lines("other/votes.jsonl")


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("add vote --help", ("How they voted: yes, no. Required.",)),
        ("schema sql", ("vote_rounds",)),
        ("schema vote", ('"A vote that an actor cast."', '"how they voted"')),
        ("search zebra -f md", ("vote, remark",)),
        ("cite vote-ada", (LINE,)),
        ("cite vote-ada --style bibtex", ("2026-01-20",)),
        ("cite vote-ada --style csl-json", (f'"title": "{LINE}"',)),
        ("changes before dataset", ("New votes", LINE)),
        ("show ada --json --section vote", ('"vote-ada"', LINE)),
        ("show vote-ada --json --section record", (REMARK, "rounds.0.remark", "An okapi")),
    ],
)
def test_what_is_printed_has_it(program: Program, line: str, parts: tuple[str, ...]) -> None:
    assert [] == [part for part in parts if part not in program.answers[line][1]]


def test_its_rows_are_found(program: Program) -> None:
    [one, other] = sorted(
        program.rows("query SELECT * FROM vote --json"), key=lambda row: str(row["actor"])
    )
    found = {
        row["field"]: row["actor"]
        for word in ("zebra", "quagga", "okapi", "minutes --issue bridge --person ada")
        for row in program.rows(f"search {word} --json")
    }
    changed = [
        tuple(row[name] for name in ("change", "kind", "actor", "issue"))
        for row in program.rows("changes before dataset --json")
    ]

    assert (REMARK, "yes") == (one["remark"], other["choice"])
    assert {"name": "vote", "value": 2} in program.rows("info --json")
    expected = ("remark", "committees.0", "rounds.0.remark", "sources.0.title")
    assert dict.fromkeys(expected, "ada") == found
    assert ("new", "vote", "ada", "bridge") in changed


def test_it_is_exported(program: Program) -> None:
    assert REMARK in program.read("made.csv/vote.csv")
    assert "vote-ada,0,Quagga works" in program.read("made.csv/vote_committees.csv")
    tables = json.loads(program.read("made.csv/datapackage.json"))["resources"]
    [columns] = (table["schema"]["fields"] for table in tables if table["name"] == "vote")
    assert ["how they voted (yes, no)"] == [
        it["description"] for it in columns if it["name"] == "choice"
    ]
    narrowed = program.read("narrowed.csv/vote.csv")
    assert ("vote-ada" in narrowed, ",bo," in narrowed) == (True, False)
    with sqlite3.connect(program.folder / "made.sqlite") as made:
        assert [(REMARK,)] == made.execute(
            "SELECT remark FROM vote WHERE id = 'vote-ada'"
        ).fetchall()
    [node] = [
        one
        for one in json.loads(program.read("made.jsonld"))["@graph"]
        if one["@id"] == "ledger:vote-ada"
    ]
    assert REMARK in json.dumps(node)
    assert PYARROW == (program.folder / "made.parquet" / "vote").is_dir()


def test_the_pages_of_its_actor_and_its_source_show_it(program: Program) -> None:
    assert REMARK in program.read("made-site/people/ada/index.html")
    assert any(
        REMARK in page.read_text("utf-8")
        for page in (program.folder / "made-site/sources").rglob("*.html")
    )
