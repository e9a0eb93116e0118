"""The standing rule in plain Python over plain JSON lines, sharing no code with the program.

It is slow, short and written to be read beside the rule; the index must say the same.
"""

import unicodedata
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

Line = dict[str, Any]
SIDES = ("favor", "against", "mixed")
TIERS = ("primary", "secondary", "reprint")
BASES = ("own-search", "asked", "reported")
SIDE_WORDS = {
    "favor": "for the proposition",
    "against": "against the proposition",
    "mixed": "on both sides",
    "undecided": "undecided",
    "neither": "taking no side",
}
RESPONSES = ("declined", "avoided", "no-reply", "none-found")
PUBLISHERS = ("newsroom", "wire", "agency", "company", "campaign", "", "aggregator", "generated")
FIRST_DAY = "0001-01-01"


def span(text: str, since: str = FIRST_DAY) -> tuple[str, str]:
    """Return the first and last possible day of a date."""
    start, slash, end = text.partition("/")
    end_parts = (end if slash else start).split("-")
    if len(end_parts) == 1:
        end_parts.append("12")
    if len(end_parts) == 2:
        end_parts.append(str(monthrange(int(end_parts[0]), int(end_parts[1]))[1]))
    latest = "-".join(end_parts)
    if start == "..":
        return min(since, latest), latest
    return start + "-01" * (3 - len(start.split("-"))), latest


def plain(text: str) -> str:
    """Return a text in small letters without accents."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def sorting(actor: Line) -> tuple[str, str]:
    """Return a key that sorts actors by name: people by the last word, if nothing else is said."""
    name = actor["name"]
    last_word = name.split(" ")[-1]
    first = actor.get("sort_name") or (last_word if actor["kind"] == "person" else name)
    return plain(first), plain(name)


class World:
    """The lines of a dataset as known by one day, asked as of another."""

    def __init__(
        self, lines: Iterable[Line], as_of: str, known_by: str | None, audience: str
    ) -> None:
        self.as_of, self.known_by, self.audience = as_of, known_by, audience
        # Of two lines of one id the one with the earlier day.
        by_day = sorted(lines, key=lambda line: line.get("recorded", ""), reverse=True)
        self.lines = list({line.get("id"): line for line in by_day}.values())
        self.withdrawn = {line["corrects"] for line in self.known_lines("correction")}
        self.issues = {line["id"]: line for line in self.lines_of("issue")}
        self.people = {line["id"]: line for line in self.lines_of("person")}
        self.actors = {
            **self.people,
            **{line["id"]: line for line in self.lines_of("organization")},
        }

    def lines_of(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line["kind"] == kind]

    def known_lines(self, kind: str) -> list[Line]:
        return [
            line
            for line in self.lines_of(kind)
            if self.known_by is None or line.get("recorded", "") <= self.known_by
        ]

    def sound(self, kind: str) -> list[Line]:
        return [line for line in self.known_lines(kind) if line["id"] not in self.withdrawn]

    def days(self, line: Line, field: str = "date") -> tuple[str, str]:
        return span(line[field], self.issues[line["issue"]]["since"])

    def low(self, line: Line) -> str:
        return self.days(line)[0]

    def high(self, line: Line) -> str:
        return self.days(line)[1]

    def statements(self, issue: str, actor: str) -> list[Line]:
        """Return the statements of an actor on an issue, neither withdrawn nor disputed."""
        return [
            line
            for line in self.sound("statement")
            if (line["issue"], line["speaker"]) == (issue, actor)
            and line.get("verification") != "disputed"
        ]

    def counts(self, line: Line) -> bool:
        if line.get("audience", "public") == "public":
            return self.high(line) <= self.as_of
        return self.audience == "any" and self.is_reported(line)

    def is_reported(self, line: Line) -> bool:
        hidden = line.get("audience", "public") != "public"
        return (
            hidden
            and self.low(line) <= self.as_of
            and self.days(line, "made_public")[1] <= self.as_of
        )

    def may_be(self, line: Line) -> bool:
        low, high = self.days(line)
        return line.get("audience", "public") == "public" and low <= self.as_of < high

    def silences(self, issue: str, actor: str) -> list[Line]:
        return [
            line
            for line in self.sound("silence")
            if line["issue"] == issue and actor in line["actors"] and self.high(line) <= self.as_of
        ]

    def has_begun(self, line: Line) -> bool:
        made_public = self.days(line, "made_public") if line.get("made_public") else self.days(line)
        return max(self.low(line), made_public[0]) <= self.as_of

    def pairs(self) -> dict[tuple[str, str], int | None]:
        """Return the issues and actors asked about, with their place in the panel."""
        places: dict[tuple[str, str], int | None] = {}
        for issue in self.issues.values():
            for place, entry in enumerate(issue.get("panel", [])):
                if isinstance(entry, str):
                    entry = {"actor": entry}
                if entry.get("since", "") <= self.as_of <= entry.get("until", "9999"):
                    places.setdefault((issue["id"], entry["actor"]), place)
        for line in filter(self.has_begun, (*self.sound("statement"), *self.sound("silence"))):
            for actor in line.get("actors") or [line["speaker"]]:
                places.setdefault((line["issue"], actor), None)
        return places

    def is_known(self, day: str) -> bool:
        """Return whether what was recorded on a day is known."""
        return self.known_by is None or day <= self.known_by

    def is_stale(self, issue: Line, silence: Line) -> bool:
        check_day = self.days(silence)[0]
        due = min(self.as_of, issue.get("until", self.as_of))
        age = date.fromisoformat(due) - date.fromisoformat(check_day)
        if age > timedelta(days=issue.get("recheck_days", 30)):
            return True
        triggers = [
            span(line["date"])[1]
            for line in self.lines_of("event")
            if line.get("trigger")
            and issue["id"] in line["issues"]
            and line["id"] not in self.withdrawn
        ]
        return any(check_day < trigger <= due for trigger in triggers)

    def role(self, actor: str, day: str) -> tuple[str | None, str | None]:
        """Return the role and organization on a day."""
        memberships = self.people[actor]["memberships"] if actor in self.people else []
        ended = []
        for membership in memberships:
            start = span(membership["start_date"])[0] if "start_date" in membership else FIRST_DAY
            end = span(membership["end_date"])[1] if "end_date" in membership else "9999-12-31"
            if start <= day <= end:
                return membership["role"], membership.get("organization")
            if end < day:
                ended.append((end, membership))
        if not ended:
            return None, None
        _, membership = max(ended, key=lambda past: past[0])  # the first of several
        return f"former {membership['role']}", membership.get("organization")

    def decided(self, counting: list[Line]) -> tuple[Line, str | None, str]:
        """Return the evidence, the stance and its basis."""
        involved = [line for line in counting if line["stance"] != "neither"]
        latest_day = max(map(self.low, involved or counting))
        deciding = [line for line in involved or counting if self.low(line) == latest_day]
        if not any(line["stance"] in SIDES for line in deciding):
            evidence = self.best(deciding)
            return evidence, evidence["stance"], _basis(evidence)
        lasting = [
            line for line in involved if line["stance"] in SIDES and self.high(line) >= latest_day
        ]
        stance = _together(line["stance"] for line in lasting)
        saying = [line for line in deciding if line["stance"] == stance]
        evidence = self.best(saying or [line for line in deciding if line["stance"] in SIDES])
        if saying:
            return evidence, stance, _basis(evidence)
        alone = _together(line["stance"] for line in lasting if _basis(line) == "explicit")
        return evidence, stance, "explicit" if alone == "mixed" else "inferred"

    def best(self, lines: list[Line]) -> Line:
        return min(
            lines,
            key=lambda line: (
                _basis(line) == "inferred",
                self.high(line),
                "quote" not in line,
                _best_tier(line),
                line["id"],
            ),
        )

    def best_silence(self, silences: list[Line]) -> Line:
        latest_day = max(map(self.low, silences))
        return min(
            (line for line in silences if self.low(line) == latest_day),
            key=lambda line: (
                self.high(line),
                BASES.index(line["basis"]),
                _best_tier(line),
                RESPONSES.index(line["response"]),
                line["id"],
            ),
        )

    def has_moved(self, counting: list[Line]) -> bool:
        involved = [line for line in counting if line["stance"] != "neither"]
        return any(
            earlier["stance"] != later["stance"] and self.high(earlier) < self.low(later)
            for earlier in involved
            for later in involved
        )

    def later_words(self, counting: list[Line], stance: str | None) -> str | None:
        without_a_side = [line for line in counting if line["stance"] == "neither"]
        if stance == "neither" or not without_a_side:
            return None
        latest_day = max(map(self.low, without_a_side))
        if any(self.high(line) >= latest_day for line in counting if line["stance"] != "neither"):
            return None
        return str(
            self.best([line for line in without_a_side if self.low(line) == latest_day])["id"]
        )

    def replied(self, issue_id: str, actor: str) -> str | None:
        """Return the date of the actor's latest reply to a record of theirs on the issue."""
        records = {
            line["id"]
            for line in (*self.known_lines("statement"), *self.known_lines("silence"))
            if line["issue"] == issue_id and actor in (line.get("actors") or [line["speaker"]])
        }
        replies = [
            line
            for line in self.sound("reply")
            if line["by"] == actor and line["to"] in records and span(line["date"])[1] <= self.as_of
        ]
        replies.sort(key=lambda line: str(line["id"]))
        latest = max(replies, key=lambda line: span(line["date"]), default=None)
        return str(latest["date"]) if latest else None

    def role_day(self, issue: Line, status: str, evidence: Line | None) -> str:
        """Return the day of the evidence; of the unchecked, the day asked about or the last."""
        if evidence is None:
            until = issue.get("until", self.as_of)
            return until if issue["since"] <= until < self.as_of else self.as_of
        low, high = self.days(evidence)
        return min(high, self.as_of) if status == "spoke" else low

    def standing(self, issue_id: str, actor: str, place: int | None) -> Line:
        """Return one row of the answer."""
        issue = self.issues[issue_id]
        begun = self.as_of >= issue["since"]
        statements = self.statements(issue_id, actor)
        counting = [line for line in statements if self.counts(line)]
        silences = self.silences(issue_id, actor)
        status, stance, basis, later_words, evidence = "unchecked", None, None, None, None
        if begun and counting:
            status, (evidence, stance, basis) = "spoke", self.decided(counting)
            later_words = self.later_words(counting, stance)
        elif begun and silences:
            status, evidence = "silent", self.best_silence(silences)
        role, organization = self.role(actor, self.role_day(issue, status, evidence))
        return {
            "issue": issue_id,
            "actor": actor,
            "name": self.actors[actor]["name"],
            "organization": organization,
            "role": role,
            "panel": place is not None,
            "status": status,
            "stance": stance,
            "stance_basis": basis,
            "side": stance and (SIDE_WORDS | issue.get("stance_words", {}))[stance],
            **self.evidence(evidence),
            "stale": status == "silent" and evidence is not None and self.is_stale(issue, evidence),
            "reported": any(self.is_reported(line) for line in statements),
            "may_have_spoken": begun
            and status != "spoke"
            and any(self.may_be(line) for line in statements),
            "moved": status == "spoke" and self.has_moved(counting),
            "later_words": later_words,
            "replied": self.replied(issue_id, actor),
            "as_of": self.as_of,
            "known_by": self.known_by,
            "audience": self.audience,
        }

    def evidence(self, record: Line | None) -> Line:
        line = record or {}
        source = min(line.get("sources") or [{}], key=self.rank)
        low, high = self.days(line) if line else (None, None)
        is_silence = line.get("kind") == "silence"
        return {
            "date": line.get("date"),
            "earliest": low,
            "latest": high,
            "evidence": line.get("id"),
            "words": line.get("quote") or line.get("summary") or line.get("label"),
            "wording": line.get("wording"),
            "basis": line["basis"] if is_silence else None,
            "response": line["response"] if is_silence else None,
            "checked_by": line.get("checked_by") if is_silence else None,
            "channel": line.get("channel"),
            "source": source.get("url") or source.get("citation"),
            "publisher": source.get("publisher"),
            "original_publisher": source.get("original_publisher"),
            "tier": source.get("tier"),
            "archive": self.archived(source.get("url")),
        }

    def archived(self, url: str | None) -> str | None:
        """Return the address of the latest copy of a page that is archived elsewhere."""
        copies = [
            line for line in self.sound("copy") if line["url"] == url and "archive_url" in line
        ]
        copies.sort(key=lambda line: str(line["id"]))
        latest = max(copies, key=lambda line: line.get("retrieved", ""), default=None)
        return str(latest["archive_url"]) if latest else None

    def rank(self, source: Line) -> tuple[int, int, int]:
        """Return a key that sorts sources, the best first."""
        host = urlsplit(source.get("url", "")).hostname or ""
        domains = {host, host.partition(".")[2]}
        by_domain = [
            line for line in self.lines_of("publisher") if domains & {*line.get("domains", [])}
        ]
        by_name = [
            line for line in self.lines_of("publisher") if line["name"] == source.get("publisher")
        ]
        types = [line["type"] for line in by_domain or by_name]
        tier = TIERS.index(source["tier"]) if source else 0
        bears = source.get("bears", [])
        saying = 0 if "words" in bears else 2 if bears else 1
        return (
            saying,
            tier,
            min((PUBLISHERS.index(type) for type in types), default=PUBLISHERS.index("")),
        )


def _basis(line: Line) -> str:
    return str(line.get("stance_basis", "explicit"))


def _best_tier(line: Line) -> int:
    return min(
        (TIERS.index(source["tier"]) for source in line.get("sources", [])), default=len(TIERS)
    )


def _together(stances: Iterable[str]) -> str | None:
    """Return the side that all take, `mixed` if they differ, or None if there is none."""
    sides = {*stances}
    return "mixed" if len(sides) > 1 else next(iter(sides), None)


def standings(
    lines: Iterable[Line], as_of: str, known_by: str | None = None, audience: str = "public"
) -> list[Line]:
    """Return every row of the answer: the newest issue first, and its panel before others."""
    world = World(lines, as_of, known_by, audience)
    pairs = sorted(
        (issue, place is None, place or 0, sorting(world.actors[actor]), actor, place)
        for (issue, actor), place in world.pairs().items()
    )
    pairs.sort(key=lambda pair: str(world.issues[pair[0]]["since"]), reverse=True)
    return [world.standing(issue, actor, place) for issue, *_, actor, place in pairs]
