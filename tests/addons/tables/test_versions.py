"""The table of cases of a version: what becomes of a row, by what its table said of it last."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.addons.tables.living import (
    ISSUE,
    TODAY,
    Tracker,
    added,
    mapping,
    reasons,
    row,
)
from tests.depth import mostly_slow
from tests.loading import faults, opening

from stancetracker.base.dates import add_days
from stancetracker.contribute import add, amend, imports
from stancetracker.contribute.batch import NotImportedError
from stancetracker.contribute.edits import Days, Edit, edited

V1, V2, V3 = "2026-02-01", "2026-03-01", "2026-04-01"
HAND = "2026-02-10"
DATED = mapping(dated=True, words=True)
DATES_ALONE = mapping(dated=True)
WORDS = mapping(words=True)
SOURCES = mapping(sources=True)
WORDS_OR_NONE = WORDS.replace('"{Words}"', '{ first = [{ column = "Words" }, "Listed."] }')
WORDS_AND_SOURCES = mapping(words=True, sources=True)
BARE = mapping()
MOVED = mapping(settings='side = "moved"\n')
CORRECTED = mapping(settings='side = "corrected"\n')
RECHECKED = mapping(settings="rechecked = true\n")
RETRACTING = mapping(settings='gone = "retract"\n')
NEVER = "I would never vote for that bill."
NEVERR = "I would never vote for that bil."
GLAD = "We were glad to see it pass today."
Hand = Callable[[Tracker], None]
Row = dict[str, str]


def ann(view: str, day: str = "", words: str = "", source: str = "", **more: str) -> Row:
    return row("Ann A", view, Day=day, Words=words, Source=source, **more)


def bo(view: str) -> Row:
    return row("Bo B", view)


def nobody(tracker: Tracker) -> None:
    pass


def retracted(tracker: Tracker) -> None:
    tracker.retract(HAND, tracker.id_of("statement"))


def redacted(tracker: Tracker) -> None:
    tracker.retract(HAND, tracker.id_of("statement"), "redaction")


def corrected_to(stance: str, date: str = "2026-01-03", **more: Any) -> Hand:
    """Return an editor who puts a statement with another stance in the place of the last one."""

    def correct(tracker: Tracker) -> None:
        old = tracker.records("statement")[-1]
        new = {**old, "id": "by-hand", "stance": stance, "date": date, "recorded": HAND, **more}
        tracker.hand(HAND, new)
        tracker.retract(HAND, old["id"], "supersession", replacement="by-hand")

    return correct


def spoke(date: str) -> Hand:
    """Return an editor who adds a statement of the member."""

    def speak(tracker: Tracker) -> None:
        values = {"speaker": "ann-a", "issue": ISSUE, "date": date, "stance": "mixed"}
        source = {"citation": "C", "tier": "primary"}
        more = {"summary": "S.", "channel": "speech", "sources": [source]}
        tracker.hand(HAND, {"kind": "statement", "id": "by-hand", **values, **more})

    return speak


def silent(date: str) -> Hand:
    """Return an editor who adds a silence of the member."""

    def find_none(tracker: Tracker) -> None:
        values = {"actors": ["ann-a"], "issue": ISSUE, "date": date, "basis": "own-search"}
        more = {"checked_by": "Us", "searched": ["x"], "response": "none-found"}
        tracker.hand(date, {"kind": "silence", "id": "by-hand", **values, **more})

    return find_none


def taken_out(tracker: Tracker) -> None:
    tracker.retract(HAND, tracker.id_of("silence"))


def off_panel(tracker: Tracker) -> None:
    dataset = opening(tracker.folder)
    days = Days(until=add_days(HAND, -1))
    issue = edited(dataset, dataset.values(ISSUE), [Edit("remove", "panel", "ann-a")], days)
    add.write(amend.plan_version(dataset, ISSUE, issue, "She left.", HAND))


@dataclass(frozen=True)
class Case:
    number: str
    mapping: str
    before: list[list[Row]]
    """The rows of earlier versions, of V1 and V2 or of V1 alone."""
    now: list[Row]
    added: list[str]
    says: str = ""
    """A part of the remarks, or of the reason why the row waits."""
    hand: Hand = nobody
    """What an editor does after the first version."""
    waits: bool = False
    day: str = V3


OF_A = "ann-a against ../2026-02-01"
CASES = [
    Case("2", BARE, [[ann("no")]], [ann("no")], [], "nothing differs from 1 Feb 2026"),
    Case("2 silences", RECHECKED, [[ann("none")]], [ann("none")], [], "checked again? --checked"),
    Case("4", MOVED, [[ann("no")]], [ann("yes")], [], "1 closed by a redaction: left", redacted),
    Case("4 the same", MOVED, [[ann("no")]], [ann("no")], [], "closed by a redaction", redacted),
    Case("5 blank words", WORDS, [[ann("no", words=NEVER)]], [ann("no")], []),
    Case("5 blank date", DATED, [[ann("no", "2026-01-03", NEVER)]], [ann("no", "", NEVER)], []),
    Case("5 by hand", BARE, [[ann("no")]], [ann("no")], [], "you withdrew this on 10 Feb 2026: left", retracted),
    Case("6", RECHECKED, [[ann("none"), bo("none")], [ann("none"), bo("none")]], [ann("none"), bo("none"), row("Cy C", "none")],
         ["ann-a bo-b silent 2026-04-01", "cy-c silent 2026-04-01"], "2 last checked 1 Apr 2026"),
    Case("6 not rechecked", BARE, [[ann("none")]], [ann("none"), bo("none")], ["bo-b silent 2026-04-01"]),
    Case("7", RECHECKED, [[ann("none"), bo("none")]], [ann("none"), bo("no")], ["bo-b against ../2026-04-01"],
         "Ann A: you took them out of this silence on 10 Feb 2026: left",
         lambda tracker: tracker.retract(HAND, tracker.records("silence")[0]["id"])),
    Case("7 after a statement", RECHECKED, [[ann("none")], [ann("no")]], [ann("none")], ["ann-a silent 2026-04-01", "retraction"], "", taken_out),
    Case("8", RECHECKED, [[ann("none"), bo("yes")]], [ann("none"), bo("none")],
         ["bo-b silent 2026-04-01", "retraction"], "nothing found by the table, but on record: 5 Feb 2026: left", spoke("2026-02-05")),
    Case("8 from blank", BARE, [[ann("")]], [ann("none")], [], "on record: 5 Feb 2026: left", spoke("2026-02-05")),
    Case("9", DATED, [[ann("none")]], [ann("no", "2026-01-20", NEVER)], ["ann-a against 2026-01-20", "retraction"], "with a statement now"),
    Case("9 after it", DATED, [[ann("none")]], [ann("no", "2026-02-20", NEVER)], ["ann-a against 2026-02-20"]),
    Case("9 one of many", mapping(dated=True, settings="rechecked = true\n"),
         [[ann("none"), bo("none"), row("Cy C", "no")], [ann("none"), bo("none")]], [ann("no", "2026-02-20"), bo("none")],
         ["ann-a against 2026-02-20", "bo-b silent 2026-03-01", "bo-b silent 2026-04-01", "supersession"]),
    Case("10", BARE, [[ann("")]], [ann("no")], ["ann-a against ../2026-04-01"]),
    Case("10 after one of before", MOVED, [[ann("no")], [ann("yes")]], [ann("")], ["retraction"], "withdrawn: blank now"),
    Case("10 the same", BARE, [[ann("no")], [ann("")]], [ann("no")], [OF_A]),
    Case("11", BARE, [[ann("")]], [ann("none")], ["ann-a silent 2026-04-01"]),
    Case("12", BARE, [[ann("none")]], [ann("no")], ["ann-a against ../2026-04-01"]),
    Case("13 side", DATES_ALONE, [[ann("no", "2026-01-03")]], [ann("yes", "2026-02-08")], ["ann-a favor 2026-02-08"], "one more statement"),
    Case("13 words", DATED, [[ann("no", "2026-01-03", NEVER)]], [ann("no", "2026-02-08", GLAD)], ["ann-a against 2026-02-08"]),
    Case("14 in time", DATED, [[ann("no", "2026-01-03", NEVER)]], [ann("no", "2026-01-20", NEVER)],
         ["ann-a against 2026-01-20", "supersession"], "corrected: date 2026-01-20, was 2026-01-03"),
    Case("14 late", DATED, [[ann("no", "2026-01-03", NEVER)]], [ann("no", "2026-02-08", NEVER)], [],
         "these words were here on 1 Feb 2026, before the day now given: left"),
    Case("15 words", DATED, [[ann("no", "2026-01-03", NEVER)]], [ann("no", "2026-01-03", GLAD)], ["ann-a against 2026-01-03", "supersession"]),
    Case("15 overlapping", DATED, [[ann("no", "2026-01", NEVER)]], [ann("no", "2026-01-20", NEVER)], ["ann-a against 2026-01-20", "supersession"]),
    Case("15 earlier", DATED, [[ann("no", "2026-01-20", NEVER)]], [ann("yes", "2026-01-03", GLAD)], ["ann-a favor 2026-01-03", "supersession"]),
    Case("16", DATED, [[ann("no", "2026-01-20", NEVER)]], [ann("yes", "2026-01-20", GLAD)], [],
         "Ann A, 20 Jan 2026 as before: yes, was no: moved or corrected?", waits=True),
    Case("17 words", WORDS, [[ann("no", words=NEVER)]], [ann("no", words=NEVERR)], [OF_A, "supersession"], "corrected: words"),
    Case("17 source", WORDS_AND_SOURCES, [[ann("no", "", NEVER, "S")]], [ann("no", "", GLAD, "S")], [OF_A, "supersession"]),
    Case("18 words", WORDS, [[ann("no", words=NEVER)]], [ann("no", words=GLAD)], ["ann-a against 2026-02-02/2026-04-01"], "one more statement: words"),
    Case("18 source", WORDS_AND_SOURCES, [[ann("no", "", NEVER, "S")]], [ann("no", "", GLAD, "T")], ["ann-a against 2026-02-02/2026-04-01"]),
    Case("19 words", WORDS, [[ann("no", words=NEVER)]], [ann("yes", words=NEVERR)], ["ann-a favor ../2026-02-01", "supersession"]),
    Case("19 source", SOURCES, [[ann("no", source="S")]], [ann("yes", source="S")], ["ann-a favor ../2026-02-01", "supersession"]),
    Case("20 source", SOURCES, [[ann("no", source="S")]], [ann("yes", source="T")], ["ann-a favor 2026-02-02/2026-04-01"]),
    Case("20 words", WORDS, [[ann("no", words=NEVER)]], [ann("yes", words=GLAD)], ["ann-a favor 2026-02-02/2026-04-01"]),
    Case("21 ask", BARE, [[ann("no")]], [ann("yes")], [], "moved or corrected? (answer: moved, corrected)", waits=True),
    Case("21 moved", MOVED, [[ann("no")]], [ann("yes")], ["ann-a favor 2026-02-02/2026-04-01"]),
    Case("21 corrected", CORRECTED, [[ann("no")]], [ann("yes")], ["ann-a favor ../2026-02-01", "supersession"]),
    Case("22 within", DATED, [[ann("no", "", NEVER)]], [ann("no", "2026-01-20", NEVER)], ["ann-a against 2026-01-20", "supersession"]),
    Case("22 later", DATED, [[ann("no", "", NEVER)]], [ann("yes", "2026-02-20", GLAD)], ["ann-a favor 2026-02-20"]),
    Case("23", DATED, [[ann("no", "2026-01-20", NEVER)]], [ann("yes", "", GLAD)], ["ann-a favor 2026-01-21/2026-04-01"]),
    Case("24", MOVED, [[ann("no")]], [ann("yes")], ["ann-a favor ../2026-02-01", "supersession"], day=V1),
    Case("24 ask", BARE, [[ann("no")]], [ann("yes")], ["ann-a favor ../2026-02-01", "supersession"], day=V1),
    Case("25", MOVED, [[ann("no")], [ann("yes")]], [ann("none")], ["ann-a silent 2026-04-01", "retraction", "retraction"],
         "2 withdrawn: nothing found any more: Ann A"),
    Case("26", MOVED, [[ann("no")], [ann("yes")]], [ann("")], ["retraction"], "1 withdrawn: blank now: Ann A"),
    Case("27", BARE, [[ann("none")]], [ann("")], [], "1 blank now; “no public statement found” stays on record: Ann A"),
    Case("28", BARE, [[ann("no"), bo("no")]], [bo("no")], [], "1 gone, off the panel of issue-a from 1 Apr 2026; what they said stays: Ann A"),
    Case("28 retract", RETRACTING, [[ann("no"), bo("no")]], [bo("no")], ["retraction"]),
    Case("29 same", BARE, [[ann("no"), ann("no", Key="A2")]], [ann("no")], ["supersession"]),
    Case("29 other side", BARE, [[ann("no"), ann("yes", Key="A2")]], [ann("no")], ["retraction"]),
    Case("30", MOVED, [[ann("no"), bo("no")], [bo("no")]], [ann("yes"), bo("no")], ["ann-a favor 2026-02-02/2026-04-01"], "1 back in the table"),
    Case("31", MOVED, [[ann("no")]], [ann("no", Key="A2")], [], "1 under a new key"),
    Case("31 blank", MOVED, [[ann("no")]], [ann("", Key="A2")], ["retraction"], "1 under a new key"),
    Case("30 silence withdrawn", RETRACTING, [[ann("none"), bo("no")], [bo("no")]], [ann("none"), bo("no")], ["ann-a silent 2026-04-01"]),
    Case("31 moved", MOVED, [[ann("no")]], [ann("yes", Key="A2")], ["ann-a favor 2026-02-02/2026-04-01"], "1 under a new key"),
    Case("32", WORDS, [[ann("no", words=NEVER)]], [ann("no", words=NEVERR)], [], "you corrected this on 10 Feb 2026: left", corrected_to("mixed")),
    Case("32 retracted", WORDS, [[ann("no", words=NEVER)]], [ann("no", words=NEVERR)], [], "you withdrew this on 10 Feb 2026: left", retracted),
    Case("33", BARE, [[ann("no")]], [ann("yes")], [], "the table agrees with you now", corrected_to("favor", "../2026-02-01")),
    Case("33 with the first words", WORDS_OR_NONE, [[ann("no")]], [ann("yes", words=NEVER)], [], "the table agrees with you now",
         corrected_to("favor", "../2026-02-01")),
    Case("34", WORDS, [[ann("no", words=NEVER)]], [ann("yes", words=GLAD)], ["ann-a favor 2026-02-06/2026-04-01"],
         "one more statement after your correction", corrected_to("mixed", "2026-02-05")),
    Case("35", MOVED, [[ann("no")]], [ann("yes")], [], "you withdrew this row on 10 Feb 2026 (“Wrong person.”); it now says yes: take it?", retracted, waits=True),
    Case("36 silence", BARE, [[ann("no")]], [ann("none")], [], "yours stands", corrected_to("mixed")),
    Case("36 blank", BARE, [[ann("no")]], [ann("")], [], "yours stands", corrected_to("mixed")),
    Case("36 gone", BARE, [[ann("no"), bo("no")]], [bo("no")], [], "what they said stays: Ann A", corrected_to("mixed")),
    Case("37", BARE, [[ann("no")]], [ann("none")], ["ann-a silent 2026-04-01"], "", retracted),
    Case("38", BARE, [[ann("no")]], [ann("no"), bo("no")], ["bo-b against ../2026-04-01"], "you took 1 off the panel of issue-a on 10 Feb 2026: left", off_panel),
    Case("39", DATED, [[ann("")]], [ann("no", "2026-01-20", NEVER)], [],
         'correct that first: stancetracker amend by-hand --remove actors="Ann A"', silent("2026-02-20"), waits=True),
    Case("40", BARE, [[ann("no"), bo("no")]], [ann("yse"), bo("no")], [], "View: the mapping has no “yse”", waits=True),
    Case("41", MOVED, [[ann("no")]], [ann("neither")], ["ann-a neither 2026-02-02/2026-04-01"]),
]  # fmt: skip


@pytest.mark.parametrize("case", mostly_slow(CASES, always=5), ids=lambda case: case.number)
def test_a_row_becomes_what_its_table_said_last_makes_of_it(case: Case, tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, case.mapping)
    for day, rows in zip((V1, V2), case.before, strict=False):
        tracker.version(day, *rows)
        if day == V1:
            case.hand(tracker)
    planned = tracker.version(case.day, *case.now)
    remarks = reasons(planned) if case.waits else list(planned.notes)

    assert case.added == added(planned)
    assert case.waits == bool(planned.rejects)
    assert any(case.says in remark for remark in remarks) or not case.says
    assert not [
        fault for fault in faults(tracker.folder, "2026-12-31") if fault.code != "redacted-line"
    ]
    again = tracker.version(case.day, *case.now)
    assert ([], case.waits) == (added(again), bool(again.rejects))


def test_an_answer_decides_a_question(tmp_path: Path) -> None:
    answers = {
        "moved": ["ann-a favor 2026-02-02/2026-04-01"],
        "corrected": ["ann-a favor ../2026-02-01", "supersession"],
    }
    for answer, records in answers.items():
        tracker = Tracker(tmp_path / answer, BARE)
        tracker.version(V1, ann("no"))

        assert records == added(tracker.version(V3, ann("yes"), answers=answer))
        assert [] == added(tracker.version(V3, ann("yes")))


def test_a_rejects_file_with_answers_is_a_part_of_its_version(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, RETRACTING)
    tracker.version(V1, ann("no"), bo("no"), row("Cy C", "no"))
    planned = tracker.version(V3, ann("yes"), bo("no"), row("Cy C", "no"))
    head, line = planned.rejected.decode().splitlines()
    assert head.startswith("rejected_row,rejected_why,answer,Key,")

    before, after = line.split('corrected)",')
    answered = f'{head}\n{before}corrected)",moved{after}\n'
    again = tracker.plan_of(V3, answered.encode())
    assert ["ann-a favor 2026-02-02/2026-04-01"] == added(again)
    assert not again.rejects


@pytest.mark.parametrize(
    ("answers", "records"),
    [
        (("moved", "moved"), ["ann-a favor 2026-02-02/2026-04-01"]),
        (("", "moved"), ["ann-a favor 2026-02-02/2026-04-01"]),
        (("corrected", "moved"), []),
    ],
)
def test_an_answer_to_a_row_is_one_to_the_same_row_again(
    tmp_path: Path, answers: tuple[str, str], records: list[str]
) -> None:
    tracker = Tracker(tmp_path, BARE)
    tracker.version(V1, ann("no"))
    planned = tracker.version(V3, ann("yes"), ann("yes"))
    head, *lines = planned.rejected.decode().splitlines()
    answered = [
        line.replace('corrected)",', f'corrected)",{answer}', 1)
        for line, answer in zip(lines, answers, strict=True)
    ]
    again = tracker.plan_of(V3, "\n".join([head, *answered, ""]).encode())

    assert records == added(again)
    assert (len(lines) if not records else 0) == len(again.rejects)


@pytest.mark.parametrize(
    ("view", "records"),
    [("yes", ["ann-a favor ../2026-02-01", "supersession"]), ("perhaps", [])],
)
def test_a_row_under_a_new_key_is_the_same_in_its_rejects_file(
    tmp_path: Path, view: str, records: list[str]
) -> None:
    tracker = Tracker(tmp_path, BARE)
    tracker.version(V1, ann("no"), bo("no"))
    planned = tracker.version(V3, ann(view, Key="A2"), bo("no"))
    head, line = planned.rejected.decode().splitlines()
    answered = line.replace('corrected)",', 'corrected)",corrected').replace("perhaps,", "no,")
    again = tracker.plan_of(V3, f"{head}\n{answered}\n".encode())

    assert records == added(again)
    assert "1 under a new key" in again.notes


def test_an_answer_to_take_another_statement_after_a_retraction_by_hand(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, DATES_ALONE)
    tracker.version(V1, ann("no", "2026-01-20"))
    retracted(tracker)
    left = tracker.plan(V3, [ann("yes", "2026-01-20")], answers="leave")
    taken = tracker.plan(V3, [ann("yes", "2026-01-20")], answers="take")

    assert ([], ["ann-a favor 2026-01-20"]) == (added(left), added(taken))


def test_a_member_who_was_merged_is_the_same_in_the_next_version(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, MOVED)
    tracker.version(V1, ann("no"), bo("no"))
    lines: list[dict[str, Any]] = [
        {"kind": "person", "id": "ann-b", "name": "Ann B", "memberships": [{"role": "Member"}]},
        {
            "kind": "correction",
            "type": "merge",
            "corrects": "ann-a",
            "replacement": "ann-b",
            "reason": "R.",
        },
    ]
    tracker.hand(V1, *lines)
    planned = tracker.version(V2, ann("yes"), bo("no"), row("Cy C", "no"))

    assert ["ann-b favor 2026-02-02/2026-03-01", "cy-c against ../2026-03-01"] == added(planned)
    assert {"ann-b", "bo-b", "cy-c"} == tracker.standings().keys()
    assert not faults(tracker.folder, TODAY)


def test_a_column_that_a_version_lacks_says_nothing(tmp_path: Path) -> None:
    optional = f'table.optional = ["Words"]\n{WORDS}'
    tracker = Tracker(tmp_path, optional)
    tracker.version(V1, ann("no", words=NEVER))
    without = tracker.plan_of(V2, b"Key,Name,Role,View\nAnn A,Ann A,Member,no\n")

    assert ([], []) == (added(without), reasons(without))


def test_an_issue_that_an_editor_closed_stops_no_version(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, BARE)
    tracker.version(V1, ann("no"))
    issues = tracker.folder.path / "issues.jsonl"
    issues.write_text(issues.read_text().replace('"since":', '"until":"2026-06-01","since":'))
    planned = tracker.version(V2, ann("no"), bo("no"))

    assert ["bo-b against ../2026-03-01"] == added(planned)
    assert "2026-06-01" == tracker.records("issue")[0]["until"]


def test_the_reason_to_withdraw_what_is_blank_now_says_so(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, mapping())
    tracker.version("2026-02-01", ann("no"))
    tracker.version("2026-03-01", ann(""))

    assert ["The table's version of 2026-03-01 leaves it blank."] == [
        record["reason"] for record in tracker.records("correction")
    ]


def test_a_changed_role_ends_and_the_new_one_begins(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, BARE)
    tracker.version(V1, ann("no", Role="Deputy"))
    tracker.version(V2, ann("no", Role="Deputy"))
    tracker.version(V3, ann("no", Role="Minister"))
    blank = tracker.version("2026-05-01", ann("no", Role=""))

    deputy = {"role": "Deputy", "end_date": V2}
    assert [deputy, {"role": "Minister", "start_date": V3}] == tracker.records("person")[0][
        "memberships"
    ]
    assert not blank.plan.additions


def test_a_date_after_the_ledger_first_had_the_statement_is_left_without_words_too(
    tmp_path: Path,
) -> None:
    tracker = Tracker(tmp_path, DATES_ALONE)
    tracker.version(V1, ann("no", "2026-01-10"))
    tracker.version(V2, ann("no", "2026-01-20"))
    planned = tracker.version(V3, ann("no", "2026-02-20"))

    assert [] == added(planned)
    reason = "these words were here on 1 Feb 2026, before the day now given: left"
    assert f"Ann A: {reason}" in planned.notes


def test_only_the_role_that_begins_is_named(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, BARE)
    roles = (ann("no", Key="1", Role="Judge"), ann("no", Key="2", Role="Mayor"))
    tracker.version(V1, *roles, answers="same")
    rows = (ann("no", Key="1", Role="Judge"), ann("no", Key="2", Role="Minister"))
    planned = tracker.version(V2, *rows)
    ended = tracker.version(V3, ann("no", Key="1", Role="Judge"), ann("no", Key="2", Role="Judge"))

    note = "Ann A: Minister from 1 Mar 2026; the role before has ended"
    assert [note] == [note for note in planned.notes if "role" in note]
    note = "Ann A: a role that the table no longer says has ended"
    assert [note] == [note for note in ended.notes if "role" in note]


@pytest.mark.parametrize(
    ("between", "records"),
    [(["no", ""], ["ann-a silent 2026-05-01"]), (["", ""], [])],
)
def test_a_silence_that_an_editor_took_out_is_another_after_a_statement(
    tmp_path: Path, between: list[str], records: list[str]
) -> None:
    tracker = Tracker(tmp_path, RECHECKED)
    tracker.version(V1, ann("none"))
    taken_out(tracker)
    for day, view in zip((V2, V3), between, strict=True):
        tracker.version(day, ann(view))

    assert records == added(tracker.version("2026-05-01", ann("none")))


@pytest.mark.xfail(
    strict=True, reason="the supersession before it has no effect then: a version will not need one"
)
@pytest.mark.parametrize("rows", [[], [ann("")], [ann("none")]])
def test_a_row_corrected_in_the_morning_is_withdrawn_in_the_evening(
    rows: list[Row], tmp_path: Path
) -> None:
    tracker = Tracker(tmp_path, mapping(words=True, settings='gone = "retract"\n'))
    other = row("Bo B", "no", Words=GLAD)
    tracker.version(V1, ann("no", words=NEVER), other)
    tracker.version(V2, ann("no", words=NEVERR), other)
    planned = tracker.version(V2, *rows, other)

    assert [] == reasons(planned)
    assert "against" != tracker.standings().get("ann-a")
    assert not faults(tracker.folder, TODAY)


@pytest.mark.xfail(
    strict=True, reason="the supersession before it has no effect then: a version will not need one"
)
@pytest.mark.parametrize("type", ["retraction", "redaction"])
def test_an_editor_withdraws_what_the_table_corrected_that_day(type: str, tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, WORDS)
    tracker.version(V1, ann("no", words=NEVER))
    tracker.version(V2, ann("no", words=NEVERR))
    tracker.retract(V2, tracker.id_of("statement"), type)

    assert {"ann-a": "unchecked"} == tracker.standings()
    assert not faults(tracker.folder, TODAY)


def test_a_row_that_is_back_renews_its_silence(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, RECHECKED)
    tracker.version(V1, ann("none"), bo("no"))
    tracker.version(V2, bo("no"))
    planned = tracker.version(V3, ann("none"), bo("no"))

    assert ["ann-a silent 2026-04-01"] == added(planned)
    assert {"ann-a": "silent 2026-04-01", "bo-b": "against"} == tracker.standings()


def test_the_same_file_renews_no_silence_whatever_was_rejected_of_it(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, mapping(dated=True, settings="rechecked = true\n"))
    rows = (ann("no", "2026-01-03"), ann("none", Key="A2"), bo("none"))
    assert 1 == len(tracker.version(V1, *rows).rejects)
    planned = tracker.version(V2, *rows)

    assert [] == added(planned)
    says = "nothing differs from 1 Feb 2026; silences not renewed (checked again? --checked)"
    assert says in planned.notes


def test_a_row_that_a_redaction_closed_changes_no_role(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, BARE)
    tracker.version(V1, ann("no", Role="Deputy"))
    redacted(tracker)
    planned = tracker.version(V2, ann("yes", Role="Minister"))

    assert [{"role": "Deputy"}] == memberships(tracker)
    assert not any("Ann A" in note for note in planned.notes)


def without_memory(tracker: Tracker) -> None:
    """Make a ledger as programs made it that kept no memory."""
    (tracker.folder.path / "tables" / "members.rows").unlink()


def test_words_with_a_correction_in_them_were_here_before_it(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, DATED)
    tracker.version(V1, ann("no", "2026-01-20", NEVER))
    tracker.version(V2, ann("no", "2026-01-20", NEVERR))
    planned = tracker.version(V3, ann("no", "2026-02-20", NEVERR))

    assert [] == added(planned)
    assert any("these words were here on 1 Feb 2026" in note for note in planned.notes)


def test_what_is_said_again_has_its_old_day_where_no_memory_is_kept(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, BARE)
    tracker.version(V1, ann("no"))
    tracker.version(V2, ann("none"))
    without_memory(tracker)

    assert ["ann-a against ../2026-02-01", "retraction"] == added(tracker.version(V3, ann("no")))


@pytest.mark.parametrize("other", ["", "no", "perhaps"])
def test_a_row_that_makes_no_record_renews_no_silence_where_no_memory_is_kept(
    other: str, tmp_path: Path
) -> None:
    tracker = Tracker(tmp_path, RECHECKED)
    tracker.version(V1, ann("none"), bo(other))
    without_memory(tracker)
    assert [] == added(tracker.version(V2, ann("none"), bo(other)))
    without_memory(tracker)

    assert [] == added(tracker.version(V3, ann("none")))


def test_whom_an_editor_took_out_stays_out_where_no_memory_is_kept(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, mapping(settings='side = "moved"\nrechecked = true\n'))
    tracker.version(V1, ann("none"), bo("no"))
    tracker.version(V2, ann("none"), bo("yes"))
    tracker.retract("2026-03-10", tracker.id_of("silence"))
    without_memory(tracker)
    planned = tracker.version(V3, ann("none"), bo("no"))

    assert ["bo-b against 2026-03-02/2026-04-01"] == added(planned)
    assert "Ann A: you took them out of this silence on 10 Mar 2026: left" in planned.notes


def by_hand(tracker: Tracker, old: str, new: str) -> None:
    """Edit the lines of people."""
    people = tracker.folder.path / "people.jsonl"
    people.write_text(people.read_text().replace(old, new))


def memberships(tracker: Tracker) -> list[dict[str, str]]:
    found: list[dict[str, str]] = tracker.records("person")[0]["memberships"]
    return found


@pytest.mark.parametrize("view", ["yes", "no"])
def test_a_changed_role_ends_where_no_memory_is_kept(tmp_path: Path, view: str) -> None:
    tracker = Tracker(tmp_path, mapping(settings='side = "moved"'))
    tracker.version(V1, row("Ann A", "yes", Role="Deputy"))
    without_memory(tracker)
    tracker.version(V2, row("Ann A", view, Role="Minister"))

    deputy = {"role": "Deputy", "end_date": V1}
    assert [deputy, {"role": "Minister", "start_date": V2}] == memberships(tracker)


def test_a_role_on_record_is_not_begun_again_where_no_memory_is_kept(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, mapping())
    tracker.version(V1, row("Ann A", "yes", Role="Deputy"))
    by_hand(tracker, '"role":"Deputy"', '"role":"Deputy","end_date":"2025"},{"role":"Mayor"')
    without_memory(tracker)
    tracker.version(V2, row("Ann A", "yes", Role="Deputy"))

    assert [{"role": "Deputy", "end_date": "2025"}, {"role": "Mayor"}] == memberships(tracker)


@pytest.mark.parametrize(
    ("edited", "on_record"),
    [
        ('"role":"Deputy"},{"role":"Mayor"', "Deputy, Mayor"),
        ('"role":"Deputy","start_date":"2020"', "Deputy"),
    ],
)
def test_a_role_that_an_editor_may_have_written_is_left_where_no_memory_is_kept(
    tmp_path: Path, edited: str, on_record: str
) -> None:
    tracker = Tracker(tmp_path, mapping())
    tracker.version(V1, row("Ann A", "yes", Role="Deputy"))
    by_hand(tracker, '"role":"Deputy"', edited)
    without_memory(tracker)
    before = memberships(tracker)
    planned = tracker.version(V2, row("Ann A", "yes", Role="Minister"))

    assert before == memberships(tracker)
    reason = "left, since an editor may have written that"
    assert f"Ann A: Minister by the table, {on_record} on record: {reason}" in planned.notes


def test_a_role_that_an_editor_wrote_is_left(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, BARE)
    tracker.version(V1, ann("no", Role="Deputy"))
    people = tracker.folder.path / "people.jsonl"
    people.write_text(
        people.read_text().replace('"role":"Deputy"', '"role":"Deputy for X","start_date":"2020"')
    )
    planned = tracker.version(V2, ann("no", Role="Minister"))

    note = "Ann A: Minister from 1 Mar 2026; what you wrote of their roles is left"
    assert note in planned.notes
    by_hand = {"role": "Deputy for X", "start_date": "2020"}
    assert [by_hand, {"role": "Minister", "start_date": V2}] == tracker.records("person")[0][
        "memberships"
    ]


def test_a_role_that_another_row_says_goes_on(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, BARE)
    tracker.version(V1, ann("no", Key="1", Role="Judge"), ann("no", Key="2", Role="Judge"))
    rows = (ann("no", Key="1", Role="Judge"), ann("no", Key="2", Role="Mayor"))
    planned = tracker.version(V2, *rows)

    assert [{"role": "Judge"}, {"role": "Mayor", "start_date": V2}] == memberships(tracker)
    note = "Ann A: Mayor from 1 Mar 2026; the role before goes on"
    assert [note] == [note for note in planned.notes if "role" in note]


def test_a_statement_that_is_back_has_its_old_day(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, MOVED)
    for day, view in ((V1, "no"), (V2, "yes"), (V3, "")):
        tracker.version(day, ann(view))

    back = tracker.version("2026-05-01", ann("yes"))
    assert ["ann-a favor 2026-02-02/2026-03-01"] == added(back)


def test_a_row_that_a_redaction_closed_withdraws_nothing_as_it_goes(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, mapping(dated=True, settings='gone = "retract"\n'))
    tracker.version(V1, ann("no", "2026-01-03"), bo("no"))
    tracker.version(V2, ann("yes", "2026-02-20"), bo("no"))
    tracker.retract(V2, tracker.id_of("statement"), "redaction")

    assert [] == added(tracker.version(V3, bo("no")))


def test_the_role_of_a_row_that_waits_waits_too(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, BARE)
    judges = [ann("no", Key=key, Role="Judge") for key in "12"]
    tracker.version(V1, *judges)
    planned = tracker.version(V2, judges[0], ann("yes", Key="2", Role="Mayor"))

    assert 1 == len(planned.rejects)
    assert [{"role": "Judge"}] == memberships(tracker)
    tracker.version(V3, judges[0], ann("no", Key="2", Role="Mayor"))
    assert [{"role": "Judge"}, {"role": "Mayor", "start_date": V3}] == memberships(tracker)


def test_a_memory_that_is_lost_is_read_from_the_records(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, RECHECKED)
    tracker.version(V1, ann("no"), bo("none"))
    tracker.version(V2, ann("no"), bo("none"), row("Cy C", "no"))
    (tracker.folder.path / "tables" / "members.rows").unlink()
    tracker.retract("2026-03-10", tracker.id_of("statement"))
    again = tracker.version(V3, ann("no"), bo("none"), row("Cy C", "no"))

    assert [] == added(again)
    assert "Cy C: you withdrew this on 10 Mar 2026: left" in again.notes


@pytest.mark.parametrize(
    "change",
    [
        ("{", "[" * 100_000),
        ('"day": "2026-02-01"', '"day": 1'),
        ('"off": []', '"off": [["issue-a"]]'),
        ('"bases": ["', '"bases": [1, "'),
        ('"key": "Ann A"', '"key": null'),
        ('"stance": "against"', '"stance": ["against"]'),
        ('"said": [{', '"said": [{"unknown": "key", '),
    ],
    ids=lambda change: change[0],
)
def test_a_memory_that_is_not_as_it_was_written_stops_the_import(
    change: tuple[str, str], tmp_path: Path
) -> None:
    tracker = Tracker(tmp_path, BARE)
    tracker.version(V1, ann("no"))
    memory = tracker.folder.path / "tables" / "members.rows"
    memory.write_text(memory.read_text().replace(*change))

    with pytest.raises(NotImportedError, match=r"tables/members\.rows is not as it was written"):
        tracker.version(V2, ann("no"))


def test_who_is_spelled_anew_is_named_with_the_command_for_it(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, BARE)
    tracker.version(V1, row("Anna Albrecht", "no"), bo("yes"))
    planned = tracker.version(V2, row("Anna Albrech", "no"), bo("yes"))

    assert any(
        "stancetracker amend anna-albrech --merge anna-albrecht" in note for note in planned.notes
    )


def test_an_older_version_is_not_taken(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, BARE)
    tracker.version(V2, ann("no"))

    message = (
        "members has a version of 1 Mar 2026; this is of 1 Feb 2026: an older one can't follow"
    )
    with pytest.raises(NotImportedError, match=message) as refused:
        tracker.version(V1, ann("yes"))
    assert "if this version is newer, give its own day: --recorded DAY" == refused.value.hint


def test_another_code_of_the_same_side_is_a_change_where_the_summary_has_it(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, MOVED.replace('yes = "favor", no', 'yes = "against", no'))
    tracker.version(V1, ann("no"))

    assert ["ann-a against 2026-02-02/2026-04-01"] == added(tracker.version(V3, ann("yes")))


def test_a_code_that_no_summary_has_is_no_change(tmp_path: Path) -> None:
    alike = MOVED.replace('yes = "favor", no', 'yes = "against", no')
    tracker = Tracker(tmp_path, alike.replace("{Name}: {View}.", "Listed."))
    tracker.version(V1, ann("no"))

    assert not added(tracker.version(V3, ann("yes")))


def test_the_codes_of_earlier_versions_are_not_new_words(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, MOVED)
    tracker.version(V1, ann("no"))
    sides = imports.words_of_sides(tracker.plan(V3, [ann("no"), bo("no"), row("Cy C", "yes")]))

    assert [{"yes": 1}, {"no": 1}] == [side.counts for side in sides]
    assert [("yes",), ()] == [side.new_words for side in sides]


def test_a_silent_person_whose_row_is_blank_now_is_not_called_unchecked(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, BARE)
    tracker.version(V1, ann("none"))
    notes = tracker.version(V3, ann("")).notes

    assert {"ann-a": "silent 2026-02-01"} == tracker.standings()
    assert "1 of these only put whom they name on the panel: Ann A" in notes
    assert not [note for note in notes if "unchecked" in note]


def test_whose_silence_was_withdrawn_by_hand_has_none_that_stands(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, BARE)
    tracker.version(V1, ann("none"))
    tracker.retract(HAND, tracker.id_of("silence"))

    assert not [note for note in tracker.version(V3, ann("")).notes if "stays" in note]


def test_a_version_without_a_quarter_of_the_rows_is_not_taken_unasked(tmp_path: Path) -> None:
    tracker = Tracker(tmp_path, BARE)
    rows = [row(f"Member {number}", "no") for number in range(30)]
    tracker.version(V1, *rows)
    tracker.version(V2, *rows[9:])

    with pytest.raises(
        NotImportedError, match=r"11 of 21 rows are gone: is this the whole table\?"
    ):
        tracker.version(V3, *rows[20:])
    blank = [{**member, "View": ""} for member in rows[9:]]
    with pytest.raises(NotImportedError, match="0 of 21 rows are gone, and 21 would be withdrawn"):
        tracker.version(V3, *blank)
