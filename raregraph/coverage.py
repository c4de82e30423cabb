"""What of a page became statements, and what did not: every non-blank character is of one of four sorts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from raregraph import content
from raregraph.errors import ContentError, RaregraphError, Where, raise_all
from raregraph.facts import Version
from raregraph.ids import expand
from raregraph.rows import Row, read_file
from raregraph.terms import terms
from raregraph.text import fold

SORTS = ("statement", "context", "machinery", "neither")
"""In order of precedence: a character is of the first sort that fits."""

MAX_NEITHER = 0.03
"""The share of a page's non-blank characters that may be neither statement, context nor machinery."""

_GUARDED = ("disease", "gene", "drug", "product", "phenotype", "exposure", "profession")
"""The categories whose labels no machinery rule may swallow."""

_ASIDE = frozenset({"citation"})
"""The kinds that leave their sentence unexplained: that it cites a reference is not what it says."""

_SENTENCE_END = re.compile(r"""[.!?]+["')\]]*(?:\[[0-9]+\])*(?=\s)""")
_LIST_MARKER = re.compile(r"\s*(?:[•*-]|[0-9]{1,3}[.)])?\s*\Z")
_OPENING = re.compile(r"""\s+["'(\[]*[A-Z0-9•]""")
_LAST_WORD = re.compile(r"\S+\Z")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)*[A-Za-z]\Z")
_ABBREVIATIONS = frozenset(
    ["approx", "cf", "dr", "ed", "eds", "etc", "fig", "mr", "mrs", "ms", "no", "prof", "st", "vol", "vs"]
)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A passage as coverage sees it: 0-based code points, end exclusive, and the statement it stands for."""

    start: int
    end: int
    kind: str
    statement: str
    label: str


@dataclass(frozen=True, slots=True)
class PatternRule:
    """A row of graph/machinery.yaml: what text it recognises, and why that text is no statement."""

    name: str
    pattern: re.Pattern[str]
    reason: str
    where: Where

    @property
    def group(self) -> str | int:
        """The group whose place counts: `it` where the pattern has one, else the whole match."""
        return "it" if "it" in self.pattern.groupindex else 0


@dataclass(frozen=True, slots=True)
class Machinery:
    """The table graph/machinery.yaml: rules for `context` and for `machinery`, and how numbers look."""

    context: tuple[PatternRule, ...]
    machinery: tuple[PatternRule, ...]
    numbers: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words no machinery rule may swallow: one pattern, and the category of each label (lower case)."""

    pattern: re.Pattern[str]
    categories: Mapping[str, str]

    @classmethod
    def of(cls, labels: Iterable[tuple[str, str]]) -> Lexicon:
        """A lexicon of (category, label) pairs.

        >>> Lexicon.of([("gene", "SOD1")]).first("a change of SOD1")
        ('gene', 'SOD1')
        """
        categories = {fold(label).casefold(): category for category, label in labels}
        words = sorted(categories, key=lambda word: (-len(word), word))
        pattern = "|".join(map(re.escape, words)) or r"(?!)"
        return cls(re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), categories)

    def first(self, text: str) -> tuple[str, str] | None:
        """The category and the printed form of the first known word, or None."""
        match = self.pattern.search(text)
        return (self.categories[match[0].casefold()], match[0]) if match else None


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of one sort. `spans` are the passages it lies in, `rule` the row that explains it, if any."""

    start: int
    end: int
    sort: str
    spans: tuple[Span, ...] = ()
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A page's text cut into runs that follow each other without a gap; `counts` are non-blank characters by sort."""

    version: Version
    text: str
    runs: tuple[Run, ...]
    counts: Mapping[str, int]

    def share(self, sort: str) -> float:
        """The part of the page's non-blank characters that is of a sort, from 0 to 1."""
        return self.counts[sort] / max(1, sum(self.counts.values()))

    @property
    def passes(self) -> bool:
        """Whether little enough is unexplained."""
        return self.share("neither") <= MAX_NEITHER

    def uncovered(self) -> Iterator[tuple[int, int, str]]:
        """What is neither: start, end, text of each run, without blanks around it; in order of the page."""
        for run in self.runs:
            shown = self.text[run.start : run.end].strip()
            if run.sort == "neither" and shown:
                start = self.text.index(shown, run.start)
                yield start, start + len(shown), shown


def coverage(
    text: str,
    version: Version,
    spans: Iterable[Span],
    machinery: Machinery | None = None,
    lexicon: Lexicon | None = None,
) -> Coverage:
    """Sort every non-blank character of a page's text into statement, context, machinery and neither.

    Machinery and lexicon are those of graph/ unless given. Raises ContentError for a span outside the text, and for
    each machinery rule that covers a number or a word of the lexicon.
    """
    machinery, lexicon = machinery or read_machinery(), lexicon or own_lexicon()
    ordered = sorted(set(spans))
    _check_spans(ordered, len(text), version)
    folded = fold(text)
    sorts, rules = _paint(folded, ordered, machinery)
    runs = tuple(_runs(sorts, rules, ordered))
    _check_machinery(folded, runs, machinery, lexicon)
    return Coverage(version, text, runs, _counts(text, runs))


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of folded text, start and end. A line end closes one; a list marker belongs to what follows it.

    >>> sentences("Seen by Dr. Lee.[1] A row\\n1. Next.")
    [(0, 19), (19, 25), (26, 34)]
    """
    found, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        cuts = [
            start,
            *(match.end() for match in _SENTENCE_END.finditer(text, start, end) if _is_end(text, start, match)),
            end,
        ]
        found += [(here, there) for here, there in pairwise(cuts) if here < there]
        start = end + 1
    return found


def _is_end(text: str, line: int, match: re.Match[str]) -> bool:
    """Whether a stop ends a sentence: before a capital, digit or quote, and not after a list marker or abbreviation."""
    if not _OPENING.match(text, match.end()) or _LIST_MARKER.match(text, line, match.end()):
        return False
    word = _LAST_WORD.search(text[max(line, match.start() - 20) : match.start()])
    plain = word[0].lstrip("(\"'[") if word and match[0].startswith(".") else ""
    return not (plain.lower() in _ABBREVIATIONS or _INITIALS.match(plain))


@cache
def read_machinery(path: Path = content.GRAPH / "machinery.yaml") -> Machinery:
    """Read the table of rules; all faulty rows are raised at once."""
    top = read_file(path)
    top.check_keys({"context", "machinery", "numbers"}, {"machinery", "numbers"})
    faults: list[RaregraphError] = []
    context, machinery = (tuple(_rules(top.rows(key), faults)) for key in ("context", "machinery"))
    numbers = _compiled(top, "numbers", faults)
    raise_all(faults)
    return Machinery(context, machinery, numbers)


def _rules(rows: Iterable[Row], faults: list[RaregraphError]) -> Iterator[PatternRule]:
    for row in rows:
        try:
            row.check_keys({"rule", "pattern", "reason"}, {"rule", "pattern", "reason"})
            yield PatternRule(row.text("rule"), _compiled(row, "pattern", faults), row.text("reason"), row.where)
        except ContentError as fault:
            faults.append(fault)


def _compiled(row: Row, key: str, faults: list[RaregraphError]) -> re.Pattern[str]:
    try:
        return re.compile(row.text(key), re.MULTILINE)
    except re.error as error:
        faults.append(ContentError(row.where, f"{key}: not a regular expression: {error}", "mend the pattern"))
        return re.compile(r"(?!)")


@cache
def own_lexicon() -> Lexicon:
    """Every label that graph/ knows in the guarded categories; not the root of HPO, whose label is the word “All”."""
    known = terms().by_label.items()
    return Lexicon.of(key for key, term in known if key[0] in _GUARDED and term.iri != expand("HP:0000001"))


def _check_spans(spans: Sequence[Span], length: int, version: Version) -> None:
    where, fix = Where(f"page version {version.short}"), "give the page the passage was read from"
    raise_all(
        ContentError(where, f"{span.kind} at {span.start}..{span.end} is outside the {length} characters", fix)
        for span in spans
        if not 0 <= span.start < span.end <= length
    )


def _paint(folded: str, spans: Sequence[Span], machinery: Machinery) -> tuple[list[int], list[str]]:
    """The sort (an index into SORTS) and the rule of every character; painted from the last sort to the first."""
    sorts, rules = [SORTS.index("neither")] * len(folded), [""] * len(folded)
    for sort, table in (("machinery", machinery.machinery), ("context", machinery.context)):
        for rule in table:
            for match in rule.pattern.finditer(folded):
                _fill(sorts, rules, match.span(rule.group), SORTS.index(sort), rule.name)
    for place in _holding(sentences(folded), [span for span in spans if span.kind not in _ASIDE]):
        _fill(sorts, rules, place, SORTS.index("context"), "")
    for span in spans:
        _fill(sorts, rules, (span.start, span.end), SORTS.index("statement"), "")
    return sorts, rules


def _fill(sorts: list[int], rules: list[str], place: tuple[int, int], sort: int, rule: str) -> None:
    start, end = place
    sorts[start:end] = [sort] * (end - start)
    rules[start:end] = [rule] * (end - start)


def _holding(places: list[tuple[int, int]], spans: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """The sentences that hold a statement or a part of one."""
    starts = [start for start, _ in places]
    held: set[int] = set()
    for span in spans:
        held.update(range(max(0, bisect_right(starts, span.start) - 1), bisect_right(starts, span.end - 1)))
    return (places[number] for number in sorted(held))


def _runs(sorts: list[int], rules: list[str], spans: Sequence[Span]) -> Iterator[Run]:
    """Runs cut where the sort, the rule or the set of passages changes."""
    edges = {0, len(sorts), *(edge for span in spans for edge in (span.start, span.end))}
    edges |= {at for at in range(1, len(sorts)) if (sorts[at], rules[at]) != (sorts[at - 1], rules[at - 1])}
    cuts = sorted(edges)
    pending: list[Span] = list(reversed(spans))
    active: list[Span] = []
    for start, end in pairwise(cuts):
        active = [span for span in active if span.end > start]
        while pending and pending[-1].start <= start:
            active.append(pending.pop())
        yield Run(start, end, SORTS[sorts[start]], tuple(active), rules[start])


def _check_machinery(folded: str, runs: Iterable[Run], machinery: Machinery, lexicon: Lexicon) -> None:
    places = {rule.name: rule.where for rule in machinery.machinery}
    fix = "narrow its pattern, or state what the page says there"
    faults: dict[tuple[str, str], RaregraphError] = {}
    for run in runs:
        known = _known_word(folded[run.start : run.end], machinery, lexicon) if run.sort == "machinery" else None
        if known:
            category, word = known
            problem = f"machinery rule {run.rule!r} swallows the {category} {word!r} at {run.start}..{run.end}"
            faults[run.rule, word] = ContentError(places[run.rule], problem, fix)
    raise_all(faults.values())


def _known_word(text: str, machinery: Machinery, lexicon: Lexicon) -> tuple[str, str] | None:
    number = machinery.numbers.search(text)
    return lexicon.first(text) or (("number", number[0]) if number else None)


def _counts(text: str, runs: Iterable[Run]) -> Mapping[str, int]:
    counts = dict.fromkeys(SORTS, 0)
    for run in runs:
        counts[run.sort] += sum(not character.isspace() for character in text[run.start : run.end])
    return counts
