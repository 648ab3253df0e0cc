"""The workbench: look at sessions, drag thresholds while the count changes, mark the truth, save both.

What is known and what can be undone is kept without Bokeh (`model.py`); `page.py` shows it in a browser.
"""
