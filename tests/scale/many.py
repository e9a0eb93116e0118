"""A dataset of many statements and looks, hostile in its dates, the same each time."""

from collections.abc import Iterator
from random import Random
from typing import Final

from tests.datasets import SOURCE, Line, complete

SEED: Final = 20260126
DAYS: Final = [f"2026-{month:02}-{day:02}" for month in range(1, 7) for day in range(1, 29)]
STANCES: Final = ("favor", "against", "mixed", "neither")


def lines(count: int) -> Iterator[Line]:
    """So many statements and as many looks; an actor for each 3 of either, an issue for each 500."""
    chance = Random(SEED)
    people = [f"p-{number}" for number in range(max(count // 3, 4))]
    issues = [f"i-{number}" for number in range(max(count // 500, 2))]
    found: list[Line] = [{"kind": "dataset"}, {"kind": "organization", "id": "acme"}]
    for name in people:
        roles = [
            {"role": role, "organization": "acme", chance.choice(("start_date", "end_date")): _date(chance)}
            for role in chance.sample(("chief", "founder", "adviser"), chance.randint(1, 3))
        ]
        found.append({"kind": "person", "id": name, "memberships": roles})
    for number, name in enumerate(issues):
        panel = chance.sample(people, min(len(people), 20))
        until = {"until": chance.choice(DAYS)} if chance.random() < 0.2 else {}
        found.append(
            {"kind": "issue", "id": name, "panel": panel, "since": chance.choice(DAYS[:40]), **until}
        )
        concerned = sorted({name, chance.choice(issues)})
        event = {"id": f"e-{number}", "date": _date(chance), "issues": concerned, "trigger": number % 2 == 0}
        found.append({"kind": "event", **event})
    for number in range(count):
        found += [_said(chance, number, people, issues), _looked(chance, number, people, issues)]
        if number % 40 == 0:
            wrong = {"corrects": f"{chance.choice(('s', 'l'))}-{number}", "recorded": chance.choice(DAYS)}
            found.append({"kind": "correction", "id": f"c-{number}", **wrong})
    return map(complete, found)


def _date(chance: Random) -> str:
    first, last = sorted(chance.sample(DAYS, 2))
    return chance.choice((first, first, first, f"{first}/{last}", first[:7], "2026"))


def _one(chance: Random, people: list[str]) -> str:
    """Somebody; a few have most of the records."""
    return people[int(len(people) * chance.random() ** 3)]


def _said(chance: Random, number: int, people: list[str], issues: list[str]) -> Line:
    audience = chance.choice(("public", "public", "public", "internal"))
    return {
        "kind": "statement",
        "id": f"s-{number}",
        "speaker": _one(chance, people),
        "issue": chance.choice(issues),
        "date": chance.choice((_date(chance), f"../{chance.choice(DAYS)}")),
        "stance": chance.choice(STANCES),
        "audience": audience,
        **({} if audience == "public" else {"made_public": _date(chance)}),
        "verification": chance.choice(("unverified", "verified", "disputed")),
        "recorded": chance.choice(DAYS),
        "sources": [SOURCE, {"citation": f"p. {number}", "tier": "primary"}][:: chance.choice((1, -1))],
    }


def _looked(chance: Random, number: int, people: list[str], issues: list[str]) -> Line:
    return {
        "kind": "silence",
        "id": f"l-{number}",
        "actors": sorted({_one(chance, people) for _ in range(chance.randint(1, 3))}),
        "issue": chance.choice(issues),
        "date": _date(chance),
        "response": chance.choice(("none-found", "no-reply", "declined", "avoided")),
        "recorded": chance.choice(DAYS),
    }
