"""Both sides of every headline, and never a part without its whole."""

from typing import Any

from stancetracker.index.queries import Standing
from stancetracker.reports.panel import count


def standing(status: str, **more: Any) -> Standing:
    fields: dict[str, Any] = dict.fromkeys(Standing._fields)
    flags = {"stale": False, "reported": False, "may_have_spoken": False, "panel": True}
    return Standing(**{**fields, **flags, "status": status, **more})


PANEL = [
    standing("spoke", stance="against"),
    standing("spoke", stance="favor"),
    standing("spoke", stance="against", reported=True),
    standing("silent", response="none-found", earliest="2026-01-26", stale=True),
    standing("silent", response="declined", earliest="2026-02-06", reported=True),
    standing("unchecked", may_have_spoken=True),
    standing("spoke", stance="favor", panel=False),
    standing("silent", response="avoided", earliest="2026-03-01", panel=False, stale=True),
]


def test_both_counts_with_their_splits_the_unchecked_and_the_day_then_the_last_check_and_flags() -> None:
    found = count(PANEL, "person", "2026-03-01", "public")

    assert (
        "3 of 6 people made a public statement (2 against, 1 in favor); for 2 no public statement was found"
        " (1 none found, 1 declined); 1 unchecked, as of 1 Mar 2026.",
        "last checked 6 Feb 2026 · 1 of 2 overdue for a recheck · 1 reported, not public · 1 may have spoken",
    ) == found.ending()
    assert "●●◆○○·" == found.marks()
    assert found.total == len(found.marks()) == found.spoken + found.silences + found.unchecked


def test_where_nobody_spoke_and_nobody_looked_that_is_said() -> None:
    found = count([standing("unchecked")], "organization", "2026-03-01", "any")

    assert (
        "0 of 1 organization made a statement; 1 unchecked, as of 1 Mar 2026.",
        "no check on record",
    ) == found.ending()


def test_a_large_panel_is_not_drawn() -> None:
    def marks(members: int) -> str:
        return count([standing("unchecked")] * members, "person", "2026-03-01", "public").marks()

    assert "·" * 100 == marks(100)
    assert "" == marks(101)
