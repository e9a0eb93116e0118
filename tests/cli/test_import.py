"""`stancetracker import` as people run it."""

import io
import json
import sys
from pathlib import Path

import pytest
from tests.addons.tables.test_intake import ACTOR, BROUGHT, HEADER, SILENT, rows_of
from tests.cli.conftest import Golden, OnTerminal, Refused, Run
from tests.datasets import complete, write
from tests.repositories import commit

from stancetracker.cli import streams
from stancetracker.cli.streams import Progress
from stancetracker.contribute import undo
from stancetracker.ledger.journal import Change

MAPPING = BROUGHT + ACTOR + SILENT
TABLE = HEADER + rows_of("Asa", view="none") + rows_of("Bea", "=Cea", view="nine")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STANCETRACKER_TODAY", "2026-02-01")
    (tmp_path / "map.toml").write_text(MAPPING)
    (tmp_path / "table.csv").write_text(TABLE)
    return tmp_path


def give(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_a_dry_run_shows_and_writes_nothing(run: Run, here: Path, golden: Golden) -> None:
    before = sorted(here.rglob("*"))
    flags = ("--map", "map.toml", "-d", "new", "-n", "--recorded", "yesterday")
    status, out, err = run("import", "table.csv", *flags)

    assert 1 == status
    golden("import.txt", f"{out}\n{err}")
    assert before == sorted(here.rglob("*"))


def test_it_writes_the_rows_and_the_rejects_and_counts(run: Run, here: Path) -> None:
    first = run("import", "table.csv", "--map", "map.toml", "-d", "new")
    again = run("import", "table.csv", "--map", "map.toml", "-d", "new", "--rejects", "r.csv")

    assert (1, "") == first[:2]
    assert "none?\nstancetracker: the rejected rows are in table.csv.rejects.csv\n" in first[2]
    assert first[2].endswith("stancetracker: 5 added, 0 already there, 2 rows rejected\n")
    assert again[2].endswith("stancetracker: 0 added, 5 already there, 2 rows rejected\n")
    why = "View: the mapping has no “nine”; did you mean none?"
    assert (here / "table.csv.rejects.csv").read_bytes().decode() == (
        "rejected_row,rejected_why,Name,State,View,Day,Link\r\n"
        f"3,{why},Bea,,nine,1/20/2026,https://example.org/a\r\n"
        f"4,{why},=Cea,,nine,1/20/2026,https://example.org/a\r\n"
    )
    assert (here / "r.csv").exists()
    assert run("check", "-d", "new")[0] == 0
    (here / "r.csv").write_text((here / "r.csv").read_text().replace("nine", "none"))
    mended = run("import", "r.csv", "--map", "map.toml", "-d", "new")
    assert "silence: 2 added" in mended[2]
    assert "2 members added to the panel of issue-a, from 2026-02-01 on" in mended[2]
    assert "issue: 0 added, 1 changed, 0 already there" in mended[2]
    assert run("check", "-d", "new")[0] == 0
    assert 3 == len(run("list", "-d", "new", "--as-of", "2026-02-01", "-f", "id")[1].split())


def test_many_rejects_and_lines_are_cut_short(run: Run, here: Path) -> None:
    rows = "".join(rows_of(f"N{n}", view="none" if n % 2 else "x") for n in range(30))
    (here / "table.csv").write_text(HEADER + rows)
    status, out, err = run("import", "table.csv", "--map", "map.toml", "-d", "new", "-n")

    assert 1 == status
    assert "+++ people.jsonl: 15 people\n" in out
    assert "+… 10 more\n" in out
    assert "stancetracker: and 5 more rejected\n" in err


def test_strict(run: Run, here: Path) -> None:
    arguments = ("import", "table.csv", "--map", "map.toml", "-d", "new", "--strict")
    status, _, err = run(*arguments)

    assert run(*arguments, "--rejects", "-")[1].startswith("rejected_row,rejected_why,Name")
    assert (1, False) == (status, (here / "new").exists())
    assert "nothing was imported: 2 rows rejected (--strict)" in err
    assert "line 3 rejected: View: the mapping has no “nine”" in err
    assert (here / "table.csv.rejects.csv").exists()


def test_json_lines_from_standard_input(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = '{"kind":"dataset","title":"T","publisher":"P","licence":"L","contact":"c"}\n'
    give(monkeypatch, line + "[]\n")
    status, _, err = run("import", "-", "-d", "new")
    give(monkeypatch, line)
    again = run("import", "-", "-d", "new")

    assert 1 == status
    assert "line 2 rejected: a record is an object" in err
    assert (here / "import.rejects").exists()
    assert (0, "", "stancetracker: dataset: 0 added, 1 already there\n"
            "stancetracker: 0 added, 1 already there, 0 rows rejected\n") == again  # fmt: skip


def test_rejects_never_lie_in_the_dataset_where_check_reports_them(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = write(here / "data", map(complete, ({"kind": "dataset"},))).path
    (here / "more.jsonl").write_text('{"kind":"organization","id":"A","name":"A"}\n')
    monkeypatch.chdir(data)
    status, _, err = run("import", "../more.jsonl")

    assert 1 == status
    assert f"the rejected rows are in {here}/more.jsonl.rejects\n" in err
    assert (here / "more.jsonl.rejects").exists()
    assert 0 == run("check")[0]


def test_a_table_from_standard_input(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch, TABLE.replace(",", "\t"))

    assert "5 added" in run("import", "-", "--map", "map.toml", "-d", "new")[2]


@pytest.mark.parametrize(
    ("arguments", "status", "error"),
    [
        ("table.csv", 2, "about the table to answer"),
        ("map.toml", 2, "unknown extension: map.toml"),
        ("x.jsonl --map map.toml", 2, "a mapping is for a table, not for JSON lines"),
        ("x.jsonl", 2, "can't read x.jsonl: No such file or directory"),
        ("table.csv --map table.csv", 2, "table.csv: not TOML"),
        ("table.csv --map map.toml --recorded 1/2/26", 2, "not a date: 1/2/26"),
        ("table.csv --map map.toml --recorded 2100-01-01", 2, "2100-01-01 is in the future"),
        ("table.csv --map map.toml --fix", 2, "--fix needs a terminal"),
        ("x.jsonl --fix", 2, "--fix applies only to tables"),
        ("table.csv --map map.toml --rejects table.csv", 2, "would replace the file to import"),
        ("table.csv --map map.toml --rejects no/x", 1, "could not write no/x"),
    ],
)
def test_mistakes_are_one_clear_line(
    run: Run, here: Path, arguments: str, status: int, error: str
) -> None:
    found, out, err = run("import", "-d", "new", *arguments.split())

    assert (status, "") == (found, out)
    assert error in err
    assert not (here / "new").exists()


@pytest.mark.parametrize(
    ("date", "is_needed"),
    [
        ('"{recorded}"', True),
        ('{ first = [{ column = "Day", format = "%m/%d/%Y" }, "{recorded}"] }', True),
        ('"../{recorded}"', False),
        ("2026-01-25", False),
    ],
)
def test_a_mapping_that_dates_records_to_the_day_of_the_table_needs_it(
    run: Run, here: Path, date: str, *, is_needed: bool
) -> None:
    (here / "map.toml").write_text(MAPPING.replace("date = 2026-01-25", f"date = {date}"))
    (here / "table.csv").write_text(HEADER + rows_of("Asa", view="none"))
    command = ("import", "table.csv", "--map", "map.toml", "-d", "new", "-n")
    status, _, err = run(*command)
    with_day = run(*command, "--recorded", "2026-02-01")

    assert is_needed == ("records have the day of the table, which isn't stated" in err)
    assert is_needed == (status == 2)
    assert with_day[0] != 2


def test_a_new_dataset_needs_the_day_of_a_table_that_dates_records_too(
    refused: Refused, here: Path
) -> None:
    (here / "map.toml").write_text(MAPPING.replace("date = 2026-01-25", 'date = "{recorded}"'))
    (here / "table.csv").write_text(HEADER + rows_of("Asa", view="none"))
    card = ("--title", "T", "--publisher", "P", "--contact", "c@example.org")

    err = refused("init", "new", "--from", "table.csv", "--map", "map.toml", *card)

    assert "records have the day of the table, which isn't stated" in err
    assert not (here / "new").exists()


def test_a_dataset_is_a_folder(refused: Refused, here: Path) -> None:
    err = refused("import", "-d", "table.csv", "table.csv", "--map", "map.toml")

    assert "not a folder: table.csv" in err


def test_the_packaged_dataset_is_never_written_to(run: Run, here: Path) -> None:
    assert 1 == run("import", "table.csv", "--map", "map.toml")[0]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_for_terminals_and_long_work(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    with Progress() as bar:
        bar("rows", 1, 4)
    assert "" == terminal.getvalue()
    with bar:
        now[0] = 2.0
        bar("rows", 2, 4)
        bar("rows", 3, 4)
        now[0] = 3.0
        bar("rows", 4, 4)
    assert "\rrows [###############...............] 2 of 4" in terminal.getvalue()
    assert "3 of 4" not in terminal.getvalue()
    assert terminal.getvalue().endswith("4 of 4\r" + " " * 44 + "\r")
    assert "\x1b" not in terminal.getvalue()
    monkeypatch.setattr(sys, "stderr", pipe := io.StringIO())
    now[0] = 9.0
    bar("rows", 4, 4)
    assert "" == pipe.getvalue()


def test_a_person_fixes_rejected_rows(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter(["View=none", "Veiw=none", "", ""])
    monkeypatch.setattr(streams, "may_ask", lambda: True)
    monkeypatch.setattr("typer.prompt", lambda question, **more: next(answers))
    status, _, err = run("import", "table.csv", "--map", "map.toml", "-d", "new", "--fix")

    assert 1 == status
    assert "no such column: Veiw; they are Name, State, View, Day, Link" in err
    assert "silence: 2 added" in err
    assert b"=Cea" in (here / "table.csv.rejects.csv").read_bytes()


VIEWS = """\
[actors.person]
kind = "person"
name = "{Name}"

[[row]]
kind = "statement"
speaker = "{person}"
issue = "bridge"
date = "2026-02-03"
stance = { column = "View", values = "stances" }
label = "{View}"
summary = "Said so."
channel = "interview"
sources = [{ url = "https://example.org/t", tier = "secondary" }]

[tables.stances]
pro = "favor"
aye = "favor"
con = "against"
"""
SIDES = """\
stancetracker: sides of “The bridge”
Proposition: The bridge should be built
favor = for the proposition · against = against the proposition
  for the proposition: “pro” (2)
  against the proposition: “con” (1)
stancetracker: new here: “pro”, “con”; make sure that each is on the right side
"""


@pytest.fixture
def views(data: Path, tmp_path: Path) -> tuple[str, ...]:
    """Write a table of stances, and return the command that imports it."""
    (tmp_path / "views.toml").write_text(VIEWS)
    (tmp_path / "views.csv").write_text("Name,View\nFay,pro\nEve,con\nBo [bold]Li[/bold],pro\n")
    return ("import", str(tmp_path / "views.csv"), "--map", str(tmp_path / "views.toml"))


def test_the_words_of_a_table_are_summed_up_by_side(run: Run, views: tuple[str, ...]) -> None:
    assert SIDES in run(*views, "-n")[2]
    assert SIDES in run(*views)[2]


def test_words_that_took_this_side_before_are_confirmed(run: Run, views: tuple[str, ...]) -> None:
    run(*views)
    table = Path(views[1])
    table.write_text(f"{table.read_text()}Ada Ångström,pro\nCy | Young,aye\n")
    err = run(*views)[2]

    assert "  for the proposition: “pro” (1), “aye” (1)\n" in err
    assert "new here: “aye”; make sure" in err


def test_a_person_confirms_new_words_before_anything_is_written(
    on_terminal: OnTerminal, data: Path, views: tuple[str, ...]
) -> None:
    status, shown = on_terminal(120, *views, typed="n\n")
    assert status == 1
    assert f"{SIDES}is every word on the right side? (y, n): " in shown
    assert "nothing was imported: a word is on the wrong side\n" in shown
    assert not (data / "statements.jsonl").exists()

    assert on_terminal(120, *views, typed="y\n")[0] == 0
    assert (data / "statements.jsonl").exists()


def test_statements_without_a_word_of_the_source_are_shown_and_always_confirmed(
    run: Run, views: tuple[str, ...]
) -> None:
    mapping = Path(views[3])
    mapping.write_text(mapping.read_text().replace('label = "{View}"\n', ""))
    run(*views)
    table = Path(views[1])
    table.write_text(f"{table.read_text()}Ada Ångström,pro\n")
    err = run(*views)[2]

    assert (
        "  for the proposition: statements without the source's own word (1)\n"
        "    such as “Said so.”\n"
    ) in err
    assert "new here: statements without the source's own word; make sure" in err


def test_lines_say_their_sides_and_ask_nothing(
    on_terminal: OnTerminal, data: Path, tmp_path: Path
) -> None:
    line = next(
        line for line in (data / "bridge.jsonl").read_text().splitlines() if '"id":"ada-1"' in line
    )
    (tmp_path / "more.jsonl").write_text(line.replace("ada-1", "ada-9").replace("01-03", "01-04"))
    status, shown = on_terminal(120, "import", str(tmp_path / "more.jsonl"))

    assert status == 0
    assert "  for the proposition: statements without the source's own word (1)\n" in shown
    assert "make sure" not in shown


def test_how_to_undo_an_import_is_said_on_a_terminal(
    on_terminal: OnTerminal, run: Run, data: Path, tmp_path: Path
) -> None:
    more = tmp_path / "more.jsonl"
    shops = ({"kind": "organization", "id": name, "name": name} for name in "pq")
    more.write_text("".join(f"{json.dumps(shop)}\n" for shop in shops))
    shown = on_terminal(300, "import", str(more))[1]
    again = run("import", str(more))[2]

    assert "in/more.jsonl" in shown.partition("to undo: delete 2 lines of ")[2]
    assert "undo" not in again
    assert "undo" not in on_terminal(300, "import", str(more))[1]


def test_how_to_undo_what_replaced_files_depends_on_the_last_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path, [{"kind": "person", "id": "ada"}])
    commit(tmp_path)
    committed = (tmp_path / "all.jsonl").read_bytes()
    new = Change("tables/t.rows", b"", b"y")
    monkeypatch.chdir(tmp_path)

    assert "to undo: git restore all.jsonl; delete tables/t.rows" == undo.sentence_for_files(
        folder, [Change("all.jsonl", committed, b"x"), new]
    )
    edited = Change("all.jsonl", committed + b"z", b"x")
    assert (
        "to undo: put back what all.jsonl had before, which no commit has"
        == undo.sentence_for_files(folder, [edited])
    )


def test_json_lines_without_a_kind_are_a_table_that_is_asked_about_once(
    run: Run, here: Path
) -> None:
    run("init", "new", "--title", "T", "--publisher", "P", "--contact", "a@b.org")
    line = '{"Name":"Ada B","Vote":"yes"}\n'
    for name in ("house-of-the-votes-of-a.jsonl", "house-of-the-votes-of-b.jsonl"):
        Path(name).write_text(line)
    first = ("import", "house-of-the-votes-of-a.jsonl", "-d", "new/data")
    answers = run(*first, "-n")[1]
    given = {"role": "Mayor", "proposition": "So.", "favor": "for", "against": "against"}
    given |= {"since": "2026-01-01", "channel": "speech", "coded_by": "", "recorded": "2026-02-01"}
    for key, answer in given.items():
        answers = answers.replace(f'\n{key} = "?"', f'\n{key} = "{answer}"')
    Path("answers.toml").write_text(answers)
    status, _, err = run(*first, "--answers", "answers.toml")
    second = run(*first)

    assert (0, True) == (status, Path("new/data/tables/house-of-the-votes-of-a.toml").exists())
    assert "statement: 1 added" in err
    assert (2, True) == (second[0], "has a mapping already" in second[2])
    Path("answers.toml").write_text(
        answers.replace("house-of-the-votes-of-a", "house-of-the-votes-of-b").replace(
            "title = ", 'issue = "new"\ntitle = '
        )
        + '\n[another]\nhouse-of-the-votes-of-a = "yes"\n'
    )
    other = run("import", "house-of-the-votes-of-b.jsonl", *first[2:], "--answers", "answers.toml")
    assert (2, True) == (other[0], "another table of this ledger has the word" in other[2])
