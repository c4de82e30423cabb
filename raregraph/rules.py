"""Rules: phrases of a page and the facts they say, as rows of graph/rules/*.yaml, compiled once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from raregraph import content
from raregraph.errors import ContentError, RaregraphError, Where, nearest, raise_all
from raregraph.facts import kind_named
from raregraph.layouts import pattern, section_names
from raregraph.lexicons import lexicon
from raregraph.needs import Need, need
from raregraph.own import MARK, SIGNS
from raregraph.rows import Row, read_file
from raregraph.text import fold

PARTS = ("symptom", "uncited")
"""What `each` may name: the structures that a page's layout reads."""
OF_PAGE = frozenset({"title", "disease", "page", "version", "references", "section", "date", "heading", "n"})
"""Values every rule has: of the page, of the section, and `n`, the match's number on the page from 1."""
OF_PARTS = frozenset({"label", "id", "class", "list", "cut", "self", "whole", "number"})
FINDINGS = (
    "conflict",
    "duplicate",
    "truncation",
    "loss",
    "misprint",
    "drift",
    "mixed-lineage",
    "ambiguity",
    "self-reference",
)

_SLOT = re.compile(r"\{([\w/]+)(?:\|([^{}]+))?\}")
_MACRO = re.compile(r"\{\{([\w-]+)\}\}")
_MARKS = {"own": MARK, "signs": SIGNS}
_SAYING = ("kind", "subject", "predicate", "object", "certainty", "quantity", "negated", "printed", "note", "at", "if")
_FINDING = ("finding", "about", "note", "at", "if")

Table = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a template: the first of the values that is there, translated by the first table that knows it."""

    names: tuple[str, ...]
    tables: tuple[Table, ...]

    def fill(self, values: Mapping[str, str]) -> str:
        """The value, translated; empty when it is absent or no table knows it."""
        value = next((values[name] for name in self.names if values.get(name)), "")
        if not self.tables:
            return value
        return next((found for table in self.tables if (found := table(value))), "")


@dataclass(frozen=True, slots=True)
class Template:
    """Text with slots, such as `familial {disease}` or `{share|quantity}`."""

    parts: tuple[str | Slot, ...]

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with its slots filled."""
        return "".join(part if isinstance(part, str) else part.fill(values) for part in self.parts)

    @property
    def names(self) -> frozenset[str]:
        """The values it needs."""
        return frozenset(name for part in self.parts if isinstance(part, Slot) for name in part.names)


@dataclass(frozen=True, slots=True)
class Saying:
    """What a match says: a fact of a `kind`, or a finding of a type. `at` names the groups that are its passages.

    With `when`, it is said only where that template fills to something.
    """

    kind: str
    finding: str
    templates: Mapping[str, Template]
    about: tuple[Mapping[str, Template] | Template, ...]
    negated: bool
    at: tuple[str, ...]
    when: Template | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: where it looks, the patterns that narrow down one after the other, and what each last match says.

    Without sections it looks everywhere but in the references; `*` among them is everywhere. It finds nothing on a page
    that does not meet all of its `needs`. With `own` it looks at the text in which the page's disease is marked.
    """

    name: str
    sections: frozenset[str]
    needs: tuple[Need, ...]
    each: str
    find: tuple[re.Pattern[str], ...]
    says: tuple[Saying, ...]
    cites: bool
    where: Where
    own: bool = False


@dataclass(frozen=True, slots=True)
class Tables:
    """The head of the rules: `patterns` are shorthands for regular expressions, `tables` translate what is printed."""

    patterns: Mapping[str, str]
    tables: Mapping[str, Table]


@cache
def rules() -> tuple[Rule, ...]:
    """The project's own rules, in the order of their files' names and rows, compiled once."""
    return read_rules(content.GRAPH / "rules")


def read_rules(folder: Path) -> tuple[Rule, ...]:
    """Read a folder of rules; tables.yaml in it holds shorthands and tables. All faults are raised at once."""
    tables = read_tables(folder / "tables.yaml")
    faults: list[RaregraphError] = []
    found: dict[str, Rule] = {}
    for row in _rows(folder):
        try:
            rule = _rule(row, tables)
            _check_new(rule, found)
            found[rule.name] = rule
        except RaregraphError as fault:
            faults.append(fault)
    raise_all(faults)
    return tuple(found.values())


def _rows(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.glob("*.yaml")):
        if path.name != "tables.yaml":
            top = read_file(path)
            top.check_keys({"rules"}, {"rules"})
            yield from top.rows("rules")


def _check_new(rule: Rule, found: Mapping[str, Rule]) -> None:
    if rule.name in found:
        raise ContentError(
            rule.where, f"a second rule {rule.name!r}; the first is at {found[rule.name].where}", "rename one"
        )


def read_tables(path: Path) -> Tables:
    """Read shorthands and tables, lists of [pattern, value]: the first pattern that fits the whole wording wins."""
    top = read_file(path)
    top.check_keys({"patterns", "tables"})
    shorthands = top.row("patterns") or Row({}, top.where)
    tables = top.row("tables") or Row({}, top.where)
    return Tables(
        {name: shorthands.text(name) for name in shorthands.values},
        {name: _table(name, tables.values[name], tables.where) for name in tables.values},
    )


def _table(name: str, value: object, where: Where) -> Table:
    if not isinstance(value, tuple) or not all(isinstance(pair, tuple) and len(pair) == 2 for pair in value):
        raise ContentError(where, f"table {name!r} is not a list of pairs", 'write it as [["pattern", "value"], ...]')
    pairs = [
        (re.compile(pattern(wording.text, wording.where).pattern, re.IGNORECASE), result.text)
        for wording, result in value
    ]

    def look_up(word: str) -> str:
        plain = " ".join(fold(word).split())
        return next((result for wording, result in pairs if wording.fullmatch(plain)), "")

    return look_up


_KEYS = {"rule", "sections", "needs", "each", "find", "says", "cites"}


def _rule(row: Row, tables: Tables) -> Rule:
    row.check_keys(_KEYS, {"rule", "says"})
    sections, each = frozenset(row.texts("sections")), row.word("each", "")
    for name in sorted(sections - section_names() - {"*"}):
        raise ContentError(row.where, f"unknown section {name!r}", nearest(name, section_names()))
    if each and each not in PARTS:
        raise ContentError(row.where, f"each: unknown part {each!r}", nearest(each, PARTS))
    find = tuple(pattern(_expand(text, tables, row.where), row.where) for text in row.texts("find"))
    if not find and not each:
        raise ContentError(row.where, "a rule without find or each", "say what it looks for")
    _check_free(find, row.where)
    groups = OF_PAGE.union({"whole"}, *(item.groupindex for item in find), OF_PARTS if each else ())
    says = tuple(_saying(item, tables, groups) for item in row.rows("says"))
    needs = tuple(need(text, row.where) for text in row.texts("needs"))
    own = any(mark in item.pattern for item in find for mark in _MARKS.values())
    return Rule(row.text("rule"), sections, needs, each, find, says, row.boolean("cites", True), row.where, own)


def _check_free(find: tuple[re.Pattern[str], ...], where: Where) -> None:
    for name in sorted({name for item in find for name in item.groupindex} & (OF_PAGE | {"whole"})):
        raise ContentError(where, f"group {name!r} hides the value of that name", "call the group otherwise")


def _expand(text: str, tables: Tables, where: Where) -> str:
    """Replace {{own}} and {{signs}} by runs of marks, {{name}} by that shorthand, else by the words of that lexicon."""

    def one(match: re.Match[str]) -> str:
        name = match[1]
        if name in _MARKS:
            return f"{_MARKS[name]}+"
        if name in tables.patterns:
            return f"(?:{_expand(tables.patterns[name], tables, where)})"
        return lexicon(name, where).alternation()

    return _MACRO.sub(one, text)


def _saying(row: Row, tables: Tables, groups: frozenset[str]) -> Saying:
    finding = row.word("finding", "")
    if finding and finding not in FINDINGS:
        raise ContentError(row.where, f"unknown type of finding {finding!r}", nearest(finding, FINDINGS))
    kind = "" if finding else row.word("kind")
    _check_saying(row, kind)
    templates = {
        key: _template(row.word(key) if key in ("certainty", "quantity") else row.text(key), tables, row.where)
        for key in row.values
        if key not in ("kind", "finding", "about", "negated", "at", "if")
    }
    about = tuple(_about(item, tables, row.where) for item in row.values.get("about", ()))
    when = _template(row.text("if"), tables, row.where) if "if" in row else None
    saying = Saying(kind, finding, templates, about, row.boolean("negated", False), row.texts("at") or ("whole",), when)
    _check_groups(saying, groups, row.where)
    return saying


def _check_saying(row: Row, kind: str) -> None:
    if not kind:
        row.check_keys({*_FINDING}, {"note"})
        return
    known = kind_named(kind, row.where)
    row.check_keys({*_SAYING, *known.columns}, {"subject", "object", *known.required})
    predicate = row.text("predicate", known.predicates[0])
    if predicate not in known.predicates and "{" not in predicate:
        raise ContentError(
            row.where, f"predicate: {predicate!r} is not one of {kind}", nearest(predicate, known.predicates)
        )


def _about(item: object, tables: Tables, where: Where) -> Mapping[str, Template] | Template:
    if isinstance(item, Row):
        return {key: _template(item.scalar(key).text, tables, where) for key in item.values}
    return _template(getattr(item, "text", ""), tables, where)


def _check_groups(saying: Saying, groups: frozenset[str], where: Where) -> None:
    about = [item for part in saying.about for item in (part.values() if isinstance(part, Mapping) else [part])]
    templates = (*saying.templates.values(), *about, *([saying.when] if saying.when else []))
    used = {name for template in templates for name in template.names}
    for name in sorted({*used, *saying.at} - groups):
        raise ContentError(where, f"no group {name!r} in the rule's patterns", nearest(name, groups))


def _template(text: str, tables: Tables, where: Where) -> Template:
    parts: list[str | Slot] = []
    position = 0
    for match in _SLOT.finditer(text):
        parts.append(text[position : match.start()])
        translations = tuple(_translation(name, tables, where) for name in (match[2] or "").split(",") if name)
        parts.append(Slot(tuple(match[1].split("/")), translations))
        position = match.end()
    parts.append(text[position:])
    return Template(tuple(part for part in parts if part))


_PLAIN: Mapping[str, Table] = {"=": lambda word: word, "digits": lambda word: word.replace(",", "")}


def _translation(name: str, tables: Tables, where: Where) -> Table:
    """`=` keeps the wording, `digits` drops the commas of a number, `lexicon.column` looks up, others are tables."""
    if name in _PLAIN:
        return _PLAIN[name]
    if "." in name:
        words, _, column = name.partition(".")
        found = lexicon(words, where)
        if column not in found.columns:
            raise ContentError(where, f"lexicon {words!r} has no column {column!r}", nearest(column, found.columns))
        return lambda word: found.look_up(word, column)
    if name not in tables.tables:
        raise ContentError(where, f"unknown table {name!r}", nearest(name, tables.tables))
    return tables.tables[name]
