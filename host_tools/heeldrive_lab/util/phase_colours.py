"""Colours of a rep's phases in all plots."""

PHASE_COLOURS = {"descent": "#4c9be8", "bottom": "#f2b134", "rise": "#5bb974"}
