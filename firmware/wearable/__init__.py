"""What runs on the thigh: sampler, detector and display, joined by one loop. CircuitPython 10."""
