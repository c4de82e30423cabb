"""Extract: what the rules read on a page, as facts and findings with their places."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

from raregraph.errors import ContentError, Where
from raregraph.facts import Fact, FactFile, FindingRow, Passage, Section, fact_row
from raregraph.kinds import kinds
from raregraph.needs import Need, by_word, met_by, words_of
from raregraph.own import marked, own_names
from raregraph.pages import Page
from raregraph.rows import to_flow
from raregraph.rules import Rule, Saying, Template, rules
from raregraph.symptoms import Span, SymptomRow

_MARKERS = re.compile(r"(?:\[\d{1,3}\])+")
_REFERENCE = re.compile(r"^ *(?P<entry>(?P<number>\d{1,3})\. (?=\S)[^\n]+)", re.MULTILINE)
_LINE = re.compile(r"^\S[^\n]{2,80}$", re.MULTILINE)
_COMMON = frozenset({"subject", "predicate", "object", "certainty", "quantity", "printed", "note"})


@dataclass(frozen=True, slots=True)
class Found:
    """One match of a rule: spans by group, and values that are not spans."""

    section: Section
    spans: Mapping[str, Span]
    values: Mapping[str, str]


@dataclass(frozen=True)
class Reading:
    """A page while it is read.

    `end`: where its references begin, or the page ends; `markers`, `headings`: in order, without references no markers;
    `names`: of its disease besides the title.
    """

    page: Page
    end: int
    markers: tuple[Span, ...]
    headings: tuple[Span, ...]
    values: Mapping[str, str]
    names: tuple[str, ...]

    @cached_property
    def marked(self) -> str:
        """The folded text with marks where the page speaks of its own disease."""
        return marked(self.page.folded, own_names(self.page.version.title, self.names))

    def text(self, span: Span) -> str:
        """What is printed there, with runs of white space as one blank."""
        return " ".join(self.page.text[slice(*span)].split())

    def heading(self, position: int, section: Section) -> str:
        """The last heading before a place in its section, or an empty string."""
        index = bisect_left(self.headings, (position, 0)) - 1
        return self.text(self.headings[index]) if index >= 0 and self.headings[index][0] >= section.start else ""

    def cites(self, end: int) -> tuple[str, ...]:
        """The numbers of the next markers in the paragraph: they close the run of sentences that holds the place."""
        index = bisect_left(self.markers, (end, 0))
        if index == len(self.markers) or "\n" in self.page.folded[end : self.markers[index][0]]:
            return ()
        return tuple(sorted(set(re.findall(r"\d+", self.page.folded[slice(*self.markers[index])])), key=int))


def extract(page: Page, names: Iterable[str] = ()) -> FactFile:
    """Everything the rules read on a page; `names` are what its disease is called besides its title.

    Facts are sorted by their passages, kind, subject, object; findings by their passages, type, note.
    """
    reading = _reading(page, names)
    facts: list[Fact] = []
    findings: list[FindingRow] = []
    for rule, saying, found, values in _sayings(reading):
        if saying.finding:
            findings.append(_finding(rule, saying, reading, found, values))
        else:
            facts.append(_fact(rule, saying, reading, found, values))
    merged = sorted(_merged(facts), key=lambda fact: (fact.at, fact.kind, fact.subject, fact.object, fact.predicate))
    ordered = sorted(findings, key=lambda finding: (finding.at, finding.type, finding.note))
    return FactFile(Where(page.where.file), page.version.sha256, page.version, tuple(merged), tuple(ordered))


def _sayings(reading: Reading) -> Iterator[tuple[Rule, Saying, Found, Mapping[str, str]]]:
    for rule in _promising(reading):
        for number, found in enumerate(_matches(rule, reading), 1):
            values = {**reading.values, **_values(reading, found), "n": str(number)}
            for saying in rule.says:
                if saying.when is None or saying.when.fill(values):
                    yield rule, saying, found, values


def _promising(reading: Reading) -> Iterator[Rule]:
    """The rules that look into a section of the page and whose needs it meets."""
    met = met_by(words_of(reading.page.folded), _needs())
    looking = _looking(frozenset(section.name for section in reading.page.version.sections))
    return (rule for rule in looking if met.issuperset(rule.needs))


@cache
def _needs() -> Mapping[bytes, tuple[tuple[Need, bytes], ...]]:
    """The needs of all rules, as they are looked up."""
    return by_word(need for rule in rules() for need in rule.needs)


@cache
def _looking(sections: frozenset[str]) -> tuple[Rule, ...]:
    """The rules that look into a page with these sections."""
    return tuple(rule for rule in rules() if not rule.sections or rule.sections & {*sections, "*"})


def _reading(page: Page, names: Iterable[str]) -> Reading:
    end = next((section.start for section in page.version.sections if section.name == "references"), None)
    markers = () if end is None else tuple(match.span() for match in _MARKERS.finditer(page.folded, 0, end))
    last = len(page.text) if end is None else end
    return Reading(page, last, markers, tuple(_headings(page)), _of_page(page, end is not None), tuple(names))


def _of_page(page: Page, references: bool) -> dict[str, str]:
    """The values that every rule has on this page."""
    title = page.version.title
    number = int(page.version.page.split(":")[1])
    return {
        "title": title,
        "disease": title if title[1:2].isupper() else title[:1].lower() + title[1:],
        "page": f"page:gard-{number}",
        "version": f"page:gard-{number}/{page.version.short}",
        "references": "yes" if references else "",
    }


def _headings(page: Page) -> Iterator[Span]:
    for match in _LINE.finditer(page.folded) if page.layout.headings else ():
        if match[0].strip() in page.layout.headings:
            yield match.span()


def _matches(rule: Rule, reading: Reading) -> Iterator[Found]:
    for section in reading.page.version.sections:
        if _looks(rule, section, reading):
            for start in _PARTS[rule.each](reading, section):
                yield from _narrowed(rule.find, start, reading.marked if rule.own else reading.page.folded)


def _looks(rule: Rule, section: Section, reading: Reading) -> bool:
    """Whether a rule looks into a section: one it names, else any but the references."""
    if rule.sections:
        return section.name in rule.sections or "*" in rule.sections
    return section.start < reading.end or bool(rule.each)


def _whole(_: Reading, section: Section) -> Iterator[Found]:
    yield Found(section, {"list": (section.start, section.end)}, {})


def _uncited(reading: Reading, section: Section) -> Iterator[Found]:
    """The numbered references that no marker cites."""
    cited = {number for marker in reading.markers for number in re.findall(r"\d+", reading.page.folded[slice(*marker)])}
    for match in _REFERENCE.finditer(reading.page.folded, reading.end):
        if section.start <= match.start() < section.end and match["number"] not in cited:
            yield Found(section, {"whole": match.span("entry"), "number": match.span("number")}, {})


def _symptoms(reading: Reading, section: Section) -> Iterator[Found]:
    for row in reading.page.rows:
        if section.start <= row.label[0] < section.end:
            yield Found(section, _spans_of(row), _words_of(row, reading))


_PARTS: Mapping[str, Callable[[Reading, Section], Iterator[Found]]] = {
    "": _whole,
    "symptom": _symptoms,
    "uncited": _uncited,
}


def _spans_of(row: SymptomRow) -> dict[str, Span]:
    spans = {"label": row.label, "id": row.id, "whole": row.span}
    if row.names:
        spans["list"] = (row.names[0][0], row.names[-1][1])
    return spans | ({"cut": row.cut} if row.cut else {})


def _words_of(row: SymptomRow, reading: Reading) -> dict[str, str]:
    itself = reading.text(row.label).casefold() == reading.values["title"].casefold()
    return {"class": row.frequency, "self": "true" if itself else ""}


def _narrowed(patterns: Sequence[re.Pattern[str]], start: Found, folded: str) -> Iterator[Found]:
    """Each pattern looks inside the group `list` of the match before it, or the whole of it."""
    if not patterns:
        yield start
        return
    first, *rest = patterns
    region = start.spans.get("list")
    for match in first.finditer(folded, *region) if region else ():
        groups = {name: match.span(name) for name in match.re.groupindex if match[name]}
        spans = {**start.spans, "list": match.span(), "whole": match.span(), **groups}
        yield from _narrowed(rest, Found(start.section, spans, start.values), folded)


def _values(reading: Reading, found: Found) -> dict[str, str]:
    here = found.spans["whole"][0]
    section = {
        "section": found.section.name,
        "date": found.section.date or reading.page.version.date,
        "heading": reading.heading(here, found.section),
    }
    return section | {name: reading.text(span) for name, span in found.spans.items()} | dict(found.values)


def _passages(saying: Saying, reading: Reading, found: Found) -> tuple[Passage, ...]:
    spans = [_trimmed(reading.page.folded, found.spans[name]) for name in saying.at if name in found.spans]
    return tuple(Passage.of(reading.page.text, *span) for span in sorted(spans))


def _trimmed(folded: str, span: Span) -> Span:
    """A span without the white space at its ends."""
    run = folded[slice(*span)]
    return span[0] + len(run) - len(run.lstrip()), span[0] + len(run.rstrip())


def _fact(rule: Rule, saying: Saying, reading: Reading, found: Found, values: Mapping[str, str]) -> Fact:
    filled = {key: text for key, template in saying.templates.items() if (text := template.fill(values))}
    at = _passages(saying, reading, found)
    kind = kinds().kinds[saying.kind]
    for name in ("subject", "object", *kind.required):
        if name not in filled:
            raise ContentError(
                rule.where, f"rule {rule.name!r} gives no {name} for {values['whole'][:60]!r}", "extend its table"
            )
    return Fact(
        kind.name, filled["subject"], filled["object"], filled.get("predicate", kind.predicates[0]),
        {name: text for name, text in filled.items() if name not in _COMMON},
        filled.get("certainty", "stated"), filled.get("quantity", ""), saying.negated, filled.get("printed", ""),
        reading.cites(at[-1].end) if rule.cites else (), rule.name, filled.get("note", ""), at,
    )  # fmt: skip


def _finding(rule: Rule, saying: Saying, reading: Reading, found: Found, values: Mapping[str, str]) -> FindingRow:
    here = f"{values['version']}/{values['section']}"
    about = tuple(_about(item, values) for item in saying.about) or (here,)
    note = saying.templates["note"].fill(values)
    return FindingRow(saying.finding, about, note, _passages(saying, reading, found), rule.name, rule.where)


def _about(item: Mapping[str, Template] | Template, values: Mapping[str, str]) -> Mapping[str, str] | str:
    if isinstance(item, Template):
        return item.fill(values)
    return {key: text for key, template in item.items() if (text := template.fill(values))}


def _merged(facts: Iterable[Fact]) -> Iterator[Fact]:
    """One fact for each distinct thing said, with every passage that says it; the first rule's name stays."""
    groups: dict[str, list[Fact]] = {}
    for fact in facts:
        key = to_flow({name: value for name, value in fact_row(fact).items() if name not in ("at", "cites", "rule")})
        groups.setdefault(key, []).append(fact)
    for first, *others in groups.values():
        at = {passage for fact in (first, *others) for passage in fact.at}
        cites = {number for fact in (first, *others) for number in fact.cites}
        yield replace(first, at=tuple(sorted(at)), cites=tuple(sorted(cites, key=int)))
