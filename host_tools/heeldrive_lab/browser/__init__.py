"""The detector in a web browser: its own source as JavaScript, and the page that counts with it."""
