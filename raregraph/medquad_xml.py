"""The XML of MedQuAD, read without trust: no document type, so no entity is expanded and nothing outside is asked for."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from raregraph.errors import PageError, Where

_PATHS = frozenset(
    {
        "Document", "Document/Focus", "Document/FocusAnnotations", "Document/FocusAnnotations/UMLS",
        "Document/FocusAnnotations/UMLS/CUIs", "Document/FocusAnnotations/UMLS/CUIs/CUI",
        "Document/FocusAnnotations/UMLS/SemanticTypes", "Document/FocusAnnotations/UMLS/SemanticTypes/SemanticType",
        "Document/FocusAnnotations/UMLS/SemanticGroup", "Document/FocusAnnotations/Synonyms",
        "Document/FocusAnnotations/Synonyms/Synonym", "Document/QAPairs", "Document/QAPairs/QAPair",
        "Document/QAPairs/QAPair/Question", "Document/QAPairs/QAPair/Answer",
    }
)  # fmt: skip
"""Every element of the files, by its path."""
_FIX = "get the file anew from its source"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it stands: the type of its question, its text (NFC, LF, no blank at its end), the question's line."""

    question: str
    text: str
    line: int


@dataclass(slots=True)
class Document:
    """What a file says, in its order. `strange`: the path of each element that is not known, with its line."""

    id: str = ""
    source: str = ""
    url: str = ""
    title: str = ""
    names: list[str] = field(default_factory=list)
    umls: list[str] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    strange: list[tuple[str, int]] = field(default_factory=list)


def read_document(data: bytes, where: Where) -> Document:
    """Read a file. Raises PageError for XML that is not well-formed or has a document type, and for another root."""
    return _Reader(where).read(data)


def read_head(data: bytes, where: Where) -> Document:
    """Read a file up to its first question: id, address, title and names. Errors behind it are not seen."""
    return _Reader(where, head=True).read(data)


class _Enough(Exception):
    """The head is read."""


class _Reader:
    def __init__(self, where: Where, *, head: bool = False) -> None:
        self.where, self.head = where, head
        self.document = Document()
        self.path: list[str] = []
        self.held: list[str] = []
        self.question: tuple[str, int] = ("", 0)
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.held.append

    def read(self, data: bytes) -> Document:
        try:
            self.parser.Parse(data, True)
        except _Enough:
            return self.document
        except expat.ExpatError as error:
            self._refuse(f"not well-formed XML: {expat.ErrorString(error.code)}", error.lineno)
        return self.document

    def _refuse(self, problem: str, line: int) -> NoReturn:
        raise PageError(Where(self.where.file, line), problem, _FIX) from None

    def _doctype(self, *_: object) -> NoReturn:
        self._refuse("a document type, which could define entities: none is read", self.parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.path.append(name)
        path, line = "/".join(self.path), self.parser.CurrentLineNumber
        if path not in _PATHS:
            if len(self.path) == 1:
                self._refuse(f"the root is {name!r}, not 'Document': no file of MedQuAD", line)
            self.document.strange.append((path, line))
        self.held.clear()
        if path == "Document":
            self.document.id, self.document.source, self.document.url = (
                attributes.get(key, "") for key in ("id", "source", "url")
            )
        elif name == "Question":
            self.question = (attributes.get("qtype", ""), line)
        elif self.head and path == "Document/QAPairs":
            raise _Enough

    def _end(self, name: str) -> None:
        path, said = "/".join(self.path), _plain("".join(self.held))
        self.path.pop()
        self.held.clear()
        match path.removeprefix("Document/"):
            case "Focus":
                self.document.title = " ".join(said.split())
            case "FocusAnnotations/UMLS/CUIs/CUI":
                self.document.umls.append(said.strip())
            case "FocusAnnotations/Synonyms/Synonym":
                self.document.names.append(" ".join(said.split()))
            case "QAPairs/QAPair/Answer":
                self.document.answers.append(Answer(self.question[0], said, self.question[1]))


def _plain(text: str) -> str:
    """As the text of any page: NFC, LF, no white space at the end."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).rstrip()
