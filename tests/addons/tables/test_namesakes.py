"""A name in a table gives nobody's words to somebody else who has the same name."""

from pathlib import Path
from typing import Any

import pytest
from tests.addons.tables.living import Tracker, added, mapping, reasons, row
from tests.loading import opening

from stancetracker.contribute import add, imports
from stancetracker.contribute.imports import Import

V1 = "2026-02-01"
V2 = "2026-03-01"
MEMBERSHIP = '{ role = "{Role}", organization = "{firm}" }'
BY_FIRM = mapping().replace('{ role = "{Role}" }', MEMBERSHIP)
BY_FIRM = BY_FIRM.replace(
    "[actors.member]",
    'actors.firm = { kind = "organization", name = "{Words}", otherwise = "make" }\n[actors.member]',
)
DATED = BY_FIRM.replace(MEMBERSHIP, MEMBERSHIP[:-1] + ', start_date = "{Day}" }')
ACME = {"kind": "organization", "id": "acme", "name": "Acme", "other_names": ["Acme Ltd"]}
ANN = {
    "kind": "person",
    "id": "ann-a",
    "name": "Ann A",
    "memberships": [{"role": "CEO", "organization": "acme"}],
}
ASKED = (
    "Ann A is known as CEO, Acme (ann-a), and is Mayor, {} in this row:"
    " the same person, or another of that name?"
)


def member(name: str, role: str, firm: str, view: str = "yes", **cells: str) -> dict[str, str]:
    """Return a row with somebody's role and organization."""
    return row(name, view, Role=role, Words=firm, **{"Key": f"{name} {firm}", **cells})


def tracker(folder: Path, *people: dict[str, Any], text: str = BY_FIRM) -> Tracker:
    """Return a ledger with people whom no table has brought."""
    made = Tracker(folder, text)
    made.version(V1, member("Zoe Z", "CEO", "Zeta"))
    if people:
        add.write(add.plan(opening(made.folder), [ACME, *people], V1))
    return made


def answered(made: Tracker, answer: str, *rows: dict[str, str], day: str = V2) -> Import:
    """Import a version, with this answer to each question about a row."""
    planned = made.plan(day, [member("Zoe Z", "CEO", "Zeta"), *rows], answers=answer)
    imports.write(planned)
    return planned


def memberships(made: Tracker, id: str) -> list[str]:
    """Return the roles of somebody, in words."""
    [person] = [person for person in made.records("person") if person["id"] == id]
    return [
        ", ".join(filter(None, (role["role"], role.get("organization"))))
        for role in person["memberships"]
    ]


def test_a_known_name_with_another_organization_is_a_question(tmp_path: Path) -> None:
    made = tracker(tmp_path, ANN)
    planned = answered(made, "", member("Ann A", "Mayor", "Springfield"))

    assert [f"{ASKED.format('Springfield')} (answer: same, another)"] == reasons(planned)
    assert [(ASKED.format("Springfield"), ("same", "another"))] == [
        (question.text, question.choices) for question in planned.questions
    ]
    assert [] == added(planned)
    assert "ann-a" not in made.standings()


def test_the_same_person_gets_the_role_of_the_row(tmp_path: Path) -> None:
    made = tracker(tmp_path, ANN)
    planned = answered(made, "same", member("Ann A", "Mayor", "Springfield"))

    assert ["ann-a favor ../2026-03-01"] == added(planned)
    assert ["CEO, acme", "Mayor, springfield"] == memberships(made, "ann-a")
    again = answered(made, "", member("Ann A", "Mayor", "Springfield"), day="2026-04-01")
    assert ([], []) == (added(again), reasons(again))


def test_another_person_is_made_and_said_to_be_distinct(tmp_path: Path) -> None:
    made = tracker(tmp_path, ANN)
    planned = answered(made, "another", member("Ann A", "Mayor", "Springfield"))

    assert ["ann-a-springfield favor ../2026-03-01"] == added(planned)
    assert ["ann-a"] == made.records("person")[-1]["distinct_from"]
    assert ["CEO, acme"] == memberships(made, "ann-a")
    both = [member("Ann A", "Mayor", "Springfield"), member("Ann A", "CEO", "Acme", "no")]
    planned = answered(made, "", *both, day="2026-04-01")
    assert (["ann-a against ../2026-04-01"], []) == (added(planned), reasons(planned))


def test_of_several_who_have_the_name_one_may_be_named(tmp_path: Path) -> None:
    other = {
        **ANN,
        "id": "ann-2",
        "memberships": [{"role": "Dean", "organization": "acme"}],
        "distinct_from": ["ann-a"],
    }
    made = tracker(tmp_path, ANN, other)
    rows = [member("Ann A", "Mayor", "Springfield")]
    [question] = made.plan(V2, rows).questions

    assert ("ann-2", "ann-a", "another") == question.choices
    assert ["ann-2 favor ../2026-03-01"] == added(answered(made, "ann-2", *rows))


@pytest.mark.parametrize("firm", ["Acme", "ACME", "Acme Ltd", "acme", "Acme Holding"])
def test_an_organization_may_be_spelled_a_little_otherwise(tmp_path: Path, firm: str) -> None:
    made = tracker(tmp_path, ANN)
    planned = answered(made, "", member("Ann A", "President", firm))

    assert ["ann-a favor ../2026-03-01"] == added(planned)
    assert ["CEO, acme"] == memberships(made, "ann-a")


def test_one_name_with_two_organizations_in_a_new_table_is_a_question(tmp_path: Path) -> None:
    rows = [member("Ann A", "CEO", "Acme"), member("Ann A", "Mayor", "Springfield", "no")]
    made = Tracker(tmp_path, BY_FIRM)
    planned = made.version(V1, *rows)

    assert [f"{ASKED.format('Springfield')} (answer: same, another)"] == reasons(planned)
    assert {"ann-a": "favor"} == made.standings()


def test_two_of_one_name_in_a_new_table_become_two(tmp_path: Path) -> None:
    rows = [member("Ann A", "CEO", "Acme"), member("Ann A", "Mayor", "Springfield", "no")]
    made = Tracker(tmp_path, BY_FIRM)
    imports.write(made.plan(V1, rows, answers="another"))

    assert {"ann-a": "favor", "ann-a-springfield": "against"} == made.standings()
    assert {"ann-a": ["ann-a-springfield"], "ann-a-springfield": ["ann-a"]} == {
        person["id"]: person["distinct_from"] for person in made.records("person")
    }


def test_rows_of_one_name_and_organization_are_one_question(tmp_path: Path) -> None:
    made = tracker(tmp_path, ANN)
    rows = [member("Ann A", "Mayor", "Springfield", Key=key) for key in "123"]
    planned = made.plan(V2, rows)

    assert (1, 3) == (len(planned.questions), len(planned.rejects))


def test_days_tell_roles_of_one_person_apart(tmp_path: Path) -> None:
    ended = {"role": "CEO", "organization": "acme", "end_date": "2019"}
    made = tracker(tmp_path, {**ANN, "memberships": [ended]}, text=DATED)
    planned = answered(made, "", member("Ann A", "Mayor", "Springfield", Day="2020-05-01"))

    assert ["ann-a favor ../2026-03-01"] == added(planned)
    assert ["CEO, acme", "Mayor, springfield"] == memberships(made, "ann-a")


@pytest.mark.parametrize("key", ["Ann A Acme", "Ann A Bolt"])
def test_whoever_changes_their_organization_between_versions_goes_on(
    tmp_path: Path, key: str
) -> None:
    made = Tracker(tmp_path, BY_FIRM)
    made.version(V1, member("Ann A", "CEO", "Acme"))
    planned = made.version(V2, member("Ann A", "Chair", "Bolt", Key=key))

    assert ([], []) == (added(planned), reasons(planned))
    assert ["CEO, acme", "Chair, bolt"] == memberships(made, "ann-a")


def test_a_name_that_comes_back_with_another_organization_is_a_question(tmp_path: Path) -> None:
    made = Tracker(tmp_path, BY_FIRM)
    made.version(V1, member("Ann A", "CEO", "Acme"), member("Zoe Z", "CEO", "Zeta"))
    made.version(V2, member("Zoe Z", "CEO", "Zeta"))
    planned = made.version(
        "2026-04-01", member("Ann A", "Chair", "Bolt"), member("Zoe Z", "CEO", "Zeta")
    )

    assert 1 == len(reasons(planned))


def test_a_surname_may_stand_first_in_a_table(tmp_path: Path) -> None:
    made = tracker(tmp_path, ANN)
    planned = answered(made, "", member("A, Ann", "CEO", "Acme"))

    assert (["ann-a favor ../2026-03-01"], []) == (added(planned), reasons(planned))


def test_a_new_row_that_stands_before_the_changed_ones_is_of_the_same_person(
    tmp_path: Path,
) -> None:
    made = Tracker(tmp_path, BY_FIRM)
    made.version(V1, member("Ann A", "CEO", "Acme", Key="1"))
    rows = [member("Ann A", "Chair", "Bolt", Key=key) for key in ("2", "1")]

    assert [] == reasons(made.version(V2, *rows))


@pytest.mark.parametrize(
    ("role", "is_asked"),
    [("Mayor of Springfield", True), ("CEO", False), ("Acme's chief", False)],
)
def test_a_role_without_an_organization_shares_a_word_with_that_on_record(
    tmp_path: Path, role: str, *, is_asked: bool
) -> None:
    made = tracker(tmp_path, ANN)

    assert is_asked == bool(reasons(answered(made, "", member("Ann A", role, ""))))


BY_NAME_ALONE = "taken for people on record by the name alone; check that they are the same"


def test_who_is_taken_for_somebody_by_the_name_alone_is_reported(tmp_path: Path) -> None:
    made = tracker(tmp_path, ANN, text=BY_FIRM.replace(MEMBERSHIP, '{ role = "Signatory" }'))
    planned = answered(made, "", member("Ann A", "", ""))
    again = answered(made, "", member("Ann A", "", ""), day="2026-04-01")

    assert [] == reasons(planned)
    assert f"{BY_NAME_ALONE}: Ann A (CEO, Acme)" in planned.notes
    assert not any(BY_NAME_ALONE in note for note in again.notes)


def test_whom_a_table_without_versions_made_is_not_on_record_by_the_name_alone(
    tmp_path: Path,
) -> None:
    text = BY_FIRM.replace(MEMBERSHIP, '{ role = "Signatory" }').split("[versions]")[0]
    made = tracker(tmp_path, text=text)

    assert not any(BY_NAME_ALONE in note for note in answered(made, "").notes)


@pytest.mark.parametrize(
    ("role", "is_asked"),
    [("Senator", True), ("CEO of Acme", True), ("CEO", False), ("Bolt, CEO of", False)],
)
def test_a_role_agrees_with_one_of_no_organization_if_it_has_all_its_words(
    tmp_path: Path, role: str, *, is_asked: bool
) -> None:
    made = tracker(tmp_path, {**ANN, "memberships": [{"role": "CEO of Bolt"}]}, text=mapping())

    assert is_asked == bool(reasons(answered(made, "", row("Ann A", "yes", Role=role))))


def test_one_name_with_two_roles_in_a_new_table_is_a_question(tmp_path: Path) -> None:
    planned = Tracker(tmp_path, mapping()).plan(
        V1,
        [
            row("Ann A", "yes", Key="1", Role="Senator for Ohio"),
            row("Ann A", "no", Key="2", Role="Senator for Iowa"),
            row("Ann A", "yes", Key="3", Role="Senator for Ohio"),
        ],
    )

    assert [
        "Ann A is known as Senator for Ohio (ann-a), and is Senator for Iowa in this row:"
        " the same person, or another of that name? (answer: same, another)"
    ] == reasons(planned)


@pytest.mark.parametrize(
    ("firms", "notes"),
    [
        (("Acme",), []),
        (
            ("Acme Inc.",),
            ["Acme and Acme Inc. may be one: stancetracker amend acme-inc --merge acme"],
        ),
        (
            ("Bolt", "Bolt Co"),
            ["Bolt and Bolt Co may be one: stancetracker amend bolt-co --merge bolt"],
        ),
        (("Acme Bank", "Co"), []),
    ],
)
def test_organizations_that_differ_by_a_legal_form_are_reported(
    tmp_path: Path, firms: tuple[str, ...], notes: list[str]
) -> None:
    made = tracker(tmp_path, ANN)
    rows = [member(f"Bea {at}", "CEO", firm) for at, firm in enumerate(firms)]

    assert notes == [note for note in answered(made, "", *rows).notes if "may be one" in note]
