"""Write a dataset of N records into a folder: `python -m bench.generate 100k DIR`.

The same arguments give the same bytes. Records are written as they are made, and
`stancetracker check` finds no error in them: nobody is found silent after their first words.
"""

from __future__ import annotations

import argparse
import json
from bisect import bisect
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import accumulate, count
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

Line = dict[str, Any]
SEED: Final = 20260124
PANEL: Final = 30
"""How many people the panel of each issue has, whatever the size."""
DAYS: Final = tuple((date(2020, 1, 1) + timedelta(days=day)).isoformat() for day in range(2300))
LAST: Final = 2191
"""The day after the last on which anything is said; what is recorded later comes after it."""
VARIANTS: Final = ("plain", "keys", "no-ids", "spaces", "escapes", "non-ascii", "crlf", "shuffled")
"""Ways to write the same records: in the program's own form, or as others write them."""
_CHANNELS: Final = ("social-post", "social-post", "interview", "speech", "op-ed", "press-release")
_STANCES: Final = ("favor", "favor", "favor", "against", "against", "against", "mixed", "neither")
_LATIN: Final = (
    "the of and to in a is that for it on with as we our this be are have by not they was at from"
    " will people should must can an all more who has their what no there one when would been about"
    " which don't café naïve"
).split()
_OTHER: Final = (
    (
        "ru",
        "мы не можем поддержать это решение потому что люди должны сами выбирать"
        " когда и как".split(),
    ),
    (
        "el",
        "δεν μπορούμε να στηρίξουμε αυτή την απόφαση γιατί οι πολίτες πρέπει να επιλέγουν".split(),
    ),
    (
        "zh",
        "我们 不能 支持 这个 决定 因为 人民 应该 自己 选择 何时 如何 行动 并且 得到 尊重".split(),
    ),
)
_SYLLABLES: Final = (
    "ba re to mi ka lu ne so vi da per con tra men sta lor gri fen tal mar pol ven ter".split()
)
_SCATTER: Final = (
    0x9E3779B97F4B  # a number times this, of 48 bits, looks like a hash and is none twice
)


class Issue(NamedTuple):
    """An issue: its number, the first day of its clock, its panel and its event."""

    number: int
    since: int
    panel: list[int]
    event: int

    @property
    def id(self) -> str:
        """Its id."""
        return f"issue-{self.number:04}"


class Attention:
    """Draw numbers below `size`, small ones more often the less `flat` (Zipf and Mandelbrot)."""

    def __init__(self, random: Random, size: int, flat: int) -> None:
        self._random = random.random
        self._until = list(accumulate(1 / (rank + flat) for rank in range(1, size + 1)))

    def draw(self) -> int:
        """Return the next number."""
        return bisect(self._until, self._random() * self._until[-1])


class World:
    """Everybody and everything that statements and silences name."""

    def __init__(self, records: int, issues: int, random: Random, *, latin: bool = True) -> None:
        self.random = random
        self.people = min(10_000, max(PANEL, records // 10))
        self.organizations = max(3, self.people // 20)
        self.of_people = Attention(random, self.people, 500)
        self.of_issues = Attention(random, issues, 25)
        self.issues = [self._issue(number) for number in range(issues)]
        rare = sorted(
            {"".join(random.choices(_SYLLABLES, k=random.randint(2, 4))) for _ in range(9000)}
        )
        self._phrases = {"en": _phrases(random, [*_LATIN, *rare])}
        self._phrases |= {language: _phrases(random, words) for language, words in _OTHER}
        self._other = 0.08 if latin else 1.0

    def _issue(self, number: int) -> Issue:
        since = self.random.randrange(LAST // 2)
        panel: dict[int, None] = {}
        while len(panel) < PANEL:
            panel.setdefault(self.of_people.draw())
        return Issue(number, since, list(panel), since + self.random.randrange(900))

    def words(self) -> tuple[str, str]:
        """Return some 196 characters as somebody might say them, and their language."""
        draw = self.random.random
        language = "en" if draw() >= self._other else self.random.choice(_OTHER)[0]
        phrases = self._phrases[language]
        said = [phrases[int(draw() * len(phrases))] for _ in range(4)]
        if draw() < 0.3:
            said[1] = f'"{said[1]}"'
        mark = ".\n" if draw() < 0.2 else ", "
        return f"{said[0]}, {said[1]}{mark}{said[2]}, {said[3]}."[:240], language

    def lines(self) -> Iterator[Line]:
        """Yield the lines of organizations, people, issues, events and a petition."""
        yield from map(_organization, range(self.organizations))
        for number in range(self.people):
            role: Line = {
                "role": self.random.choice(("chief executive", "chair", "founder", "minister"))
            }
            role["organization"] = f"organization-{self.random.randrange(self.organizations):03}"
            yield {
                "kind": "person",
                "id": person(number),
                "name": f"Person {number}",
                "memberships": [role],
            }
        for issue in self.issues:
            yield {
                "kind": "issue",
                "id": issue.id,
                "title": f"Matter {issue.number}",
                "proposition": f"The proposal in matter {issue.number} should be adopted",
                "since": DAYS[issue.since],
                "panel": [person(number) for number in issue.panel],
                "panel_rule": "Drawn by lot, well-known people more often.",
            }
            yield {
                "kind": "event",
                "id": f"event-{issue.number:04}",
                "title": f"Vote {issue.number}",
                "date": DAYS[issue.event],
                "issues": [issue.id],
                "trigger": True,
            }
        yield {
            "kind": "petition",
            "id": "petition",
            "issue": self.issues[0].id,
            "title": "A letter",
            "published": DAYS[self.issues[0].since],
            "organizers": ["organization-000"],
            "addressees": ["organization-001"],
            "demands": [{"id": "one", "text": "That it be done."}],
        }


def generate(
    records: int,
    folder: Path,
    *,
    issues: int = 100,
    variant: str = "plain",
    file_bytes: int = 5_000_000,
    silences: float = 0.15,
) -> int:
    """Write a dataset of about `records` records, and return how many it has.

    A file has at most `file_bytes`.

    `silences` is their share.
    """
    random, form = Random(SEED), Random(SEED)
    world = World(records, issues, random, latin=variant != "non-ascii")
    about: Line = {
        "kind": "dataset",
        "title": "What nobody said",
        "publisher": "A generator of datasets",
    }
    about |= {"licence": "CC0-1.0", "contact": "See bench/generate.py"}
    actors = [about, *world.lines()]
    lines = _records(world, max(0, records - len(actors)), silences)
    if variant == "shuffled":
        drawn = list(lines)
        form.shuffle(drawn)
        lines = iter(drawn)
    write = _writer(variant, form)
    return _write(iter(actors), folder / "about", write, file_bytes) + _write(
        lines, folder / "records", write, file_bytes
    )


def _writer(variant: str, random: Random) -> Callable[[Line], str]:
    """Return what writes a record as a line, in this form."""

    def write(line: Line) -> str:
        if variant == "keys":
            pairs = list(line.items())
            random.shuffle(pairs)
            line = dict(pairs)
        if (
            variant == "no-ids"
            and line["kind"] in ("statement", "silence")
            and not line["id"].endswith("-kept")
        ):
            line = {key: value for key, value in line.items() if key != "id"}
        separators = (", ", ": ") if variant == "spaces" else (",", ":")
        text = json.dumps(line, ensure_ascii=variant == "escapes", separators=separators)
        return text + ("\r\n" if variant == "crlf" else "\n")

    return write


def _write(lines: Iterator[Line], folder: Path, write: Callable[[Line], str], most: int) -> int:
    """Write lines into the files 0000.jsonl and so on of a folder; return how many there were."""
    folder.mkdir(parents=True)
    files, size, written = count(), 0, 0
    output = (folder / f"{next(files):04}.jsonl").open("wb")
    for line in lines:
        data = write(line).encode()
        if size + len(data) > most:
            output.close()
            output, size = (folder / f"{next(files):04}.jsonl").open("wb"), 0
        output.write(data)
        size += len(data)
        written += 1
    output.close()
    return written


def _records(world: World, number: int, silences: float) -> Iterator[Line]:
    """Yield mostly statements, some silences; now and then a tie, a correction or a reply."""
    draw = world.random.random
    for place in range(number):
        chance = draw()
        if chance < 0.97 - silences:
            line = _statement(world, place)
        elif chance < 0.97:
            line = _silence(world, place)
        else:
            line = _tie(world, place)
        if line["kind"] == "statement" and draw() < 0.005:
            line["id"] += "-kept"
            yield line
            line = _about(world, line, place)
        yield line


def _whom(world: World) -> tuple[Issue, int]:
    """Draw an issue and somebody: now and then of its panel, else one whom everybody hears of."""
    issue = world.issues[world.of_issues.draw()]
    inside = world.random.random() < 0.2
    return issue, world.random.choice(issue.panel) if inside else world.of_people.draw()


def _first_word(issue: Issue, actor: int) -> int:
    """Return the first day of somebody's statements on an issue; no silence is dated after it."""
    mixed = (issue.number * 0x9E3779B1 + actor * 0x85EBCA77) & 0xFFFFFFFF
    return issue.since + (mixed ^ mixed >> 15) % (LAST - issue.since)


def _statement(world: World, place: int) -> Line:
    issue, actor = _whom(world)
    draw, first = world.random.random, _first_word(issue, actor)
    day = first + int(draw() * (LAST - first))
    quote, language = world.words()
    line: Line = {
        "kind": "statement",
        "id": record_id("statement", place),
        "speaker": person(actor),
        "issue": issue.id,
        "date": DAYS[day] if draw() < 0.95 else f"{DAYS[day]}/{DAYS[day + 3]}",
        "stance": _STANCES[int(draw() * len(_STANCES))],
        "quote": quote,
        "wording": "verbatim",
        "language": language,
        "channel": _CHANNELS[int(draw() * len(_CHANNELS))],
    }
    if draw() < 0.01:
        line |= {"audience": "internal", "made_public": DAYS[day + int(draw() * 7)]}
    if issue.number == 0 and draw() < 0.1:
        line["demands"] = ["petition/one"]
    line["sources"] = [_source(place, day)]
    if draw() < 0.3:
        line["verification"] = "verified" if draw() < 0.98 else "disputed"
    return line | {"recorded": DAYS[day + 7 + int(draw() * 60)]}


def _silence(world: World, place: int) -> Line:
    issue, actor = _whom(world)
    draw = world.random.random
    day = issue.since + int(draw() * (_first_word(issue, actor) - issue.since + 1))
    line: Line = {
        "kind": "silence",
        "id": record_id("silence", place),
        "actors": [person(actor)],
        "issue": issue.id,
    }
    line["date"] = DAYS[day] if draw() < 0.95 else f"{DAYS[day]}/{DAYS[day + 5]}"
    recorded = {"recorded": DAYS[day + 7 + int(draw() * 30)]}
    if draw() < 0.5:
        found = {
            "basis": "own-search",
            "response": "none-found",
            "searched": ["the web", "the record of debates"],
        }
        return line | found | {"checked_by": f"Reader {place % 37}"} | recorded
    if draw() < 0.5:
        asked = {"basis": "asked", "response": "no-reply", "checked_by": f"Reader {place % 37}"}
        return line | asked | {"asked_on": DAYS[day]} | recorded
    return (
        line
        | {"basis": "reported", "response": "none-found", "sources": [_source(place, day)]}
        | recorded
    )


def _tie(world: World, place: int) -> Line:
    day = int(world.random.random() * LAST)
    return {
        "kind": "tie",
        "id": record_id("tie", place),
        "type": "contract",
        "actor": f"organization-{place % world.organizations:03}",
        "counterparty": f"organization-{(place + 1) % world.organizations:03}",
        "amount": {"value": 1000 * place, "currency": "USD", "bound": "exact"},
        "date": DAYS[day],
        "sources": [_source(place, day)],
        "recorded": DAYS[day + 7],
    }


def _about(world: World, line: Line, place: int) -> Line:
    """Return what corrects or answers a statement."""
    recorded = line["recorded"]
    if world.random.random() < 0.5:
        reply = {
            "kind": "reply",
            "id": record_id("reply", place),
            "to": line["id"],
            "by": line["speaker"],
        }
        return reply | {"date": recorded, "text": "Not so.", "language": "en", "recorded": recorded}
    correction = {
        "kind": "correction",
        "id": record_id("correction", place),
        "corrects": line["id"],
    }
    return correction | {
        "type": "retraction",
        "reason": "It was about somebody else.",
        "sources": line["sources"],
        "recorded": recorded,
    }


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


def person(number: int) -> str:
    """Return the id of a person."""
    return f"person-{number:05}"


def _organization(number: int) -> Line:
    return {
        "kind": "organization",
        "id": f"organization-{number:03}",
        "name": f"Organization {number}",
    }


def record_id(kind: str, place: int) -> str:
    """Return the id of a record, which looks like a hash."""
    return f"{kind}-{place * _SCATTER % 2**48:012x}"


def _phrases(random: Random, words: list[str]) -> list[str]:
    """Return phrases of some 48 characters: words as common as words are."""
    drawn, phrases = Attention(random, len(words), 2), list[str]()
    for _ in range(5_000):
        phrase = words[drawn.draw()]
        while len(phrase) < 42:
            phrase += " " + words[drawn.draw()]
        phrases.append(phrase)
    return phrases


def number(text: str) -> int:
    """Read a count as people write it: 300, 10k, 1M.

    Raises ValueError.
    """
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1:].lower(), 1)
    return int(text[:-1] if factor > 1 else text) * factor


def main() -> None:
    """Run as a program."""
    parser = argparse.ArgumentParser(prog="python -m bench.generate", description=__doc__)
    parser.add_argument("records", type=number, metavar="N", help="how many records: 10, 10k, 1M")
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that does not exist yet")
    parser.add_argument("--issues", type=int, default=100, metavar="N")
    parser.add_argument("--variant", choices=VARIANTS, default="plain")
    parser.add_argument("--silences", type=float, default=0.15, metavar="SHARE")
    parser.add_argument("--file-bytes", type=number, default=5_000_000, metavar="N")
    given = parser.parse_args()
    if given.folder.exists():
        parser.error(f"{given.folder} exists already")
    options = vars(given)
    print(f"{generate(**options):,} records in {given.folder}")


if __name__ == "__main__":
    main()
