"""An amendment, as `list`, `query`, `cite`, `show` and `changes` have it."""

import json
from pathlib import Path
from typing import Any, Final

from tests.cli.conftest import Run
from tests.datasets import Line, complete, write
from tests.repositories import commit

TODAY: Final = "2026-03-01"
SIDES: Final = {"favor": "for the bridge", "against": "no bridge"}
ISSUE: Final[Line] = {
    "kind": "issue",
    "id": "bridge",
    "proposition": "The bridge should be built",
    "stance_words": SIDES,
}
ADA: Final[Line] = {"kind": "person", "id": "ada", "name": "Ada Lee"}
ACME: Final[Line] = {"kind": "organization", "id": "acme", "name": "Acme"}
VOTE: Final[Line] = {"kind": "event", "id": "vote", "date": "2026-01-10", "trigger": True}
STATEMENT: Final[Line] = {
    "kind": "statement",
    "id": "said",
    "speaker": "ada",
    "date": "2026-01-09",
    "stance": "favor",
}
SILENCE: Final[Line] = {
    "kind": "silence",
    "id": "checked",
    "actors": ["acme"],
    "date": "2026-01-12",
}
BEFORE: Final = ({"kind": "dataset"}, ISSUE, ADA, ACME, VOTE, STATEMENT, SILENCE)


def amendment(record: Line, field: str, old: str | None, **others: Any) -> Line:
    values = {"corrects": record["id"], "type": "amendment", "field": field, "old": old}
    return {
        "kind": "correction",
        "id": f"amends-{field.replace('_', '-').replace('.', '-')}",
        **values,
        **others,
    }


def changed(record: Line, values: Line) -> list[Line]:
    return [line | values if line is record else line for line in BEFORE]


AMENDED: Final = amendment(VOTE, "trigger", "false", reason="It was one.")


def test_an_amendment_withdraws_nothing(run: Run, tmp_path: Path) -> None:
    """An amended trigger still makes an older check stale, and its title is still found."""
    old_check = {**SILENCE, "date": "2026-01-09"}
    lines = [line for line in BEFORE if line is not SILENCE]
    folder = str(write(tmp_path, map(complete, [*lines, old_check, AMENDED])).path)
    question = ("-d", folder, "--as-of", TODAY, "--known-by", TODAY, "--json")
    [standing] = json.loads(run("list", "--org", "acme", "--no-cache", *question)[1])

    assert standing["stale"]
    [event] = json.loads(run("query", "SELECT id, state FROM event_all", *question)[1])
    assert {"id": "vote", "state": "counts"} == event
    assert ["counts"] == [
        row["state"]
        for row in json.loads(run("query", _STATES_OF_TEXTS, "-d", folder, "--json")[1])
    ]
    assert "withdrawn" not in run("cite", "vote", "-d", folder)[1]


def test_an_amendment_that_is_there_is_none_of_another_change(run: Run, tmp_path: Path) -> None:
    folder = str(write(tmp_path, map(complete, BEFORE)).path)
    add = ("add", "correction", "--type", "amendment", "--corrects", "vote", "--field", "trigger")
    first = run(*add, "--old", "true", "--reason", "It was none.", "-d", folder)
    again = run(*add, "--old", "true", "--reason", "It was none.", "-d", folder)
    other = run(*add, "--old", "true", "--reason", "It was none, again.", "-d", folder)

    hint = "stancetracker: it stands for an earlier change; for another, give another reason\n"
    assert [False, True, False] == [hint in err for *_, err in (first, again, other)]
    assert "already there" not in other[2]


_STATES_OF_TEXTS: Final = "SELECT DISTINCT state FROM passage_all"


def test_show_and_changes_say_what_an_amendment_changed(run: Run, tmp_path: Path) -> None:
    folder = write(tmp_path / "data", map(complete, BEFORE)).path
    commit(tmp_path)
    after = changed(ADA, {"name": "Ada Roy"})
    reason = "She married."
    write(folder, map(complete, [*after, amendment(ADA, "name", "Ada Lee", reason=reason)]))
    shown = run("show", "ada", "-d", str(folder), "-f", "table")[1]
    changes = run("changes", "-d", str(folder), "--rev", "HEAD..")[1]

    assert "name was “Ada Lee”: She married." in shown
    assert "1 amended record, 1 changed person" in changes
    assert (
        "Changes of meaning\n"
        "  An amendment of Ada Roy (name was “Ada Lee”): She married. (amends-name)\n"
    ) in changes
