"""Run the tools of others on a release: `make compat`, or `make compat RELEASE=path LABEL=name`.

Exit status 0, or 1 where a check fails or a twin's fault is not noticed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))  # for who runs this file

from tests.compat import matrix  # noqa: E402
from tests.compat.checks import checks  # noqa: E402
from tests.compat.harness import Outcome, perform, view  # noqa: E402


def line(outcome: Outcome) -> str:
    """An outcome as it is printed while the checks run."""
    parts = [f"{outcome.result:8} {outcome.check.name:32} {outcome.version:12} {outcome.seconds:7.1f} s"]
    parts += [f"         {problem}" for problem in outcome.problems[:5]]
    parts += [f"         twin: {outcome.twin_result[:200]}"] if outcome.twin_result else []
    parts += [f"         wanted the network: {' '.join(outcome.tried)}"] if outcome.tried else []
    return "\n".join(parts)


def outcomes(release: Path, only: str, scratch: Path, *, twins: bool) -> Iterator[Outcome]:
    """Run the checks whose names have `only` in them, one after the other."""
    source = view(release, scratch / "release")
    for check in checks():
        if only in check.name:
            outcome = perform(check, release, source, scratch, twins=twins)
            print(line(outcome), flush=True)  # noqa: T201
            yield outcome


def recorded(done: Iterator[Outcome], label: str) -> Iterator[Outcome]:
    """Outcomes as they come, each kept at once: what a run that is ended early has found is not lost."""
    for outcome in done:
        matrix.recorded([outcome], label)
        yield outcome


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("release", nargs="?", type=Path, default=CHECKOUT / "dist" / "current")
    parser.add_argument("--label", default="ALS", help="how the matrix names the release")
    parser.add_argument("--only", default="", help="only checks with this in their name")
    parser.add_argument("--no-twins", action="store_true", help="do not run the twins")
    parser.add_argument("--no-record", action="store_true", help="leave the matrix as it is")
    asked = parser.parse_args()
    if not asked.release.is_dir():
        parser.error(f"no release at {asked.release}: make one with `make publish`")
    with tempfile.TemporaryDirectory(prefix="compat-") as scratch:
        release = asked.release.resolve()
        found = outcomes(release, asked.only, Path(scratch), twins=not asked.no_twins)
        done = list(found if asked.no_record else recorded(found, asked.label))
    return 0 if all(outcome.well for outcome in done) else 1


if __name__ == "__main__":
    raise SystemExit(main())
