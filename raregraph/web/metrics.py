"""Counters and gauges of the server in the OpenMetrics text format."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping

MEDIA_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"
BOUNDS = (0.005, 0.02, 0.1, 0.5, 1.0, 2.0, 5.0)
"""Upper bounds, in seconds, of the classes of the times that answers take."""


class Metrics:
    """What has been counted since the start."""

    def __init__(self) -> None:
        self.requests: Counter[tuple[str, int]] = Counter()
        self.failures: Counter[str] = Counter()
        self.kept = self.bytes = 0
        self._times = [0] * (len(BOUNDS) + 1)
        self._seconds = 0.0

    def count(self, route: str, status: int, size: int, seconds: float) -> None:
        """A request that was answered with a body of so many bytes."""
        self.requests[route, status] += 1
        self.bytes += size
        self._times[bisect_left(BOUNDS, seconds)] += 1
        self._seconds += seconds

    def text(self, gauges: Mapping[str, tuple[str, float]]) -> str:
        """The document; `gauges` are further values by name, with what they are."""
        return "\n".join([*self._lines(), *_gauges(gauges), "# EOF", ""])

    def _lines(self) -> Iterator[str]:
        yield from _head("raregraph_requests", "counter", "Requests answered, by route and status.")
        for (route, status), number in sorted(self.requests.items()):
            yield f'raregraph_requests_total{{route="{route}",status="{status}"}} {number}'
        yield from _head("raregraph_failures", "counter", "Jobs that met a limit, by which.")
        for name, number in sorted(self.failures.items()):
            yield f'raregraph_failures_total{{limit="{name}"}} {number}'
        yield from _head("raregraph_kept_answers", "counter", "Requests answered from the cache.")
        yield f"raregraph_kept_answers_total {self.kept}"
        yield from _head("raregraph_sent_bytes", "counter", "Bytes of bodies.", "bytes")
        yield f"raregraph_sent_bytes_total {self.bytes}"
        yield from self._histogram()

    def _histogram(self) -> Iterator[str]:
        name, total = "raregraph_answer_seconds", 0
        yield from _head(name, "histogram", "Time from request to answer.", "seconds")
        for bound, number in zip((*map(str, BOUNDS), "+Inf"), self._times, strict=True):
            total += number
            yield f'{name}_bucket{{le="{bound}"}} {total}'
        yield f"{name}_sum {self._seconds:.6f}"
        yield f"{name}_count {total}"


def _head(name: str, kind: str, about: str, unit: str = "") -> Iterator[str]:
    yield f"# TYPE {name} {kind}"
    if unit:
        yield f"# UNIT {name} {unit}"
    yield f"# HELP {name} {about}"


def _gauges(gauges: Mapping[str, tuple[str, float]]) -> Iterator[str]:
    for name, (about, value) in gauges.items():
        yield from _head(f"raregraph_{name}", "gauge", about)
        yield f"raregraph_{name} {value:g}"
