"""Which release answers, in Monarch's shape: /version."""

from __future__ import annotations

from raregraph import __version__
from raregraph.api.data import Data
from raregraph.api.route import Given, Json, Route
from raregraph.ids import ours


def version(data: Data, _: Given) -> Json:
    """The three members that Monarch has, and the date of the newest source."""
    return {
        "monarch_kg_version": data.version,
        "monarch_api_version": __version__,
        "monarch_kg_source": ours("dataset"),
        "modified": data.modified,
    }


ROUTES = (
    Route(
        path="/version", summary="The release that is served, and the program that serves it", answer=version,
        model="", query="monarch-version", example="/version",
    ),
)  # fmt: skip
