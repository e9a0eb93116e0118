"""`stancetracker cite`: citations in each style."""

import json
from pathlib import Path

import pytest
from tests.cli.conftest import Golden, Run
from tests.datasets import SHIPPED

pytestmark = pytest.mark.usefixtures("small")
VERSION = "dc1689e1e28dc6f60051bbe1d78c380a235be406"
TEXTS = {
    "bo": (
        "No public statement by Bo [bold]Li[/bold] on “The bridge” was found up to 15 "
        "Jan 2026 (according to News; private remarks made known; nobody answers for "
        "it), https://news.example.net/look, look-bo, Bridges, stancetracker "
        f"data {VERSION}, as of 1 Mar 2026.\n"
    ),
    "ada-2": (
        "Public statement by Ada Ångström on “The bridge”, against the proposition, 12 Jan 2026 (speech; "
        "through a spokesperson): “=SUM(1) is what it “costs” [/], | and more” [Ada Ångström replied on 1 Feb 2026], "
        f"Acme, https://example.org/ada2, ada-2, stancetracker data {VERSION}, as of 1 Mar "
        "2026.\n"
    ),
    "bridge": (
        "The bridge, “The bridge should be built”: 2 of 5 are on record (1 against the proposition, 1 for "
        "the proposition). For 2, no public statement had been found up to 15 January–20 February 2026 "
        "(1 not known to have been asked, 1 declined). 1 was never looked for; as of 1 Mar 2026; 1 of 2 overdue for a "
        f"recheck; private remarks made known for 1 of the other 3, Bridges, stancetracker data {VERSION}, as "
        "of 1 Mar 2026.\n"
    ),
    "look-old": (
        "No public statement by Dee on “The bridge” was found up to 25 Feb 2026 "
        "(checked by Us) [withdrawn by a retraction recorded 27 Feb 2026], look-old, "
        f"Bridges, stancetracker data {VERSION}, as of 1 Mar 2026.\n"
    ),
    "https://example.org/ada2": (
        f"Acme, https://example.org/ada2, stancetracker data {VERSION}, as of 1 Mar 2026.\n"
    ),
}


@pytest.mark.parametrize("ref", TEXTS)
def test_a_citation_is_a_sentence_with_the_version_of_the_data_and_the_day(
    run: Run, ref: str
) -> None:
    assert (0, TEXTS[ref], "") == run("cite", ref, "--style", "text")


@pytest.mark.parametrize("style", ["bibtex", "csl-json"])
def test_a_citation_is_an_entry_of_a_bibliography(run: Run, golden: Golden, style: str) -> None:
    status, out, err = run("cite", "ada-2", "--style", style)

    assert (status, err) == (0, "")
    golden(f"cite-ada-2.{style}.txt", out)


def test_a_citation_is_data(run: Run) -> None:
    [row] = json.loads(run("cite", "bo", "--json")[1])
    key = "bo-bridge-2026-03-01"

    assert (key, "standing", "look-bo", "bridge", "bo") == tuple(
        row[name] for name in ("key", "kind", "record", "issue", "actor")
    )
    assert (TEXTS["bo"].strip(), f"@misc{{{key},") == (
        row["text"],
        row["bibtex"].partition("\n")[0],
    )
    assert f"| {key} | No public statement by Bo " in run("cite", "bo", "--md")[1]


def test_it_is_text_where_no_format_is_asked_for(run: Run) -> None:
    assert run("cite", "Ada Angstrom") == run(
        "cite", "ada", "--style", "text", "--issue", "The bridge"
    )
    assert run("cite", "eve", "--issue", "toll")[1].startswith(
        "Public statement by Eve on “The toll”, on both sides, 5 Jan 2026 (speech) [summary: Saw both"
    )
    assert "bo-bridge-2026-03-01" in run("cite", "bo", "--columns", "key", "--no-headers")[1]
    assert run("cite", "bo", "--style", "text", "-f", "table") == run("cite", "bo")
    assert run("cite", "bo", "-f", "id")[1] == "bo-bridge-2026-03-01\n"
    assert (
        json.loads(run("cite", "bo", "--json", "--as-of", "2026-01-14")[1])[0]["as_of"]
        == "2026-01-14"
    )


def test_the_extension_of_a_file_sets_style_and_format(run: Run, tmp_path: Path) -> None:
    def written(name: str, *flags: str) -> str:
        assert run("cite", "ada-2", "-o", str(tmp_path / name), *flags) == (0, "", "")
        return (tmp_path / name).read_text(encoding="utf-8")

    assert written("a.bib") == run("cite", "ada-2", "--style", "bibtex")[1]
    assert written("a.csl", "--style", "csl-json") == run("cite", "ada-2", "--style", "csl-json")[1]
    assert written("a.txt") == run("cite", "ada-2")[1]
    assert json.loads(written("a.json"))[0]["key"] == "ada-2"


def test_an_actor_is_cited_on_every_issue_the_newest_first(run: Run) -> None:
    data = ("-d", str(SHIPPED.path))
    cited = json.loads(run("cite", "tim-cook", "--json", *data)[1])
    issues = [row["issue"] for row in cited]

    assert ["minneapolis-immigration-operations", "tariffs-2025", "dobbs-2022"] == issues[:3]
    assert len(issues) == len(run("cite", "tim-cook", *data)[1].splitlines()) == 8
    csl = json.loads(run("cite", "tim-cook", "--style", "csl-json", *data)[1])
    assert [row["key"] for row in cited] == [item["id"] for item in csl]


def test_an_issue_that_an_actor_has_no_standing_on_is_an_error(run: Run) -> None:
    status, out, err = run("cite", "eve", "--issue", "toll", "--issue", "bridge")

    assert (2, "") == (status, out)
    assert "eve is not in the panel of bridge and has no record on it as of 2026-03-01" in err
