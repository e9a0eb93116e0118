"""Datasets for sites in a browser: a small one with three editions, a large one, a hostile one."""

from itertools import cycle
from typing import Any, Final

from tests.datasets import SOURCE, Line, complete, lines_of

from stancetracker.render.timeline import MOST_ROWS

HIT: Final = "window.__hit=1"
"""What a script in the hostile dataset would do."""
LONG: Final = "Ö" * 10_000
"""A name without a place to break at."""
MARKUP: Final = (
    f"<script>{HIT}</script>",
    f"</style></title></textarea><script>{HIT}</script>",
    f'"><img src=x onerror="{HIT}"><svg onload={HIT}>',
    f"' onmouseover='{HIT}' autofocus onfocus='{HIT}",
    f"<iframe srcdoc='<script>parent.{HIT}</script>'></iframe><base href=//example.org/>",
    f"-->]]><!--<![CDATA[<script>{HIT}</script>",
    f"javascript:{HIT}",
    f"{{{{ ''.__class__ }}}} {{% raw %}} ${{{HIT}}} &lt;b&gt; &#x27;",
    "<meta http-equiv=refresh content='0;url=https://example.org/'><style>*{display:none}</style>",
)
"""What would run, load, hide or break out of its place, if it were taken for markup."""
SCRIPTURES: Final = (
    "قال إن الجسر يجب أن يُبنى (2026) <b>",
    "הגשר צריך להיבנות!",
    "Z̴̧̢̛͔̳̮̤̣͈̦̼͑̃a̷̢̨l̵̡g̶̛o" * 50,
    "👩‍👩‍👧‍👦 🏳️‍🌈 桥应该建",
)
CONTROLS: Final = "\u202egnp.exe\u202c \u2066x\u2069 \x1b[31mred\x07 \x9b0m"
"""What would reorder or colour text; `check` refuses it, an answer shows it as escapes."""
IDS_OF_A_PAGE: Final = (
    *(
        "content",
        "changed",
        "stand",
        "when",
        "many",
        "demands",
        "context",
        "events",
        "panel",
        "others",
    ),
    *("method", "corrections", "cite", "data", "grid", "index"),
    *("show-all", "show-silent", "m-against", "m-silent"),
)
"""Names that a page has for parts of its own; people may have them for ids."""


def bridges() -> list[Line]:
    """Return a dataset with every standing and flag, in three editions.

    {"kind": "dataset", "url": "https://example.org/bridges/"}
    {"kind": "organization", "id": "acme", "name": "Acme"} {"kind": "organization", "id": "city", "name": "The City"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "CEO", "organization": "acme"}], "other_names": ["A. A."]}
    {"kind": "person", "id": "bo", "memberships": [{"role": "mayor", "organization": "city"}]}
    {"kind": "person", "id": "cy", "memberships": [{"role": "engineer", "end_date": "2025"}]}
    {"kind": "person", "id": "dee"} {"kind": "person", "id": "eve"} {"kind": "person", "id": "fay"}
    {"kind": "person", "id": "gus"} {"kind": "person", "id": "hal"} {"kind": "person", "id": "ida"}
    {"kind": "person", "id": "jo"} {"kind": "person", "id": "kit"} {"kind": "person", "id": "lou"}
    {"kind": "issue", "id": "bridge",
     "panel": ["ada", "bo", "cy", "dee", "eve", "fay", "gus", "hal", "ida", "jo", "kit"]}
    {"kind": "issue", "id": "ferry", "title": "The ferry", "proposition": "The ferry should stay",
     "panel": ["ada", "bo", "lou"], "since": "2025-11-01", "until": "2026-01-31"}
    {"kind": "issue", "id": "toll", "title": "The toll", "proposition": "The toll is fair"}
    {"kind": "event", "id": "vote", "trigger": true,
     "sources": [{"url": "https://example.org/vote", "tier": "primary"}]}
    {"kind": "event", "id": "flood", "title": "A flood", "date": "2026-02-16", "issues": ["bridge"], "trigger": true}
    {"kind": "petition", "id": "letter", "organizers": ["city"], "addressees": ["ada", "dee"],
     "demands": [{"id": "stop", "text": "Stop the works"}, {"id": "ask", "text": "Ask the town"}],
     "signatures": [{"date": "2026-01-06", "at_least": 12}]}

    {"kind": "statement", "id": "ada-1", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
    {"kind": "statement", "id": "ada-2", "speaker": "ada", "date": "2026-01-10/2026-01-20", "stance": "against",
     "quote": "It costs more than it carries, and I said so.", "wording": "verbatim", "language": "en",
     "demands": ["letter/stop"], "sources":
     [{"url": "https://example.org/a", "tier": "primary"}]}
    {"kind": "copy", "id": "kept", "url": "https://example.org/a", "archive_url": "https://web.archive.org/web/2026/x"}
    {"kind": "statement", "id": "bo-1", "speaker": "bo", "date": "2026-01", "stance": "favor",
     "quote": "الجسر يجب أن يُبنى", "wording": "verbatim", "language": "ar"}
    {"kind": "statement", "id": "cy-1", "speaker": "cy", "date": "../2026-01-26", "stance": "mixed",
     "quote": "Partly so, partly not.", "wording": "translation", "language": "en", "recorded": "2026-02-10"}
    {"kind": "statement", "id": "dee-1", "speaker": "dee", "date": "2026-01-12", "stance": "neither"}
    {"kind": "statement", "id": "eve-1", "speaker": "eve", "date": "2026-01-12", "stance": "against",
     "audience": "internal", "made_public": "2026-01-20", "channel": "internal-memo"}
    {"kind": "statement", "id": "jo-1", "speaker": "jo", "date": "2026-02-25", "stance": "favor",
     "verification": "disputed", "recorded": "2026-03-01"}
    {"kind": "statement", "id": "lou-1", "speaker": "lou", "date": "2026-01-12", "stance": "against"}
    {"kind": "statement", "id": "lou-2", "speaker": "lou", "issue": "ferry", "date": "2026-01-02", "stance": "favor"}
    {"kind": "statement", "id": "lou-3", "speaker": "lou", "issue": "toll", "date": "2026-01-02", "stance": "favor"}
    {"kind": "silence", "actors": ["eve", "fay", "jo"], "date": "2026-02-20", "recorded": "2026-03-01"}
    {"kind": "silence", "actors": ["eve", "fay", "gus"], "date": "2026-01-15"}
    {"kind": "silence", "actors": ["hal"], "date": "2026-01-20", "basis": "asked", "response": "declined",
     "asked_on": "2026-01-18"}
    {"kind": "silence", "actors": ["gus"], "date": "2026-02-05", "basis": "asked", "response": "no-reply",
     "asked_on": "2026-02-01", "recorded": "2026-02-10"}
    {"kind": "silence", "actors": ["ida"], "date": "2026-02-03", "basis": "reported", "response": "avoided",
     "recorded": "2026-02-10"}
    {"kind": "silence", "actors": ["ada", "bo"], "issue": "ferry", "date": "2026-01-15"}
    {"kind": "tie", "id": "steel", "type": "contract", "actor": "ada", "counterparty": "city", "title": "Steel",
     "amount": {"value": 1000000, "currency": "USD", "bound": "at-least"}, "period": "2025"}
    {"kind": "tie", "id": "ball", "type": "attendance", "actor": "fay", "event": "vote", "date": "2026-01-10"}
    {"kind": "statement", "id": "dee-0", "speaker": "dee", "date": "2026-01-08", "stance": "against"}
    {"kind": "correction", "id": "wrong", "corrects": "dee-0", "recorded": "2026-02-10"}
    {"kind": "reply", "id": "answer", "to": "ada-2", "by": "ada", "recorded": "2026-03-01"}
    """
    return lines_of(bridges.__doc__)


def large() -> list[Line]:
    """Return more people than a page has rows for, a third in favor and a third against, on many days."""
    everybody = [f"p-{number}" for number in range(MOST_ROWS + 10)]
    spoke = [actor for number, actor in enumerate(everybody) if number % 3]
    days = (f"2026-01-{1 + number % 28:02}" for number in range(len(spoke)))
    statements = zip(spoke, days, cycle(("favor", "against")), strict=False)
    return [
        _line("dataset"),
        _line("issue", id="bridge", panel=everybody),
        _line("event", id="vote", trigger=True),
        _line("organization", id="city"),
        *(_line("person", id=actor) for actor in everybody),
        *(
            _line("statement", speaker=actor, date=day, stance=stance)
            for actor, day, stance in statements
        ),
        _line("silence", actors=sorted({*everybody[:-5]} - {*spoke}), date="2026-01-25"),
    ]


def hostile() -> list[Line]:
    """Return what strangers may send and the ledger accepts: markup in every text, endless names, odd ids."""
    markup = MARKUP
    everybody = [*(f"x-{number}" for number in range(len(markup))), "long", "words", *IDS_OF_A_PAGE]
    issue_texts = {
        "title": markup[1],
        "proposition": f"{markup[2]} {LONG}",
        "panel_rule": f"{markup[0]} {markup[4]}",
    }
    return [
        _line(
            "dataset", title=markup[0], publisher=markup[1], licence=markup[2], contact=markup[3]
        ),
        _line("issue", id="bridge", panel=everybody, **issue_texts),
        _line("organization", id="corp", name=markup[2] + LONG),
        _line("event", id="vote", title=markup[0] + LONG, trigger=True),
        *(
            _line("person", id=f"x-{number}", name=text, memberships=[{"role": text}], note=text)
            for number, text in enumerate(markup)
        ),
        _line("person", id="long", name=LONG, memberships=[{"role": LONG}]),
        _line("person", id="words", name="Anna Maria " * 900 + "Li"),
        *(_line("person", id=name, name=f"Of {name}") for name in IDS_OF_A_PAGE),
        *(_statement(number, text) for number, text in enumerate((*markup, *SCRIPTURES))),
        _line("silence", actors=["long"], date="2026-01-15", checked_by=LONG, searched=[markup[0]]),
        _line(
            "silence", actors=["show-silent", "m-against"], date="2026-01-15", checked_by=markup[2]
        ),
        _line("tie", actor="words", counterparty="corp", title=markup[4] + LONG),
        _line("correction", corrects="s-1", reason=markup[0], editor=markup[1]),
        _line("reply", to="s-0", by="x-0", text=f"{markup[0]}\n\n{SCRIPTURES[0]}", language="ar"),
    ]


def _line(kind: str, **fields: Any) -> Line:
    return complete({"kind": kind, **fields})


def _statement(number: int, text: str) -> Line:
    address = (
        f"https://example.org/'onmouseover='{HIT}'?a=<&".replace("<", "%3C")
        + f"javascript:{number}"
    )
    return _line(
        "statement",
        id=f"s-{number}",
        date="2026-01-12",
        wording="verbatim",
        language="en",
        **dict.fromkeys(("quote", "summary", "label"), text),
        speaker=f"x-{number}" if number < len(MARKUP) else IDS_OF_A_PAGE[number - len(MARKUP)],
        stance=("favor", "against", "mixed", "neither")[number % 4],
        sources=[
            {"citation": text, "tier": "primary", "publisher": text, "title": text},
            {**SOURCE, "url": address, "title": text},
        ],
    )
