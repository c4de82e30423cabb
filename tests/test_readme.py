"""The README of a release: what is in the folder, on what terms, how to read it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from raregraph.holdings import FILES


@pytest.fixture(scope="module")
def text(released: Path) -> str:
    """The README of the release of graph/."""
    return (released / "README.md").read_text(encoding="utf-8")


def test_it_says_what_it_is_not(text: str) -> None:
    """Before anything else that could be taken for advice."""
    head = text.split("\n## ")[0]
    assert "not current\nmedical advice" in head or "not current medical advice" in head


def test_every_file_is_explained(text: str) -> None:
    """With whom it is for."""
    assert [file.path for file in FILES if f"| `{file.path}`" not in text] == []


def test_counts_are_those_of_the_graph(text: str, released: Path) -> None:
    """The sum of the statements by kind is that of the lines that say so."""
    [line] = [line for line in text.splitlines() if line.startswith("Statements by kind: ")]
    total = sum(map(int, re.findall(r" (\d+)[,.]", line)))
    lines = (released / "raregraph.nt").read_text(encoding="utf-8").splitlines()
    assert total == sum(line.split(" ")[1].endswith("/vocab/standing>") for line in lines)


def test_every_graph_has_its_licence(text: str) -> None:
    """A row each, with a link and a credit line."""
    rows = re.findall(r"^\| `([a-z0-9-]+)` \| .* \| \[.*?\]\(https?://.*?\) \| .+ \|$", text, re.MULTILINE)
    assert {"mondo-2026-08-04", "gard-5786-0d97d85dcf34", "direct"} <= set(rows)
