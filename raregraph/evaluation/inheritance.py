"""Modes of inheritance against HPOA: what the lists say (an earlier HPOA) apart from what prose says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import itemgetter

from raregraph.backbone import Backbone
from raregraph.evaluation.annotations import Annotations
from raregraph.evaluation.diseases import AGREES, OTHER, UNKNOWN, Diseases, answer
from raregraph.evaluation.judged import Judgement
from raregraph.evaluation.said import Collected, PageSaid, Said
from raregraph.evaluation.tables import Section, Table, share, table

_MODE = "biolink:has_mode_of_inheritance"
_TEXT = """Modes of inheritance against the rows of aspect I in `phenotype.hpoa` {release}. Most rows of the lists were
HPOA's own years ago, so that they show drift more than accuracy; what is read from prose is independent. A mode agrees
when HPOA has it, a narrower or a broader mode for the disease, a subtype or a broader disease. HPOA may lack what a
page rightly says: each statement of prose that disagrees is listed."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A statement of a mode, how HPOA answers, and the modes it has."""

    page: PageSaid
    said: Said
    verdict: str
    named: frozenset[str]


def compare_modes(collected: Collected, annotations: Annotations, diseases: Diseases) -> tuple[Mode, ...]:
    """Compare every sure statement of a mode."""
    backbone = collected.world.tables.backbone
    broader = {mode: _broader(mode, backbone) for modes in annotations.modes.values() for mode in modes}

    def of(group: Iterable[str]) -> frozenset[str]:
        return diseases.known(group, annotations.modes)

    return tuple(
        Mode(
            page,
            said,
            answer(said.subject, _related(said.object, broader, backbone), of, diseases),
            of([said.subject, *diseases.below(said.subject)]),
        )
        for page, said in collected.statements
        if said.kind == "inheritance" and said.predicate == _MODE and said.sure and said.object.startswith("HP:")
    )


def _related(mode: str, broader: Mapping[str, frozenset[str]], backbone: Backbone) -> Callable[[frozenset[str]], bool]:
    """Whether one of several modes is a mode, or broader or narrower than it."""
    related = {mode, *_broader(mode, backbone), *(other for other, ups in broader.items() if mode in ups)}
    return lambda modes: not related.isdisjoint(modes)


_ROOT = "HP:0000005"
"""Mode of inheritance itself, which every mode is below of."""


def _broader(mode: str, backbone: Backbone) -> frozenset[str]:
    return frozenset(name for name in backbone.ancestors(mode) if _ROOT in backbone.ancestors(name))


def modes_section(
    found: tuple[Mode, ...], release: str, backbone: Backbone, judged: Mapping[tuple[str, str], Judgement]
) -> Section:
    """The measure as tables: agreement of lists and of prose, and where they differ."""
    prose, lists = [item for item in found if not item.said.listed], [item for item in found if item.said.listed]
    rows = [(name, share(*_agreement(group)), _unknown(group)) for name, group in _groups(prose, lists)]
    return Section(
        "inheritance",
        "Inheritance",
        " ".join(_TEXT.format(release=release).split()),
        (
            table("Agreement", ("read from", "agrees with HPOA", "HPOA has no mode"), rows),
            _pairs(lists, backbone),
            _errors(prose, backbone, judged),
        ),
    )


def _groups(prose: list[Mode], lists: list[Mode]) -> Iterator[tuple[str, list[Mode]]]:
    """That cases are sporadic says how they come about, beside any mode, and HPOA hardly ever says it."""
    yield "prose, a mode", [item for item in prose if item.said.object != _SPORADIC]
    yield "prose, sporadic", [item for item in prose if item.said.object == _SPORADIC]
    yield "lists", lists


_SPORADIC = "HP:0003745"


def _agreement(found: list[Mode]) -> tuple[int, int]:
    counts = Counter(item.verdict for item in found)
    return sum(counts[name] for name in AGREES), len(found) - counts[UNKNOWN]


def _unknown(found: list[Mode]) -> int:
    return sum(item.verdict == UNKNOWN for item in found)


def _pairs(lists: list[Mode], backbone: Backbone) -> Table:
    """Where lists differ: the mode printed, and those HPOA has today."""
    counts = Counter((item.said.object_label, _labels(item.named, backbone)) for item in lists if item.verdict == OTHER)
    rows = sorted(((*pair, count) for pair, count in counts.items()), key=lambda row: (-row[2], row))
    return table("Rows of lists that differ", ("printed", "HPOA today", "diseases"), rows)


def _errors(prose: list[Mode], backbone: Backbone, judged: Mapping[tuple[str, str], Judgement]) -> Table:
    rows = [_error(item, backbone, judged) for item in prose if item.verdict == OTHER]
    columns = ("statement", "page", "says", "HPOA has", "the page does say so", "why")
    return table("Statements of prose that differ", columns, sorted(rows, key=itemgetter(1, 2)))


def _error(item: Mode, backbone: Backbone, judged: Mapping[tuple[str, str], Judgement]) -> tuple[str, ...]:
    why = judged.get(("inheritance", item.said.id))
    says, has = f"{item.page.title}: {item.said.object_label}", _labels(item.named, backbone)
    verdict, reason = (why.verdict, why.reason) if why else ("?", "not judged")
    return item.said.id, item.page.page, says, has, verdict, reason


def _labels(modes: Iterable[str], backbone: Backbone) -> str:
    return ", ".join(sorted(backbone.label(mode) or mode for mode in modes))
