"""Both sides of every headline, and never a part without its whole."""

from typing import Any

from stancetracker.index.queries import Issue, Question, Standing
from stancetracker.reports.filters import count

ASKED = Question("2026-03-01")
ISSUE = Issue("bridge", "The bridge", "It should be built", "2026-01-01", None, None, 30, None, None, 1, 0)


def standing(status: str, **more: Any) -> Standing:
    fields: dict[str, Any] = dict.fromkeys(Standing._fields)
    flags = {"stale": False, "reported": False, "may_have_spoken": False, "panel": True}
    return Standing(**{**fields, **flags, "status": status, **more})


PANEL = [
    standing("spoke", stance="against", stance_basis="inferred"),
    standing("spoke", stance="favor"),
    standing("spoke", stance="against", reported=True),
    standing("silent", response="none-found", earliest="2026-01-26", stale=True),
    standing("silent", response="declined", earliest="2026-02-06", reported=True),
    standing("unchecked", may_have_spoken=True),
    standing("spoke", stance="favor", panel=False),
    standing("silent", response="avoided", earliest="2026-03-01", panel=False, stale=True),
]


def test_both_counts_with_their_splits_the_days_of_the_checks_and_the_unchecked_then_the_day_and_flags() -> (
    None
):
    found = count(PANEL, "person", ASKED, ISSUE)

    assert (
        "Public statements on record: 3 of 6 (2 against, 1 in favor); for 2 none found when last checked,"
        " 26 Jan–6 Feb 2026 (1 none found, 1 declined); 1 unchecked.",
        "as of 1 Mar 2026 · 1 of 3 stances inferred · 1 of 2 overdue for a recheck"
        " · 1 reported, not public · 1 may have spoken",
    ) == (found.headline(), " · ".join(found.besides()))
    assert found.total == found.spoken + found.silences + found.unchecked


def test_before_anybody_checked_the_unchecked_do_not_read_as_silent() -> None:
    found = count([standing("unchecked")], "organization", ASKED._replace(audience="any"), ISSUE)

    assert (
        "1 of 1 organization unchecked: no check on record, which says nothing about whether they spoke.",
        "as of 1 Mar 2026",
    ) == (found.headline(), " · ".join(found.besides()))


def test_a_zero_is_left_out_but_for_the_unchecked() -> None:
    silent = standing("silent", response="none-found", earliest="2026-01-26")
    spoke = standing("spoke", stance="favor")

    def headline(*members: Standing) -> str:
        return count(members, "organization", ASKED, ISSUE).headline()

    assert (
        "No public statement found for 1 of 1 organization when last checked, 26 Jan 2026; 0 unchecked."
        == headline(silent)
    )
    assert "Public statements on record: 1 of 1 organization (1 in favor); 0 unchecked." == headline(spoke)
