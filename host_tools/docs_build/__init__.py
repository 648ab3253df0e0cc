"""Draws the pages and pictures that are generated and committed; not part of the wheel."""
