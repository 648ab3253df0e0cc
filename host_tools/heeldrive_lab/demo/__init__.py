"""A recorded workout through the virtual board, watched as it happens."""
