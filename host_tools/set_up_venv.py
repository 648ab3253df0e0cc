"""Makes the virtual environment in .venv, and brings it up to date with pyproject.toml and constraints.txt.

    python3 host_tools/set_up_venv.py board    the tools and the virtual board, for `make demo`
    python3 host_tools/set_up_venv.py deploy   what `make deploy` needs besides
    python3 host_tools/set_up_venv.py all      every extra, for `make all`
    python3 host_tools/set_up_venv.py dev      every extra and what developers need, for `make test`

It needs Python alone, and does nothing where all is up to date. An environment that was interrupted half-way,
moved with its folder, or whose Python is gone is made afresh.
"""

import hashlib
import json
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
INPUTS = ("pyproject.toml", "constraints.txt")
CLEAR_LINE = "\r\33[K"
VERSION_IN = "firmware/log/recorder.py"  # as pyproject.toml says
# What pip is asked for, each with all that stands before it.
SETS = {
    "board": ["--editable", ".[board]"],
    "deploy": ["--editable", ".[deploy]"],
    "all": ["--editable", ".[all]"],
    "dev": ["--editable", ".[all]", "--group", "dev"],
}
# What the user waits for and loses: measured on an ordinary line, and with `du -sm .venv`.
COSTS = {
    "board": "about a minute, 60 MB",
    "deploy": "about a minute, 60 MB",
    "all": "some minutes, 1 GB",
    "dev": "some minutes, 1.5 GB",
}
CONSTRAINED = ["--constraint", "constraints.txt"]


class SetUpError(Exception):
    """The environment cannot be made; the text is one sentence."""


class Environment:
    """A virtual environment and the record of what was installed into it.

    Args:
        root: the folder of pyproject.toml; the environment is its .venv.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self.folder = root / ".venv"
        self.python = self.folder / "bin" / "python"
        self._record = self.folder / "set-up.json"

    def bring_up_to_date(self, wanted: str) -> bool:
        """Install what is wanted beside what is there already.

        Args:
            wanted: a key of SETS.

        Returns:
            Whether there was anything to do.

        Raises:
            SetUpError: .venv is a link or a file, or venv or pip failed.
        """
        self._refuse_link_or_file()
        record = self._read_record()
        wanted = max(wanted, record.get("set", wanted), key=list(SETS).index)
        whole = {"python": _version(sys.version_info), "inputs": self._inputs(), "set": wanted}
        usable = self._usable()
        if usable and record == whole:
            return False
        print(f"Setting up .venv ({wanted}): {COSTS[wanted]} the first time ...", file=sys.stderr)
        if not usable or record.get("interrupted"):
            self._make()
        self._write_record({"interrupted": True, "set": wanted})
        try:
            # The pip that an older Python brings knows no dependency groups.
            self._pip([*CONSTRAINED, "pip"])
            self._pip([*CONSTRAINED, "--build-constraint", "constraints.txt", *SETS[wanted]])
        except subprocess.CalledProcessError as error:
            # pip takes back what it began, so the environment can be used again.
            self._record.unlink()
            raise SetUpError("pip could not install what pyproject.toml names: see above") from error
        self._write_record(whole)
        return True

    def _refuse_link_or_file(self) -> None:
        """Refuse what is not a folder of its own: making it afresh would empty the folder behind a link."""
        if self.folder.is_symlink():
            target = self.folder.readlink()
            raise SetUpError(f".venv is a link to {target}: remove the link, or set up in that checkout")
        if self.folder.exists() and not self.folder.is_dir():
            raise SetUpError(".venv is a file, not a folder: remove or rename it")

    def _usable(self) -> bool:
        """Whether the environment's Python runs, has the right version and pip, and runs its scripts."""
        program = "import pip, sys; print('%d.%d' % sys.version_info[:2])"
        try:
            done = subprocess.run([self.python, "-c", program], capture_output=True, text=True, check=False)
            script = (self.folder / "bin" / "pip").read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return False
        return done.stdout.strip() == _version(sys.version_info) and str(self.folder) in script

    def _make(self) -> None:
        try:
            venv.create(self.folder, clear=True, with_pip=True, symlinks=True)
            if sys.version_info < (3, 12):  # it brings setuptools as well: 9 MB that nothing here needs
                command = [str(self.python), "-m", "pip", "uninstall", "--quiet", "--yes", "setuptools"]
                subprocess.run(command, check=True)
        except OSError as error:
            raise SetUpError(
                f"{self.folder} cannot be made ({error.strerror}): clone where you may write"
            ) from error
        except subprocess.CalledProcessError as error:
            raise SetUpError(
                f"{sys.executable} cannot make a virtual environment in {self.folder} ({error}):"
                " Debian and Ubuntu keep that in the package python3-venv"
            ) from error

    def _pip(self, arguments: list[str]) -> None:
        """Run pip. On a terminal, one line shows what it is doing; its errors are shown as they are."""
        options = ["--disable-pip-version-check", "--progress-bar", "off"]
        command = [str(self.python), "-m", "pip", "install", *options, *arguments]
        terminal = sys.stderr.isatty()
        with subprocess.Popen(command, cwd=self._root, stdout=subprocess.PIPE, text=True) as pip:
            for line in pip.stdout or ():
                if terminal:
                    print(f"{CLEAR_LINE}  {line.strip():.60}", end="", file=sys.stderr, flush=True)
        if terminal:
            print(CLEAR_LINE, end="", file=sys.stderr, flush=True)
        if pip.returncode:
            raise subprocess.CalledProcessError(pip.returncode, command)

    def _inputs(self) -> str:
        texts = (self._root.joinpath(name).read_bytes() for name in INPUTS)
        source = (self._root / VERSION_IN).read_text("utf-8")
        version = next(line for line in source.splitlines() if line.startswith("FIRMWARE_VERSION"))
        return hashlib.sha256(b"\0".join([*texts, version.encode()])).hexdigest()

    def _read_record(self) -> dict:
        try:
            return dict(json.loads(self._record.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return {}

    def _write_record(self, record: dict) -> None:
        self._record.write_text(json.dumps(record) + "\n", "utf-8")


def _version(version_info) -> str:
    return f"{version_info[0]}.{version_info[1]}"


def main() -> None:
    """Bring .venv up to date for the set on the command line."""
    if sys.argv[1:] not in [[name] for name in SETS]:
        raise SystemExit(f"usage: python3 host_tools/set_up_venv.py {'|'.join(SETS)}")
    try:
        Environment(ROOT).bring_up_to_date(sys.argv[1])
    except SetUpError as error:
        raise SystemExit(f"make: {error}") from None
    except KeyboardInterrupt:
        raise SystemExit("make: interrupted: .venv is made afresh next time") from None


if __name__ == "__main__":
    main()
