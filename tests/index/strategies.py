"""Small datasets that are hostile in their dates: few actors, days close together, every kind of correction."""

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from tests.datasets import complete

Line = dict[str, Any]
DAYS = [f"2026-01-{day:02}" for day in range(1, 11)]
ACTORS = ["ada", "bo", "acme"]
ISSUES = ["bridge", "tunnel"]
STANCES = ["favor", "against", "mixed", "undecided", "neither"]

days = st.sampled_from(DAYS)
actors = st.sampled_from(ACTORS)
issues = st.sampled_from(ISSUES)
intervals = st.tuples(days, days).map(lambda pair: "/".join(sorted(pair)))
closed_dates = (
    days | intervals | st.sampled_from(["2026-01", "2025-12", "2026", "2025-12-31/2026-01"])
)
dates = closed_dates | days.map("../{}".format) | st.just("../2026-01")
questions = st.tuples(
    st.sampled_from(["2025-12-31", *DAYS, "2026-01-31", "2026-12-31"]),
    st.none() | days,
    st.sampled_from(["public", "any"]),
)


def _without_nones(line: Line) -> Line:
    return {name: value for name, value in line.items() if value is not None}


def _lines(kind: str, **fields: SearchStrategy[Any]) -> SearchStrategy[Line]:
    drawn = st.fixed_dictionaries(fields)
    return drawn.map(lambda line: complete(_without_nones({"kind": kind, **line})))


memberships = st.lists(
    st.fixed_dictionaries(
        {
            "role": st.sampled_from(["chief", "founder", "adviser"]),
            "organization": st.none() | st.just("acme"),
            "start_date": st.none() | dates,
            "end_date": st.none() | dates,
        }
    ).map(_without_nones),
    min_size=1,
    max_size=3,
)
sources = st.lists(
    st.sampled_from(
        [
            {"url": "https://example.org/1", "tier": "primary"},
            {"citation": "A paper, page 1", "tier": "secondary", "publisher": "Paper"},
            {"url": "https://en.example.com/2", "tier": "secondary"},
            {"url": "https://example.net/3", "tier": "secondary", "bears": ["words", "day"]},
            {"url": "https://news.example.org/4", "tier": "primary", "bears": ["day"]},
            {"url": "https://example.com", "tier": "reprint", "original_publisher": "Paper"},
            {
                "url": "https://example.net/5",
                "tier": "reprint",
                "original_url": "https://example.org/5",
            },
        ]
    ),
    min_size=1,
    max_size=3,
)
DOMAINS = ["example.com", "example.org"]
PUBLISHERS: list[Line] = [
    {"kind": "publisher", "id": "paper", "name": "Paper", "type": "newsroom"},
    {"kind": "publisher", "id": "wire", "name": "Wire", "type": "wire", "domains": DOMAINS},
    {
        "kind": "publisher",
        "id": "made",
        "name": "Paper",
        "type": "generated",
        "domains": ["en.example.com"],
    },
]
publishers = st.lists(
    st.sampled_from(PUBLISHERS), max_size=3, unique_by=lambda line: str(line["id"])
)


panel_entries = st.fixed_dictionaries(
    {"actor": actors}, optional=dict.fromkeys(("since", "until"), days)
).filter(lambda entry: len(entry) > 1)


def issue_lines(name: str) -> SearchStrategy[Line]:
    return _lines(
        "issue",
        id=st.just(name),
        since=st.sampled_from(DAYS[:5]),
        until=st.none() | days,
        recheck_days=st.integers(1, 5),
        stance_words=st.none()
        | st.just({"favor": "for the bridge", "against": "against the bridge"}),
        panel=st.lists(actors | panel_entries, max_size=4),
    )


@st.composite
def statements(draw: DrawFn, recorded: SearchStrategy[str] = days) -> Line:
    """Draw a statement; one that was not public says when it was made known."""
    audience = draw(st.sampled_from(["public", "public", "internal", "private"]))
    inferred, quoted = draw(st.booleans()), draw(st.booleans())
    more: Line = (
        {"stance_basis": "inferred", "coded_by": "Us", "note": "From the whole."}
        if inferred
        else {}
    )
    more |= {"quote": "Words.", "wording": "excerpt", "language": "en"} if quoted else {}
    return more | draw(
        _lines(
            "statement",
            speaker=actors,
            issue=issues,
            date=dates,
            stance=st.sampled_from(STANCES),
            audience=st.just(audience),
            made_public=st.none() if audience == "public" else dates,
            voice=st.sampled_from(["self", "spokesperson", "cosigned"]),
            channel=st.sampled_from(["speech", "internal-memo"]),
            verification=st.sampled_from(["unverified", "verified", "disputed"]),
            sources=sources,
            recorded=recorded,
        )
    )


def silences(recorded: SearchStrategy[str] = days) -> SearchStrategy[Line]:
    return _lines(
        "silence",
        actors=st.lists(actors, min_size=1, max_size=3),
        issue=issues,
        date=closed_dates,
        basis=st.sampled_from(["own-search", "reported"]),
        sources=st.none() | sources,
        response=st.sampled_from(["none-found", "no-reply", "declined", "avoided"]),
        recorded=recorded,
    )


def searches(recorded: SearchStrategy[str] = days) -> SearchStrategy[Line]:
    query = st.fixed_dictionaries({"text": st.just("bridge")}, optional={"found": st.just("A.")})
    return _lines(
        "search",
        actors=st.lists(actors, min_size=1, max_size=3, unique=True),
        issue=issues,
        date=closed_dates,
        by=st.just("second reader"),
        where=st.just("web pages"),
        queries=st.none() | st.lists(query, max_size=3),
        found=st.none() | st.just("An article about it."),
        recorded=recorded,
    )


def codings(statement: str, recorded: SearchStrategy[str] = days) -> SearchStrategy[Line]:
    return _lines(
        "coding",
        statement=st.just(statement),
        of_version=st.sampled_from([1, 1, 1, 2]),
        by=st.sampled_from(["second coder", "third coder"]),
        date=days,
        stance=st.sampled_from(STANCES),
        stance_basis=st.sampled_from(["explicit", "inferred"]),
        recorded=recorded,
    )


copies = _lines(
    "copy",
    url=st.sampled_from(["https://example.org/1", "https://en.example.com/2"]),
    sha256=st.sampled_from(["0" * 64, "1" * 64]),
    retrieved=st.none() | days,
    archive_url=st.none() | st.sampled_from(["https://example.net/a", "https://example.net/b"]),
    recorded=days,
)
events = _lines(
    "event",
    date=dates,
    issues=st.lists(issues, min_size=1, max_size=2, unique=True),
    trigger=st.booleans(),
)


def replies(to: str, recorded: SearchStrategy[str] = days) -> SearchStrategy[Line]:
    return _lines("reply", to=st.just(to), by=actors, date=dates, recorded=recorded)


def corrections(records: list[Line], recorded: SearchStrategy[str] = days) -> SearchStrategy[Line]:
    """Draw a correction of one of these records, or of a line that a redaction removed."""

    def corrections_of(line: Line) -> SearchStrategy[Line]:
        name = st.just(line["id"])
        replacements = [
            record["id"]
            for record in records
            if record["kind"] == line["kind"] and record is not line
        ]
        drawn = _lines("correction", corrects=name, recorded=recorded) | _lines(
            "correction",
            corrects=name | st.just("gone"),
            type=st.just("redaction"),
            recorded=recorded,
        )
        if replacements:
            replacing = {
                "type": st.just("supersession"),
                "replacement": st.sampled_from(replacements),
            }
            drawn |= _lines("correction", corrects=name, recorded=recorded, **replacing)
        return drawn

    return st.sampled_from(records).flatmap(corrections_of)


def numbered(lines: list[Line], prefix: str = "r") -> list[Line]:
    """Return the lines, each with an id of its own."""
    return [{**line, "id": f"{prefix}{number}"} for number, line in enumerate(lines)]


@st.composite
def datasets(draw: DrawFn) -> list[Line]:
    fixed = [
        complete({"kind": "person", "id": name, "memberships": draw(memberships)})
        for name in ACTORS[:2]
    ]
    fixed.append(complete({"kind": "organization", "id": "acme"}))
    drawn = ((statements(), 6), (silences(), 4), (searches(), 3), (events, 3), (copies, 2))
    records = numbered(
        [line for lines, most in drawn for line in draw(st.lists(lines, max_size=most))]
    )
    if records:
        answered = st.sampled_from([line["id"] for line in records])
        records += numbered(draw(st.lists(answered.flatmap(replies), max_size=3)), "reply")
        coded = [line["id"] for line in records if line["kind"] == "statement"]
        if coded:
            one_coding = st.sampled_from(coded).flatmap(codings)
            records += numbered(draw(st.lists(one_coding, max_size=3)), "coding")
        records += numbered(draw(st.lists(corrections(records), max_size=2)), "c")
    fixed += draw(publishers)
    return [*fixed, *(draw(issue_lines(name)) for name in ISSUES), *records]
