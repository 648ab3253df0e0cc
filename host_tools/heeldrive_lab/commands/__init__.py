"""The commands of `heeldrive`, a file each. Heavy imports stand inside them: `--help` answers at once."""
