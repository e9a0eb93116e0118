"""A kind is one class in one file: every command, report, format and export works for a new one."""

import json
import shutil
import sqlite3
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest
from tests.commands import OTHER_KINDS
from tests.datasets import stored
from tests.driver import Program, run

KINDS: Final = Path(__file__).parent / "kinds"
DATA: Final = Path(__file__).parent / "cli" / "data"
REMARK: Final = "Zebra crossings first"
LINE: Final = f"vote of Ada Ångström on “The bridge”, 20 Jan 2026: {REMARK}"
[VOTE] = stored(KINDS / "vote.jsonl")
PYARROW: Final = find_spec("pyarrow") is not None


LINES: Final = (
    *OTHER_KINDS[:1],  # which adds the vote that all others are about
    "add vote --actor bo --issue bridge --date 2026-01-20 --choice yes --source-url https://example.org/v"
    " --source-tier primary",
    *OTHER_KINDS[1:],
    "add vote --help",
    "cite vote-ada",
    "cite vote-ada --style bibtex",
    "cite vote-ada --style csl-json",
    "export csv -o narrowed.csv --person ada --issue bridge",
    "query 'SELECT * FROM vote' --json",
    "schema vote",
    "search quagga --json",
    "search okapi --json",
    "search minutes --issue bridge --person ada --json",
    "show ada --json --section vote",
    "show vote-ada --json --section record",
)
"""What is run: every command, and what only this kind is asked."""

pytestmark = pytest.mark.slow


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
    shutil.copy(KINDS / "vote.jsonl", folder / "given" / "new.jsonl")
    return run(folder, KINDS, LINES)


def test_every_command_works_with_a_new_kind(program: Program) -> None:
    wrong = {line for line, (status, _, _) in program.answers.items() if status != 0}

    # The issue has no terms.
    lacking = {"mcp --data no-such-folder", "serve no-such-file", "scan given --issue bridge"}
    lacking |= set() if PYARROW else {"export parquet -o made.parquet"}
    lacking |= set() if find_spec("openpyxl") else {"export xlsx -o made.xlsx"}
    assert lacking == wrong
    assert not [line for line, (_, _, err) in program.answers.items() if "internal error" in err]


def test_a_new_kind_is_added_to_its_file_and_restored_from_a_csv(program: Program) -> None:
    of_ada, of_bo = program.lines("dataset/votes.jsonl")

    assert VOTE == of_ada
    assert ("bo", "yes", "2026-03-01") == tuple(
        of_bo[name] for name in ("actor", "choice", "recorded")
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
def test_help_schemas_and_answers_have_a_new_kind(
    program: Program, line: str, parts: tuple[str, ...]
) -> None:
    assert [] == [part for part in parts if part not in program.answers[line][1]]


def test_query_search_info_and_changes_have_a_new_kind(program: Program) -> None:
    [vote_of_ada, vote_of_bo] = sorted(
        program.json("query SELECT * FROM vote --json"), key=lambda row: str(row["actor"])
    )
    actors_by_field = {
        row["field"]: row["actor"]
        for word in ("zebra", "quagga", "okapi", "minutes --issue bridge --person ada")
        for row in program.json(f"search {word} --json")
    }
    changes = [
        tuple(row[name] for name in ("change", "kind", "actor", "issue"))
        for row in program.json("changes before dataset --json")
    ]

    assert (REMARK, "yes") == (vote_of_ada["remark"], vote_of_bo["choice"])
    assert {"name": "vote", "value": 2} in program.json("info --json")
    expected = ("remark", "committees.0", "rounds.0.remark", "sources.0.title")
    assert dict.fromkeys(expected, "ada") == actors_by_field
    assert ("new", "vote", "ada", "bridge") in changes


def test_a_new_kind_is_exported(program: Program) -> None:
    assert REMARK in program.read("made.csv/vote.csv")
    assert "vote-ada,0,Quagga works" in program.read("made.csv/vote_committees.csv")
    tables = json.loads(program.read("made.csv/datapackage.json"))["resources"]
    [columns] = (table["schema"]["fields"] for table in tables if table["name"] == "vote")
    assert ["how they voted (yes, no)"] == [
        column["description"] for column in columns if column["name"] == "choice"
    ]
    narrowed = program.read("narrowed.csv/vote.csv")
    assert ("vote-ada" in narrowed, ",bo," in narrowed) == (True, False)
    with closing(sqlite3.connect(program.folder / "made.sqlite")) as database:
        assert [(REMARK,)] == database.execute(
            "SELECT remark FROM vote WHERE id = 'vote-ada'"
        ).fetchall()
    [node] = [
        candidate
        for candidate in json.loads(program.read("made.jsonld"))["@graph"]
        if candidate["@id"] == "ledger:vote-ada"
    ]
    assert REMARK in json.dumps(node)
    assert PYARROW == (program.folder / "made.parquet" / "vote").is_dir()


def test_the_pages_of_an_actor_and_a_source_show_a_new_kind(program: Program) -> None:
    assert REMARK in program.read("made-site/people/ada/index.html")
    assert any(
        REMARK in page.read_text("utf-8")
        for page in (program.folder / "made-site/sources").rglob("*.html")
    )
