"""Where data come from: a file from the visitor's computer, sent in pieces, or a sample.

Why not the library's file button: it shows neither how much has arrived nor, in words, why a file
was refused; and it keeps a second copy of every file for as long as the page is open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import param
from panel.custom import JSComponent

from epochlab.components import data_words as words
from epochlab.components import look
from epochlab.data.samples import samples

MOST_BYTES = 100 * 2**20
PIECE_BYTES = 4 * 2**20
"""Well below the largest message a server takes, so that a piece is never lost."""


class SourceArea(JSComponent):
    """A place to drop or choose a file, and the samples.

    Parameters
    ----------
    on_file : called with name and bytes of a file that has arrived whole.
    on_sample : called with the name of a sample.
    on_refusal : called with the three parts of a message about a file that was not taken.
    """

    loaded = param.Boolean(default=False, doc="Whether there is a table: then it takes one line.")
    busy = param.String(default="", doc="What is being read; then nothing else is taken.")
    note = param.String(default="", doc="What taking another table would do.")
    most = param.Integer(default=MOST_BYTES, doc="Largest file, in bytes.")
    piece = param.Integer(default=PIECE_BYTES, doc="Bytes sent at a time.")
    samples = param.List(default=[])
    words = param.Dict(default={})

    _esm = look.asset("parts.js") + look.asset("source.js")
    _stylesheets = [look.asset("parts.css"), look.asset("source.css")]

    def __init__(
        self,
        on_file: Callable[[str, bytes], object],
        on_sample: Callable[[str], object],
        on_refusal: Callable[[tuple[str, str, str]], object],
        **params: Any,
    ) -> None:
        super().__init__(**{"margin": 0, "sizing_mode": "stretch_width"} | params)
        self._on_file, self._on_sample, self._on_refusal = on_file, on_sample, on_refusal
        self._arriving: Arrival | None = None
        self.param.update(words=_words(self.most), samples=[_card(each) for each in samples()])

    def _handle_msg(self, data: Any) -> None:
        match data:
            case {"sample": str(name)} if any(each["name"] == name for each in self.samples):
                if not self.busy:
                    self._on_sample(name)
            case {"refuse": str(name), "size": int(size)}:
                self._on_refusal(words.too_large(name, size, self.most))
            case {"several": int(number)}:
                self._on_refusal(words.too_many_files(number))
            case {"start": str(name), "size": int(size), "id": str(mark)}:
                self._start(name, size, mark)
            case {"piece": int(place), "id": str(mark), "data": piece}:
                self._receive(place, mark, bytes(piece))
            case {"cancel": _}:
                self._arriving = None
            case {"failed": _} if self._arriving is not None:
                self._break_off()

    def _start(self, name: str, size: int, mark: str) -> None:
        self._arriving = None
        if self.busy:
            self._tell(mark, -1)
        elif size > self.most:
            self._tell(mark, -1)
            self._on_refusal(words.too_large(name, size, self.most))
        elif size == 0:
            self._on_file(name, b"")
        else:
            self._arriving = Arrival(name, size, mark)

    def _receive(self, place: int, mark: str, piece: bytes) -> None:
        arriving = self._arriving
        if arriving is None or arriving.mark != mark:
            return  # of an upload that was cancelled
        if not arriving.fits(place, piece):
            self._tell(mark, -1)
            self._break_off()
            return
        arriving.content += piece
        self._tell(mark, len(arriving.content))
        if len(arriving.content) == arriving.size:
            self._arriving = None
            self._on_file(arriving.name, bytes(arriving.content))

    def _break_off(self) -> None:
        name = "" if self._arriving is None else self._arriving.name
        self._arriving = None
        self._on_refusal(words.upload_broken(name))

    def _tell(self, mark: str, arrived: int) -> None:
        """Say how many bytes have arrived; -1 ends the upload."""
        self._send_msg({"id": mark, "arrived": arrived})


class Arrival:
    """A file of which some pieces have arrived."""

    def __init__(self, name: str, size: int, mark: str) -> None:
        self.name, self.size, self.mark = name, size, mark
        self.content = bytearray()

    def fits(self, place: int, piece: bytes) -> bool:
        """Whether a piece is the next one, and not more than was announced."""
        return place == len(self.content) and 0 < len(piece) <= self.size - place


def _card(sample: Any) -> dict[str, str]:
    return {
        "name": sample.name,
        "title": sample.title,
        "sentence": sample.sentence,
        "licence": words.licence(sample.source, sample.licence),
    }


def _words(most: int) -> dict[str, str]:
    return {
        "empty": words.EMPTY,
        "drop": words.DROP,
        "choose": words.CHOOSE,
        "choose_other": words.CHOOSE_OTHER,
        "drop_other": words.DROP_OTHER,
        "private": words.PRIVATE,
        "kinds": words.KINDS,
        "limit": words.limit(most),
        "samples_first": words.SAMPLES_FIRST,
        "other_sample": words.OTHER_SAMPLE,
        "uploading": words.UPLOADING,
        "cancel": words.CANCEL,
    }
