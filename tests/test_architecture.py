"""The house: imports go one way, libraries stay where they belong, everything has a test and a docstring."""

from __future__ import annotations

import ast
import graphlib
import statistics
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from raregraph import errors
from tests.making import REPO

PACKAGE = REPO / "raregraph"
FILES = sorted(path for path in PACKAGE.rglob("*.py") if "content" not in path.relative_to(PACKAGE).parts)
Function = ast.FunctionDef | ast.AsyncFunctionDef


def parsed(files: Iterable[Path]) -> ast.Module:
    """Files as one tree."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files]
    return ast.Module([node for tree in trees for node in tree.body], [])


def modules() -> dict[str, ast.Module]:
    """The modules by name; a package inside of the package is one of them, whatever its parts."""
    names = {path: path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in FILES}
    return {name: parsed(path for path in FILES if names[path] == name) for name in sorted({*names.values()})}


MODULES = modules()

STAGES = (
    (
        "what everything rests on",
        "errors content text textfiles rows tsv manifest holdings obo transfer medquad_xml reference_files",
    ),
    (
        "tables",
        "ids kinds facts layouts lexicons onset gard backbone vocabulary sources first_seen fetch mondo reference "
        "workers",
    ),
    ("pages", "symptoms pages medquad symptom_list labels"),
    ("extract", "needs own rules extract"),
    ("ground", "terms ground"),
    ("statements", "statements"),
    ("findings and corrections", "findings corrections"),
    ("knowledge", "knowledge"),
    ("triples", "blocks runs nquads lines templates triples information similarity translations"),
    ("corpus", "reference_check accepted world candidates row_forms corpus parts_cache corpus_build review"),
    ("people", "verify diff explain coverage coverage_html"),
    ("serialisations", "turtle jsonld dumps figures"),
    ("gate", "shapes shape_terms shape_text shape_lint report shacl gate shape_docs gate_large gate_parts"),
    ("queries", "sparql queries results"),
    ("exports", "export"),
    ("release", "parts dataset executables starthere readme compatibility folder release"),
    ("releases of any size", "bulk_sort bulk_dumps bulk_figures bulk_files bulk_views bulk"),
    ("ask", "answers evidence remote questions querydocs lexical __init__"),
    ("build", "build ingest corpus_release"),
    ("evaluate", "evaluation evaluate"),
    ("Monarch's interface", "api"),
    ("site", "site"),
    ("serve", "engine web"),
    ("command line", "cli_text cli_corpus cli_export cli_serve cli"),
)
"""The data's way: a module imports from its own stage and the ones above."""
SIBLINGS = (
    {"verify", "diff", "explain", "coverage"},
    {"findings", "corrections"},
    {"starthere", "executables", "dataset"},
    {"dumps", "figures"},
    {"build", "questions"},
)
"""Modules side by side, which do not know each other."""
ONLY = {
    "pyshacl": {"gate"},
    "SPARQLWrapper": {"remote"},
    "click": {"cli", "cli_corpus", "cli_export", "cli_serve", "cli_text"},
    "rich": {"cli", "cli_text"},
    "yaml": {"rows"},
    "curies": {"ids"},
    "urllib": {"remote", "transfer", "site", "web"},
    "jinja2": {"site", "web"},
    "uvicorn": {"web"},
    "duckdb": {"export"},
    "subprocess": set[str](),
    "random": set[str](),
    "time": {"folder", "remote", "transfer", "corpus_release", "engine", "web"},
}
"""Libraries, and the modules that may know them."""
MACHINES = tuple(f"/{name}/" for name in ("work", "root", "home"))
NOT_WHOLE_FILES = {"__init__"}


def imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every import as package and module: ("raregraph", "errors"), ("yaml", "")."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name.split(".")[0], alias.name.partition(".")[2]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            package, _, module = node.module.partition(".")
            if package == "raregraph" and not module:
                yield from ((package, alias.name if alias.name in MODULES else "__init__") for alias in node.names)
            else:
                yield package, module.partition(".")[0]


def known_to(module: str) -> set[str]:
    """The modules of ours that a module imports, anywhere in it."""
    return {name for package, name in imports(MODULES[module]) if package == "raregraph"} - {module}


def functions() -> Iterator[tuple[str, Function]]:
    """Every function and method, with its module."""
    for name, tree in MODULES.items():
        yield from ((name, node) for node in ast.walk(tree) if isinstance(node, Function))


def length(node: Function) -> int:
    """Lines from the def to the end."""
    return (node.end_lineno or 0) - node.lineno + 1


def test_imports_have_no_cycle() -> None:
    """Also those inside functions."""
    graph = {name: known_to(name) for name in MODULES if name != "__init__"}
    assert list(graphlib.TopologicalSorter(graph).static_order())


def test_every_module_has_its_stage() -> None:
    """And only one."""
    placed = [name for _, names in STAGES for name in names.split()]
    assert sorted(placed) == sorted(set(placed))
    assert set(MODULES) - set(placed) == set()


@pytest.mark.parametrize("module", sorted(MODULES))
def test_imports_go_one_way_along_the_data(module: str) -> None:
    """Pages, extract, ground, statements, triples, gate, release, ask: nothing knows what comes after it."""
    rank = {name: number for number, (_, names) in enumerate(STAGES) for name in names.split()}
    version_only = {"__init__"}  # __version__ is read by the command line and the release
    later = {name for name in known_to(module) - version_only if rank[name] > rank[module]}
    assert later == set()


@pytest.mark.parametrize("siblings", SIBLINGS, ids=lambda names: "-".join(sorted(names)))
def test_siblings_do_not_know_each_other(siblings: set[str]) -> None:
    """What stands side by side can be read, and taken out, alone."""
    assert {name: known_to(name) & siblings for name in siblings} == {name: set() for name in siblings}


@pytest.mark.parametrize("library", sorted(ONLY))
def test_a_library_is_known_where_it_belongs(library: str) -> None:
    """The shapes' engine in the gate, SPARQLWrapper where an endpoint is asked, click and rich in the command line."""
    users = {name for name, tree in MODULES.items() if library in {package for package, _ in imports(tree)}}
    assert users - ONLY[library] == set()


def test_only_the_command_line_prints() -> None:
    """Everything else returns."""
    printing = {
        name
        for name, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    }
    assert {name for name in printing if not name.startswith("cli")} == set()


def test_no_blind_except_and_no_assert() -> None:
    """What is caught is named; input is never checked by assert."""
    caught = {"Exception", "BaseException"}
    blind = []
    for name, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Assert):
                blind.append((name, node.lineno))
            elif isinstance(node, ast.ExceptHandler) and not any(map(_raises_again, node.body)):
                types = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
                if any(item is None or (isinstance(item, ast.Name) and item.id in caught) for item in types):
                    blind.append((name, node.lineno))
    assert blind == []


def _raises_again(node: ast.AST) -> bool:
    """A bare `raise`, after which nothing is swallowed."""
    return isinstance(node, ast.Raise) and node.exc is None


def test_files_are_short() -> None:
    """400 lines are a reason to split."""
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: lines for name, lines in lengths.items() if lines > 400} == {}


def test_functions_are_short() -> None:
    """At most 50 lines, half of them at most 8."""
    assert {f"{module}.{node.name}": length(node) for module, node in functions() if length(node) > 50} == {}
    assert statistics.median(length(node) for _, node in functions()) <= 8


def public(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """What is public in a module: functions, classes, methods and properties."""
    for node in tree.body:
        if isinstance(node, (*Function.__args__, ast.ClassDef)) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                inner = [item for item in node.body if isinstance(item, Function) and not item.name.startswith("_")]
                yield from ((f"{node.name}.{item.name}", item) for item in inner)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_what_is_public_has_a_docstring(module: str) -> None:
    """One sentence at least."""
    missing = [name for name, node in public(MODULES[module]) if not ast.get_docstring(node)]  # type: ignore[arg-type]
    assert missing == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_file_says_what_it_is(path: Path) -> None:
    """In its first line."""
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("module", sorted(set(MODULES) - NOT_WHOLE_FILES))
def test_every_module_has_a_test_module(module: str) -> None:
    """By the same name; a package has some."""
    pattern = f"test_{module}_*.py" if (PACKAGE / module).is_dir() else f"test_{module}.py"
    assert list((REPO / "tests").glob(pattern))


def test_every_test_says_what_it_claims() -> None:
    """A test's docstring is its claim."""
    silent = []
    for path in sorted((REPO / "tests").glob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tests = [node for node in tree.body if isinstance(node, Function) and node.name.startswith("test_")]
        silent += [f"{path.name}: {node.name}" for node in tests if not ast.get_docstring(node)]
    assert silent == []


@pytest.mark.parametrize("folder", ["graph", "shapes", "queries"])
def test_content_holds_no_code(folder: str) -> None:
    """A curator never has to open a .py file."""
    assert list((REPO / folder).rglob("*.py")) == []


def error_classes() -> dict[str, type[errors.RaregraphError]]:
    """The family of errors."""
    found = {errors.RaregraphError, *errors.RaregraphError.__subclasses__()}
    return {found_class.__name__: found_class for found_class in found}


def test_errors_are_one_family() -> None:
    """What is public of them is in one module."""
    classes = error_classes()
    bases = {"Exception", *classes}
    defined = {
        node.name
        for name, tree in MODULES.items()
        if not (PACKAGE / name).is_dir()  # what a package raises inside of itself is its own affair
        for node in tree.body
        if isinstance(node, ast.ClassDef) and {base.id for base in node.bases if isinstance(base, ast.Name)} & bases
    }
    assert {name for name in defined if not name.startswith("_")} == set(classes)
    assert {item.__module__ for item in classes.values()} == {"raregraph.errors"}


@pytest.mark.parametrize("name", sorted(error_classes()))
def test_every_error_is_documented(name: str) -> None:
    """In docs/errors.md, with its exit status."""
    page = (REPO / "docs" / "errors.md").read_text(encoding="utf-8")
    [row] = [line for line in page.splitlines() if line.startswith(f"| `{name}` |")]
    status = "the gravest of them" if name == "Faults" else str(error_classes()[name].exit_code)
    assert row.split(" | ")[2].removesuffix(" |") == status


def test_no_path_of_a_machine_is_in_the_project() -> None:
    """Nothing depends on where it was written."""
    patterns = ("raregraph/*.py", "graph/**/*", "shapes/*", "queries/*", "docs/*.md", "*.md", "*.lock", "Makefile")
    paths = [path for pattern in patterns for path in REPO.glob(pattern) if path.is_file()]
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    assert {path.name for path, text in texts.items() if any(name in text for name in MACHINES)} == set()
