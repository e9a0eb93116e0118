"""The mapping that is guessed from a table, with its open questions."""

import tomllib

import pytest

from stancetracker.addons.tables.guess import guess


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
            'empty = ["Vote"]', 'citation = "{Outlet}"', 'note = { first = ["{Notes}", "The table has it as “{Vote}”."] }',
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
def test_a_mapping_is_guessed_from_headers_and_cells(head: str, row: str, parts: list[str]) -> None:
    mapping = guess(f"{head}\n{row}\n".encode(), "csv", "T")

    assert [] == [part for part in parts if part not in mapping]
    assert tomllib.loads(mapping)
