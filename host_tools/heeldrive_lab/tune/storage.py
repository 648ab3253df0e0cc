"""Storage of a study: memory, a journal file, or a database shared by several machines."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

from heeldrive_lab.tune.errors import TuneError
from heeldrive_lab.util.optional_dependencies import require

if TYPE_CHECKING:  # optional
    from optuna.storages import BaseStorage, RDBStorage

# SQLAlchemy's default for PostgreSQL is psycopg2.
DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
PASSWORD = re.compile(r"(//[^/@:]*:)[^/@]*@")
# Machines that start together all try to create the tables; all but one get an error that they exist.
OPENINGS, OPENING_S = 200, 0.3


@contextmanager
def open_storage(where: str | None) -> Iterator["BaseStorage | None"]:
    """Open the storage of a study for a block; yields None for memory.

    Args:
        where: a database's URL (`postgresql://user@host/name`, `sqlite:///tune.db`), or the path of an
            Optuna journal, existing or new.

    Raises:
        TuneError: it cannot be opened. The message contains no password.
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
    from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock  # noqa: PLC0415

    try:
        with path.open("ab+") as file:
            file.seek(0)
            begin = file.readline(4096)
        # Optuna would append to any file.
        if begin and not begin.startswith(b'{"op_code"'):
            raise TuneError(f"--storage {path}: not an Optuna journal: name a new file or a database URL")
        # Optuna's default lock is a symbolic link, which a FAT stick and Windows do not allow.
        return JournalStorage(JournalFileBackend(str(path), JournalFileOpenLock(str(path))))
    except OSError as error:
        raise TuneError(
            f"--storage {path}: cannot be opened ({error.strerror or error}): check the folder and free space"
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
            f"{shown}: not a database URL: write postgresql://USER@HOST/NAME or sqlite:///FILE"
        ) from error
    try:
        return _opened(parsed.render_as_string(hide_password=False))
    except (ImportError, NoSuchModuleError) as error:
        raise TuneError(
            f"{shown}: no driver for this database ({error}): install one or use PostgreSQL"
        ) from error
    except (DBAPIError, StorageInternalError) as error:
        raise TuneError(f"{shown}: the database does not respond: check the name and the server") from error


def _opened(url: str) -> "RDBStorage":
    """Open the database and create Optuna's tables; retry if another process is creating them."""
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
