"""A silence put in the place of another, without an actor who had spoken."""

from collections.abc import Mapping, Sequence
from typing import Any

from stancetracker.base.errors import UsageError
from stancetracker.contribute.dataset import Dataset
from stancetracker.contribute.names import ACTOR_KINDS


def silence_without(
    dataset: Dataset, silence: str | None, names: Sequence[str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return a silence without actors, by names, and what a correction says that puts it there.

    Where nobody is left the silence is empty, and the correction retracts.

    Raises UsageError where the id is that of no silence, or it doesn't have the actor.
    """
    values = dataset.values(silence or "")
    if not silence or values.get("kind") != "silence":
        raise UsageError("--without applies only to a silence", "name it: --corrects ID")
    without = [dataset.names.id_of_typed(name, ACTOR_KINDS) for name in names]
    for actor in without:
        if actor not in values["actors"]:
            raise UsageError(f"{silence} doesn't name {actor}: {', '.join(values['actors'])}")
    remaining = [actor for actor in values["actors"] if actor not in without]
    if not remaining:
        return {}, {"type": "retraction"}
    id = _next_id(dataset, silence)
    unchanged = {name: value for name, value in values.items() if name != "recorded"}
    replacement = {**unchanged, "id": id, "actors": remaining}
    return replacement, {"type": "supersession", "replacement": id}


def _next_id(dataset: Dataset, id: str) -> str:
    stem, mark, number = id.rpartition("-v")
    if not (mark and number.isdigit()):
        stem, number = id, "1"
    version = int(number) + 1
    while dataset.values(f"{stem}-v{version}"):
        version += 1
    return f"{stem}-v{version}"


def with_day(record: Mapping[str, Any], recorded: str | None) -> dict[str, Any]:
    """Return a record with the day on which it became known, if that is stated."""
    return {**record, "recorded": recorded} if recorded else dict(record)
