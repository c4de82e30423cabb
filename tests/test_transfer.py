"""One file over HTTP. What a whole fetch makes of it is in test_fetch.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from raregraph.errors import FetchError
from raregraph.transfer import Arrival, download, drop
from tests.loopback import BODY, ETAG, Server, half, serving, status, whole


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on loopback."""
    yield from serving(monkeypatch)


def test_a_file_arrives_with_its_address_and_state(server: Server, tmp_path: Path) -> None:
    """Every step is told."""
    server.answers = [whole]
    steps: list[tuple[int, int | None]] = []
    url = f"{server.address}/x"
    assert download(url, tmp_path / "part", 10**7, lambda *step: steps.append(step)) == Arrival(url, ETAG)
    assert (tmp_path / "part").read_bytes() == BODY
    assert [size for size, _ in steps] == sorted(size for size, _ in steps)
    assert steps[-1] == (len(BODY), len(BODY))


def test_a_state_at_hand_is_not_sent_again(server: Server, tmp_path: Path) -> None:
    """The server says 304, nothing is written."""
    server.answers = [whole]
    assert download(f"{server.address}/x", tmp_path / "part", 10**7, lambda *_: None, ETAG) is None
    assert list(tmp_path.iterdir()) == []


def test_a_part_of_another_address_is_not_taken_up(server: Server, tmp_path: Path) -> None:
    """When a row has a new address, what came from the old one is not mixed in."""
    server.answers = [half, status(500)]
    with pytest.raises(FetchError, match="500"):
        download(f"{server.address}/old", tmp_path / "part", 10**7, lambda *_: None)
    server.answers, server.asked[:] = [whole], []
    download(f"{server.address}/new", tmp_path / "part", 10**7, lambda *_: None)
    assert (tmp_path / "part").read_bytes() == BODY
    assert "Range" not in server.asked[0][1]


def test_a_disk_that_takes_no_more_is_named(server: Server, tmp_path: Path) -> None:
    """As a fault of the folder, not of the network."""
    server.answers = [whole]
    with pytest.raises(FetchError, match="part: cannot be written: No such file"):
        download(f"{server.address}/x", tmp_path / "none" / "part", 10**7, lambda *_: None)


def test_what_is_dropped_is_gone(tmp_path: Path) -> None:
    """With its note; twice is no fault."""
    for name in ("part", "part.json"):
        (tmp_path / name).touch()
    drop(tmp_path / "part")
    drop(tmp_path / "part")
    assert list(tmp_path.iterdir()) == []
