"""Add-ons: each knows the core alone, and no other add-on; the core finds what they have by its folder.

A module in a folder `commands`, `formats`, `exports`, `reports`, `engines`, `readers` or `keepers` of an add-on is a
plug-in like those of the core, and a file in `templates` a template.
"""
