"""The written pages: their commands run and print what is shown, their tables are true, their links lead somewhere."""

from __future__ import annotations

import doctest
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import documents
import pytest

from raregraph.ids import prefixes

ROOT = documents.ROOT
WRITTEN = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "bench").glob("*.md"), ROOT / "graph/README.md"]
)


def text_of(path: Path) -> str:
    """What stands in a page."""
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    """A page's path in the project."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", documents.PAGES)
@pytest.mark.timeout(900)
def test_commands_print_what_is_shown(page: str, tmp_path: Path) -> None:
    """Every command of the page, run in order in a copy of the checkout, prints what the page shows."""
    checkout = documents.copy_checkout(tmp_path / "raregraph")
    wrong = []
    for block in documents.blocks(text_of(ROOT / page)):
        if "adds" in block.marks:
            documents.add(block, checkout)
        if block.language == "console" and documents.can_run(block):
            tool = block.marks.get("needs", "")
            wrong += [line for command, shown in block.commands() for line in check(command, shown, checkout, tool)]
        if block.language == "pycon" and documents.can_run(block):
            wrong += try_session(block.body, page, checkout)
    assert not wrong, "\n\n".join([*wrong, "if this is right: python tests/documents.py"])


@pytest.mark.parametrize("page", documents.PAGES)
@pytest.mark.parametrize("need", documents.NEEDS)
def test_what_a_page_needs_is_at_hand(page: str, need: str) -> None:
    """A block that needs what is not here is skipped, and this line says so; each mark is one that is known."""
    needs = {block.marks["needs"] for block in documents.blocks(text_of(ROOT / page)) if "needs" in block.marks}
    assert needs <= documents.NEEDS.keys()
    if need in needs and not documents.NEEDS[need]():
        pytest.skip(f"{page}: commands that need {need} are not run")


def check(command: str, shown: str, checkout: Path, tool: str = "") -> list[str]:
    """What is wrong with a command's output; nothing for one that only stands there for the reader."""
    if not documents.STAND_INS.get(command, command):
        return []
    printed = documents.run(command, checkout, tool)
    return [] if documents.matches(shown, printed) else [f"$ {command}\nshown:\n{shown}printed:\n{printed}"]


def try_session(body: str, page: str, checkout: Path) -> list[str]:
    """The failures of a Python session, run in the checkout's folder."""
    test = doctest.DocTestParser().get_doctest(body, {}, page, page, 0)
    said: list[str] = []
    before = Path.cwd()
    os.chdir(checkout)
    try:
        doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    finally:
        os.chdir(before)
    return said


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_generated_tables_are_true(path: Path) -> None:
    """A table between `generated` and `end` is what its source gives."""
    assert text_of(path) == documents.with_tables(text_of(path)), "run python tests/documents.py"


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    """A relative link names a file, and its fragment a heading of it."""
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(path)):
        if target.startswith("http"):
            continue
        file, _, fragment = target.partition("#")
        page = (path.parent / file).resolve() if file else path
        assert page.exists(), f"{name_of(path)}: {target}"
        assert not fragment or fragment in map(anchor, re.findall(r"^#+ (.*)$", text_of(page), re.MULTILINE)), target


def anchor(heading: str) -> str:
    """The fragment of a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def test_rows_and_triples_shown_are_there() -> None:
    """What a page shows of a file stands in that file: a row as a line, a statement in the order of its lines."""
    for block in documents.blocks(text_of(ROOT / "README.md")):
        if source := block.marks.get("row") or block.marks.get("from"):
            lines = block.body.splitlines()
            kept = text_of(ROOT / source).splitlines()
            assert lines[0] in kept, lines[0]
            following = kept[kept.index(lines[0]) :]
            end = following.index("") if "" in following else len(following)
            assert [line for line in following[:end] if line in lines][: len(lines)] == lines


def test_the_picture_of_the_way_names_every_step() -> None:
    """The picture is well-formed, has words for who cannot see it, and the steps of docs/data-flow.md in order."""
    space = "{http://www.w3.org/2000/svg}"
    root = ET.parse(ROOT / "docs" / "data-flow.svg").getroot()
    assert root.findtext(f"{space}title")
    assert root.findtext(f"{space}desc")
    steps = re.findall(r"^\| (\w+) \|", text_of(ROOT / "docs" / "data-flow.md"), re.MULTILINE)[1:]
    assert [group.get("id") for group in root.iter(f"{space}g")] == steps


@pytest.mark.parametrize("path", WRITTEN, ids=name_of)
def test_no_machine_paths(path: Path) -> None:
    """No page names a folder of the machine it was written on."""
    assert not re.search(r"(?<![\w.])/(?:tmp|home|root|work|opt)/", text_of(path))


def test_ids_in_the_model_fit_their_prefixes() -> None:
    """A CURIE in docs/model.md has a prefix of graph/prefixes.yaml."""
    found = re.findall(r"`(?:<)?([A-Za-z]+):[A-Za-z0-9_]+`", text_of(ROOT / "docs" / "model.md"))
    assert set(found) <= set(prefixes())


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("one\n…\nfour\n", "one\ntwo\nthree\nfour\n", True),
        ("one\n…\n", "one\n", True),
        ("made 0.1.0-…: done\n", "made 0.1.0-abc: done\n", True),
        ("one\n", "one\ntwo\n", False),
        ("a.c\n", "abc\n", False),
    ],
)
def test_matches(shown: str, printed: str, same: bool) -> None:
    """`…` stands for any text in a line, and for any lines when it is alone."""
    assert documents.matches(shown, printed) is same


def test_renewed_puts_numbers_in_place_and_keeps_what_is_hidden() -> None:
    """A number that changed is put in place; what `…` hides stays hidden; a line that is gone is an error."""
    assert documents.renewed("12 rows of …\n…\nlast\n", "13 rows of secrets\nmore\nlast\n") == "13 rows of …\n…\nlast\n"
    with pytest.raises(ValueError, match="no line like 'gone'"):
        documents.renewed("gone\n", "13 rows\n")
