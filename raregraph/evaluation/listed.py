"""Rows of symptom lists: what was read against a count that shares no code with the reading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from raregraph.evaluation.said import Collected, PageSaid
from raregraph.evaluation.tables import Section, share, table
from raregraph.labels import NOT_GROUNDED
from raregraph.symptom_list import RULE

_LIST = re.compile(
    rb"Approximate\s+number\s+of\s+patients\s+\(when\s+available\)(.*?)"
    rb"The\s+Human\s+Phenotype\s+Ontology\s+\(HPO\)\s+has\s+collected",
    re.DOTALL,
)
_ENDS = re.compile(rb"\A(?:-|%|[\d.]+%|\d+/\d+)\Z")
_TEXT = """Every row of a symptom list is accounted for. The independent count reads the bytes of the XML, not the
parsed page: it splits what stands between the two fixed sentences at white space, and counts the words that are
values."""


def counted(path: Path) -> int:
    """How many rows a file has, by a crude count on its bytes: words that are a dash, a percentage or a fraction."""
    return sum(_values(run.split()) for run in _LIST.findall(path.read_bytes()))


def _values(words: list[bytes]) -> int:
    ends = sum(bool(_ENDS.match(word)) for word in words)
    return ends + sum(word == b"of" and _digits(words, at) for at, word in enumerate(words))


def _digits(words: list[bytes], at: int) -> bool:
    """Whether `of` stands between two numbers."""
    return 0 < at < len(words) - 1 and words[at - 1].isdigit() and words[at + 1].isdigit()


def rows_section(collected: Collected) -> Section:
    """The measure as tables: rows against the count, what became of them, and by which rule labels were grounded."""
    counts = {page.page: counted(page.path) for page in collected.pages}
    differ = [
        (page.page, page.title, page.read.rows, counts[page.page])
        for page in collected.pages
        if page.read.rows != counts[page.page]
    ]
    return Section(
        "rows",
        "Rows",
        " ".join(_TEXT.split()),
        (
            table("Rows and count", ("figure", "number"), _totals(collected, counts)),
            table("Pages where the two differ", ("page", "title", "read", "counted"), differ),
            table("What became of the rows", ("rows", "share"), _fates(collected)),
            table("Labels grounded, by rule", ("rule", "rows"), _rules(collected)),
        ),
    )


def _totals(collected: Collected, counts: Mapping[str, int]) -> Iterator[tuple[str, int]]:
    yield "pages read", len(collected.pages)
    yield "pages refused", len(collected.refused)
    yield "pages with a list", sum(page.read.rows > 0 for page in collected.pages)
    yield "rows read", sum(page.read.rows for page in collected.pages)
    yield "rows by the independent count", sum(counts.values())


def _fates(collected: Collected) -> Iterator[tuple[str, str]]:
    rows = sum(page.read.rows for page in collected.pages)
    unplaced = Counter(row.reason for page in collected.pages for row in page.read.unplaced)
    placed = sum(_placed(page) for page in collected.pages)
    refused = rows - placed - sum(unplaced.values())
    yield "label grounded (target 97.5 %)", share(rows - unplaced[NOT_GROUNDED] - refused, rows)
    yield "behind a statement", share(placed, rows)
    yield from ((f"no statement: {reason}", share(count, rows)) for reason, count in sorted(unplaced.items()))
    yield "no statement: the value cannot be", share(refused, rows)


def _placed(page: PageSaid) -> int:
    return sum(len(fact.at) for fact in page.read.file.facts if fact.rule == RULE)


def _rules(collected: Collected) -> list[tuple[str, str]]:
    """Of the rows whose label is a term; a fact keeps its label as printed."""
    found: Counter[str] = Counter()
    for page in collected.pages:
        for fact in page.read.file.facts:
            if fact.rule == RULE and (match := collected.world.hpo.find(fact.printed)):
                found[match.rule] += len(fact.at)
    return [(rule, share(count, sum(found.values()))) for rule, count in found.most_common()]
