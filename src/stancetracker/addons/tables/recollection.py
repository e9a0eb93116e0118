"""Read what a table said last from its records, where no memory of it is kept."""

from collections import defaultdict
from collections.abc import Iterator

from stancetracker.addons.tables.history import History
from stancetracker.addons.tables.memberships import held
from stancetracker.addons.tables.memory import Claim, Memory, RowMemory, Version
from stancetracker.addons.tables.values import RECORDED


def recollected(history: History, name: str) -> Memory:
    """Return what the records of a table say that it said last, row by row."""
    said_by_stem: dict[str, list[tuple[Claim, str]]] = defaultdict(list)
    days = set[str]()
    for base in history.bases:
        stem = base.rpartition("-")[0]
        ids = history.records([base])
        if ids:
            days |= {str(day) for id in ids if (day := history.values(id).get(RECORDED))}
            claim = _claim(history, base, ids)
            said_by_stem[stem].append((claim, _actor(history, ids)))
    rows = {}
    for stem, pairs in said_by_stem.items():
        actors = tuple(dict.fromkeys(actor for _, actor in pairs if actor))
        rows[stem] = RowMemory(
            stem,
            actors=actors,
            roles={
                actor: held(record["memberships"])
                for actor in actors
                if "memberships" in (record := history.values(actor))
            },
            claims=tuple(_with_uses(pairs)),
        )
    newest = (Version(max(days), "", len(rows)),) if days else ()
    return Memory(name, newest, rows)


def _claim(history: History, base: str, ids: list[str]) -> Claim:
    """Return what a row said last in one of its records."""
    last = ids[-1]
    silences = [id for id in ids if history.values(id).get("kind") == "silence"]
    statements = [id for id in ids if id not in silences]
    values = history.values(last)
    kind = "" if history.fate(last).is_taken_back else str(values.get("kind", "statement"))
    return Claim(
        str(values.get("issue", "")),
        0,
        kind,
        (base,),
        statements[-1] if statements else "",
        None,
        _newest_silence(history, silences),
    )


def _newest_silence(history: History, silences: list[str]) -> str:
    """Return the newest silence of a row, perhaps one of a version for all alike.

    One that an editor withdrew counts too: the actor was taken out of it.
    """
    if not silences:
        return ""
    values = history.values(silences[-1])
    history.read([values["issue"]])
    entries = (
        entry
        for actor in values["actors"]
        for entry in history.silences_of_table(actor, values["issue"])
    )
    newest = max(entries, key=lambda entry: (entry.first, entry.id), default=None)
    return newest.id if newest else silences[-1]


def _actor(history: History, ids: list[str]) -> str:
    values = history.values(ids[-1])
    named = values.get("actors") or [values.get("speaker") or values.get("actor") or ""]
    return str(named[0])


def _with_uses(pairs: list[tuple[Claim, str]]) -> Iterator[Claim]:
    """Yield what a row said with the number of each of its records on one issue."""
    uses: dict[str, int] = defaultdict(int)
    for claim, _ in pairs:
        yield Claim(**{**vars(claim), "use": uses[claim.issue]})
        uses[claim.issue] += 1
