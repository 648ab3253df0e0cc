"""`heeldrive people`: compare simulated sessions with recordings of real people."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors
from heeldrive_lab.commands.options import page

if TYPE_CHECKING:  # slow to import
    from heeldrive_lab.evaluation.sources import Source

EXAMPLES = examples("heeldrive people datasets", "heeldrive people datasets --write docs/simulator.md")


def people(
    datasets: Annotated[
        Path, typer.Argument(help="A folder of data sets, each a folder with CSV files and a labels.csv.")
    ],
    sessions: Annotated[
        Path | None, typer.Option(help="Folder of simulated sessions; by default, a population is simulated.")
    ] = None,
    write: Annotated[Path | None, page("Also write a Markdown page and its figure.")] = None,
) -> None:
    """Compare simulated sessions with recordings of real people."""
    from heeldrive_lab.util.optional_dependencies import require  # noqa: PLC0415

    with one_sentence_errors():
        require("score", "matplotlib")
        if sessions is None:
            require("sim", "mujoco")
        from heeldrive_lab.evaluation.recordings import find_recordings  # noqa: PLC0415
        from heeldrive_lab.evaluation.sources import find_sessions  # noqa: PLC0415
        from heeldrive_lab.sim_validation.measures import measure_sources  # noqa: PLC0415
        from heeldrive_lab.sim_validation.page import terminal_tables, write_page  # noqa: PLC0415
        from heeldrive_lab.sim_validation.population import population  # noqa: PLC0415
        from heeldrive_lab.sim_validation.still_wearers import still_wearers  # noqa: PLC0415
        from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415

        real = measure_sources(find_recordings(datasets), recorded=True)
        compared: Sequence[Source] = (
            find_sessions([sessions]) if sessions else [*population(), *still_wearers()]
        )
        made = measure_sources(compared, recorded=False)
        if write is not None:
            write_page(write, real, made)
    console().print(*terminal_tables(real, made))
