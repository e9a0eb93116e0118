"""The Python interface gives the answers of the command line."""

import json
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED, lines_of, write
from tests.depth import mostly_slow, rest_slow

import stancetracker
from stancetracker import api
from stancetracker.base import plugins
from stancetracker.base.errors import (
    BrokenDatasetError,
    DateError,
    MissingLibraryError,
    NoDatasetError,
    QueryError,
    UnknownNameError,
    UsageError,
)
from stancetracker.cli.app import main
from stancetracker.index.queries import LIST_COLUMNS
from stancetracker.ledger.folder import Folder
from stancetracker.reports import catalogue, filters, matches

DAY = "2026-02-26"
Arguments = dict[str, Any]
SMALL = Path(__file__).parent / "cli" / "data"
QUESTIONS: list[tuple[Arguments, list[str]]] = [
    ({"as_of": DAY}, ["--as-of", DAY]),
    ({"as_of": "2026-01-25", "audience": "any"}, ["--as-of", "2026-01-25", "--audience", "any"]),
    ({"as_of": date(2026, 1, 20)}, ["--as-of", "2026-01-20"]),
    ({"known_by": "2026-01-05"}, ["--known-by", "2026-01-05"]),
]
FILTERS: list[tuple[Arguments, list[str]]] = [
    ({"status": "silent"}, ["--silent"]),
    ({"silent": True}, ["--silent"]),
    ({"spoke": True, "unchecked": True, "silent": False}, ["--spoke", "--unchecked"]),
    (
        {"since": datetime(2026, 1, 10, 12), "until": "2026-01-31"},
        ["--since", "2026-01-10..2026-01-31"],
    ),
    ({"status": ["spoke", "unchecked"], "everyone": True}, ["--spoke", "--unchecked", "--all"]),
    ({"stance": ("against", "favor")}, ["--stance", "against", "--stance", "favor"]),
    ({"channel": "speech", "stale": None}, ["--channel", "speech"]),
    ({"person": "A. A."}, ["--person", "A. A."]),
    (
        {"since": "2026-01-10", "until": date(2026, 1, 31)},
        ["--since", "2026-01-10", "--until", "2026-01-31"],
    ),
]
"""A question for each way in which Python writes what the command line writes as flags."""
Cli = Callable[..., Any]


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def cli(cache: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cli:
    monkeypatch.setenv("HOME", str(cache))
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))

    def run(*arguments: str, data: Path = SMALL) -> Any:
        assert main([*arguments, "--json", "-d", str(data)]) == 0
        return json.loads(capfd.readouterr().out)

    return run


@pytest.mark.parametrize("data", [SMALL, SHIPPED.path])
@pytest.mark.parametrize(("arguments", "flags"), QUESTIONS)
def test_standings_are_the_rows_of_list(
    cli: Cli, cache: Path, data: Path, arguments: Arguments, flags: list[str]
) -> None:
    standings = api.load(data, cache).standings(**arguments)
    columns = [{name: getattr(row, name) for name in LIST_COLUMNS} for row in standings]

    assert columns == cli("list", *flags, data=data)


@pytest.mark.parametrize(("arguments", "flags"), FILTERS)
def test_filters_are_those_of_the_command_line(
    cli: Cli, cache: Path, arguments: Arguments, flags: list[str]
) -> None:
    actors = [row.actor for row in api.load(SMALL, cache).standings(as_of=DAY, **arguments)]

    assert actors == [row["actor"] for row in cli("list", "--as-of", DAY, *flags)]
    assert 0 < len(actors) < 8


def test_every_filter_of_the_command_line_is_one_of_standings(cli: Cli, cache: Path) -> None:
    known = api.StandingFilters.__annotations__
    rows = api.load(SMALL, cache).standings(as_of="2026-03-01", own_words=True)

    assert {filter.name for filter in filters.FILTERS} <= known.keys()
    assert ["cy"] == [row.actor for row in rows]
    assert ["cy"] == [row["actor"] for row in cli("list", "--as-of", "2026-03-01", "--own-words")]


@pytest.mark.parametrize("name", plugins.names(catalogue))
@pytest.mark.parametrize(("arguments", "flags"), mostly_slow(QUESTIONS))
def test_a_report_has_the_rows_that_the_command_line_prints(
    cli: Cli, cache: Path, name: str, arguments: Arguments, flags: list[str]
) -> None:
    ledger = api.load(SMALL, cache)
    report = ledger.report(name, **arguments)

    assert ledger.rows(report) == cli("report", name, *flags)


@pytest.mark.parametrize("name", rest_slow(plugins.names(catalogue), 3))
def test_each_section_has_the_rows_that_the_command_line_prints(
    cli: Cli, cache: Path, name: str
) -> None:
    ledger = api.load(SHIPPED.path, cache)
    report = ledger.report(name, as_of=DAY, issue="minneapolis")

    assert report.sections
    for section in report.sections:
        flags = ("--section", section.name, "--as-of", DAY, "--issue", "minneapolis")
        assert ledger.rows(report, section.name) == cli("report", name, *flags, data=SHIPPED.path)


def test_a_query_reads_the_views(cli: Cli, cache: Path) -> None:
    sql = "SELECT name, status, stale FROM standing ORDER BY issue, name"

    assert api.load(SMALL, cache).query(sql, as_of=DAY) == cli("query", sql, "--as-of", DAY)


@pytest.mark.parametrize(
    ("name", "arguments", "ids"),
    [
        ("statements", {}, "ada-1 eve-1 ada-2"),
        ("statements", {"counting": False}, "ada-1 eve-1 bo-1 ada-2 cy-1"),
        ("statements", {"org": "acme"}, "ada-1 ada-2"),
        ("statements", {"issue": "toll"}, "eve-1"),
        ("statements", {"issue": "bridge", "channel": "speech"}, "ada-2"),
        ("statements", {"as_of": "2026-01-02"}, ""),
        ("silences", {}, "look-bo look-dee"),
        ("silences", {"counting": False}, "look-bo look-dee look-old"),
        ("silences", {"person": "Dee", "issue": "bridge"}, "look-dee"),
        ("silences", {"source": "News"}, "look-bo"),
        ("silences", {"since": "2026-02-01"}, "look-dee"),
        ("ties", {}, "tie-1"),
        ("ties", {"org": "Acme Steel"}, "tie-1"),
        ("ties", {"person": "ada"}, ""),
    ],
)
def test_records_are_those_that_count_for_the_arguments(
    cache: Path, name: str, arguments: dict[str, Any], ids: str
) -> None:
    rows = getattr(api.load(SMALL, cache), name)(**{"as_of": DAY, **arguments})

    assert ids.split() == [record.id for record in rows]


def test_typed_rows_become_dicts_with_the_data_version(cache: Path) -> None:
    ledger = api.load(SMALL, cache)
    [row] = ledger.rows(ledger.ties())

    assert ("tie-1", 1000000, "at-least") == (row["id"], row["amount_value"], row["amount_bound"])
    assert {40} == {len(str(row["data_version"])) for row in ledger.rows(ledger.standings())}


def test_each_answer_is_from_the_data_as_they_are_then(folder: Folder, cache: Path) -> None:
    """{"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}"""
    ledger = api.load(folder.path, cache)
    standings_before = ledger.standings()
    statement = '{"kind": "statement", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}'
    write(folder.path, lines_of(statement), "said.jsonl")

    assert ["unchecked", "spoke"] == [standings_before[0].status, ledger.standings()[0].status]


def test_load_without_a_path_finds_the_dataset_and_warns_of_the_packaged_one(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STANCETRACKER_DATA", str(SMALL))
    assert stancetracker.load(cache=cache).folder.path == SMALL

    monkeypatch.delenv("STANCETRACKER_DATA")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    with pytest.warns(
        UserWarning, match="no dataset here; reading the one that came with the program, /"
    ):
        assert stancetracker.load(cache=cache).folder.packaged

    def homeless() -> Path:
        raise RuntimeError

    monkeypatch.setattr(Path, "home", homeless)
    with pytest.warns(UserWarning, match="no dataset"):
        assert stancetracker.load(cache=cache).folder.packaged


def test_load_without_a_cache_uses_that_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    stancetracker.load(str(SMALL))

    assert [] != list(tmp_path.rglob("*.sqlite"))


def test_a_missing_or_broken_dataset_cannot_be_loaded(tmp_path: Path, cache: Path) -> None:
    with pytest.raises(NoDatasetError):
        stancetracker.load(tmp_path / "nowhere", cache)
    with pytest.raises(BrokenDatasetError):
        stancetracker.load(write(tmp_path / "data", [{"kind": "person"}]).path, cache)


@pytest.mark.parametrize(
    ("ask", "error_class", "hint"),
    [
        (lambda ledger: ledger.standings(person="Adda"), UnknownNameError, "did you mean"),
        (
            lambda ledger: ledger.standings(status="silence"),
            UnknownNameError,
            "did you mean silent?",
        ),
        (lambda ledger: ledger.standings(audience="all"), UnknownNameError, "one of public, any"),
        (lambda ledger: ledger.standings(as_of="soon"), DateError, "write a day as"),
        (lambda ledger: ledger.report("silense"), UnknownNameError, "did you mean silence?"),
        (
            lambda ledger: ledger.report("speech", issue=["bridge", "toll"]).figure(),
            UsageError,
            "choose one: --issue",
        ),
        (
            lambda ledger: ledger.query("SELECT nmae FROM standing"),
            QueryError,
            "did you mean name?",
        ),
        (lambda ledger: ledger.report("ties").figure(), UsageError, "another format"),
        (
            lambda ledger: ledger.rows(ledger.report("silence"), "checks"),
            UnknownNameError,
            "did you mean check?",
        ),
    ],
)
def test_a_wrong_argument_is_an_error_of_its_class_with_a_hint(
    cache: Path, ask: Callable[[Any], object], error_class: type[UsageError], hint: str
) -> None:
    with pytest.raises(error_class) as caught:
        ask(api.load(SMALL, cache))

    assert hint in (caught.value.hint or "")


def test_the_package_exports_only_its_public_names() -> None:
    assert {"Ledger", "load", "__version__"} == set(stancetracker.__all__)
    assert stancetracker.Ledger is api.Ledger
    with pytest.raises(AttributeError, match="no attribute 'laod'"):
        stancetracker.laod  # noqa: B018


@pytest.mark.parametrize(
    "name", "standings statements silences ties report show search cite query".split()
)
def test_a_method_refuses_a_filter_that_the_docs_do_not_list(cache: Path, name: str) -> None:
    rows = [
        line.split("|")
        for line in Path("docs/python.md").read_text().splitlines()
        if line[:1] == "|"
    ]
    [listed] = [row[2] for row in rows if f"`{name}`" in row[1]] or [""]
    arguments = ["silence"] if name in ("report", "show", "search", "cite", "query") else []

    with pytest.raises(
        TypeError, match="no filter here: silnet; use as_of, known_by, audience"
    ) as caught:
        getattr(api.load(SMALL, cache), name)(*arguments, silnet=True)
    filters = str(caught.value).partition("audience")[2]
    assert sorted(re.findall(r"\w+", filters)) == sorted(re.findall(r"\w+", listed))


@pytest.mark.parametrize(
    ("ask", "command"),
    [
        (lambda ledger: ledger.show("ada", as_of=DAY), ["show", "ada"]),
        (lambda ledger: ledger.search("bridge", as_of=DAY), ["search", "bridge"]),
        (
            lambda ledger: ledger.cite("ada", issue="bridge", as_of=DAY),
            ["cite", "ada", "--issue", "bridge"],
        ),
    ],
)
def test_show_search_and_cite_give_what_the_command_line_prints(
    cli: Cli, cache: Path, ask: Callable[[Any], api.Answer], command: list[str]
) -> None:
    answer = ask(api.load(SMALL, cache))

    assert (answer.whole or api.Ledger.rows(answer)) == cli(*command, "--as-of", DAY)


def test_search_has_every_match(cache: Path) -> None:
    [section] = api.load(SHIPPED.path, cache).search("the").sections

    assert (True, None) == (len(section.rows) > matches.MOST, section.caption)


TABLES: dict[str, Callable[[Any], list[str]]] = {
    "pandas": lambda rows: [*rows.to_pandas()],
    "polars": lambda rows: rows.to_polars().columns,
    "pyarrow": lambda rows: rows.to_arrow().column_names,
}


@pytest.mark.parametrize("library", TABLES)
def test_tables_of_other_libraries_have_every_column_even_without_rows(
    cache: Path, library: str
) -> None:
    pytest.importorskip(library, reason=f"the extra frames has {library}")
    ledger, columns = api.load(SMALL, cache), TABLES[library]
    standings = ledger.standings(as_of=DAY)

    assert (
        [*standings[0]._fields]
        == columns(standings)
        == columns(ledger.standings(person="ada", status="silent"))
    )
    assert ["a"] == columns(ledger.query("SELECT 1 AS a WHERE 0"))
    assert ["a"] == columns(ledger.query("SELECT 1 AS a UNION SELECT 'x'"))


def test_a_table_has_the_rows_of_a_list_that_was_changed(cache: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="the extra frames has pandas")
    ledger = api.load(SMALL, cache)
    statements = ledger.statements(as_of=DAY)
    statements.reverse()

    assert statements[0].id == statements.to_pandas()["id"][0] == "ada-2"
    frame = pandas.DataFrame(ledger.rows(statements))
    assert ledger.rows(statements) == (
        frame.astype(object).where(frame.notna(), None).to_dict("records")
    )


def test_a_missing_library_is_an_error_with_the_command_that_installs_it(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(
        MissingLibraryError, match="needs pyarrow, which is not installed"
    ) as caught:
        api.load(SMALL, cache).ties().to_arrow()
    assert 'pip install "stancetracker[frames]"' == caught.value.hint


def test_a_day_may_be_a_time_of_pandas_or_numpy(cache: Path) -> None:
    pandas = pytest.importorskip("pandas", reason="the extra frames has pandas")
    numpy, ledger = pytest.importorskip("numpy"), api.load(SMALL, cache)
    pandas_days = pandas.Timestamp("2026-01-20 23:00"), pandas.Period("2026-01-20", "D")

    for day in (*pandas_days, numpy.datetime64("2026-01-20T23:00")):
        assert {"2026-01-20"} == {row.as_of for row in ledger.standings(as_of=day)}
    with pytest.raises(DateError, match="NaT"):
        ledger.standings(as_of=pandas.NaT)


def test_a_notebook_shows_rows_and_reports_as_tables_and_figures(cache: Path) -> None:
    ledger = api.load(SMALL, cache)
    table_html = ledger.standings(as_of=DAY, person="ada")._repr_html_()
    report = ledger.report("timeline", as_of=DAY, issue="bridge")

    assert table_html.startswith("<header")
    assert f"data {ledger.data_version[:12]}</li>" in table_html
    toll_html = ledger.standings(as_of=DAY, issue="toll")._repr_html_()
    assert "toll has no panel" in toll_html
    assert "No public statement found up to" in report._repr_html_()
    assert "<style" not in table_html + report._repr_html_()
    assert repr(report).endswith("as of 26 Feb 2026?, 9 rows>")
    assert repr(ledger.cite("ada", issue="bridge", as_of=DAY)) == "<citation, 1 row>"
    assert report.figure()._repr_svg_().startswith("<svg xmlns=")
    assert "&lt;b&gt;" in ledger.query("SELECT '<b>' AS a")._repr_html_()


def test_silences_have_the_names_of_their_actors(cache: Path) -> None:
    assert ["Dee"] == [silence.name for silence in api.load(SMALL, cache).silences(person="Dee")]


def test_an_empty_answer_and_one_before_the_ledger_began_say_so(cache: Path) -> None:
    ledger = stancetracker.load(SMALL, cache)
    empty = ledger.standings(as_of=DAY, issue="bridge", stance="mixed")
    before = ledger.statements(known_by="2025-12-01")
    first_day = "This ledger's first record is of"

    assert ([], ("No row passes --stance",)) == (
        empty,
        empty.caveats,
    )
    assert [] == before
    assert before.caveats[0].startswith(first_day)
    assert ledger.report("summary", known_by="2025-12-01").caveats[0].startswith(first_day)
    assert ledger.show("ada", known_by="2025-12-01").caveats[0].startswith(first_day)
    assert () == ledger.standings(as_of=DAY).caveats


def test_a_filter_without_a_value_chooses_neither_nothing_nor_everything(cache: Path) -> None:
    """A program that found no name to ask for would take every row for an answer."""
    ledger = api.load(SMALL, cache)

    with pytest.raises(UsageError, match="no value in issue"):
        ledger.standings(issue=[])
    with pytest.raises(UsageError, match="no value in status"):
        ledger.standings(status=iter(()))
    assert ledger.standings() == ledger.standings(issue=None)


def test_a_switch_is_on_or_off(cache: Path) -> None:
    ledger = api.load(SMALL, cache)
    switched: Any = {"silent": "no"}

    with pytest.raises(TypeError, match="silent is True or False, not 'no'"):
        ledger.standings(**switched)
    assert ledger.standings(as_of=DAY) == ledger.standings(silent=False, as_of=DAY)
