"""Pages: rows of an index in, a site out, through the templates of this add-on."""
