"""The counts of a panel as of a day, by kind of actor, and the sentences with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from stancetracker.base import dates, wording
from stancetracker.base.text import plural
from stancetracker.base.vocabulary import ACTORS
from stancetracker.index.queries import Issue, Question, Standing
from stancetracker.reports import cells


class Counts(NamedTuple):
    """The counts of a panel as of a day: spoke by stance, silent by response, and the others."""

    question: Question
    issue: Issue
    kind: str
    """`person` or `organization`; `any` of a panel of both."""
    by_kind: tuple[Counts, ...]
    """Of a panel of both kinds, the counts of each; else empty."""
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

    @property
    def of_each_kind(self) -> tuple[Counts, ...]:
        """Return the counts of each kind of actor in the panel; none of a panel without any."""
        return self.by_kind or ((self,) if self.total else ())

    def headline(self, *, stances: bool = True) -> str:
        """Return a line of sentences with all counts but zeros, each with its split.

        A panel of people and organizations has them for each kind. Without `stances`, those who
        spoke are not split.
        """
        if self.by_kind:
            return " ".join(counts.headline(stances=stances) for counts in self.by_kind)
        if self.unchecked == self.total:
            people = wording.actors(self.total, self.kind)
            why = ", which says nothing about whether they spoke"
            if self.question.as_of < self.issue.since:
                why = f": {wording.begins(self.issue.since)}"
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

    def brief(self) -> str:
        """Return the counts of each kind but zeros in a line, for a list on several issues.

        `7 of 11 on record · none found for 4`
        """
        return " · ".join(part for counts in self.of_each_kind for part in counts._in_brief())

    def _in_brief(self) -> list[str]:
        """Return the counts of one kind in brief; the first says of how many."""
        split = wording.split(self.silent, wording.RESPONSES) if self.came_back else ""
        numbers = {
            "{} on record": self.spoke.total(),
            wording.with_details("none found for {}", (split,)): self.silent.total(),
            "{} searched": self.searched,
            "{} never looked for": self.unchecked,
        }
        counted = [(words, f"{number:,}") for words, number in numbers.items() if number]
        return [
            words.format(number if place else f"{number} {self._of_panel}")
            for place, (words, number) in enumerate(counted)
        ]

    def _none_found(self) -> str:
        """Return for how many no statement was found, and when they were last checked."""
        count = f"{self.silent.total():,}"
        whom = count if self.spoke else f"{count} {self._of_panel}"
        days = dates.span_words(str(self.first_checked), str(self.last_checked), dates.FULL_MONTHS)
        by_then = wording.checked_by_then(days, self.bases)
        return wording.none_had_been_found(whom, by_then, self.came_back)

    @property
    def _of_panel(self) -> str:
        """Return the size of the panel: `of 11`; of its part of a kind, `of 3 organizations`."""
        if self.kind == "person" and not self.issue.organizations:
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


def count(standings: Iterable[Standing], question: Question, issue: Issue) -> Counts:
    """Count the standings of an issue's panel, each kind of actor apart where it has both."""
    panel = [standing for standing in standings if standing.panel]
    members = {
        kind: [standing for standing in panel if standing.actor_kind == kind] for kind in ACTORS
    }
    kinds = [kind for kind in ACTORS if members[kind]]
    if len(kinds) < 2:
        return _count(panel, kinds[0] if kinds else "any", question, issue)
    by_kind = tuple(_count(members[kind], kind, question, issue) for kind in kinds)
    return _count(panel, "any", question, issue)._replace(by_kind=by_kind)


def _count(members: Iterable[Standing], kind: str, question: Question, issue: Issue) -> Counts:
    """Count these members of a panel."""
    members = list(members)
    silent = [standing for standing in members if standing.status == "silent"]
    days = [standing.earliest for standing in silent if standing.earliest]
    return Counts(
        question=question,
        issue=issue,
        kind=kind,
        by_kind=(),
        total=len(members),
        spoke=Counter(
            standing.stance
            for standing in members
            if standing.status == "spoke" and standing.stance
        ),
        sides=wording.sides(issue.favor, issue.against),
        silent=Counter(standing.response for standing in silent if standing.response),
        searched=sum(standing.status == "searched" for standing in members),
        unchecked=sum(standing.status == "unchecked" for standing in members),
        inferred=sum(standing.stance_basis == "inferred" for standing in members),
        overdue=sum(standing.stale and not standing.issue_over for standing in members),
        private=sum(standing.private for standing in members if standing.status != "spoke"),
        may_have_spoken=sum(standing.may_have_spoken for standing in members),
        first_checked=min(days, default=None),
        last_checked=max(days, default=None),
        bases=frozenset(standing.basis for standing in silent if standing.basis),
    )
