"""Renews constraints.txt: the newest version of every package that pyproject.toml leads to.

    make lock

uv resolves once for Python 3.11 and all later ones and for every operating system, with as few versions of a
package as that allows. It is installed into an environment of its own, so that a constraints.txt which no
longer fits pyproject.toml can be renewed too.
"""

import subprocess
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEADER = """\
# The versions that `make` installs, so that a new release upstream does not change what the tests say.
# Made by `make lock` from pyproject.toml; not edited by hand.
"""
COMPILE = (
    "uv --no-config pip compile pyproject.toml --all-extras --group dev --group site --upgrade --quiet"
    " --universal --python-version 3.11 --fork-strategy fewest --no-header --no-annotate"
    " --no-emit-index-url --no-emit-find-links"
)


def main() -> None:
    """Write constraints.txt."""
    with tempfile.TemporaryDirectory(prefix="heeldrive-lock-") as folder:
        venv.create(folder, with_pip=True, symlinks=True)
        python = str(Path(folder) / "bin" / "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
        command = [python, "-m", *COMPILE.split()]
        done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit("uv found no versions that fit together (see above); constraints.txt is as it was")
    (ROOT / "constraints.txt").write_text(HEADER + done.stdout, "utf-8")


if __name__ == "__main__":
    main()
