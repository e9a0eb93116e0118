"""`export jsonld`: a JSON-LD processor reads it without fetching anything, and it says that it can't hold silence."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED, lines_of, write
from tests.publish.exporting import export

from stancetracker.publish.export import jsonld as kind

SCHEMA = "https://schema.org/"


def document(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def expanded(path: Path) -> list[dict[str, Any]]:
    """What a processor makes of it; whatever it would fetch is an error."""
    pyld = pytest.importorskip("pyld", reason="the extra extra-tests has pyld")

    def refuse(url: str, *_: Any) -> None:
        raise AssertionError(url)

    found: list[dict[str, Any]] = pyld.jsonld.expand(document(path), {"documentLoader": refuse})
    return found


def types(nodes: list[dict[str, Any]]) -> Counter[str]:
    return Counter(node["@type"][0].removeprefix(SCHEMA) for node in nodes)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped dataset."""
    return export(SHIPPED, "jsonld", tmp_path_factory.mktemp("shipped") / "all.jsonld")


def test_a_processor_reads_every_node_of_it(shipped: Path) -> None:
    nodes = expanded(shipped)

    assert len(nodes) == len(document(shipped)["@graph"])
    assert {"Dataset", "Person", "Organization", "Thing", "Event", "Quotation", "Claim"} < set(types(nodes))
    assert all("@id" in node for node in nodes)


def test_a_processor_makes_triples_of_it(shipped: Path) -> None:
    pyld = pytest.importorskip("pyld", reason="the extra extra-tests has pyld")
    triples = pyld.jsonld.to_rdf(document(shipped), {"format": "application/n-quads"})

    assert f"<{SCHEMA}spokenByCharacter>" in triples
    assert '<urn:stancetracker:term:stance> "against"' in triples


def test_whatever_is_named_is_there(shipped: Path) -> None:
    there = {node["@id"] for node in document(shipped)["@graph"]}
    named = {
        value["@id"]
        for node in document(shipped)["@graph"]
        for field in node.values()
        for value in (field if isinstance(field, list) else [field])
        if isinstance(value, dict) and "@id" in value
    }

    assert named <= there


def test_it_says_that_it_can_not_hold_silence(shipped: Path) -> None:
    [dataset] = [node for node in document(shipped)["@graph"] if node["@type"] == "Dataset"]

    assert kind.NO_SILENCE in dataset["description"]
    assert (kind.NO_SILENCE,) == kind.NOTES


COUNCIL = """
    {"kind": "dataset", "url": "https://example.org/bridges"}
    {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ada",
     "memberships": [{"role": "chief", "organization": "acme", "start_date": "2020-01-02"}]}
    {"kind": "person", "id": "bo"} {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "statement", "id": "said", "speaker": "ada", "date": "2026-01-03", "stance": "favor", "quote": "Ja!",
     "wording": "verbatim", "language": "de", "summary": "Agreed."}
    {"kind": "statement", "id": "by-then", "speaker": "ada", "date": "../2026-01-05", "stance": "favor"}
    {"kind": "statement", "id": "later", "speaker": "ada", "date": "2026-03-01", "stance": "against"}
    {"kind": "statement", "id": "wrong", "speaker": "bo", "date": "2026-01-03", "stance": "favor"}
    {"kind": "statement", "id": "denied", "speaker": "bo", "date": "2026-01-03", "stance": "favor",
     "verification": "disputed"}
    {"kind": "statement", "id": "memo", "speaker": "bo", "date": "2026-01-04", "stance": "mixed",
     "audience": "internal", "made_public": "2026-01-20"}
    {"kind": "correction", "corrects": "wrong", "recorded": "2026-01-10"}
    {"kind": "silence", "actors": ["bo"], "date": "2026-01-20"}
    {"kind": "tie", "id": "steel", "type": "donation", "actor": "acme", "counterparty": "bo", "date": "2025",
     "amount": {"value": 5, "currency": "USD", "bound": "at-least"}}
    """


@pytest.fixture
def council(tmp_path: Path) -> dict[str, dict[str, Any]]:
    """The nodes of a small dataset as of a day, by their ids."""
    folder = write(tmp_path / "data", lines_of(COUNCIL))
    path = export(folder, "jsonld", tmp_path / "out.jsonld", as_of="2026-02-01")
    return {node["@id"].removeprefix("ledger:"): node for node in document(path)["@graph"]}


def test_only_what_counts_or_was_made_known_by_that_day_is_in_it(council: dict[str, dict[str, Any]]) -> None:
    said = {name for name, node in council.items() if node["@type"] in ("Quotation", "Claim")}

    assert {"said", "by-then", "memo"} == said
    assert "internal" == council["memo"]["audienceKind"]


def test_a_date_that_spans_days_is_no_date_of_schema_org(council: dict[str, dict[str, Any]]) -> None:
    assert "datePublished" not in council["by-then"]
    assert "../2026-01-05" == council["by-then"]["date"]


def test_a_donation_has_its_recipient_a_role_its_days_and_a_quotation_its_summary(
    council: dict[str, dict[str, Any]],
) -> None:
    tie = council["steel"]

    assert ("DonateAction", {"@id": "ledger:bo"}) == (tie["@type"], tie["recipient"])
    assert "2020-01-02" == council["ada"]["affiliation"][0]["startDate"]
    assert ("Ja!", "Agreed.") == (council["said"]["text"], council["said"]["abstract"])


def test_ids_are_addresses_of_the_dataset(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", lines_of(COUNCIL))
    path = export(folder, "jsonld", tmp_path / "out.jsonld")

    assert "https://example.org/bridges#ada" in {node["@id"] for node in expanded(path)}


def test_a_filter_chooses_whose_words_and_ties(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", lines_of(COUNCIL))
    path = export(folder, "jsonld", tmp_path / "out.jsonld", people=("bo",))
    nodes = document(path)["@graph"]

    assert {"ledger:memo"} == {node["@id"] for node in nodes if node["@type"] in ("Quotation", "Claim")}
