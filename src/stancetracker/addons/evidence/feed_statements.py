"""Propose statements of items of a feed, for the actor of the feed and for nobody else."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from stancetracker.addons.evidence.archives import Item, Unread
from stancetracker.addons.evidence.candidates import Candidate
from stancetracker.addons.evidence.feeds import Entry
from stancetracker.addons.evidence.readings import Reading
from stancetracker.addons.evidence.watched import RunningIssue, WatchedFeed
from stancetracker.base.errors import UsageError
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.names import ACTOR_KINDS
from stancetracker.contribute.proposal import Proposal, Question
from stancetracker.index.lookup import source_key

_SOURCES: Final = """
SELECT statement.issue, source.url
FROM main.statement JOIN main.source ON source.record = statement.id
WHERE source.url <> ''
"""


class FeedStatements:
    """The statements that items give on a day, but those that are on record."""

    def __init__(self, dataset: Dataset, day: str) -> None:
        self._dataset, self._day = dataset, day
        self.unread = list[Unread]()
        """The items that have a term, and of which no statement could be made."""
        self._on_record = {
            (issue, source_key(url)) for issue, url in dataset.connection.execute(_SOURCES)
        }

    def on_record(self, candidates: Iterable[Candidate]) -> set[tuple[str, str]]:
        """Return the keys of the statements whose addresses are sources on record by now."""
        return {
            candidate.key
            for candidate in candidates
            if self._is_on_record(str(candidate.record["issue"]), candidate.source.get("url", ""))
        }

    def _is_on_record(self, issue: str, url: str) -> bool:
        return bool(url) and (issue, source_key(url)) in self._on_record

    def of(
        self,
        feed: WatchedFeed,
        issue: RunningIssue,
        entries: Sequence[Entry],
        before: Reading | None,
        edited: Collection[str],
    ) -> Iterator[Proposal]:
        """Yield a statement for each item that is of a day of the issue, or edited on one.

        `before` is the reading after which some of them were edited.
        """
        items = dict[str, Item]()
        questions = dict[str, list[Question]]()
        for entry in entries:
            item = entry.item if entry.item.date <= self._day else entry.item._replace(date="")
            since = before.day if before and entry.id in edited else None
            is_of_the_issue = issue.has(item.date) or (since and issue.has(self._day))
            if is_of_the_issue and not self._is_on_record(issue.id, item.url):
                items[item.place] = item
                questions[item.place] = [*self._questions(feed, item, since)]
        for proposal in issue.scan.statements(feed.actor, [*items.values()], self.unread):
            yield _with_questions(proposal, feed.actor, questions[proposal.place])

    def _questions(
        self, feed: WatchedFeed, item: Item, edited_since: str | None
    ) -> Iterator[Question]:
        """Yield what a person has to decide, beside what `scan` asks."""
        if not item.date:
            yield Question("date", (), "the item has no day")
        elif edited_since:
            why = f"the item was edited between {edited_since} and {self._day}"
            yield Question("date", (), why)
        if item.actor and self._is_other(feed, item.actor):
            yield Question("speaker", (feed.actor,), f"the item names {item.actor} as its author")

    def _is_other(self, feed: WatchedFeed, author: str) -> bool:
        """Return whether an author is somebody else on record; in a person's feed, anybody else."""
        try:
            return self._dataset.names.id_of(author, ACTOR_KINDS) != feed.actor
        except UsageError:
            return feed.kind == "person"


def _with_questions(proposal: Proposal, actor: str, questions: Sequence[Question]) -> Proposal:
    """Return a proposal with more questions, whose speaker is nobody but this actor."""
    fields = {question.field for question in questions}
    record = dict(proposal.record)
    if "speaker" in fields:
        record.pop("speaker", None)
    others = (question for question in proposal.questions if question.field not in fields)
    of_the_actor = (
        question._replace(candidates=tuple(id for id in question.candidates if id == actor))
        if question.field == "speaker"
        else question
        for question in others
    )
    return proposal._replace(record=record, questions=(*questions, *of_the_actor))
