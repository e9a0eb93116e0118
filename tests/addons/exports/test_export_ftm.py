"""`export ftm`: the library's own model takes every value, and what it can't hold is left out and said."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.exporting import Exported, export

from stancetracker.addons.exports.exports import ftm as kind
from stancetracker.ledger.folder import Folder

Entity = dict[str, Any]


def entities(path: Path) -> dict[str, Entity]:
    found = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert len(found) == len({one["id"] for one in found})
    return {one["id"]: one for one in found}


def refused(found: dict[str, Entity]) -> list[str]:
    """What the model drops, cleans or does not allow, and links that lead nowhere."""
    model: Any = pytest.importorskip(
        "followthemoney", reason="the group extra-tests has followthemoney"
    ).model
    faults = []
    for one in found.values():
        proxy = model.get_proxy(one, cleaned=False)
        proxy.schema.validate(one)
        kept = proxy.to_dict()["properties"]
        for name, values in one["properties"].items():
            to = proxy.schema.get(name)
            ends = [found.get(value) for value in values] if to.type.name == "entity" else []
            leads = all(end and model.get(end["schema"]).is_a(to.range) for end in ends)
            faults += [] if values == kept.get(name) and leads else [f"{one['id']} {name}"]
    return faults


def test_its_own_model_takes_every_entity_of_the_shipped_dataset(shipped: Exported) -> None:
    found = entities(shipped("ftm"))

    assert [] == refused(found)
    assert {
        "Person",
        "Organization",
        "Membership",
        "Event",
        "Payment",
        "ContractAward",
        "Documentation",
    } < {one["schema"] for one in found.values()}


def test_it_is_no_more_exact_than_the_ledger_and_has_nothing_that_does_not_count(
    council: Folder, tmp_path: Path
) -> None:
    found = entities(export(council, "ftm", tmp_path / "out.json", as_of="2026-02-01"))
    has = {name: one["properties"] for name, one in found.items()}
    records = {one["recordId"][0]: one for one in has.values() if "recordId" in one}
    [role] = [one for one in found.values() if one["schema"] == "Membership"]

    assert [] == refused(found)
    assert {"said", "by-then", "memo", "steel", "award", "there"} == {*records}
    assert [["2026-01-03"], None, ["2026-01-04"]] == [
        records[name].get("date") for name in ("said", "by-then", "memo")
    ]
    assert ["source of words that were not public"] == records["memo"]["role"]
    assert ("ada-acme-chief-2020-01-02", ["2020-01-02"]) == (
        role["id"],
        role["properties"]["startDate"],
    )
    assert [None, ["7"]] == [has[name].get("amount") for name in ("steel", "award")]
    assert (["ada"], ["Q42"]) == (has["opening"]["involved"], has["city"]["wikidataId"])
    assert "silent or unchecked" in kind.NOTES[0]
