"""Sorting on disk: what is spilled in batches is drained in order, each line once."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from raregraph.ids import BASE
from raregraph.runs import CUTS, drain, spill, written

HEX = "0123456789abcdef"
IDS = st.builds(
    lambda kind, digits: f"<{BASE}{kind}/{digits}> <p> <o> .",
    st.sampled_from(["finding", "passage", "statement", "page", "zebra"]),
    st.text(HEX, min_size=1, max_size=4),
)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1, max_size=9)


def sorted_by_disk(batches: list[list[str]], folders: int) -> tuple[list[str], int, bytes]:
    """Batches dealt out to folders, then drained into a file."""
    with tempfile.TemporaryDirectory() as name:
        place, target = Path(name) / "parts", Path(name) / "all.nq"
        for number in range(folders):
            (place / str(number)).mkdir(parents=True)
        for number, batch in enumerate(batches):
            spill(sorted(batch), place / str(number % folders))
        lines = [line.decode() for part in drain(place.iterdir()) for line in part]
        return lines, written(drain(place.iterdir()), target), target.read_bytes()


@given(st.lists(st.lists(st.one_of(IDS, TEXT), max_size=12), max_size=6), st.integers(1, 3))
def test_what_is_drained_is_all_of_it_sorted_and_once(batches: list[list[str]], folders: int) -> None:
    """As sorting it in memory; lines may hold any character but the end of a line."""
    wanted = sorted({line for batch in batches for line in batch})
    lines, count, data = sorted_by_disk(batches, folders)
    assert (lines, count) == (wanted, len(wanted))
    assert data == "".join(f"{line}\n" for line in wanted).encode()


def test_cuts_are_sorted_and_apart() -> None:
    """So that a file's lines all come before the next's."""
    assert list(CUTS) == sorted(set(CUTS))
    assert len(CUTS) == 3 * 16 * 8 + 90 + 100  # hashes of three kinds, pages, diseases under their GARD id


def test_nothing_is_nothing() -> None:
    """No file but the target, which is empty."""
    assert sorted_by_disk([], 1) == ([], 0, b"")
