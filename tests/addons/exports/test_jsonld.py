"""`export jsonld`: a JSON-LD processor reads it without fetching anything."""

import json
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import complete, write
from tests.exporting import Exported, export

from stancetracker.ledger.folder import Folder

SCHEMA = "https://schema.org/"
Node = dict[str, Any]


def document(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def graph(path: Path) -> list[Node]:
    return list(document(path)["@graph"])


def expanded(path: Path) -> list[dict[str, Any]]:
    """Return the nodes that a processor reads; a fetch is an error."""
    pyld = pytest.importorskip("pyld", reason="the group extra-tests has pyld")

    def refuse(url: str, *_: Any) -> None:
        raise AssertionError(url)

    nodes: list[dict[str, Any]] = pyld.jsonld.expand(document(path), {"documentLoader": refuse})
    return nodes


def test_a_processor_reads_every_node_and_makes_triples(shipped: Exported) -> None:
    nodes = expanded(shipped("jsonld"))
    types = {node["@type"][0].removeprefix(SCHEMA) for node in nodes}

    assert len(nodes) == len(graph(shipped("jsonld")))
    assert {"Dataset", "Person", "Organization", "Thing", "Event", "Quotation", "Claim"} < types
    assert all("@id" in node for node in nodes)
    pyld = pytest.importorskip("pyld")
    triples = pyld.jsonld.to_rdf(document(shipped("jsonld")), {"format": "application/n-quads"})
    assert f"<{SCHEMA}spokenByCharacter>" in triples
    assert '<urn:stancetracker:term:stance> "against"' in triples


def test_every_reference_leads_to_a_node(shipped: Exported) -> None:
    nodes = graph(shipped("jsonld"))
    fields = [field for node in nodes for field in node.values()]
    values = [
        value for field in fields for value in (field if isinstance(field, list) else [field])
    ]
    referred_ids = {value["@id"] for value in values if isinstance(value, dict) and "@id" in value}

    assert referred_ids <= {node["@id"] for node in nodes}


def ids_of_words(nodes: Iterable[Node]) -> set[str]:
    return {ledger_id(node) for node in nodes if node["@type"] in ("Quotation", "Claim")}


def ledger_id(node: Node) -> str:
    return str(node["@id"]).removeprefix("ledger:")


def test_an_export_has_the_words_that_counted_or_were_known_by_the_day(
    council: Folder, tmp_path: Path
) -> None:
    path = export(council, "jsonld", tmp_path / "out.jsonld", as_of="2026-02-01")
    nodes = {ledger_id(node): node for node in graph(path)}

    assert {"said", "by-then", "memo"} == ids_of_words(nodes.values())
    assert "internal" == nodes["memo"]["audienceKind"]
    # schema.org has no date that spans days.
    assert "datePublished" not in nodes["by-then"]
    assert "../2026-01-05" == nodes["by-then"]["date"]
    assert ("DonateAction", {"@id": "ledger:bo"}) == (
        nodes["steel"]["@type"],
        nodes["steel"]["recipient"],
    )
    assert "2020-01-02" == nodes["ada"]["affiliation"][0]["startDate"]
    assert ("Ja!", "Agreed.") == (nodes["said"]["text"], nodes["said"]["abstract"])
    assert "Claim" == nodes["by-then"]["@type"]
    assert "text" not in nodes["by-then"], "a summary is nobody's words but the ledger's"


def test_a_filter_chooses_the_speakers_and_ids_are_addresses_of_the_dataset(
    council: Folder, tmp_path: Path
) -> None:
    path = export(council, "jsonld", tmp_path / "out.jsonld", people=("bo",))

    assert {"memo"} == ids_of_words(graph(path))
    assert "https://example.org/bridges#bo" in {node["@id"] for node in expanded(path)}


def test_an_actor_is_the_same_as_elsewhere_where_an_identifier_has_its_form(
    folder: Folder, tmp_path: Path
) -> None:
    """
    {"kind": "dataset", "title": "Bridges", "url": "https://example.org/bridges#data"}
    {"kind": "organization", "id": "acme",
     "identifiers": {"wikidata": "Q42", "sec-cik": "0000789019", "ticker": "ACM"}}
    {"kind": "person", "id": "ada", "identifiers": {"wikidata": "http://a> <b", "lei": "short"}}
    """
    nodes = {node["@id"]: node for node in expanded(export(folder, "jsonld", tmp_path / "out"))}
    acme, ada = nodes["https://example.org/bridges#acme"], nodes["https://example.org/bridges#ada"]

    assert [
        {"@id": "http://www.wikidata.org/entity/Q42"},
        {"@id": "https://www.sec.gov/edgar/browse/?CIK=0000789019"},
    ] == acme[f"{SCHEMA}sameAs"]
    assert f"{SCHEMA}sameAs" not in ada
    assert 2 == len(ada[f"{SCHEMA}identifier"])


def test_pyld_and_rdflib_read_the_same_triples(shipped: Exported) -> None:
    pyld = pytest.importorskip("pyld", reason="the group extra-tests has pyld")
    rdflib = pytest.importorskip("rdflib", reason="the group extra-tests has rdflib")
    path = shipped("jsonld")
    lines = pyld.jsonld.to_rdf(document(path), {"format": "application/n-quads"})
    by_pyld = rdflib.Graph().parse(data=lines, format="nt")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        by_rdflib = rdflib.Graph().parse(path, format="json-ld")

    assert len(by_pyld) == len(by_rdflib) > len(graph(path))


def test_identifiers_stay_when_the_title_changes(folder: Folder, tmp_path: Path) -> None:
    """{"kind": "person", "id": "ada"}"""
    for title in ("Bridges", "Bridges and roads"):
        write(folder.path, [complete({"kind": "dataset", "title": title})], "dataset.jsonl")
        nodes = expanded(export(folder, "jsonld", tmp_path / f"{title}.jsonld"))

        assert {"urn:stancetracker:ada", "urn:stancetracker:dataset"} == {
            node["@id"] for node in nodes
        }
