"""Measure the server beside Oxigraph's own and rdflib-endpoint: `python bench/bench_serve.py [RELEASE]`.

All of them serve the same release on loopback, one after the other, in the same run. Requests per second by `wrk`,
where it is installed, else by a client of this script; CPU microseconds of a request, of all processes of a server,
which says more on a machine that others use, too. Then: the time from the start to the first answer, and memory.

--rdflib-endpoint PYTHON names an environment that has rdflib-endpoint (it is no dependency of ours). Exit status: 0, or
1 if an aim is missed: 5 times rdflib-endpoint, half of Oxigraph, more than Oxigraph for answers that are kept, 2 s to
the first answer.
"""

import argparse
import asyncio
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
QUERY = "SELECT ?s { ?s a <https://w3id.org/raregraph/vocab/Finding> } LIMIT 5"
ACCEPT = "application/sparql-results+json"
CLIENTS = 8
_LUA = """
function init(args) path, new = args[1], args[2] == "new"; math.randomseed(tonumber(args[3])) end
request = function()
  local mark = new and "%20%23" .. math.random(1e9) or ""
  return wrk.format("GET", path .. mark, {["Accept"] = "application/sparql-results+json"})
end
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A server to measure: its name, its command (without the port), its path for queries, whether it keeps answers."""

    name: str
    command: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class Figure:
    """Requests per second, CPU microseconds of a request, and how many of the answers were no 200."""

    rate: float
    cpu: float
    bad: int


def free_port() -> int:
    """A port that nobody has."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def children(parent: int) -> Iterator[int]:
    """A process and all that come from it."""
    yield parent
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            yield from children(int(path.parent.name))


def cpu_seconds(process: int) -> float:
    """User and system time of a process; 0 for one that is gone."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(process: int) -> int:
    """Bytes that a process has for itself, its share of what several have included (PSS)."""
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = re.search(r"^Pss: +(\d+) kB", text, re.MULTILINE)
    return int(found[1]) << 10 if found else 0


@contextmanager
def running(server: Server) -> Iterator[tuple[str, int, float]]:
    """The address of a server's endpoint, its process, and the seconds to its first answer."""
    port = free_port()
    command = [part.replace("PORT", str(port)) for part in server.command]
    start = time.monotonic()
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{port}{server.path}"
        try:
            yield address, process.pid, first_answer(address, start)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def first_answer(address: str, start: float) -> float:
    """Seconds from the start to an answer with rows."""
    request = urllib.request.Request(f"{address}?query={urllib.parse.quote(QUERY)}", headers={"Accept": ACCEPT})
    while time.monotonic() - start < 120:
        try:
            with urllib.request.urlopen(request, timeout=10) as found:
                if b"/finding/" in found.read():
                    return time.monotonic() - start
        except OSError:
            time.sleep(0.02)
    raise SystemExit(f"{address} does not answer")


def measured(address: str, process: int, seconds: float, new: bool) -> Figure:
    """What a server does with the same small SELECT, as a new query each time or as the same one."""
    processes = list(children(process))
    before = sum(map(cpu_seconds, processes))
    path = f"{urllib.parse.urlsplit(address).path}?query={urllib.parse.quote(QUERY)}"
    count, rate, bad = (
        by_wrk(address, path, seconds, new)
        if shutil.which("wrk")
        else asyncio.run(by_hand(address, path, seconds, new))
    )
    spent = sum(map(cpu_seconds, list(children(process)))) - before
    return Figure(rate, spent / max(count, 1) * 1e6, bad)


def by_wrk(address: str, path: str, seconds: float, new: bool) -> tuple[int, float, int]:
    """Requests, requests per second and bad answers, by wrk."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_LUA)
        script.flush()
        root = address.removesuffix(urllib.parse.urlsplit(address).path)
        command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds:g}s", "-s", script.name, root, "--", path,
                   "new" if new else "same", str(random.randrange(10**6))]  # fmt: skip
        text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    count, rate = re.search(r"(\d+) requests in", text), re.search(r"Requests/sec: +([\d.]+)", text)
    return int(count[1]) if count else 0, float(rate[1]) if rate else 0.0, int(bad[1]) if bad else 0


async def by_hand(address: str, path: str, seconds: float, new: bool) -> tuple[int, float, int]:
    """The same by this script, which is slower than wrk and so measures less."""
    parts = urllib.parse.urlsplit(address)
    end, counts = time.monotonic() + seconds, [0, 0]

    async def client() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        while time.monotonic() < end:
            mark = f"%20%23{random.randrange(10**9)}" if new else ""
            writer.write(f"GET {path}{mark} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: {ACCEPT}\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            await reader.readexactly(int(length[1]) if length else 0)
            counts[0] += 1
            counts[1] += not head.startswith(b"HTTP/1.1 200")
        writer.close()

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return counts[0], counts[0] / seconds, counts[1]


def servers(release: Path, store: Path, rdflib_endpoint: str) -> list[Server]:
    """Ours, and those of others that are installed."""
    dump = str(release / "raregraph.nq")
    found = [Server("raregraph", (sys.executable, "publish.py", "serve", str(release), "--port", "PORT"), "/sparql")]
    oxigraph = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if oxigraph:
        subprocess.run([oxigraph, "load", "--location", store, "--file", dump], check=True, capture_output=True)
        command = (oxigraph, "serve-read-only", "--location", str(store), "--bind", "127.0.0.1:PORT",
                   "--union-default-graph")  # fmt: skip
        found.append(Server("Oxigraph's server", command, "/query"))
    if rdflib_endpoint:
        other = (rdflib_endpoint, "-m", "rdflib_endpoint", "serve", "--host", "127.0.0.1", "--port", "PORT",
                   str(release / "raregraph.nt"))  # fmt: skip
        found.append(Server("rdflib-endpoint", other, "/"))
    return found


def main() -> int:
    """Print the table and what was aimed at."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("release", nargs="?", type=Path, default=ROOT / "dist" / "current", help="a release's folder")
    parser.add_argument("--seconds", type=float, default=5.0, help="of each measurement (5)")
    parser.add_argument("--rdflib-endpoint", default="", help="a Python that has rdflib-endpoint")
    given = parser.parse_args()
    if not (given.release / "raregraph.nq").is_file():
        print(f"no release at {given.release}: run `make publish` first")
        return 0
    new, same, starts = {}, {}, {}
    print(f"{CLIENTS} clients, {given.seconds:g} s each; {'wrk' if shutil.which('wrk') else 'own client'}\n")
    print("| server | first answer, s | new queries/s | CPU us | same query/s | CPU us | memory, MB | not 200 |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        for server in servers(given.release.resolve(), Path(folder) / "store", given.rdflib_endpoint):
            with running(server) as (address, process, first):
                time.sleep(5)  # until it is warm
                one = new[server.name] = measured(address, process, given.seconds, True)
                two = same[server.name] = measured(address, process, given.seconds, False)
                starts[server.name] = first
                size = sum(map(memory, children(process))) / 1e6
            print(f"| {server.name} | {first:.2f} | {one.rate:,.0f} | {one.cpu:.0f} | {two.rate:,.0f} | {two.cpu:.0f} "
                  f"| {size:.0f} | {one.bad + two.bad} |", flush=True)  # fmt: skip
    return judged(new, same, starts)


def judged(new: dict[str, Figure], same: dict[str, Figure], starts: dict[str, float]) -> int:
    """What was aimed at, and whether it was met: by rates, and by CPU time."""
    ours, kept = new["raregraph"], same["raregraph"]
    aims = [("first answer within 2 s", starts["raregraph"] < 2)]
    if other := new.get("rdflib-endpoint"):
        aims.append((f"5 times rdflib-endpoint: {ours.rate / other.rate:.1f}", ours.rate >= 5 * other.rate))
    if other := new.get("Oxigraph's server"):
        aims.append((f"half of Oxigraph: {ours.rate / other.rate:.2f}", 2 * ours.rate >= other.rate))
        ratio = kept.rate / same["Oxigraph's server"].rate
        aims.append((f"kept answers, beyond Oxigraph: {ratio:.2f}", ratio > 1))
    print()
    for text, met in aims:
        print(f"- {text}: {'met' if met else 'MISSED'}")
    return int(not all(met for _, met in aims))


if __name__ == "__main__":
    sys.exit(main())
