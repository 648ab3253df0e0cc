"""Evaluation of the detector and of baseline methods against annotations, as tables, pictures and JSON."""
