"""The styles of a citation: plain text, BibTeX and CSL JSON."""

import json
from collections.abc import Mapping
from typing import Any, Final

from stancetracker.base import dates, wording
from stancetracker.base.text import in_json, visible
from stancetracker.reports.table import columns, joined

_ESCAPES: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        # BibTeX counts a brace even behind a backslash.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "#$%&_"},
    }
)
_IN_ADDRESS: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
UNSAID: Final = {"type": "dataset", "title": "", "sentence": ""} | dict.fromkeys(
    columns(
        "record issue actor home genre author publisher date source archive_url retrieved language via mark"
    )
)
"""The fields of a citation that may be left out.

`home` is the address of the ledger, `source` the address or citation of the first source of the record, `via` who
published that, the original publisher first, and `mark` says that a record is withdrawn.
"""


def styled(cited: Mapping[str, Any]) -> dict[str, str]:
    """Return a citation in each style: as one sentence (`text`), a BibTeX entry, and a CSL-JSON array of one item.

    What the ledger itself says (`ours`) has the ledger's author and address, and names its source in the note;
    another's words, and the page that reports them, have their own.
    """
    ours, sentence, record = cited["ours"], cited["sentence"], cited["record"]
    address = cited["home"] if ours else cited["source"]
    address = address if address and address.startswith(("http://", "https://")) else None
    archived = cited["archive_url"] and f"archived at {cited['archive_url']}"
    retrieved = cited["retrieved"] and f"retrieved {dates.words(cited['retrieved'])}"
    is_named = any(f"{word} {cited['via']}" in sentence for word in ("by", "via"))
    origin = joined(", ", not is_named and cited["via"], cited["source"], archived, retrieved)
    data = f"stancetracker data {cited['version']}, {wording.as_of_words(cited['as_of'], cited['known_by'])}"

    ledger = (cited["dataset"], cited["home"]) if ours else ()
    told = (
        sentence.removesuffix("."),
        origin,
        record if record != cited["issue"] else None,
        *ledger,
        data,
    )
    # Said in the note is what no field of an entry says.
    said = sentence if sentence != cited["title"] else cited["mark"]
    found = (origin,) if ours else (None if address else cited["source"], archived)
    note = (said, *found, record and f"record {record}", None if ours else cited["dataset"], data)
    whole = {**cited, "address": address, "note": _line(joined("; ", *note))}
    return {
        "text": f"{_line(joined(', ', *told))}.",
        "bibtex": _bibtex(whole),
        "csl_json": _csl_json(whole),
    }


def _bibtex(cited: Mapping[str, Any]) -> str:
    """Return a BibTeX entry with a key that stays the same."""
    date = None if (cited["date"] or "").startswith("..") else cited["date"]
    fields = {
        # A name in braces is not taken apart.
        "author": f"{{{_escaped(cited['author'])}}}" if cited["author"] else None,
        "title": f"{{{_escaped(cited['title'])}}}",
        "date": date,
        "year": date and date[:4],
        "howpublished": _escaped(cited["genre"]),
        "publisher": _escaped(cited["publisher"]),
        "version": _escaped(cited["version"]),
        "langid": _escaped(cited["language"]),
        "url": _line(cited["address"] or "").translate(_IN_ADDRESS),
        "urldate": None if cited["ours"] else cited["retrieved"],
        "note": _escaped(cited["note"]),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{cited['key']},\n{lines}}}"


def _csl_json(cited: Mapping[str, Any]) -> str:
    ours = cited["ours"]
    fields = {
        "id": cited["key"],
        "type": cited["type"],
        "title": _line(cited["title"]),
        "author": cited["author"] and [{"literal": cited["author"]}],
        "issued": _csl_date(cited["date"]),
        "accessed": None if ours else _csl_date(cited["retrieved"]),
        "container-title": cited["dataset"] if ours else None,
        **{name: cited[name] for name in ("publisher", "genre", "language", "version")},
        "URL": cited["address"],
        "archive_location": None if ours else cited["archive_url"],
        "note": cited["note"],
    }
    item = {name: value for name, value in fields.items() if value}
    return in_json(json.dumps([item], ensure_ascii=False, indent=2))


def _csl_date(date: str | None) -> dict[str, Any] | None:
    """Format an interval, as precisely as it is known; an open start is left out."""
    if date is None:
        return None
    parts = [part for part in date.split("/") if part != ".."]
    return {"date-parts": [[int(number) for number in part.split("-")] for part in parts]}


def _escaped(text: str | None) -> str:
    return _line(text or "").translate(_ESCAPES)


def _line(text: str) -> str:
    """Return text on one line with control characters escaped."""
    return visible(" ".join(text.split()))
