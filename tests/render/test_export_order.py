"""An export follows from what the records say, not from their files or from how the index came to be."""

from pathlib import Path
from shutil import copytree

import pytest
from tests.datasets import SHIPPED
from tests.exporting import export

from stancetracker.ledger.folder import Folder

PEOPLE = [
    f'{{"kind":"person","id":"{name}","name":"{name.title()}","memberships":[{{"role":"chief"}}]}}\n'
    for name in ("ada", "bo", "cy")
]


def files(exported: Path) -> dict[str, bytes]:
    """What an export wrote: a file, or each file of a folder."""
    if exported.is_dir():
        return {each.name: each.read_bytes() for each in exported.iterdir()}
    return {exported.name: exported.read_bytes()}


def put(folder: Path, **contents: list[str]) -> Folder:
    folder.mkdir(exist_ok=True)
    for name, lines in contents.items():
        (folder / f"{name}.jsonl").write_text("".join(lines))
    return Folder(folder)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "jsonld", "sqlite"])
def test_an_index_that_took_in_a_line_gives_the_same_export_as_one_made_anew(
    tmp_path: Path, kind: str
) -> None:
    folder = Folder(copytree(SHIPPED.path, tmp_path / "data"))
    export(folder, kind, tmp_path / "before")
    with (folder.path / "people.jsonl").open("a") as file:
        file.write(PEOPLE[0])
    (tmp_path / "anew").mkdir()
    extended = export(folder, kind, tmp_path / "export")

    assert files(export(folder, kind, tmp_path / "anew" / "export")) == files(extended)


@pytest.mark.parametrize("kind", ["csv", "jsonld"])
def test_the_same_records_in_other_files_give_the_same_export(tmp_path: Path, kind: str) -> None:
    one = put(tmp_path / "one", a=PEOPLE)
    other = put(tmp_path / "other", a=[PEOPLE[2]], b=[PEOPLE[1], PEOPLE[0]])
    (tmp_path / "else").mkdir()

    assert files(export(one, kind, tmp_path / "export")) == files(
        export(other, kind, tmp_path / "else" / "export")
    )
