"""The site: guides in Markdown, and the reference from the docstrings."""

from __future__ import annotations

import sanderling

project = "Sanderling for Python"
author = "The Sanderling authors"
release = sanderling.__version__
extensions = ["myst_parser", "sphinx.ext.autodoc"]
html_theme = "furo"
html_title = project
myst_heading_anchors = 3

autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "undoc-members": True}
# Annotations are strings, and name types that exist for checkers only.
autodoc_typehints = "none"

# A reference that leads nowhere is an error.
nitpicky = True
nitpick_ignore_regex = [
    # Of Python's own documentation, which the site does not fetch.
    (r"py:.*", r"(?!sanderling).*"),
]
suppress_warnings = ["autodoc.import_object"]
