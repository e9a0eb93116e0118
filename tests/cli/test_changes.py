"""`changes`: one comparison, as sentences, Markdown or data."""

import json
import re
from pathlib import Path

import pytest
from tests.cli.conftest import OnTerminal, Run
from tests.datasets import Line, complete, write
from tests.repositories import commit

ISSUE = complete({"kind": "issue", "id": "bridge", "panel": ["ada"]})
ADA = complete({"kind": "person", "id": "ada", "name": "Ada [x](http://evil) @all\x07"})
SAID = complete(
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor"}
)
SAID |= {"quote": "Build | it <b>.", "wording": "verbatim", "language": "en"}
ALTERED = SAID | {"quote": "Tear it down."}
SILENCE = complete({"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-08"})


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STANCETRACKER_TODAY", "2026-02-10")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def two(tmp_path: Path) -> tuple[str, str]:
    write(tmp_path / "one", [ISSUE, ADA, SAID])
    write(tmp_path / "two", [ISSUE, ADA, ALTERED, SILENCE])
    return "one", "two"


NAME = "Ada [x](http://evil) @all^G"
TEXT = f"""\
From one to two
1 altered quote, 1 new silence

Changes of meaning
  {NAME} on “The bridge”, 9 Jan 2026: \
quote is now “Tear it down.”; before: “Build | it <b>.” (s)
    no standing changes

New silences
  {NAME} on “The bridge”: no public statement found up to 8 Jan 2026, checked by Us (l)
"""
NAME_IN_MARKDOWN = r"Ada \[x\]\(http\://evil\) \@&#8203;all\^G"
MARKDOWN = f"""\
# Changes

From one to two

**1 altered quote, 1 new silence**

## Changes of meaning

- {NAME_IN_MARKDOWN} on “The bridge”, 9 Jan 2026: \
quote is now “Tear it down.”; before: “Build &#124; it &lt;b&gt;.” \\(s\\)
  - no standing changes

## New silences

- {NAME_IN_MARKDOWN} on “The bridge”: \
no public statement found up to 8 Jan 2026, checked by Us \\(l\\)
"""


def test_sentences_stand_under_headings(run: Run, two: tuple[str, str]) -> None:
    assert (0, TEXT, "") == run("changes", *two) == run("changes", *two, "-f", "text")


def test_markdown_has_counts_and_no_markup_of_the_data(run: Run, two: tuple[str, str]) -> None:
    assert (0, MARKDOWN, "") == run("changes", *two, "--md")


def test_sentences_wrap_at_words_on_a_terminal(
    on_terminal: OnTerminal, two: tuple[str, str]
) -> None:
    _, shown = on_terminal(40, "changes", *two, NO_COLOR="1")

    assert (
        "  Ada [x](http://evil) @all^G on “The\n    bridge”, 9 Jan 2026: quote is now\n    “Tear"
        in shown
    )
    assert "\x1b" not in shown


def test_data_formats_have_flat_rows(run: Run, two: tuple[str, str]) -> None:
    status, out, _ = run("changes", *two, "--json")
    first, second = json.loads(out)

    keys = "change kind record issue actor name field before after sentence meaning standings as_of_before as_of".split()
    more = "known_by_before known_by data_version_before data_version".split()
    assert (0, keys + more) == (status, list(first))
    about = ["altered-quote", "statement", "s", "bridge", "ada", ADA["name"], "quote"]
    assert [*about, SAID["quote"], ALTERED["quote"]] == list(first.values())[:9]
    assert ["2026-02-10"] * 2 + [None] * 2 == list(first.values())[12:16]
    assert first["data_version_before"] != first["data_version"] == second["data_version"]


def test_the_usual_output_options_work(run: Run, two: tuple[str, str]) -> None:
    assert "s\nl\n" == run("changes", *two, "-f", "id")[1]
    assert "Change" in run("changes", *two, "-f", "table")[1]
    assert "| record |" in run("changes", *two, "--md", "--columns", "record")[1]
    assert "1 new silence" in run("changes", *two, "-f", "html")[1]
    sentences = [line for line in TEXT.splitlines() if line.startswith("  ")]
    assert sentences == run("changes", *two, "--no-headers")[1].splitlines()
    assert "\x1b[1mChanges of meaning\x1b[0m\n" in run("changes", *two, "--color", "always")[1]


def test_e_is_about_anything_that_changed(run: Run, two: tuple[str, str]) -> None:
    same = ("changes", "one", "one")

    assert (1, TEXT, "") == run("changes", *two, "-e")
    assert (1, "s\nl\n", "") == run("changes", *two, "-e", "-f", "id")
    assert (0, "", "") == run(*same, "-e")
    assert (0, "[]\n", "") == run(*same, "--json", "-e")
    assert (0, "# Changes\n\nFrom one to one\n\n**Nothing changed**\n", "") == run(*same, "--md")


def test_an_empty_side_is_noted(run: Run, two: tuple[str, str], tmp_path: Path) -> None:
    write(tmp_path / "none", [], "statements.jsonl")

    assert run("changes", "none", "two")[1].endswith("\n\nnone holds no record.\n")
    assert run("changes", "none", "two", "--md")[1].endswith("\n\nnone holds no record.\n")


@pytest.mark.parametrize(
    ("arguments", "days"),
    [
        (("--as-of", "2026-01-08.."), "2026-01-08,2026-02-10,"),
        (("--known-by", "2026-01-31..9 days ago"), "2026-01-31,2026-02-01,2026-02-01"),
        (
            ("--known-by", "2026-01-31..2026-02-01", "--as-of", "2026-02-05"),
            "2026-02-05,2026-02-05,2026-02-01",
        ),
        (
            ("--as-of", "2026-01-08..", "--known-by", "2026-02-01"),
            "2026-01-08,2026-02-10,2026-02-01",
        ),
    ],
)
def test_days_are_compared_as_they_are_typed(
    run: Run, two: tuple[str, str], arguments: tuple[str, ...], days: str
) -> None:
    columns = ("--csv", "--no-headers", "--columns", "change,record,as_of_before,as_of,known_by")
    out = run("changes", "-d", "one", *arguments, *columns)[1]

    assert [f"status,,{days}", f"new,s,{days}"] == out.splitlines()


def test_two_datasets_may_be_compared_as_of_a_day(run: Run, two: tuple[str, str]) -> None:
    out = run("changes", *two, "--as-of", "2026-01-08", "--csv", "--columns", "change,as_of,after")[
        1
    ]

    assert "status,2026-01-08,silent" in out.splitlines()
    assert "Standings" not in run("changes", *two, "--known-by", "2026-02-05")[1]


STANDINGS = f"""\
From one to two
1 changed issue, 1 new statement, 1 new silence; 1 person goes from silent to spoke, \
1 changed standing

Changes of meaning
  “The bridge”: panel: added Bo (bridge)
    {NAME} on “The bridge”: public statement, for the proposition, 9 Jan 2026; \
before: no public statement found up to 8 Jan 2026, not checked since then; \
Bo on “The bridge”: no public statement found up to 20 Jan 2026; \
before: no public statement found up to 9 Jan 2026, not checked since then; \
Bo on “The bridge”: no longer overdue for a recheck; Bo on “The bridge”: now in the panel

Standings: silent → spoke
  {NAME} on “The bridge”: public statement, for the proposition, 9 Jan 2026; \
before: no public statement found up to 8 Jan 2026, not checked since then

Changed standings
  Bo on “The bridge”: no public statement found up to 20 Jan 2026; \
before: no public statement found up to 9 Jan 2026, not checked since then
  Bo on “The bridge”: now in the panel
  Bo on “The bridge”: no longer overdue for a recheck

New statements
  {NAME} on “The bridge”: public statement, for the proposition, 9 Jan 2026: “Build | it <b>.” (s)

New silences
  Bo on “The bridge”: no public statement found up to 20 Jan 2026, checked by Us (n)
"""


def test_changes_of_standings_have_headings_of_their_own(run: Run, tmp_path: Path) -> None:
    bo = complete({"kind": "person", "id": "bo"})
    silence = complete({"kind": "silence", "id": "m", "actors": ["bo"], "date": "2026-01-09"})
    later_silence = {**silence, "id": "n", "date": "2026-01-20"}
    larger_issue = {**ISSUE, "panel": ["ada", "bo"]}
    write(tmp_path / "one", [ISSUE, ADA, bo, silence, SILENCE])
    write(tmp_path / "two", [larger_issue, ADA, bo, silence, later_silence, SILENCE, SAID])

    assert STANDINGS == run("changes", "one", "two")[1]


def test_the_count_on_top_is_of_standings_and_of_who_has_them(run: Run, tmp_path: Path) -> None:
    acme = complete({"kind": "organization", "id": "acme"})
    canal = {**ISSUE, "id": "canal", "title": "The canal", "panel": ["ada", "acme"]}
    on_canal = {**SAID, "id": "c", "issue": "canal"}
    by_acme = {**on_canal, "id": "d", "speaker": "acme"}
    write(tmp_path / "one", [ISSUE, canal, ADA, acme])
    write(tmp_path / "two", [ISSUE, canal, ADA, acme, SAID, on_canal, by_acme])

    count = run("changes", "one", "two")[1].splitlines()[1]
    on_one_issue = run("changes", "one", "two", "--issue", "canal")[1].splitlines()[1]

    assert (
        "3 new statements; 3 standings (1 person and 1 organization) go from unchecked to spoke"
    ) == count
    assert (
        "2 new statements; 1 person and 1 organization go from unchecked to spoke"
    ) == on_one_issue


def test_the_count_names_the_kind_of_whoever_is_unchecked_again(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "one", [{**ISSUE, "panel": []}, ADA, SAID])
    write(tmp_path / "two", [{**ISSUE, "panel": []}, ADA])

    assert (
        "1 removed statement; 1 person goes from spoke to unchecked"
        in run("changes", "one", "two")[1]
    )


def test_the_count_says_which_standings_are_on_a_new_issue(run: Run, tmp_path: Path) -> None:
    bo = complete({"kind": "person", "id": "bo"})
    larger_issue = {**ISSUE, "panel": ["ada", "bo"]}
    write(tmp_path / "one", [ADA, bo])
    write(tmp_path / "with_panel", [ADA, bo, larger_issue])
    write(tmp_path / "two", [ADA, bo, larger_issue, SAID])

    count = run("changes", "one", "two")[1].splitlines()[1]
    backwards = run("changes", "two", "one")[1].splitlines()[1]

    assert (
        "1 new issue, 1 new statement; 1 new standing (1 person): spoke,"
        " 1 new standing (1 person): unchecked"
    ) == count
    assert (
        "1 new statement; 1 person goes from unchecked to spoke"
        == (run("changes", "with_panel", "two")[1].splitlines()[1])
    )
    assert backwards.endswith(
        "1 removed standing (1 person): spoke, 1 removed standing (1 person): unchecked"
    )


def test_withdrawals_head_the_changes_each_with_the_standing_it_changes(
    run: Run, data: Path
) -> None:
    commit(data)
    correction = {"kind": "correction", "corrects": "look-dee", "type": "retraction"}
    source = {"citation": "A letter", "tier": "primary"}
    statement = {"kind": "statement", "speaker": "fay", "date": "2026-01-12", "stance": "favor"}
    lines: list[Line] = [
        {**correction, "id": "bare"},
        {**correction, "id": "sourced", "corrects": "eve-1", "sources": [source]},
        statement,
    ]
    with (data / "bridge.jsonl").open("a") as file:
        file.writelines(json.dumps(complete(line)) + "\n" for line in lines)
    out = run("changes", "--rev", "HEAD..", "--as-of", "2026-03-01", "--md")[1]

    headings = re.findall("^## (.*)", out, re.MULTILINE)
    assert "Changes of meaning" == headings[0]
    assert (
        "- A retraction without a source withdraws the silence for Dee on “The bridge”,"
        " 20 Feb 2026: It was wrong. \\(bare\\)\n"
        "  - Dee on “The bridge”: never looked for; before: no public statement found up to 20 Feb 2026"
    ) in out
    assert "- A retraction withdraws the statement of Eve" in out
    rows = json.loads(run("changes", "--rev", "HEAD..", "--as-of", "2026-03-01", "--json")[1])
    assert ["withdrawn", "withdrawn", "new"] == [row["change"] for row in rows if row["standings"]]
