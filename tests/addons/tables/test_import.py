"""Importing tables and JSON lines: what is added, what is rejected and why."""

import json
import re
import tomllib
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
from stancetracker.addons.tables import files
from stancetracker.addons.tables.files import TableError
from stancetracker.addons.tables.guess import guess
from stancetracker.addons.tables.readers.table import plan_table, read
from stancetracker.base.errors import Place, Problem, UsageError, WriteError
from stancetracker.contribute import add, imports
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
KNOWN = ACTOR.replace('otherwise = "make"', "")
TWICE = ROW.replace('when = { View = ["yes", "no"] }', "").replace(
    'summary = "On record with {View}."', "summary = { column = 'View', values = { yes = 'y' } }"
)


@pytest.fixture
def new(tmp_path: Path) -> Folder:
    """A folder that is none yet."""
    return Folder(tmp_path / "new")


def said(*who: str, view: str = "yes", day: str = "1/20/2026") -> str:
    """Rows of a table: each of them, a name or `name,state`, has this view."""
    return "".join(f"{one if ',' in one else f'{one},'},{view},{day},{A}\n" for one in who)


def planned(
    folder: Folder,
    rows: str | bytes,
    mapping: str = ACTOR + ROW,
    *,
    header: str = HEADER,
    recorded: str = RECORDED,
) -> Import:
    content = (header + rows).encode() if isinstance(rows, str) else rows
    document = load(mapping.encode("utf-8", "surrogateescape"), "map.toml")
    table = read(content, "csv", document)
    return plan_table(opening(folder), table, document, TODAY, recorded, lambda *_: None)


def lines(folder: Folder, *given: str | dict[str, Any]) -> Import:
    texts = (one if isinstance(one, str) else json.dumps(one) for one in given)
    content = "\n".join(texts).encode("utf-8", "surrogateescape")
    return imports.plan_lines(opening(folder), content, TODAY, RECORDED)


def imported(folder: Folder, rows: str, mapping: str = ACTOR + ROW, **more: Any) -> Import:
    found = planned(folder, rows, mapping, **more)
    imports.write(found)
    return found


def records(one: Import, kind: str = "") -> list[dict[str, Any]]:
    made = [json.loads(addition.line) for addition in one.plan.additions]
    return [record for record in made if kind in ("", record["kind"])]


def reasons(one: Import) -> list[tuple[int, str]]:
    return [(row.line, "; ".join(reasons)) for row, reasons in one.rejects]


def test_a_row_becomes_a_person_and_a_statement(folder: Folder) -> None:
    one = imported(folder, said("Åsa O’Brien,Ohio"))
    person, made = records(one)
    told = {"stance": "favor", "summary": "On record with yes.", "recorded": RECORDED}
    sources, memberships = [{"url": A, "tier": "secondary"}], [{"role": "Mayor in Ohio"}]

    assert {
        "kind": "person",
        "id": "asa-obrien",
        "name": "Åsa O’Brien",
        "memberships": memberships,
    } == person
    assert a_statement(id=made["id"], speaker="asa-obrien", sources=sources, **told) == made
    assert [("person", 1, 0, 0), ("statement", 1, 0, 0)] == list(one.counts)
    assert not faults(folder)


BEGINS = "an address begins with https:// or http://; what has none is a `citation`"


def test_rejected_rows_tell_every_reason_and_stop_no_other(folder: Folder) -> None:
    one = imported(
        folder,
        said("Asa", view="yse")
        + "Bea,Ohio,no,20/1/2026,ftp://x\n"
        + '"C\nea",Ohio\n'
        + said("Dea", "")
        + said("Eea", view="")
        + said("F\0")
        + said("Gea", day="")
        + "Hea,Ohio,no,1/1/2025,ftp://x\n"
        + said("Iea", day="1/1/2025"),
    )

    assert ["Dea"] == [record["name"] for record in records(one, "person")]
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
    ] == reasons(one)


def test_two_of_one_name_are_distinguished_by_ids(folder: Folder) -> None:
    rows = said("John Smith,Texas", "John Smith,Ohio", "Jöhn Smith,Ohio", "Jane Doe,Iowa")
    by_id = ACTOR.replace('name = "{Name}"', 'name = "{Name}"\nid = "{Name}[ {State}]"')
    one = imported(folder, rows, by_id + ROW)
    again = imported(folder, rows, by_id + ROW)

    ids = ["john-smith-texas", "john-smith-ohio", "jane-doe-iowa"]
    assert ids == [r["id"] for r in records(one, "person")]
    assert [["john-smith-ohio"], ["john-smith-texas"], []] == [
        r.get("distinct_from", []) for r in records(one, "person")
    ]
    assert [("person", 0, 0, 3), ("statement", 0, 0, 3)] == list(again.counts)


def test_a_row_about_a_look_alike_is_rejected(folder: Folder) -> None:
    found = reasons(imported(folder, said("Pérs0n A", "Perso-n A", "Asa")))

    assert [2, 3] == [line for line, _ in found]
    assert all(
        "may be taken for Pérson A (person-a at statements.jsonl:3:1)" in why for _, why in found
    )


def test_people_of_the_dataset_are_matched_by_any_name(folder: Folder) -> None:
    rows = said("person a", "PERSON-B", "The Boss", "acme", "person-old")
    one = planned(folder, rows, KNOWN + ROW)

    assert ["person-a", "person-b"] == [record["speaker"] for record in records(one, "statement")]
    assert [
        (
            4,
            "The Boss could be person-a, person-b, as several are so called; give the mapping an `id`",
        ),
        (5, "acme is of kind organization, not person"),
    ] == reasons(one)
    assert [("person", 0, 0, 2), ("statement", 2, 0, 0)] == list(one.counts)


@pytest.mark.parametrize(
    ("rows", "mapping", "reason"),
    [
        (said("Zzz"), KNOWN + ROW, "unknown person: Zzz (one of person-a, person-b)"),
        (said("Asa", view="nn"), ACTOR + TWICE, "View: the mapping has no “nn”"),
        (
            said("Ялта"),
            ACTOR + ROW,
            "no id can be made of Ялта; ids have letters a to z and digits",
        ),
        (
            said("Issue A"),
            ACTOR + ROW,
            "the id of Issue A is taken: issue-a; give the mapping another `id`",
        ),
    ],
)
def test_rows_that_are_rejected_for_one_reason(
    folder: Folder, rows: str, mapping: str, reason: str
) -> None:
    assert [(2, reason)] == reasons(planned(folder, rows, mapping))


def test_of_very_many_unknown_names_the_first_get_suggestions(folder: Folder) -> None:
    found = reasons(planned(folder, said(*(f"Person {n}" for n in range(30))), KNOWN + ROW))

    assert [True] * 25 + [False] * 5 == [" (did you mean " in why for _, why in found]


def test_ids_by_the_mapping(folder: Folder) -> None:
    by_id = ACTOR.replace('name = "{Name}"', 'name = "{Name}"\nid = "{State}"')
    one = planned(folder, said("Somebody,person-a", "X,acme", "У,Я", "Asa"), by_id + ROW)

    assert ["person-a"] == [record["speaker"] for record in records(one, "statement")]
    assert [
        (3, "the id of X is taken: acme; give the mapping another `id`"),
        (4, "no id can be made of Я; ids have letters a to z and digits; У has no id"),
        (5, "Asa has no id"),
    ] == reasons(one)


def test_an_actor_of_an_actor_and_roles_that_add_up(folder: Folder) -> None:
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
    rows = "Asa,Chair,Acme,10\nAsa,CEO,Bolt,10.5\nBea,CEO,,1e5\n"
    one = planned(folder, rows, mapping, header="Name,Role,Firm,Sum\n")

    assert [{"kind": "organization", "id": "bolt", "name": "Bolt"}] == records(one, "organization")
    [asa] = records(one, "person")
    roles = [(held["role"], held["organization"]) for held in asa["memberships"]]
    assert ([("Chair", "acme"), ("CEO", "bolt")], "Chair") == (roles, asa["note"])
    assert [10, 10.5] == [record["amount"]["value"] for record in records(one, "tie")]
    assert [(4, "not a plain number, as 1200: 1e5")] == reasons(one)


def test_a_source_without_address_or_citation_gives_way_to_the_next(folder: Folder) -> None:
    first = '{ first = [{ url = "{Link}", tier = "secondary" }, { citation = "T of {recorded}", tier = "primary" }] }'
    rows = said("Asa") + said("Bea").replace(A, "")
    one = planned(
        folder, rows, ACTOR + ROW.replace('{ url = "{Link}", tier = "secondary" }', first)
    )

    assert [
        [{"url": A, "tier": "secondary"}],
        [{"citation": f"T of {RECORDED}", "tier": "primary"}],
    ] == [record["sources"] for record in records(one, "statement")]
    assert [(2, "`sources` is missing")] == reasons(planned(folder, said("Asa").replace(A, "")))


BROUGHT = """
records = [
    { kind = "dataset", title = "T [sic]", publisher = "P", licence = "CC0-1.0", contact = "c" },
    { kind = "organization", id = "bolt", name = "Bolt", note = "As of {recorded}" },
    { kind = "issue", id = "issue-a", title = "Issue A", proposition = "A", since = 2026-01-07 },
]
panel = { issue = "issue-a", rule = "All in the table." }
"""


def test_whom_a_row_without_an_answer_names_is_on_the_panel(new: Folder) -> None:
    skip = '[[skip]]\nwhen = { View = ["n/a"] }\npanel = true\n'
    one = imported(new, said("Asa") + said("Bea", view="n/a"), BROUGHT + ACTOR + ROW + skip)

    assert ["asa", "bea"] == records(one, "issue")[0]["panel"]
    assert ["asa"] == [record["speaker"] for record in records(one, "statement")]
    assert "1 of these put whom they name on the panel, unchecked" in one.notes


def test_what_is_there_stands(new: Folder) -> None:
    imported(new, said("Asa"), BROUGHT + ACTOR + ROW)
    changed = BROUGHT.replace('"Bolt"', '"Bolt Inc."').replace('"P"', '"Q"')
    one = imported(new, said("Bea"), changed + ACTOR + ROW)

    assert (
        "the dataset record already exists and was left as it is; it differs in publisher",
        "bolt already exists and was left as it is; it differs in name",
        "1 member added to the panel of issue-a, from 2026-02-01 on",
    ) == one.notes
    with pytest.raises(NotImportedError, match="differs in proposition"):
        planned(new, said("Bea"), BROUGHT.replace('"A"', '"B"') + ACTOR + ROW)


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
        imported(new, said("Asa"), mapping + ACTOR + ROW)
    assert not new.path.exists()


def test_rows_to_skip_are_told(folder: Folder) -> None:
    skip = '[[skip]]\nwhen = { View = ["n/a"] }\n[[skip]]\nempty = "Name"\n'
    rows = said("Asa") + ",,?,,\n" + said(*(f"X{n}" for n in range(25)), view="n/a")
    one = planned(folder, rows, skip + ACTOR + ROW)

    assert [] == reasons(one)
    assert one.notes[0].startswith("26 rows skipped, as the mapping says: lines 3, 4, 5")
    assert one.notes[0].endswith("and 6 more")


def test_filled_and_empty_columns_choose_rows(folder: Folder) -> None:
    chosen = ROW.replace('when = { View = ["yes", "no"] }', 'filled = ["Day", "Name"]')
    silent = SILENT.replace('when = { View = ["none"] }', 'filled = "Name"\nempty = ["Day"]')
    one = planned(folder, said("Asa") + f"Bea,,,,{A}\n,,yes,,\n", ACTOR + chosen + silent)

    assert ["statement", "silence"] == [r["kind"] for r in records(one) if r["kind"] != "person"]
    assert [(4, "no [[row]] and no [[skip]] of the mapping takes this row")] == reasons(one)


def test_contradictions_are_rejected_where_they_are_brought(folder: Folder) -> None:
    add.write(add.plan(opening(folder), [a_silence(recorded="2026-02-01")], TODAY))
    one = planned(folder, said("Person A", "Bea") + said("Bea", view="none"), ACTOR + ROW + SILENT)

    assert [2, 4] == [row for row, _ in reasons(one)]
    assert "would become wrong: person-a spoke by 2026-01-20" in reasons(one)[0][1]
    assert "bea spoke by 2026-01-20" in reasons(one)[1][1]
    assert ["Bea"] == [record["name"] for record in records(one, "person")]


def test_what_names_a_rejected_record_is_rejected_too(folder: Folder) -> None:
    one = lines(
        folder,
        {"kind": "event", "id": "vote", "title": "V", "date": "2030-01-08", "issues": ["issue-a"]},
        a_statement(id="s", event="vote"),
        {"kind": "correction", "corrects": "s", "type": "retraction", "reason": "R."},
        {"kind": "organization", "id": "bolt", "name": "Bolt"},
        {"kind": "organization", "id": "person-old", "name": "Old"},
    )

    assert "the former id person-old is also that of person-old at line 5" in reasons(one)[3][1]
    assert [
        (1, "2030-01-08 is in the future; today is 2026-06-01"),
        (2, "it names vote, which is rejected"),
        (3, "it names s, which is rejected"),
    ] == reasons(one)[:3]
    assert [("organization", 1, 0, 0)] == list(one.counts)


def test_lines_are_taken_as_add_takes_them(folder: Folder) -> None:
    one = lines(
        folder,
        a_statement(speaker="pérson a"),
        "",
        '{"kind":"organization","id":"bolt","name":"Bolt"}',
        '{"kind":"organization","id":"bolt","name":"Other"}',
        '{"kind":"organization","id":"x","name":"X","name":"Y"}',
        "[]",
        a_statement(speaker="nobody", stance="fvor"),
    )
    found = dict(reasons(one))

    assert [4, 5, 6, 7] == list(found)
    assert found[4].startswith("bolt at line 4 is also at line 3, and says something else")
    assert "unknown person or organization: nobody" in found[7]
    assert "fvor" in found[7]
    assert "is not" not in found[7]
    assert [("organization", 1, 0, 0), ("statement", 1, 0, 0)] == list(one.counts)
    assert RECORDED == records(one, "statement")[0]["recorded"]
    assert b"[]" == one.rejected.split(b"\n")[2]


def test_too_many_contradictions_import_nothing(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stancetracker.contribute.batch._MOST_ROUNDS", 1)
    add.write(add.plan(opening(folder), [a_silence(recorded="2026-02-01")], TODAY))
    with pytest.raises(NotImportedError, match="too many ways"):
        planned(folder, said("Person A"))


def test_a_problem_that_no_line_is_to_blame_for_stops_all(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = add.plan

    def plan(*arguments: Any, **more: Any) -> add.Plan:
        problem = Problem(Place("x.jsonl", 1), "code", "error", "Something.")
        return real(*arguments, **more)._replace(problems=(problem,))

    monkeypatch.setattr(add, "plan", plan)
    with pytest.raises(NotImportedError, match=r"x\.jsonl:1:1 would become wrong: Something"):
        planned(folder, said("Asa"))


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
def test_hostile_tables_never_raise_and_twice_is_once(
    rows: list[list[str]], tmp_path_factory: Any
) -> None:
    folder = Folder(tmp_path_factory.mktemp("hostile") / "new")
    table = as_csv(rows).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    one = planned(folder, table, BROUGHT + ACTOR + ROW + SILENT)
    if one.rejects and not one.accepted:
        return
    imports.write(one)
    before = contents(folder.path)
    again = imported(folder, table, BROUGHT + ACTOR + ROW + SILENT)

    assert not faults(folder)
    assert before == contents(folder.path)
    assert 0 == again.total().added
    assert one.total().added + one.total().already_there == again.total().already_there
    assert reasons(one) == reasons(again)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=60), st.text('",;\n\r\t a\0é|', max_size=40).map(str.encode)
    )
)
def test_hostile_bytes_end_in_a_clear_error_or_a_plan(content: bytes, folder: Folder) -> None:
    for head in (b"", HEADER.encode()):
        with suppress(UsageError, TableError):
            planned(folder, head + content)
    imports.plan_lines(opening(folder), content, TODAY, RECORDED)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.one_of(
        st.binary(max_size=60), st.text('[]{}="#\nrowkindx.{', max_size=60).map(str.encode)
    )
)
def test_hostile_mappings_end_in_a_clear_error(content: bytes, folder: Folder) -> None:
    with pytest.raises(UsageError):
        planned(folder, "", content.decode("utf-8", "surrogateescape"))


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
FIRST, SECOND = said("Asa", "Bea", "Cea"), said("Asa", "Dea") + said("Bea", view="no")
LAST = {"asa": "favor", "bea": "against", "cea": "unchecked", "dea": "favor"}
MADE = {
    "person": "{name}",
    "issue": "{id}",
    "statement": "{speaker} {stance}",
    "correction": "{type}",
}


def stood(folder: Folder, known_by: str) -> dict[str, str]:
    found = stancetracker.load(folder.path).standings(known_by=known_by, as_of=TODAY)
    return {one.actor: one.stance or one.status for one in found if one.issue == "issue-a"}


@pytest.mark.parametrize(
    ("mapping", "versions", "made", "rejected", "standing"),
    [
        pytest.param(RETRACTING, [FIRST, SECOND], [
            "Dea", "bea against", "dea favor", "issue-a", "retraction", "supersession",
        ], {}, LAST, id="what is new is added, what differs superseded"),
        pytest.param(RETRACTING, [FIRST, SECOND, SECOND], [], {}, LAST, id="the same again"),
        pytest.param(RETRACTING, [said("Asa"), said("Asa", view="no"), ""], ["retraction"], {}, {
            "asa": "unchecked",
        }, id="gone"),
        pytest.param(RETRACTING, [said("Asa"), said("Asa", view="no"), "", said("Asa")], ["asa favor"], {}, {
            "asa": "favor",
        }, id="returned"),
        pytest.param(RETRACTING, [
            said("Asa", "Bea"), said("Asa", view="yse") + said("Bea", "Cea,Ohio") + said("Cea,Ohio", view="no"),
        ], ["Cea", "cea favor", "issue-a"], {
            2: "View: the mapping has no “yse”; did you mean yes?", 5: "line 4 has the same key: Cea, Ohio",
        }, {"asa": "favor", "bea": "favor", "cea": "favor"}, id="rejected rows are not gone, keys of one row"),
        pytest.param(RETRACTING, [said("Asa"), said("Asa", day="")], [], {2: "`date` is missing"}, {
            "asa": "favor",
        }, id="unsound"),
        pytest.param(FOLDED, [said('"Asa\r\nBea"'), said('"Asa\nBea"')], [], {}, {
            "asa-bea": "favor",
        }, id="line ends alone are no change"),
        pytest.param(ADDING, [
            said("Asa,Ohio"), said("Asa,Ohio", view="no", day="1/21/2026") + said("Bea"),
        ], ["asa against", "no"], {3: "its key is empty"}, {"asa": "against"}, id="added beside, no empty key"),
    ],
)  # fmt: skip
def test_a_later_version(
    new: Folder,
    mapping: str,
    versions: list[str],
    made: list[str],
    rejected: dict[int, str],
    standing: dict[str, str],
) -> None:
    at_first = None
    for week, rows in enumerate(versions):
        last = imported(new, rows, mapping, recorded=f"2026-02-{1 + 7 * week:02}")
        at_first = at_first or stood(new, TODAY)

    assert made == sorted(MADE[record["kind"]].format(**record) for record in records(last))
    assert rejected == dict(reasons(last))
    assert (at_first, standing) == (stood(new, "2026-02-01"), stood(new, TODAY))
    assert not faults(new)


def test_a_column_called_recorded_makes_no_row_differ(new: Folder) -> None:
    rows, header = said("Asa").replace("\n", ",2020\n"), HEADER.replace("\n", ",recorded\n")
    imported(new, rows, VERSIONED, header=header)

    assert not records(imported(new, rows, VERSIONED, header=header, recorded="2026-02-08"))


def test_a_later_version_tells_in_words_what_differs(new: Folder) -> None:
    imported(new, said("Asa", "Bea"), VERSIONED)
    unsound = imported(new, said("Asa", day=""), VERSIONED, recorded="2026-02-08").notes
    told = imported(new, said("Asa", view="no"), VERSIONED, recorded="2026-02-08").notes

    assert [] == [note for note in unsound if "differs from" in note]
    assert "stance against, was favor" in told[1]
    assert told[2].startswith("1 record of no row any more, left as they are: mayors-bea-")
    silent = VERSIONED.replace("[versions]", SILENT + "[versions]")
    told = imported(new, said("Asa", view="none"), silent, recorded="2026-02-15").notes
    assert told[1].endswith(": a silence, was a statement; date 2026-01-25, was 2026-01-20")


def test_an_event_of_an_earlier_version_stays_as_it_is(new: Folder) -> None:
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
        same = imported(new, said("Asa,Vote"), mapping, recorded=day)
    other = imported(new, said("Asa,Vote", day="1/21/2026"), mapping, recorded="2026-02-15")

    assert ((), 0) == (same.rejects, same.total().added)
    assert "vote already exists and was left as it is; it differs in date" in other.notes
    assert [] == [*other.rejects, *records(other, "event")]


BY_STATE = re.sub("when = .*", "", ACTOR.replace("[ in {State}]", "") + ROW).replace(
    '"issue-a"', '"{State}"'
)


def test_issues_from_a_column_have_panels_of_their_own(folder: Folder) -> None:
    mapping = (
        BY_STATE + ISSUES + '[[panel]]\nissue = "{State}"\nrule = "All asked about {State}."\n'
    )
    one = imported(folder, said("Asa,tolls", "Bea,tolls", "Asa,parks"), mapping)
    two = imported(folder, said("Cea,parks"), mapping, recorded="2026-02-03")

    panels = {r["id"]: (r["panel"], r["panel_rule"]) for r in records(one, "issue")}
    assert (["asa", "bea"], "All asked about tolls.") == panels["tolls"]
    assert (["asa"], "All asked about parks.") == panels["parks"]
    [parks] = records(two, "issue")
    assert ["asa", {"actor": "cea", "recorded": "2026-02-03"}] == parks["panel"]


def test_patterns_choose_rows_and_a_date_may_be_a_column_of_that_name(folder: Folder) -> None:
    mapping = ACTOR + ROW.replace('when = { View = ["yes", "no"] }', 'like = { View = ["yes*"] }')
    mapping = mapping.replace('{ yes = "favor", no = "against" }', '{}, otherwise = "favor"')
    mapping = mapping.replace('{ column = "Day", format = "%m/%d/%Y" }', '"{date}"')
    one = planned(
        folder, f"Asa,,yes!,2026-01-20,{A}\n", mapping, header=HEADER.replace("Day", "date")
    )

    assert ["2026-01-20"] == [r["date"] for r in records(one, "statement")]


def test_rejected_rows_are_imported_again_word_for_word(folder: Folder) -> None:
    quoted = ROW.replace("summary = ", f"{QUOTE}summary = ".replace("Name", "Link"))
    quoted = quoted.replace('url = "{Link}"', 'citation = "C"')
    words = "=1+1 “we”\n\tthink, 'so'"
    rejected = planned(folder, f'Asa,,yse,1/20/2026,"{words}"\n', ACTOR + quoted).rejected
    again = planned(folder, rejected.replace(b"yse", b"yes"), ACTOR + quoted)
    twice = planned(folder, rejected, ACTOR + quoted).rejected

    assert [words] == [r["quote"] for r in records(again, "statement")]
    assert b"rejected_row,rejected_why,Name" == rejected[:30]
    assert rejected.count(b"rejected_row") == twice.count(b"rejected_row")


def _as(form: str, row: dict[str, Any], file: Path) -> bytes:
    if form == "json":
        file.write_text(json.dumps([row, {"Name": True, "State": 3.0, "View": [1]}]))
    elif form == "xlsx":
        book = pytest.importorskip("openpyxl").Workbook()
        book.active.append(list(row))
        book.active.append(list(row.values()))
        book.save(file)
    else:
        parquet = pytest.importorskip("pyarrow.parquet")
        parquet.write_table(pytest.importorskip("pyarrow").Table.from_pylist([row]), file)
    return file.read_bytes()


@pytest.mark.parametrize("form", ["xlsx", "json", "parquet"])
def test_a_table_of_another_form_is_as_its_csv_or_told(tmp_path: Path, form: str) -> None:
    row = {"Name": "Asa", "State": None, "View": "yes", "Day": "1/20/2026", "Link": A}
    table = files.read(_as(form, row, tmp_path / "table"), form)

    assert tuple(row) == table.columns
    assert {**row, "State": ""} == table.by_column(table.rows[0])
    assert [] == [
        more.cells for more in table.rows[1:] if more.cells != ("true", "3", "[1]", "", "")
    ]
    for content in (b"", b"nonsense", b"{}"):
        with pytest.raises(TableError, match="line 1 of the table: not "):
            files.read(content, form)


def test_a_panel_is_changed_with_the_day(folder: Folder) -> None:
    def change(joining: list[str], leaving: list[str], rule: str | None, day: str) -> add.Plan:
        plan = add.plan_panel(opening(folder), "issue-a", joining, leaving, rule, day, TODAY)
        add.write(plan)
        return plan

    change(["Pérson A", "person-b"], [], "Both.", "2026-02-01")
    [addition] = change(["acme"], ["person-b"], None, "2026-02-08").additions
    kept = [
        {"actor": "person-a", "recorded": "2026-02-01"},
        {"actor": "acme", "recorded": "2026-02-08"},
    ]

    assert (kept, "Both.") == tuple(
        json.loads(addition.line)[key] for key in ("panel", "panel_rule")
    )
    assert not faults(folder)
    for joining, leaving, message in ((["acme"], [], "already"), ([], ["person-b"], "not")):
        with pytest.raises(UsageError, match=f"{message} on the panel"):
            change(joining, leaving, None, "2026-02-09")


def test_a_row_that_is_rejected_takes_no_other_with_it(folder: Folder) -> None:
    """Both make the same issue."""
    one = imported(
        folder, said("Asa,tolls", view="yse") + said("Bea,tolls", "Cea,tolls"), BY_STATE + ISSUES
    )

    assert [2] == [row for row, _ in reasons(one)]
    assert [("issue", 1, 0, 0)] == [count for count in one.counts if count.kind == "issue"]


@pytest.mark.parametrize(
    ("head", "row", "parts"),
    [
        ("Company,View,Where,Heard", "Acme,yes,https://example.org/a,1/2/2026", [
            'kind = "organization"\nname = "{Company}"', 'of = "organizations"', 'url = "{Where}"',
            'date = { column = "Heard", format = "?" }  # %m/%d/%Y or %d/%m/%Y', 'speaker = "{organization}"',
        ]),
        ("First name,Surname,Stance", "Ada,B,pro", ['name = "{First name} {Surname}"', '"pro" = "favor"']),
        ("Pet,Vote", "Rex,yes", ['name = "?"  # who, as {Name}', 'key = "?"']),
        ("Name,Vote,Day", "Ada,yes,31.1.2026\nAda,no,1.2.2026", [
            'key = "{Name}[, {Day}]"', 'format = "%d.%m.%Y" }',
        ]),
        ("Name,Vote,Region", "Ada,yes,N\nAda,no,S", ['key = "{Name}[, {Region}]"']),
        ("Name,Vote,Outlet,Notes", "Ada,,Gazette,n\nBo,leaning no,,", [
            'empty = ["Vote"]', 'citation = "{Outlet}"', 'note = { column = "Notes" }',
            '"leaning no" = "?"', "panel = true", '; or its rows are a [[row]] of kind "silence"\n',
        ]),
        ("Name,Vote", "Ada,yes\nBo,No public statement found", ['kind = "silence"', '"none-found"']),
        ("Name,Vote,Topic,Event,Event date", "Ada,yes,A,Strike,1.2.2026\nBo,no,B,Strike,31.1.2026", [
            'key = "[{Name}][, {Event}][, {Topic}]"', 'id = "{Event} {Event date}"', 'title = "{Event}"',
            'date = { column = "Event date", format = "%d.%m.%Y" }', 'date = "../{recorded}"',
            'issues = [{ column = "Topic", values = "issues" }]',
        ]),
        ("Name,É,[e]", "Ada,yes,no\nBo,no,yes", ['id = "e"', 'id = "issue-2"']),
        ("When,Happened", "2026-01-02,Strike", ['key = "{Happened}"', 'filled = ["Happened"]']),
    ],
)  # fmt: skip
def test_a_mapping_is_guessed(head: str, row: str, parts: list[str]) -> None:
    found = guess(f"{head}\n{row}\n".encode(), "csv", "T")

    assert [] == [part for part in parts if part not in found]
    assert tomllib.loads(found)


def test_an_issue_that_rows_make_otherwise_replaces_none(folder: Folder) -> None:
    mapping = ACTOR + ROW + '[[panel]]\nissue = "issue-a"\nrule = "All."\n'
    mapping += ISSUES.replace('id = "{State}"', 'id = "issue-a"').replace("{State}", "{View}")
    same = planned(folder, said("Asa"), mapping.replace("{View}", "Issue A"))

    assert "says something else" in reasons(planned(folder, said("Asa"), mapping))[0][1]
    assert [("issue", 0, 1, 0)] == [one for one in same.counts if one.kind == "issue"]


def test_a_record_that_may_have_changed_since_is_not_replaced(folder: Folder) -> None:
    plan = add.plan_panel(opening(folder), "issue-a", ["acme"], [], "All.", RECORDED, TODAY)
    add.write(add.plan_panel(opening(folder), "issue-a", ["person-a"], [], "All.", RECORDED, TODAY))
    before = contents(folder.path)

    with pytest.raises(WriteError, match="changed meanwhile"):
        add.write(plan)
    assert before == contents(folder.path)
