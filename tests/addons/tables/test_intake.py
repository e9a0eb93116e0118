"""Importing the rows of tables and JSON lines: the records added, and the rows rejected with reasons."""

import json
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.contribute.conftest import a_silence, a_statement
from tests.faults.injection import contents
from tests.loading import faults, opening

import stancetracker
from stancetracker.addons.tables.files import TableError
from stancetracker.addons.tables.readers.table import plan_table, read
from stancetracker.base.errors import Place, Problem, UsageError
from stancetracker.contribute import add, amend, imports
from stancetracker.contribute.batch import NotImportedError
from stancetracker.contribute.document import load
from stancetracker.contribute.imports import Import
from stancetracker.ledger.folder import Folder

TODAY = "2026-06-01"
RECORDED = "2026-02-01"
ACTOR = """
[actors.mayor]
kind = "person"
name = "{Name}"
otherwise = "make"
memberships = [{ role = "Mayor[ in {State}]" }]
"""
ROW = """
[[row]]
kind = "statement"
when = { View = ["yes", "no"] }
speaker = "{mayor}"
issue = "issue-a"
date = { column = "Day", format = "%m/%d/%Y" }
stance = { column = "View", values = { yes = "favor", no = "against" } }
summary = "On record with {View}."
channel = "interview"
sources = [{ url = "{Link}", tier = "secondary" }]
"""
SILENT = """
[[row]]
kind = "silence"
when = { View = ["none"] }
actors = ["{mayor}"]
issue = "issue-a"
date = 2026-01-25
basis = "reported"
response = "no-reply"
sources = [{ url = "{Link}", tier = "secondary" }]
"""
QUOTE = 'quote = "{Name}"\nwording = "verbatim"\nlanguage = "en"\n'
HEADER = "Name,State,View,Day,Link\n"
A = "https://example.org/a"
KNOWN = """
[actors.mayor]
kind = "person"
name = "{Name}"
"""
TWICE = ROW.replace('when = { View = ["yes", "no"] }', "").replace(
    'summary = "On record with {View}."', "summary = { column = 'View', values = { yes = 'y' } }"
)


@pytest.fixture
def new(tmp_path: Path) -> Folder:
    """Return a dataset whose folder does not exist yet."""
    return Folder(tmp_path / "new")


def rows_of(*actors: str, view: str = "yes", day: str = "1/20/2026") -> str:
    """Return a row for each actor, a name or `name,state`, with this view."""
    return "".join(
        f"{actor if ',' in actor else f'{actor},'},{view},{day},{A}\n" for actor in actors
    )


def plan_of(
    folder: Folder,
    rows: str | bytes,
    mapping: str = ACTOR + ROW,
    *,
    header: str = HEADER,
    recorded: str = RECORDED,
) -> Import:
    content = (header + rows).encode() if isinstance(rows, str) else rows
    document = load(mapping.encode("utf-8", "surrogateescape"), "map.toml")
    table = read(content, "csv", document, "table.csv")
    return plan_table(opening(folder), table, document, TODAY, recorded, lambda *_: None)


def lines(folder: Folder, *values: str | dict[str, Any]) -> Import:
    texts = (value if isinstance(value, str) else json.dumps(value) for value in values)
    content = "\n".join(texts).encode("utf-8", "surrogateescape")
    return imports.plan_lines(opening(folder), content, "a.jsonl", TODAY, RECORDED)


def imported(folder: Folder, rows: str, mapping: str = ACTOR + ROW, **more: Any) -> Import:
    plan = plan_of(folder, rows, mapping, **more)
    imports.write(plan)
    return plan


def records(plan: Import, kind: str = "") -> list[dict[str, Any]]:
    lines_made = [json.loads(addition.line) for addition in plan.plan.additions]
    return [record for record in lines_made if kind in ("", record["kind"])]


def reasons(plan: Import) -> list[tuple[int, str]]:
    return [(row.line, "; ".join(reasons)) for row, reasons in plan.rejects]


def test_a_row_becomes_a_person_and_a_statement(folder: Folder) -> None:
    plan = imported(folder, rows_of("Åsa O’Brien,Ohio"))
    person, statement = records(plan)
    fields = {"stance": "favor", "summary": "On record with yes.", "recorded": RECORDED}
    sources, memberships = [{"url": A, "tier": "secondary"}], [{"role": "Mayor in Ohio"}]

    assert {
        "kind": "person",
        "id": "asa-obrien",
        "name": "Åsa O’Brien",
        "memberships": memberships,
        "recorded": RECORDED,
    } == person
    assert (
        a_statement(id=statement["id"], speaker="asa-obrien", sources=sources, **fields)
        == statement
    )
    assert [("person", 1, 0, 0), ("statement", 1, 0, 0)] == list(plan.counts)
    assert not faults(folder)


BEGINS = "an address begins with https:// or http://; what has none is a `citation`"


def test_each_rejected_row_has_its_reasons_and_stops_no_other(folder: Folder) -> None:
    plan = imported(
        folder,
        rows_of("Asa", view="yse")
        + "Bea,Ohio,no,20/1/2026,ftp://x\n"
        + '"C\nea",Ohio\n'
        + rows_of("Dea", "")
        + rows_of("Eea", view="")
        + rows_of("F\0")
        + rows_of("Gea", day="")
        + "Hea,Ohio,no,1/1/2025,ftp://x\n"
        + rows_of("Iea", day="1/1/2025"),
    )

    assert ["Dea"] == [record["name"] for record in records(plan, "person")]
    assert [
        (2, "View: the mapping has no “yse”; did you mean yes?"),
        (3, "not a date of the form %m/%d/%Y: 20/1/2026"),
        (4, "2 cells, but the header has 5"),
        (7, "`speaker` is missing"),
        (8, "View is empty, and the mapping does not say what that means"),
        (9, "a NUL character"),
        (10, "`date` is missing"),
        (11, f"`sources[0].url`: not an http(s) address: ftp://x ({BEGINS})"),
        (12, "the issue begins on 2026-01-07; this was said by 2025-01-01"),
    ] == reasons(plan)


def test_people_of_one_name_are_distinguished_by_ids(folder: Folder) -> None:
    rows = rows_of("John Smith,Texas", "John Smith,Ohio", "Jöhn Smith,Ohio", "Jane Doe,Iowa")
    by_id = ACTOR.replace('name = "{Name}"', 'name = "{Name}"\nid = "{Name}[ {State}]"')
    plan = imported(folder, rows, by_id + ROW)
    again = imported(folder, rows, by_id + ROW)

    ids = ["john-smith-texas", "john-smith-ohio", "jane-doe-iowa"]
    assert ids == [person["id"] for person in records(plan, "person")]
    assert [["john-smith-ohio"], ["john-smith-texas"], []] == [
        person.get("distinct_from", []) for person in records(plan, "person")
    ]
    assert [("person", 0, 0, 3), ("statement", 0, 0, 3)] == list(again.counts)


def test_a_row_about_a_look_alike_is_rejected(folder: Folder) -> None:
    rejections = reasons(imported(folder, rows_of("Pérs0n A", "Perso-n A", "Asa")))

    assert [2, 3] == [line for line, _ in rejections]
    assert all(
        "may be taken for Pérson A (person-a at statements.jsonl:3:1)" in why
        for _, why in rejections
    )


def test_people_of_the_dataset_are_matched_by_any_name(folder: Folder) -> None:
    rows = rows_of("person a", "PERSON-B", "The Boss", "acme")
    plan = plan_of(folder, rows, KNOWN + ROW)

    assert ["person-a", "person-b"] == [record["speaker"] for record in records(plan, "statement")]
    assert [
        (
            4,
            "The Boss could be person-a, person-b, as several are so called; give the mapping an `id`",
        ),
        (5, "acme is of kind organization, not person"),
    ] == reasons(plan)
    assert [("person", 0, 0, 2), ("statement", 2, 0, 0)] == list(plan.counts)


@pytest.mark.parametrize(
    ("rows", "mapping", "reason"),
    [
        (rows_of("Zzz"), KNOWN + ROW, "unknown person: Zzz (one of person-a, person-b)"),
        (rows_of("Asa", view="nn"), ACTOR + TWICE, "View: the mapping has no “nn”"),
        (
            rows_of("Ялта"),
            ACTOR + ROW,
            "no id can be made of Ялта; ids have letters a to z and digits (write in the mapping"
            ' which column has one: fallback_id = "{COLUMN}")',
        ),
        (
            rows_of("Issue A"),
            ACTOR + ROW,
            "the id of Issue A is taken: issue-a; give the mapping another `id`",
        ),
    ],
)
def test_a_row_is_rejected_for_its_reason(
    folder: Folder, rows: str, mapping: str, reason: str
) -> None:
    assert [(2, reason)] == reasons(plan_of(folder, rows, mapping))


def test_of_very_many_unknown_names_the_first_get_suggestions(folder: Folder) -> None:
    rejections = reasons(
        plan_of(folder, rows_of(*(f"Person {number}" for number in range(30))), KNOWN + ROW)
    )

    assert [True] * 25 + [False] * 5 == [" (did you mean " in why for _, why in rejections]


def test_ids_may_come_from_the_mapping(folder: Folder) -> None:
    by_id = ACTOR.replace('name = "{Name}"', 'name = "{Name}"\nid = "{State}"')
    plan = plan_of(folder, rows_of("Somebody,person-a", "X,acme", "У,Я", "Asa"), by_id + ROW)

    assert ["person-a"] == [record["speaker"] for record in records(plan, "statement")]
    assert [
        (3, "the id of X is taken: acme; give the mapping another `id`"),
        (4, "no id can be made of Я; ids have letters a to z and digits; У has no id"),
        (5, "Asa has no id"),
    ] == reasons(plan)


def test_an_id_that_no_name_gives_may_come_from_a_column(folder: Folder) -> None:
    mapping = ACTOR.replace('name = "{Name}"', 'name = "{Name}"\nfallback_id = "{State}"') + ROW
    rows = rows_of("小林 太郎,kobayashi", "Asa,Ohio", "山田 花子,")
    plan = imported(folder, rows, mapping)
    again = imported(folder, rows, mapping)

    assert [("kobayashi", "小林 太郎"), ("asa", "Asa")] == [
        (person["id"], person["name"]) for person in records(plan, "person")
    ]
    assert [4] == [line for line, _ in reasons(plan)]
    assert [("person", 0, 0, 2), ("statement", 0, 0, 2)] == list(again.counts)


def test_actors_may_refer_to_actors_and_collect_their_roles(folder: Folder) -> None:
    mapping = """
actors.firm = { kind = "organization", name = "{Firm}", otherwise = "make" }
[actors.chief]
kind = "person"
name = "{Name}"
otherwise = "make"
note = "{Role}"
memberships = [{ role = "{Role}", organization = "{firm}" }]
[[row]]
kind = "tie"
type = "donation"
actor = "{chief}"
amount = { value = "{Sum}", currency = "USD", bound = "exact" }
sources = [{ citation = "{Role}", tier = "primary" }]
"""
    rows = "Asa,Chair,Bolt,10\nAsa,CEO,Bolt,10.5\nBea,CEO,,1e5\n"
    plan = plan_of(folder, rows, mapping, header="Name,Role,Firm,Sum\n")

    bolt = {"kind": "organization", "id": "bolt", "name": "Bolt", "recorded": RECORDED}
    assert [bolt] == records(plan, "organization")
    [asa] = records(plan, "person")
    roles = [(membership["role"], membership["organization"]) for membership in asa["memberships"]]
    assert ([("Chair", "bolt"), ("CEO", "bolt")], "Chair") == (roles, asa["note"])
    assert [10, 10.5] == [record["amount"]["value"] for record in records(plan, "tie")]
    assert [(4, "not a plain number, as 1200: 1e5")] == reasons(plan)


def test_of_alternative_sources_the_first_with_an_address_or_citation_is_used(
    folder: Folder,
) -> None:
    by_url = '{ url = "{Link}", tier = "secondary" }'
    by_citation = '{ citation = "T of {recorded}", tier = "primary" }'
    alternatives = f"{{ first = [{by_url}, {by_citation}] }}"
    rows = rows_of("Asa") + rows_of("Bea").replace(A, "")
    plan = plan_of(
        folder, rows, ACTOR + ROW.replace('{ url = "{Link}", tier = "secondary" }', alternatives)
    )

    assert [
        [{"url": A, "tier": "secondary"}],
        [{"citation": f"T of {RECORDED}", "tier": "primary"}],
    ] == [record["sources"] for record in records(plan, "statement")]
    assert [(2, "`sources` is missing")] == reasons(plan_of(folder, rows_of("Asa").replace(A, "")))


BROUGHT = """
records = [
    { kind = "dataset", title = "T [sic]", publisher = "P", licence = "CC0-1.0", contact = "c" },
    { kind = "organization", id = "bolt", name = "Bolt", note = "As of {recorded}" },
    { kind = "issue", id = "issue-a", title = "Issue A", proposition = "A", since = 2026-01-07 },
]
panel = { issue = "issue-a", rule = "All in the table." }
"""


def test_a_person_whose_row_has_no_answer_joins_the_panel(new: Folder) -> None:
    skip = '[[skip]]\nwhen = { View = ["n/a"] }\npanel = true\n'
    plan = imported(new, rows_of("Asa") + rows_of("Bea", view="n/a"), BROUGHT + ACTOR + ROW + skip)

    assert ["asa", "bea"] == records(plan, "issue")[0]["panel"]
    assert ["asa"] == [record["speaker"] for record in records(plan, "statement")]
    assert "1 of these only put whom they name on the panel: Bea" in plan.notes


def test_existing_records_are_left_as_they_are(new: Folder) -> None:
    imported(new, rows_of("Asa"), BROUGHT + ACTOR + ROW)
    changed = BROUGHT.replace('"Bolt"', '"Bolt Inc."').replace('"P"', '"Q"')
    plan = imported(new, rows_of("Bea"), changed + ACTOR + ROW)

    assert (
        "the dataset record already exists and was left as it is; it differs in publisher",
        "bolt already exists and was left as it is; it differs in name",
        "1 member added to the panel of issue-a, from 2026-02-01 on",
    ) == plan.notes
    with pytest.raises(NotImportedError, match="differs in proposition"):
        plan_of(new, rows_of("Bea"), BROUGHT.replace('"A"', '"B"') + ACTOR + ROW)


def test_nobody_joins_a_panel_by_another_rule_than_its_own(new: Folder) -> None:
    imported(new, rows_of("Asa"), BROUGHT + ACTOR + ROW)
    other = BROUGHT.replace("All in the table.", "All governors.") + ACTOR + ROW
    message = "panel of issue-a is “All in the table[.]”, and by the mapping “All governors"

    with pytest.raises(NotImportedError, match=message):
        plan_of(new, rows_of("Asa", "Bea"), other)
    assert 0 == plan_of(new, rows_of("Asa"), other).total().added


def test_a_panel_has_one_rule_for_all_rows(new: Folder) -> None:
    by_state = BROUGHT.replace("All in the table.", "All of {State}.") + ACTOR + ROW

    with pytest.raises(NotImportedError, match="by the mapping “All of Iowa"):
        plan_of(new, rows_of("Asa,Ohio", "Bea,Iowa"), by_state)


@pytest.mark.parametrize("panel", [["asa", {"actor": "bea", "until": "2026-01-31"}], ["asa"]])
def test_whom_an_editor_took_off_the_panel_a_table_does_not_put_back(
    new: Folder, panel: list[Any]
) -> None:
    imported(new, rows_of("Asa", "Bea"), BROUGHT + ACTOR + ROW)
    dataset = opening(new)
    issue = {**dataset.values("issue-a"), "panel": panel}
    add.write(amend.plan_version(dataset, "issue-a", issue, "She left.", "2026-02-01"))
    plan = imported(new, rows_of("Bea", "Cea"), BROUGHT + ACTOR + ROW)

    assert [*panel, "cea"] == records(plan, "issue")[0]["panel"]


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (BROUGHT.replace('licence = "CC0-1.0", ', ""), r"map.toml:2: `licence` is missing"),
        (BROUGHT.replace('id = "bolt"', 'id = "♥é♥ł中"'), "no id can be made of ♥"),
        (
            BROUGHT.replace('name = "Bolt"', 'name = "{Name}"'),
            r"records\[2\]: no row fills \{Name\} here",
        ),
        (
            'panel = { issue = "nowhere", rule = "All." }\n',
            "no issue nowhere for the mapping's panel",
        ),
        ("", "no dataset in"),
        (BROUGHT.replace("2026-01-07", "2026-02-01"), "every row is rejected"),
    ],
)
def test_a_mapping_whose_records_are_wrong_imports_nothing(
    new: Folder, mapping: str, message: str
) -> None:
    with pytest.raises((NotImportedError, UsageError), match=message):
        imported(new, rows_of("Asa"), mapping + ACTOR + ROW)
    assert not new.path.exists()


def test_skipped_rows_are_listed(folder: Folder) -> None:
    skip = '[[skip]]\nwhen = { View = ["n/a"] }\n[[skip]]\nempty = "Name"\n'
    rows = rows_of("Asa") + ",,?,,\n" + rows_of(*(f"X{number}" for number in range(25)), view="n/a")
    plan = plan_of(folder, rows, skip + ACTOR + ROW)

    assert [] == reasons(plan)
    assert plan.notes[0].startswith("26 rows skipped, as the mapping says: lines 3, 4, 5")
    assert plan.notes[0].endswith("and 6 more")


def test_a_row_that_is_skipped_alone_has_a_line(folder: Folder) -> None:
    plan = plan_of(folder, rows_of("Asa") + ",,?,,\n", '[[skip]]\nempty = "Name"\n' + ACTOR + ROW)

    assert "1 row skipped, as the mapping says: line 3" == plan.notes[0]


def test_filled_and_empty_columns_choose_rows(folder: Folder) -> None:
    chosen = ROW.replace('when = { View = ["yes", "no"] }', 'filled = ["Day", "Name"]')
    silent = SILENT.replace('when = { View = ["none"] }', 'filled = "Name"\nempty = ["Day"]')
    plan = plan_of(folder, rows_of("Asa") + f"Bea,,,,{A}\n,,yes,,\n", ACTOR + chosen + silent)

    assert ["statement", "silence"] == [
        record["kind"] for record in records(plan) if record["kind"] != "person"
    ]
    assert [(4, "no [[row]] and no [[skip]] of the mapping takes this row")] == reasons(plan)


def test_a_row_that_contradicts_a_record_or_a_row_is_rejected(folder: Folder) -> None:
    add.write(add.plan(opening(folder), [a_silence(recorded="2026-02-01")], TODAY))
    plan = plan_of(
        folder, rows_of("person-a", "Bea") + rows_of("Bea", view="none"), ACTOR + ROW + SILENT
    )

    assert [2, 4] == [row for row, _ in reasons(plan)]
    assert "would become wrong: person-a spoke by 2026-01-20" in reasons(plan)[0][1]
    assert "bea spoke by 2026-01-20" in reasons(plan)[1][1]
    assert ["Bea"] == [record["name"] for record in records(plan, "person")]


def test_a_record_that_refers_to_a_rejected_one_is_rejected(folder: Folder) -> None:
    plan = lines(
        folder,
        {"kind": "event", "id": "vote", "title": "V", "date": "2030-01-08", "issues": ["issue-a"]},
        a_statement(id="s", event="vote"),
        {"kind": "correction", "corrects": "s", "type": "retraction", "reason": "R."},
        {"kind": "organization", "id": "bolt", "name": "Bolt"},
    )

    assert [
        (1, "2030-01-08 is in the future; today is 2026-06-01"),
        (2, "it names vote, which is rejected"),
        (3, "it names s, which is rejected"),
    ] == reasons(plan)
    assert [("organization", 1, 0, 0)] == list(plan.counts)


def test_lines_are_imported_by_the_rules_of_add(folder: Folder) -> None:
    plan = lines(
        folder,
        a_statement(speaker="pérson a"),
        "",
        '{"kind":"organization","id":"bolt","name":"Bolt"}',
        '{"kind":"organization","id":"bolt","name":"Other"}',
        '{"kind":"organization","id":"x","name":"X","name":"Y"}',
        "[]",
        a_statement(speaker="nobody", stance="fvor"),
    )
    reasons_by_line = dict(reasons(plan))

    assert [4, 5, 6, 7] == list(reasons_by_line)
    assert reasons_by_line[4].startswith("version 1 of bolt is also at line 3, with other `name`")
    assert "unknown person or organization: nobody" in reasons_by_line[7]
    assert "fvor" in reasons_by_line[7]
    assert "is not" not in reasons_by_line[7]
    assert [("organization", 1, 0, 0), ("statement", 1, 0, 0)] == list(plan.counts)
    assert RECORDED == records(plan, "statement")[0]["recorded"]
    assert b"[]" == plan.rejected.split(b"\n")[2]


def test_too_many_contradictions_import_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stancetracker.contribute.batch._MOST_ROUNDS", 1)
    add.write(add.plan(opening(folder), [a_silence(recorded="2026-02-01")], TODAY))
    with pytest.raises(NotImportedError, match="too many ways"):
        plan_of(folder, rows_of("person-a"))


def test_a_problem_of_no_line_stops_the_import(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = add.plan

    def plan(*arguments: Any, **more: Any) -> add.Plan:
        problem = Problem(Place("x.jsonl", 1), "code", "error", "Something.")
        return real(*arguments, **more)._replace(problems=(problem,))

    monkeypatch.setattr(add, "plan", plan)
    with pytest.raises(NotImportedError, match=r"x\.jsonl:1:1 would become wrong: Something"):
        plan_of(folder, rows_of("Asa"))


CELLS = (
    "yes",
    "no",
    "none",
    "",
    "1/20/2026",
    A,
    "Asa",
    "Person A",
    "The Boss",
    "\u202e",
    "=1",
    "{x}",
)
ROWS = st.lists(st.sampled_from(CELLS) | st.text(max_size=8), min_size=1, max_size=6)


def as_csv(rows: list[list[str]]) -> str:
    return "".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n" for row in rows
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, max_size=6))
@example(rows=[["yes", "\x1b", "none", "yes", "https://example.org/a"]])
def test_importing_a_hostile_table_twice_is_importing_it_once(
    rows: list[list[str]], tmp_path_factory: Any
) -> None:
    folder = Folder(tmp_path_factory.mktemp("hostile") / "new")
    table = as_csv(rows).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    plan = plan_of(folder, table, BROUGHT + ACTOR + ROW + SILENT)
    if plan.rejects and not plan.accepted:
        return
    imports.write(plan)
    before = contents(folder.path)
    again = imported(folder, table, BROUGHT + ACTOR + ROW + SILENT)

    assert not faults(folder)
    assert before == contents(folder.path)
    assert 0 == again.total().added
    assert plan.total().added + plan.total().already_there == again.total().already_there
    assert reasons(plan) == reasons(again)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=60), st.text('",;\n\r\t a\0é|', max_size=40).map(str.encode)
    )
)
def test_hostile_bytes_end_in_a_clear_error_or_a_plan(content: bytes, folder: Folder) -> None:
    for head in (b"", HEADER.encode()):
        with suppress(UsageError, TableError):
            plan_of(folder, head + content)
    with suppress(UsageError):
        imports.plan_lines(opening(folder), content, "a.jsonl", TODAY, RECORDED)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=60), st.text('[]{}="#\nrowkindx.{', max_size=60).map(str.encode)
    )
)
def test_hostile_mappings_end_in_a_clear_error(content: bytes, folder: Folder) -> None:
    with pytest.raises(UsageError):
        plan_of(folder, "", content.decode("utf-8", "surrogateescape"))


ISSUES = """
[[row]]
kind = "issue"
id = "{State}"
title = "{State}"
proposition = "A"
since = 2026-01-07
"""
VERSIONED = (
    BROUGHT
    + ACTOR
    + ROW.replace('"On record with {View}."', '"On record with {View} by {recorded}."')
    + """
[versions]
name = "mayors"
key = "{Name}[, {State}]"
"""
)
RETRACTING = f'{VERSIONED}gone = "retract"\n'
FOLDED = VERSIONED.replace("summary = ", f"{QUOTE}summary = ").replace(
    'name = "{Name}"', 'name = { column = "Name", lines = "fold" }'
)
ADDING = VERSIONED.replace('key = "{Name}[, {State}]"', 'key = "{State}"\nchanged = "add"')
ADDING += ISSUES.replace("{State}", "{View}")
LATER = "2/3/2026"
FIRST = rows_of("Asa", "Bea", "Cea")
SECOND = rows_of("Asa", "Dea") + rows_of("Bea", view="no", day=LATER)
LAST = {"asa": "favor", "bea": "against", "dea": "favor"}
RECORD_FORMS = {
    "person": "{name}",
    "issue": "{id}",
    "statement": "{speaker} {stance}",
    "correction": "{type}",
}


def standings_known(folder: Folder, known_by: str) -> dict[str, str]:
    standings = stancetracker.load(folder.path).standings(known_by=known_by, as_of=TODAY)
    return {row.actor: row.stance or row.status for row in standings if row.issue == "issue-a"}


@pytest.mark.parametrize(
    ("mapping", "versions", "added", "rejected", "standing"),
    [
        pytest.param(RETRACTING, [FIRST, SECOND], [
            "Dea", "bea against", "dea favor", "issue-a", "retraction",
        ], {}, LAST, id="what is new is added, what is gone retracted"),
        pytest.param(RETRACTING, [FIRST, SECOND, SECOND], [], {}, LAST, id="the same again"),
        pytest.param(RETRACTING, [rows_of("Asa"), rows_of("Asa", view="no", day=LATER), ""], [
            "issue-a", "retraction", "retraction",
        ], {}, {}, id="gone"),
        pytest.param(RETRACTING, [rows_of("Asa"), "", rows_of("Asa")], ["asa favor", "issue-a"], {}, {
            "asa": "favor",
        }, id="returned"),
        pytest.param(RETRACTING, [
            rows_of("Asa", "Bea"),
            rows_of("Asa", view="yse") + rows_of("Bea", "Cea,Ohio") + rows_of("Cea,Ohio", view="no"),
        ], [], {
            2: "View: the mapping has no “yse”; did you mean yes?",
            4: "line 5 has the same key: Cea, Ohio",
            5: "line 4 has the same key: Cea, Ohio",
        }, {"asa": "favor", "bea": "favor"}, id="rejected rows are not gone, none of one key is taken"),
        pytest.param(RETRACTING, [rows_of("Asa"), rows_of("Asa", day="")], [], {}, {
            "asa": "favor",
        }, id="a blank date says nothing"),
        pytest.param(FOLDED, [rows_of('"Asa\r\nBea"'), rows_of('"Asa\nBea"')], [], {}, {
            "asa-bea": "favor",
        }, id="line ends alone are no change"),
        pytest.param(ADDING, [
            rows_of("Asa,Ohio"), rows_of("Asa,Ohio", view="no", day="1/21/2026") + rows_of("Bea"),
        ], ["asa against", "no"], {3: "its key is empty"}, {"asa": "against"}, id="added beside, no empty key"),
    ],
)  # fmt: skip
def test_a_later_version_of_a_table_changes_the_records_of_its_rows(
    new: Folder,
    mapping: str,
    versions: list[str],
    added: list[str],
    rejected: dict[int, str],
    standing: dict[str, str],
) -> None:
    at_first = None
    for week, rows in enumerate(versions):
        plan = imported(new, rows, mapping, recorded=f"2026-02-{1 + 7 * week:02}")
        at_first = at_first or standings_known(new, TODAY)

    assert added == sorted(
        RECORD_FORMS[record["kind"]].format(**record) for record in records(plan)
    )
    assert rejected == dict(reasons(plan))
    assert (at_first, standing) == (standings_known(new, "2026-02-01"), standings_known(new, TODAY))
    assert not faults(new)


def test_where_a_mapping_explains_new_words_is_named(new: Folder) -> None:
    notes = imported(new, rows_of("Asa") + rows_of("Bea", view="nn"), VERSIONED).notes
    texts = VERSIONED.splitlines()
    line = next(at for at, text in enumerate(texts, 1) if text.startswith("when"))

    assert f"View has new words: say what they mean in the mapping, at map.toml:{line}" in notes


def test_a_column_called_recorded_makes_no_row_differ(new: Folder) -> None:
    rows, header = rows_of("Asa").replace("\n", ",2020\n"), HEADER.replace("\n", ",recorded\n")
    first = imported(new, rows, VERSIONED, header=header)

    assert '{recorded} is the day of the table; the cell of the column: column = "recorded"' in (
        first.notes
    )
    assert not records(imported(new, rows, VERSIONED, header=header, recorded="2026-02-08"))


def test_a_later_version_lists_its_differences(new: Folder) -> None:
    imported(new, rows_of("Asa", "Bea"), VERSIONED)
    rows = rows_of("Asa", view="no", day=LATER)
    notes = imported(new, rows, VERSIONED, recorded="2026-02-08").notes

    assert (
        "Asa: one more statement: stance against, was favor; date 2026-02-03, was 2026-01-20",
        "1 gone, off the panel of issue-a from 8 Feb 2026; what they said stays: Bea",
    ) == notes[1:]


def test_an_event_of_an_earlier_version_is_left_as_it_is(new: Folder) -> None:
    event = """
[[row]]
kind = "event"
filled = ["State"]
id = "{State}"
title = "{State}"
date = { column = "Day", format = "%m/%d/%Y" }
issues = ["Issue A"]
sources = [{ citation = "By {recorded}", tier = "secondary" }]
"""
    mapping = VERSIONED.replace("[ in {State}]", "") + event
    for day in ("2026-02-01", "2026-02-08"):
        same = imported(new, rows_of("Asa,Vote"), mapping, recorded=day)
    changed = imported(new, rows_of("Asa,Vote", day="1/21/2026"), mapping, recorded="2026-02-15")

    assert ((), 0) == (same.rejects, same.total().added)
    assert "vote already exists and was left as it is; it differs in date" in changed.notes
    assert [] == [*changed.rejects, *records(changed, "event")]


BY_STATE = re.sub("when = .*", "", ACTOR.replace("[ in {State}]", "") + ROW).replace(
    '"issue-a"', '"{State}"'
)


def test_issues_from_a_column_have_panels_of_their_own(folder: Folder) -> None:
    mapping = (
        BY_STATE + ISSUES + '[[panel]]\nissue = "{State}"\nrule = "All asked about {State}."\n'
    )
    plan = imported(folder, rows_of("Asa,tolls", "Bea,tolls", "Asa,parks"), mapping)
    later_plan = imported(folder, rows_of("Cea,parks"), mapping, recorded="2026-02-03")

    panels = {
        issue["id"]: (issue["panel"], issue["panel_rule"]) for issue in records(plan, "issue")
    }
    assert (["asa", "bea"], "All asked about tolls.") == panels["tolls"]
    assert (["asa"], "All asked about parks.") == panels["parks"]
    [parks] = records(later_plan, "issue")
    assert ["asa", "cea"] == parks["panel"]


def test_patterns_choose_rows_and_a_column_may_be_called_date(folder: Folder) -> None:
    mapping = ACTOR + ROW.replace('when = { View = ["yes", "no"] }', 'like = { View = ["yes*"] }')
    mapping = mapping.replace('{ yes = "favor", no = "against" }', '{}, otherwise = "favor"')
    mapping = mapping.replace('{ column = "Day", format = "%m/%d/%Y" }', '"{date}"')
    plan = plan_of(
        folder, f"Asa,,yes!,2026-01-20,{A}\n", mapping, header=HEADER.replace("Day", "date")
    )

    assert ["2026-01-20"] == [record["date"] for record in records(plan, "statement")]


def test_rejected_rows_can_be_corrected_and_imported_unchanged_otherwise(folder: Folder) -> None:
    quoted = ROW.replace("summary = ", f"{QUOTE}summary = ".replace("Name", "Link"))
    quoted = quoted.replace('url = "{Link}"', 'citation = "C"')
    words = "=1+1 “we”\n\tthink, 'so'"
    rejected = plan_of(folder, f'Asa,,yse,1/20/2026,"{words}"\n', ACTOR + quoted).rejected
    again = plan_of(folder, rejected.replace(b"yse", b"yes"), ACTOR + quoted)
    twice = plan_of(folder, rejected, ACTOR + quoted).rejected

    assert [words] == [record["quote"] for record in records(again, "statement")]
    assert b"rejected_row,rejected_why,Name" == rejected[:30]
    assert rejected.count(b"rejected_row") == twice.count(b"rejected_row")


def test_a_rejected_row_rejects_no_other_of_the_same_issue(folder: Folder) -> None:
    plan = imported(
        folder,
        rows_of("Asa,tolls", view="yse") + rows_of("Bea,tolls", "Cea,tolls"),
        BY_STATE + ISSUES,
    )

    assert [2] == [row for row, _ in reasons(plan)]
    assert [("issue", 1, 0, 0)] == [count for count in plan.counts if count.kind == "issue"]


def test_a_row_does_not_replace_an_issue(folder: Folder) -> None:
    mapping = ACTOR + ROW + '[[panel]]\nissue = "issue-a"\nrule = "All."\n'
    mapping += ISSUES.replace('id = "{State}"', 'id = "issue-a"').replace("{State}", "{View}")
    same = plan_of(folder, rows_of("Asa"), mapping.replace("{View}", "Issue A"))

    assert "with other `title`" in reasons(plan_of(folder, rows_of("Asa"), mapping))[0][1]
    assert [("issue", 0, 1, 0)] == [count for count in same.counts if count.kind == "issue"]
