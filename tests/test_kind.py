"""A kind is one class in one file: every command, report, format and export works for one that there is not."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest

KINDS: Final = Path(__file__).parent / "kinds"
DATA: Final = Path(__file__).parent / "cli" / "data"
REMARK: Final = "Zebra crossings first"
VOTE: Final = {
    "kind": "vote",
    "id": "vote-ada",
    "actor": "ada",
    "issue": "bridge",
    "date": "2026-01-20",
    "choice": "no",
    "remark": REMARK,
    "committees": ["Quagga works"],
    "rounds": [{"number": 2, "remark": "An okapi"}],
    "sources": [{"url": "https://example.org/vote", "tier": "primary", "title": "The minutes"}],
    "recorded": "2026-01-21",
}
# Runs the command lines that it reads, each in a process as good as its own, with the folder of the kind in place.
DRIVER: Final = """
import io, json, os, sys, traceback
import stancetracker.ledger.model
stancetracker.ledger.model.__path__.append(sys.argv[1])
from stancetracker.base import plugins
from stancetracker.cli import commands
from stancetracker.cli.app import main
from stancetracker.publish import export
from stancetracker.render import formats
from stancetracker.reports import catalogue

def run(arguments):
    for name, number in (("out", 1), ("err", 2)):
        os.dup2(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    status = main(arguments)
    return [status, *(open(name, encoding="utf-8").read() for name in ("out", "err"))]

ours = os.dup(1)
PICTURES = ("svg", "png", "pdf")
lists = {"EXPORT": plugins.names(export), "REPORT": plugins.names(catalogue)}
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
OPENPYXL: Final = find_spec("openpyxl") is not None
pytestmark = pytest.mark.xdist_group("kind")  # the commands are run once


class Answer(NamedTuple):
    status: int
    out: str
    err: str


class Program(NamedTuple):
    """The folder that all was run in, the program's commands, and the answer of each command line."""

    folder: Path
    commands: list[str]
    answers: Mapping[str, Answer]

    def out(self, line: str) -> str:
        """Return what a command line that succeeded printed."""
        status, out, err = self.answers[line]
        assert 0 == status, (line, out, err)
        return out

    def rows(self, line: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.out(line))
        return found


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
    "query SELECT * FROM vote --json",
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


def _words(line: str) -> list[str]:
    """Return the words of a command line; a query is one word."""
    head, select, rest = line.partition("SELECT ")
    if not select:
        return line.split(" ")
    text, flag, more = rest.partition(" --")
    return [*head.split(), select + text, *(f"{flag.strip()}{more}".split())]


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Run every command line on a dataset that votes are added to."""
    folder = tmp_path_factory.mktemp("kind")
    for name in ("dataset", "before"):
        shutil.copytree(DATA, folder / name)
    (folder / "other").mkdir()
    (folder / "given").mkdir()
    (folder / "given" / "article.txt").write_text("“It will be built,” said Ada.\n", encoding="utf-8")
    (folder / "given" / "vote.jsonl").write_text(json.dumps(VOTE) + "\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(KINDS)],
        input=json.dumps([_words(line) for line in COMMANDS]),
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
    commands, answers = json.loads(done.stdout)
    return Program(folder, commands, {line: Answer(*answer) for line, answer in answers.items()})


def test_every_command_is_tried(program: Program) -> None:
    assert set(program.commands) == {line.partition(" ")[0] for line in program.answers}


def test_nothing_fails(program: Program) -> None:
    wrong = {line: each for line, each in program.answers.items() if each.status != 0}

    lacking = set() if PYARROW else {"export parquet -o made.parquet"}
    lacking |= set() if OPENPYXL else {"export xlsx -o made.xlsx"}
    # The issue has no terms.
    assert {"mcp --data no-such-folder", "serve no-such-file", "scan given --issue bridge"} | lacking == set(
        wrong
    )
    assert not [line for line, each in program.answers.items() if "internal error" in each.err]


def test_it_is_added_to_its_file(program: Program) -> None:
    lines = (program.folder / "dataset" / "votes.jsonl").read_text(encoding="utf-8").splitlines()

    assert VOTE == json.loads(lines[0])
    assert ("bo", "yes", "2026-03-01") == tuple(
        json.loads(lines[1])[n] for n in ("actor", "choice", "recorded")
    )
    assert "How they voted: yes, no. Required." in program.out("add vote --help")


def test_it_has_a_schema_and_tables(program: Program) -> None:
    schema = json.loads(program.out("schema vote"))

    assert "A vote that an actor cast." == schema["description"]
    assert "how they voted" == schema["properties"]["choice"]["description"]
    assert "vote_rounds" in program.out("schema sql")
    [one, other] = sorted(program.rows("query SELECT * FROM vote --json"), key=lambda row: str(row["actor"]))
    assert (REMARK, "yes") == (one["remark"], other["choice"])
    assert {"name": "vote", "value": 2} in program.rows("info --json")


def test_it_is_shown_with_its_actors(program: Program) -> None:
    shown = {row["field"]: row["value"] for row in program.rows("show vote-ada --json --section record")}

    assert {**shown, "remark": REMARK, "rounds.0.remark": "An okapi"} == shown
    [row] = program.rows("show ada --json --section vote")
    assert ("vote-ada", "vote of Ada Ångström on “The bridge”, 20 Jan 2026: " + REMARK) == (
        row["id"],
        row["line"],
    )


def test_its_texts_and_sources_are_searched(program: Program) -> None:
    found = {
        row["field"]: row["actor"]
        for word in ("zebra", "quagga", "okapi", "minutes --issue bridge --person ada")
        for row in program.rows(f"search {word} --json")
    }

    expected = ("remark", "committees.0", "rounds.0.remark", "sources.0.title")
    assert dict.fromkeys(expected, "ada") == found
    assert "vote, remark" in program.out("search zebra -f md")


def test_it_is_cited(program: Program) -> None:
    line = f"vote of Ada Ångström on “The bridge”, 20 Jan 2026: {REMARK}"

    assert line in program.out("cite vote-ada")
    assert "2026-01-20" in program.out("cite vote-ada --style bibtex")
    assert line == json.loads(program.out("cite vote-ada --style csl-json"))[0]["title"]


def test_what_changed_names_it(program: Program) -> None:
    answer = program.answers["changes before dataset"]

    assert f"vote of Ada Ångström on “The bridge”, 20 Jan 2026: {REMARK}" in answer.out
    assert "New votes" in answer.out
    rows = json.loads(program.answers["changes before dataset --json"].out)
    assert {("new", "vote", "ada", "bridge")} <= {
        (row["change"], row["kind"], row["actor"], row["issue"]) for row in rows
    }


def test_it_is_exported(program: Program) -> None:
    folder = program.folder
    assert REMARK in (folder / "made.csv" / "vote.csv").read_text(encoding="utf-8")
    assert "vote-ada,0,Quagga works" in (folder / "made.csv" / "vote_committees.csv").read_text("utf-8")
    [resource] = [
        one
        for one in json.loads((folder / "made.csv" / "datapackage.json").read_bytes())["resources"]
        if one["name"] == "vote"
    ]
    about = {field["name"]: field["description"] for field in resource["schema"]["fields"]}
    assert "how they voted (yes, no)" == about["choice"]
    narrowed = (folder / "narrowed.csv" / "vote.csv").read_text(encoding="utf-8")
    assert ("vote-ada" in narrowed, ",bo," in narrowed) == (True, False)
    with sqlite3.connect(folder / "made.sqlite") as made:
        assert [(REMARK,)] == made.execute("SELECT remark FROM vote WHERE id = 'vote-ada'").fetchall()
    nodes = json.loads((folder / "made.jsonld").read_bytes())["@graph"]
    [node] = [one for one in nodes if one["@id"] == "ledger:vote-ada"]
    assert REMARK in json.dumps(node)
    assert PYARROW == (folder / "made.parquet" / "vote").is_dir()


def test_its_csv_comes_back(program: Program) -> None:
    lines = (program.folder / "other" / "votes.jsonl").read_text(encoding="utf-8").splitlines()

    assert VOTE in [json.loads(line) for line in lines]


def test_the_pages_of_its_actor_and_its_source_show_it(program: Program) -> None:
    site = program.folder / "made-site"

    assert REMARK in (site / "people" / "ada" / "index.html").read_text(encoding="utf-8")
    assert any(REMARK in page.read_text(encoding="utf-8") for page in (site / "sources").rglob("*.html"))
