"""Serve the release of a stage while a command runs: `$RAREGRAPH $COMPAT/served.py -- command ...`.

The files of a release that are in the folder are served, faults put in and all: a manifest is made of what is there.
The command finds the address in `ADDRESS`, also where `$ADDRESS` stands in its arguments, and the routes of the interface in `out/routes.json`. Its exit status is
that of this script.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))  # for who runs this file

from raregraph.api.routes import ROUTES  # noqa: E402
from raregraph.manifest import MANIFEST, hashes, listing  # noqa: E402

FILES = ("dataset.ttl", "queries.ttl", "vocabulary.ttl", "raregraph.nq", "raregraph.db", "sssom/*.sssom.tsv")
"""What a server reads of a release; globs."""
PATIENCE = 300
"""Seconds that a server may take to read a release."""


def laid_out(folder: Path) -> Path:
    """A release of the files at hand, with a manifest of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in sorted(path for name in FILES for path in Path().glob(name)):
        (folder / path).parent.mkdir(exist_ok=True)
        shutil.copyfile(path, folder / path)
    (folder / MANIFEST).write_bytes(listing(hashes(folder)))
    return folder


@contextmanager
def served(release: Path, log: Path) -> Iterator[str]:
    """The address of a server of a release, as long as it is asked."""
    command = [sys.executable, str(CHECKOUT / "publish.py"), "serve", str(release), "--port", "0", "--seconds", "60"]
    with log.open("wb") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file)
        try:
            yield address(process, log)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Where a server listens, once it has read its release."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        text = log.read_text(encoding="utf-8")
        found = re.search(r'"event": "listening", "address": "([^"]+)/"', text)
        if found and '"event": "release"' in text:
            return found[1]
        time.sleep(0.1)
    sys.exit(f"the server does not come up: {log.read_text(encoding='utf-8')[-500:]}")


def main() -> int:
    """Run the command that stands after `--`."""
    command = sys.argv[sys.argv.index("--") + 1 :]
    routes = [
        {"method": route.method, "path": route.path, "example": route.example, "model": route.model} for route in ROUTES
    ]
    Path("out/routes.json").write_text(json.dumps(routes, indent=1), encoding="utf-8")
    with served(laid_out(Path(".served")), Path("out/serve.log")) as place:
        os.environ["ADDRESS"] = place
        return subprocess.run([os.path.expandvars(part) for part in command], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
