"""What the detector costs: `python -m heeldrive_lab.bench` prints step cost, memory and replay speed."""
