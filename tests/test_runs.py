"""Sorting on disk: what is spilled in batches is written in order, each line once."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raregraph.blocks import Block, lines_of, of_lines, slot, template
from raregraph.ids import BASE, Iri
from raregraph.runs import Spill, appended, cuts, parts_of, shares, written

HEX = "0123456789abcdef"
SUBJECTS = st.builds(
    lambda kind, digits: f"<{BASE}{kind}/{digits}>",
    st.sampled_from(["finding", "passage", "statement", "page", "page/gard-1", "zebra"]),
    st.text(HEX, min_size=1, max_size=4),
)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1, max_size=9)
LINES = st.builds(lambda subject, text: f"{subject} <p> {text} .", SUBJECTS, TEXT)
BLOCKS = st.builds(
    lambda subject, text: Block(subject[1:], template(f"{slot(0)} <p> {slot(1)} .\n{slot(0)} <q> <r> .\n"), text),
    SUBJECTS,
    TEXT,
).map(lambda block: block._replace(text=f"<{block.subject}\n{block.text}"))


CUTS = cuts([Iri(f"{BASE}page/gard-1")], [Iri(f"{BASE}zebra/0")])


def sorted_by_disk(
    batches: list[list[Block]], folders: int, jobs: int = 1, cut: Sequence[str] = CUTS
) -> tuple[int, bytes]:
    """Batches dealt out to folders, then written to a file in shares."""
    with tempfile.TemporaryDirectory() as name:
        places = [Path(name) / str(number) for number in range(folders)]
        for place in places:
            place.mkdir()
        spills = [Spill(place, cut) for place in places]
        for number, batch in enumerate(batches):
            spills[number % folders].add(batch)
        paths = [Path(name) / f"share-{number}" for number in range(jobs)]
        paths[0].touch()
        found = shares(parts_of(places), jobs)
        count = sum(written(places, share, path) for share, path in zip(found, paths, strict=False))
        appended(paths[0], paths[1 : len(found)])
        return count, paths[0].read_bytes()


@given(
    st.lists(st.tuples(st.lists(LINES, max_size=9), st.lists(BLOCKS, max_size=5)), max_size=6),
    st.integers(1, 3),
    st.integers(1, 3),
)
def test_what_is_written_is_all_of_it_sorted_and_once(
    batches: list[tuple[list[str], list[Block]]], folders: int, jobs: int
) -> None:
    """As sorting it in memory, in any number of folders and shares; lines may hold any character but their end."""
    blocks = [[*of_lines(lines), *more] for lines, more in batches]
    wanted = lines_of(block for batch in blocks for block in batch)
    count, data = sorted_by_disk(blocks, folders, jobs)
    assert (count, data) == (len(wanted), "".join(f"{line}\n" for line in wanted).encode())


@given(st.lists(LINES, max_size=9), st.sets(st.text(f"<{BASE}{HEX}ps", max_size=45), max_size=6))
def test_any_cuts_give_the_same_file(lines: list[str], cut: set[str]) -> None:
    """Where batches are cut is a matter of memory alone."""
    assert sorted_by_disk([list(of_lines(lines))], 1, cut=sorted(cut)) == sorted_by_disk([list(of_lines(lines))], 1)


def test_cuts_are_sorted_and_apart() -> None:
    """So that a file's lines all come before the next's; of few pages each has a cut, hashes have sixteen a kind."""
    assert list(CUTS) == [
        *(f"{BASE}finding/{digit}000" for digit in HEX),
        f"{BASE}page/gard-1",
        *(f"{BASE}passage/{digit}000" for digit in HEX),
        *(f"{BASE}statement/{digit}000" for digit in HEX),
        f"{BASE}zebra/0",
    ]


def test_many_pages_have_more_cuts_at_even_distances() -> None:
    """Of 8,000 pages that all begin with 1, every 400th; hashes are cut into as many parts."""
    pages = [Iri(f"{BASE}page/gard-{number}") for number in range(10_000, 18_000)]
    found = cuts(pages, pages[:1])
    assert [cut for cut in found if cut in pages] == pages[::400]
    assert sum(cut.startswith(f"{BASE}statement/") for cut in found) == 20


@pytest.mark.parametrize(
    ("number", "expected"), [(1, [["a", "b", "c"]]), (2, [["a"], ["b", "c"]]), (3, [["a"], ["b"], ["c"]])]
)
def test_shares_are_in_order_and_about_equal(number: int, expected: list[list[str]]) -> None:
    """By bytes; there are no more than parts."""
    assert shares({"a": 6, "b": 5, "c": 4}, number) == expected


def test_nothing_is_nothing() -> None:
    """No file but the target, which is empty."""
    assert sorted_by_disk([], 1) == (0, b"")
