"""Benchmarks: `python -m bench` prints step cost, memory and speed."""
