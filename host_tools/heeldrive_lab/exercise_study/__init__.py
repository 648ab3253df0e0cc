"""Study of what distinguishes a lunge from other exercises on a thigh: `heeldrive exercises`."""
