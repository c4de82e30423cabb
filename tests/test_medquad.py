"""Pages of MedQuAD: the text, its sections and offsets; names; what is refused."""

from __future__ import annotations

import os
import pickle
import zipfile
from html import escape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raregraph.errors import PageError, Where
from raregraph.medquad import MedquadPage, medquad_files, medquad_page, name_facts, read_medquad, survey
from raregraph.text import page_text

CORPUS = Path(__file__).parent / "corpus"
HERE = Where("page.xml")
SOUND = (CORPUS / "0000002.xml").read_text(encoding="utf-8")
ANSWER = "<Answer>Toes that are green.</Answer>"


@pytest.fixture(scope="module")
def blue() -> MedquadPage:
    """The first page of tests/corpus."""
    return read_medquad(CORPUS / "0000001.xml")


def refused(data: bytes | str) -> PageError:
    """The fault that a file is refused with."""
    with pytest.raises(PageError) as caught:
        medquad_page(data.encode() if isinstance(data, str) else data, HERE)
    return caught.value


def with_answer(words: str) -> MedquadPage:
    """The second page with another answer."""
    return medquad_page(SOUND.replace(ANSWER, f"<Answer>{words}</Answer>").encode(), HERE)


def test_the_id_is_that_of_the_address(blue: MedquadPage) -> None:
    """The file's own id is another number and is kept beside it."""
    assert (blue.version.page, blue.file_id, blue.version.title) == ("GARD:0000077", "0000001", "Blue toe disease")
    assert (blue.umls, blue.url[-19:]) == (("C0000077",), "77/blue-toe-disease")
    assert read_medquad(CORPUS / "0000002.xml").version.page == "GARD:0000078"


def test_sections_are_named_as_on_other_pages(blue: MedquadPage) -> None:
    """Empty answers make none; the answers of two types of question of one section follow each other."""
    assert [section.name for section in blue.version.sections] == [
        "header", "names", "summary", "symptoms", "diagnosis",
    ]  # fmt: skip
    last = blue.version.sections[-1]
    assert blue.text[last.start : last.end] == "By looking.\n\nPale, then blue."
    assert blue.faults == ()


def test_sections_cover_the_text_and_have_no_date(blue: MedquadPage) -> None:
    """Each ends where the next begins."""
    sections = blue.version.sections
    assert [sections[0].start, *(section.end for section in sections)] == [
        *(section.start for section in sections), len(blue.text),
    ]  # fmt: skip
    assert (blue.version.date, blue.version.layout, blue.rows) == ("", "medquad", ())


def test_the_text_of_an_answer_is_that_of_any_page(blue: MedquadPage) -> None:
    """Entities are characters, line ends LF, accents composed, white space at the end gone."""
    summary = blue.version.sections[2]
    assert blue.text[summary.start : summary.end].rstrip() == "Toes & nails that are blue.\nCafé-coloured at first."


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=40))
def test_the_page_text_of_the_page_text_is_itself(words: str) -> None:
    """What is hashed for offsets is a fixed point of page_text, so that `verify` can hash it again."""
    page = with_answer(escape(words))
    assert page_text(page.text.encode(), HERE) == page.text
    assert len(page.folded) == len(page.text) == page.version.length


def test_a_page_crosses_to_a_worker(blue: MedquadPage) -> None:
    """Pages, and the faults of pages, are pickled whole."""
    assert pickle.loads(pickle.dumps(blue)) == blue
    fault = refused("<Document/>")
    assert str(pickle.loads(pickle.dumps(fault))) == str(fault)


def test_an_unknown_type_of_question_is_listed(blue: MedquadPage) -> None:
    """Its answer is left out, the page is kept; the line and the nearest type are named."""
    page = medquad_page(SOUND.replace('"information"', '"informatoin"').encode(), HERE)
    assert [section.name for section in page.version.sections] == ["header"]
    (fault,) = page.faults
    assert str(fault) == (
        "page.xml:6: unknown type of question 'informatoin': its answer is left out; "
        "did you mean 'information'? Or add a row to graph/medquad.yaml"
    )


def test_an_unknown_element_is_listed_and_loses_no_text() -> None:
    """Emphasis inside an answer leaves its words there."""
    page = with_answer("Toes <b>that</b> are <b>green</b>.")
    assert page.text.endswith("Toes that are green.")
    assert [str(fault) for fault in page.faults] == [
        "page.xml:7: unknown element Document/QAPairs/QAPair/Answer/b; teach raregraph/medquad_xml.py what it means"
    ]


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>\n'
OUTSIDE = '<!DOCTYPE d SYSTEM "file:///etc/passwd">\n'
DECLARATION, REST = SOUND.split("\n", 1)
REFUSED = {
    "cut": (SOUND[:300], "page.xml:6: not well-formed XML"),
    "empty": ("", "page.xml:1: not well-formed XML: no element found"),
    "text": ("Toes.", "page.xml:1: not well-formed XML"),
    "latin-1": (SOUND.replace("green.", "gr\xfcn.").encode("latin-1"), "not well-formed XML: not well-formed"),
    "nul": (SOUND.replace("green.", "\0"), "not well-formed XML"),
    "unknown entity": (SOUND.replace("green.", "&uuml;"), "page.xml:7: not well-formed XML: undefined entity"),
    "entities": (f"{DECLARATION}\n{BOMB}{REST.replace('green.', '&b;')}", "page.xml:2: a document type"),
    "outside": (f"{DECLARATION}\n{OUTSIDE}{REST}", "page.xml:2: a document type"),
    "html": ("<html><body/></html>", "the root is 'html', not 'Document'"),
    "deep": ("<Document>" + "<a>" * 100_000, "elements nested more than 20 deep"),
    "no id": (SOUND.replace("/gard/0000078", "/gard/about"), "no GARD id in its address"),
    "another site": (SOUND.replace("rarediseases.info", "ghr.nlm"), "no GARD id in its address"),
    "no address": (SOUND.replace("url=", "link="), "no address, so no GARD id"),
    "no title": (SOUND.replace("<Focus>Green toe disease</Focus>", ""), "no title"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_safe_page_is_refused(name: str) -> None:
    """Each with its line, without reading anything it points at."""
    data, problem = REFUSED[name]
    fault = refused(data)
    assert problem in str(fault)
    assert fault.fix


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    """A file of 50 MB is refused unread."""
    os.mkfifo(tmp_path / "pipe.xml")
    with (tmp_path / "large.xml").open("wb") as file:
        file.truncate(50_000_000)
    for name, problem in (("pipe", "not a plain file"), ("large", "50,000,000 bytes"), ("none", "no such file")):
        with pytest.raises(PageError, match=problem):
            read_medquad(tmp_path / f"{name}.xml")


def test_the_files_of_a_folder_are_listed_by_name(tmp_path: Path) -> None:
    """A hundred thousand tiny files are no trouble: none is opened."""
    names = [f"{number:07d}.xml" for number in range(2_000)]
    for name in (*reversed(names), "readme.txt"):
        (tmp_path / name).touch()
    assert medquad_files(tmp_path) == [tmp_path / name for name in names]
    assert medquad_files(tmp_path / names[7]) == [tmp_path / names[7]]


def test_what_is_no_folder_of_pages_is_refused(tmp_path: Path) -> None:
    """An archive is named as such."""
    with zipfile.ZipFile(tmp_path / "m.zip", "w") as archive:
        archive.writestr("a.xml", SOUND)
    (tmp_path / "empty").mkdir()
    for name, problem in (("m.zip", "zip archive in place of a folder"), ("empty", "without .xml"), ("no", "no such")):
        with pytest.raises(PageError, match=problem):
            medquad_files(tmp_path / name)


def test_files_of_one_id_are_all_refused(tmp_path: Path) -> None:
    """One of them is false; the other pages are not touched. A bad head is a fault too."""
    for name, text in {
        "a": SOUND, "b": SOUND, "c": (CORPUS / "0000001.xml").read_text(encoding="utf-8"), "d": "<x/>",
    }.items():  # fmt: skip
        (tmp_path / f"{name}.xml").write_text(text, encoding="utf-8")
    corpus = survey(medquad_files(tmp_path))
    assert corpus.files == (tmp_path / "c.xml",)
    assert [fault.problem.rpartition("/")[0] for fault in corpus.faults[:2]] == [
        f"the id GARD:0000078 is also that of {tmp_path}"
    ] * 2
    assert "the root is 'x'" in str(corpus.faults[2])


def test_synonyms_are_names_unless_they_are_another_pages_title(blue: MedquadPage) -> None:
    """A repeated one is one name with two places; a mark is left out and says how it is one; the title is none."""
    facts, candidates = name_facts(blue, survey(medquad_files(CORPUS)).titles)
    assert [
        (fact.subject, fact.object, fact.predicate, fact.columns, fact.printed, len(fact.at)) for fact in facts
    ] == [
        ("GARD:0000077", "BTD1", "oboInOwl:hasExactSynonym", {"scope": "rg:abbreviation"}, "", 2),
        ("GARD:0000077", "Toe, blue", "oboInOwl:hasExactSynonym", {}, "Toe, blue (formerly)", 1),
        ("GARD:0000077", "Teal toe", "oboInOwl:hasNarrowSynonym", {}, "Teal toe (subtype)", 1),
    ]
    assert [(one.page, one.name, one.others) for one in candidates] == [
        ("GARD:0000077", "Green toe disease", ("GARD:0000078",))
    ]
    for fact in facts:
        assert all(blue.text[place.start : place.end].startswith(("BTD1", "btd1", "T")) for place in fact.at)


@pytest.fixture(scope="module")
def medquad(shared: Path) -> Path:
    """The pages of ../shared/corpus."""
    folder = shared / "corpus/medquad-gard"
    if not folder.is_dir():
        pytest.skip("needs ../shared: corpus/medquad-gard")
    return folder


def test_every_page_of_the_corpus_is_read(medquad: Path) -> None:
    """Each answer stands in the text, at its section's start, character by character."""
    corpus = survey(medquad_files(medquad))
    assert (len(corpus.files), corpus.faults) == (1652, ())
    sections = 0
    for path in corpus.files:
        page = read_medquad(path)
        assert page.faults == ()
        answers = [node.text.rstrip() for node in ElementTree.parse(path).iter("Answer") if (node.text or "").strip()]
        own = [one for one in page.version.sections if one.name not in ("header", "names")]
        assert [page.text[one.start : one.end].rstrip() for one in own] == answers
        sections += len(own)
    assert sections == 3275


def test_another_pages_title_is_no_synonym(medquad: Path) -> None:
    """On all pages: what is named, what is left for a person."""
    corpus = survey(medquad_files(medquad))
    found = [name_facts(read_medquad(path), corpus.titles) for path in corpus.files]
    assert sum(len(facts) for facts, _ in found) == 4675
    assert sum(len(candidates) for _, candidates in found) == 194


def test_a_refused_file_keeps_nothing_in_memory(tmp_path: Path) -> None:
    """Its traceback would hold the bytes of the file, a hundred thousand times."""
    (tmp_path / "a.xml").write_text("<x/>", encoding="utf-8")
    (fault,) = survey([tmp_path / "a.xml"]).faults
    assert (fault.__traceback__, fault.__context__) == (None, None)
