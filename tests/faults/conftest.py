"""A dataset to fail on, the command line, and small disks."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import run
from tests.contribute.conftest import folder

__all__ = ["folder", "run"]
Mounted = Callable[[Path, str], Path]


@pytest.fixture
def mounted(request: pytest.FixtureRequest) -> Mounted:
    """Mount a small disk at a folder that is made, or skip the test."""

    def mount(place: Path, size: str) -> Path:
        place.mkdir(parents=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
        if subprocess.run(command, capture_output=True).returncode != 0:
            pytest.skip("no file system may be mounted here")
        request.addfinalizer(lambda: subprocess.run(["umount", place], check=True))
        return place

    return mount
