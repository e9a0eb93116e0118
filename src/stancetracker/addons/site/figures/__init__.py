"""Figures: rows of a report or a page in, SVG out; one drawing for pages and files."""
