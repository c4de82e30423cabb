"""What the gate found: sorted results, as a table for people, as Turtle without blank nodes, as JSON."""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pyoxigraph as ox

from raregraph.ids import BASE, contract, prefixes
from raregraph.text import short_hash

SHAPES = BASE + "shapes/"
"""Where the IRIs of the project's shapes live."""
SEVERITIES = ("Violation", "Warning", "Info")
"""Worst first."""
LISTED = 20
"""Results of one constraint that people are shown."""
_IRI = re.compile(r"<([^<>]*)>")
Node = ox.NamedNode | ox.Literal


@dataclass(frozen=True, slots=True)
class Result:
    """One result. `path` is a SPARQL path with full IRIs, or empty; `component` and `shape` are IRIs."""

    severity: str
    focus: Node
    path: str
    value: Node | None
    component: str
    shape: str
    message: str

    @property
    def key(self) -> tuple[object, ...]:
        """What results are sorted by: severity, focus node, path, value, component, shape, message."""
        return (
            SEVERITIES.index(self.severity),
            str(self.focus),
            self.path,
            str(self.value or ""),
            self.component,
            self.shape,
            self.message,
        )

    @property
    def iri(self) -> str:
        """Its IRI, from all its parts: the same result has the same IRI in every report."""
        return BASE + "report/" + short_hash(*map(str, self.key))


@dataclass(frozen=True, slots=True)
class Report:
    """The gate's verdict: results sorted, worst first; `checked` is the number of triples, `shapes` that of shapes."""

    results: tuple[Result, ...]
    checked: int
    shapes: int

    @classmethod
    def of(cls, results: Iterable[Result], checked: int, shapes: int) -> Report:
        """A report of results in any order; the same result given twice is kept once."""
        distinct = {result.iri: result for result in results}
        return cls(tuple(sorted(distinct.values(), key=lambda result: result.key)), checked, shapes)

    @property
    def conforms(self) -> bool:
        """Whether there is no violation; warnings and infos do not stop a release."""
        return not any(result.severity == "Violation" for result in self.results)

    @property
    def counts(self) -> Mapping[str, int]:
        """Results by severity, all three of them."""
        found = Counter(result.severity for result in self.results)
        return {severity: found[severity] for severity in SEVERITIES}

    def counted(self) -> str:
        """The counts in words: `no violation, 2 warnings, 1 info`."""
        return ", ".join(f"{count or 'no'} {name.lower()}{'s' * (count > 1)}" for name, count in self.counts.items())

    def to_table(self, width: int = 120) -> str:
        """For people: the verdict, then the results by severity and constraint, each message once.

        Of many results of a constraint the first LISTED are shown, and how many more there are.
        """
        verdict = "conforms" if self.conforms else "does not conform"
        lines = [f"The graph {verdict}: {self.counted()} ({self.checked:,} triples, {self.shapes} shapes)."]
        groups: dict[tuple[str, str, str, str], list[Result]] = {}
        for result in self.results:
            groups.setdefault((result.severity, result.shape, result.component, result.message), []).append(result)
        for (severity, shape, component, message), members in sorted(groups.items(), key=_worst_first):
            kind = shown(component).removesuffix("ConstraintComponent")
            lines += ["", f"{severity}: {shown(shape)} ({kind}), {len(members):,} ×"]
            lines += textwrap.wrap(message, width, initial_indent="  ", subsequent_indent="  ")
            lines += [f"    {_member(member)}" for member in members[:LISTED]]
            more = len(members) - LISTED
            lines += [f"    … {more:,} more: the report as Turtle or JSON lists all"] if more > 0 else []
        return "\n".join(lines) + "\n"

    def to_turtle(self) -> str:
        """As SHACL says it: a sh:ValidationReport without blank nodes, IRIs by hash, one property a line."""
        results = [result.iri for result in self.results]
        iri = BASE + "report/" + short_hash(str(self.conforms).lower(), *results)
        head = [("a", "sh:ValidationReport"), ("sh:conforms", str(self.conforms).lower())]
        blocks = [_block(iri, [*head, *(("sh:result", f"<{result}>") for result in results)])]
        blocks += [_block(result.iri, _properties(result)) for result in self.results]
        body = "\n".join(blocks)
        used = {name: iri for name, iri in prefixes().items() if re.search(rf"(?<![\w<]){name}:", _unquoted(body))}
        return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in used.items()) + "\n" + body

    def to_json(self) -> str:
        """For programs: conforms, counts, and the results with full IRIs."""
        rows = [
            {
                "severity": result.severity,
                "focusNode": _json(result.focus),
                "resultPath": result.path or None,
                "value": _json(result.value),
                "sourceConstraintComponent": result.component,
                "sourceShape": result.shape,
                "message": result.message,
                "id": result.iri,
            }
            for result in self.results
        ]
        top = {
            "conforms": self.conforms,
            "counts": self.counts,
            "triples": self.checked,
            "shapes": self.shapes,
            "results": rows,
        }
        return json.dumps(top, ensure_ascii=False, indent=2) + "\n"


def shown(text: str) -> str:
    """An IRI, or a path of <IRIs>, as people read it: CURIEs where a prefix fits."""
    return _IRI.sub(lambda match: shown(match.group(1)), text) if "<" in text else contract(text)


def _worst_first(group: tuple[tuple[str, str, str, str], list[Result]]) -> tuple[int, tuple[str, str, str, str]]:
    return SEVERITIES.index(group[0][0]), group[0]


def _member(result: Result) -> str:
    """What one result is about: `st:… rdf:subject → MONDO:0004976`."""
    value = f" → {_readable(result.value)}" if result.value is not None and result.value != result.focus else ""
    return f"{_readable(result.focus)} {shown(result.path)}".rstrip() + value


def _readable(node: Node) -> str:
    return shown(node.value) if isinstance(node, ox.NamedNode) else str(node)


def _properties(result: Result) -> list[tuple[str, str]]:
    found = [
        ("a", "sh:ValidationResult"),
        ("sh:resultSeverity", f"sh:{result.severity}"),
        ("sh:focusNode", str(result.focus)),
    ]
    if _IRI.fullmatch(result.path):
        found.append(("sh:resultPath", result.path))
    if result.value is not None:
        found.append(("sh:value", str(result.value)))
    found += [("sh:sourceConstraintComponent", f"<{result.component}>"), ("sh:sourceShape", f"<{result.shape}>")]
    return [*found, ("sh:resultMessage", str(ox.Literal(result.message, language="en")))]


def _block(subject: str, properties: list[tuple[str, str]]) -> str:
    lines = [f"  {name} {_compact(value)}" for name, value in properties]
    return f"<{subject}>\n" + " ;\n".join(lines) + " .\n"


def _compact(value: str) -> str:
    """An <IRI> as a prefixed name where its local part needs no escape."""
    match = _IRI.fullmatch(value)
    name = shown(match.group(1)) if match else ""
    return name if re.fullmatch(r"[A-Za-z]+:[A-Za-z0-9_-]+", name) else value


def _unquoted(turtle: str) -> str:
    return re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>', "", turtle)


def _json(node: Node | None) -> object:
    if node is None or isinstance(node, ox.NamedNode):
        return node.value if node else None
    return {
        "value": node.value,
        "datatype": node.datatype.value,
        **({"language": node.language} if node.language else {}),
    }
