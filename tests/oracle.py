"""The standing rule in plain Python over plain JSON lines, sharing no code with the program.

It is slow, short and written to be read beside the rule; the index must say the same.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

Line = dict[str, Any]
SIDES = ("favor", "against", "mixed")
FIRST_DAY = "0001-01-01"


def span(text: str, since: str = FIRST_DAY) -> tuple[str, str]:
    """Return the first and last possible day of a date."""
    start, slash, end = text.partition("/")
    last = (end if slash else start).split("-")
    if len(last) == 1:
        last.append("12")
    if len(last) == 2:
        last.append(str(monthrange(int(last[0]), int(last[1]))[1]))
    high = "-".join(last)
    if start == "..":
        return min(since, high), high
    return start + "-01" * (3 - len(start.split("-"))), high


class World:
    """The lines of a dataset as known by one day, asked as of another."""

    def __init__(self, lines: Iterable[Line], as_of: str, known_by: str | None, audience: str) -> None:
        self.as_of, self.known_by, self.audience = as_of, known_by, audience
        self.lines = _once(lines)
        self.withdrawn = {line["corrects"] for line in self.known("correction")}
        self.issues = {line["id"]: line for line in self.of("issue")}
        self.people = {line["id"]: line for line in self.of("person")}
        self.actors = {**self.people, **{line["id"]: line for line in self.of("organization")}}

    def of(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line["kind"] == kind]

    def known(self, kind: str) -> list[Line]:
        return [line for line in self.of(kind) if self.known_by is None or line["recorded"] <= self.known_by]

    def sound(self, kind: str) -> list[Line]:
        return [line for line in self.known(kind) if line["id"] not in self.withdrawn]

    def days(self, line: Line, field: str = "date") -> tuple[str, str]:
        return span(line[field], self.issues[line["issue"]]["since"])

    def order(self, line: Line) -> tuple[str, str, str]:
        return (*self.days(line), line["id"])

    def said(self, issue: str, actor: str) -> list[Line]:
        """Return whether a record is neither withdrawn nor disputed."""
        return [
            line
            for line in self.sound("statement")
            if (line["issue"], line["speaker"]) == (issue, actor) and line.get("verification") != "disputed"
        ]

    def counts(self, line: Line) -> bool:
        if line.get("audience", "public") == "public":
            return self.days(line)[1] <= self.as_of
        return self.audience == "any" and self.days(line, "made_public")[1] <= self.as_of

    def is_reported(self, line: Line) -> bool:
        hidden = line.get("audience", "public") != "public"
        return hidden and self.days(line, "made_public")[1] <= self.as_of

    def may_be(self, line: Line) -> bool:
        low, high = self.days(line)
        return line.get("audience", "public") == "public" and low <= self.as_of < high

    def looks(self, issue: str, actor: str) -> list[Line]:
        return [
            line
            for line in self.sound("silence")
            if line["issue"] == issue and actor in line["actors"] and self.days(line)[1] <= self.as_of
        ]

    def has_begun(self, line: Line) -> bool:
        field = "date" if line.get("audience", "public") == "public" else "made_public"
        return self.days(line, field)[0] <= self.as_of

    def pairs(self) -> dict[tuple[str, str], int | None]:
        """Yield the actors asked about, with their place in the panel."""
        found: dict[tuple[str, str], int | None] = {}
        for issue in self.issues.values():
            for place, actor in enumerate(issue.get("panel", [])):
                found.setdefault((issue["id"], actor), place)
        for line in self.sound("statement"):
            if self.has_begun(line):
                found.setdefault((line["issue"], line["speaker"]), None)
        for line in self.sound("silence"):
            if self.has_begun(line):
                for actor in line["actors"]:
                    found.setdefault((line["issue"], actor), None)
        return found

    def is_stale(self, issue: Line, look: Line) -> bool:
        first = self.days(look)[0]
        due = min(self.as_of, issue.get("until", self.as_of))
        if (date.fromisoformat(due) - date.fromisoformat(first)) > timedelta(
            days=issue.get("recheck_days", 30)
        ):
            return True
        triggers = [
            span(line["date"])[1]
            for line in self.of("event")
            if line.get("trigger") and issue["id"] in line["issues"] and line["id"] not in self.withdrawn
        ]
        return any(first < trigger <= due for trigger in triggers)

    def role(self, actor: str) -> tuple[str | None, str | None]:
        """Return the role and organization on the day asked about."""
        memberships = self.people[actor]["memberships"] if actor in self.people else []
        ended = []
        for held in memberships:
            start = span(held["start_date"])[0] if "start_date" in held else FIRST_DAY
            end = span(held["end_date"])[1] if "end_date" in held else "9999-12-31"
            if start <= self.as_of <= end:
                return held["role"], held.get("organization")
            if end < self.as_of:
                ended.append((end, held))
        if not ended:
            return None, None
        last = max(end for end, _ in ended)
        held = next(held for end, held in ended if end == last)
        return f"former {held['role']}", held.get("organization")

    def decided(self, counting: list[Line]) -> tuple[Line, str]:
        """Return the deciding statement and the stance."""
        sided = [line for line in counting if line["stance"] in SIDES]
        decider: Line = max(sided or counting, key=self.order)
        low = self.days(decider)[0]
        others = {line["stance"] for line in sided if self.days(line)[1] >= low} - {decider["stance"]}
        return decider, "mixed" if others else decider["stance"]

    def standing(self, issue_id: str, actor: str, place: int | None) -> Line:
        """Return one row of the answer."""
        issue = self.issues[issue_id]
        begun = self.as_of >= issue["since"]
        said = self.said(issue_id, actor)
        counting = [line for line in said if self.counts(line)]
        looks = self.looks(issue_id, actor)
        status, stance, shown = "unchecked", None, None
        if begun and counting:
            status, (shown, stance) = "spoke", self.decided(counting)
        elif begun and looks:
            status, shown = "silent", max(looks, key=self.order)
        role, organization = self.role(actor)
        return {
            "issue": issue_id,
            "actor": actor,
            "name": self.actors[actor]["name"],
            "organization": organization,
            "role": role,
            "panel": place is not None,
            "status": status,
            "stance": stance,
            **self.evidence(shown),
            "stale": status == "silent" and shown is not None and self.is_stale(issue, shown),
            "reported": any(self.is_reported(line) for line in said),
            "may_have_spoken": status != "spoke" and any(self.may_be(line) for line in said),
            "as_of": self.as_of,
            "known_by": self.known_by,
            "audience": self.audience,
        }

    def evidence(self, shown: Line | None) -> Line:
        line = shown or {}
        source = (line.get("sources") or [{}])[0]
        low, high = self.days(line) if line else (None, None)
        look = line.get("kind") == "silence"
        return {
            "date": line.get("date"),
            "earliest": low,
            "latest": high,
            "evidence": line.get("id"),
            "basis": line["basis"] if look else None,
            "response": line["response"] if look else None,
            "checked_by": line.get("checked_by") if look else None,
            "channel": line.get("channel"),
            "source": source.get("url") or source.get("citation"),
            "publisher": source.get("publisher"),
        }


def _once(lines: Iterable[Line]) -> list[Line]:
    """Merge two lines of one id into one record, with the earlier day."""
    found: dict[str, Line] = {}
    for line in lines:
        first = found.get(line.get("id", ""))
        if first is None or line.get("recorded", "") < first.get("recorded", ""):
            found[line.get("id", "")] = line
    return list(found.values())


def standings(
    lines: Iterable[Line], as_of: str, known_by: str | None = None, audience: str = "public"
) -> list[Line]:
    """Return every row of the answer, panel first, in the order of `list`."""
    world = World(lines, as_of, known_by, audience)
    pairs = sorted(
        world.pairs().items(),
        key=lambda pair: (
            pair[0][0],
            pair[1] is None,
            pair[1] or 0,
            world.actors[pair[0][1]]["name"],
            pair[0][1],
        ),
    )
    return [world.standing(issue, actor, place) for (issue, actor), place in pairs]
