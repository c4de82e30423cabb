"""The loss report."""

from __future__ import annotations

from pathlib import Path

from raregraph.export.loss import merged, summary, write_losses
from raregraph.export.rows import Loss, Rows

NO_MONDO = Loss("kgx/biolink", "no-mondo", "GARD:0000020", "Barrett\nesophagus")
CLOSE = Loss("kgx/biolink", "close-match", "GARD:0000020", "MONDO:0013662")


def test_a_report_has_a_line_for_each_loss(tmp_path: Path) -> None:
    """A line end in a name does not break it."""
    assert write_losses([CLOSE, NO_MONDO], tmp_path / "kgx" / "loss.tsv").read_text(encoding="utf-8") == (
        "format\treason\tabout\tdetail\n"
        "kgx/biolink\tclose-match\tGARD:0000020\tMONDO:0013662\n"
        "kgx/biolink\tno-mondo\tGARD:0000020\tBarrett esophagus\n"
    )


def test_a_summary_counts_by_reason_and_says_what_it_means() -> None:
    """Sorted by format and reason."""
    assert summary([NO_MONDO, CLOSE, NO_MONDO]) == (
        "kgx/biolink: 1 close-match: a match that is only close is no cross-reference, and the set that normalises ids "
        "leaves it out\n"
        "kgx/biolink: 2 no-mondo: the page has no term of Mondo: a GARD id may be a cross-reference only"
    )


def test_the_losses_of_two_profiles_come_sorted() -> None:
    """As one report."""
    other = Loss("kgx/monarch", "literal", "x")
    monarch = Rows("monarch", {}, lambda: iter(()), lambda: iter([other]))
    biolink = Rows("biolink", {}, lambda: iter(()), lambda: iter([CLOSE, NO_MONDO]))
    assert list(merged([monarch, biolink])) == [CLOSE, NO_MONDO, other]
