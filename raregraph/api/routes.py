"""The table of routes, and which of them a request is for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from raregraph.api import associations, histopheno, mappings, node, search, semsim, version
from raregraph.api.route import PREFIX, Route

ROUTES: tuple[Route, ...] = (
    *node.ROUTES,
    *associations.ROUTES,
    *search.ROUTES,
    *mappings.ROUTES,
    *histopheno.ROUTES,
    *semsim.ROUTES,
    *version.ROUTES,
)
"""Every route, in the order in which they are looked at: what is fixed before what holds an id."""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], Route], ...]:
    return tuple((_pattern(route.path), route) for route in ROUTES)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(PREFIX + re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(path)) + r"\Z")


def find(path: str, method: str) -> tuple[Route, Mapping[str, str]] | None:
    """The route of a path (decoded) and a method, with the values in the path; None where there is none."""
    for pattern, route in _patterns():
        match = pattern.match(path)
        if match and route.method == method:
            return route, match.groupdict()
    return None


def methods(path: str) -> tuple[str, ...]:
    """What may be asked of a path; GET where nothing is there, so that it can be said that nothing is there."""
    found = {route.method for pattern, route in _patterns() if pattern.match(path)} or {"GET"}
    return tuple(name for name in ("GET", "HEAD", "POST", "OPTIONS") if name in found or _also(name, found))


def _also(name: str, found: set[str]) -> bool:
    return name == "OPTIONS" or (name == "HEAD" and "GET" in found)
