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
    "neither": "no side in these words",
}
RESPONSES = ("declined", "avoided", "no-reply", "none-found")
RECORDS = ("statement", "silence", "search")
ANSWERING = ("newsroom", "wire", "agency")
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


NAMES = ("speaker", "issue", "to", "by", "statement", "corrects", "replacement")
LISTS_OF_NAMES = ("actors", "issues")


def known(lines: list[Line], known_by: str | None) -> tuple[list[Line], set[str]]:
    """Return the lines known by a day, the earliest of one id last, and the ids withdrawn.

    A redaction is always known, and no line with the id that it names is read.
    """
    redacted = {line["corrects"] for line in lines if line.get("type") == "redaction"}
    read = [line for line in lines if line.get("id") not in redacted]
    first_days = {line.get("id"): "" for line in read}
    for _ in range(len(KINDS_IN_CHAINS)):
        days = [(line, known_from(line, first_days)) for line in read]
        days.sort(key=lambda line_and_day: line_and_day[1], reverse=True)
        first_days = {line.get("id"): day for line, day in days}
    read = [line for line, day in days if known_by is None or day <= known_by]
    return read, withdrawn(read, redacted)


KINDS_IN_CHAINS = ("statement", "coding or reply", "correction")
"""A line of one of these kinds may name one of those before it."""


def known_from(line: Line, first_days: dict[str | None, str]) -> str:
    """Return the latest of a line's own day and the days of what it names."""
    if line.get("type") == "redaction":
        return ""
    names = [line[key] for key in NAMES if key in line]
    names += [name for key in LISTS_OF_NAMES for name in line.get(key, [])]
    return max(str(line.get("recorded", "")), *(first_days.get(name, "") for name in names), "")


def withdrawn(lines: list[Line], redacted: set[str]) -> set[str]:
    """Return the ids of what corrections withdraw, and of what answers something redacted."""
    corrections = [line for line in lines if line["kind"] == "correction"]
    corrections.sort(key=lambda line: (line.get("recorded", ""), line["id"]))
    retracted = {line["corrects"] for line in corrections if line["type"] == "retraction"}
    answering = {line["id"] for line in lines if {line.get("to"), line.get("statement")} & redacted}
    replacements: dict[str, str] = {}
    for line in corrections:
        if line["type"] != "supersession" or line["corrects"] in replacements:
            continue
        last = line["replacement"]
        while last in replacements:
            last = replacements[last]
        if last not in (line["corrects"], *retracted, *redacted):
            replacements[line["corrects"]] = line["replacement"]
    return retracted | redacted | answering | {*replacements}


class World:
    """The lines of a dataset as known by one day, asked as of another."""

    def __init__(
        self, lines: Iterable[Line], as_of: str, known_by: str | None, audience: str
    ) -> None:
        self.as_of, self.known_by, self.audience = as_of, known_by, audience
        self.every_version, self.withdrawn = known(list(lines), known_by)
        self.lines = list({line.get("id"): line for line in self.every_version}.values())
        self.issues = {line["id"]: line for line in self.lines_of("issue")}
        self.people = {line["id"]: line for line in self.lines_of("person")}
        self.actors = {
            **self.people,
            **{line["id"]: line for line in self.lines_of("organization")},
        }

    def lines_of(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line["kind"] == kind]

    def sound(self, kind: str) -> list[Line]:
        return [line for line in self.lines_of(kind) if line["id"] not in self.withdrawn]

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
        return self.audience == "any" and self.is_private(line)

    def is_private(self, line: Line) -> bool:
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
        return self.naming("silence", issue, actor)

    def searches(self, issue: str, actor: str) -> list[Line]:
        return self.naming("search", issue, actor)

    def naming(self, kind: str, issue: str, actor: str) -> list[Line]:
        """Return the silences or searches of a pair that had ended by the day."""
        return [
            line
            for line in self.sound(kind)
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
        records = (line for kind in RECORDS for line in self.sound(kind))
        for line in filter(self.has_begun, records):
            for actor in line.get("actors") or [line["speaker"]]:
                places.setdefault((line["issue"], actor), None)
        return places

    def is_known(self, day: str) -> bool:
        """Return whether what was recorded on a day is known."""
        return self.known_by is None or day <= self.known_by

    def is_stale(self, issue: Line, looked_on: str | None) -> bool:
        """Return whether who was last looked for on a day, or never, is to be looked for again."""
        if looked_on is None:
            return True
        due = min(self.as_of, issue.get("until", self.as_of))
        age = date.fromisoformat(due) - date.fromisoformat(looked_on)
        if age > timedelta(days=issue.get("recheck_days", 30)):
            return True
        triggers = [
            span(line["date"])[1]
            for line in self.sound("event")
            if line.get("trigger") and issue["id"] in line["issues"]
        ]
        return any(looked_on < trigger <= due for trigger in triggers)

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
        """Return the silence shown: one that somebody answers for, then the freshest."""
        answered = [line for line in silences if self.is_answered(line)]
        latest_day = max(map(self.low, answered or silences))
        return min(
            (line for line in answered or silences if self.low(line) == latest_day),
            key=lambda line: (
                self.high(line),
                BASES.index(line["basis"]),
                not self.is_in_own_words(line),
                _best_tier(line),
                RESPONSES.index(line["response"]),
                line["id"],
            ),
        )

    def is_answered(self, silence: Line) -> bool:
        """Return whether a person, or a listed newsroom, wire or agency, answers for a silence."""
        if silence["basis"] in ("own-search", "asked"):
            return True
        return any(
            self.types_by_domain(source.get(field, "")) & {*ANSWERING}
            for source in silence.get("sources", [])
            if _may_bear_words(source)
            for field in ("url", "original_url")
        )

    def is_in_own_words(self, silence: Line) -> bool:
        """Return whether a silence has its outlet's own sentence, not a retelling's."""
        shown = min(silence.get("sources") or [{}], key=self.rank)
        return "label" in silence and "original_publisher" not in shown

    def last_checked(self, silences: list[Line]) -> str | None:
        return max((self.low(line) for line in silences if self.is_answered(line)), default=None)

    def best_search(self, searches: list[Line]) -> Line:
        latest_day = max(map(self.low, searches))
        return min(
            (line for line in searches if self.low(line) == latest_day),
            key=lambda line: (self.high(line), line["id"]),
        )

    def before(self, issue: Line, actor: str, silence: Line | None) -> Line:
        """Return the latest public words on another issue that explicitly took a side before."""
        if silence:
            last_day = self.low(silence)
        else:
            last_day = (date.fromisoformat(issue["since"]) - timedelta(days=1)).isoformat()
        words = [
            line
            for other in self.issues
            if other != issue["id"]
            for line in self.statements(other, actor)
            if line.get("audience", "public") == "public"
            and self.high(line) <= min(self.as_of, last_day)
            and line["stance"] in SIDES
            and _basis(line) == "explicit"
        ]
        return max(words, key=self.order, default={})

    def order(self, line: Line) -> tuple[str, str, str]:
        return self.low(line), self.high(line), line["id"]

    def codings(self, statement: Line) -> list[tuple[str, str, str]]:
        """Return who coded a statement or one that it supersedes, with both stances."""
        past = [statement["id"]]
        for id in past:
            past += [
                line["corrects"]
                for line in self.sound("correction")
                if line["type"] == "supersession"
                and line.get("replacement") == id
                and line["corrects"] not in past
            ]
        return [
            (line["by"], line["stance"], stance)
            for line in self.sound("coding")
            if line["statement"] in past
            and (stance := self.stance_of(line["statement"], line["of_version"]))
        ]

    def stance_of(self, id: str, version: int) -> str | None:
        """Return the stance in a version of a statement, None if there are two or none."""
        lines = [
            line
            for line in self.every_version
            if line.get("id") == id and line.get("version", 1) == version
        ]
        return lines[0]["stance"] if len(lines) == 1 else None

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
            for line in (*self.lines_of("statement"), *self.lines_of("silence"))
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
        counting = [line for line in statements if begun and self.counts(line)]
        private = [line for line in statements if self.is_private(line)]
        silences = self.silences(issue_id, actor) if begun else []
        searches = self.searches(issue_id, actor) if begun else []
        status, stance, basis, later_words, evidence = "unchecked", None, None, None, None
        if counting:
            status, (evidence, stance, basis) = "spoke", self.decided(counting)
            later_words = self.later_words(counting, stance)
        elif silences:
            status, evidence = "silent", self.best_silence(silences)
        elif searches:
            status, evidence = "searched", self.best_search(searches)
        last_checked = self.last_checked(silences)
        last_searched = max(map(self.low, searches), default=None)
        looked_on = last_checked if status == "silent" else last_searched
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
            **self.shown(evidence),
            **self.said(counting),
            **self.silence(evidence if status == "silent" else None),
            "last_checked": last_checked,
            "last_searched": last_searched,
            "searches": len(searches),
            "queries": sum(len(line.get("queries", [])) for line in searches),
            "finds": sum(map(_has_found, searches)),
            **self.private_words(private),
            **self.coders(evidence if status == "spoke" else None),
            **self.earlier_words(issue, actor, status, evidence),
            **self.source(evidence),
            **dict.fromkeys(("matched", "matched_id", "matched_date", "matched_stance")),
            "stale": status in ("silent", "searched") and self.is_stale(issue, looked_on),
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

    def shown(self, record: Line | None) -> Line:
        line = record or {}
        low, high = self.days(line) if line else (None, None)
        return {
            "date": line.get("date"),
            "earliest": low,
            "latest": high,
            "evidence": line.get("id"),
            "words": line.get("quote") or line.get("summary") or line.get("label"),
            "wording": line.get("wording"),
            "channel": line.get("channel", "unknown") if "speaker" in line else None,
        }

    def said(self, counting: list[Line]) -> Line:
        """Return the dates of the first and the last statement, and how many count."""
        first = min(
            counting, key=lambda line: (self.high(line), self.low(line), line["id"]), default={}
        )
        last = max(counting, key=self.order, default={})
        return {
            "first_said": first.get("date"),
            "last_said": last.get("date"),
            "statements": len(counting),
        }

    def silence(self, silence: Line | None) -> Line:
        line = silence or {}
        return {
            "basis": line.get("basis"),
            "response": line.get("response"),
            "checked_by": line.get("checked_by"),
            "answered": self.is_answered(line) if line else None,
        }

    def private_words(self, private: list[Line]) -> Line:
        """Return whether there were words that were not public, and the side that they take."""
        _, stance, basis = self.decided(private) if private else ({}, None, None)
        takes_side = stance in SIDES
        return {
            "private": bool(private),
            "private_stance": stance if takes_side else None,
            "private_stance_basis": basis if takes_side else None,
        }

    def coders(self, statement: Line | None) -> Line:
        codings = self.codings(statement) if statement else []
        return {
            "coders": 1 + len({by for by, _, _ in codings}) if statement else None,
            "agreed": all(second == first for _, second, first in codings) if codings else None,
        }

    def earlier_words(self, issue: Line, actor: str, status: str, evidence: Line | None) -> Line:
        earlier: Line = {}
        if status != "spoke":
            earlier = self.before(issue, actor, evidence if status == "silent" else None)
        return {
            "before": earlier.get("id"),
            "before_date": earlier.get("date"),
            "before_issue": earlier.get("issue"),
        }

    def source(self, record: Line | None) -> Line:
        source = min((record or {}).get("sources") or [{}], key=self.rank)
        return {
            "source": source.get("url") or source.get("citation"),
            "publisher": source.get("publisher"),
            "original_publisher": source.get("original_publisher"),
            "tier": source.get("tier"),
            "archive": self.archive(source),
        }

    def archive(self, source: Line) -> str | None:
        """Return where the latest copy of a page is kept that has an address."""
        copies = [
            line
            for line in self.sound("copy")
            if line["url"] == source.get("url") and "archive_url" in line
        ]
        latest = max(copies, key=lambda line: (line.get("retrieved", ""), line["id"]), default={})
        return latest.get("archive_url")

    def rank(self, source: Line) -> tuple[int, int, int]:
        """Return a key that sorts sources, the best first."""
        by_name = {
            line["type"]
            for line in self.lines_of("publisher")
            if line["name"] == source.get("publisher")
        }
        types = self.types_by_domain(source.get("url", "")) or by_name
        bears = source.get("bears", [])
        said = 0 if "words" in bears else 1 if not bears else 2
        tier = TIERS.index(source["tier"]) if source else 0
        type = min((PUBLISHERS.index(type) for type in types), default=PUBLISHERS.index(""))
        return said, tier, type

    def types_by_domain(self, url: str) -> set[str]:
        """Return the types of the listed publishers on whose domain a page lies."""
        host = urlsplit(url).hostname or ""
        domains = {host, host.partition(".")[2]}
        return {
            line["type"]
            for line in self.lines_of("publisher")
            if domains & {*line.get("domains", [])}
        }


def _may_bear_words(source: Line) -> bool:
    """Return whether a source says that it bears the words, or doesn't say what it bears."""
    return not source.get("bears") or "words" in source["bears"]


def _has_found(search: Line) -> bool:
    """Return whether a search turned something up that is no statement."""
    return "found" in search or any("found" in query for query in search.get("queries", []))


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
    """Return every row of the answer: the newest issue first, panels of organizations last.

    On an issue the panel comes before others, and people before organizations.
    """
    world = World(lines, as_of, known_by, audience)
    places = world.pairs()
    kinds = {actor: line["kind"] for actor, line in world.actors.items()}
    panels: dict[str, set[str]] = {}
    for (issue, actor), place in places.items():
        if place is not None:
            panels.setdefault(issue, set()).add(kinds[actor])
    pairs = sorted(
        (
            issue,
            place is None,
            kinds[actor] == "organization",
            place or 0,
            sorting(world.actors[actor]),
            actor,
            place,
        )
        for (issue, actor), place in places.items()
    )
    pairs.sort(key=lambda pair: str(world.issues[pair[0]]["since"]), reverse=True)
    pairs.sort(key=lambda pair: panels.get(pair[0]) == {"organization"})
    return [world.standing(issue, actor, place) for issue, *_, actor, place in pairs]
