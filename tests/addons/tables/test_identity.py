"""Who and what a row is about, from version to version of a table."""

from pathlib import Path

import pytest
from tests.addons.tables.living import Tracker, added, mapping, reasons, row
from tests.loading import opening

from stancetracker.contribute import add, amend, imports
from stancetracker.contribute.imports import Import

V1 = "2026-02-01"
V2 = "2026-03-01"
V3 = "2026-04-01"
WITH_IDS = mapping().replace('name = "{Name}"', 'name = "{Name}"\nid = "{Source}"')
ON_ISSUES = mapping().replace("issue-a", "bridge-tolls")
ON_ISSUES = ON_ISSUES.replace('\nissue = "bridge-tolls"', '\nissue = "{Day}"')


def tracker(folder: Path, text: str, *rows: dict[str, str]) -> Tracker:
    """Return a ledger with the first version of a table."""
    made = Tracker(folder, text)
    made.version(V1, *rows)
    return made


def test_the_id_of_a_merged_person_in_a_table_means_who_they_are_now(tmp_path: Path) -> None:
    made = tracker(tmp_path, WITH_IDS, row("Ann A", "yes", Source="aa"))
    ann = {"kind": "person", "id": "ann", "name": "Zoe Ann", "memberships": [{"role": "Member"}]}
    add.write(add.plan(opening(made.folder), [ann], V1))
    plan = amend.plan_merge(opening(made.folder), "aa", "ann", "One person.", V1).plan
    add.write(plan)
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


@pytest.mark.parametrize(
    "rows",
    [
        [row("Ann A", "perhaps", Key="2")],
        [row("Ann A", "yes", Key="2"), row("Ann A", "no", Key="2")],
    ],
)
def test_whoever_is_named_by_a_row_that_cannot_be_read_is_not_gone(
    tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    settings = mapping(settings='gone = "retract"\n')
    made = tracker(tmp_path, settings, row("Ann A", "yes", Key="1"), row("Bo B", "no"))
    planned = made.version(V2, *rows, row("Bo B", "no"))

    assert len(rows) == len(reasons(planned))
    assert [] == added(planned)
    assert {"ann-a": "favor", "bo-b": "against"} == made.standings()
    planned = made.version(V3, row("Ann A", "yes", Key="2"), row("Bo B", "no"))
    assert [] == added(planned)
    assert "1 under a new key" in planned.notes


def answered(made: Tracker, day: str, answer: str, *rows: dict[str, str]) -> Import:
    """Import a version, with this answer to each question about a row."""
    planned = made.plan(day, rows, answers=answer)
    imports.write(planned)
    return planned


@pytest.mark.parametrize("key", ["", "1"])
def test_a_look_alike_with_the_same_cells_is_a_question(tmp_path: Path, key: str) -> None:
    keys = {"Key": key} if key else {}
    made = tracker(tmp_path, mapping(), row("Ann Albrecht", "yes", **keys))
    [question] = made.plan(V2, [row("Ann Albrech", "yes", **keys)]).questions

    assert ("same", "two") == question.choices
    assert (
        "Ann Albrecht is gone and Ann Albrech is new with the same cells: the same, or two?"
        == question.text
    )


def test_a_look_alike_who_is_the_same_goes_on_under_another_name(tmp_path: Path) -> None:
    made = tracker(tmp_path, mapping(), row("Ann Albrecht", "yes"), row("Cy C", "no"))
    planned = answered(made, V2, "same", row("Ann Albrech", "yes"), row("Cy C", "no"))

    assert ([], ("1 under a new key",), ()) == (added(planned), planned.notes, planned.questions)
    assert ["Ann Albrech"] == made.records("person")[0]["other_names"]
    assert {"ann-albrecht": "favor", "cy-c": "against"} == made.standings()
    planned = made.version(V3, row("Ann Albrech", "yes"), row("Cy C", "no"))
    assert ([], ()) == (added(planned), planned.questions)


def test_a_look_alike_with_an_id_of_its_own_is_found_by_that_id_too(tmp_path: Path) -> None:
    made = tracker(tmp_path, WITH_IDS, row("Ann Albrecht", "yes", Source="ann-albrecht"))
    rows = [row("Ann Albrech", "yes", Source="ann-albrech")]
    answered(made, V2, "same", *rows)

    assert {"ann-albrecht": "favor"} == made.standings()
    assert ([], ()) == (added(made.version(V3, *rows)), made.plan(V3, rows).questions)


@pytest.mark.parametrize("answer", ["two", ""])
def test_a_look_alike_who_is_another_is_new(tmp_path: Path, answer: str) -> None:
    made = tracker(tmp_path, mapping(), row("Ann Albrecht", "yes"))
    planned = answered(made, V2, answer, row("Ann Albrech", "yes"))

    assert ["ann-albrech favor ../2026-03-01"] == added(planned)
    assert bool(answer) is not any("stancetracker amend" in note for note in planned.notes)
    assert {"ann-albrech": "favor"} == made.standings()


def test_a_row_whose_issue_is_spelled_anew_is_rejected(tmp_path: Path) -> None:
    made = tracker(tmp_path, ON_ISSUES, row("Ann A", "yes", Day="bridge-tolls"))
    planned = made.plan(V2, [row("Ann A", "yes", Day="bridge-toll")])

    [(_, reasons)] = planned.rejects
    assert ["unknown issue: bridge-toll (did you mean bridge-tolls?)"] == reasons
