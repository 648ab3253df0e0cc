"""The board's serial link, from the computer's side: docs/link.md."""
