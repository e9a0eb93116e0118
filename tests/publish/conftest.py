"""The shipped dataset, exported once."""

from functools import cache

import pytest
from tests.datasets import SHIPPED
from tests.publish.exporting import Exported, export


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """Return the whole shipped dataset as a kind of export."""
    folder = tmp_path_factory.mktemp("shipped")
    return cache(lambda kind: export(SHIPPED, kind, folder / kind))
