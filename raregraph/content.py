"""Where the project's content is: beside the package in a checkout, inside it when installed."""

from __future__ import annotations

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "content"
ROOT = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent
"""The folder that holds graph/, shapes/ and queries/."""

GRAPH = ROOT / "graph"
SHAPES = ROOT / "shapes"
QUERIES = ROOT / "queries"


def shown(path: Path) -> str:
    """A path as messages show it: relative to the content's root where it lies below it."""
    resolved, root = os.path.realpath(path), f"{ROOT}{os.sep}"  # unlike resolve(), it bears links that go in a circle
    return resolved.removeprefix(root) if resolved.startswith(root) else str(path)
