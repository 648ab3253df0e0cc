"""What docs/build-it.md is made from: the parts, the wiring, the case, and their pictures."""
