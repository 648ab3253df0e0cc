"""The detector in a web browser: its source as JavaScript, and a page that counts dropped files with it."""
