"""Add-ons: each knows the core and no other add-on; the core finds what they have by folder.

A module in an add-on's folder `commands`, `formats`, `exports`, `reports`, `engines`, `readers` or
`keepers` is a plug-in like those of the core, and a file in `templates` is a template.
"""
