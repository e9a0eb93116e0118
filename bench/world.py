"""Who and what a generated dataset is about: people, organizations, issues with panels, events, and words.

Attention is skewed as it is in life: a few people and issues get much of it, and nobody gets none
(the law of Zipf and Mandelbrot). Everything follows from the seed.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import Any, Final, NamedTuple

Line = dict[str, Any]
FIRST: Final = date(2020, 1, 1)
DAYS: Final = tuple((FIRST + timedelta(days=day)).isoformat() for day in range(2300))
LAST: Final = 2191
"""The day after the last on which anything is said or looked for; what is recorded later comes after it."""
_MOST_PEOPLE: Final = 10_000
_MOST_ISSUES: Final = 1_000
_MOST_ORGANIZATIONS: Final = 500
_FLATNESS: Final = {"people": 500, "issues": 25, "words": 2}
_COMMON: Final = tuple(
    "the of and to in a is that for it on with as we our this be are have by not they was at from will"
    " people should must can an all more who has their what no there one when would been about which".split()
)
_SYLLABLES: Final = tuple(
    "ba re to mi ka lu ne so vi da per con tra men sta lor gri fen tal mar pol ven ter é ü ção ñor".split()
)


class Attention:
    """Draws numbers below `size`, the small ones the more often the less `flat` it is."""

    def __init__(self, random: Random, size: int, flat: int) -> None:
        self._random = random.random
        self._until = list(accumulate(1 / (rank + flat) for rank in range(1, size + 1)))
        self._total = self._until[-1]

    def draw(self) -> int:
        """The next number."""
        return bisect(self._until, self._random() * self._total)


class Issue(NamedTuple):
    """An issue: its number, the first day of its clock, its panel and its events."""

    number: int
    id: str
    since: int
    until: int | None
    panel: tuple[int, ...]
    events: tuple[tuple[str, int, bool], ...]


class World:
    """All that statements and looks name."""

    def __init__(self, size: int, random: Random) -> None:
        people = min(_MOST_PEOPLE, max(10, size // 10))
        issues = min(_MOST_ISSUES, max(1, size // 100))
        self.random = random
        self.people = people
        self.organizations = min(_MOST_ORGANIZATIONS, max(3, people // 20))
        self.of_people = Attention(random, people, _FLATNESS["people"])
        self.of_issues = Attention(random, issues, _FLATNESS["issues"])
        self.issues = [self._issue(number) for number in range(issues)]
        self.phrases = _phrases(random)

    def _issue(self, number: int) -> Issue:
        since = self.random.randrange(LAST // 2)
        until = since + 1000 if self.random.random() < 0.2 else None
        size = min(self.people, self.random.randint(10, 40))
        panel: dict[int, None] = {}
        while len(panel) < size:
            panel.setdefault(self.of_people.draw())
        events = tuple(
            (f"event-{number:04}-{place}", since + self.random.randrange(900), self.random.random() < 0.5)
            for place in range(self.random.randint(0, 3))
        )
        return Issue(number, f"issue-{number:04}", since, until, tuple(panel), events)

    def lines(self) -> Iterator[Line]:
        """The lines of organizations, people, issues and events."""
        yield from map(_organization, range(self.organizations))
        yield from map(self._person, range(self.people))
        for issue in self.issues:
            yield self._issue_line(issue)
            yield from (_event(issue, *event) for event in issue.events)

    def _person(self, number: int) -> Line:
        role: Line = {"role": self.random.choice(("chief executive", "chair", "founder", "minister", "dean"))}
        if self.random.random() < 0.9:
            role["organization"] = f"organization-{self.random.randrange(self.organizations):03}"
        held = [role]
        if self.random.random() < 0.2:
            end = DAYS[self.random.randrange(LAST)][:7]
            held = [{"role": "adviser", "end_date": end}, {**role, "start_date": end}]
        return {"kind": "person", "id": person(number), "name": f"Person {number}", "memberships": held}

    def _issue_line(self, issue: Issue) -> Line:
        line: Line = {
            "kind": "issue",
            "id": issue.id,
            "title": f"Matter {issue.number}",
            "proposition": f"What is proposed in matter {issue.number} should be done",
            "since": DAYS[issue.since],
        }
        if issue.until is not None:
            line["until"] = DAYS[issue.until]
        line["panel"] = [person(number) for number in issue.panel]
        line["panel_rule"] = "Drawn by lot, those of whom more is heard the more often."
        return line

    def words(self) -> str:
        """Some 200 characters as somebody might say them."""
        phrases, random = self.phrases, self.random.random
        count = len(phrases)
        said = ", ".join([phrases[int(random() * count)] for _ in range(4)])
        return f"{said[0].upper()}{said[1:]}."


def person(number: int) -> str:
    """The id of a person."""
    return f"person-{number:05}"


def _organization(number: int) -> Line:
    return {"kind": "organization", "id": f"organization-{number:03}", "name": f"Organization {number}"}


def _event(issue: Issue, name: str, day: int, trigger: bool) -> Line:
    line = {"kind": "event", "id": name, "title": f"Vote {name[6:]}", "date": DAYS[day], "issues": [issue.id]}
    return {**line, "trigger": True} if trigger else line


def _phrases(random: Random) -> Sequence[str]:
    """Phrases of some 50 characters: words as common as words are."""
    rare = {"".join(random.choices(_SYLLABLES, k=random.randint(2, 4))) for _ in range(9000)}
    known = [*_COMMON, *sorted(rare)]
    words = Attention(random, len(known), _FLATNESS["words"])
    return [" ".join(known[words.draw()] for _ in range(7)) for _ in range(20_000)]
