"""Values and words that every wing shares; no I/O and no heavy import."""
