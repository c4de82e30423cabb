"""A server of a release in a process of its own, on loopback, and clients that behave well or badly."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from tests.making import REPO

SMALL = ("--seconds", "1", "--memory", "256", "--answer", "1", "--query-size", "8", "--depth", "50", "--waiting", "60")
"""Options with which limits are met soon."""
RUNAWAY = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER (?a != ?g) } # %s"
"""A query that no machine answers in a minute; what takes the place of %s makes it another one."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as UTF-8."""
        return self.body.decode()

    @property
    def data(self) -> object:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs: its address, its process, and where its logs go."""

    address: str
    process: subprocess.Popen[bytes]
    folder: Path

    @property
    def place(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.address)
        return str(parts.hostname), int(parts.port or 0)

    def ask(self, path: str, method: str = "GET", body: bytes | str | None = None, **headers: str) -> Reply:
        """Send a request and read the answer; `_` in the name of a header stands for `-`."""
        connection = http.client.HTTPConnection(*self.place, timeout=30)
        try:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body.encode() if isinstance(body, str) else body, sent)
            found = connection.getresponse()
            return Reply(found.status, {name.lower(): value for name, value in found.getheaders()}, found.read())
        finally:
            connection.close()

    def sparql(self, query: str, **headers: str) -> Reply:
        """Ask a query by GET."""
        return self.ask(f"/sparql?query={quote(query, safe='')}", **headers)

    def raw(self, data: bytes, wait: float = 5.0) -> bytes:
        """Send bytes as they are; what comes back until the server closes or is silent for some seconds."""
        with socket.create_connection(self.place, timeout=wait) as connection:
            connection.sendall(data)
            found = b""
            try:
                while part := connection.recv(1 << 16):
                    found += part
            except (TimeoutError, ConnectionResetError):
                pass
            return found

    def well(self) -> bool:
        """Whether the server lives and answers a small query at once."""
        start = time.monotonic()
        found = self.sparql(f"ASK {{ ?s ?p ?o }} # {start}")
        seconds = time.monotonic() - start
        assert (self.process.poll(), found.status) == (None, 200), found.text
        assert seconds < 2
        return True

    def processes(self) -> list[int]:
        """The processes below the server's own: nursery, keepers, workers."""
        return below(self.process.pid)

    def log(self) -> list[dict[str, object]]:
        """The access log so far."""
        time.sleep(0.4)
        return [json.loads(line) for line in (self.folder / "out").read_text(encoding="utf-8").splitlines()]

    def events(self) -> str:
        """What the server told its operator."""
        return (self.folder / "err").read_text(encoding="utf-8")


def below(parent: int) -> list[int]:
    """All processes that come from one."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent and fields[0] != "Z":
            child = int(status.parent.name)
            found += [child, *below(child)]
    return found


def processor(process: int) -> float:
    """Seconds of processor time that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(release: Path, folder: Path, *options: str) -> Iterator[Served]:
    """A server of a release with options, ready; its logs in a folder, which need not exist. Ended afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "publish.py", "serve", str(release), "--port", "0", *options]
    with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
        process = subprocess.Popen(command, cwd=REPO, stdout=out, stderr=err)
        try:
            yield Served(_address(folder / "err", process), process, folder)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    """The address that the server names, once it serves a release."""
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        text = log.read_text(encoding="utf-8")
        found = re.search(r'"event": "listening", "address": "([^"]+)/"', text)
        if found and '"event": "release"' in text:
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"the server does not come up: {log.read_text(encoding='utf-8')[-2000:]}")


def with_quads(release: Path, folder: Path, lines: bytes) -> Path:
    """A copy of a release in a folder, with further lines of N-Quads."""
    import shutil

    from raregraph.manifest import MANIFEST, hashes, listing

    shutil.copytree(release, folder)
    with (folder / "raregraph.nq").open("ab") as file:
        file.write(lines)
    (folder / MANIFEST).write_bytes(listing(hashes(folder)))
    return folder
