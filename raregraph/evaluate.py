"""Evaluate a corpus: what was read against sources that had no part in reading it, as docs/EVALUATION.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from raregraph.errors import UsageError, nearest
from raregraph.evaluation.annotations import Annotations, read_annotations
from raregraph.evaluation.diseases import Diseases, diseases_of
from raregraph.evaluation.drift import all_drift, drift_section
from raregraph.evaluation.genes import compare_genes, genes_section
from raregraph.evaluation.inheritance import compare_modes, modes_section
from raregraph.evaluation.judged import Judgement, read_judged
from raregraph.evaluation.listed import rows_section
from raregraph.evaluation.said import Collected, collect
from raregraph.evaluation.sample import draw, laid_out, sample_section
from raregraph.evaluation.tables import Section, to_markdown
from raregraph.world import World, read_world

COMMAND = "python publish.py evaluate"
_HEAD = """# Evaluation

Written by `{command} --write`; do not edit. What raregraph read of {pages:,} pages, against sources that had
no part in the reading: HPO {hpo}, its annotations of {annotations}, Mondo {mondo}. The same files give
the same bytes. Each part names the command that makes it alone. These pages were at hand
while the rules were written: on pages that nobody has seen, expect less.
"""


@dataclass(frozen=True, slots=True)
class Given:
    """What every measure works on: the corpus as read, HPO's annotations, Mondo's diseases, kept judgements."""

    collected: Collected
    annotations: Annotations
    diseases: Diseases
    judged: Mapping[tuple[str, str], Judgement]


def given(paths: Iterable[Path], reference: Path, *, world: World | None = None, judged: Path | None = None) -> Given:
    """Read a corpus and the sources it is compared with.

    Args:
        paths: the files of the corpus.
        reference: the folder that holds hpo/, mondo/ and hgnc/.
        world: that folder as read already.
        judged: kept judgements; graph/judged.tsv unless given.
    """
    collected = collect(paths, world or read_world(reference))
    diseases = diseases_of(collected.world.tables.backbone)
    return Given(collected, read_annotations(reference), diseases, read_judged(judged))


def _rows(found: Given) -> Section:
    return rows_section(found.collected)


def _genes(found: Given) -> Section:
    compared = compare_genes(found.collected, found.annotations, found.diseases)
    return genes_section(compared, found.annotations.release, found.judged)


def _inheritance(found: Given) -> Section:
    modes = compare_modes(found.collected, found.annotations, found.diseases)
    return modes_section(modes, found.annotations.release, found.collected.world.tables.backbone, found.judged)


def _drift(found: Given) -> Section:
    drift = all_drift(found.collected, found.annotations, found.diseases)
    return drift_section(drift, found.annotations.release, len(found.collected.pages))


def _sample(found: Given) -> Section:
    return sample_section(draw(found.collected), found.judged)


MEASURES: Mapping[str, Callable[[Given], Section]] = {
    "rows": _rows,
    "genes": _genes,
    "inheritance": _inheritance,
    "drift": _drift,
    "sample": _sample,
}
"""Every measure by the name the command line has for it."""


def evaluate(found: Given, only: Iterable[str] = ()) -> tuple[Section, ...]:
    """The measures, or those named, in the order of MEASURES. Raises UsageError for an unknown name."""
    wanted = set(only) or set(MEASURES)
    for name in sorted(wanted - MEASURES.keys()):
        raise UsageError("--only", f"no measure {name!r}", nearest(name, MEASURES))
    return tuple(measure(found) for name, measure in MEASURES.items() if name in wanted)


def document(found: Given, sections: Iterable[Section]) -> str:
    """The measures as docs/EVALUATION.md."""
    world = found.collected.world
    head = _HEAD.format(
        command=COMMAND,
        pages=len(found.collected.pages),
        hpo=world.hpo.release,
        annotations=found.annotations.release,
        mondo=world.gard.release,
    )
    return "\n".join([head, *(to_markdown(section, COMMAND) for section in sections)])


def passages(found: Given) -> str:
    """The sample with its passages, to be read and judged; never kept in the project."""
    return "".join(laid_out(draw(found.collected)))
