"""Not a command."""
