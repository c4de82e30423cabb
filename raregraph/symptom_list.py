"""The symptom list of an answer: between two fixed sentences, `label value label value …`, every row accounted for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from raregraph.errors import PageError, RaregraphError
from raregraph.facts import Fact, Passage
from raregraph.kinds import kinds
from raregraph.medquad import MedquadPage, conventions
from raregraph.symptoms import Span

RULE = "symptom-list"
"""The rule that facts of a list name."""

_FIX = "get the file anew from its source"
_VALUE = re.compile(
    r"(?<!\S)(?:(?P<percent>\d+(?:\.\d+)?) ?%|(?P<count>\d+)(?:/| of )(?P<total>\d+)|(?P<bare>%)|(?P<none>-))(?!\S)"
)
_KNOWN = 1 << 14
"""So many labels and values are looked at once, however many pages have them."""
_NO_LABEL = re.compile(r"(?<!\S)[-–—/](?!\S)|%|(?<!\S)\d+(?:/| of )\d")
"""What stands in no label of HPO's, so that a value is hidden there which is printed as none of the known ones."""


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row: the spans of its label and value; `sort` of value: code, percent, count, bare or none; `numbers` in it."""

    label: Span
    value: Span
    sort: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Routed:
    """What a label means: the kind of fact it makes, with its predicate and object (a label or CURIE)."""

    kind: str
    object: str
    predicate: str = ""


Route = Callable[[str], Routed | str]
"""From a label to what it means, or the reason why no fact is made of it."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A row that no fact was made of, and why: its label is not grounded, or no kind of statement says it."""

    page: str
    label: str
    value: str
    reason: str
    at: Passage


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as read: `rows` = rows behind the facts + `unplaced` + `faults` (rows whose value cannot be)."""

    rows: int
    facts: tuple[Fact, ...]
    unplaced: tuple[Unplaced, ...]
    faults: tuple[RaregraphError, ...]


def as_phenotype(label: str) -> Routed:
    """The route without an ontology at hand: every label is a phenotype, under its own name."""
    return Routed("phenotype", label)


def symptom_list(page: MedquadPage) -> tuple[ListRow, ...]:
    """The rows of a page, in order; none without a list.

    Raises PageError for a list without one of its two sentences, or with a rest behind its last row: the page is cut.
    """
    return tuple(row for start, end in _lists(page) for row in _rows(page, start, end))


def _lists(page: MedquadPage) -> Iterator[Span]:
    """The spans between the two sentences, which take turns."""
    begins = [match.end() for match in conventions().begin.finditer(page.text)]
    ends = [match.start() for match in conventions().end.finditer(page.text)]
    spans = list(zip(begins, ends, strict=False))
    offsets = [offset for span in spans for offset in span]
    if len(begins) != len(ends) or offsets != sorted(offsets):
        problem = f"{len(begins)} symptom lists begin and {len(ends)} end, not one after the other: the page is cut"
        raise PageError(page.where, problem, _FIX)
    yield from spans


def _rows(page: MedquadPage, start: int, end: int) -> Iterator[ListRow]:
    for match in _VALUE.finditer(page.text, start, end):
        label = _stripped(page.text, start, match.start())
        yield ListRow(label, match.span(), *_sort(match))
        start = match.end()
    rest = page.text[start:end].strip()
    if rest:
        problem = f"the symptom list ends in {rest[:60]!r}, a label without a value"
        raise PageError(page.where, problem, _FIX)


def _stripped(text: str, start: int, end: int) -> Span:
    run = text[start:end]
    return start + len(run) - len(run.lstrip()), start + max(len(run.rstrip()), len(run) - len(run.lstrip()))


def _sort(match: re.Match[str]) -> tuple[str, tuple[str, ...]]:
    """The sort of a value and its numbers, in canonical form."""
    if match["percent"]:
        number = _canonical(match["percent"])
        return "code" if number in conventions().codes else "percent", (number,)
    if match["count"]:
        return "count", (_canonical(match["count"]), _canonical(match["total"]))
    return "bare" if match["bare"] else "none", ()


@lru_cache(_KNOWN)
def _canonical(number: str) -> str:
    """A number without needless zeros: 30, 7.5."""
    whole, _, part = number.partition(".")
    part = part.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{part}" if part else "")


def frequency_class(percent: str) -> str:
    """HPO's class of frequency that holds a percentage, as a CURIE; empty between two classes.

    >>> frequency_class("7.5"), frequency_class("29.5")
    ('HP:0040283', '')
    """
    value = Decimal(percent)
    held = (curie for curie, row in kinds().frequencies.items() if row.lower <= value <= row.upper)
    return next(held, "")


def read_list(page: MedquadPage, route: Route = as_phenotype, subject: str = "") -> Listing:
    """The symptom list of a page as facts; nothing but counts when the page has none.

    Args:
        page: the page.
        route: what each label means.
        subject: what the facts are about; the page's GARD id when empty.

    Returns:
        Facts in the order of their first row. Rows with the same label and value are one fact with several places;
        with the same label and two values, two facts, which then disagree.
    """
    return listing_of(page, grouped(page), route, subject)


def grouped(page: MedquadPage) -> dict[tuple[str, str], list[ListRow]]:
    """The rows of a page by label and value as printed."""
    groups: dict[tuple[str, str], list[ListRow]] = defaultdict(list)
    for row in symptom_list(page):
        groups[page.text[slice(*row.label)], page.text[slice(*row.value)]].append(row)
    return groups


def listing_of(
    page: MedquadPage, groups: Mapping[tuple[str, str], list[ListRow]], route: Route, subject: str
) -> Listing:
    """Rows by label and value as facts; see `read_list`."""
    facts: list[Fact] = []
    unplaced: list[Unplaced] = []
    faults: list[RaregraphError] = []
    for (label, value), group in groups.items():
        if problem := _problem(label, value, group[0].sort, group[0].numbers):
            faults += [_fault(page, row, problem) for row in group]
        elif isinstance(routed := route(label), str):
            unplaced += [Unplaced(page.version.page, label, value, routed, at) for at in _places(page, group)]
        else:
            facts.append(_fact(page, subject, group, routed))
    return Listing(sum(map(len, groups.values())), tuple(facts), tuple(unplaced), tuple(faults))


def _places(page: MedquadPage, rows: list[ListRow]) -> tuple[Passage, ...]:
    return tuple(Passage.of(page.text, row.label[0], row.value[1]) for row in rows)


@lru_cache(_KNOWN)
def _problem(label: str, value: str, sort: str, numbers: tuple[str, ...]) -> str:
    """Why a row cannot be believed, or nothing."""
    if not label:
        return f"the value {value!r} stands without a label"
    if match := _NO_LABEL.search(label):
        return f"{match[0]!r} in {label[:80]!r} is neither of a label nor a known value"
    if sort in ("code", "percent") and Decimal(numbers[0]) > 100:
        return f"{label!r} has {value}, more than all"
    if sort == "count" and not 0 <= int(numbers[0]) <= int(numbers[1]) > 0:
        return f"{label!r} has {value}, which is no share"
    return ""


def _fault(page: MedquadPage, row: ListRow, problem: str) -> PageError:
    return PageError(page.where, f"row at offset {row.label[0]}: {problem}", "the row is left out, the page is kept")


def _fact(page: MedquadPage, subject: str, rows: list[ListRow], routed: Routed) -> Fact:
    """The fact of rows that say the same; where its kind has no frequency, a printed one is kept as a note."""
    row = rows[0]
    label, value = page.text[slice(*row.label)], page.text[slice(*row.value)]
    kind = kinds().kinds[routed.kind]
    said = row.sort not in ("bare", "none")
    told = said and "frequency" in kind.columns
    return Fact(
        kind.name, subject or page.version.page, routed.object, routed.predicate or kind.predicates[0],
        _columns(row.sort, row.numbers, value) if told else {},
        negated=said and row.numbers[0] == "0",
        printed="" if routed.object == label else label,
        rule=RULE,
        note=f"printed with the frequency {value}" if said and not told else _note(row),
        at=_places(page, rows),
        where=page.where,
    )  # fmt: skip


@lru_cache(_KNOWN)
def _columns(sort: str, numbers: tuple[str, ...], value: str) -> Mapping[str, str]:
    """What a value says: a code its class and the code as printed, a percentage itself and its class, a count itself.

    Where it is said of nobody the polarity says so, and there is no class.
    """
    if sort == "count":
        return {"basis": "rg:count", "count": numbers[0], "total": numbers[1]}
    own = {"value": value} if sort == "code" else {"percentage": numbers[0]}
    held = "" if numbers[0] == "0" else frequency_class(numbers[0])
    return {"basis": f"rg:{sort}"} | own | ({"frequency": held} if held else {})


def _note(row: ListRow) -> str:
    least = row.sort == "code" and conventions().codes[row.numbers[0]]
    return "the class this code stands for is among the least certain" if least else ""
