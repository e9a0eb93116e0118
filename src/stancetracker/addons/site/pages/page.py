"""The pages of a site: contents in, HTML out. All addresses within a site are made here."""

import json
import re
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup

from stancetracker.addons.site.figures.card import issue_card
from stancetracker.addons.site.figures.frame import COLUMN, PAGE, Figure, Frame, svg
from stancetracker.addons.site.figures.shapes import themed, without_colours
from stancetracker.addons.site.figures.years import (
    dated_words,
    few_words,
    flagged_words,
    mark_beside_issues,
)
from stancetracker.addons.site.pages import words
from stancetracker.addons.site.pages.quotes import words_in_line
from stancetracker.addons.site.pages.snapshot import Snapshot
from stancetracker.addons.site.pages.words import Link
from stancetracker.addons.site.pictures import can_draw, can_set
from stancetracker.base import dates, forms, wording
from stancetracker.base.errors import UsageError
from stancetracker.base.text import contact_link, in_json, plural
from stancetracker.base.vocabulary import LICENCE_ADDRESSES, SLUG
from stancetracker.index import lookup
from stancetracker.index.record_queries import Silence, Statement
from stancetracker.ledger.files import shipped
from stancetracker.render.formats.html import environment, style, table
from stancetracker.render.timeline import standing_mark
from stancetracker.reports.cells import authority
from stancetracker.reports.remarks import Remark, remark_of
from stancetracker.reports.table import Section

FOLDERS: Final = {
    "issue": "issues",
    "person": "people",
    "organization": "organizations",
    "source": "sources",
    "method": "method",
    "record": "r",
}
"""Where the pages of a kind lie."""
_CONTEXT: Final = "https://schema.org"
_MOST_DRAWN: Final = 40
"""The most rows of a figure on a page; of one with more there is only its file."""
_MOST_DRAWN_NARROW: Final = 12
"""The most on a phone, where a row stands on several lines."""
_EMPTY_LINES: Final = re.compile("\n\n+")
_DAYS: Final = re.compile(r"(\S+–\S+)")
_SYMBOL: Final = re.compile(r'<symbol id="m-([a-z]+)".*?</symbol>\n')
_SHOWN_SYMBOL: Final = re.compile(r'"#m-([a-z]+)"')
STYLES_OF_LISTS: Final = ("page", "lists")
"""The stylesheets of a page that lists people, issues or terms."""
_SLUG: Final = re.compile(SLUG, re.ASCII)
_NEVER_IN_BASE: Final = re.compile(r"[^!$&'()*+,./0-9:;=@A-Z\[\]_a-z~%-]")


class Page(NamedTuple):
    """A page: its template and what that is given, its folder, its title and a sentence on it."""

    template: str
    path: str
    title: str
    description: str
    contents: Mapping[str, Any]
    data: Section | None = None
    """The same as rows, written as JSON and CSV beside it."""
    linked: Mapping[str, Any] | None = None
    """The same for machines, in the words of schema.org."""
    files: Mapping[str, str | bytes] = MappingProxyType({})
    """More files beside it, by name."""
    rules: str = ""
    """Style of its own."""
    styles: tuple[str, ...] = ("page",)
    """The names of its stylesheets."""
    card: str | None = None
    """The drawing that stands for it where it is shared."""
    tools: bool = False
    """True where a script finds, sorts and compares its rows."""
    records: Collection[str] = ()
    """The ids of the records that it shows, whose version it carries."""


def address(kind: str, id: str | None = None) -> str:
    """Return the folder of a page by an id, as `people/ada/`, or of the list of its kind."""
    assert not id or _SLUG.fullmatch(id), id
    return f"{FOLDERS[kind]}/" + (f"{id}/" if id else "")


def render(page: Page, now: Snapshot) -> Iterator[str]:
    """Write a page; it needs nothing but itself."""
    root, site = "../" * page.path.count("/"), now.site
    if page.contents.get("figures") or page.contents.get("strip"):
        text, digest = style("theme", *page.styles, "charts", more=themed() + page.rules)
    else:
        text, digest = style("theme", *page.styles, more=page.rules)

    def href(kind: str, id: str | None = None) -> str:
        # `index.html` is named so that a link works without a server too.
        return f"{root}{address(kind, id)}index.html"

    def actor(id: str) -> str:
        return href(now.actors[id].kind, id) if id in now.actors else ""

    script, script_hash = _script() if page.tools else ("", "")
    template = environment().get_template(f"{page.template}.html.jinja")
    html = template.render(
        page=page,
        shown=now.shown(page.records) if page.records else None,
        site=site,
        contact_link=contact_link(site["contact"]),
        has_way_to_object=now.has_way_to_object,
        forms=forms,
        root=root,
        base=now.base,
        style=text,
        style_hash=digest,
        script=script,
        script_hash=script_hash,
        linked=_linked_block(page.linked) if page.linked else "",
        has_png=can_draw() and can_set(page.card or page.contents.get("card", "")),
        lists={kind: folder.capitalize() for kind, folder in FOLDERS.items() if kind != "record"},
        href=href,
        actor=actor,
        draw=_drawn,
        draw_narrow=_drawn_narrow,
        day=dates.words,
        plural=plural,
        wording=wording,
        standing_mark=standing_mark,
        table=table,
        authority=authority,
        words=words,
        words_in_line=words_in_line,
        sources=lambda record: words.links_of(now.connection, record),
        remark_of=lambda silence: _remark(now, silence),
        translations=lambda record: lookup.values(now.connection, record).get("translations", ()),
        about_record=lambda record: words.about_record(now.connection, record),
        asides=now.asides,
        parts_at_days=_parts_at_days,
        few_words=few_words,
        flagged_words=flagged_words,
        last_recorded=now.last_recorded,
        dated_words=dated_words,
        mark_beside_issues=mark_beside_issues,
        **page.contents,
    )
    # A page holds the shapes that it shows, and no others; no text of others can look like one.
    html = _EMPTY_LINES.sub("\n", html)
    shown_symbols = {*_SHOWN_SYMBOL.findall(html)}
    html = _SYMBOL.sub(lambda symbol: symbol[0] if symbol[1] in shown_symbols else "", html)
    yield html.strip() + "\n"


def _remark(now: Snapshot, silence: Silence) -> Remark:
    """Return the sentence of a silence's source.

    Its language is not known where the first source gives none and another is in a foreign one.
    """
    home = now.site["language"]
    remark = remark_of(silence, home)
    if remark.language is None:
        languages = {link.language for link in words.links_of(now.connection, silence.id)}
        if languages - {None, home}:
            return remark._replace(language="")
    return remark


def _parts_at_days(text: str) -> list[str]:
    """Return a headline in parts, of which every second is days that stay on one line: `26–27`."""
    return _DAYS.split(text)


def _drawn(figure: Figure) -> Markup:
    """Draw a figure as wide as a page and as wide as a phone; a page shows the one that fits.

    With very many rows there is only its file, since the page has them as text; on a phone, with
    many.
    """
    if figure.rows > _MOST_DRAWN:
        return Markup()
    drawn = _framed("broad", figure, PAGE, f"{figure.name}-w")
    if figure.rows <= _MOST_DRAWN_NARROW:
        drawn += _framed("narrow", figure, COLUMN, figure.name)
    return drawn


def _drawn_narrow(figure: Figure) -> Markup:
    """Draw a figure as wide as a phone, whatever the width of the page."""
    return _framed("column", figure, COLUMN, figure.name)


def _framed(name: str, figure: Figure, frame: Frame, id: str) -> Markup:
    drawing = without_colours(svg(figure, frame, id))
    return Markup(f'<div class="{name}">{drawing}</div>')  # noqa: S704  # it escapes every text


@cache
def _script() -> tuple[Markup, str]:
    """Return the one script of pages, and the hash by which their policy allows no other."""
    # As it stands on a page, which has no empty lines.
    text = _EMPTY_LINES.sub("\n", shipped(Path(__file__).parents[1] / "templates" / "page.js"))
    digest = b64encode(sha256(text.encode()).digest()).decode()
    return Markup(text), f"sha256-{digest}"  # noqa: S704  # our own file


def _linked_block(linked: Mapping[str, Any]) -> Markup:
    filled = {name: value for name, value in linked.items() if value not in (None, "", [])}
    return data_block(filled)


def data_block(data: Mapping[str, Any]) -> Markup:
    """Write data for machines so that nothing in it can end the block or run."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(in_json(text))  # noqa: S704  # no sign of markup is left


def dataset(
    now: Snapshot,
    name: str,
    description: str,
    path: str,
    *,
    version: str,
    day: str,
    since: str,
    until: str | None,
) -> dict[str, Any]:
    """Return a page about an issue, or the front page, as a schema.org Dataset.

    `day` is that of its newest record, `since` and `until` the first and last day that it is about,
    if it has a last one.
    """
    site = now.site
    types = {"csv": "text/csv", "json": "application/json"} if path else {}
    at = f"{now.base or ''}{path}index"
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "name": name,
        "description": description,
        "creator": {"@type": "Organization", "name": site["publisher"] or site["title"]},
        "license": LICENCE_ADDRESSES.get(site["licence"], site["licence"]),
        "version": version,
        "dateModified": day,
        "temporalCoverage": f"{since}/{until or day}",
        "inLanguage": site["language"],
        "isAccessibleForFree": True,
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": type, "contentUrl": f"{at}.{extension}"}
            for extension, type in types.items()
        ],
    }


def quotation(statement: Statement, issue: str, kind: str, sources: list[Link]) -> dict[str, Any]:
    """Return a statement as a schema.org Quotation, or as a Claim where it has only a summary."""
    speaker = {"@type": "Person" if kind == "person" else "Organization", "name": statement.name}
    public = statement.audience == "public"
    is_day = len(statement.date) == 10
    return {
        "@context": _CONTEXT,
        "@type": "Quotation" if statement.quote else "Claim",
        "text": statement.quote,
        "abstract": statement.summary,
        "inLanguage": statement.language,
        "spokenByCharacter" if statement.quote else "author": speaker,
        "datePublished": statement.date if public and is_day else None,
        "dateCreated": statement.date if not public and is_day else None,
        "about": issue,
        "citation": [source.url or source.text for source in sources],
    }


def figure_files(figures: Iterable[Figure], credit: str) -> dict[str, str | bytes]:
    """Return figures as files that others can reuse."""
    return {
        f"{figure.name}.svg": svg(figure, PAGE, "figure", alone=True, credit=credit) + "\n"
        for figure in figures
    }


def drawn_card(
    day: str, kicker: str, title: str, marks: Sequence[tuple[str, int]], foot: str, credit: str
) -> str:
    """Draw a card; `day` is the last on which anything that it shows was recorded."""
    return issue_card(kicker, wording.recorded_by(day), title, marks, foot, credit) + "\n"


def base(url: str) -> str:
    """Return the address of a site with a slash at its end, ready to be joined with paths.

    Raises UsageError for any other text.
    """
    try:
        parts = urlsplit(url)
        sound = (
            parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        )
        _ = parts.port
    except ValueError:
        sound = False
    if not sound or _NEVER_IN_BASE.search(url):
        raise UsageError(f"not a site's address: {url}", "give one as https://example.org/ledger/")
    return url.rstrip("/") + "/"
