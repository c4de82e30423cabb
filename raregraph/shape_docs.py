"""docs/shapes.md, made from shapes/*.ttl: what each constraint asks, of what, and what to do when it is not met."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import takewhile

import pyoxigraph as ox

from raregraph import content
from raregraph.report import shown
from raregraph.shapes import CONSTRAINTS, FIRST, TARGETS, Node, Shapes, Term, read_shapes, sh

HEAD = """# Shapes

What the gate asks of a graph, a table for each file of `shapes/`. A violation stops the release; a warning and an info
are counted and shown. Names are of <https://w3id.org/raregraph/shapes/>; `^p` is the property p backwards, `p/q`
one after the other.
[tests/shapes/README.md](../tests/shapes/README.md) tells how to add a shape with its good and bad cases. This page is
generated: `python -m raregraph.shape_docs > docs/shapes.md`.
"""


def to_markdown(shapes: Shapes) -> str:
    """The shapes for people: file by file, a row for each shape that can be named in a report."""
    parts = [HEAD]
    for name in sorted(shapes.texts):
        rows = list(_rows(shapes, name))
        title = name.rsplit("/", 1)[-1].removesuffix(".ttl")
        parts.append(
            f"\n## {title}\n\n{summary(shapes.texts[name])}\n\n| name | of | asks | or else |\n|---|---|---|---|\n"
        )
        parts += rows
    return "".join(parts)


def summary(text: str) -> str:
    """The comment at the head of a file."""
    lines = takewhile(lambda line: line.startswith("#"), text.split("\n"))
    return " ".join(line.removeprefix("#").strip() for line in lines)


def _rows(shapes: Shapes, file: str) -> Iterator[str]:
    own = [node for node in shapes.shapes if isinstance(node, ox.NamedNode) and shapes.at.get(node) == file]
    for node in sorted(own, key=lambda node: shapes.texts[file].find(f"rgsh:{_local(node)} a ")):
        asked = _asked(shapes, node)
        message = _message(shapes, node)
        if message:
            severity = "".join(f"{_name(value)}: " for value in shapes.values(node, sh("severity")))
            yield _row(f"`{_local(node)}`", _targets(shapes, node), asked, severity + message)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _local(node: Term) -> str:
    return node.value.rsplit("/", 1)[-1] if isinstance(node, ox.NamedNode) else ""


def _message(shapes: Shapes, node: Node) -> str:
    owners = (node, *shapes.values(node, sh("sparql")))
    return " ".join(
        text.value for owner in owners for text in shapes.values(owner, sh("message")) if isinstance(text, ox.Literal)
    )


def _targets(shapes: Shapes, node: Node) -> str:
    """What a shape is about; of one that others use, what those are about."""
    found = [f"{_WORDS[name]} `{_name(value)}`" for name in TARGETS for value in shapes.values(node, sh(name))]
    users = [user for user, _, value in shapes.references if value == node]
    found += [
        f"each `{_path(shapes, path)}` of `{_name(t)}`"
        for user in users
        for t in shapes.values(user, sh("targetNode"))
        for path in shapes.values(user, sh("path"))
    ]
    return ", ".join(found[:6]) + (f" and {len(found) - 6} more" if len(found) > 6 else "")


_WORDS = {
    "targetClass": "class",
    "targetNode": "the node",
    "targetSubjectsOf": "what has",
    "targetObjectsOf": "the values of",
}


def _asked(shapes: Shapes, node: Node) -> str:
    path = "".join(f"`{_path(shapes, value)}`: " for value in shapes.values(node, sh("path")))
    found = [_constraint(shapes, name, value) for name in CONSTRAINTS for value in shapes.values(node, sh(name))]
    return path + ", ".join(found)


def _constraint(shapes: Shapes, name: str, value: Term) -> str:
    if name == "sparql":
        return "a query"
    items = shapes.items(value)
    if items and not any(isinstance(item, ox.BlankNode) for item in items):
        words = [_name(item) for item in items]
        return f"{name} `{' '.join(words[:8])}{' …' if len(words) > 8 else ''}`"
    if items:
        return f"{name} " + " / ".join(_inner(shapes, item) for item in items)
    return f"{name} {_inner(shapes, value)}" if isinstance(value, ox.BlankNode) else f"{name} `{_name(value)}`"


def _inner(shapes: Shapes, node: Term) -> str:
    return f"({_asked(shapes, node)})" if isinstance(node, ox.BlankNode) else f"`{_name(node)}`"


def _name(value: Term) -> str:
    """A term as people read it; SHACL's own without their prefix."""
    if isinstance(value, ox.NamedNode):
        return shown(value.value).removeprefix("sh:")
    return value.value if isinstance(value, ox.Literal) else str(value)


def _path(shapes: Shapes, path: Term) -> str:
    if isinstance(path, ox.NamedNode):
        return shown(path.value)
    if shapes.values(path, FIRST):
        return "/".join(_path(shapes, step) for step in shapes.items(path))
    for inner in shapes.values(path, sh("inversePath")):
        return "^" + _path(shapes, inner)
    options = [option for head in shapes.values(path, sh("alternativePath")) for option in shapes.items(head)]
    return "one of " + ", ".join(_path(shapes, option) for option in options[:3]) + (", …" if len(options) > 3 else "")


if __name__ == "__main__":
    sys.stdout.write(to_markdown(read_shapes(content.SHAPES)))
