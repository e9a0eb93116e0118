"""`show`, `cite`, `search`, `report` and `schema` as people run them."""

import json
import shlex
from pathlib import Path

import pytest
from tests.cli.conftest import Golden, Run
from tests.datasets import SHIPPED, complete, write

from stancetracker.base import plugins
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.reports import catalogue, matches

pytestmark = pytest.mark.usefixtures("small")


def test_as_of_known_by_and_audience(run: Run) -> None:
    def status(*flags: str) -> str:
        row = json.loads(run("show", "bo", "--section", "standing", "--json", *flags)[1])[0]
        return f"{row['status']} {row['as_of']} {row['audience']}"

    assert status() == "silent 2026-03-01 public"
    assert status("--as-of", "2026-01-14") == "unchecked 2026-01-14 public"
    assert status("--known-by", "2026-01-14") == "unchecked 2026-01-14 public"
    assert status("--audience", "any") == "spoke 2026-03-01 any"


def test_json_is_one_object_with_the_same_keys_for_everything(run: Run) -> None:
    refs = ("ada", "bo", "eve", "acme", "bridge", "ada-2", "look-old", "vote")
    everything = [json.loads(run("show", ref, "--json")[1]) for ref in refs]
    records = [
        one
        for found in everything
        for key in ("also_on_record", "not_counted")
        for one in found[key]
    ]
    records += [
        one["evidence"] for found in everything for one in found["standings"] if one["evidence"]
    ]

    assert 1 == len({tuple(found) for found in everything})
    assert 1 == len({tuple(record) for record in records})
    assert None in [one["evidence"] for one in everything[4]["standings"]]


def test_a_section_without_rows_is_an_empty_array(run: Run) -> None:
    assert (0, "[]\n", "") == run("show", "bo", "--section", "tie", "--json")
    assert "\nNo rows.\n" in run("show", "bo", "--section", "tie", "-f", "table")[1]
    assert "No rows." not in run("show", "bo", "-f", "table")[1]


def test_asked_for_rows_json_is_an_array_of_them(run: Run) -> None:
    assert 2 == len(json.loads(run("show", "bo", "--limit", "2", "--json")[1]))


@pytest.mark.parametrize("style", ["text", "bibtex", "csl-json"])
@pytest.mark.parametrize("ref", ["bo", "ada-2", "bridge", "look-old", "https://example.org/ada2"])
def test_every_style(run: Run, golden: Golden, ref: str, style: str) -> None:
    status, out, err = run("cite", ref, "--style", style)

    assert (status, err) == (0, "")
    golden(f"cite-{ref.rpartition('/')[2]}.{style}.txt", out)


@pytest.mark.parametrize("format", ["json", "md"])
def test_as_data(run: Run, golden: Golden, format: str) -> None:
    golden(f"cite-bo.{format}", run("cite", "bo", "-f", format)[1])


def test_text_where_nothing_is_asked_for(run: Run) -> None:
    assert run("cite", "Ada Angstrom") == run(
        "cite", "ada", "--style", "text", "--issue", "The bridge"
    )
    assert run("cite", "eve", "--issue", "toll")[1].startswith(
        "Public statement by Eve on “The toll”, both in favor and against, 5 Jan 2026 (speech) [summary: Saw both"
    )
    assert "bo-bridge-2026-03-01" in run("cite", "bo", "--columns", "key", "--no-headers")[1]
    assert run("cite", "bo", "--style", "text", "-f", "table") == run("cite", "bo")
    assert run("cite", "bo", "-f", "id")[1] == "bo-bridge-2026-03-01\n"
    assert (
        json.loads(run("cite", "bo", "--json", "--as-of", "2026-01-14")[1])[0]["as_of"]
        == "2026-01-14"
    )


def test_files(run: Run, tmp_path: Path) -> None:
    def written(name: str, *flags: str) -> str:
        assert run("cite", "ada-2", "-o", str(tmp_path / name), *flags) == (0, "", "")
        return (tmp_path / name).read_text(encoding="utf-8")

    assert written("a.bib") == run("cite", "ada-2", "--style", "bibtex")[1]
    assert written("a.csl", "--style", "csl-json") == run("cite", "ada-2", "--style", "csl-json")[1]
    assert written("a.txt") == run("cite", "ada-2")[1]
    assert json.loads(written("a.json"))[0]["key"] == "ada-2"


def test_flags(run: Run) -> None:
    def records(*flags: str) -> list[str]:
        status, out, err = run("search", *flags, "--columns", "record", "--no-headers")
        assert (status, err) == (0, "")
        return list(dict.fromkeys(out.splitlines()))

    assert records("staff", "--person", "bo") == ["bo-1"]
    assert records("staff", "--as-of", "2026-01-19") == []
    assert records("steel", "--actors", "person") == []
    assert run("search", "steel", "-f", "id")[1] == "tie-1\nacme\n"
    assert run("search", "steel", "--columns", "field,file,line", "--no-headers")[1] == (
        "title\tbridge.jsonl\t24\nother_names.0\tbridge.jsonl\t2\n"
    )


def test_what_is_cut_is_said(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [
        complete({"kind": "organization", "id": f"o{n}", "name": f"Toll {9 - n}"}) for n in range(5)
    ]
    folder = write(tmp_path / "tolls", lines)
    monkeypatch.setattr(matches, "MOST", 3)

    def asked(*flags: str) -> tuple[int, str, str]:
        return run(
            "search", "toll", "-d", str(folder.path), "--columns", "name", "--no-headers", *flags
        )

    status, out, err = asked()
    assert (status, out) == (0, "Toll 5\nToll 6\nToll 7\n")
    assert err == ("stancetracker: the first 3; more match. Add a filter, or raise --limit.\n")
    assert asked("--limit", "4") == (0, "Toll 5\nToll 6\nToll 7\nToll 8\n", "")
    assert asked("--limit", "2", "--sort", "-name") == (0, "Toll 7\nToll 6\n", "")
    assert "The first 3; more match." in asked("-f", "table")[1]
    assert asked("-f", "table")[2] == ""


REPORTS = plugins.names(catalogue)


@pytest.mark.parametrize("name", REPORTS)
def test_every_row_says_as_of_when_and_from_which_data(run: Run, name: str) -> None:
    rows = json.loads(run("report", name, "--json", "--as-of", "2026-02-26")[1])

    assert {("2026-02-26", 12)} == {(row["as_of"], len(row["data_version"])) for row in rows}


def test_the_pace_in_ascii(run: Run) -> None:
    out = run(
        *shlex.split("report pace --issue minneapolis --as-of 2026-11-25 -f table --ascii -d"),
        str(SHIPPED.path),
    )[1]

    assert "  1  8 Jan 2026 " in out
    assert "73-100 %             ###############=====" in out
    assert not set("█▒·") & set(out)


SCHEMAS = Path(__file__).parents[2] / "schema"


@pytest.mark.parametrize("kind", [None, *CLASS_BY_KIND])
def test_the_schema_of_a_kind_or_any_line_is_the_published_one(run: Run, kind: str | None) -> None:
    published = SCHEMAS / f"{kind or 'record'}.json"

    assert (0, published.read_text("utf-8"), "") == run("schema", *([kind] if kind else []))


def test_the_views_are_listed_and_one_is_printed(run: Run) -> None:
    listed = run("schema", "sql")[1]

    assert {"standing", "statement", "statement_all", "silence_actor"} <= {
        line.partition(" ")[0] for line in listed.splitlines()
    }
    for name in (line.partition(" ")[0] for line in listed.splitlines()):
        status, out, err = run("schema", "sql", name)
        assert (0, "", True) == (status, err, f" {name}" in out.partition("\n")[0])
        assert "-- if " not in out
    assert "--   type: contract, donation or attendance\n" in run("schema", "sql", "tie_all")[1]
