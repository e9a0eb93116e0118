"""`stancetracker scan`: an archive of actors' own words, searched for an issue's terms."""

from functools import partial
from pathlib import Path

from stancetracker.cli import options, parser, streams
from stancetracker.cli.options import argument, option

PANEL = "contributors"
EXAMPLES = (
    "stancetracker scan releases.jsonl --issue minneapolis-immigration-operations",
    "stancetracker scan releases.jsonl --issue dobbs-2022 --about releases.toml",
)


def command(
    dataset: options.Dataset,
    archive: Path = argument(
        "ARCHIVE",
        "A folder of texts, JSON lines, an mbox, a feed or a WARC.",
        parser=partial(parser.path, name="ARCHIVE"),
    ),
    issue: str = option("NAME", "The issue whose terms to look for."),
    actor: str | None = option("NAME", "Whose words to read; by default, everyone's."),
    about: Path | None = option("FILE", "A description of the archive, in TOML."),
    checked_by: str | None = option("NAME", "Who signs the silences."),
    output: Path | None = options.PROPOSALS,
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Search a complete archive of actors' own words, and propose statements and silences.

    A silence says what was read. If the archive has gaps, or does not say what it covers, a
    silence is a question. Nothing is written without your yes.
    """
    from stancetracker.addons.evidence.scan import Scan
    from stancetracker.cli.dialogue import propose
    from stancetracker.contribute.dataset import open_dataset
    from stancetracker.contribute.document import load

    document = load(b"" if about is None else streams.content(about), str(about))
    with open_dataset(dataset.folder(), may_be_torn=False) as there, streams.Progress() as progress:
        scan = Scan(there, issue, document, options.today(), actor, checked_by)
        proposals, notes = scan.read(archive, progress)
        version = there.version
    propose(dataset, version, proposals, output, dry_run)
    streams.say(*notes)
