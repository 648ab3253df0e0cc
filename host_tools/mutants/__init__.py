"""Mutation testing: breaks the source in small ways, one at a time, and counts how often a test goes red.

    python -m mutants signal firmware --count 100 --seed 1

The mutations are Cosmic Ray's. It changes the source text itself, so a mutant of `signal/` still runs on
MicroPython, under the small-integer guard and in the virtual board. mutmut 3 was the other candidate: it
moves each function into a trampoline with one copy a mutant, which those tests cannot run, and it mutates
what it imports, while the virtual board reads the firmware from its folder. Only Cosmic Ray's operators are
used here; its own runner works in place and cannot select tests.

Mutants are drawn at random with a seed and run in copies of the tree. Each runs against the tests that reach
the changed line, those that found most so far and the quickest first, up to the first red one.
"""
