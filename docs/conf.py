"""How the site of the docs is built: `python -m sphinx -W -b html docs build/docs`."""

import posixpath
import re
from pathlib import Path

from sphinx.application import Sphinx
from tools import address

from stancetracker import __version__

ROOT = Path(__file__).parents[1]
project = "stancetracker"
author = "The stancetracker contributors"
copyright = "the stancetracker contributors"
release = version = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.intersphinx"]
# The part of Python's inventory that ours links to, so that a build needs no network.
intersphinx_mapping = {"python": ("https://docs.python.org/3", "python.inv")}
myst_heading_anchors = 3
default_role = "code"
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
python_use_unqualified_type_names = True

html_theme = "furo"
html_baseurl = address.read(ROOT).docs
html_title = f"stancetracker {__version__}"
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"top_of_page_buttons": []}

# The pages that are files elsewhere in the repository.
ELSEWHERE = {
    "readme": "README.md",
    "contributing": "CONTRIBUTING.md",
    "security": "SECURITY.md",
    "changelog": "CHANGELOG.md",
    "data": "data/README.md",
    "data-changes": "data/CHANGELOG.md",
    "data-reading": "data/READING.md",
    "data-codebook": "data/CODEBOOK.md",
}
PAGES = {file: f"{page}.md" for page, file in ELSEWHERE.items()}
LINK = re.compile(r"\]\((?![a-z]+:|#)([^)#]+)")


def from_elsewhere(app: Sphinx, page: str, content: list[str]) -> None:
    """Put a file of the repository in the place of a page, its links leading where they led."""
    if file := ELSEWHERE.get(page):
        text = (ROOT / file).read_text(encoding="utf-8")
        content[0] = LINK.sub(lambda link: f"]({_link(file, link[1])}", text)


def _link(file: str, target: str) -> str:
    """Where a link of a file leads, seen from the docs."""
    meant = posixpath.normpath(posixpath.join(posixpath.dirname(file), target))
    inside = meant.removeprefix("docs/")
    return PAGES.get(meant) or (inside if inside != meant else f"../{meant}")


def setup(app: Sphinx) -> None:
    """Sphinx calls this."""
    app.connect("source-read", from_elsewhere)
