"""The keeper of archived copies."""
