"""Builds a release: wheel, sdist, a drive for each board, the site, notes and checksums. Not in the wheel."""
