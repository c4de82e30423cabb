"""Classes of onset and the age they hold."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from raregraph.backbone import read_backbone
from raregraph.errors import ContentError
from raregraph.obo import read_terms
from raregraph.onset import OnsetClass, onset_class, onset_classes, read_onset_classes


@pytest.mark.parametrize(
    ("years", "curie"),
    [
        ("0", "HP:0003577"), ("0.5", "HP:0003593"), ("1", "HP:0011463"), ("5", "HP:0003621"), ("15.5", "HP:0003621"),
        ("16", "HP:0011462"), ("40", "HP:0003596"), ("46", "HP:0003596"), ("56", "HP:0003596"), ("60", "HP:0003596"),
        ("60.5", "HP:0003584"), ("61", "HP:0003584"),
    ],
)  # fmt: skip
def test_an_age_falls_into_one_class(years: str, curie: str) -> None:
    """Where two classes meet the later one holds; the narrow class comes before adult onset as a whole."""
    found = onset_class(years)
    assert found is not None
    assert found.curie == curie


def test_an_age_of_no_class_has_none() -> None:
    """Between birth and 28 days the table has no class."""
    assert onset_class("0.05") is None


def test_the_labels_are_those_of_the_backbone() -> None:
    """The table's labels are HPO's."""
    assert [row.label for row in onset_classes()] == [read_backbone().label(row.curie) for row in onset_classes()]


def test_the_bounds_stand_in_the_definitions(shared: Path) -> None:
    """Every bound in years above one is a number in HPO's definition or comment of the class."""
    lines = (shared / "reference" / "hpo" / "hp.obo").read_text(encoding="utf-8").split("\n\n")
    stanzas = {next(read_terms(text.splitlines())).id: text for text in lines if text.startswith("[Term]")}
    for row in onset_classes():
        printed = set(re.findall(r"\b\d+\b", re.sub(r"\[http[^]]*\]|HP:\d+", "", stanzas[row.curie])))
        bounds = {str(bound) for bound in (row.lower, row.upper) if bound is not None and bound > 1}
        assert bounds <= printed, row.label


def test_a_class_needs_one_lower_bound(tmp_path: Path) -> None:
    """`lower` and `after` exclude each other, and one is needed; `after` is an exclusive bound."""
    path = tmp_path / "onset_classes.yaml"
    path.write_text('onset_classes:\n  "HP:0003584": {label: "Late onset", after: 60}\n', encoding="utf-8")
    assert read_onset_classes(path) == (OnsetClass("HP:0003584", "Late onset", Decimal(60), None, True),)
    path.write_text('onset_classes:\n  "HP:0003584": {label: "Late onset"}\n', encoding="utf-8")
    with pytest.raises(ContentError, match="needs one of lower and after; write lower: 40"):
        read_onset_classes(path)
