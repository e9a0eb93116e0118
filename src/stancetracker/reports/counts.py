"""The counts of a panel as of a day, and the sentence with both of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.index.queries import Issue, Question, Standing
from stancetracker.reports import cells


class Counts(NamedTuple):
    """The counts of a panel as of a day: spoke by stance, silent by response, and the others."""

    question: Question
    since: str
    """The first day of the issue, before which everybody is unchecked."""
    kind: str
    total: int
    spoke: Counter[str]
    sides: Mapping[str, str]
    """The words for each stance on this issue."""
    silent: Counter[str]
    searched: int
    unchecked: int
    inferred: int
    overdue: int
    """Those to recheck; nobody on an issue that is over."""
    private: int
    """Of those who did not speak: a part of their count, marked in it."""
    may_have_spoken: int
    first_checked: str | None
    """The earliest last check of anyone silent."""
    last_checked: str | None
    """The latest."""
    bases: frozenset[str]
    """The bases of these checks."""

    @property
    def came_back(self) -> str:
        """Return the silent by response, unless nobody was asked about any of them."""
        if set(self.silent) - {"none-found"}:
            return wording.split(self.silent, wording.PARTS_OF_NONE_FOUND)
        return ""

    def headline(self, *, stances: bool = True) -> str:
        """Return a line of sentences with all counts but zeros, each with its split.

        Without `stances`, those who spoke are not split.
        """
        if self.unchecked == self.total:
            people = wording.actors(self.total, self.kind)
            why = ", which says nothing about whether they spoke"
            if self.question.as_of < self.since:
                why = f": {wording.begins(self.since)}"
            verb = "was" if self.total == 1 else "were"
            return f"{self.total:,} of {people} {verb} never looked for{why}."
        sentences = []
        if self.spoke:
            split = wording.split(self.spoke, self.sides) if stances else ""
            number = self.spoke.total()
            audience = self.question.audience
            sentences.append(wording.are_on_record(number, self._of_panel, split, audience))
        if self.silent:
            sentences.append(self._none_found())
        if self.searched:
            count = f"{self.searched:,}"
            whom = count if sentences else f"{count} {self._of_panel}"
            sentences.append(wording.are_searched(whom))
        if self.unchecked:
            sentences.append(wording.are_unchecked(self.unchecked))
        return " ".join(sentences)

    def _none_found(self) -> str:
        """Return for how many no statement was found, and when they were last checked."""
        count = f"{self.silent.total():,}"
        whom = count if self.spoke else f"{count} {self._of_panel}"
        days = dates.span_words(str(self.first_checked), str(self.last_checked), dates.FULL_MONTHS)
        by_then = wording.checked_by_then(days, self.bases)
        return wording.none_had_been_found(whom, by_then, self.came_back)

    @property
    def _of_panel(self) -> str:
        """Return the size of the panel: `of 11`, `of 3 organizations`."""
        if self.kind == "person":
            return f"of {self.total:,}"
        return f"of {wording.actors(self.total, self.kind)}"

    @property
    def looked_for(self) -> int:
        """Return for how many a check or a search found no statement."""
        return self.silent.total() + self.searched

    @property
    def _others(self) -> int:
        """Return how many have no statement on record."""
        return self.silent.total() + self.searched + self.unchecked

    def besides(self) -> list[str]:
        """Return the day asked about, and the flags within the counts."""
        day = cells.scope(self.question)
        overdue = f"{self.overdue:,} of {self.looked_for:,} overdue for a recheck"
        inferred, *others = self._doubts()
        flags = (inferred, overdue if self.overdue else "", *others)
        return [day, *filter(None, flags)]

    def alone(self) -> str:
        """Return the headline with every doubt about it, for where it stands alone."""
        doubts = "; ".join(filter(None, self._doubts()))
        return f"{self.headline()} {doubts[:1].upper()}{doubts[1:]}." if doubts else self.headline()

    def _doubts(self) -> tuple[str, str, str]:
        """Return how many are inferred, have private remarks, may have spoken; empty for none."""
        inferred = private = possible = ""
        if self.inferred:
            inferred = f"{self.inferred:,} of {plural(self.spoke.total(), 'stance')} inferred"
        if self.private:
            private = wording.private_remarks(self.private, self._others, are_all=not self.spoke)
        if self.may_have_spoken:
            possible = f"{self.may_have_spoken:,} may have spoken"
        return inferred, private, possible


def count(standings: Iterable[Standing], kind: str, question: Question, issue: Issue) -> Counts:
    """Count the standings of an issue's panel."""
    panel = [standing for standing in standings if standing.panel]
    silent = [standing for standing in panel if standing.status == "silent"]
    days = [standing.earliest for standing in silent if standing.earliest]
    return Counts(
        question=question,
        since=issue.since,
        kind=kind,
        total=len(panel),
        spoke=Counter(
            standing.stance for standing in panel if standing.status == "spoke" and standing.stance
        ),
        sides=wording.sides(issue.favor, issue.against),
        silent=Counter(standing.response for standing in silent if standing.response),
        searched=sum(standing.status == "searched" for standing in panel),
        unchecked=sum(standing.status == "unchecked" for standing in panel),
        inferred=sum(standing.stance_basis == "inferred" for standing in panel),
        overdue=sum(standing.stale and not standing.issue_over for standing in panel),
        private=sum(standing.private for standing in panel if standing.status != "spoke"),
        may_have_spoken=sum(standing.may_have_spoken for standing in panel),
        first_checked=min(days, default=None),
        last_checked=max(days, default=None),
        bases=frozenset(standing.basis for standing in silent if standing.basis),
    )
