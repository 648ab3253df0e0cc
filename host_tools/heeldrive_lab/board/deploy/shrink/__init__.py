"""Makes a program small in the memory of a board, which has 135 KB for it, without changing what it does.

`shrinking.shrink` does all of it: constants into the code, modules that are loaded together into one, short
names for modules, and for everything else names that the board has in its ROM, those used most first.
`limits` says what a program must not do for that. `slim` goes before it, and `precompiled` after it.
"""
