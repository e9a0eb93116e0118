"""The catalogue of problems found while reading: code, severity, title, explanation."""

import tomllib
from pathlib import Path
from typing import Final, NamedTuple

from stancetracker.base.vocabulary import Severity


class Rule(NamedTuple):
    """A code that a problem can have: its severity, title, and an explanation of what to do."""

    code: str
    severity: Severity
    title: str
    explanation: str


_CATALOGUE: Final = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
LINE_RULES: Final[tuple[Rule, ...]] = tuple(Rule(code, **rule) for code, rule in _CATALOGUE.items())
SEVERITY: Final[dict[str, Severity]] = {rule.code: rule.severity for rule in LINE_RULES}
