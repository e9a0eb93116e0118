"""What is found wrong with new records beside their neighbours is what `check` finds with all records."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.contribute.conftest import BASE
from tests.loading import opening, problems

from stancetracker.base.errors import Problem
from stancetracker.contribute.add import plan
from stancetracker.ledger.folder import Folder

TODAY = "2026-06-01"
ISSUES = ("issue-a", "issue-b")
ACTORS = ("person-a", "person-b", "acme")
# Sorts after the file of the base, as new records stand after all others.
NEW = "z.jsonl"


def date(random: Random) -> str:
    day = random.randint(8, 20)
    return random.choice([f"2026-01-{day:02}", f"2026-01-{day:02}/2026-01-{day + 3:02}", "2026-01"])


def statement(random: Random, name: str) -> dict[str, Any]:
    more = {"quote": random.choice(["No", "No way", "I say no way"]), "wording": "verbatim", "language": "en"}
    return {
        "kind": "statement",
        "id": name,
        "speaker": random.choice(ACTORS),
        "issue": random.choice(ISSUES),
        "date": random.choice([date(random), "../2026-01-15"]),
        "stance": "against",
        "summary": f"{random.choice(['Said', 'Finally said'])} {name}.",
        "channel": "interview",
        "verification": random.choice(["verified", "disputed"]),
        "sources": [{"url": f"https://example.org/{random.randint(1, 9)}", "tier": "primary"}],
        "recorded": f"2026-02-0{random.randint(1, 5)}",
        **random.choice([{}, more]),
    }


def silence(random: Random, name: str) -> dict[str, Any]:
    return {
        "kind": "silence",
        "id": name,
        "actors": random.sample(ACTORS, random.randint(1, 2)),
        "issue": random.choice(ISSUES),
        "date": date(random),
        "basis": "reported",
        "response": "none-found",
        "sources": [{"citation": "C", "tier": "secondary"}],
        "recorded": f"2026-02-0{random.randint(1, 5)}",
    }


def correction(random: Random, name: str, known: list[str]) -> dict[str, Any]:
    corrects, replacement = random.choice(known), random.choice(known)
    more = random.choice(
        [{"type": "retraction"}, {"type": "redaction"}, {"type": "supersession", "replacement": replacement}]
    )
    recorded = f"2026-02-0{random.randint(3, 7)}"
    return {
        "kind": "correction",
        "id": name,
        "corrects": corrects,
        "reason": "r",
        "recorded": recorded,
        **more,
    }


def reply(random: Random, name: str, known: list[str]) -> dict[str, Any]:
    return {
        "kind": "reply",
        "id": name,
        "to": random.choice(known),
        "by": random.choice(ACTORS),
        "date": date(random),
        "text": "Not so.",
        "language": "en",
        "recorded": "2026-02-06",
    }


def person(random: Random, name: str) -> dict[str, Any]:
    called = random.choice(["Person B", "Pers\u043en B", "New", "ACME"])
    more = (
        {"former_ids": [random.choice(["person-old", "person-a", "else"])]} if random.random() < 0.3 else {}
    )
    ids = random.choice([name, "person-bl", "per-son-b", "acrne"])
    return {"kind": "person", "id": ids, "name": called, "memberships": [{"role": "CEO"}], **more}


def drawn(random: Random, name: str, known: list[str]) -> dict[str, Any]:
    made = random.choice([statement, statement, silence, silence, correction, reply, person])
    if made in (correction, reply):
        return made(random, name, known)  # type: ignore[operator]
    return made(random, name)  # type: ignore[operator]


def written(folder: Path, name: str, records: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(record) + "\n" for record in records)
    (folder / name).write_text(text, encoding="utf-8")


def told(found: tuple[Problem, ...]) -> set[tuple[str, str | None, str, str]]:
    return {(one.code, one.record, one.message.replace("-:", f"{NEW}:"), one.place.file) for one in found}


@pytest.mark.parametrize(
    "seed", [*range(12), *(pytest.param(n, marks=pytest.mark.slow) for n in range(12, 120))]
)
def test_neighbours_are_enough(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    issue = {"kind": "issue", "id": "issue-b", "title": "B", "proposition": "B", "since": "2026-01-10"}
    records = [*BASE, issue]
    known: list[str] = []
    for number in range(25):
        made = statement if number < 8 else silence if number < 14 else None
        name = f"old-{number}"
        records.append(made(random, name) if made else drawn(random, name, known))
        known.append(name)
    ids = [record.get("id", "") for record in records]
    kept = [record for at, record in enumerate(records) if record.get("id", "") not in ids[:at]]
    new = [drawn(random, f"new-{number}", [*known, f"new-{number}", "new-0"]) for number in range(4)]
    written(tmp_path, "statements.jsonl", kept)
    if any(one.severity == "fatal" for one in problems(Folder(tmp_path))):
        return
    before = told(problems(Folder(tmp_path)))
    planned = plan(opening(Folder(tmp_path)), new, TODAY, NEW)
    written(tmp_path, NEW, new)

    assert told(problems(Folder(tmp_path))) - before == told(planned.problems)
