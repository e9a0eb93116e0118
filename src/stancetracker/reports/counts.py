"""The counts of a panel: both sides of every headline, and never a part without its whole."""

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from stancetracker.base import dates, wording
from stancetracker.index.queries import Standing

_MOST_MARKS: Final = 100


class Counts(NamedTuple):
    """How many of a panel spoke (by stance), are silent (by response), are unchecked, as of a day."""

    kind: str
    as_of: str
    known_by: str | None
    audience: str
    total: int
    spoke: Counter[str]
    silent: Counter[str]
    unchecked: int
    stale: int
    reported: int
    """Of those who did not speak: a part of their count, marked in it."""
    may_have_spoken: int
    last_look: str | None

    @property
    def spoken(self) -> int:
        """How many spoke."""
        return self.spoke.total()

    @property
    def silences(self) -> int:
        """For how many no public statement was found."""
        return self.silent.total()

    def marks(self) -> str:
        """One shape for each of the panel; nothing for one too large to be read so."""
        if self.total > _MOST_MARKS:
            return ""
        spoke = "".join(wording.MARKS[stance] * self.spoke[stance] for stance in wording.STANCES)
        silent = wording.MARKS["silent"] * self.silences
        return spoke + silent + wording.MARKS["unchecked"] * self.unchecked

    def found(self) -> str:
        """Both counts, each with its split, and the unchecked."""
        kind = "public statement" if self.audience == "public" else "statement"
        found = f"{self.spoken} of {wording.actors(self.total, self.kind)} made a {kind}"
        if self.spoke:
            found += f" ({wording.split(self.spoke, wording.STANCES)})"
        none = f"for {self.silences} no public statement was found"
        if self.silent:
            none += f" ({wording.split(self.silent, wording.RESPONSES)})"
        return f"{found}; {none}; {self.unchecked} unchecked"

    def headline(self) -> str:
        """One sentence with both counts, the unchecked and the day."""
        return f"{self.found()}, {wording.asked_on(self.as_of, self.known_by)}."

    def besides(self) -> list[str]:
        """The last look, which alone says how far the counts reach, and the flags within them."""
        parts = [f"last look {dates.words(self.last_look)}" if self.last_look else "no look on record"]
        if self.stale:
            parts.append(f"{self.stale} of {self.silences} looks stale")
        if self.reported:
            parts.append(f"{self.reported} reported, not public")
        if self.may_have_spoken:
            parts.append(f"{self.may_have_spoken} may have spoken")
        return parts

    def ending(self) -> tuple[str, ...]:
        """The lines under a table: the headline, then what is to be known besides."""
        return (self.headline(), " · ".join(self.besides()))


def count(standings: Iterable[Standing], kind: str, as_of: str, audience: str) -> Counts:
    """Count a panel's standings."""
    panel = [standing for standing in standings if standing.panel]
    silent = [s for s in panel if s.status == "silent"]
    return Counts(
        kind=kind,
        as_of=as_of,
        known_by=panel[0].known_by if panel else None,
        audience=audience,
        total=len(panel),
        spoke=Counter(s.stance for s in panel if s.status == "spoke" and s.stance),
        silent=Counter(s.response for s in silent if s.response),
        unchecked=sum(s.status == "unchecked" for s in panel),
        stale=sum(s.stale for s in panel),
        reported=sum(s.reported for s in panel if s.status != "spoke"),
        may_have_spoken=sum(s.may_have_spoken for s in panel),
        last_look=max((s.earliest for s in silent if s.earliest), default=None),
    )
