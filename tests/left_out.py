"""`pytest --left-out`: run what the runs before left out, be it skipped, slow or not installed.

A run that isn't asked for it begins anew; each notes in pytest's cache which tests passed. A test
that tries more where an extra is installed is marked `extras`, and counts as left out without them.
"""

from typing import Final

import pytest

_KEY: Final = "stancetracker/passed"
_OPTION: Final = "--left-out"


def add_option(parser: pytest.Parser) -> None:
    parser.addoption(_OPTION, action="store_true", help="run what the runs before left out")


class LeftOut:
    """Leaves out the tests that have passed, and notes those that pass."""

    def __init__(self, config: pytest.Config) -> None:
        # With `-p no:cacheprovider` there is none.
        self._cache: pytest.Cache | None = getattr(config, "cache", None)
        has_option = config.getoption(_OPTION)
        noted = self._cache.get(_KEY, []) if self._cache and has_option else []
        self._passed: set[str] = set(noted)
        self._has_option = has_option
        self._notes = not hasattr(config, "workerinput") and not config.option.collectonly

    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        passed = [item for item in items if item.nodeid in self._passed]
        if passed:
            config.hook.pytest_deselected(items=passed)
            items[:] = [item for item in items if item.nodeid not in self._passed]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        counts = "extras" not in report.keywords or self._has_option
        if report.when == "call" and report.passed and counts:
            self._passed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        if self._cache and self._notes:
            self._cache.set(_KEY, sorted(self._passed))
