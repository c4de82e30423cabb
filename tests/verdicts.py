"""Reports of the gate, without a gate."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """What a release needs of a report."""

    conforms: bool

    def to_table(self) -> str:
        """For people."""
        return "no violation"

    def to_turtle(self) -> str:
        """As SHACL says it."""
        return "<https://example.org/report> a <http://www.w3.org/ns/shacl#ValidationReport> ."

    def to_json(self) -> str:
        """For programs."""
        return '{"conforms": true}'


PASSED, REFUSED = Verdict(True), Verdict(False)
