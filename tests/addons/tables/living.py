"""Tables that come version by version, with an editor's hand between the versions."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.datasets import newest
from tests.loading import opening

import stancetracker
from stancetracker.addons.tables.readers.table import plan_table, read
from stancetracker.contribute import add, imports
from stancetracker.contribute.document import load
from stancetracker.contribute.imports import Import
from stancetracker.ledger.folder import Folder

TODAY = "2026-12-31"
ISSUE = "issue-a"
HEAD = """
records = [
    { kind = "dataset", title = "T", publisher = "P", licence = "CC0-1.0", contact = "c" },
    { kind = "issue", id = "issue-a", title = "Issue A", proposition = "A", since = 2026-01-01 },
]
panel = { issue = "issue-a", rule = "All in the table." }

[actors.member]
kind = "person"
name = "{Name}"
otherwise = "make"
memberships = [{ role = "{Role}" }]
"""
STATEMENT = """
[[row]]
kind = "statement"
when = { View = ["yes", "no", "unsure", "neither"] }
speaker = "{member}"
issue = "issue-a"
date = DATE
stance = { column = "View", values = { yes = "favor", no = "against", unsure = "undecided", neither = "neither" } }
summary = "WORDS"
channel = "interview"
sources = [{ citation = "SOURCE", tier = "secondary" }]
"""
SILENCE = """
[[row]]
kind = "silence"
when = { View = ["none"] }
actors = ["{member}"]
issue = "issue-a"
date = "{recorded}"
basis = "reported"
response = "no-reply"
sources = [{ citation = "The table", tier = "secondary" }]

[[skip]]
when = { View = [""] }
panel = true
"""
VERSIONS = """
[versions]
name = "members"
key = "{Key}"
"""
COLUMNS = ("Key", "Name", "Role", "View", "Day", "Words", "Source")


def mapping(
    *,
    dated: bool = False,
    words: bool = False,
    sources: bool = False,
    settings: str = "",
) -> str:
    """Return a mapping for a table whose rows have some of: a date, words, a source."""
    date = (
        '{ first = [{ column = "Day" }, { text = "../{recorded}" }] }'
        if dated
        else '"../{recorded}"'
    )
    statement = STATEMENT.replace("DATE", date)
    statement = statement.replace("WORDS", "{Words}" if words else "{Name}: {View}.")
    statement = statement.replace("SOURCE", "{Source}" if sources else "The table of {recorded}")
    return f"{HEAD}{statement}{SILENCE}{VERSIONS}{settings}"


def row(name: str, view: str, **cells: str) -> dict[str, str]:
    """Return a row of a table; its key is the name unless it is given."""
    return {"Key": name, "Name": name, "Role": "Member", "View": view, **cells}


class Tracker:
    """A ledger made of the versions of a table."""

    def __init__(self, folder: Path, mapping_text: str) -> None:
        """Prepare a ledger in a folder that isn't there yet."""
        self.folder = Folder(folder / "ledger")
        self.mapping = mapping_text

    def plan(self, day: str, rows: Sequence[dict[str, str]], head: str = "", **more: Any) -> Import:
        text = io.StringIO(newline="")
        columns = (*head.split(), *COLUMNS)
        writer = csv.DictWriter(text, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
        return self.plan_of(day, text.getvalue().encode(), **more)

    def plan_of(self, day: str, content: bytes, answers: str = "", **more: Any) -> Import:
        document = load(self.mapping.encode(), "map.toml")
        table = read(content, "csv", document, "table.csv")
        if answers:
            for line in range(2, len(table.rows) + 2):
                table = table.with_answer(line, answers)
        dataset = opening(self.folder)
        return plan_table(dataset, table, document, TODAY, day, lambda *_: None, **more)

    def version(self, day: str, *rows: dict[str, str], **more: Any) -> Import:
        """Import a version."""
        planned = self.plan(day, rows, **more)
        imports.write(planned)
        return planned

    def hand(self, day: str, *records: dict[str, Any]) -> None:
        """Add records by hand."""
        add.write(
            add.plan(
                opening(self.folder), [{"recorded": day, **record} for record in records], TODAY
            )
        )

    def retract(self, day: str, record: str, type: str = "retraction", **more: Any) -> None:
        """Correct a record by hand."""
        values = {"kind": "correction", "corrects": record, "type": type, "reason": "Wrong person."}
        self.hand(day, {**values, **more})

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Return the records of a kind, of each the highest version, in the order of lines."""
        path = self.folder.path
        files = sorted(path.rglob("*.jsonl"), key=lambda file: (len(file.parts), file))
        lines = [line for file in files for line in file.read_text().splitlines()]
        return [record for record in newest(map(json.loads, lines)) if record["kind"] == kind]

    def id_of(self, kind: str, at: int = -1) -> str:
        """Return the id of a record of a kind, by default the last."""
        return str(self.records(kind)[at]["id"])

    def standings(self, as_of: str = TODAY, known_by: str | None = None) -> dict[str, str]:
        """Return the stance, or the status and its day, of each member of the panel."""
        rows = stancetracker.load(self.folder.path).standings(as_of=as_of, known_by=known_by)
        return {
            row.actor: row.stance or (f"silent {row.date}" if row.date else row.status)
            for row in rows
        }


def added(planned: Import) -> list[str]:
    """Return the statements, silences and corrections of a plan, in words."""
    forms = {
        "statement": "{speaker} {stance} {date}",
        "silence": "{actors} silent {date}",
        "correction": "{type}",
    }
    records = [json.loads(addition.line) for addition in planned.plan.additions]
    return sorted(
        forms[record["kind"]].format(**{**record, "actors": " ".join(record.get("actors", ()))})
        for record in records
        if record["kind"] in forms
    )


def reasons(planned: Import) -> list[str]:
    """Return why rows are rejected."""
    return ["; ".join(reasons) for _, reasons in planned.rejects]
