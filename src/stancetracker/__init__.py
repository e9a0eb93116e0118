"""A plain-text ledger of public statements: who spoke, what they said, and for whom nothing was found."""

__version__ = "0.1.0"
