"""Builds the release of this checkout: `python -m release FOLDER`. `make release` also tries the wheel."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from heeldrive_lab.board.deploy.contents import contents

from release.archive import SUMS, write_sums, zip_folder
from release.board_drive import boards, fill
from release.notes import is_dated, notes

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Build everything in the folder given as the first argument."""
    target = Path(sys.argv[1]).resolve()
    if target.exists() and any(target.iterdir()):
        raise SystemExit(f"release: {target} is not empty: give another folder, or remove it")
    program = contents()
    version = program.manifest.heeldrive
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    try:
        text = notes(changelog, version)
    except ValueError as error:
        raise SystemExit(f"release: {error}") from None
    target.mkdir(parents=True, exist_ok=True)
    _run("hatchling", "build", "--target", "sdist", "--directory", target)
    (sdist,) = target.glob("*.tar.gz")
    # From the sdist, so that it is known to be whole.
    _run("pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", target, sdist)
    with TemporaryDirectory() as temporary:
        for board in boards():
            drive = Path(temporary, board)
            drive.mkdir()
            fill(drive, board, program)
            zip_folder(drive, target / f"heeldrive-{version}-{board}.zip")
        site = Path(temporary, "site")
        _run("docs_build.site", site)
        zip_folder(site, target / f"heeldrive-{version}-site.zip")
    (target / "NOTES.md").write_text(text, "utf-8")
    names = [path.name for path in target.iterdir()]
    write_sums(target, names)
    for name in sorted([*names, SUMS]):
        print(f"{(target / name).stat().st_size:>9}  {name}")
    if not is_dated(changelog, version):
        print(f"release: CHANGELOG.md has no date for {version}: put it there before you publish this")


def _run(module: str, *arguments: str | Path) -> None:
    done = subprocess.run([sys.executable, "-m", module, *arguments], cwd=ROOT, check=False)
    if done.returncode:
        raise SystemExit(f"release: {module} failed (see above)")


if __name__ == "__main__":
    main()
