"""The workbench: inspect sessions, drag thresholds and watch the count change, annotate reps, and save both.

`model.py` holds the state and does not depend on Bokeh; `page.py` shows it in a browser.
"""
