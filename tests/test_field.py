"""A field declared in one line of its kind is in every command, view, row, export and page of docs."""

import csv
import json
import re
import shutil
import sqlite3
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import pytest
from tests.commands import OTHER_KINDS
from tests.datasets import stored
from tests.driver import Program, run

from stancetracker.ledger import model

pytestmark = pytest.mark.slow

DATA: Final = Path(__file__).parent / "cli" / "data"
SHIPPED_KINDS: Final = Path(model.__path__[0])
FIELD: Final = '    {name}: {type} = Field({default}, description="{description}")\n'
TEXT: Final = ("record.Text | None", "None")
FIELDS: Final = {
    "statement": (
        ("occasion", *TEXT, "the occasion of the words"),
        ("aired", "record.Date | None", "None", "when the words were broadcast"),
        ("live", "bool", "False", "whether it was broadcast live"),
    ),
    "silence": (("method", *TEXT, "how the search was made"),),
    "tie": (("purpose", *TEXT, "what the tie is for"),),
    "event": (("venue", *TEXT, "the venue of the event"),),
    "petition": (("platform", *TEXT, "the platform it was signed on"),),
    "reply": (("medium", *TEXT, "the medium of the reply"),),
    "correction": (("finder", *TEXT, "who found the mistake"),),
    "person": (("pronouns", *TEXT, "the pronouns of the person"),),
    "organization": (("seat", *TEXT, "the seat of the organization"),),
}
"""By kind, the fields that the test adds: name, type, default and description."""
OF_ADA: Final = {"speaker": "ada", "issue": "bridge", "channel": "speech", "recorded": "2026-02-02"}
SOURCE: Final = {"sources": [{"url": "https://example.org/new", "tier": "primary"}]}
STATEMENT: Final = {
    "kind": "statement",
    "date": "2026-02-01",
    "stance": "favor",
    **OF_ADA,
    **SOURCE,
}
RECORDS: Final[list[dict[str, Any]]] = [
    {
        **STATEMENT,
        "id": "new-statement",
        "summary": "Spoke again.",
        "occasion": "A dinner",
        "aired": "2026-02",
        "live": True,
    },
    {**STATEMENT, "id": "old-statement", "date": "2026-01-02", "summary": "Spoke before."},
    {
        "kind": "silence",
        "id": "new-silence",
        "actors": ["dee"],
        "issue": "bridge",
        "date": "2026-02-22",
        "basis": "own-search",
        "response": "none-found",
        "searched": ["X"],
        "checked_by": "Us",
        "recorded": "2026-02-23",
        "method": "By hand",
    },
    {
        "kind": "tie",
        "id": "new-tie",
        "type": "donation",
        "actor": "acme",
        "counterparty": "city",
        **SOURCE,
        "date": "2026-01-20",
        "recorded": "2026-02-02",
        "purpose": "A park",
    },
    {
        "kind": "event",
        "id": "new-event",
        "title": "A march",
        "date": "2026-01-21",
        "issues": ["bridge"],
        "recorded": "2026-01-21",
        "venue": "The square",
    },
    {
        "kind": "petition",
        "id": "new-petition",
        "issue": "bridge",
        "title": "A plea",
        "published": "2026-01-22",
        "recorded": "2026-01-22",
        "platform": "Paper",
    },
    {
        "kind": "reply",
        "id": "new-reply",
        "to": "new-statement",
        "by": "ada",
        "date": "2026-02-03",
        "text": "Yes.",
        "language": "en",
        "recorded": "2026-02-04",
        "medium": "By letter",
    },
    {
        "kind": "correction",
        "id": "new-correction",
        "corrects": "ada-1",
        "type": "retraction",
        "reason": "Misheard.",
        "recorded": "2026-02-05",
        "finder": "A reader",
    },
    {
        "kind": "person",
        "id": "gil",
        "name": "Gil",
        "memberships": [{"role": "clerk"}],
        "recorded": "2026-01-02",
        "pronouns": "they",
    },
    {
        "kind": "organization",
        "id": "shop",
        "name": "Shop",
        "recorded": "2026-01-02",
        "seat": "Berlin",
    },
]
REDACTED: Final[list[dict[str, Any]]] = [
    {**STATEMENT, "id": "secret", "summary": "Spoke.", "occasion": "A funeral"},
    {
        "kind": "correction",
        "id": "redaction",
        "corrects": "secret",
        "type": "redaction",
        "removed": [{"sha256": "0" * 64}],
        "reason": "Private.",
        "recorded": "2026-02-06",
    },
]
VALUES: Final = {
    record["kind"]: {name: record[name] for name, *_ in FIELDS[record["kind"]] if name in record}
    for record in reversed(RECORDS)
}
"""By kind, the values of its new fields in the first of its records."""
SELECT: Final = "SELECT {} FROM {} WHERE id = '{}'"
IDS: Final = {record["kind"]: record["id"] for record in reversed(RECORDS)}
WITH_STATES: Final = ("statement", "silence", "tie", "event", "petition", "reply")
VIEWS: Final = {**{kind: kind for kind in FIELDS}, **{f"{kind}_all": kind for kind in WITH_STATES}}
QUERIES: Final = {
    view: SELECT.format(", ".join(VALUES[kind]), view, IDS[kind]) for view, kind in VIEWS.items()
}
NOT_OF_FIELDS: Final = frozenset("archive draft init mcp scan serve watch".split())
"""Commands whose answers have no field of a record."""
COMMANDS: Final = (
    *OTHER_KINDS[:1],  # which adds the records that all others are about
    "add statement --speaker bo --issue bridge --date 2026-01-20 --stance favor --summary Yes. --channel speech"
    " --occasion 'A wedding' --aired 2026-01 --live --source-url https://example.org/w --source-tier primary",
    *(line for line in OTHER_KINDS[1:] if line.partition(" ")[0] not in NOT_OF_FIELDS),
    *(f'query "{text}" --json' for text in QUERIES.values()),
    "query 'SELECT aired, aired_earliest, aired_latest, live FROM statement ORDER BY aired' --json",
    "report speech --issue bridge --section reply --json",
    "report ties --issue bridge --all --section tie --json",
    "report speech --issue bridge --section correction --json",
    "report coverage --json",
    "show acme --json",
    "show dee --json",
    "show redaction -d redacted",
    "show redaction -d redacted --json",
    "show ada -d redacted --json",
    "show new-statement",
    "show new-statement --json",
)
# No command prints the rows of the Python interface or the page of the docs.
CODE: Final = """
import json
from importlib.util import find_spec
import stancetracker
from tools import records

ledger = stancetracker.load("dataset")
statements = [row._asdict() for row in ledger.statements()]
ties = [row._asdict() for row in ledger.ties()]
silences = [row._asdict() for row in ledger.silences()]
has_pandas = find_spec("pandas") is not None
columns = [*ledger.statements(person="fay").to_pandas().columns] if has_pandas else []
print(json.dumps([statements, ties, silences, columns, records.page("")]))
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Run every command line on a program whose kinds have the new fields."""
    folder = tmp_path_factory.mktemp("field")
    for name in ("dataset", "before", "redacted"):
        shutil.copytree(DATA, folder / name)
    with (folder / "redacted" / "statements.jsonl").open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in REDACTED)
    for name in ("given", "other"):
        (folder / name).mkdir()
    lines = (json.dumps(record) for record in RECORDS)
    (folder / "given" / "new.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    kinds = folder / "kinds"
    kinds.mkdir()
    for kind, fields in FIELDS.items():
        text = (SHIPPED_KINDS / f"{kind}.py").read_text(encoding="utf-8")
        pattern = rf'(    kind: Literal\["{kind}"\].*\n    id: .*\n)'
        before, kind_and_id, after = re.split(pattern, text)
        lines = (
            FIELD.format(name=name, type=type, default=default, description=description)
            for name, type, default, description in fields
        )
        text = "".join((before, kind_and_id, *lines, after))
        (kinds / f"{kind}.py").write_text(text, encoding="utf-8")
    return run(folder, kinds, COMMANDS, CODE)


def by_id(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {str(row.get("id") or row.get("evidence") or row.get("tie")): row for row in rows}


def test_no_command_fails_with_new_fields(program: Program) -> None:
    failed = {line: error for line, (status, _, error) in program.answers.items() if status != 0}

    optional = {"export parquet -o made.parquet": "pyarrow", "export xlsx -o made.xlsx": "openpyxl"}
    assert {line for line, library in optional.items() if not find_spec(library)} == set(failed)


def test_a_new_field_is_added_and_restored_from_a_csv(program: Program) -> None:
    by_flags = program.lines("dataset/statements.jsonl")[-1]

    assert ("A wedding", "2026-01", True) == (
        by_flags["occasion"],
        by_flags["aired"],
        by_flags["live"],
    )
    added = {record["id"]: record for record in stored(program.folder / "given" / "new.jsonl")}
    for folder in ("dataset", "other"):
        lines = [
            record for file in (program.folder / folder).glob("*.jsonl") for record in stored(file)
        ]
        assert added.items() <= {record.get("id"): record for record in lines}.items()
    assert "--occasion" in program.answers["add statement --help"][1]


@pytest.mark.parametrize("view", VIEWS)
def test_a_new_field_is_in_every_view_of_its_kind(program: Program, view: str) -> None:
    [row] = program.json(f"query {QUERIES[view]} --json")

    assert VALUES[VIEWS[view]] == row


def test_a_new_date_has_its_days_in_query(program: Program) -> None:
    text = "SELECT aired, aired_earliest, aired_latest, live FROM statement ORDER BY aired"
    rows = program.json(f"query {text} --json")

    names = ("aired", "aired_earliest", "aired_latest", "live")
    assert dict(zip(names, ("2026-02", "2026-02-01", "2026-02-28", 1), strict=True)) == rows[-1]


def test_show_has_new_fields(program: Program) -> None:
    assert "A dinner" in program.answers["show new-statement"][1]
    ada, dee, acme = (program.json(f"show {name} --json") for name in ("ada", "dee", "acme"))
    [standing] = [row for row in ada["standings"] if row["issue"] == "bridge"]
    evidence = standing["evidence"]
    before = by_id(ada["also_on_record"])["old-statement"]
    silent = by_id([*(row["evidence"] for row in dee["standings"] if row["evidence"])])

    assert {"occasion": "A dinner", "aired": "2026-02", "live": True}.items() <= evidence.items()
    assert {"occasion": None, "live": False}.items() <= before.items()
    assert "By hand" == silent["new-silence"]["method"]
    assert "A park" == by_id(acme["ties"])["new-tie"]["purpose"]


def test_show_has_no_new_field_of_a_redacted_record(program: Program) -> None:
    answers = [answer for line, answer in program.answers.items() if "redacted" in line]

    assert 3 == len([status for status, _, _ in answers if status == 0])
    assert not [output for _, output, _ in answers if "funeral" in output]


@pytest.mark.parametrize(
    ("line", "id", "fields"),
    [
        ("speech --issue bridge", "new-statement", {"occasion": "A dinner", "live": True}),
        ("speech --issue bridge", "old-statement", {"occasion": None, "live": False}),
        ("silence --issue bridge", "new-silence", {"method": "By hand"}),
        ("ties --issue bridge --all --section tie", "new-tie", {"purpose": "A park"}),
        ("speech --issue bridge --section reply", "new-reply", {"medium": "By letter"}),
        ("speech --issue bridge --section correction", "new-correction", {"finder": "A reader"}),
    ],
)
def test_reports_that_list_records_have_new_fields(
    program: Program, line: str, id: str, fields: dict[str, Any]
) -> None:
    row = by_id(program.json(f"report {line} --json"))[id]

    assert fields.items() <= row.items()


def test_rows_in_python_have_new_fields(program: Program) -> None:
    statements, ties, silences, _, _ = json.loads(program.read("code.out"))

    statement = by_id(statements)["new-statement"]
    assert ("A dinner", "2026-02-28", True) == (
        statement["occasion"],
        statement["aired_latest"],
        statement["live"],
    )
    assert "A park" == by_id(ties)["new-tie"]["purpose"]
    assert "By hand" == by_id(silences)["new-silence"]["method"]


def test_data_frames_have_new_fields(program: Program) -> None:
    pytest.importorskip("pandas", reason="the extra frames has pandas")
    columns = json.loads(program.read("code.out"))[3]

    first = columns.index("occasion")
    new = ["occasion", "aired", "aired_earliest", "aired_latest", "live"]
    assert new == columns[first : first + len(new)]


def test_changes_list_records_with_new_fields(program: Program) -> None:
    assert "new-statement" in program.answers["changes before dataset --json"][1]


def test_new_fields_are_exported(program: Program) -> None:
    tables = json.loads(program.read("made.csv/datapackage.json"))["resources"]
    [columns] = (table["schema"]["fields"] for table in tables if table["name"] == "statement")
    described = {column["name"]: column["description"] for column in columns}
    with (program.folder / "made.csv" / "statement.csv").open(encoding="utf-8") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    nodes = json.loads(program.read("made.jsonld"))["@graph"]
    [node] = [node for node in nodes if node["@id"] == "ledger:new-statement"]

    assert "the occasion of the words" == described["occasion"]
    assert ("A dinner", "true") == (
        rows["new-statement"]["occasion"],
        rows["new-statement"]["live"],
    )
    assert ("A dinner", "2026-02", True) == (node["occasion"], node["aired"], node["live"])
    with closing(sqlite3.connect(program.folder / "made.sqlite")) as database:
        for view in VIEWS:
            [row] = database.execute(QUERIES[view]).fetchall()
            assert tuple(VALUES[VIEWS[view]].values()) == row
        words = "SELECT about FROM about_column WHERE \"table\" = 'statement' AND name = 'occasion'"
        assert [("the occasion of the words",)] == database.execute(words).fetchall()


def test_parquet_has_new_fields(program: Program) -> None:
    dataset = pytest.importorskip("pyarrow.dataset")
    table = dataset.dataset(program.folder / "made.parquet" / "statement").to_table()
    rows = by_id(table.to_pylist())

    assert ("A dinner", True) == (rows["new-statement"]["occasion"], rows["new-statement"]["live"])


def test_schemas_and_docs_describe_new_fields(program: Program) -> None:
    schema = program.json("schema statement")
    *_, records = json.loads(program.read("code.out"))

    assert "the occasion of the words" == schema["properties"]["occasion"]["description"]
    assert "| `occasion` | the occasion of the words | text |" in records
    assert (
        "--   occasion: the occasion of the words\n" in program.answers["schema sql statement"][1]
    )
