"""Check a dataset: every problem at once, and what each code means."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from stancetracker.base.errors import Problem, UnknownNameError, did_you_mean
from stancetracker.base.text import plural
from stancetracker.ledger import checks
from stancetracker.ledger.checks import rules as rules
from stancetracker.ledger.dataset import load
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.rules import Rule


@dataclass(frozen=True)
class Checked:
    """What checking a dataset found: its problems by place, and how many records it holds."""

    problems: tuple[Problem, ...]
    records: int
    untold: int = 0
    """How many notices there are besides, of which no more than their number was asked for."""

    def counted(self) -> str:
        """How many problems there are of each severity, in words."""
        counts = Counter(problem.severity for problem in self.problems)
        counts["notice"] += self.untold
        parts = [
            plural(count, f"{severity} problem") for severity, count in counts.items() if severity == "fatal"
        ]
        parts += [plural(counts[severity], severity) for severity in ("error", "notice") if counts[severity]]
        return f"{', '.join(parts) or 'no problem'} in {plural(self.records, 'record')}"

    def is_refused(self, *, strict: bool) -> bool:
        """Whether the dataset does not pass; a notice counts only when strict."""
        return any(strict or problem.severity != "notice" for problem in self.problems)


def check(folder: Folder, today: str, *, notices: bool = True) -> Checked:
    """Find every problem of a dataset; `today` is the day after which no date may lie.

    Without `notices`, those may be counted only.
    """
    dataset = load(folder)
    return Checked(checks.check(dataset, today), len(dataset.entries))


def explain(code: str) -> Rule:
    """What a code means.

    Raises UnknownNameError when no problem carries it.
    """
    by_code = {rule.code: rule for rule in rules()}
    if code not in by_code:
        hint = did_you_mean(code, by_code) or "stancetracker check --list"
        raise UnknownNameError("code", code, by_code, hint)
    return by_code[code]
