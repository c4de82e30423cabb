"""Good and bad cases of shapes: plain Turtle files with a few header lines, as tests/shapes/README.md explains."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from raregraph.ids import prefixes
from raregraph.report import Result

FOLDER = Path(__file__).resolve().parent / "shapes"
SH = "http://www.w3.org/ns/shacl#"
_HEADER = re.compile(r"# (base|with|refused by|severity|times|remove): (.+)")
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Found = Counter[tuple[str, str, str]]
"""How often each source shape and component was found, with its severity."""


@dataclass(frozen=True)
class Case:
    """A bad case: the constraint that alone refuses it (source shape, component, how often), and its triples."""

    path: Path
    claim: str
    shape: str
    component: str
    severity: str
    times: int
    triples: tuple[ox.Triple, ...]

    @property
    def name(self) -> str:
        """Its folder and file name."""
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def expected(self) -> Found:
        """What the gate must find: that and nothing else."""
        return Counter({(self.shape, self.component, self.severity): self.times})


def read_headers(path: Path) -> dict[str, list[str]]:
    """The header lines of a case, and its claim (the first comment line) under `claim`."""
    lines = path.read_text(encoding="utf-8").split("\n")
    found: dict[str, list[str]] = {"claim": [lines[0].removeprefix("# ")]}
    for match in filter(None, map(_HEADER.fullmatch, lines)):
        found.setdefault(match.group(1), []).append(match.group(2))
    return found


def parse(path: Path) -> list[ox.Triple]:
    """The triples of a Turtle file as it stands."""
    return [quad.triple for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)]


@cache
def read_good(path: Path) -> frozenset[ox.Triple]:
    """The triples of a good graph with those of the graphs it is to be read `with`."""
    others = (name for line in read_headers(path).get("with", []) for name in line.split())
    return frozenset(parse(path)).union(*(read_good(path.parent / name) for name in others))


def read_case(path: Path) -> Case:
    """A bad case: its base, less what it removes, and what it adds."""
    headers = read_headers(path)
    triples = set(read_good(FOLDER / headers["base"][0]))
    for line in headers.get("remove", []):
        gone = {triple for triple in triples if _matches(triple, line)}
        if not gone:
            raise ValueError(f"{path.name}: nothing to remove by {line!r}")
        triples -= gone
    triples |= set(parse(path))
    shape, component = headers["refused by"][0].split()
    return Case(
        path,
        headers["claim"][0],
        expand(shape),
        expand(component) + "ConstraintComponent",
        headers.get("severity", ["Violation"])[0],
        int(headers.get("times", ["1"])[0]),
        tuple(sorted(triples, key=str)),
    )


def expand(curie: str) -> str:
    """The IRI of a prefixed name of a header line."""
    prefix, _, local = curie.partition(":")
    return prefixes()[prefix] + local


def _matches(triple: ox.Triple, line: str) -> bool:
    wanted = line.split(" ", 2)
    return all(_is(term, word) for term, word in zip(triple, wanted, strict=True))


def _is(term: Term, word: str) -> bool:
    """Whether a term is what a word means: `*` any term, a prefixed name, or a term as N-Triples writes it."""
    if word == "*" or str(term) == word:
        return True
    return word[0] not in '<"' and isinstance(term, ox.NamedNode) and term.value == expand(word)


def count(results: Iterable[Result]) -> Found:
    """Results as they are compared."""
    return Counter((result.shape, result.component, result.severity) for result in results)


def good_paths() -> list[Path]:
    """Every good graph, in order of name."""
    return sorted((FOLDER / "good").glob("*.ttl"))


@cache
def cases() -> tuple[Case, ...]:
    """Every bad case, in order of name."""
    return tuple(map(read_case, sorted((FOLDER / "bad").glob("*/*.ttl"))))


def by_shape(found: tuple[Case, ...]) -> dict[str, list[Case]]:
    """The cases of each shape."""
    grouped: dict[str, list[Case]] = {}
    for case in found:
        grouped.setdefault(case.shape, []).append(case)
    return grouped


def shown(found: Found) -> Iterator[str]:
    """What was found, as a person reads it."""
    for (shape, component, severity), count in sorted(found.items()):
        yield f"{severity} {shape.rsplit('/', 1)[1]} {component.rsplit('#', 1)[-1]} × {count}"
