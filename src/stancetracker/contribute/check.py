"""Check the data files of a dataset, explain what each code means, and reformat the files."""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import closing
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.base import plugins
from stancetracker.base.errors import Place, Problem, Rule, UnknownNameError, WriteError
from stancetracker.base.text import plural
from stancetracker.contribute import inclusion, keepers
from stancetracker.contribute.inclusion import Inclusion, Remedy
from stancetracker.index import build, checks
from stancetracker.index.checks.functions import Finding
from stancetracker.ledger import git
from stancetracker.ledger.folder import (
    COPIES,
    FINISH_HINT,
    Folder,
    UnreadableFileError,
    blocks,
    read,
)
from stancetracker.ledger.journal import Change, finished, is_in_use, is_staged, locked
from stancetracker.ledger.jsonl import LINE_RULES, SEVERITY, format_file, is_formatted
from stancetracker.ledger.promise import PENDING

_PERMANENT_CODES: Final = ("second-hand-only", "retraction-without-source", "publisher-elsewhere")
"""Codes of notices that say how good the evidence is, and that no edit of the data ends."""
_SEVERITIES: Final[Mapping[str, str]] = {
    "fatal": "fatal problem",
    "error": "error",
    "notice": "notice",
}
_HINT_WHERE_MOVED_ON: Final = (
    "{0} has commits that this branch lacks; for its own changes alone:"
    " stancetracker check --against {0}..."
)
_TRACKED: Final = "tracked-archive"
_TRACKED_MESSAGE: Final = "git tracks it, though it is in the folder of copies"
_TRACKED_HINT: Final = "git rm --cached FILE; each person's own `archive` makes the copies"
_HIDING_PLACE: Final = "hiding-place"
_UNFINISHED: Final = "unfinished-write"
_UNFINISHED_MESSAGE: Final = "a change of it was cut short, and is read as finished"
_MISNAMED: Final = "not-a-data-file"
_MISNAMED_MESSAGE: Final = "its records are not read, because of its name"
_MISNAMED_HINT: Final = (
    "let its name end in .jsonl and no part of its path begin with a dot,"
    " or move it out of the dataset's folder"
)


class CheckResult(NamedTuple):
    """The problems of a dataset, by place, notices last, and what else a check says."""

    problems: tuple[Problem, ...]
    record_count: int
    unlisted: Mapping[str, int]
    """The number of notices that are not listed, by code."""
    remedies: tuple[Remedy, ...] = ()
    """The lines to append, or to put in place of others, so that the past is whole again."""
    quote_summary: str = ""
    """The count of quotes found in the archived copies of their sources; empty unless asked for."""

    def summary(self) -> str:
        """Return how many problems there are of each severity, in words, and what is not listed."""
        counts = Counter[str](problem.severity for problem in self.problems)
        counts["notice"] += sum(self.unlisted.values())
        parts = [
            plural(counts[severity], noun)
            for severity, noun in _SEVERITIES.items()
            if counts[severity]
        ]
        summary = f"{', '.join(parts) or 'no problem'} in {plural(self.record_count, 'record')}"
        if not self.unlisted:
            return summary
        unlisted = ", ".join(f"{count} {code}" for code, count in self.unlisted.items())
        return f"{summary}; --strict lists {unlisted}"

    def fails(self, *, strict: bool) -> bool:
        """Return whether the dataset does not pass; a notice counts only when strict."""
        return any(strict or problem.severity != "notice" for problem in self.problems)


def check(
    folder: Folder,
    today: str,
    *,
    permanent: bool = True,
    against: str | None = None,
    allow_redaction: bool = False,
    quotes: bool = False,
) -> CheckResult:
    """Find every problem of a dataset; `today` is the day after which no date may be.

    Without `permanent`, notices that no edit ends are only counted, but in records that are new
    since `against`. Each line of that revision, or version of the data, has to be there; with
    `allow_redaction`, but for those that a redaction names. With `quotes`, these are compared with
    the archived copies of their sources.

    Raises BrokenDatasetError if the revision does not load, and HistoryError if it can't be read.
    """
    # A database without a name is a file of its own, gone when it is closed.
    with closing(sqlite3.connect("")) as connection:
        filler = build.fill(connection, folder)
        is_broken = bool(filler.fatal)
        # Which records are new is known only later.
        lists_all = permanent or against is not None
        findings, unlisted = _listed(checks.run(connection, today, broken=is_broken), lists_all)
        is_broken |= any(finding.severity == "fatal" for finding in findings)
        past = Inclusion()
        # Of a dataset that does not load, nothing can be said to be changed.
        if against is not None and not is_broken:
            past = _compare_with_past(against, folder, today, allow_redaction=allow_redaction)
        if lists_all and not permanent:
            findings, unlisted = _listed(findings, permanent, past.new_ids)
        findings = [*_judged_if_new(findings, past.new_ids)]
        quote_summary = ""
        if quotes and not is_broken:
            wrong_quotes, quote_summary = _compare_quotes(connection, folder)
            findings += wrong_quotes
        line_problems = (
            *filler.problems,
            *_unfinished(folder),
            *_misnamed(folder),
            *_tracked_copies(folder),
            *_hiding_places(folder),
            *past.problems,
        )
        problems = checks.problems(connection, line_problems, findings, checks.lines_in(folder))
        [record_count] = connection.execute("SELECT count(*) FROM record").fetchone()
    return CheckResult(
        tuple(sorted(problems, key=lambda problem: problem.severity == "notice")),
        record_count,
        unlisted,
        tuple(past.remedies),
        quote_summary,
    )


def _listed(
    findings: Iterable[Finding], permanent: bool, new_ids: Set[str | None] = frozenset()
) -> tuple[list[Finding], Counter[str]]:
    """Return the findings to list, and how many there are of each code that is only counted.

    In a new record, an edit ends what none ends later.
    """
    listed = []
    unlisted = Counter[str]()
    for finding in findings:
        is_permanent = finding.code in _PERMANENT_CODES and finding.record not in new_ids
        if permanent or not is_permanent:
            listed.append(finding)
        else:
            unlisted[finding.code] += 1
    return listed, unlisted


def _judged_if_new(findings: Iterable[Finding], new_ids: Set[str | None]) -> Iterator[Finding]:
    """Yield findings with the severity that they have in a record that is new since a revision."""
    severities = {check.code: check.severity_if_new for check in checks.CHECKS}
    for finding in findings:
        if finding.record in new_ids and finding.code in severities:
            yield finding._replace(severity=severities[finding.code])
        else:
            yield finding


def _compare_with_past(
    name: str, folder: Folder, today: str, *, allow_redaction: bool
) -> Inclusion:
    """Compare the lines of the files with those of a revision, or a version of the data."""
    base = inclusion.base_of(folder, name)
    here = inclusion.files_of(folder)
    past = inclusion.compare(base, here, today, allow_redaction=allow_redaction)
    if past.remedies and _has_moved_on(folder, name):
        hint = _HINT_WHERE_MOVED_ON.format(name)
        problems = [
            problem._replace(hint=hint) if problem.code == inclusion.REWRITTEN else problem
            for problem in past.problems
        ]
        return past._replace(problems=problems, remedies=())
    return past


def _has_moved_on(folder: Folder, name: str) -> bool:
    """Return whether a name is that of a revision with commits that what is checked out lacks."""
    try:
        return not git.is_in_history(folder, name)
    except git.HistoryError:  # it names no revision
        return False


def _compare_quotes(connection: sqlite3.Connection, folder: Folder) -> tuple[list[Finding], str]:
    """Return the quotes that are not in the copies of their sources, and the counts in words."""
    wrong_quotes: list[Finding] = []
    summaries = []
    for name in plugins.names(keepers):
        keeper = plugins.load(keepers, name, "keeper")
        findings, summary = keeper.compare(connection, folder)
        wrong_quotes += findings
        summaries.append(summary)
    return wrong_quotes, "; ".join(summaries)


def _unfinished(folder: Folder) -> Iterator[Problem]:
    """Yield the problem of a change that was cut short, unless reading refuses it anyway."""
    for file in folder.files():
        if file.is_promised:
            place = Place(file.name, 1)
            yield Problem(place, _UNFINISHED, "error", _UNFINISHED_MESSAGE, FINISH_HINT)


def _misnamed(folder: Folder) -> Iterator[Problem]:
    """Yield the files that seem to hold records but are not read."""
    for file in folder.misnamed():
        first = file.name.partition("/")[0]
        if is_staged(first) and is_in_use(folder.path / first):
            continue  # another program is writing there
        if first == PENDING:
            continue  # it is read, or refused by name
        place = Place(file.name, 1)
        yield Problem(place, _MISNAMED, SEVERITY[_MISNAMED], _MISNAMED_MESSAGE, _MISNAMED_HINT)


def _tracked_copies(folder: Folder) -> Iterator[Problem]:
    """Yield the files in the folder of copies that git tracks: anyone may have made them."""
    if folder.is_linked or not folder.path.is_dir():
        return
    # Some file systems make no difference between the cases of letters.
    for copies in (path.name for path in folder.path.iterdir() if path.name.casefold() == COPIES):
        for name in git.tracked(folder, copies):
            place = Place(name, 1)
            yield Problem(place, _TRACKED, SEVERITY[_TRACKED], _TRACKED_MESSAGE, _TRACKED_HINT)


def _hiding_places(folder: Folder) -> Iterator[Problem]:
    """Yield the submodules, links and archives inside a dataset: nobody reviews what they hold."""
    found = [(file.name, what) for file, what in folder.links_and_archives()]
    if not folder.is_linked and folder.path.is_dir():
        found += [(name, "a submodule") for name in git.submodules(folder)]
    for name, what in found:
        hint = "put the files themselves there, or move it out of the dataset's folder"
        message = f"{what} inside a dataset"
        yield Problem(Place(name, 1), _HIDING_PLACE, SEVERITY[_HIDING_PLACE], message, hint)


def rules() -> tuple[Rule, ...]:
    """Return every code that a problem can have, explained."""
    check_rules = (
        Rule(check.code, check.severity, check.title, check.explanation) for check in checks.CHECKS
    )
    return (*LINE_RULES, *check_rules)


def rule_of(code: str) -> Rule:
    """Return what a code means; raises UnknownNameError when no problem has it."""
    rule_by_code = {rule.code: rule for rule in rules()}
    if code not in rule_by_code:
        raise UnknownNameError("code", code, rule_by_code, "stancetracker check --list")
    return rule_by_code[code]


class UnformattedError(WriteError):
    """Files with fatal problems were left as they are."""

    def __init__(self, problems: tuple[Problem, ...], folder: Path) -> None:
        names = sorted({problem.place.file for problem in problems})
        super().__init__(f"left as they are: {', '.join(names)}", "fix the problems first")
        self.problems = problems
        self.folder = folder


class Reformatting(NamedTuple):
    """The files that get their canonical form, and why others are left alone."""

    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]


def reformat(folder: Folder, *, dry_run: bool = False) -> Reformatting:
    """Write data files in their canonical form, all or none; a dry run writes nothing.

    Raises WriteError, also if a file has changed since it was read; then nothing changes.
    """
    file_changes: list[Change] = []
    problems: list[Problem] = []
    if not dry_run and not folder.packaged:
        folder = finished(folder)
    for file in folder.files():
        try:
            if is_formatted(blocks(file), file.name):
                continue
            before = read(file)
            after = format_file(before, file.name)
        except UnreadableFileError as error:
            problems.append(error.problem)
            continue
        if not isinstance(after, bytes):
            problems += after
        elif after != before:
            file_changes.append(Change(file.name, before, after))
    if file_changes and not dry_run:
        with locked(folder) as journal:
            journal.replace_all(file_changes)
    return Reformatting(tuple(file_changes), tuple(problems))
