"""Builds the documentation as a static site.

Sphinx with MyST and the theme Furo: all three are maintained, the pages stay the Markdown that GitHub shows,
their links hold as they are, and the theme loads nothing from another host. (MkDocs 1 has had no release
since 2024, and Material for MkDocs was promised maintenance until November 2026.)
"""
