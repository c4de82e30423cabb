"""The written pages: the commands they show, and the tables in them that are generated.

`python tests/documents.py` brings both up to date: it runs every command of every page in a copy of the checkout, puts
new numbers and ids in place, names the outputs that are like no more, and writes the tables anew. Marks in a page:

- a ```console block: lines that begin with `$ ` are run, one after the other; what follows is what they print.
  `…` stands for any text, and alone on a line for any lines;
- `<!-- needs: NAME -->` before a block: it is run where that is at hand (NEEDS): saved pages (`saved/`), which only
  ../shared/seeds has; a package or a program; an environment of `make compat`, whose programs come first then;
- `<!-- adds: FILE -->` before a block: its lines are put at the end of that file, or make it;
- `<!-- row: FILE -->`, `<!-- from: FILE -->`: its lines are lines of that file;
- `<!-- generated: NAME -->` … `<!-- end -->`: a table from GENERATED.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # for who runs this file

from tests.compat.harness import python_of  # noqa: E402

SEEDS = ROOT.parent / "shared" / "seeds"
PAGES = ("README.md", "docs/first-ten-minutes.md", "docs/monarch-tutorial.md")
"""The pages whose commands are run, each in a copy of its own."""
STAND_INS = {"make publish": "python publish.py", "make test": "", ". .venv/bin/activate": "true"}
"""What is run for commands that make an environment first; nothing, where that would be this very test."""
TOOLS = ("oak", "monarch")
"""Environments of `make compat` whose programs pages show."""
NEEDS: Mapping[str, Callable[[], bool]] = {
    "pages": SEEDS.is_dir,
    **{name: lambda name=name: find_spec(name) is not None for name in ("pandas", "duckdb")},
    **{name: lambda name=name: shutil.which(name) is not None for name in ("sqlite3", "curl")},
    **{name: lambda name=name: python_of(name).exists() for name in TOOLS},
}
"""What a block may need, and whether it is at hand."""
_VOLATILE = re.compile(r"\b(\d+\.\d+\.\d+)-[0-9a-f]{12}")
"""The version of a release: `…` stands for its hash, which every change of the content changes."""
_COUNTED = re.compile(r"([0-9a-f]{32}|\d[\d,.]*\d|\d|…)")
LEFT_OUT = shutil.ignore_patterns(".*", "dist", "build", "__pycache__", "*.egg-info")

_BLOCK = re.compile(
    r"(?P<marks>(?:<!-- [^\n]* -->\n)*)```(?P<language>\w+)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE
)
_MARK = re.compile(r"<!-- (\w+): ([^\n]*) -->")
_GENERATED = re.compile(r"(<!-- generated: (?P<name>[\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A code block of a page: its language, its text, and the marks before it."""

    language: str
    body: str
    marks: Mapping[str, str]

    def commands(self) -> Iterator[tuple[str, str]]:
        """Each command with the output shown below it."""
        for part in re.split(r"^\$ ", self.body, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            yield command, shown


def blocks(text: str) -> Iterator[Block]:
    """The code blocks of a page, in order."""
    for match in _BLOCK.finditer(text):
        yield Block(match["language"], match["body"], dict(_MARK.findall(match["marks"])))


def copy_checkout(folder: Path) -> Path:
    """Copy the checkout without what is built, with the saved pages as `saved/` where they are at hand."""
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    if SEEDS.is_dir():
        (folder / "saved").mkdir()
        for name, path in zip(("als-2013.txt", "als-2020.txt"), sorted(SEEDS.glob("*.txt")), strict=True):
            shutil.copy(path, folder / "saved" / name)
    return folder


def can_run(block: Block) -> bool:
    """Whether what a block needs is there."""
    return "needs" not in block.marks or NEEDS[block.marks["needs"]]()


def run(command: str, folder: Path, tool: str = "") -> str:
    """What a command prints, on both streams, when it is run in a folder by this Python, or in a tool's environment."""
    python = Path(sys.executable).parent
    first = python_of(tool).parent if tool in TOOLS else folder / ".bin"
    path = f"{first}{os.pathsep}{python}{os.pathsep}{os.environ['PATH']}"
    _name_python(folder / ".bin")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment |= {"PATH": path, "PYTHONPATH": str(folder), "COLUMNS": "120", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        ["bash", "-c", STAND_INS.get(command, command)],
        cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    return done.stdout


def _name_python(folder: Path) -> None:
    """A `python` and a `raregraph` on the path, whatever this interpreter is called."""
    folder.mkdir(exist_ok=True)
    for name, arguments in (("python", ""), ("raregraph", " publish.py")):
        script = folder / name
        if script.exists():
            continue  # a program that was started in the background may be reading it
        script.write_text(f'#!/bin/sh\nexec "{sys.executable}"{arguments} "$@"\n', encoding="utf-8")
        script.chmod(0o755)


def matches(shown: str, printed: str) -> bool:
    """Whether output is as shown, where `…` may stand for text and, alone on a line, for lines."""
    lines = ["(?:.*\n)*?" if line == "…\n" else _line(line) for line in shown.splitlines(keepends=True)]
    return re.fullmatch("".join(lines), _ended(printed)) is not None


def _line(line: str) -> str:
    return ".*?".join(map(re.escape, line.split("…")))


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def renewed(shown: str, printed: str) -> str:
    """What a page shows of an output, with the numbers and ids of the new one; all of it where nothing is shown yet.

    Raises ValueError where a line is there no more: someone has to look then. What `…` hides stays hidden.
    """
    if not shown:
        return _VOLATILE.sub(r"\1-…", _ended(printed))
    lines, found = printed.splitlines(), []
    for line in shown.splitlines():
        if line != "…":
            at, line = _next(line, lines)
            del lines[: at + 1]
        found.append(line)
    return "".join(f"{line}\n" for line in found)


def _next(line: str, lines: list[str]) -> tuple[int, str]:
    """The first of the lines that is like this one but for numbers, and what to show of it."""
    parts = _COUNTED.split(line)
    pattern = "".join(
        "(.*)" if part == "…" else "([0-9a-f,.]+)" if at % 2 else re.escape(part) for at, part in enumerate(parts)
    )
    for number, other in enumerate(lines):
        if match := re.fullmatch(pattern, other):
            parts[1::2] = [old if old == "…" else new for old, new in zip(parts[1::2], match.groups(), strict=True)]
            return number, "".join(parts)
    raise ValueError(f"no line like {line!r}")


def add(block: Block, folder: Path) -> None:
    """Put the lines of a block where its mark says."""
    path = folder / block.marks["adds"]
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(text + block.body, encoding="utf-8")


def kinds_table() -> str:
    """A row for each kind of graph/kinds.yaml."""
    kinds = yaml.safe_load((ROOT / "graph" / "kinds.yaml").read_text(encoding="utf-8"))["kinds"]
    lines = ["| kind | class | predicates | subject → object | may or must say |", "|---|---|---|---|---|"]
    return "\n".join([*lines, *map(_kind_row, kinds)]) + "\n\nA predicate in bold also gives a plain triple.\n"


def _kind_row(kind: Mapping[str, Any]) -> str:
    direct = kind.get("direct", [])
    predicates = ", ".join(f"**`{name}`**" if name in direct else f"`{name}`" for name in kind["predicates"])
    ends = " → ".join(
        value if isinstance(value, str) else ", ".join(value) for value in (kind["subject"], kind["object"])
    )
    columns = ", ".join([*(f"{name} (must)" for name in kind.get("required", [])), *kind.get("optional", [])])
    return f"| {kind['kind']} | `{kind['class']}` | {predicates} | {ends} | {columns} |"


def graphs_table() -> str:
    """A row for each named graph of ours, and each reference release."""
    ours = yaml.safe_load((ROOT / "graph" / "licences.yaml").read_text(encoding="utf-8"))
    names = {row["iri"]: row["name"] for row in ours["licences"]}
    lines = ["| named graph | what it holds | licence | credit line |", "|---|---|---|---|"]
    page = {"label": "GARD page on …", "date": "…"}
    for row in ours["graphs"]:
        name = "gard-<number>-<hash>" if row["graph"] == "pages" else row["graph"]
        title, credit = (row[key].format(**page) for key in ("title", "credit"))
        lines.append(f"| `{name}` | {title} | [{names[row['licence']]}]({row['licence']}) | {credit} |")
    return "\n".join([*lines, *_reference_rows(names)]) + "\n"


def _reference_rows(names: Mapping[str, str]) -> Iterator[str]:
    for source, head in _releases().items():
        licence = f"[{names[head['licence']]}]({head['licence']})"
        credit = f"{head['credit']}. Please cite: {head['citation']}"
        yield f"| `{source}-{head['release']}` | {head['title']} | {licence} | {credit} |"


def _releases() -> dict[str, dict[str, str]]:
    """The head of the files of each reference release, by its source."""
    found: dict[str, dict[str, str]] = {}
    for path in sorted((ROOT / "graph" / "backbone").glob("*.tsv")):
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("# ")]
        head = dict(line.removeprefix("# ").split(": ", 1) for line in lines)
        found.setdefault(head["source"], head)
    return found


def labels_table() -> str:
    """A row for each ontology whose ids and labels are used beside the releases."""
    ours = yaml.safe_load((ROOT / "graph" / "licences.yaml").read_text(encoding="utf-8"))
    names = {row["iri"]: row["name"] for row in ours["licences"]}
    lines = ["| prefix | ontology | licence | credit line |", "|---|---|---|---|"]
    for row in ours["labels"]:
        licence = f"[{names[row['licence']]}]({row['licence']})"
        lines.append(f"| {row['prefix']} | [{row['title']}]({row['url']}) | {licence} | {row['credit']} |")
    return "\n".join(lines) + "\n"


def modules_table() -> str:
    """A row for each stage of the data's way, with its modules."""
    from tests.test_architecture import STAGES

    rows = [f"| {stage} | {', '.join(f'`{name}`' for name in names.split())} |" for stage, names in STAGES]
    return "\n".join(["| stage | modules |", "|---|---|", *rows]) + "\n"


def routes_table() -> str:
    """A row for each route of the interface in Monarch's shape."""
    from raregraph.api.routes import ROUTES

    lines = ["| route | what | model | forms | the same rows |", "|---|---|---|---|---|"]
    for route in ROUTES:
        forms = "JSON, TSV" if route.tsv else "JSON"
        query = f"[{route.query}](queries.md#{route.query})"
        model = f"`{route.model}`" if route.model else ""
        lines.append(f"| `{route.method} {route.path}` | {route.summary} | {model} | {forms} | {query} |")
    return "\n".join(lines) + "\n"


def parameters_table() -> str:
    """A row for each parameter of each route, with its type and limits."""
    from raregraph.api.routes import ROUTES

    lines = ["| route | parameter | in | type and limits | default | what |", "|---|---|---|---|---|---|"]
    for route in ROUTES:
        for one in route.parameters:
            default = "required" if one.required else "" if one.default is None else f"`{one.default}`".lower()
            what = one.about.replace("|", "\\|").replace("*", "\\*")
            name = f"`{one.name}`"
            lines.append(f"| `{route.path}` | {name} | {one.place} | {_limits(one)} | {default} | {what} |")
    return "\n".join(lines) + "\n"


def _limits(one: Any) -> str:
    bounds = [f"{word} {value}" for word, value in (("from", one.least), ("to", one.most)) if value is not None]
    values = [", ".join(f"`{value}`" for value in one.values)] if one.values else []
    pattern = [f"pattern `{one.pattern}`"] if one.pattern else []
    return "; ".join([one.type + ("s" if one.many else ""), *([" ".join(bounds)] if bounds else []), *values, *pattern])


def _profiles(table: str) -> Callable[[], str]:
    """A table of graph/biolink.yaml."""

    def written() -> str:
        from raregraph.export import profiles

        text: str = getattr(profiles, table)()
        return text.removesuffix("\n")

    return written


GENERATED: Mapping[str, Callable[[], str]] = {
    "monarch-routes": routes_table,
    "monarch-parameters": parameters_table,
    "kinds": kinds_table,
    "graphs": graphs_table,
    "labels": labels_table,
    "modules": modules_table,
    "profile-differences": _profiles("differences"),
    "profile-alike": _profiles("alike"),
    "loss-reasons": _profiles("reasons"),
}
"""The tables that pages may hold."""


def with_tables(text: str) -> str:
    """A page with its generated tables written anew."""
    return _GENERATED.sub(lambda match: f"{match[1]}\n{GENERATED[match['name']]()}\n{match[3]}", text)


def with_outputs(text: str, folder: Path) -> str:
    """A page with what its commands print, where that is no longer what it shows."""

    def run_again(match: re.Match[str]) -> str:
        block = next(blocks(match[0]))
        if "adds" in block.marks:
            add(block, folder)
        if block.language != "console" or not can_run(block):
            return match[0]
        return f"{match['marks']}```console\n{''.join(_outputs(block, folder))}```"

    return _BLOCK.sub(run_again, text)


def _outputs(block: Block, folder: Path) -> Iterator[str]:
    for command, shown in block.commands():
        printed = run(command, folder, block.marks.get("needs", "")) if STAND_INS.get(command, command) else shown
        try:
            yield f"$ {command}\n{shown if matches(shown, printed) else renewed(shown, printed)}"
        except ValueError as error:
            sys.stderr.write(f"{command}: {error}; look at its output and mend the page\n")
            yield f"$ {command}\n{shown}"


def main() -> None:
    """Bring every page up to date."""
    import tempfile

    for path in sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")]):
        text = path.read_text(encoding="utf-8")
        new = with_tables(text)
        if path.relative_to(ROOT).as_posix() in PAGES:
            with tempfile.TemporaryDirectory() as folder:
                new = with_outputs(new, copy_checkout(Path(folder) / "raregraph"))
        if new != text:
            path.write_text(new, encoding="utf-8")
            sys.stderr.write(f"{path.relative_to(ROOT)} is written anew\n")


if __name__ == "__main__":
    main()
