"""Study of how sure the detector may be of its decisions: `heeldrive confidence`."""
