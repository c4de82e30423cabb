"""The XML of MedQuAD, read without trust: no document type, so no entity is expanded, nothing outside is asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.etree import ElementTree
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
_CONTAINERS = frozenset(path.rpartition("/")[0] for path in _PATHS) - {""}
"""Those that hold others, and no text."""
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
_QUESTION = re.compile(rb"<Question[\s>/]")
_FIX = "get the file anew from its source"
_DEEPEST, _MOST_STRANGE = 20, 20
"""What no real file comes near, so that a made-up one costs no time: elements in elements, unknown paths reported."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer: the type of its question, its text (NFC, LF, no white space at its end), the line of the question."""

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
    question: tuple[str, int] = field(default=("", 0), repr=False, compare=False)

    def take_head(self, attributes: Mapping[str, str]) -> None:
        """Take in what the root says of itself."""
        self.id, self.source, self.url = (attributes.get(key, "") for key in ("id", "source", "url"))

    def take(self, path: str, text: str) -> None:
        """Take in the text of an element; `question` is the type and the line of the last one."""
        said = _plain(text)
        match path.removeprefix("Document/"):
            case "Focus":
                self.title = " ".join(said.split())
            case "FocusAnnotations/UMLS/CUIs/CUI":
                self.umls.append(said.strip())
            case "FocusAnnotations/Synonyms/Synonym":
                self.names.append(" ".join(said.split()))
            case "QAPairs/QAPair/Answer":
                self.answers.append(Answer(self.question[0], said, self.question[1]))


def read_document(data: bytes, where: Where) -> Document:
    """Read a file. Raises PageError for XML that is not well-formed or has a document type, and for another root."""
    return _read_plain(data) or _Reader(where).read(data)


def read_head(data: bytes, where: Where) -> Document:
    """Read a file up to its first question: id, address, title and names. Errors behind it are not seen."""
    return _Reader(where, head=True).read(data)


def _read_plain(data: bytes) -> Document | None:
    """A file of nothing but elements that are known, as all real ones are, in less time; None for any other.

    Without `<!` there is no document type, no comment and no CDATA; without a second `<?`, a `<Question` is an element.
    """
    if not data.startswith(_HEAD) or b"<!" in data or b"\r" in data or data.count(b"<?") > 1:
        return None
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError):
        return None
    document = Document()
    questions = (1 + data.count(b"\n", 0, match.start()) for match in _QUESTION.finditer(data))
    return document if root.tag == "Document" and _walked(root, root.tag, document, questions) else None


def _walked(element: ElementTree.Element, path: str, document: Document, lines: Iterator[int]) -> bool:
    """Take in an element and all below it; false where one is not known."""
    if path in _CONTAINERS:
        if path == "Document":
            document.take_head(element.attrib)
        return all(_walked(child, f"{path}/{child.tag}", document, lines) for child in element)
    if path not in _PATHS or len(element):
        return False
    if element.tag == "Question":
        document.question = (element.get("qtype", ""), next(lines))
    else:
        document.take(path, element.text or "")
    return True


class _Enough(Exception):
    """The head is read."""


class _Reader:
    def __init__(self, where: Where, *, head: bool = False) -> None:
        self.where, self.head = where, head
        self.document = Document()
        self.path: list[str] = []
        self.held: list[str] = []
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
        line = self.parser.CurrentLineNumber
        if len(self.path) > _DEEPEST:
            self._refuse(f"elements nested more than {_DEEPEST} deep", line)
        path = "/".join(self.path)
        if path not in _PATHS:
            self._note(path, line)
            return
        self.held.clear()
        if name == "Document":
            self.document.take_head(attributes)
        elif name == "Question":
            self.document.question = (attributes.get("qtype", ""), line)
        elif name == "QAPairs" and self.head:
            raise _Enough

    def _note(self, path: str, line: int) -> None:
        """Report an element that is not known; its text stays part of the known element around it."""
        if len(self.path) == 1:
            self._refuse(f"the root is {path!r}, not 'Document': no file of MedQuAD", line)
        if len(self.document.strange) < _MOST_STRANGE and path not in dict(self.document.strange):
            self.document.strange.append((path, line))

    def _end(self, _: str) -> None:
        path = "/".join(self.path)
        self.path.pop()
        if path not in _PATHS:
            return
        self.document.take(path, "".join(self.held))
        self.held.clear()


def _plain(text: str) -> str:
    """As the text of any page: NFC, LF, no white space at the end."""
    if text.isascii() and "\r" not in text:
        return text.rstrip()
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).rstrip()
