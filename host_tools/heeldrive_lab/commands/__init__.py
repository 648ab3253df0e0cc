"""The commands of `heeldrive`, one file each. They import heavy packages when called: `--help` is fast."""
