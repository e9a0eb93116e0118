"""Sources: their copies, and records proposed from what they say."""
