"""What tests share: ../shared, where it exists. The product and most tests run without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph.errors import Where
from raregraph.text import page_text, sha256

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared; the test is skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("needs ../shared")
    return SHARED


@pytest.fixture(scope="session")
def seeds(shared: Path) -> dict[str, str]:
    """The text of each saved page of ../shared/seeds, by the first 12 hex of its hash."""
    paths = sorted((shared / "seeds").glob("*.txt"))
    if not paths:
        pytest.skip("needs ../shared: seeds/*.txt")
    texts = [page_text(path.read_bytes(), Where(path.name)) for path in paths]
    return {sha256(text)[:12]: text for text in texts}
