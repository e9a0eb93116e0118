"""Laws that hold of any versions of a table, with any decisions of an editor between them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.addons.tables.living import TODAY, Tracker, added, mapping, row
from tests.depth import often
from tests.loading import faults

from stancetracker.addons.tables.history import TABLE_REASON
from stancetracker.contribute.imports import Import

DAYS = ("2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01")
NAMES = ("Ann A", "Bo B", "Cy C")
WORDS = ("", "I would never vote for that bill.", "We were glad to see it pass today.")
MAPPINGS = (
    mapping(settings='side = "moved"\nrechecked = true\n'),
    mapping(words=True, settings="rechecked = true\n"),
    mapping(dated=True, words=True),
    mapping(sources=True, settings='gone = "retract"\nside = "corrected"\n'),
)
CELLS = st.fixed_dictionaries(
    {
        "View": st.sampled_from(("yes", "no", "unsure", "none", "")),
        "Day": st.sampled_from(("", "2026-01-03", "2026-01-20", "2026-02-10")),
        "Words": st.sampled_from(WORDS),
        "Source": st.sampled_from(("", "S", "T")),
        "Role": st.sampled_from(("Member", "Chair")),
    }
)
VERSION = st.dictionaries(st.sampled_from(NAMES), CELLS, min_size=1)
ACTS = st.lists(st.sampled_from(("retract", "supersede")), max_size=2)


def rows_of(version: dict[str, dict[str, str]], day: str) -> list[dict[str, str]]:
    """Return the rows of a version; none of them is dated after it."""
    return [
        row(name, cells["View"], **{key: value for key, value in cells.items() if key != "View"})
        for name, cells in version.items()
        if cells["Day"] <= day
    ]


def decide(tracker: Tracker, act: str, day: str) -> None:
    """Let an editor withdraw or replace the last statement that stands, if there is one."""
    withdrawn = {record["corrects"] for record in tracker.records("correction")}
    standing = [
        record
        for record in tracker.records("statement")
        if record["id"] not in withdrawn and record["id"].startswith("members-")
    ]
    if not standing or any(record["recorded"] >= day for record in tracker.records("correction")):
        return
    last = standing[-1]
    if act == "retract":
        tracker.retract(day, last["id"])
    else:
        replacement = {**last, "id": f"by-hand-{day}", "stance": "mixed", "recorded": day}
        tracker.hand(day, replacement)
        tracker.retract(day, last["id"], "supersession", replacement=replacement["id"])


def replacements_by_hand(tracker: Tracker) -> set[str]:
    """Return the records that an editor put in the place of others."""
    return {
        record["replacement"]
        for record in tracker.records("correction")
        if "replacement" in record and not record["reason"].startswith(TABLE_REASON)
    }


def withdrawn(planned: Import) -> set[str]:
    """Return the ids of the records that a planned import withdraws."""
    return {
        json.loads(addition.line)["corrects"]
        for addition in planned.plan.additions
        if addition.kind == "correction"
    }


@pytest.mark.slow
@often(3, 300)
@given(
    mapping_text=st.sampled_from(MAPPINGS),
    versions=st.lists(VERSION, min_size=2, max_size=4),
    acts=st.lists(ACTS, min_size=4, max_size=4),
)
def test_versions_keep_what_was_known_and_what_an_editor_decided(
    tmp_path_factory: Any,
    mapping_text: str,
    versions: list[dict[str, dict[str, str]]],
    acts: list[list[str]],
) -> None:
    tracker = Tracker(Path(tmp_path_factory.mktemp("history")), mapping_text)
    known: dict[str, dict[str, str]] = {}
    for day, version, editor_acts in zip(DAYS, versions, acts, strict=False):
        rows = rows_of(version, day)
        by_hand = replacements_by_hand(tracker) if known else set[str]()
        planned = tracker.plan(day, rows)
        if not rows or planned.doubt or (not known and not planned.accepted):
            continue
        tracker.version(day, *rows)

        assert all(id.startswith("members-") for id in withdrawn(planned))
        assert not by_hand & withdrawn(planned)
        assert not faults(tracker.folder, TODAY)
        assert [] == added(tracker.version(day, *rows))
        for earlier, standings in known.items():
            assert standings == tracker.standings(as_of=earlier, known_by=earlier)
        hand_day = f"{day[:-2]}10"
        for act in editor_acts:
            decide(tracker, act, hand_day)
        known[hand_day] = tracker.standings(as_of=hand_day, known_by=hand_day)
        before = tracker.standings()
        assert [] == added(tracker.version(hand_day, *rows))
        assert before == tracker.standings()
