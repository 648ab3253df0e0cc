"""What the detector costs: `python -m bench` prints step cost, memory and replay speed."""
