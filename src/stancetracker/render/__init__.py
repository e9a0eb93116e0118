"""Reports as text: the formats, and what they share."""
