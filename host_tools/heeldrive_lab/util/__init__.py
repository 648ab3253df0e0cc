"""General helpers: files, parallel work, progress, optional dependencies, terminal tables."""
