"""kgx: reads, validates and turns the node and edge files of both profiles."""

from __future__ import annotations

from tests.compat.harness import Check

CHECKS: tuple[Check, ...] = ()
