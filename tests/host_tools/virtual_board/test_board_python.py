"""The virtual board's Python: each board runs the files of its own drive."""

import traceback

import pytest
from heeldrive_lab.virtual_board.board_python import BoardPython

MODULE = "class Sensor:\n    def read(self):\n        raise OSError(5)\n"


def test_a_traceback_names_the_files_of_the_drive_that_ran_though_drives_hold_the_same_text(tmp_path):
    for name in ("one", "other"):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "parts.py").write_text(MODULE)
        (folder / "code.py").write_text("import parts\nparts.Sensor().read()\n")
        with pytest.raises(OSError, match="5") as caught:
            BoardPython(folder, {}, {}, {}).run("code.py")
        frames = traceback.extract_tb(caught.value.__traceback__)
        assert [frame.filename for frame in frames[-2:]] == [
            str(folder / "code.py"),
            str(folder / "parts.py"),
        ]


def test_an_edited_file_is_run_as_it_is_now(tmp_path):
    program = tmp_path / "code.py"
    for error in (KeyError, LookupError):
        program.write_text(f"raise {error.__name__}\n")
        with pytest.raises(error) as caught:
            BoardPython(tmp_path, {}, {}, {}).run("code.py")
        assert caught.type is error
