"""Pages: rows of an index in, a site out, through the templates in `stancetracker/templates`."""
