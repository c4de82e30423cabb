"""What does not fit in memory."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from raregraph.bulk_sort import Distinct, SortedLines, digest


def test_lines_are_sorted_over_all_runs(tmp_path: Path) -> None:
    """By code point, equal ones side by side, whether they were spilled or not."""
    lines = SortedLines(tmp_path / "lines", run=2)
    for line in ("b", "é", "a", "B", "a"):
        lines.add(line)
    assert list(lines) == ["B", "a", "a", "b", "é"]
    assert list(lines) == list(lines)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 30)), max_size=200))
def test_distinct_things_are_counted_on_disk_as_in_memory(things: list[tuple[str, int]]) -> None:
    """A budget of almost nothing and one of plenty give the same counts, those of sets."""
    import tempfile

    wanted = {name: len({thing for other, thing in things if other == name}) for name, _ in things}
    with tempfile.TemporaryDirectory() as place:
        for budget in (3, 1000):
            counts = Distinct(Path(place) / str(budget), budget)
            for name, thing in things:
                counts.add(name, [digest(str(thing))])
            assert counts.counts() == wanted


def test_a_digest_is_the_same_everywhere() -> None:
    """It does not depend on the hash seed."""
    assert digest("<https://example.org/>") == 0x67599562032215FB
