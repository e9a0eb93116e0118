"""Who and what a row is about, from version to version of a table."""

from pathlib import Path

import pytest
from tests.addons.tables.living import TODAY, Tracker, added, mapping, reasons, row
from tests.loading import opening

from stancetracker.contribute import rename

V1 = "2026-02-01"
V2 = "2026-03-01"
V3 = "2026-04-01"
WITH_IDS = mapping().replace('name = "{Name}"', 'name = "{Name}"\nid = "{Source}"')
ON_ISSUES = mapping().replace('issue = "issue-a"', 'issue = "{Day}"')


def tracker(folder: Path, text: str, *rows: dict[str, str]) -> Tracker:
    """Return a ledger with the first version of a table."""
    made = Tracker(folder, text)
    made.version(V1, *rows)
    return made


def renamed(made: Tracker, old: str, new: str) -> None:
    rename.write(rename.plan(opening(made.folder), old, new, TODAY))


def test_an_issue_that_was_renamed_is_the_one_of_the_kept_mapping(tmp_path: Path) -> None:
    made = tracker(tmp_path, mapping(), row("Ann A", "yes"))
    renamed(made, "issue-a", "tolls")
    planned = made.version(V2, row("Ann A", "yes"), row("Bo B", "no"))

    assert ["bo-b against ../2026-03-01"] == added(planned)
    assert {"ann-a": "favor", "bo-b": "against"} == made.standings()


def test_a_former_id_in_a_table_means_the_person_of_today(tmp_path: Path) -> None:
    made = tracker(tmp_path, WITH_IDS, row("Ann A", "yes", Source="aa"))
    renamed(made, "aa", "ann")
    planned = made.version(V2, row("Ann A", "yes", Source="aa"), row("Bo B", "no", Source="bb"))

    assert ["bb against ../2026-03-01"] == added(planned)
    assert {"ann": "favor", "bb": "against"} == made.standings()


@pytest.mark.parametrize("view", ["yes", "no"])
def test_a_key_that_names_somebody_else_now_is_another_row(tmp_path: Path, view: str) -> None:
    made = tracker(tmp_path, mapping(), row("Ann A", "yes", Key="1"), row("Cy C", "no", Key="2"))
    planned = made.version(V2, row("Bo B", view, Key="1"), row("Cy C", "no", Key="2"))
    stance = {"yes": "favor", "no": "against"}[view]

    assert [f"bo-b {stance} ../2026-03-01"] == added(planned)
    assert {"bo-b": stance, "cy-c": "against"} == made.standings()
    assert {"ann-a": "favor", "cy-c": "against"} == made.standings(known_by=V1)


def test_somebody_who_has_their_key_again_is_compared_with_what_they_said(tmp_path: Path) -> None:
    made = tracker(tmp_path, mapping(), row("Ann A", "yes", Key="1"))
    made.version(V2, row("Bo B", "no", Key="1"))
    planned = made.version(V3, row("Bo B", "no", Key="1"))

    assert [] == added(planned)
    planned = made.version("2026-05-01", row("Ann A", "yes", Key="1"))
    assert [] == added(planned)
    assert {"ann-a": "favor"} == made.standings()


def test_a_row_that_cannot_be_read_is_nobody_s_departure(tmp_path: Path) -> None:
    made = tracker(tmp_path, mapping(), row("Ann A", "yes", Key="1"))
    made.version(V2, row("Bo B", "no", Key="1"))
    planned = made.version(V3, row("Bo B", "perhaps", Key="1"))

    assert 1 == len(reasons(planned))
    assert {"bo-b": "against"} == made.standings()
