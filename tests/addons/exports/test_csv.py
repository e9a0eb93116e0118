"""`export csv`: a data package that Frictionless accepts and `import` restores."""

import csv
import json
import re
import warnings
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import SHIPPED, Line, lines_of, write
from tests.depth import tried
from tests.exporting import Exported, export, read_back
from tests.hostile.records import hostile_datasets
from tests.loading import lines

from stancetracker.addons.tables import package as packages
from stancetracker.contribute import imports
from stancetracker.contribute.batch import NotImportedError
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.jsonl import read_line


def import_package(package: Path, target: Path) -> list[str]:
    """Import a package into a new dataset, and return its records."""
    plan = read_back(package, target)
    assert [] == [reasons for _, reasons in plan.rejects]
    imports.write(plan)
    return lines(Folder(target))


def description_of(package: Path) -> dict[str, Any]:
    description: dict[str, Any] = json.loads(
        (package / "datapackage.json").read_text(encoding="utf-8")
    )
    return description


def table(package: Path, name: str) -> list[dict[str, str]]:
    with (package / f"{name}.csv").open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def faults(package: Path) -> list[str]:
    pytest.importorskip("frictionless", reason="the group extra-tests has frictionless")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package

        report = Package(str(package / "datapackage.json")).validate()
    return (
        [] if report.valid else [f"{row}" for row in report.flatten(["type", "fieldName", "note"])]
    )


@pytest.mark.parametrize(
    ("name", "column", "value", "kind"),
    [
        ("statement", "stance", "furious", "constraint-error"),
        ("statement", "speaker", "nobody-known", "foreign-key"),
        ("statement", "recorded", "soon", "type-error"),
        ("statement", "id", "", "constraint-error"),
        ("silence_actors", "record", "no-look", "foreign-key"),
        ("event", "trigger", "perhaps", "type-error"),
    ],
)
def test_frictionless_finds_each_fault_by_the_description_of_the_package(
    shipped: Exported, tmp_path: Path, name: str, column: str, value: str, kind: str
) -> None:
    package = copytree(shipped("csv"), tmp_path / "package")
    description = description_of(package)
    for resource in description["resources"]:  # which would be wrong as well
        del resource["hash"], resource["bytes"]
    (package / "datapackage.json").write_text(json.dumps(description), encoding="utf-8")
    rows = table(package, name)
    rows[0][column] = value
    with (package / f"{name}.csv").open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

    assert any(kind in fault for fault in faults(package))


def test_a_package_has_its_version_licence_sources_and_descriptions(shipped: Exported) -> None:
    package = description_of(shipped("csv"))

    assert re.fullmatch("[0-9a-f]{40}", package["version"])
    assert [{"name": "CC-BY-4.0"}] == package["licenses"]
    assert {"title": "Transformer"} in package["sources"]
    assert "7 Dec 2026" in package["description"]
    assert all(
        field["description"]
        for resource in package["resources"]
        for field in resource["schema"]["fields"]
    )


def test_frictionless_and_import_read_the_shipped_dataset(
    shipped: Exported, tmp_path: Path
) -> None:
    assert [] == faults(shipped("csv"))
    assert lines(SHIPPED) == import_package(shipped("csv"), tmp_path / "back")


EVERYTHING = """
    {"kind": "dataset", "url": "https://example.org/", "forms": "https://example.org/f", "language": "de", "licence": "Ask us first"}
    {"kind": "organization", "id": "acme", "other_names": ["A", "=A"], "sort_name": "=Acme",
     "tags": ["=cloud", "a b"], "feeds": ["https://example.org/feed"],
     "distinct_from": ["bo", "ada"], "identifiers": {"wikidata": "Q1", "isin": "'=2"}, "note": "-n"}
    {"kind": "publisher", "id": "paper", "type": "wire", "domains": ["example.org", "example.com"]}
    {"kind": "person", "id": "ada", "other_names": ["@a"], "identifiers": {"orcid": "0"},
     "memberships": [{"role": "=chief", "organization": "acme", "start_date": "2020", "end_date": "../2026-01"},
                     {"role": "poet"}]}
    {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["bo", {"actor": "ada", "since": "2026-01-09"}, "acme"],
     "terms": ["bridge", "=span"], "until": "2026-12-31", "recheck_days": 7,
     "stance_words": {"favor": "for", "against": "no"}, "note": "x"}
    {"kind": "issue", "id": "toll"}
    {"kind": "event", "id": "vote", "issues": ["toll", "bridge"], "trigger": true,
     "sources": [{"citation": "'", "tier": "reprint", "original_url": "https://example.org/o"}]}
    {"kind": "petition", "id": "letter", "organizers": ["acme"], "addressees": ["bo", "ada"],
     "demands": [{"id": "stop", "text": "Stop"}, {"id": "ask", "text": "Ask"}],
     "signatures": [{"date": "2026-01", "at_least": 0},
                    {"date": "2026-02", "at_least": 12, "sources": [{"citation": "a", "tier": "primary"},
                     {"citation": "b", "tier": "primary", "published": "2026", "retrieved": "2026-01-02"}]}],
     "sources": [{"citation": "c", "tier": "primary"}]}
    {"kind": "statement", "id": "said", "speaker": "ada", "date": "../2026-01-26", "stance": "favor",
     "quote": "=1+1\\n\\"quoted\\", and more", "wording": "verbatim", "language": "en", "event": "vote",
     "pull": "1+1", "stance_basis": "inferred", "coded_by": "Us", "note": "From the sum.",
     "translations": [{"language": "fr", "text": "=1+1"}, {"language": "de", "text": "2", "by": "Cy"}],
     "demands": ["letter/ask", "letter/stop"], "label": "yes", "voice": "cosigned"}
    {"kind": "statement", "speaker": "bo", "date": "2026", "stance": "neither", "audience": "private",
     "made_public": "2026-02", "channel": "meeting"}
    {"kind": "silence", "actors": ["bo", "ada"], "date": "2026-01-20", "label": "none",
     "searched": ["b", {"what": "43 releases", "url": "https://example.org/r", "from": "2026-01-07", "to": "2026-01-20",
     "items": 43, "matched": 0, "terms": ["bridge", "toll"]}, "a", {"what": "a feed", "terms": ["toll"]}],
     "includes_internal": true}
    {"kind": "tie", "type": "contract", "actor": "ada", "amount": {"value": 1.5, "currency": "USD", "bound": "exact"},
     "period": "2025/2026", "recipient": "=Shop", "issues": ["toll", "bridge"]}
    {"kind": "tie", "id": "gift", "type": "donation", "actor": "acme", "counterparty": "ada",
     "amount": {"value": 1000000000000000, "currency": "EUR", "bound": "at-most", "of": "ceiling"}}
    {"kind": "tie", "type": "attendance", "actor": "bo", "event": "vote", "part_of": "gift"}
    {"kind": "correction", "corrects": "said", "editor": "Us", "sources": [{"citation": "d", "tier": "primary"}]}
    {"kind": "reply", "to": "said", "by": "ada", "text": "-5"}
    """


@pytest.mark.parametrize("raw", [False, True])
def test_importing_a_package_restores_every_field_defused_or_raw(tmp_path: Path, raw: bool) -> None:
    folder = write(tmp_path / "data", lines_of(EVERYTHING))
    package = export(folder, "csv", tmp_path / "package", raw=raw)

    assert lines(folder) == import_package(package, tmp_path / "back")
    assert [] == faults(package)
    assert [{"name": "ask-us-first", "title": "Ask us first"}] == description_of(package)[
        "licenses"
    ]
    assert any(
        row["quote"].startswith("=1+1" if raw else "'=1+1") for row in table(package, "statement")
    )
    assert raw != description_of(package)["stancetracker"]["defused"]


@pytest.mark.slow
@given(hostile_datasets(), st.booleans())
@tried(3, 100)
def test_importing_a_package_restores_any_dataset(dataset: list[Line], raw: bool) -> None:
    # An export has who was merged as one.
    unmerged = [line for line in dataset if line.get("type") != "merge"]
    with TemporaryDirectory() as root:
        folder = write(Path(root, "data"), unmerged)
        package = export(folder, "csv", Path(root, "package"), raw=raw)
        texts = [row.cells[0] for row in packages.package(package)[1]]
        records = [read_line(text) for text in texts]

        assert lines(folder) == sorted(record.canonical for record in records)


@pytest.mark.slow
def test_a_package_of_one_person_makes_no_dataset_of_its_own(
    tmp_path: Path, shipped: Exported
) -> None:
    """In such a dataset all others would seem unchecked."""
    package = export(SHIPPED, "csv", tmp_path / "package", people=("tim-cook",))

    with pytest.raises(NotImportedError, match="holds only person tim-cook"):
        read_back(package, tmp_path / "new")
    imports.write(read_back(shipped("csv"), tmp_path / "back"))
    again = read_back(package, tmp_path / "back")
    assert 0 == again.total().added
    note = "the package holds only person tim-cook: statements and silences of others are missing"
    assert note in again.notes
