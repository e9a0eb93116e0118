"""A report as text: a file a format; its name is the user's word."""
