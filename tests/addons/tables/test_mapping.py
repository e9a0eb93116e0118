"""Mapping files: the values that they can fill, and the places of their mistakes."""

from typing import Any

import pytest

from stancetracker.addons.tables import mapping
from stancetracker.addons.tables.mapping import Mapping
from stancetracker.addons.tables.values import Cells, date_format
from stancetracker.base.errors import UsageError
from stancetracker.contribute.document import load

HEADER = ("Name", "Day", "View", "date", "Sum")
ROW = '[[row]]\nkind = "tie"\n'


def read_mapping(text: str) -> Mapping:
    document = load(text.encode(), "map.toml")
    return mapping.read(document, HEADER)


def fill_field(field: str, kind: str = "statement", **columns: str) -> tuple[Any, list[str]]:
    """Return the value of one field from a row, and the reasons to reject the row."""
    head = "" if "[[row]]" in field else f"[[row]]\nkind='{kind}'\n"
    mapping_read = read_mapping(f"{head}{field}\n[tables.views]\nyes = 'favor'")
    cells = Cells({**dict.fromkeys(HEADER, ""), **columns}, {"recorded": "2026-02-01", "date": "D"})
    values = [value for name, value in mapping_read.row[0].record(cells).items() if name != "kind"]
    return values[0] if values else None, cells.reasons


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("x = ", "map.toml: not TOML", None),
        ("[rows]", "map.toml:1: rows: unknown key: rows", "did you mean row?"),
        ("", "map.toml:1: nothing says what a row makes", "[[row]]"),
        ("[[row]]\nx = 1", "map.toml:1: row[1]: its `kind` is missing", None),
        ('[[row]]\nkind = "dataset"', "unknown kind: dataset", "one of: person"),
        ("row = 3", "row: a list is needed", None),
        (f"{ROW}[versions]\nname = 'a-b'\nkey = '{{Name}}'", "map.toml:4: versions.name: ", None),
        (f"{ROW}stanse = 'x'", "map.toml:3: row[1].stanse: unknown field: stanse", None),
        (f"{ROW}{ROW}actor = '{{Nme}}'", "map.toml:5: row[2].actor: the table has no column Nme", "did you mean Name"),
        (f"{ROW}actor = '{{Zzzz}}'", "the table has no column Zzzz", "it has Name, Day"),
        (f"{ROW}actor = '{{Name'", "a { or } of its own in '{Name'", None),
        (f"{ROW}actor = '{{}}'", "the table has no column", None),
        (f"{ROW}actor = ''", "a text is needed here", None),
        (f"{ROW}actor = 2026-01-01T00:00:00", "one value is needed here", None),
        (f"{ROW}type = 'donatoin'", "map.toml:3: row[1].type: unknown type: donatoin", "did you mean donation?"),
        (f"{ROW}amount = 'x'", "row[1].amount: a table is needed here", None),
        (f"{ROW}date = {{ column = 'Day', format = '%j' }}", "%j is not known", None),
        (f"{ROW}date = {{ column = 'Day', precision = 'weak' }}", "should be 'month' or 'year'", None),
        (f"{ROW}date = {{ column = 'Day', format = '%d %B' }}", "row[1].date.format: %d %B has no %Y", "which `year`"),
        (f"{ROW}type = '?'", "map.toml:3: row[1].type: a question is still open here", "answer"),
        (f"{ROW}date = {{ colum = 'Day' }}", "row[1].date.colum: unknown key: colum", "did you mean column?"),
        (f"{ROW}date = {{ column = 'Day', split = ';' }}", "one value is needed here", None),
        (f"{ROW}type = {{ values = {{ a = 'donation' }} }}", "no value is made of `values`", None),
        (f"{ROW}type = {{ column = 'View', values = 'veiws' }}\n[tables.views]", "no table of values is called veiws", "did you mean views?"),
        (f"{ROW}when = {{ Veiw = 'a' }}", "map.toml:3: row[1].when.Veiw: the table has no column Veiw", "did you mean View?"),
        (f"{ROW}[table]\ndelimiter = 'x'", "map.toml:4: table.delimiter: should be 'comma', 'semicolon', 'tab' or 'pipe'", None),
        (f"{ROW}[actors.Name]\nkind='person'\nname='{{Name}}'", "Name already means something", None),
        (f"{ROW}[actors.a]\nkind='person'", "map.toml:3: actors.a: its `name` is missing", None),
        (f"{ROW}[panel]\nissue='x'", "panel: its `rule` is missing", None),
        (f"{ROW}[[skip]]\npanel=true", "nothing says which rows to skip", "write when, like, filled, empty"),
        (f"{ROW}type = {{ column = 'View', values = 'v' }}\n[tables.v]\nx = 'donatoin'", "map.toml:5: tables.v.x: unknown type", "donation"),
        (f"{ROW}[tables]\nx = 3\n[table]\nencodng = 1", "map.toml:6: table.encodng: unknown key", None),
    ],
)  # fmt: skip
def test_a_mistake_in_a_mapping_is_reported_with_its_place(
    text: str, message: str, hint: str | None
) -> None:
    with pytest.raises(UsageError) as error:
        read_mapping(text)

    assert message in error.value.message
    assert hint is None or hint in str(error.value.hint)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a = 1\n\xff", r"map\.toml:2: not UTF-8"),
        (b"a = " + b"[" * 5000, "not TOML"),
        (b" " * 1_000_001, "larger than a megabyte"),
        (b"a." * 21 + b"a = 1", "a key of more than twenty parts"),
    ],
)
def test_a_file_that_is_no_sound_toml_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        load(content, "map.toml")


@pytest.mark.parametrize(
    ("field", "columns", "value"),
    [
        ("summary = '{Name}: {View}'", {"Name": "A", "View": "v"}, "A: v"),
        ("summary = '{Name}: {View}'", {"Name": "A"}, None),
        ("summary = '{Name}[: {View}][, {Sum}]'", {"Name": "A", "Sum": "3"}, "A, 3"),
        ("summary = '[sic] {{Name}} [[{Name}]] [x'", {"Name": "A"}, "[sic] {Name} [A] [x"),
        ("summary = '{date} {recorded}'", {"date": "d"}, "d 2026-02-01"),
        ("summary = { column = 'Name' }", {"Name": "{View}"}, "{View}"),
        ("stance = { column = 'View', values = 'views' }", {"View": "yes"}, "favor"),
        ("stance = { column = 'View', values = {}, otherwise = 'mixed' }", {"View": "?"}, "mixed"),
        ("summary = { text = '{Name}', filled = 'View' }", {"Name": "A"}, None),
        ("summary = { text = '{Name}', when = { View = 'y' } }", {"Name": "A", "View": "y"}, "A"),
        ("summary = { column = 'Name', lines = 'fold' }", {"Name": "A \n\n b"}, "A b"),
        ("[[row]]\nkind='tie'\namount = { value = { column = 'Sum', replace = { ',' = '' } } }", {"Sum": "1,200"}, {"value": 1200}),
        ("date = { column = 'Day', format = '%d %B', year = 2026 }", {"Day": "3 May"}, "2026-05-03"),
        ("date = { column = 'Day', format = '%d %B', year = '2025-09' }", {"Day": "3 May"}, "2026-05-03"),
        ("date = { column = 'Day', format = '%d %B', year = '2025-09' }", {"Day": "3 Sept."}, "2025-09-03"),
        ("date = { column = 'Day', format = '%B', year = '{Sum}' }", {"Day": "May", "Sum": "2024"}, "2024-05"),
        ("summary = { first = ['{Name}', '{View}', 'x'] }", {"View": "v"}, "v"),
        ("date = 2026-01-01", {}, "2026-01-01"),
        ("date = { column = 'Day', format = ['%m/%d/%Y', '%B %Y', '%Y'] }", {"Day": "Jan. 2026"}, "2026-01"),
        ("date = { column = 'Day', format = ['%m/%d/%Y', '%B  %Y', '%Y'] }", {"Day": "sept 2026"}, "2026-09"),
        ("date = { column = 'Day', format = '%Y-%m-%dT%H:%M:%S%z' }", {"Day": "2026-01-02T10:00:00Z"}, "2026-01-02"),
        ("date = { column = 'Day', precision = 'month' }", {"Day": "2026-01-02"}, "2026-01"),
        ("date = { column = 'Day', precision = 'year' }", {"Day": "2026-01-02"}, "2026"),
        ("date = { text = '{Day}-{View}', format = '%Y-%m' }", {"Day": "2026", "View": "3"}, "2026-03"),
        ("date = { first = [{ column = 'Day', format = '%Y' }, { column = 'View' }] }", {"View": "2026-01"}, "2026-01"),
        ("demands = ['{Name}', { column = 'View', split = ';' }]", {"Name": "a", "View": "b; ;c;a"}, ["a", "b", "c"]),
        ("id = '{Name}'", {"Name": "Øystein Łuk ß æ-Smith, Jr."}, "oystein-luk-ss-ae-smith-jr"),
        ("[[row]]\nkind='person'\nidentifiers = { wikidata = '{Name}', x = '{View}' }", {"Name": "Q1"}, {"wikidata": "Q1"}),
        ("[[row]]\nkind='event'\ntrigger = { column = 'View', values = { y = true } }", {"View": "y"}, True),
        ("[[row]]\nkind='event'\ntrigger = '{View}'", {"View": "false"}, False),
        ("[[row]]\nkind='tie'\namount = { value = '{Sum}' }", {"Sum": "1.5"}, {"value": 1.5}),
    ],
)  # fmt: skip
def test_a_field_is_filled_by_each_form_of_value(
    field: str, columns: dict[str, str], value: Any
) -> None:
    filled, reasons = fill_field(field, **columns)

    assert (value, []) == (filled, reasons)


@pytest.mark.parametrize(
    ("field", "columns", "reason"),
    [
        ("stance = { column = 'View', values = 'views' }", {"View": "yse"}, "View: the mapping has no “yse”; did you mean yes?"),
        ("stance = { column = 'View', values = 'views' }", {"View": "z" * 200}, f"View: the mapping has no “{'z' * 100}…”"),
        ("date = { column = 'Day', precision = 'month' }", {"Day": "1/2/2026"}, 'not a date: 1/2/2026 (state its form in the mapping, as format = "%m/%d/%Y")'),
        ("date = { column = 'Day', precision = 'month' }", {"Day": "2026"}, "2026 is not exact to the month"),
        ("date = { column = 'Day', format = ['%m/%d/%Y', '%d/%m/%Y'] }", {"Day": "1/2/2026"}, "1/2/2026 could be 2026-01-02 or 2026-02-01 (state one format)"),
        ("date = { column = 'Day', format = '%d %b %Y' }", {"Day": "1 Foo 2026"}, "not a date of the form %d %b %Y: 1 Foo 2026"),
        ("date = { first = [{ column = 'Day', format = '%Y' }, '2026'] }", {"Day": "26"}, "not a date of the form %Y: 26"),
        ("date = { column = 'Day', format = '%d %B', year = 2025 }", {"Day": "29 February"}, "not a date of the form %d %B: 29 February"),
        ("id = '{Name}'", {"Name": "Иван"}, "no id can be made of Иван; ids have letters a to z and digits"),
        ("[[row]]\nkind='event'\ntrigger = '{View}'", {"View": "yes"}, "not true or false: yes"),
    ],
)  # fmt: skip
def test_a_row_that_cannot_fill_a_field_has_a_reason(
    field: str, columns: dict[str, str], reason: str
) -> None:
    assert [reason] == fill_field(field, **columns)[1]


@pytest.mark.parametrize("text", ["%d/%Y", "%d", "%Y %Y", "%Y %H %H", "%Q", "%", "%m %B %Y"])
def test_a_format_without_one_whole_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="%"):
        date_format(text)


@pytest.mark.parametrize(
    ("text", "path", "line"),
    [
        ("a = 1\n[x]\nb = 2", ("x", "b"), 3),
        ('[[row]]\nb = 1\n[[row]]\nb = { "c d" = 1 }', ("row", 1, "b", "c d"), 4),
        ("[[row]]\n[row.x]\nc = 1\n[[row]]\n[row.x]\nc = 1", ("row", 1, "x", "c"), 6),
        ("[ 'a b' . c ] # x\nd = 1", ("a b", "c", "d"), 2),
        ("a.b = 1", ("a", "b"), 1),
    ],
)
def test_the_place_of_a_value_is_its_line(
    text: str, path: tuple[str | int, ...], line: int
) -> None:
    assert f"m:{line}" == load(text.encode(), "m").place(path)
