"""Values and words that every wing shares; no I/O and no heavy import."""

__version__ = "0.3.0"
DISTRIBUTION = "stancetracker"
"""What pip calls the program: `name` in pyproject.toml."""
