"""`python -m docs_build.power_budget docs/power.md`."""

import sys
from pathlib import Path

from heeldrive_lab.util.files import replacing

from docs_build.power_budget.boards import BOARDS
from docs_build.power_budget.budget import budget_of
from docs_build.power_budget.page import page

if __name__ == "__main__":
    with replacing(Path(sys.argv[1])) as file:
        file.write(page([(board, budget_of(board)) for board in BOARDS]))
