"""A dataset of many statements and looks, hostile in its dates, the same each time."""

from collections.abc import Iterator
from random import Random
from typing import Any, Final

from tests.datasets import SOURCE, Line, complete

SEED: Final = 20260126
DAYS: Final = [f"2026-{month:02}-{day:02}" for month in range(1, 7) for day in range(1, 29)]
STANCES: Final = ("favor", "against", "mixed", "neither")


def lines(count: int) -> Iterator[Line]:
    """So many statements and as many looks; an actor for each 3 of either, an issue for each 500."""
    chance = Random(SEED)
    people = [f"p-{number}" for number in range(max(count // 3, 4))]
    issues = [f"i-{number}" for number in range(max(count // 500, 2))]
    yield complete({"kind": "dataset"})
    yield complete({"kind": "organization", "id": "acme"})
    for name in people:
        yield complete({"kind": "person", "id": name, "memberships": _roles(chance)})
    for name in issues:
        panel = chance.sample(people, min(len(people), 20))
        until = {"until": chance.choice(DAYS)} if chance.random() < 0.2 else {}
        yield complete(
            {"kind": "issue", "id": name, "panel": panel, "since": chance.choice(DAYS[:40]), **until}
        )
    for number in range(len(issues) * 2):
        concerned = sorted(set(chance.sample(issues, 2)))
        about = {"date": _date(chance), "issues": concerned, "trigger": number % 2 == 0}
        yield complete({"kind": "event", "id": f"e-{number}", **about})
    for number in range(count):
        yield complete(_said(chance, number, people, issues))
        yield complete(_looked(chance, number, people, issues))
        if number % 40 == 0:
            wrong = {"corrects": f"{chance.choice(('s', 'l'))}-{number}", "recorded": chance.choice(DAYS)}
            yield complete({"kind": "correction", "id": f"c-{number}", **wrong})


def _roles(chance: Random) -> list[dict[str, Any]]:
    roles: list[dict[str, Any]] = []
    for role in chance.sample(("chief", "founder", "adviser"), chance.randint(1, 3)):
        days = {"start_date": _date(chance), "end_date": _date(chance)}
        roles.append({"role": role, **{name: day for name, day in days.items() if chance.random() < 0.5}})
        if chance.random() < 0.5:
            roles[-1]["organization"] = "acme"
    return roles


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
