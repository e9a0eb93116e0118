"""`stancetracker draft`: records proposed from an article, added one by one as a person says."""

from functools import partial
from pathlib import Path
from typing import Literal

from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural
from stancetracker.cli import options, parser, streams
from stancetracker.cli.options import argument, option

PANEL = "contributors"
EXAMPLES = (
    "stancetracker draft article.txt --issue minneapolis-immigration-operations",
    "stancetracker draft article.txt --issue project-maven-2018 --published 2018-06-01",
)


class Source(parser.Flags):
    """Describe the article as a source."""

    url: str | None = option("URL", "The article's address.")
    publisher: str | None = option("NAME", "Who published it.")
    published: str | None = option("DAY", "When it was published.")
    language: str | None = option("TAG", "Its language, such as en.")


def command(
    dataset: options.Dataset,
    source: Source,
    article: str = argument(
        "ARTICLE",
        "A text, HTML or PDF file, - for standard input, or the address of an archived page.",
        parser=partial(parser.filled, name="ARTICLE"),
    ),
    issue: str = option("NAME", "The issue to read it for."),
    engine: Literal["llm"] | None = option(
        "llm", "Let a language model suggest speakers, stances and translations."
    ),
    model: str | None = option("NAME", "The model, as llm names it."),
    output: Path | None = options.PROPOSALS,
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Propose records from an article: quotations, silences and sums, each with its place.

    On a terminal you accept, edit or skip each; elsewhere they are printed as JSON lines. Only
    people and organizations in the dataset are proposed as speakers. Nothing is written without
    your yes.
    """
    from stancetracker.addons.evidence.draft import draft_apart, read
    from stancetracker.addons.evidence.pages import is_page
    from stancetracker.addons.evidence.suggestions import suggested
    from stancetracker.cli.dialogue import propose
    from stancetracker.contribute.dataset import open_dataset

    if model is not None and engine is None:
        raise UsageError("--model is for --engine llm")
    stated_values = {name: getattr(source, name) for name in Source.flags}
    stated = {name: value for name, value in stated_values.items() if value is not None}
    content = None if article.startswith(("http://", "https://")) else streams.content(article)
    with open_dataset(dataset.folder(), may_be_torn=False) as there, streams.Progress() as progress:
        text = read(there, article, content, issue, stated)
        proposals, unnamed = draft_apart(text, article)
        version = there.version
        if engine is not None:
            proposals = suggested(text, proposals, model, progress)
    try:
        propose(dataset, version, proposals, output, dry_run)
    finally:  # what was added before Ctrl-C is there
        if content is not None and source.url and is_page(content) and not dry_run:
            _keep(dataset, content, article, source.url)
    kinds = [proposal.record["kind"] for proposal in proposals]
    counts = (plural(kinds.count(kind), kind) for kind in ("statement", "silence", "tie"))
    streams.say(f"{', '.join(counts)} proposed")
    if unnamed:
        places = ", ".join(f"{start}-{end}" for start, end in unnamed)
        streams.say(f"{plural(len(unnamed), 'quotation')} not attributed, at {places}")


def _keep(dataset: options.Dataset, content: bytes, name: str, url: str) -> None:
    """Keep the article as the copy of the source of records that were added."""
    from stancetracker.addons.evidence.supply import keep_page

    if keep_page(dataset.folder(quiet=True), content, Path(name).name, url, options.today()):
        streams.say(f"{url}: {Path(name).name} is its copy, from a file you supplied")
