"""The command that serves: what it says when it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("uvicorn", reason="needs the extra `serve`")

from click.testing import CliRunner

from raregraph.cli_serve import serve


def test_every_limit_is_an_option() -> None:
    """As the help lists them."""
    text = CliRunner().invoke(serve, ["--help"]).output
    for option in ("seconds", "memory", "answer", "query-size", "depth", "files", "stack", "slow", "waiting", "cache"):
        assert f"--{option}" in text


def test_a_port_that_is_none(tmp_path: Path) -> None:
    """Is a fault of usage."""
    found = CliRunner().invoke(serve, [str(tmp_path), "--port", "70000"])
    assert found.exit_code == 2
