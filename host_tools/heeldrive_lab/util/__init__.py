"""Small helpers that know nothing of lunges: files, processes, progress, terminal tables."""
