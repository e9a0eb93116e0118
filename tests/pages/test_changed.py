"""What changed since the edition before: standings, then what was recorded."""

from pathlib import Path

from tests.datasets import Line, complete, write
from tests.pages.asking import at, since

from stancetracker.figures.record import MOST_ROWS
from stancetracker.ledger.folder import Folder
from stancetracker.pages import front, issue


def changed(folder: Folder, cache: Path, before: str, day: str) -> tuple[str, ...]:
    found = since(folder, cache, lambda now, old: issue.page(now, "bridge", old), before, day)

    assert before == found.previous
    return found.changed


def test_standings_and_records_are_told_with_their_day(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "silence", "id": "l", "actors": ["ada", "bo"], "date": "2026-01-20", "recorded": "2026-02-01"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-21/2026-01-22", "stance": "favor",
     "recorded": "2026-02-02"}
    {"kind": "statement", "id": "t", "speaker": "cy", "date": "2026-01-22", "stance": "against",
     "recorded": "2026-02-02"}
    {"kind": "statement", "id": "w", "speaker": "cy", "date": "2026-01-23", "stance": "favor",
     "recorded": "2026-02-02"}
    {"kind": "correction", "id": "c", "corrects": "w", "recorded": "2026-02-02"}
    {"kind": "statement", "id": "memo", "speaker": "cy", "date": "2026-01-20", "stance": "favor",
     "audience": "internal", "made_public": "2026-01-25", "recorded": "2026-02-02"}
    {"kind": "silence", "id": "k", "actors": ["bo"], "date": "2026-01-22", "response": "no-reply",
     "recorded": "2026-02-03"}
    {"kind": "reply", "id": "r", "to": "l", "by": "bo", "date": "2026-02-02", "recorded": "2026-02-03"}
    {"kind": "statement", "id": "later", "speaker": "bo", "date": "2026-01-22", "stance": "favor",
     "recorded": "2026-02-04"}
    """
    assert (
        "Ada: public statement, in favor, 21–22 Jan 2026; before: no public statement found as of 20 Jan 2026",
        "Bo: no public statement found as of 22 Jan 2026 (no reply);"
        " before: no public statement found as of 20 Jan 2026",
        "Cy: public statement, against, 22 Jan 2026, reported, not public; before: no record on this issue",
        "Recorded 2 Feb 2026: reported, not public: internal statement by Cy, in favor, 20 Jan 2026",
        "Recorded 2 Feb 2026: public statement by Ada, in favor, 21–22 Jan 2026",
        "Recorded 2 Feb 2026: public statement by Cy, against, 22 Jan 2026",
        "Recorded 2 Feb 2026: public statement by Cy, in favor, 23 Jan 2026 (record withdrawn by a retraction)",
        "Recorded 2 Feb 2026: a retraction withdraws the record of a statement by Cy, 23 Jan 2026",
        "Recorded 3 Feb 2026: no public statement by Bo found as of 22 Jan 2026 (no reply), searched by Us",
        "Recorded 3 Feb 2026: reply of Bo to the record of a check for Ada, Bo, as of 20 Jan 2026, 2 Feb 2026",
    ) == changed(folder, cache, "2026-02-01", "2026-02-03")


def test_a_standing_that_only_time_changed_is_told(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"], "recheck_days": 5}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-20", "recorded": "2026-01-21"}
    """
    assert (
        "Ada: no public statement found as of 20 Jan 2026, not rechecked since 20 Jan 2026;"
        " before: no public statement found as of 20 Jan 2026",
    ) == changed(folder, cache, "2026-01-21", "2026-02-21")


def test_of_a_redacted_line_nothing_else_is_told(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
     "recorded": "2026-02-02"}
    {"kind": "correction", "id": "c", "corrects": "s", "type": "redaction", "recorded": "2026-02-02"}
    """
    assert ("Recorded 2 Feb 2026: a line was redacted",) == changed(folder, cache, "2026-02-01", "2026-02-02")


def test_the_first_edition_has_no_changes_and_the_front_page_names_the_issue(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "title": "The bridge", "panel": ["ada"]}
    {"kind": "issue", "id": "tunnel", "title": "The tunnel", "panel": ["ada"]}
    {"kind": "silence", "id": "l", "issue": "tunnel", "actors": ["ada"], "date": "2026-01-20"}
    """
    first = at(folder, cache, lambda now: front.page(now, None), "2026-02-01")
    found = since(folder, cache, front.page, "2026-01-31", "2026-02-01")

    assert ((), None) == (first.changed, first.previous)
    assert (
        "The tunnel: Ada: no public statement found as of 20 Jan 2026; before: unchecked",
        "The tunnel: Recorded 1 Feb 2026: no public statement by Ada found as of 20 Jan 2026, searched by Us",
    ) == found.changed
    assert "2026-01-31" == found.previous


def test_more_than_can_be_read_is_cut_and_counted(tmp_path: Path, cache: Path) -> None:
    people = [f"p{number}" for number in range(MOST_ROWS)]
    lines: list[Line] = [
        *({"kind": "person", "id": person} for person in people),
        {"kind": "issue", "id": "bridge", "panel": people},
        *(
            {"kind": "silence", "id": f"l{number}", "actors": [person], "date": "2026-01-20"}
            for number, person in enumerate(people)
        ),
    ]
    found = changed(write(tmp_path / "data", map(complete, lines)), cache, "2026-01-31", "2026-02-01")

    assert (MOST_ROWS + 1, f"And {MOST_ROWS} more.") == (len(found), found[-1])
