"""Write a dataset of N statements and N looks into a folder: `python -m bench.generate 100k DIR`.

The same N and seed give the same bytes. Whatever the size, it is written as it is made, in files of at most
10 MB, and `stancetracker check` finds nothing wrong with it: who is found silent had not spoken by then.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from random import Random
from typing import Final

from bench.world import DAYS, LAST, Issue, Line, World, person

SEED: Final = 20260124
MOST_BYTES: Final = 10_000_000
_SUFFIXES: Final = {"k": 1_000, "m": 1_000_000}
_CHANNELS: Final = ("social-post", "social-post", "interview", "speech", "op-ed", "press-release")
_STANCES: Final = ("favor", "favor", "favor", "against", "against", "against", "mixed", "neither")
_BASES: Final = ("own-search", "own-search", "own-search", "asked", "reported")
_ANSWERS: Final = ("no-reply", "no-reply", "declined", "avoided")
# A number times this, of 48 bits, looks like a hash and is none twice.
_SCATTER: Final = 0x9E3779B97F4B


def number(text: str) -> int:
    """A count as people write it: 300, 10k, 3M.

    Raises ValueError.
    """
    factor = _SUFFIXES.get(text[-1:].lower(), 1)
    return int(text[:-1] if factor > 1 else text) * factor


def generate(size: int, folder: Path, seed: int = SEED) -> int:
    """Write a dataset of `size` statements and as many looks; return how many records it has."""
    world = World(size, Random(seed))
    about = {
        "kind": "dataset",
        "title": "What nobody said",
        "publisher": "A generator of datasets",
        "licence": "CC0-1.0",
        "contact": "See bench/generate.py",
    }
    return (
        _write([about], folder, "dataset")
        + _write(world.lines(), folder, "about")
        + _write(_records(world, size), folder / "records", "part")
    )


def _write(lines: Iterable[Line], folder: Path, name: str) -> int:
    """Write lines into files `name-0000.jsonl` and so on; return how many there were."""
    folder.mkdir(parents=True, exist_ok=True)
    count, files, held, size = 0, 0, list[str](), 0
    for line in lines:
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
        length = len(text.encode())
        if size + length > MOST_BYTES:
            _flush(folder / f"{name}-{files:04}.jsonl", held)
            files, size = files + 1, 0
        held.append(text)
        size += length
        count += 1
    _flush(folder / f"{name}-{files:04}.jsonl", held)
    return count


def _flush(path: Path, held: list[str]) -> None:
    path.write_text("".join(held), encoding="utf-8")
    held.clear()


def _records(world: World, size: int) -> Iterator[Line]:
    """A statement, a look, and so on; now and then what corrects one of them."""
    for place in range(size):
        said, looked = _statement(world, 2 * place), _look(world, 2 * place + 1)
        yield said
        yield looked
        if world.random.random() < 0.001:
            yield _correction(world, said, 2 * place)
        if world.random.random() < 0.001:
            yield _correction(world, looked, 2 * place + 1)


def _id(kind: str, place: int) -> str:
    return f"{kind}-{place * _SCATTER % 2**48:012x}"


def _whom(world: World) -> tuple[Issue, int]:
    """An issue and somebody: more often than not one whom its panel or everybody hears of."""
    issue = world.issues[world.of_issues.draw()]
    if world.random.random() < 0.2:
        return issue, world.random.choice(issue.panel)
    return issue, world.of_people.draw()


def _first_word(issue: Issue, actor: int) -> int:
    """The day before which somebody says nothing on an issue, and after which nobody finds them silent."""
    mixed = (issue.number * 0x9E3779B1 + actor * 0x85EBCA77) & 0xFFFFFFFF
    return issue.since + (mixed ^ mixed >> 15) % (LAST - issue.since)


def _day(world: World, first: int, last: int) -> int:
    return first + int(world.random.random() * (last - first + 1))


def _statement(world: World, place: int) -> Line:
    issue, actor = _whom(world)
    day = _day(world, _first_word(issue, actor), LAST - 1)
    draw = world.random.random
    line: Line = {
        "kind": "statement",
        "id": _id("statement", place),
        "speaker": person(actor),
        "issue": issue.id,
        "date": _date(day, draw()),
        "stance": _STANCES[int(draw() * len(_STANCES))],
        "quote": world.words(),
        "wording": "verbatim",
        "language": "en",
        "channel": _CHANNELS[int(draw() * len(_CHANNELS))],
    }
    if draw() < 0.01:
        line |= {"audience": "internal", "made_public": DAYS[day + int(draw() * 7)]}
    if issue.events and draw() < 0.1:
        line["event"] = issue.events[0][0]
    line["sources"] = [_source(place, day)]
    if draw() < 0.3:
        line["verification"] = "verified" if draw() < 0.98 else "disputed"
    line["recorded"] = DAYS[day + 7 + int(draw() * 60)]
    return line


def _date(day: int, chance: float) -> str:
    if chance < 0.92:
        return DAYS[day]
    return DAYS[day][:7] if chance < 0.95 else f"{DAYS[day]}/{DAYS[day + 3]}"


def _source(place: int, day: int) -> Line:
    outlet = place % 997
    return {
        "url": f"https://outlet-{outlet}.example/{DAYS[day].replace('-', '/')}/{place:08}",
        "tier": "primary",
        "publisher": f"Outlet {outlet}",
        "title": f"What was said on {DAYS[day]}, item {place}",
        "published": DAYS[day],
        "retrieved": DAYS[day + 7],
        "language": "en",
    }


def _look(world: World, place: int) -> Line:
    issue, actor = _whom(world)
    draw = world.random.random
    day = _day(world, issue.since, _first_word(issue, actor))
    basis = _BASES[int(draw() * len(_BASES))]
    response = "none-found" if basis != "asked" else _ANSWERS[int(draw() * len(_ANSWERS))]
    line: Line = {
        "kind": "silence",
        "id": _id("silence", place),
        "actors": [person(actor)],
        "issue": issue.id,
        "date": DAYS[day] if draw() < 0.95 else f"{DAYS[day]}/{DAYS[day + 5]}",
        "basis": basis,
        "response": response,
    }
    if basis == "own-search":
        line |= {"searched": ["the web", "the record of debates", f"the site of {person(actor)}"]}
        line |= {"checked_by": f"Reader {place % 37}"}
    elif basis == "asked":
        line |= {"checked_by": f"Reader {place % 37}", "asked_on": DAYS[day]}
    else:
        line["sources"] = [_source(place, day)]
    line["recorded"] = DAYS[day + 7 + int(draw() * 30)]
    return line


def _correction(world: World, line: Line, place: int) -> Line:
    return {
        "kind": "correction",
        "id": _id("correction", place),
        "corrects": line["id"],
        "type": "retraction",
        "reason": "It was about somebody else.",
        "recorded": line["recorded"],
    }


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser(prog="python -m bench.generate", description=__doc__)
    parser.add_argument("size", type=number, metavar="N", help="how many statements, and looks: 10, 10k, 1M")
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that is not there yet")
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    if given.folder.exists():
        parser.error(f"{given.folder} is there already")
    print(f"{generate(given.size, given.folder, given.seed):,} records in {given.folder}")


if __name__ == "__main__":
    main()
