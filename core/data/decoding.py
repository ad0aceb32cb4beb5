"""Bytes to text: which encoding a file is in, and whether it is text at all."""

from __future__ import annotations

import codecs
import re

from epochlab.data.limits import STILL_THERE
from epochlab.data.notes import Note
from epochlab.data.wording import counted, quoted
from epochlab.errors import UnreadableTable

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like the mark of UTF-16, so it is tried first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks and the codec that reads and removes each."""

SIGNATURES = (
    (b"PK\x03\x04", "a zip archive, such as an Excel file"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel file (.xls)"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x80\x04\x95", "a pickle"),
)

FAMILIES = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "shift_jis", "gb18030", "big5", "euc_jp"),
    *("euc_kr", "koi8_r", "mac_roman"),
]
"""Encodings that files still come in, besides UTF-8."""

WINDOW = 32_768
"""Bytes looked at on either side of the first one that is not UTF-8."""

_LETTERS = "àáâãäåæçèéêëìíîïñòóôõöøœùúûüýÿšžß"
_WESTERN = frozenset(_LETTERS + _LETTERS.upper() + "ªº’´‘")
_WORD = re.compile(r"[^\W\d_]+")
_GLUED = re.compile(r"[^\W\d_][¡-©«-±²³µ-¹»-¿×÷]|[¡-¦¨¬-¯±¶-¸¼-¾×÷][^\W\d_]")


def decode(content: bytes, name: str, encoding: str | None = None) -> tuple[str, str, Note | None]:
    """The text of a file, the encoding it was in, and a note if that had to be guessed.

    Parameters
    ----------
    content : the file.
    name : what to call it in messages.
    encoding : Python's name of the encoding; None finds it: a byte order mark, else UTF-8,
        else what the letters suggest.

    Raises
    ------
    UnreadableTable : the bytes are not text, or not in that encoding.
    """
    _refuse_signatures(content, name)
    if encoding is not None:
        text, found, note = _decoded(content, name, encoding), encoding, None
    else:
        text, found, note = _found(content, name)
    _refuse_binary(text, name)
    return text, found, note


def _decoded(content: bytes, name: str, encoding: str) -> str:
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeError as error:
        raise UnreadableTable(
            f"{name} is not in {encoding}{_where(error, content)}.",
            STILL_THERE,
            "Choose another encoding, or let it be found.",
        ) from error
    except (LookupError, ValueError) as error:
        raise UnreadableTable(
            f"{quoted(encoding)} is not an encoding.",
            STILL_THERE,
            "Choose another, such as utf-8 or cp1252, or let it be found.",
        ) from error


def _where(error: UnicodeError, content: bytes) -> str:
    if not isinstance(error, UnicodeDecodeError) or error.start >= len(content):
        return ""
    line = content.count(b"\n", 0, error.start) + 1
    return f": byte {content[error.start]:#04x} in line {counted(line)} stands for nothing there"


def _found(content: bytes, name: str) -> tuple[str, str, Note | None]:
    for mark, codec in MARKS:
        if content.startswith(mark):
            return _decoded(content, name, codec), codec, None
    try:
        return content.decode("utf-8"), "utf-8", None
    except UnicodeDecodeError as error:
        window = content[max(0, error.start - WINDOW) : error.start + WINDOW]
        line = content.count(b"\n", 0, error.start) + 1
    if b"\0" in window:
        raise _not_text(name, "it holds bytes of zero")
    encoding = _likely(window)
    if encoding is None:
        raise _not_text(name, f"line {counted(line)} is in no known encoding")
    text = _decoded(content, name, encoding)
    note = Note(
        "note",
        f"{name} is not in UTF-8 (line {counted(line)}); it was read as {encoding}.",
        "All rows are kept.",
        "If letters with accents look wrong, choose another encoding.",
    )
    return text, encoding, note


def _likely(window: bytes) -> str | None:
    """The encoding that makes the likeliest text of some bytes; None if none does."""
    from charset_normalizer import from_bytes  # takes a tenth of a second, and is rarely needed

    try:
        if _western(window.decode("cp1252")):
            return "cp1252"
    except UnicodeDecodeError:
        pass
    best = from_bytes(window, cp_isolation=FAMILIES).best()
    return best.encoding if best else None


def _western(text: str) -> bool:
    """Whether `text` reads like a Western European language: a few accents among plain letters.

    Charset-normalizer judges by long passages; a table may hold one accent in a thousand cells.
    """
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    accents = [letter for word in words for letter in word if not letter.isascii()]
    if any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in text) or _GLUED.search(text):
        return False
    return set(accents) <= _WESTERN and 2 * len(accents) <= len("".join(words))


def _refuse_signatures(content: bytes, name: str) -> None:
    for signature, kind in SIGNATURES:
        if content.startswith(signature):
            raise _not_text(name, f"it is {kind}")


def _refuse_binary(text: str, name: str) -> None:
    start = text[: 2 * WINDOW]
    odd = [sign for sign in start if ord(sign) < 32 and sign not in "\t\n\r\f\v\x1a"]
    if "\0" in text:
        raise _not_text(name, "it holds bytes of zero")
    if len(odd) > 0.01 * len(start):
        raise _not_text(name, f"it holds control characters such as {ord(odd[0]):#04x}")


def _not_text(name: str, reason: str) -> UnreadableTable:
    return UnreadableTable(
        f"{name} is not a text file: {reason}.",
        STILL_THERE,
        "Save the table as CSV, or give the file the ending of what it is.",
    )
