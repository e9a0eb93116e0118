"""Git repositories for tests, independent of the user's and the system's configuration."""

import os
import subprocess
from pathlib import Path

IDENTITY = {
    f"GIT_{role}_{field}": value
    for role in ("AUTHOR", "COMMITTER")
    for field, value in {
        "NAME": "T",
        "EMAIL": "t@example.org",
        "DATE": "2026-01-01T00:00:00Z",
    }.items()
}


# Nothing is packed in the end, and no sample of a hook is copied.
OPTIONS = (
    *("-c", "init.defaultBranch=main"),
    *("-c", "init.templateDir="),
    *("-c", "protocol.file.allow=always"),
    *("-c", "maintenance.auto=false"),
)


def git(path: Path, *arguments: str) -> str:
    """Run git in a folder and return what it prints."""
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(path),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        **IDENTITY,
    }
    process = subprocess.run(
        ["git", *OPTIONS, *arguments],
        cwd=path,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not process.returncode, process.stderr
    return process.stdout.strip()


def commit(path: Path, message: str = "m") -> str:
    """Commit everything in the repository around a folder, or in a new one, and return the hash."""
    if not any((at / ".git").exists() for at in (path, *path.parents)):
        git(path, "init", "--quiet")
    git(path, "add", "--all")
    report = git(path, "-c", "core.abbrev=40", "commit", "--allow-empty", "-m", message)
    # [main (root-commit) 08762840c5077f9cf733ede44383fdf6ab2535cb] m
    return report.partition("]")[0].rpartition(" ")[2]
