"""`export ftm`: the library's own model takes every value, and what it can't hold is left out and said."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import lines_of, write
from tests.publish.exporting import Exported, export

from stancetracker.publish.export import ftm as kind

Entity = dict[str, Any]


def entities(path: Path) -> dict[str, Entity]:
    found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len(found) == len({one["id"] for one in found})
    return {one["id"]: one for one in found}


def refused(found: dict[str, Entity]) -> list[str]:
    """What the model drops, cleans or does not allow, and links that lead nowhere."""
    model: Any = pytest.importorskip(
        "followthemoney", reason="the extra extra-tests has followthemoney"
    ).model
    faults = []
    for one in found.values():
        proxy = model.get_proxy(one, cleaned=False)
        proxy.schema.validate(one)
        kept = proxy.to_dict()["properties"]
        faults += [
            f"{one['id']} {name}" for name, values in one["properties"].items() if values != kept.get(name)
        ]
        for name, values in one["properties"].items():
            to = proxy.schema.get(name)
            if to.type.name == "entity":
                ends = (found.get(value) for value in values)
                faults += [
                    f"{one['id']} {name}"
                    for end in ends
                    if not (end and model.get(end["schema"]).is_a(to.range))
                ]
    return faults


def test_its_own_model_takes_every_entity_of_the_shipped_dataset(shipped: Exported) -> None:
    found = entities(shipped("ftm"))

    assert [] == refused(found)
    assert {"Person", "Organization", "Membership", "Event", "Payment", "ContractAward", "Documentation"} < {
        one["schema"] for one in found.values()
    }


COUNCIL = """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "fund", "identifiers": {"wikidata": "Q42"}}
    {"kind": "person", "id": "ada", "memberships": [
     {"role": "chief", "organization": "acme", "start_date": "2020-01", "end_date": "2021-01-02/2021-02-03"}]}
    {"kind": "person", "id": "bo"} {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "event", "id": "opening", "issues": ["bridge"], "date": "2026-01-02"}
    {"kind": "statement", "id": "said", "speaker": "ada", "date": "../2026-01-05", "stance": "favor",
     "summary": "Agreed."}
    {"kind": "statement", "id": "denied", "speaker": "bo", "date": "2026-01-03", "stance": "favor",
     "verification": "disputed"}
    {"kind": "statement", "id": "memo", "speaker": "bo", "date": "2026-01-04", "stance": "mixed",
     "audience": "internal", "made_public": "2026-01-20"}
    {"kind": "silence", "actors": ["bo"], "date": "2026-01-20"}
    {"kind": "tie", "id": "gift", "type": "donation", "actor": "acme", "counterparty": "fund", "date": "2025",
     "amount": {"value": 5, "currency": "USD", "bound": "at-least"}}
    {"kind": "tie", "id": "steel", "type": "contract", "actor": "acme", "counterparty": "fund", "date": "2025-03-04",
     "amount": {"value": 7, "currency": "USD", "bound": "exact"}}
    {"kind": "tie", "id": "there", "type": "attendance", "actor": "ada", "event": "opening"}
    """


def test_it_is_no_more_exact_than_the_ledger_and_has_nothing_that_does_not_count(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", lines_of(COUNCIL))
    found = entities(export(folder, "ftm", tmp_path / "out.json", as_of="2026-02-01"))
    has = {name: one["properties"] for name, one in found.items()}
    records = {one["recordId"][0]: one for one in has.values() if "recordId" in one}

    assert [] == refused(found)
    assert {"said", "memo", "gift", "steel", "there"} == {*records}
    assert ("date" not in records["said"], ["2026-01-04"]) == (True, records["memo"]["date"])
    assert ["source of words that were not public"] == records["memo"]["role"]
    assert (["2020-01"], "endDate" not in has["ada-acme-chief-2020-01"]) == (
        has["ada-acme-chief-2020-01"]["startDate"],
        True,
    )
    assert ("amount" not in has["gift"], ["7"], ["ada"]) == (
        True,
        has["steel"]["amount"],
        has["opening"]["involved"],
    )
    assert ["Q42"] == has["fund"]["wikidataId"]
    assert "silent or unchecked" in kind.NOTES[0]
