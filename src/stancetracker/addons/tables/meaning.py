"""What the columns of a table mean, by the answers to the questions about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, get_args

from stancetracker.base.vocabulary import Response, Stance

OPEN: Final = "?"
"""Stands for the answer to a question that waits for one."""
UNCHECKED: Final = "unchecked"
LEAVE: Final = "leave"
MEANINGS: Final = (*get_args(Stance), *get_args(Response), UNCHECKED, LEAVE)
SIDES: Final = get_args(Stance)


@dataclass
class Meaning:
    """What the columns of a table mean."""

    title: str
    columns: tuple[str, ...] = ()
    sheet: str = ""
    encoding: str = ""
    blanks: tuple[str, ...] = ()
    """The cells that say nothing, such as n/a."""
    who: str = ""
    """A text with columns in braces."""
    same: dict[str, str] = field(default_factory=dict)
    """The names in the ledger of those whom the table spells otherwise."""
    is_of_people: bool = True
    role: str = ""
    role_of_blank: str = ""
    """The role of those whose row leaves it blank."""
    organization: str = ""
    fallback_id: str = ""
    """The column with ids for names of which none can be made."""
    fallback_id_of_organization: str = ""
    """The same for the names of organizations."""
    panel_rules: dict[str, str] = field(default_factory=dict)
    """The rules of the panels that the table adds to, by the ids of issues."""
    stances: list[str] = field(default_factory=list)
    """The columns that say where somebody stands."""
    side: str = ""
    """The side that every row takes, where no column says it."""
    issue_column: str = ""
    issues: dict[str, str] = field(default_factory=dict)
    """The ids of issues by what the table calls them."""
    other_issues: list[str] = field(default_factory=list)
    """The issues of the table that are not taken."""
    new_issues: list[dict[str, Any]] = field(default_factory=list)
    meanings: dict[str, dict[str, str]] = field(default_factory=dict)
    """What each word means, by column."""
    date: str = ""
    """A column; empty where none says when."""
    day: str = ""
    """The day of every row, where no column says it."""
    forms: tuple[str, ...] = ()
    year: str = ""
    is_date_of_row: bool = False
    recorded: str = ""
    """The day of the table; empty where no record takes its date from it."""
    quote: str = ""
    wording: str = ""
    language: str = ""
    source: str = ""
    """A column, or a web address."""
    channel: str = ""
    coder: str = ""
    key: str = ""
    changes: str = ""
    is_rechecked: bool = False
    passed_over: tuple[str, ...] = ()

    @property
    def words_that_say(self) -> dict[str, list[str]]:
        """Return the words that are statements, by column."""
        return self._words(SIDES)

    @property
    def words_of_silence(self) -> dict[str, list[str]]:
        """Return the words that are silences, by column."""
        return self._words(get_args(Response))

    def _words(self, meanings: Iterable[str]) -> dict[str, list[str]]:
        return {
            column: words
            for column, meant in self.meanings.items()
            if (words := [word for word, meaning in meant.items() if meaning in meanings])
        }

    @property
    def is_dated(self) -> bool:
        """Return whether the table says when."""
        return bool(self.date or self.day)

    @property
    def has_statements(self) -> bool:
        """Return whether a row may be a statement, where a word has no meaning yet too."""
        return bool(self.side or self.words_that_say or self._words([OPEN]))
