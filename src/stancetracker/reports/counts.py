"""The counts of an issue's panel as of a day, in numbers and in a sentence."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.index.queries import Issue, Question, Standing


class Counts(NamedTuple):
    """The counts of a panel as of a day: spoke by stance, silent by response, unchecked."""

    kind: str
    as_of: str
    known_by: str | None
    audience: str
    total: int
    spoke: Counter[str]
    sides: Mapping[str, str]
    """The words for each stance on this issue."""
    silent: Counter[str]
    unchecked: int
    inferred: int
    stale: int
    reported: int
    """Of those who did not speak: a part of their count, marked in it."""
    may_have_spoken: int
    first_look: str | None
    last_look: str | None

    @property
    def spoken(self) -> int:
        """Return how many spoke."""
        return self.spoke.total()

    @property
    def silences(self) -> int:
        """Return for how many no public statement was found."""
        return self.silent.total()

    @property
    def came_back(self) -> str:
        """Return the silent by what came back, unless nobody was asked about any of them."""
        return wording.split(self.silent, wording.RESPONSES) if set(self.silent) - {"none-found"} else ""

    def headline(self, *, stances: bool = True) -> str:
        """Return one sentence with both counts, each with its split, the days of the checks and the unchecked."""
        people, public = wording.actors(self.total, self.kind), self.audience == "public"
        if not self.spoken + self.silences:
            unchecked = "no check on record, which says nothing about whether they spoke"
            return f"{self.total:,} of {people} unchecked: {unchecked}."
        of = f"of {self.total:,}" if self.kind == "person" else f"of {people}"
        split = wording.split(self.spoke, self.sides) if stances else ""
        said = f"{'Public statements' if public else 'Statements'} on record: {self.spoken:,} {of}"
        parts = [wording.told(said, (split,))] if self.spoken else []
        if self.silences:
            none = f"for {self.silences:,} {'none' if public else 'no public statement'} found"
            none = none if self.spoken else f"{wording.NONE_FOUND} for {self.silences:,} {of}"
            days = dates.interval_words(self.first_look, str(self.last_look))
            parts.append(wording.told(f"{none} when last checked, {days}", (self.came_back,)))
        return f"{'; '.join((*parts, f'{self.unchecked:,} unchecked'))}."

    def besides(self) -> list[str]:
        """Return the day asked about, and the flags within the counts."""
        parts = [wording.asked_on(self.as_of, self.known_by)]
        if self.inferred:
            parts.append(f"{self.inferred:,} of {plural(self.spoken, 'stance')} inferred")
        if self.stale:
            parts.append(f"{self.stale:,} of {self.silences:,} overdue for a recheck")
        if self.reported:
            parts.append(f"{self.reported:,} reported, not public")
        if self.may_have_spoken:
            parts.append(f"{self.may_have_spoken:,} may have spoken")
        return parts


def count(standings: Iterable[Standing], kind: str, question: Question, issue: Issue) -> Counts:
    """Count the standings of an issue's panel."""
    panel = [standing for standing in standings if standing.panel]
    silent = [s for s in panel if s.status == "silent"]
    checked = [s.earliest for s in silent if s.earliest]
    return Counts(
        kind=kind,
        as_of=question.as_of,
        known_by=panel[0].known_by if panel else None,
        audience=question.audience,
        total=len(panel),
        spoke=Counter(s.stance for s in panel if s.status == "spoke" and s.stance),
        sides=wording.sides(issue.favor, issue.against),
        silent=Counter(s.response for s in silent if s.response),
        unchecked=sum(s.status == "unchecked" for s in panel),
        inferred=sum(s.stance_basis == "inferred" for s in panel),
        stale=sum(s.stale for s in panel),
        reported=sum(s.reported for s in panel if s.status != "spoke"),
        may_have_spoken=sum(s.may_have_spoken for s in panel),
        first_look=min(checked, default=None),
        last_look=max(checked, default=None),
    )
