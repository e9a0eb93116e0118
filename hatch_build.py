"""What hatchling asks while it builds the package: links made from the repository's address."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

ROOT = Path(__file__).parent
ADDRESS = runpy.run_path(str(ROOT / "tools" / "address.py"))


class WholeLinks(MetadataHookInterface):
    """Gives the package README with whole links, and the links of a package index."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Fill in `readme` and `urls`."""
        repository = ADDRESS["read"](ROOT)
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        metadata["readme"] = {"content-type": "text/markdown", "text": repository.readme(text)}
        metadata["urls"] = repository.urls()
