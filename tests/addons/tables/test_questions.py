"""A table is explained by questions: which are asked, and the mapping that the answers make."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

import pytest

from stancetracker.addons.tables.answers import Answered, answered
from stancetracker.addons.tables.mapping import read
from stancetracker.addons.tables.meaning import Meaning
from stancetracker.addons.tables.questions import OnRecord, questions
from stancetracker.addons.tables.values import Cells
from stancetracker.addons.tables.writing import mapping_text
from stancetracker.base.errors import UsageError
from stancetracker.contribute.document import load

ISSUE = {
    "proposition": "It should be.",
    "favor": "for it",
    "against": "against it",
    "since": "2026-01-01",
}
ANSWERS: Mapping[str, str] = {
    **ISSUE,
    "role": "Mayor",
    "channel": "speech",
    "coded_by": "",
    "rechecked": "",
    "recorded": "2026-02-01",
    "wording": "verbatim",
    "language": "en",
}
ISSUE_ON_RECORD = {"title": "T", "proposition": "P"}
TODAY = "2026-06-01"
TALLY = "Name,Vote\nAda B,yes\nBo C,no\n"


def explained(table: str, on_record: OnRecord | None = None, **given: Any) -> Answered:
    """Return a table, explained by these answers, else by what is likely, else by ANSWERS."""

    def ask(question: Any) -> str:
        name = question.path[-1]
        text = given.get(name, question.default or ANSWERS.get(name, ""))
        return str(question.answer(text))

    steps = questions(table.encode(), "csv", "t", on_record or OnRecord(), TODAY)
    return answered(steps, None, ask)


def mapping(table: str, on_record: OnRecord | None = None, **given: Any) -> dict[str, Any]:
    meaning = explained(table, on_record, **given).meaning
    assert meaning is not None
    return tomllib.loads(mapping_text(meaning))


def asked(table: str, **given: Any) -> list[str]:
    return [answer.question.path[-1] for answer in explained(table, **given).answers]


def encoding_question(table: str, encoding: str) -> Any:
    """Return the first question about a table in an encoding."""
    return next(questions(table.encode(encoding), "csv", "t", OnRecord(), TODAY))


@pytest.mark.parametrize(
    ("encoding", "likely", "example"),
    [
        ("cp1252", "cp1252", "José,yes"),
        ("utf-16", "utf-16", "José,yes"),
        ("utf-16-le", "utf-16-le", "José,yes"),
        ("utf-16-be", "utf-16-be", "José,yes"),
    ],
)
def test_the_likely_encoding_is_proposed_with_a_line_that_shows_it(
    encoding: str, likely: str, example: str
) -> None:
    question = encoding_question("Name,Vote\nJosé,yes\n", encoding)

    assert (("encoding",), likely, (example,)) == (question.path, question.default, question.lines)


def test_ascii_in_utf16_without_a_mark_is_not_taken_for_utf8() -> None:
    assert "utf-16-le" == encoding_question(TALLY, "utf-16-le").default


def test_no_encoding_is_proposed_where_none_is_likely() -> None:
    table = "Name,Vote\n小林 太郎,yes\n田中 角栄,no\n"
    question = encoding_question(table, "shift_jis")

    assert ("encoding", "") == (question.path[-1], question.default)
    assert "shift_jis" == question.answer("shift_jis")
    with pytest.raises(UsageError, match="line 2 of the table is not cp1252"):
        question.answer("cp1252")


NEITHER: dict[str, Any] = {"-": "neither"}
BLANKS = "Name,Vote,Day,Link\nAda B,yes,2026-01-05,n/a\nBo C,-,-,https://example.org/a\n"


def test_cells_that_say_nothing_are_asked_about_and_are_empty() -> None:
    explanation = explained(BLANKS)
    made = mapping(BLANKS)

    assert "-; n/a" == explanation.answers[0].text
    assert ["-", "n/a"] == made["table"]["empty"]
    assert [{"when": {"Vote": [""]}, "panel": True}] == made["skip"]


def test_cells_that_look_blank_may_say_something() -> None:
    made = mapping(BLANKS, empty="n/a", **NEITHER)

    assert ["n/a"] == made["table"]["empty"]
    assert {"Vote": ["yes", "-"]} == made["row"][0]["when"]
    assert "table" not in mapping(BLANKS, empty="none", **NEITHER)


def test_nothing_is_asked_about_blanks_where_no_cell_looks_so() -> None:
    assert "empty" not in asked(TALLY)


ALWAYS = ["who", "kind", "role", "organization", "stance", "issue_column"]
OF_ISSUES = ["title", *ISSUE, "rule"]


def test_a_tally_asks_for_no_more_than_it_needs() -> None:
    words = [
        "yes",
        "no",
        "date",
        "recorded",
        "quote",
        "source",
        "channel",
        "coded_by",
        "key",
        "side",
    ]

    assert [*ALWAYS, *OF_ISSUES, *words] == asked(TALLY)


def test_a_table_with_days_words_and_sources_is_not_asked_what_a_change_means() -> None:
    table = "Name,Vote,Day,Quote,Link\nAda B,yes,2026-01-02,So.,https://example.org/a\n"

    assert "side" not in asked(table)
    assert ["date", "day_of", "quote", "wording", "language", "source"] == [
        name
        for name in asked(table)
        if name in ("date", "day_of", "quote", "wording", "language", "source", "rechecked")
    ]


def test_only_silences_dated_by_the_version_are_asked_whether_they_were_checked_again() -> None:
    silent = "Name,Vote{}\nAda B,No reply{}\n"

    assert "rechecked" in asked(silent.format("", ""))
    assert "rechecked" not in asked(silent.format(",Day", ",2026-01-02"))
    assert "rechecked" not in mapping(silent.format("", ""))["versions"]
    assert mapping(silent.format("", ""), rechecked="yes")["versions"]["rechecked"]


def test_a_silence_alone_asks_for_no_words_and_no_channel() -> None:
    assert not {"quote", "channel", "coded_by", "side"} & {*asked("Name,Vote\nAda B,No reply\n")}


def test_both_sides_of_the_proposition_stand_before_each_word() -> None:
    lines = [
        answer.question.lines
        for answer in explained(TALLY).answers
        if answer.question.path[0] == "words"
    ]

    sides = ("“t”", "Proposition: It should be.", "favor = for it · against = against it")
    assert [sides, sides] == lines


def test_each_column_of_a_stance_is_an_issue_whose_words_are_asked_about() -> None:
    table = "Name,A,B\nAda B,yes,no\nBo C,,yes\n"
    made = mapping(table, stance="A; B")

    assert ["a", "b"] == [record["id"] for record in made["records"]]
    assert [("A", "a"), ("B", "b")] == [
        (row["stance"]["column"], row["issue"]) for row in made["row"]
    ]
    assert [{"when": {"A": [""], "B": [""]}, "panel": True}] == made["skip"]


def test_issues_of_a_column_that_are_not_taken_make_no_record() -> None:
    table = "Name,Topic,Vote\nAda B,Coal,yes\nAda B,Wind,no\nBo C,,no\n"
    made = mapping(table, which="Wind")

    assert ["wind"] == [record["id"] for record in made["records"]]
    assert {"Topic": ["Coal"]} == made["skip"][0]["when"]
    assert {"issues": {"Wind": "wind"}} == made["tables"]


def test_a_row_without_an_issue_is_skipped_only_if_it_has_no_answer() -> None:
    table = "Name,Topic,Vote\nAda B,Coal,yes\nBo C,Wind,no\nCy D,,yes\nDi E,,\n"
    skips = mapping(table, issue_column="Topic")["skip"]

    assert [
        {"when": {"Topic": [""], "Vote": [""]}},
        {"when": {"Topic": ["Coal", "Wind"], "Vote": [""]}, "panel": True},
    ] == skips


@pytest.mark.parametrize("which", ["Coal", "all"])
def test_rows_that_all_take_one_side_are_read_for_the_issues_that_are_taken(which: str) -> None:
    table = "Name,Topic\nAda B,Coal\nAda B,Wind\nBo C,\n"
    meaning = explained(table, stance="favor", issue_column="Topic", which=which).meaning
    assert meaning is not None
    made = read(load(mapping_text(meaning).encode(), "map.toml"), ("Name", "Topic"))

    rows = [Cells({"Name": "Ada B", "Topic": topic}, {}) for topic in ("Coal", "Wind", "")]
    taken = [True, which == "all", False]
    assert [(is_taken, []) for is_taken in taken] == [
        (bool(made.makes(row)), row.reasons) for row in rows
    ]


@pytest.mark.parametrize(
    ("table", "likely"),
    [
        ("person,motionId,vote\nA,1,FOR\nA,2,AGAINST\nB,1,FOR\nB,2,FOR\n", "motionId"),
        ("person,motionId,vote\nA,1,FOR\nA,2,FOR\nB,1,FOR\nB,2,FOR\n", "motionId"),
        ("person,id,vote\nA,1,FOR\nA,2,AGAINST\nB,3,FOR\n", ""),
        ("person,day,vote\nA,2026-01-02,FOR\nA,2026-01-03,AGAINST\nB,2026-01-03,FOR\n", ""),
        ("person,day,vote\nA,2026-01-02,FOR\nA,2026-01-03,FOR\nB,2026-01-03,FOR\n", "-"),
        ("person,id,vote\nA,1,FOR\nB,2,FOR\n", "-"),
    ],
)
def test_who_recurs_is_on_one_issue_only_if_a_person_says_so(table: str, likely: str) -> None:
    answers = explained(table, stance="vote", issue_column="-").answers
    [question] = [
        answer.question for answer in answers if answer.question.path == ("issue_column",)
    ]

    assert likely == question.default


def test_a_panel_on_record_gets_nobody_unless_a_person_says_so() -> None:
    issue = {**ISSUE_ON_RECORD, "panel": ["zoe"], "panel_rule": "All in the cabinet."}
    on_record = OnRecord({"bridge": issue})
    [question] = [
        answer.question
        for answer in explained(TALLY, on_record, issue="bridge").answers
        if answer.question.path == ("panel", "bridge")
    ]

    assert ("no", ("rule of the panel: All in the cabinet.",)) == (question.default, question.lines)
    assert "panel" not in mapping(TALLY, on_record, issue="bridge")
    [panel] = mapping(TALLY, on_record, issue="bridge", bridge="yes")["panel"]
    assert ("bridge", "All in the cabinet.") == (panel["issue"], panel["rule"])


def test_an_issue_without_a_panel_is_asked_for_the_rule_of_its_panel() -> None:
    on_record = OnRecord({"bridge": ISSUE_ON_RECORD})
    [panel] = mapping(TALLY, on_record, issue="bridge", rule="All mayors.")["panel"]

    assert ("bridge", "All mayors.") == (panel["issue"], panel["rule"])


def test_of_several_issues_only_some_panels_may_be_added_to() -> None:
    table = "Name,Topic,Vote\nAda B,Coal,yes\nAda B,Wind,no\nBo C,Wind,no\n"
    coal = {**ISSUE_ON_RECORD, "panel": ["zoe"], "panel_rule": "All in the cabinet."}
    on_record = OnRecord({"coal": coal, "wind": ISSUE_ON_RECORD})
    meaning = explained(table, on_record, which="all").meaning
    assert meaning is not None
    made = read(load(mapping_text(meaning).encode(), "m.toml"), meaning.columns)

    [panel] = made.panel
    rows = [Cells({"Name": "Ada B", "Topic": topic}, {}) for topic in ("Coal", "Wind")]
    assert [(None, []), ("wind", [])] == [(panel.issue.fill(row), row.reasons) for row in rows]


def test_a_language_is_a_tag_or_a_column_of_tags() -> None:
    table = "Name,Vote,Quote,Lang,Note\nAda B,yes,Oui.,fr,French\nBo C,no,No.,en,English\n"

    assert "{Lang}" == mapping(table, language="Lang")["row"][0]["language"]["text"]
    assert "fr" == mapping(table, language="fr")["row"][0]["language"]["text"]
    for wrong in ("Tongue", "Note"):
        with pytest.raises(UsageError) as error:
            mapping(table, language=wrong)
        assert error.value.message.startswith("not a language tag: ")


def test_names_of_which_no_id_can_be_made_are_asked_for_a_column_with_ids() -> None:
    table = "Name,Vote,Company,Code\n小林 太郎,yes,トヨタ,t-1\nBo C,no,Acme,\n"
    made = mapping(
        table, organization="Company", fallback_id="Code", fallback_id_of_organization="Code"
    )

    assert ("{Code}", "{Code}") == (
        made["actors"]["person"]["fallback_id"],
        made["actors"]["organization"]["fallback_id"],
    )
    assert (
        "fallback_id" not in mapping(table, organization="-", fallback_id="-")["actors"]["person"]
    )
    assert "fallback_id" not in asked(TALLY)
    assert "fallback_id" not in asked(table, organization="-", yes="leave")


def test_all_rows_may_take_one_side() -> None:
    [row] = mapping("Name\nAda B\n", stance="favor")["row"]

    assert ("favor", False) == (row["stance"], "when" in row)


def test_a_code_of_the_table_is_no_word_of_a_source() -> None:
    made = mapping("Name,Vote\nAda B,yes\nBo C,No reply\n")

    assert ["statement", "silence"] == [rule["kind"] for rule in made["row"]]
    assert not [rule for rule in made["row"] if "label" in rule]


def test_a_word_may_be_unchecked_or_left_out() -> None:
    made = mapping(
        "Name,Vote\nAda B,yes\nBo C,?\nCy D,-\n",
        **dict[str, Any]({"empty": "none", "?": "unchecked", "-": "leave"}),
    )

    assert [
        {"when": {"Vote": ["?", ""]}, "panel": True},
        {"when": {"Vote": ["-"]}},
    ] == made["skip"]


@pytest.mark.parametrize(
    ("table", "given", "date"),
    [
        ("4/5/2026", {"day": "2026-05-04"}, {"format": ["%d/%m/%Y"]}),
        ("26-Dec", {"year": "2026"}, {"format": ["%d-%B"], "year": "2026"}),
        ("26-Dec", {"year": "Name"}, {"format": ["%d-%B"], "year": "{Name}"}),
        ("2026-05-04", {"day_of": "row"}, {"format": ["%Y-%m-%d"], "up_to": True}),
    ],
)
def test_days_are_asked_by_an_example(
    table: str, given: dict[str, Any], date: dict[str, Any]
) -> None:
    made = mapping(f"Name,Vote,Day\nAda B,yes,{table}\n", **given)

    assert made["row"][0]["date"] == {"first": [{"column": "Day", **date}, "../{recorded}"]}


def test_columns_may_be_called_as_actors_are() -> None:
    meaning = explained("person,organization,vote\nAda B,Acme,yes\n").meaning
    assert meaning is not None
    document = load(mapping_text(meaning).encode(), "m.toml")

    assert {"person-2", "organization-2"} == {*read(document, meaning.columns).actors}


def test_one_day_may_be_that_of_all_rows() -> None:
    table = "Name,Vote\nAda B,yes\nBo C,silent\n"
    made = mapping(table, date="2019-01-15")

    assert ["2019-01-15", "2019-01-15"] == [row["date"] for row in made["row"]]
    assert not {"recorded", "side", "rechecked"} & {*asked(table, date="2019-01-15")}
    with pytest.raises(UsageError) as error:
        mapping(table, date="2019-01")
    assert "not a day: 2019-01" == error.value.message


@pytest.mark.parametrize(
    ("table", "likely"),
    [
        ("name,for_it,flip\nAnn,NO,Y\nBo,NO,N\n", ""),
        ("name,for_it\nAnn,NO\nBo,NO\n", "for_it"),
        ("name,a,b\nAnn,NO,Y\nBo,YES,N\n", "a; b"),
    ],
)
def test_a_stance_column_with_one_word_is_not_passed_over(table: str, likely: str) -> None:
    steps = questions(table.encode(), "csv", "t", OnRecord(), TODAY)
    answers = answered(steps, load(b'role = "Mayor"', "a.toml"), None).answers
    [question] = [answer.question for answer in answers if answer.question.path == ("stance",)]

    assert likely == question.default


def test_a_column_called_recorded_is_not_the_day_of_the_table() -> None:
    cells = Cells({"recorded": "1999"}, {"recorded": "2026-02-01"})
    table = "Name,Vote,recorded\nAda B,yes,1999\nAda B,no,2000\n"

    assert "2026-02-01" == cells["recorded"]
    assert "{Name}" == mapping(table, issue_column="-")["versions"]["key"]
    with pytest.raises(UsageError) as error:
        mapping(table, role="recorded", issue_column="-")
    assert "{recorded} is the day of the table" == error.value.message


def test_a_column_may_stand_in_braces_in_each_answer() -> None:
    table = "Name,favor,Day\nAda B,yes,2026-01-02\n"
    [row] = mapping(table, stance="{favor}", date="{Day}", key="{Name}; {Day}")["row"]

    assert ("favor", "Day") == (row["stance"]["column"], row["date"]["first"][0]["column"])


def test_who_may_be_several_columns_and_nobody_is_made_of_a_wrong_one() -> None:
    table = "First_name,Surname,Vote\nAda,B,yes\n"

    assert "{First_name} {Surname}" == mapping(table)["actors"]["person"]["name"]
    with pytest.raises(UsageError) as error:
        mapping(table, who="{First} {Last}")
    assert "unknown column: First" == error.value.message


def test_a_role_is_a_column_or_words_and_no_misspelt_column() -> None:
    table = "Name,Office,Vote\nAda B,Mayor,yes\n"
    roles = [
        mapping(table, role=role)["actors"]["person"]["memberships"][0]["role"]
        for role in ("Office", "Clerk", "{Office} since 2020")
    ]

    assert ["{Office}", "Clerk", "{Office} since 2020"] == roles
    with pytest.raises(UsageError):
        mapping(table, role="Ofice")


def test_a_role_in_other_letters_than_a_column_is_asked_and_never_that_column() -> None:
    table = "mp,view\nAnn,for\nBo,against\n"
    given: dict[str, Any] = {"who": "mp", "stance": "view", "for": "favor"}
    with pytest.raises(UsageError) as error:
        mapping(table, **given, role="MP")
    roles = [
        mapping(table, **given, role=answer)["actors"]["person"]["memberships"][0]["role"]
        for answer in ("mp", "{MP}", '"MP"', '"mp"')
    ]

    assert ("MP could be the column mp", 'write {mp} for the column, or "MP" for the word') == (
        error.value.message,
        error.value.hint,
    )
    assert ["{mp}", "{mp}", "MP", "mp"] == roles


def test_the_role_of_rows_that_leave_it_blank_is_asked() -> None:
    table = "Name,Role,Vote\nAda B,Clerk,yes\nBo C,,no\n"
    [membership] = mapping(table, role_of_blank="Member")["actors"]["person"]["memberships"]

    assert {"first": ["{Role}", "Member"]} == membership["role"]
    assert "role_of_blank" not in asked(table, role="Member[, {Role}]")
    assert "role_of_blank" not in asked(table.replace(",,", ",Mayor,"))


def test_a_dash_is_no_role() -> None:
    with pytest.raises(UsageError) as error:
        mapping(TALLY, role="-")

    assert "everyone has a role" == error.value.message


def test_the_key_is_the_fewest_columns_that_tell_rows_apart_and_none_that_can_change() -> None:
    table = "Name,Vote,Group,Link\nAda B,yes,x,https://a.org\nAda B,no,x,https://b.org\n"

    assert "{Name}[, {Link}]" == mapping(table, issue_column="-")["versions"]["key"]
    assert "{Name}" == mapping(TALLY)["versions"]["key"]


@pytest.mark.parametrize(
    ("table", "is_asked"),
    [
        ("Name,Vote\nAda B,yes\n", True),
        ("Name,Vote\nAda B,silent\n", True),
        ("Name,Vote,Day\nAda B,yes,2026-01-02\nBo C,no,\n", True),
        ("Name,Vote,Day\nAda B,yes,2026-01-02\n", False),
    ],
)
def test_the_day_of_a_table_is_asked_where_a_row_has_no_date(table: str, is_asked: bool) -> None:
    meaning = explained(table).meaning

    assert ("recorded" in asked(table)) == is_asked
    assert meaning is not None
    assert ("2026-02-01" if is_asked else "") == meaning.recorded


def test_the_day_of_a_table_is_never_today_unasked() -> None:
    steps = questions(TALLY.encode(), "csv", "t", OnRecord(), TODAY)
    unasked = answered(steps, None, None).open_questions
    steps = questions(TALLY.encode(), "csv", "t", OnRecord(), TODAY)
    known = answered(steps, None, None, "2026-02-03")

    assert ("recorded",) in [question.path for question in unasked]
    assert known.meaning is not None
    assert "2026-02-03" == known.meaning.recorded
    document = load(b'recorded = "2026-02-01"\n', "a.toml")
    with pytest.raises(UsageError) as error:
        answered(
            questions(TALLY.encode(), "csv", "t", OnRecord(), TODAY), document, None, "2026-02-03"
        )
    assert "the table is of 2026-02-01, and by --recorded of 2026-02-03" in error.value.message


@pytest.mark.parametrize("name", ["recorded", "date"])
def test_no_table_is_of_a_day_in_the_future(name: str) -> None:
    steps = questions(TALLY.encode(), "csv", "t", OnRecord(), TODAY)
    text = answered(steps, None, None).text()
    for key, answer in ANSWERS.items():
        text = text.replace(f'\n{key} = "?"', f'\n{key} = "{answer}"')
    text = re.sub(f'^{name} = ".*"$', f'{name} = "2026-06-02"', text, flags=re.MULTILINE)
    steps = questions(TALLY.encode(), "csv", "t", OnRecord(), TODAY)
    with pytest.raises(UsageError) as error:
        answered(steps, load(text.encode(), "a.toml"), None)

    reason = "2026-06-02 is in the future; today is 2026-06-01"
    assert re.fullmatch(f"a.toml:[0-9]+: {name}: {reason}", error.value.message)


def test_columns_that_nothing_is_made_of_are_passed_over() -> None:
    meaning = explained("Name,Vote,Age,Hair\nAda B,yes,4,red\n").meaning

    assert meaning is not None
    assert ("Age", "Hair") == meaning.passed_over


BRIDGE = {
    "id": "bridge",
    "title": "Bridge",
    "proposition": "Build it.",
    "stance_words": {"favor": "for it", "against": "against it"},
}
LEDGER = OnRecord({"bridge": BRIDGE}, frozenset({"Adam Bell"}))


def test_issues_of_the_ledger_are_offered_first() -> None:
    answers = explained(TALLY, LEDGER, issue="bridge").answers
    of_issue = [answer.question for answer in answers if answer.question.path[0] == "issues"]
    made = mapping(TALLY, LEDGER, issue="bridge")

    assert [("bridge: Bridge",)] == [question.lines for question in of_issue]
    assert ("bridge", False) == (made["row"][0]["issue"], "records" in made)


def test_names_that_are_nearly_those_of_the_ledger_are_a_question() -> None:
    table = "Name,Vote\nAdam Bel,yes\nBo C,no\n"
    given: dict[str, Any] = {"Adam Bel": "Adam Bell", "issue": "bridge"}
    name = mapping(table, LEDGER, **given)["actors"]["person"]["name"]

    assert {"Adam Bel": "Adam Bell"} == name["values"]


def test_a_table_in_which_nothing_can_be_taken_makes_no_mapping() -> None:
    meaning, error = explained("Name,Vote\nAda B,yes\n", yes="leave")[1:3]

    assert meaning is None
    assert error is not None
    assert "so that no row makes a record" in error.message


def test_answers_are_written_down_and_read_again() -> None:
    steps = questions(TALLY.encode(), "csv", "t", OnRecord(), TODAY)
    text = answered(steps, None, None).text()
    for name, answer in ANSWERS.items():
        text = text.replace(f'\n{name} = "?"', f'\n{name} = "{answer}"')
    steps = questions(TALLY.encode(), "csv", "t", OnRecord(), TODAY)
    again = answered(steps, load(text.encode(), "a.toml"), None)

    assert again.open_questions == []
    assert again.meaning is not None
    assert "It should be." in mapping_text(again.meaning)


def test_lines_above_the_header_are_refused_before_anything_is_asked() -> None:
    table = b"Division 293\nName,Vote\nAda B,yes\nBo C,no\n"
    with pytest.raises(UsageError) as error:
        next(questions(table, "csv", "t", OnRecord(), TODAY))

    assert "the first line has 1 cell, and 3 of 3 rows have more or fewer" == error.value.message
    assert "delete the lines above the one that names the columns" == error.value.hint


def test_a_title_as_wide_as_the_table_is_no_header() -> None:
    table = "Division 293,,\nName,Vote,Day\nAda B,yes,\n"

    with pytest.raises(UsageError, match="the first line names no more than 1 of 3 columns"):
        next(questions(table.encode(), "csv", "t", OnRecord(), TODAY))


def test_rejected_rows_are_no_table_of_their_own() -> None:
    table = "rejected_row,rejected_why,Name,Vote\n2,View is empty,Ada B,yes\n"

    with pytest.raises(UsageError, match="these are rejected rows of a table"):
        next(questions(table.encode(), "csv", "t", OnRecord(), TODAY))


SUITING = load(mapping_text(explained(TALLY).meaning or Meaning("t")).encode(), "t/tally.toml")


@pytest.mark.parametrize(
    ("table", "is_asked"),
    [(TALLY, True), ("Vote,Name,Note\nyes,Ada B,\n", True), ("Name,Side\nAda B,yes\n", False)],
)
def test_a_table_that_a_mapping_suits_may_be_its_next_version(
    table: str, *, is_asked: bool
) -> None:
    steps = questions(table.encode(), "csv", "u", OnRecord(mappings=[SUITING]), TODAY)
    first = next(steps)

    assert is_asked == (first.path == ("another", "tally"))
    if is_asked:
        with pytest.raises(UsageError, match="this is the next version of a table") as error:
            steps.send("no")
        assert "--map t/tally.toml" == error.value.hint


def test_columns_may_have_brackets_in_their_names() -> None:
    table = "Name [1],Vote [a],Seat [b]\nAda B,yes,\nBo C,no,Leeds\n"
    meaning = explained(
        table,
        who="Name [1]",
        stance="Vote [a]",
        role="Member for {Seat [b]}",
        role_of_blank="Member",
        key="Name [1]; Seat [b]",
    ).meaning
    assert meaning is not None
    made = read(load(mapping_text(meaning).encode(), "map.toml"), meaning.columns)
    assert made.versions is not None
    keys = [
        made.versions.key.fill(Cells({"Name [1]": "Ada B", "Seat [b]": seat}, {}))
        for seat in ("", "Leeds")
    ]

    assert ["Ada B", "Ada B, Leeds"] == keys


@pytest.mark.parametrize(
    ("table", "answers", "summary"),
    [
        (TALLY, {}, "Listed with “{Vote}” under Vote in the table t."),
        (TALLY, {"stance": "favor"}, "Listed in the table t."),
        (
            "Name,Bill\nAda B,Coal\nBo C,Coal\n",
            {"stance": "favor", "issue_column": "Bill"},
            "Listed with “{Bill}” under Bill in the table t.",
        ),
        (
            "Name,Vote [a]\nAda B,yes\n",
            {"stance": "Vote [a]"},
            "Listed with “{Vote [a]}” under Vote [[a]] in the table t.",
        ),
    ],
)
def test_a_summary_says_what_the_table_has(
    table: str, answers: dict[str, Any], summary: str
) -> None:
    assert summary == mapping(table, **answers)["row"][0]["summary"]


def test_the_note_on_a_side_does_not_repeat_the_summary() -> None:
    with_quotes = "Name,Vote,Quote\nAda B,yes,Oui.\nBo C,no,\n"
    listed = {"text": "Listed with “{Vote}” under Vote in the table t.", "filled": "Quote"}
    by_whom = "Us decided which side this takes."

    assert by_whom == mapping(TALLY, coded_by="Us")["row"][0]["note"]
    assert {"first": [listed, by_whom]} == mapping(with_quotes, coded_by="Us")["row"][0]["note"]


def test_columns_without_a_name_may_be_empty() -> None:
    table = "Name,Vote,,,,\nAda B,yes,,,,\n"

    assert "who" == next(questions(table.encode(), "csv", "t", OnRecord(), TODAY)).path[-1]


def test_a_column_of_numbers_names_nobody() -> None:
    with pytest.raises(UsageError) as error:
        explained("Id,Vote\n1,yes\n2,no\n", who="Id")

    assert "{Id} is a number in every row, as 1" == error.value.message


def test_line_ends_in_a_summary_become_spaces() -> None:
    made = mapping("Name,Vote,Text\nAda B,yes,So\n", quote="Text", wording="summary")

    assert {"column": "Text", "lines": "fold"} == made["row"][0]["summary"]["first"][0]


def test_answers_after_a_new_question_stay_in_the_file() -> None:
    given = b'who = "?"\nkey = "Name"\n[issues.t]\nfavor = "for it"\n'
    steps = questions(b"A,Vote\nAda B,yes\n", "csv", "t", OnRecord(), TODAY)
    text = answered(steps, load(given, "a.toml"), None).text()

    assert tomllib.loads(given.decode()) == tomllib.loads(text)


def test_all_answers_to_no_question_are_named_and_an_open_one_is_none() -> None:
    steps = questions(TALLY.encode(), "csv", "t", OnRecord(), TODAY)
    text = answered(steps, None, None).text()
    for name, answer in ANSWERS.items():
        text = text.replace(f'\n{name} = "?"', f'\n{name} = "{answer}"')
    text = text.replace('kind = "people"', 'kind = "organizations"\nlanguage = "?"')
    steps = questions(TALLY.encode(), "csv", "t", OnRecord(), TODAY)
    error = answered(steps, load(text.encode(), "a.toml"), None).error

    assert error is not None
    assert error.message.endswith(
        "role: this answers no question about the table; the same is true of organization"
    )


def test_an_answer_that_cannot_be_taken_is_named_with_its_line() -> None:
    document = load(b'who = "Name"\nkind = "pets"\n', "a.toml")
    with pytest.raises(UsageError) as error:
        answered(questions(TALLY.encode(), "csv", "t", OnRecord(), TODAY), document, None)

    assert "a.toml:2: kind: unknown answer: pets" == error.value.message
