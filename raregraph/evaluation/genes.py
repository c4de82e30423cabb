"""Gene–disease statements against HPO's gene table and Mondo's axioms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from operator import itemgetter

from raregraph.evaluation.annotations import Annotations
from raregraph.evaluation.diseases import AGREES, BROADER, OTHER, SAME, SUBTYPE, UNKNOWN, Diseases, answer
from raregraph.evaluation.judged import Judgement
from raregraph.evaluation.said import Collected, PageSaid, Said
from raregraph.evaluation.tables import Section, Table, share, table
from raregraph.medquad import read_medquad

_CAUSES = "biolink:causes"
_TARGET = "0.95"
_MEANS = {
    SAME: "a source names the gene for the same disease",
    SUBTYPE: "for a subtype of it",
    BROADER: "for a broader disease",
    OTHER: "sources name other genes only",
    UNKNOWN: "no source names any gene for the disease or a subtype",
}
_TEXT = """Statements that a gene causes a page's disease, read from prose, against two sources that had no part in
reading them: HPO's `genes_to_phenotype.txt` {release} (by Mondo's exact matches in OMIM and Orphanet) and Mondo's own
gene axioms. A statement agrees when a source names the gene for the same disease, for a subtype, or for a broader
disease. Where the sources name no gene at all there is nothing to compare with (open world); the strict precision
counts these as errors too. The target of {target} is for what is stated as a cause."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A gene statement, its page, how the sources answer, and the genes they name."""

    page: PageSaid
    said: Said
    verdict: str
    named: frozenset[str]


@dataclass(frozen=True, slots=True)
class Genes:
    """Every gene statement compared; and of each page with genes of its own in HPO: those, said, and printed."""

    compared: tuple[Compared, ...]
    recalled: tuple[Recalled, ...]


@dataclass(frozen=True, slots=True)
class Recalled:
    """The genes HPO has for the very disease of a page, those the page's text prints, those our statements name.

    `cued`: those of `printed` that stand in one sentence with a word for a gene or a change of one.
    """

    page: PageSaid
    known: frozenset[str]
    printed: frozenset[str]
    cued: frozenset[str]
    said: frozenset[str]


_CUE = re.compile(r"\b(?:genes?|mutat(?:ions?|ed)|variants?|changes?|alterations?|deletions?)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.?!])\s+(?=[A-Z])|\n")


def compare_genes(collected: Collected, annotations: Annotations, diseases: Diseases) -> Genes:
    """Compare every gene statement, and look for those that are missing."""

    def of(group: Iterable[str]) -> frozenset[str]:
        names = list(group)
        axioms = frozenset(symbol for name in names for symbol in diseases.genes.get(name, ()))
        return axioms | diseases.known(names, annotations.genes)

    compared = tuple(
        Compared(
            page,
            said,
            answer(said.object, partial(contains, item=said.subject_label), of, diseases),
            of([said.object, *diseases.below(said.object)]),
        )
        for page, said in collected.statements
        if said.kind == "gene"
    )
    return Genes(compared, tuple(_recalled(collected, annotations, diseases)))


def contains(group: frozenset[str], item: str) -> bool:
    """Whether a group has an item."""
    return item in group


def _recalled(collected: Collected, annotations: Annotations, diseases: Diseases) -> Iterator[Recalled]:
    for page in collected.pages:
        if known := diseases.known([page.disease], annotations.genes):
            text = read_medquad(page.path).text
            printed = _printed(known, text)
            cued = _printed(printed, "\n".join(filter(_CUE.search, _SENTENCE.split(text))))
            said = frozenset(item.subject_label for item in page.statements if item.kind == "gene" and not item.negated)
            yield Recalled(page, known, printed, cued, said)


def _printed(symbols: Iterable[str], text: str) -> frozenset[str]:
    return frozenset(symbol for symbol in symbols if re.search(rf"(?<![\w-]){re.escape(symbol)}(?!\w)", text))


def is_causal(said: Said) -> bool:
    """Whether a statement says surely that a gene causes the disease."""
    return said.sure and said.predicate == _CAUSES


def precision(compared: Iterable[Compared], *, strict: bool = False) -> tuple[int, int]:
    """How many agree, of how many that can be compared; of all of them when strict."""
    counts = Counter(item.verdict for item in compared)
    return sum(counts[name] for name in AGREES), sum(counts.values()) - (0 if strict else counts[UNKNOWN])


def genes_section(found: Genes, release: str, judged: Mapping[tuple[str, str], Judgement]) -> Section:
    """The measure as tables: precision, recall, and every statement that no source confirms, with its reason."""
    causal = [item for item in found.compared if is_causal(item.said)]
    rest = [item for item in found.compared if not is_causal(item.said)]
    text = " ".join(_TEXT.format(release=release, target=_TARGET).split())
    return Section(
        "genes",
        "Genes",
        text,
        (
            table("Precision", ("of", "figure"), _precision_rows(causal, rest)),
            table("How the sources answer", ("answer", "causal", "hedged or denied"), _answer_rows(causal, rest)),
            table("Recall", ("of the genes HPO has for the very disease", "figure"), _recall_rows(found.recalled)),
            _errors("Causal statements that sources contradict", causal, OTHER, judged),
            _errors("Causal statements that no source can confirm", causal, UNKNOWN, judged),
        ),
    )


def _precision_rows(causal: list[Compared], rest: list[Compared]) -> Iterator[tuple[str, str]]:
    yield f"causal statements (target {_TARGET})", share(*precision(causal))
    yield "causal statements, strict", share(*precision(causal, strict=True))
    yield "hedged statements and contributions", share(*precision(item for item in rest if not item.said.negated))


def _answer_rows(causal: list[Compared], rest: list[Compared]) -> Iterator[tuple[str, int, int]]:
    sure, other = (Counter(item.verdict for item in group) for group in (causal, rest))
    yield from ((what, sure[name], other[name]) for name, what in _MEANS.items())
    yield "all", len(causal), len(rest)


def _recall_rows(recalled: Iterable[Recalled]) -> Iterator[tuple[str, str]]:
    found = list(recalled)
    pairs, printed = sum(len(item.known) for item in found), sum(len(item.printed) for item in found)
    cued = sum(len(item.cued) for item in found)
    yield "page–gene pairs that we have", share(sum(len(item.known & item.said) for item in found), pairs)
    yield (
        "pairs whose symbol the page prints, that we have",
        share(sum(len(item.printed & item.said) for item in found), printed),
    )
    yield (
        "pairs whose symbol stands in a sentence with a cue, that we have",
        share(sum(len(item.cued & item.said) for item in found), cued),
    )
    yield "pages with at least one", share(sum(bool(item.known & item.said) for item in found), len(found))


def _errors(
    caption: str, causal: Iterable[Compared], verdict: str, judged: Mapping[tuple[str, str], Judgement]
) -> Table:
    columns = ("statement", "page", "says", "sources name", "the page does say so", "why")
    rows = [_error(item, judged) for item in causal if item.verdict == verdict]
    return table(caption, columns, sorted(rows, key=itemgetter(1, 2)))


def _error(item: Compared, judged: Mapping[tuple[str, str], Judgement]) -> tuple[str, ...]:
    why = judged.get(("gene", item.said.id))
    named = sorted(item.named)
    shown = ", ".join(named[:6]) + (f", … ({len(named)})" if len(named) > 6 else "")
    said = f"{item.said.subject_label} causes {item.said.object_label}"
    return (
        item.said.id,
        item.page.page,
        said,
        shown or "–",
        why.verdict if why else "?",
        why.reason if why else "not judged",
    )
