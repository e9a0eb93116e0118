"""How a record came to be as it is."""

from functools import partial
from pathlib import Path
from typing import Any

from tests.datasets import complete, write
from tests.reports.asking import asking
from tests.repositories import commit, git

from stancetracker.ledger.folder import Folder
from stancetracker.reports.show import profile
from stancetracker.reports.table import Row

PEOPLE = [complete({"kind": "person", "id": "ada"}), complete({"kind": "issue", "id": "bridge"})]
SAID = {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
OTHER = complete(SAID | {"id": "s-2", "date": "2026-01-11"})
CORRECTION = complete({"kind": "correction", "id": "c", "corrects": "s", "recorded": "2026-02-05"})
REPLY = complete({"kind": "reply", "id": "r", "to": "s", "by": "ada", "date": "2026-02-03"})


def history(folder: Folder, cache: Path, **asked: Any) -> list[Row]:
    found = asking(folder, cache, "2026-03-01")(partial(profile, ref="s"), **asked)
    return list(found.section("history").rows)


def without_hash(row: Row) -> str:
    detail = str(row["detail"])
    return detail.partition(" ")[2] if row["happened"] == "committed" else detail


def test_it_was_recorded_committed_answered_and_corrected(tmp_path: Path) -> None:
    root = tmp_path / "ledger"
    root.mkdir()
    git(root, "init", "--quiet")
    folder = write(root / "data", [*PEOPLE, complete(SAID)])
    commit(root, "Add what Ada said")
    write(root / "data", [*PEOPLE, complete(SAID), OTHER])
    commit(root, "Add something else")
    write(root / "data", [*PEOPLE, complete(SAID | {"note": "N"}), OTHER, CORRECTION, REPLY])
    commit(root, "Mend \x1b[31mit")

    assert [
        ("2026-01-01", "committed", "Add what Ada said"),
        ("2026-01-01", "committed", "Mend \x1b[31mit"),
        ("2026-02-01", "recorded", ""),
        ("2026-02-03", "reply", "Ada"),
        ("2026-02-05", "retraction", "It was wrong."),
    ] == [(row["day"], row["happened"], without_hash(row)) for row in history(folder, tmp_path / "cache")]


def test_only_what_was_known_by_then_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", [*PEOPLE, complete(SAID), CORRECTION, REPLY])

    found = history(folder, tmp_path / "cache", known_by="2026-02-02")

    assert [("2026-02-01", "recorded")] == [(row["day"], row["happened"]) for row in found]
