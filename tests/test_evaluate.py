"""Evaluation as a whole: every measure, the page that reports them, judgements that are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from raregraph import content
from raregraph.errors import ContentError, UsageError
from raregraph.evaluate import MEASURES, Given, document, evaluate, given, passages
from raregraph.evaluation.judged import COLUMNS, Judgement, read_judged
from raregraph.evaluation.sample import SIZE, draw, sample_section
from raregraph.medquad import medquad_files
from raregraph.world import read_world
from tests.evaluating import sample


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Given:
    """The sample corpus and what it is compared with."""
    return sample(tmp_path_factory.mktemp("evaluation"))


def test_every_measure_is_in_the_report_with_its_command(found: Given) -> None:
    """So that each number can be had again."""
    text = document(found, evaluate(found))
    assert [name for name in MEASURES if f"    python publish.py evaluate --only {name}\n" not in text] == []


def test_the_report_is_the_same_each_time(found: Given) -> None:
    """No clock, no order of a set."""
    assert document(found, evaluate(found)) == document(found, evaluate(found))


def test_one_measure_can_be_asked_for(found: Given) -> None:
    """By its name; an unknown name is a fault."""
    assert [section.name for section in evaluate(found, ["genes"])] == ["genes"]
    with pytest.raises(UsageError, match="no measure 'gene'; did you mean 'genes'"):
        evaluate(found, ["gene"])


def test_the_sample_does_not_depend_on_the_order_of_pages(found: Given) -> None:
    """It is drawn by hashes."""
    turned = type(found.collected)(found.collected.pages[::-1], (), found.collected.world)
    assert [item.said.id for item in draw(found.collected)] == [item.said.id for item in draw(turned)]


def test_a_sample_is_no_larger_than_the_corpus_and_than_its_size(found: Given) -> None:
    """Each statement once."""
    drawn = [item.said.id for item in draw(found.collected)]
    assert len(drawn) == len(set(drawn)) <= SIZE


def test_passages_are_laid_out_between_brackets(found: Given) -> None:
    """A person reads the statement beside the words it was read from."""
    assert "⟦mutations in the FGFR2 gene⟧" in passages(found) or "FGFR2 gene" in passages(found)


def test_verdicts_are_counted(found: Given) -> None:
    """By group; what nobody judged is said to be so."""
    drawn = draw(found.collected)
    one = drawn[0].said.id
    judged = {("sample", one): Judgement("sample", one, "right", "", "as printed")}
    verdicts = sample_section(drawn, judged).tables[0]
    assert verdicts.rows[-1] == (
        "all", str(len(drawn)), "1", "0", "0", str(len(drawn) - 1), "100.0 % (1 of 1)",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("sample\t0\tgood\tx\ty", "unknown 'good'"),
        ("samples\t0\tright\tx\ty", "unknown 'samples'"),
        ("sample\t0\tright\tx\t", "a verdict without a reason"),
        ("sample\t0\tright\tx\ty\nsample\t0\twrong\tx\ty", "is judged twice"),
    ],
)
def test_a_judgement_is_checked(row: str, problem: str, tmp_path: Path) -> None:
    """Its set, its verdict, its reason, and that it is the only one."""
    path = tmp_path / "judged.tsv"
    path.write_text("\t".join(COLUMNS) + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(ContentError, match=problem):
        read_judged(path)


def test_the_report_that_is_kept_is_that_of_the_corpus(shared: Path) -> None:
    """docs/EVALUATION.md is what evaluate writes."""
    files = shared / "corpus" / "medquad-gard"
    if not files.is_dir():
        pytest.skip("needs ../shared: corpus/medquad-gard")
    all_given = given(medquad_files(files), shared / "reference", world=read_world(shared / "reference"))
    kept = (content.ROOT / "docs" / "EVALUATION.md").read_text(encoding="utf-8")
    assert document(all_given, evaluate(all_given)) == kept
