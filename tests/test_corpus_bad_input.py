"""What a corpus build is given and cannot use: one message each, a release of what is good, or none at all."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from raregraph import cli
from tests.corpora import PAGES, REFERENCE, folder_of, of_page, page_xml

GOOD = page_xml(9001, "One disease")


@dataclass(frozen=True)
class Run:
    """What a command came to: its exit status, what it told, and the lines of the release it left."""

    status: int
    told: str
    lines: list[str]

    @property
    def errors(self) -> list[str]:
        """The messages, a line each."""
        return [line for line in self.told.splitlines() if line.startswith(("error: ", "rejected: "))]


@dataclass
class Door:
    """The command line on a folder of pages, with a cache of its own."""

    place: Path
    capsys: pytest.CaptureFixture[str]

    def build(self, *pages: Path, reference: Path = REFERENCE, jobs: int = 1) -> Run:
        """Run `build --pages … --out … --reference …`."""
        out = self.place / "out"
        given = [text for path in pages for text in ("--pages", str(path))]
        status = called("build", *given, "--out", str(out), "--reference", str(reference), "--jobs", str(jobs))
        dump = out / "current" / "raregraph.nq"
        lines = dump.read_text(encoding="utf-8").splitlines() if dump.exists() else []
        return Run(status, self.capsys.readouterr().err, lines)


def called(*arguments: str) -> int:
    """The exit status of a command line."""
    try:
        return cli.main(list(arguments))
    except SystemExit as stop:
        return int(stop.code or 0)


@pytest.fixture
def door(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Door:
    """Nothing is kept outside of the test's own folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return Door(tmp_path, capsys)


ENTITIES = """<?xml version="1.0"?><!DOCTYPE Document [
<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>
<Document url="https://rarediseases.info.nih.gov/gard/9002/x"><Focus>&b;&c;</Focus></Document>"""
REFUSED = {
    "not well-formed": (page_xml(9002, "Other disease")[:-30], "not well-formed XML"),
    "empty": ("", "not well-formed XML: no element found"),
    "entities": (ENTITIES, "a document type, which could define entities: none is read"),
    "without id": (page_xml("", "Other disease"), "no GARD id in its address"),
    "without title": (page_xml(9002, ""), "no title: Focus is empty or missing"),
    "another root": ("<html/>", "the root is 'html', not 'Document'"),
    "a cut list": (page_xml(9002, "Other disease", ends=False), "the page is cut"),
    "text": ("Amyotrophic lateral sclerosis\n", "not well-formed XML"),
    "an id too long": (page_xml(123456789012, "Other disease"), "GARD"),
}


def test_pages_that_are_refused_are_named_and_the_others_released(door: Door) -> None:
    """Exit status 3, one message for each with file and reason; the good page is as it is alone."""
    folder = folder_of(door.place / "pages", {"good.xml": GOOD})
    alone = door.build(folder)
    assert (alone.status, alone.errors) == (0, [])
    folder_of(folder, {f"{name}.xml": text for name, (text, _) in REFUSED.items()})
    beside = door.build(folder)
    assert beside.status == 3
    assert beside.lines == alone.lines
    assert len(beside.errors) == len(REFUSED)
    for name, (_, problem) in REFUSED.items():
        assert [message for message in beside.errors if f"{folder / name}.xml" in message and problem in message]


def test_nothing_good_is_no_release(door: Door) -> None:
    """Exit status 1; what was released before stays."""
    before = door.build(folder_of(door.place / "good", {"good.xml": GOOD}))
    pages = {f"{at}.xml": text for at, (text, _) in enumerate(REFUSED.values())}
    after = door.build(folder_of(door.place / "bad", pages))
    assert (after.status, after.lines) == (1, before.lines)
    assert len(after.errors) == len(REFUSED) + 1


def test_a_row_that_cannot_be_is_listed_and_its_page_kept(door: Door) -> None:
    """120 %, and 7 of 0: rejected each with its place; the other rows are statements."""
    rows = "Craniosynostosis 120% Hypertelorism 7 of 0 Proptosis 8/7 Hydrocephalus 5%"
    found = door.build(folder_of(door.place / "pages", {"a.xml": page_xml(9001, "One disease", rows=rows)}))
    assert found.status == 3
    assert [message.partition("offset ")[2].partition("; ")[0] for message in found.errors] == [
        "80: 'Craniosynostosis' has 120%, more than all",
        "102: 'Hypertelorism' has 7 of 0, which is no share",
        "123: 'Proptosis' has 8/7, which is no share",
    ]
    assert len([line for line in of_page(found.lines, 9001) if "vocab/standing>" in line]) == 1


def test_ids_twice_are_refused_both(door: Door) -> None:
    """Neither is the right one until a person says so."""
    pages = {"a.xml": GOOD, "b.xml": GOOD, "c.xml": page_xml(9003, "Third disease")}
    found = door.build(folder_of(door.place / "pages", pages))
    assert found.status == 3
    assert [("a.xml: the id" in one, "b.xml: the id" in one) for one in found.errors] == [(True, False), (False, True)]
    assert (of_page(found.lines, 9001), len(of_page(found.lines, 9003)) > 10) == ([], True)


def test_an_id_of_many_files_is_told_shortly(door: Door) -> None:
    """Each names three of the others and counts the rest: a thousand files of one id are a thousand short lines."""
    pages = {f"{at:04}.xml": GOOD for at in range(1000)} | {"z.xml": page_xml(9003, "Third disease")}
    found = door.build(folder_of(door.place / "pages", pages))
    assert (found.status, len(found.errors)) == (3, 1000)
    assert found.errors[0].endswith("0003.xml and 996 more; give the one that is right")
    assert found.errors[999].endswith("0002.xml and 996 more; give the one that is right")


@pytest.mark.parametrize("name", ["pages.zip", "pages.xml"])
def test_a_zip_in_place_of_a_folder_is_told(name: str, door: Door) -> None:
    """By its first bytes, whatever it is called, with what to do."""
    with zipfile.ZipFile(door.place / name, "w") as archive:
        archive.writestr("a.xml", GOOD)
    found = door.build(door.place / name)
    assert (found.status, found.lines) == (1, [])
    assert "a zip archive in place of a folder; unpack it, and give the folder" in found.errors[0]


def test_a_folder_with_a_zip_alone_is_told(door: Door) -> None:
    """What it should hold is named."""
    folder = folder_of(door.place / "pages", {})
    with zipfile.ZipFile(folder / "pages.zip", "w") as archive:
        archive.writestr("a.xml", GOOD)
    assert "a folder without .xml files" in door.build(folder).errors[0]


def test_a_page_of_50_mb_is_refused_unread(door: Door) -> None:
    """By its size alone."""
    folder = folder_of(door.place / "pages", {"good.xml": GOOD, "large.xml": GOOD.replace("9001", "9002")})
    with (folder / "large.xml").open("r+b") as file:
        file.truncate(50_000_000)
    found = door.build(folder)
    assert found.status == 3
    assert "50,000,000 bytes, over the 20,000,000 a page may have" in found.errors[0]


def test_many_tiny_files_are_each_named(door: Door) -> None:
    """Two thousand of no use beside a good one."""
    folder = folder_of(door.place / "pages", {f"{at}.xml": "" for at in range(2000)} | {"good.xml": GOOD})
    found = door.build(folder, jobs=2)
    assert (found.status, len(found.errors)) == (3, 2000)
    assert len(of_page(found.lines, 9001)) > 10


def test_a_mixed_folder_is_read_by_kind(door: Door) -> None:
    """MedQuAD's files and saved pages; a text that is no page is refused, other files are not looked at."""
    pages = {"a.xml": GOOD, "b.txt": "no page", "c.json": "{}", "README": "words"}
    found = door.build(folder_of(door.place / "pages", pages))
    assert found.status == 3
    [message] = found.errors
    assert "b.txt: not a GARD page of a known layout" in message


def test_saved_pages_and_medquads_are_one_graph(door: Door, shared: Path) -> None:
    """Both versions of ALS that ../shared has, and MedQuAD's as a third."""
    folder = shutil.copytree(shared / "seeds", door.place / "pages")
    folder_of(folder, {"a.xml": page_xml(5786, "Amyotrophic lateral sclerosis")})
    found = door.build(folder)
    assert (found.status, found.errors) == (0, [])
    graphs = {line.rpartition(" <")[2] for line in found.lines if "/statement/" in line}
    assert len([graph for graph in graphs if "/gard-5786-" in graph]) == 3


def test_what_is_in_the_folder_and_no_file_is_refused(door: Door) -> None:
    """A folder, and a link that leads nowhere."""
    folder = folder_of(door.place / "pages", {"good.xml": GOOD})
    (folder / "folder.xml").mkdir()
    (folder / "link.xml").symlink_to(folder / "nowhere")
    found = door.build(folder)
    assert found.status == 3
    assert ["not a plain file" in found.errors[0], "no such file" in found.errors[1]] == [True, True]


def test_a_path_that_is_not_there_is_told_beside_what_is_good(door: Door) -> None:
    """The good folder is released."""
    found = door.build(folder_of(door.place / "pages", {"good.xml": GOOD}), door.place / "nowhere.xml")
    assert found.status == 3
    assert "no such file or folder; check the path" in found.errors[0]


def test_without_reference_data_the_commands_that_cure_it_are_named(door: Door) -> None:
    """One message, no release."""
    found = door.build(PAGES, reference=door.place / "nothing")
    [message] = found.errors
    assert (found.status, found.lines) == (1, [])
    assert "run `publish.py fetch hpo mondo gard`, then this command again" in message


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("hpo/hp.obo", "releases/2025-01-16", "releases/2018-03-08", "of the wrong release: it names 2018-03-08"),
        ("hpo/hp.obo", "name: Hypertelorism\n", "", "has no name"),
        ("mondo/mondo_hasdbxref_gard.sssom.tsv", "releases/2026-08-04", "releases/2020-01-01", "of the wrong release"),
        ("mondo/mondo_exactmatch_doid.sssom.tsv", "\tskos:exactMatch\t", "\t", "a row has other columns"),
    ],
)
def test_reference_data_at_fault_stops_the_build(name: str, old: str, new: str, problem: str, door: Door) -> None:
    """The file and the reason; the release before it stays."""
    folder = folder_of(door.place / "pages", {"good.xml": GOOD})
    before = door.build(folder)
    reference = shutil.copytree(REFERENCE, door.place / "reference")
    path = reference / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found = door.build(folder, reference=reference)
    [message] = found.errors
    assert (found.status, found.lines) == (1, before.lines)
    assert str(path) in message
    assert problem in message


def test_a_cache_of_parts_that_is_cut_is_made_anew(door: Door) -> None:
    """Two parts and the gate's verdicts: the same bytes, and nothing is told."""
    folder = folder_of(door.place / "pages", {"good.xml": GOOD, "b.xml": page_xml(9002, "Other disease")})
    first = door.build(folder)
    kept = [path for path in (door.place / "cache").rglob("*") if path.is_file()]
    for path in kept:
        path.write_bytes(path.read_bytes()[:100])
    again = door.build(folder)
    assert (len(kept), again.status, again.lines, again.errors) == (3, 0, first.lines, [])
    assert "(0 as they were in an earlier build)" in again.told
    assert "(2 as they were in an earlier build)" in door.build(folder).told
