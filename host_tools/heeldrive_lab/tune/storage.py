"""Where a study is kept: in memory, in a journal file, or in a database that many machines reach."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

from heeldrive_lab.tune.errors import TuneError
from heeldrive_lab.util.optional_dependencies import require

if TYPE_CHECKING:  # an extra
    from optuna.storages import BaseStorage, RDBStorage

# SQLAlchemy's own choice for PostgreSQL is the driver's predecessor.
DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
PASSWORD = re.compile(r"(//[^/@:]*:)[^/@]*@")
# Machines that begin together all find no tables and make them; all but one are told that these exist.
OPENINGS, OPENING_S = 200, 0.3


@contextmanager
def open_storage(where: str | None) -> Iterator["BaseStorage | None"]:
    """The storage of a study, as long as the block lasts; None is in memory.

    Args:
        where: a database's URL (`postgresql://user@host/name`, `sqlite:///tune.db`), or the name of a file
            that is, or is to be, a journal of Optuna's.

    Raises:
        TuneError: it cannot be opened. The text holds no password.
        MissingExtraError: the database's driver is not installed.
    """
    if where is None:
        yield None
    elif "://" not in where:
        yield _journal(Path(where))
    else:
        storage = _database(where)
        try:
            yield storage
        finally:
            storage.remove_session()
            storage.engine.dispose()


def _journal(path: Path) -> "BaseStorage":
    from optuna.storages import JournalStorage  # noqa: PLC0415
    from optuna.storages.journal import JournalFileBackend  # noqa: PLC0415

    try:
        with path.open("ab+") as file:
            file.seek(0)
            begin = file.readline(4096)
        # Optuna would write into any file, after what stands in it.
        if begin and not begin.startswith(b'{"op_code"'):
            raise TuneError(
                f"--storage {path}: this is no journal of Optuna's: name a new file, or a database's URL"
            )
        return JournalStorage(JournalFileBackend(str(path)))
    except OSError as error:
        raise TuneError(
            f"--storage {path}: cannot be opened ({error.strerror or error}): check folder and space"
        ) from error
    except json.JSONDecodeError as error:
        raise TuneError(f"--storage {path}: the journal is damaged ({error}): name a new file") from error


def _database(url: str) -> "RDBStorage":
    from optuna.exceptions import StorageInternalError  # noqa: PLC0415
    from sqlalchemy.engine import make_url  # noqa: PLC0415
    from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError  # noqa: PLC0415

    scheme, _, rest = url.partition("://")
    if scheme in DRIVERS:
        require("postgres", "psycopg")
    shown = "--storage " + PASSWORD.sub(r"\1***@", url)
    try:
        parsed = make_url(f"{DRIVERS.get(scheme, scheme)}://{rest}")
    except (ArgumentError, ValueError) as error:
        raise TuneError(
            f"{shown}: this is no database's URL: write postgresql://USER@HOST/NAME or sqlite:///FILE"
        ) from error
    try:
        return _opened(parsed.render_as_string(hide_password=False))
    except (ImportError, NoSuchModuleError) as error:
        raise TuneError(f"{shown}: there is no driver for such a database ({error})") from error
    except (DBAPIError, StorageInternalError) as error:
        raise TuneError(f"{shown}: the database does not answer: check its name and the server") from error


def _opened(url: str) -> "RDBStorage":
    """The database with Optuna's tables in it; who comes while another makes them tries again."""
    from optuna.storages import RDBStorage  # noqa: PLC0415
    from sqlalchemy.exc import IntegrityError, OperationalError, ProgrammingError  # noqa: PLC0415

    for _ in range(OPENINGS - 1):
        try:
            return RDBStorage(url)
        except (IntegrityError, OperationalError, ProgrammingError) as error:
            if "exists" not in str(error.orig):
                raise
            sleep(OPENING_S)
    return RDBStorage(url)
