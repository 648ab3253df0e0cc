"""Generates the pages and pictures that are committed; not part of the wheel."""
