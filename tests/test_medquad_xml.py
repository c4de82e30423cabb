"""The XML of MedQuAD. What is refused is in test_medquad.py, by the page it would have been."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from raregraph.errors import PageError, Where
from raregraph.medquad_xml import Answer, Document, _read_plain, _Reader, read_document, read_head

DATA = (Path(__file__).parent / "corpus" / "0000001.xml").read_bytes()
HERE = Where("page.xml")


def test_a_document_is_what_the_file_says_in_its_order() -> None:
    """Empty answers too; the line is that of the question."""
    document = read_document(DATA, HERE)
    assert (document.id, document.source, document.title, document.umls) == (
        "0000001", "GARD", "Blue toe disease", ["C0000077"],
    )  # fmt: skip
    assert document.names[:2] == ["BTD1", "Green toe disease"]
    assert [(answer.question, answer.line) for answer in document.answers] == [
        ("information", 21), ("symptoms", 26), ("treatment", 30), ("exams and tests", 34), ("stages", 38),
    ]  # fmt: skip
    assert document.answers[3] == Answer("exams and tests", "By looking.", 34)
    assert document.strange == []


def test_the_head_ends_where_the_questions_begin() -> None:
    """What is wrong behind it is not seen: `read_document` sees it."""
    cut = DATA[: DATA.index(b"<QAPair pid")]
    assert read_head(cut, HERE).names == read_document(DATA, HERE).names
    assert read_head(cut, HERE).answers == []
    with pytest.raises(PageError, match="not well-formed"):
        read_document(cut, HERE)


def test_strange_elements_are_named_once_each() -> None:
    """A thousand of one path are one line of a report; of many paths, twenty."""
    body = b"<QAPairs/>" + b"<x/>" * 1000 + b"".join(b"<y%d/>" % number for number in range(100))
    document = read_document(b"<Document>" + body + b"</Document>", HERE)
    assert len(document.strange) == 20
    assert document.strange[:2] == [("Document/x", 1), ("Document/y0", 1)]


PIECES = st.sampled_from(
    [f"<{end}{name}>" for name in ("Focus", "Question", "Answer", "QAPair", "QAPairs") for end in ("", "/")]
    + ["<odd/>", " a &amp; b ", "e\u0301 ", "\n", "<Question qtype='b'/>", "<Answer/>", "<?p <Question ?>"]
)


@given(st.lists(PIECES, max_size=12), st.booleans())
def test_plain_files_are_read_as_any_other(pieces: list[str], real: bool) -> None:
    """The short way knows when it does not know; what it reads is what the long way reads, to the line."""
    inner = "<QAPairs><QAPair>" + "".join(pieces) + "</QAPair></QAPairs>" if real else "".join(pieces)
    data = f'<?xml version="1.0" encoding="UTF-8"?>\n<Document id="1">{inner}</Document>'.encode()
    found = _read_plain(data)
    assert found is None or found == _Reader(HERE).read(data)


def test_a_real_file_is_plain() -> None:
    """Its questions have their lines."""
    found = _read_plain(DATA)
    assert isinstance(found, Document)
    assert found == _Reader(HERE).read(DATA)


@pytest.mark.parametrize("sign", ["<!-- x -->", "<![CDATA[x]]>", "<?x y?>", "<odd/>", "\r"])
def test_what_is_not_plain_goes_the_long_way(sign: str) -> None:
    """A comment, CDATA, an instruction, an element that is not known, another end of line."""
    assert _read_plain(DATA.replace(b"</Answer>", sign.encode() + b"</Answer>", 1)) is None
