"""Write a dataset of N records into a folder: `python -m bench.generate 100k DIR --commits 1000`.

The same arguments give the same bytes. Records are written as they are made, in several alphabets,
and `stancetracker check` finds no error in them: nobody is found silent after their first words.

Other shapes, each hard in a way of its own: --speakers 1, one actor with everything; --issues 1
--people 100000, an issue with that many; --names 1000, silences of as many; --quote 20000, long
quotes; --issues 2000; --commits 5000.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from bisect import bisect
from collections import deque
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import accumulate, count, cycle
from pathlib import Path
from random import Random
from typing import IO, Any, Final, NamedTuple

Line = dict[str, Any]
SEED: Final = 20260124
PANEL: Final = 30
"""How many people the panel of each issue has, whatever the size."""
DAYS: Final = tuple((date(2020, 1, 1) + timedelta(days=day)).isoformat() for day in range(2300))
LAST: Final = 2191
"""The day after the last on which anything is said; what is recorded later comes after it."""
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
    (
        "ar",
        "لا يمكننا دعم هذا القرار لأن الناس يجب أن يختاروا بأنفسهم متى وكيف يعملون".split(),
    ),
    (
        "pl",
        "nie możemy poprzeć tej decyzji bo ludzie powinni sami wybierać kiedy i jak 👍".split(),
    ),
)
_SYLLABLES: Final = (
    "ba re to mi ka lu ne so vi da per con tra men sta lor gri fen tal mar pol ven ter".split()
)
_OTHER_SHARE: Final = 0.3
_PHRASE_LENGTH: Final = 49
_LAST_COMMIT: Final = 10
"""The lines of the last commit."""
_COMMITTED: Final = 1_795_564_800
"""When that was, in seconds since 1970; the others came an hour apart."""
_COMMITTED_ON: Final = "2026-11-25"
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
        """Return its id."""
        return f"issue-{self.number:04}"


class Shape(NamedTuple):
    """What a dataset is like, beside its number of records."""

    issues: int = 100
    people: int = 0
    """How many, who all get a turn; 0: a tenth of the records, at most ten thousand."""
    speakers: int = 0
    """How many of them anything is about; 0: all."""
    names: int = 1
    """The actors of a silence, at most half of all people."""
    quote: int = 560
    """The characters of a quote."""
    silences: float = 0.15
    """Their share."""
    commits: int = 0
    """The commits in which it was written, the last of ten lines; 0: it is in no repository."""
    file_bytes: int = 1_000_000
    """The size of a file at most."""


PLAIN: Final = Shape()


class Attention:
    """Draw numbers below `size`, small ones more often the less `flat` (Zipf and Mandelbrot)."""

    def __init__(self, random: Random, size: int, flat: int) -> None:
        self._random = random.random
        self._until = list(accumulate(1 / (rank + flat) for rank in range(1, size + 1)))

    def draw(self) -> int:
        """Return the next number."""
        return bisect(self._until, self._random() * self._until[-1])


class Turns:
    """Draw numbers below `size` in turn."""

    def __init__(self, size: int) -> None:
        self._numbers = cycle(range(size))

    def draw(self) -> int:
        """Return the next number."""
        return next(self._numbers)


class World:
    """Everybody and everything that statements and silences name."""

    def __init__(self, records: int, shape: Shape, random: Random) -> None:
        self.random = random
        self.shape = shape
        self.people = shape.people or min(10_000, max(PANEL, records // 10))
        self.organizations = max(3, self.people // 20)
        self.of_people = Attention(random, self.people, 500)
        self.of_speakers: Attention | Turns = Attention(random, shape.speakers or self.people, 500)
        if shape.people:
            self.of_speakers = Turns(self.people)
        self.of_issues = Attention(random, shape.issues, 25)
        self.issues = [self._issue(number) for number in range(shape.issues)]
        rare = sorted(
            {"".join(random.choices(_SYLLABLES, k=random.randint(2, 4))) for _ in range(9000)}
        )
        self._phrases = {"en": _phrases(random, [*_LATIN, *rare])}
        self._phrases |= {language: _phrases(random, words) for language, words in _OTHER}

    def _issue(self, number: int) -> Issue:
        since = self.random.randrange(LAST // 2)
        panel: dict[int, None] = {}
        while len(panel) < PANEL:
            panel.setdefault(self.of_people.draw())
        return Issue(number, since, list(panel), since + self.random.randrange(900))

    def words(self) -> tuple[str, str]:
        """Return some characters as somebody might say them, and their language."""
        draw = self.random.random
        language = "en" if draw() >= _OTHER_SHARE else self.random.choice(_OTHER)[0]
        phrases = self._phrases[language]
        count = max(1, round(self.shape.quote / _PHRASE_LENGTH))
        chosen = [phrases[int(draw() * len(phrases))] for _ in range(count)]
        if draw() < 0.3:
            chosen[0] = f'"{chosen[0]}"'
        mark = ".\n" if draw() < 0.2 else ", "
        return f"{chosen[0]}{mark}{', '.join(chosen[1:])}.", language

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


def generate(records: int, folder: Path, shape: Shape = PLAIN) -> int:
    """Write a dataset of about `records` records, and return how many it has."""
    random = Random(SEED)
    world = World(records, shape, random)
    dataset: Line = {
        "kind": "dataset",
        "title": "What nobody said",
        "publisher": "A generator of datasets",
    }
    dataset |= {"licence": "CC0-1.0", "contact": "See bench/generate.py"}
    actors = [dataset, *world.lines()]
    lines = _records(world, max(0, records - len(actors)), shape.silences)
    if shape.commits:
        lines = _recorded_last(lines)
    count = _write(iter(actors), folder / "about", shape.file_bytes)
    count += _write(lines, folder / "records", shape.file_bytes)
    if shape.commits:
        _commit(folder, shape.commits)
    return count


def _recorded_last(lines: Iterator[Line]) -> Iterator[Line]:
    """Yield lines, those of the last commit recorded on its day, as `check --against` asks."""
    waiting: deque[Line] = deque()
    for line in lines:
        waiting.append(line)
        if len(waiting) > _LAST_COMMIT:
            yield waiting.popleft()
    for line in waiting:
        yield line | {"recorded": _COMMITTED_ON}


def _write(lines: Iterator[Line], folder: Path, most: int) -> int:
    """Write lines into the files 0000.jsonl and so on of a folder; return how many there were."""
    folder.mkdir(parents=True)
    files, size, line_count = count(), 0, 0
    output = (folder / f"{next(files):04}.jsonl").open("wb")
    for line in lines:
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        data = f"{text}\n".encode()
        if size + len(data) > most:
            output.close()
            output, size = (folder / f"{next(files):04}.jsonl").open("wb"), 0
        output.write(data)
        size += len(data)
        line_count += 1
    output.close()
    return line_count


class _Line(NamedTuple):
    """A line: its file, and where it ends there."""

    file: Path
    end: int


def _commit(folder: Path, times: int) -> None:
    """Commit a dataset as it grew."""
    lines = [line for file in sorted(folder.rglob("*.jsonl")) for line in _lines(file)]
    first = sum(line.file.parent.name == "about" for line in lines)
    last = max(first, len(lines) - _LAST_COMMIT)
    steps = max(1, times - 2)
    counts = [first + (last - first) * step // steps for step in range(steps + 1)]
    _git(folder, ["init", "--quiet", "--initial-branch=main"])
    done = 0
    with tempfile.TemporaryFile() as stream:
        for number, count in enumerate((*counts, len(lines)), start=1):
            ends = {line.file: line.end for line in lines[done:count]}
            stream.writelines(_commit_of(folder, ends, _COMMITTED - 3600 * (times - number)))
            done = count
        stream.seek(0)
        _git(folder, ["fast-import", "--quiet"], stream)
    _git(folder, ["reset", "--quiet"])


def _git(folder: Path, arguments: list[str], stream: IO[bytes] | None = None) -> None:
    """Run git in a folder, whatever the user's configuration."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    command = ["git", *arguments]
    subprocess.run(command, cwd=folder, env=environment, stdin=stream, check=True)


def _lines(file: Path) -> Iterator[_Line]:
    """Yield the lines of a file."""
    end = 0
    with file.open("rb") as stream:
        for line in stream:
            end += len(line)
            yield _Line(file, end)


def _commit_of(folder: Path, ends: Mapping[Path, int], time: int) -> Iterator[bytes]:
    """Yield what `git fast-import` reads: a commit of these files, up to an end in each."""
    yield f"commit refs/heads/main\ncommitter Bench <bench@example.org> {time} +0000\n".encode()
    yield b"data 4\nMore\n"
    for file, end in ends.items():
        name = file.relative_to(folder).as_posix()
        yield f"M 100644 inline {name}\ndata {end}\n".encode() + file.read_bytes()[:end] + b"\n"


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
            line = _response(world, line, place)
        yield line


def _whom(world: World) -> tuple[Issue, int]:
    """Draw an issue and somebody: now and then of its panel, else one whom everybody hears of."""
    issue = world.issues[world.of_issues.draw()]
    is_free = not world.shape.speakers and not world.shape.people
    inside = is_free and world.random.random() < 0.2
    return issue, world.random.choice(issue.panel) if inside else world.of_speakers.draw()


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
    actors = {actor: None}
    while len(actors) < min(world.shape.names, world.people // 2):
        actors.setdefault(world.of_people.draw())
    first_word = min(_first_word(issue, number) for number in actors)
    day = issue.since + int(draw() * (first_word - issue.since + 1))
    line: Line = {
        "kind": "silence",
        "id": record_id("silence", place),
        "actors": [*map(person, actors)],
        "issue": issue.id,
    }
    line["date"] = DAYS[day] if draw() < 0.95 else f"{DAYS[day]}/{DAYS[day + 5]}"
    recorded = {"recorded": DAYS[day + 7 + int(draw() * 30)]}
    if draw() < 0.5:
        search = {
            "basis": "own-search",
            "response": "none-found",
            "searched": ["the web", "the record of debates"],
        }
        return line | search | {"checked_by": f"Reader {place % 37}"} | recorded
    if draw() < 0.5:
        request = {"basis": "asked", "response": "no-reply", "checked_by": f"Reader {place % 37}"}
        return line | request | {"asked_on": DAYS[day]} | recorded
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


def _response(world: World, line: Line, place: int) -> Line:
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
    url = f"https://outlet-{outlet}.example/{DAYS[day].replace('-', '/')}/{place:08}"
    return {
        "url": url,
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
        "tags": [f"tag-{number % 10}"],
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
    for name, default in PLAIN._asdict().items():
        flag = f"--{name.replace('_', '-')}"
        parse = float if isinstance(default, float) else number
        parser.add_argument(flag, type=parse, default=default, metavar="N")
    options = vars(parser.parse_args())
    records, folder = options.pop("records"), options.pop("folder")
    if folder.exists():
        parser.error(f"{folder} exists already")
    print(f"{generate(records, folder, Shape(**options)):,} records in {folder}")


if __name__ == "__main__":
    main()
