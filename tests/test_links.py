"""Links that leave the repository: they lead somewhere once the address is stated, wherever they are read.

The address is the repository's own, or a stand-in while it has none.
"""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from email import message_from_string
from email.message import Message
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.addons.site.pages.sites import astray, parse_page
from tools import address
from tools.address import Repository

from stancetracker.addons.site.pages.site import build
from stancetracker.api import load
from stancetracker.ledger.folder import Folder

ROOT = Path(__file__).parents[1]
STAND_IN = """
address = "https://example.org/them/stancetracker"
pages = "https://example.org/pages"
"""
NOWHERE = re.compile(r'^address = "".*\n', re.MULTILINE)
ON_GITHUB = Repository(
    "https://github.com/Them/stancetracker", "https://them.github.io/stancetracker/", "1.2.3"
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the repository that states its address, in every file that holds it."""
    copy = tmp_path_factory.mktemp("published") / "repository"
    # What other tests write meanwhile, such as what they cover, may be gone when it is copied.
    left_out = shutil.ignore_patterns(
        ".git", ".venv*", ".*_cache", ".coverage*", "__pycache__", "build", "tests"
    )
    shutil.copytree(ROOT, copy, ignore=left_out)
    project = copy / "pyproject.toml"
    project.write_text(NOWHERE.sub(STAND_IN, project.read_text(encoding="utf-8")), encoding="utf-8")
    for name, text in address.filled(copy).items():
        (copy / name).write_text(text, encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def wheel(published: Path) -> Message:
    """Return the metadata of the wheel, with README as its text."""
    pytest.importorskip("hatchling")
    folder = published.parent / "dist"
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=published, check=True, capture_output=True)
    [path] = folder.glob("*.whl")
    with zipfile.ZipFile(path) as opened:
        [name] = [name for name in opened.namelist() if name.endswith("/METADATA")]
        return message_from_string(opened.read(name).decode())


@pytest.fixture(scope="module")
def docs(published: Path) -> Path:
    """Return the folder of the docs as a site."""
    for library in ("furo", "myst_parser", "sphinx"):
        pytest.importorskip(library)
    folder = published.parent / "pages" / "docs"
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", "docs", str(folder)]
    subprocess.run(command, cwd=published, check=True)
    return folder


@pytest.fixture(scope="module")
def site(published: Path) -> Path:
    """Return the folder of the dataset's pages."""
    folder = published.parent / "site"
    build(Folder(published / "data"), folder, cache=published.parent / "cache")
    return folder


def missing(links: Iterator[str], base: str, folder: Path) -> list[str]:
    """Return the links that begin with an address and lead to nothing in its folder."""
    inside = [link.removeprefix(base).partition("#")[0] for link in links if link.startswith(base)]
    assert inside
    return [
        path
        for path in inside
        if not (
            folder / path / "index.html" if path.endswith("/") or not path else folder / path
        ).is_file()
    ]


def test_an_index_shows_the_links_of_a_repository_on_github() -> None:
    assert {
        "Homepage": "https://them.github.io/stancetracker/",
        "Documentation": "https://them.github.io/stancetracker/docs/",
        "Source": "https://github.com/Them/stancetracker",
        "Issues": "https://github.com/Them/stancetracker/issues",
        "Changelog": "https://them.github.io/stancetracker/docs/changelog.html",
    } == ON_GITHUB.urls()


def test_links_of_the_readme_lead_to_the_files_of_its_version() -> None:
    text = "[a](LICENSE) [b](docs/a.md#b-c) [c](#here) [d](https://example.org/)"

    assert ON_GITHUB.readme(text) == (
        "[a](https://github.com/Them/stancetracker/blob/v1.2.3/LICENSE)"
        " [b](https://github.com/Them/stancetracker/blob/v1.2.3/docs/a.md#b-c)"
        " [c](#here) [d](https://example.org/)"
    )
    assert Repository("", "", "1.2.3").readme(text) == text


@pytest.mark.parametrize(
    ("settings", "repository"),
    [
        ('address = ""', Repository("", "", "1.2.3")),
        ('address = "https://github.com/Them/stancetracker/"', ON_GITHUB),
        (
            STAND_IN,
            Repository(
                "https://example.org/them/stancetracker", "https://example.org/pages/", "1.2.3"
            ),
        ),
    ],
)
def test_the_address_is_stated_once(tmp_path: Path, settings: str, repository: Repository) -> None:
    stated(tmp_path, settings)

    assert repository == address.read(tmp_path)


@pytest.mark.parametrize(
    ("stated_address", "why"),
    [
        ("github.com/them/stancetracker", "not a repository's address"),
        ("https://github.com/them", "not a repository's address"),
        ("https://example.org/them/stancetracker", "`pages` is needed"),
    ],
)
def test_an_address_that_is_none_is_refused(tmp_path: Path, stated_address: str, why: str) -> None:
    stated(tmp_path, f'address = "{stated_address}"')

    with pytest.raises(ValueError, match=why):
        address.read(tmp_path)


def stated(root: Path, settings: str) -> None:
    (root / "pyproject.toml").write_text(f"[tool.stancetracker]\n{settings}\n")
    package = root / "src" / "stancetracker" / "base" / "__init__.py"
    package.parent.mkdir(parents=True)
    package.write_text('__version__ = "1.2.3"\n')


def test_every_file_that_holds_the_address_has_it(published: Path) -> None:
    repository = address.read(published)
    citation = (published / "CITATION.cff").read_text(encoding="utf-8")
    github = (published / "docs" / "github.md").read_text(encoding="utf-8")
    dataset = json.loads((published / "data" / "dataset.jsonl").read_text(encoding="utf-8"))

    assert f"\nrepository-code: {repository.address}\nurl: {repository.docs}\n" in citation
    assert citation.endswith(f"\n    url: {repository.pages}\n")
    assert f"uses: {repository.name}@COMMIT # v{repository.version}\n" in github
    assert f"- repo: {repository.address}\n    rev: v{repository.version}\n" in github
    assert "url" in dataset


def test_a_dataset_on_github_gets_the_addresses_that_it_has_not() -> None:
    fill = address.FILES["data/dataset.jsonl"]
    pages = '"url":"https://them.github.io/stancetracker/"'
    forms = '"forms":"https://github.com/Them/stancetracker/issues/new/choose"'

    assert fill(ON_GITHUB, '{"contact":"Us"}\n') == f'{{"contact":"Us",{pages},{forms}}}\n'
    assert fill(ON_GITHUB, '{"contact":"Us","url":"https://us.example/"}\n') == (
        f'{{"contact":"Us","url":"https://us.example/",{forms}}}\n'
    )


def test_no_file_holds_another_address_or_version() -> None:
    assert address.filled(ROOT) == {
        name: (ROOT / name).read_text(encoding="utf-8") for name in address.FILES
    }


def test_the_address_is_put_into_a_file_once(published: Path) -> None:
    assert address.filled(published) == {
        name: (published / name).read_text(encoding="utf-8") for name in address.FILES
    }


def test_no_example_names_a_repository_that_is_not_there(published: Path) -> None:
    """But for the page that says how to state the address."""
    pages = [*published.glob("*.md"), *(published / "docs").rglob("*.md"), published / "action.yml"]

    assert ["releasing.md"] == [
        path.name for path in pages if address.NO_NAME in path.read_text(encoding="utf-8")
    ]


def test_every_link_of_the_readme_in_a_wheel_leads_to_a_file(
    published: Path, wheel: Message
) -> None:
    repository = address.read(published)
    links = re.findall(r"\]\(([^)]+)\)", str(wheel.get_payload()))

    assert [] == [link for link in links if not link.startswith(("https://", "#"))]
    assert [] == missing(iter(links), repository.file(""), ROOT)


@pytest.mark.slow
def test_every_link_of_the_docs_and_of_an_index_leads_to_a_page(
    published: Path, wheel: Message, docs: Path
) -> None:
    repository = address.read(published)
    links = dict(entry.split(", ") for entry in wheel.get_all("Project-URL", []))

    assert links == repository.urls()
    assert [] == missing(iter(links.values()), repository.docs, docs)
    assert [] == [
        problem for problem in astray(docs) if not problem.endswith(("no rel", "leaves the site"))
    ]
    for page in docs.rglob("*.html"):
        for _, link, rel in parse_page(page).addresses:
            if rel == "canonical":
                assert [] == missing(iter([link]), repository.docs, docs)


@pytest.mark.slow
def test_every_whole_link_of_the_site_and_its_feeds_leads_to_a_page(
    published: Path, site: Path
) -> None:
    base = json.loads((published / "data" / "dataset.jsonl").read_text(encoding="utf-8"))["url"]
    feeds = [*site.rglob("feed.xml"), site / "sitemap.xml"]
    cards = re.compile(r'<meta property="og:(?:image|url)" content="([^"]+)"')

    assert [] == list(astray(site))
    assert 1 < len(feeds)
    for path in feeds:
        elements = [*ElementTree.parse(path).iter()]
        links = [element.attrib.get("href") or element.text or "" for element in elements]
        assert [] == missing(iter(links), base, site), path
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if found := cards.findall(text):
            assert [] == missing(iter(found), base, site), path
    assert f'url: "{base}"' in (site / "CITATION.cff").read_text(encoding="utf-8")


def test_a_citation_names_the_address_of_the_dataset(published: Path, tmp_path: Path) -> None:
    dataset = json.loads((published / "data" / "dataset.jsonl").read_text(encoding="utf-8"))
    ledger = load(published / "data", cache=tmp_path)
    [citation] = ledger.cite("minneapolis").sections[0].rows

    for style in ("text", "bibtex", "csl_json"):
        assert dataset["url"] in getattr(citation, style)
