"""Measure the ALS build, stage by stage, beside plain pyshacl on the same graph: `make bench`.

CPU seconds and peak memory of three things, several times, in fresh processes, from a copy without compiled files:

- the stages: one build with a meter on the functions of STAGES, where a stage inside a stage counts for itself;
- pyshacl: nothing but `pyshacl.validate` of the same graph with the same shapes, as anyone would call it;
- the whole: `python publish.py` as a person runs it.

Exit status: 0, or 1 if the whole takes more than LIMIT times what pyshacl takes, or a process fails.
"""

import argparse
import functools
import importlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("raregraph", "graph", "shapes", "queries", "bench", "publish.py")
LIMIT = 3.0
"""How many times plain pyshacl's own CPU time the whole cold build may take."""
START, REST = "start, imports", "the rest"
STAGES = (
    ("read graph/", "knowledge.fact_files"),
    ("read graph/", "knowledge.own_tables"),
    ("ground", "knowledge._claims"),
    ("ground", "knowledge._axiom_claims"),
    ("statements", "knowledge.to_statements"),
    ("statements", "knowledge.with_standing"),
    ("statements", "knowledge.with_disagreements"),
    ("findings", "findings.computed"),
    ("findings", "knowledge._row_findings"),
    ("triples", "build.to_quads"),
    ("triples", "release.to_quads"),
    ("gate: lint of the shapes", "gate.trusted_shapes"),
    ("gate: pyshacl", "gate.run"),
    ("gate: the rest", "gate.check"),
    ("description", "release.described"),
    ("description", "release.measured"),
    ("dumps", "release.dump"),
    ("views and tables", "release.compose"),
    ("exports", "release.exports"),
    ("gzip", "release.compress"),
    ("publish", "release.publish"),
    ("als.ttl", "build.write_turtle"),
)
"""Each stage with the functions whose time it is, by module of raregraph and name, where the name is looked up."""


@dataclass(frozen=True)
class Cost:
    """CPU seconds (user and system) and peak memory in MB."""

    seconds: float
    megabytes: float


@dataclass
class Meter:
    """Charges CPU time and peak memory to the innermost stage that runs."""

    running: list[str] = field(default_factory=lambda: [START])
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    megabytes: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    since: float = 0.0

    def charge(self) -> None:
        """Close the running span: its time and its peak are the running stage's."""
        now, stage = cpu_seconds(), self.running[-1]
        self.seconds[stage] += now - self.since
        self.megabytes[stage] = max(self.megabytes[stage], peak_megabytes())
        self.since = now

    def metered(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its time charged to a stage. What it yields is computed at once."""

        @functools.wraps(function)
        def run(*arguments: Any, **named: Any) -> Any:
            self.charge()
            self.running.append(stage)
            try:
                result = function(*arguments, **named)
                return iter(list(result)) if isinstance(result, Iterator) else result
            finally:
                self.charge()
                self.running.pop()

        return run

    def costs(self) -> dict[str, Cost]:
        """What each stage took, in the order they first ran."""
        return {stage: Cost(seconds, self.megabytes[stage]) for stage, seconds in self.seconds.items()}


def cpu_seconds() -> float:
    """User and system time of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def peak_megabytes() -> float:
    """The peak since the last call where the system can tell (Linux), else since the start."""
    status, reset = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not status.exists():
        return to_megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    reset.write_text("5")
    return int(peak.split()[1]) / 1024


def to_megabytes(maxrss: int) -> float:
    """Linux counts kilobytes, macOS bytes."""
    return maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def run_stages(out: Path) -> dict[str, Cost]:
    """One build in this process with the meter on."""
    meter = Meter()
    build = importlib.import_module("raregraph.build")
    for stage, name in STAGES:
        module, _, function = name.partition(".")
        place = importlib.import_module(f"raregraph.{module}")
        setattr(place, function, meter.metered(stage, getattr(place, function)))
    meter.charge()
    meter.running.append(REST)
    built = build.build((), out, lambda _: None)
    build.write_turtle(built.knowledge)
    meter.charge()
    return meter.costs()


def run_pyshacl(graph: Path) -> dict[str, Cost]:
    """Plain pyshacl in this process: parse, then validate."""
    import pyshacl
    import rdflib

    meter = Meter()
    meter.charge()
    meter.running.append("parse")
    data, shapes = rdflib.Graph().parse(graph), rdflib.Graph()
    for path in sorted((ROOT / "shapes").rglob("*.ttl")):
        shapes.parse(path)
    meter.charge()
    meter.running.append("validate")
    pyshacl.validate(data, shacl_graph=shapes)
    meter.charge()
    return meter.costs()


def measure(command: list[str | Path], folder: Path) -> tuple[Cost, str]:
    """Run a command in a process of its own; what it cost, and what it printed. Exits where the command fails."""
    environment = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    with tempfile.TemporaryFile("w+") as printed, tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen([sys.executable, *command], cwd=folder, env=environment, stdout=printed, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        said.seek(0)
        if process.returncode:
            sys.exit(f"{said.read()}{' '.join(map(str, command))}: exit status {process.returncode}")
        return Cost(used.ru_utime + used.ru_stime, to_megabytes(used.ru_maxrss)), printed.read()


def measure_all(runs: int, folder: Path) -> dict[str, list[Cost]]:
    """Everything, `runs` times, by the name of its row."""
    found: dict[str, list[Cost]] = defaultdict(list)
    for number in range(runs):
        note(f"run {number + 1} of {runs}")
        project = copy_project(folder / f"run{number}")
        bench, out = project / "bench" / "bench_build.py", project / "dist-of-stages"
        whole, _ = measure(["publish.py"], project)
        _, stages = measure([bench, "--stages", out], project)
        plain, parts = measure([bench, "--pyshacl", project / "graph" / "als.ttl"], project)
        for stage, cost in json.loads(stages).items():
            found[stage].append(Cost(*cost))
        found["python publish.py"].append(whole)
        found["pyshacl, whole process"].append(plain)
        found["pyshacl.validate alone"].append(Cost(*json.loads(parts)["validate"]))
    return found


def copy_project(folder: Path) -> Path:
    """Copy what a build reads, without compiled files, and return the copy."""
    folder.mkdir()
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)
    return folder


def to_table(found: dict[str, list[Cost]]) -> Iterator[str]:
    """The lines of a Markdown table: minimum, median and maximum."""
    yield "| stage | CPU seconds: min | median | max | peak MB |"
    yield "|---|--:|--:|--:|--:|"
    for name, costs in found.items():
        seconds = sorted(cost.seconds for cost in costs)
        peak = max(cost.megabytes for cost in costs)
        yield f"| {name} | {seconds[0]:.2f} | {statistics.median(seconds):.2f} | {seconds[-1]:.2f} | {peak:.0f} |"


def ratio(found: dict[str, list[Cost]]) -> float:
    """The whole build's median CPU time over that of `pyshacl.validate` alone."""
    whole, plain = found["python publish.py"], found["pyshacl.validate alone"]
    return statistics.median(cost.seconds for cost in whole) / statistics.median(cost.seconds for cost in plain)


def note(text: str) -> None:
    """Tell the reader what takes the time."""
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Measure and print the table, or be one of the measured processes; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=3, help="how often each process is run")
    parser.add_argument("--stages", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--pyshacl", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.stages or given.pyshacl:
        costs = run_stages(given.stages) if given.stages else run_pyshacl(given.pyshacl)
        print(json.dumps({name: (cost.seconds, cost.megabytes) for name, cost in costs.items()}))
        return 0
    with tempfile.TemporaryDirectory(prefix="raregraph-") as folder:
        found = measure_all(given.runs, Path(folder))
    print("\n".join(to_table(found)))
    print(f"\nThe whole build takes {ratio(found):.2f} times pyshacl's own time on the same graph (limit {LIMIT:.0f}).")
    return 0 if ratio(found) <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
