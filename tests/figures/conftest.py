"""Figures of a dataset, by way of the reports that draw them; a dataset of six, and a panel of 151."""

from pathlib import Path
from typing import Any

import pytest
from tests.datasets import Line, complete, lines_of, write

from stancetracker.base import plugins
from stancetracker.figures.chart import drawn
from stancetracker.index.queries import Question, Standing
from stancetracker.ledger.folder import Folder
from stancetracker.reports import catalogue
from stancetracker.reports.run import answer
from stancetracker.reports.table import Report

LINES = """
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
{"kind": "person", "id": "di"} {"kind": "person", "id": "eve"} {"kind": "person", "id": "flo"}
{"kind": "person", "id": "out"}
{"kind": "issue", "id": "bridge", "panel": ["flo", "eve", "di", "cy", "bo", "ada"]}
{"kind": "issue", "id": "tunnel"}
{"kind": "event", "id": "vote", "title": "The vote", "date": "2026-01-03/2026-01-05", "trigger": true}
{"kind": "event", "id": "fair", "title": "A fair", "date": "2026-02-20"}
{"kind": "event", "id": "before", "title": "Before", "date": "2025-12-31", "trigger": true}
{"kind": "event", "id": "later", "title": "Later", "date": "2026-02-20/2026-03-02", "trigger": true}
{"kind": "event", "id": "other", "title": "Other", "date": "2026-01-05", "trigger": true, "issues": ["tunnel"]}
{"kind": "statement", "id": "yes", "speaker": "ada", "date": "../2026-01-20", "stance": "favor"}
{"kind": "statement", "id": "no", "speaker": "ada", "date": "2026-01-22/2026-01-25", "stance": "against"}
{"kind": "statement", "id": "early", "speaker": "bo", "date": "2025-12/2026-01-09", "stance": "neither"}
{"kind": "statement", "id": "unsure", "speaker": "cy", "date": "2026-01-08", "stance": "against",
 "verification": "disputed"}
{"kind": "statement", "id": "wrong", "speaker": "cy", "date": "2026-01-08", "stance": "against"}
{"kind": "statement", "id": "maybe", "speaker": "cy", "date": "2026-02-20/2026-03-20", "stance": "mixed"}
{"kind": "statement", "id": "elsewhere", "speaker": "cy", "date": "2026-01-09", "stance": "neither",
 "issue": "tunnel"}
{"kind": "statement", "id": "memo", "speaker": "di", "date": "2026-01-09", "stance": "neither",
 "audience": "internal", "made_public": "2026-02-05/2026-02-07"}
{"kind": "statement", "id": "secret", "speaker": "di", "date": "2026-01-09", "stance": "neither",
 "audience": "private", "made_public": "2026-04-09"}
{"kind": "statement", "id": "aside", "speaker": "out", "date": "2026-02-25", "stance": "neither"}
{"kind": "silence", "id": "look", "actors": ["di", "eve", "ada"], "date": "2026-01-12/2026-01-14"}
{"kind": "silence", "id": "again", "actors": ["eve"], "date": "2026-01-18"}
{"kind": "silence", "id": "gone", "actors": ["flo"], "date": "2026-01-18"}
{"kind": "silence", "id": "elsewhen", "actors": ["cy"], "date": "2026-01-10", "issue": "tunnel"}
{"kind": "correction", "id": "c1", "corrects": "wrong"}
{"kind": "correction", "id": "c2", "corrects": "gone"}
"""
"""Ada spoke twice, Bo on no known day; Di's memo is reported; Eve was looked for; Cy and Flo are unchecked."""


def report(folder: Folder, cache: Path, name: str = "summary", **asked: Any) -> Report:
    """Report on the bridge as of 1 March 2026, unless something else is asked for."""
    question = Question(**{"as_of": "2026-03-01", "issues": ("bridge",), **asked})
    return answer(folder, question, plugins.load(catalogue, name, "report").report, cache)


def figures(folder: Folder, cache: Path, name: str = "summary", **asked: Any) -> dict[str, Any]:
    """Return the figures of a report by kind."""
    return {figure.kind: figure for _, figure in drawn(report(folder, cache, name, **asked))}


def standing(name: str, status: str, stance: str | None = None, **given: Any) -> Standing:
    """Return the standing of a person of the panel."""
    row = {**dict.fromkeys(Standing._fields), "issue": "bridge", "actor": name.lower().replace(" ", "-")}
    row |= {"name": name, "status": status, "stance": stance, "panel": True, "actor_kind": "person"}
    row |= {
        "response": "none-found" if status == "silent" else None,
        "as_of": "2026-03-01",
        "audience": "public",
    }
    return Standing(**{**row, "stale": False, "reported": False, "may_have_spoken": False, **given})


@pytest.fixture
def six(tmp_path: Path) -> Folder:
    """Write the dataset of six."""
    return write(tmp_path / "data", lines_of(LINES))


def crowd(spoken: dict[str, str]) -> list[Line]:
    """Return a panel of 151, of whom these spoke, each on a date."""
    names = [f"p{number}" for number in range(151)]
    lines: list[Line] = [{"kind": "person", "id": name} for name in names]
    lines.append({"kind": "issue", "id": "bridge", "panel": names})
    for name, date in spoken.items():
        stance = "favor" if name in ("p0", "p1") else "neither"
        lines.append({"kind": "statement", "speaker": name, "date": date, "stance": stance})
    return [complete(line) for line in lines]
