"""Classes of onset and the age they hold."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from raregraph.backbone import read_backbone
from raregraph.errors import ContentError
from raregraph.obo import read_terms
from raregraph.onset import OnsetClass, onset_class, onset_class_between, onset_classes, read_onset_classes


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
        printed |= {str(int(age) - 1) for age in re.findall(r"before the age of (\d+)", stanzas[row.curie])}
        bounds = {str(bound) for bound in (row.lower, row.upper) if bound is not None and bound > 1}
        assert bounds <= printed, row.label


@pytest.mark.parametrize(
    ("lower", "upper", "curie"),
    [
        ("6", "15", "HP:0003621"), ("3", "9", "HP:0410280"), ("35", "44", "HP:0003581"), ("40", "60", "HP:0003596"),
        ("65", None, "HP:0003584"), ("50", None, "HP:0003581"),
    ],
)  # fmt: skip
def test_ages_fall_into_the_narrowest_class_that_holds_them(lower: str, upper: str | None, curie: str) -> None:
    """Without an upper bound it is a class that has none."""
    found = onset_class_between(Decimal(lower), Decimal(upper) if upper else None)
    assert found is not None
    assert found.curie == curie


@pytest.mark.parametrize(("lower", "upper"), [("5", "25"), ("0", "1"), (None, "20"), ("10", None)])
def test_ages_that_no_class_holds_have_none(lower: str | None, upper: str | None) -> None:
    """Ages of children and adults together, from birth on, or from no age on."""
    bounds = [Decimal(bound) if bound else None for bound in (lower, upper)]
    assert onset_class_between(*bounds) is None


def test_a_class_needs_one_lower_bound(tmp_path: Path) -> None:
    """`lower` and `after` exclude each other, and one is needed; `after` is an exclusive bound."""
    path = tmp_path / "onset_classes.yaml"
    path.write_text('onset_classes:\n  "HP:0003584": {label: "Late onset", after: 60}\n', encoding="utf-8")
    assert read_onset_classes(path) == (OnsetClass("HP:0003584", "Late onset", Decimal(60), None, True),)
    path.write_text('onset_classes:\n  "HP:0003584": {label: "Late onset"}\n', encoding="utf-8")
    with pytest.raises(ContentError, match="needs one of lower and after; write lower: 40"):
        read_onset_classes(path)
