"""Files of lines that one process appends to while others read along.

Why: a run is its journal. Whoever remembers how many bytes they have read (a page, a second page,
a server started anew) catches up by reading on, and no process has to be there to tell them.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable
from pathlib import Path
from time import monotonic

BURST = 4.0
"""Writes that may follow each other at once after a quiet time, so that rare lines never wait."""


class Journal:
    """Appends lines to a file, several together when they come fast.

    Parameters
    ----------
    path : the file; made by the first write.
    writes_per_second : how often the file is written to in the long run. Lines wait in memory
        meanwhile, until the next `append` or `flush`; write the last ones with `flush`.
    """

    def __init__(self, path: Path, *, writes_per_second: float = 20.0) -> None:
        self._path, self._rate = path, writes_per_second
        self._waiting = bytearray()
        self._allowance, self._counted = BURST, monotonic()
        self._opened = False

    def append(self, lines: Iterable[str], *, now: bool = False) -> None:
        """Add lines, each without its line end; `now` writes at once.

        Raises
        ------
        OSError : the file cannot be written; what is not in it yet is kept for the next call.
        """
        for line in lines:
            self._waiting += line.encode() + b"\n"
        if now or self._due():
            self.flush()

    def _due(self) -> bool:
        """Whether there are writes left over: they accrue with time, up to `BURST`."""
        at = monotonic()
        accrued = self._allowance + (at - self._counted) * self._rate
        self._allowance, self._counted = min(BURST, accrued), at
        return self._allowance >= 1

    def flush(self, *, durable: bool = False) -> None:
        """Write what waits; `durable` also waits until it would survive a power cut."""
        if not self._waiting and not durable:
            return
        self._allowance -= 1
        # Unbuffered and in append mode: lines of several writers never mix within a line.
        with self._path.open("ab", buffering=0) as file:
            if not self._opened and _torn(self._path):
                self._waiting[:0] = b"\n"
            self._opened = True
            while self._waiting:
                del self._waiting[: file.write(self._waiting) or 0]
            if durable:
                os.fsync(file.fileno())


def _torn(path: Path) -> bool:
    """Whether a file ends inside a line, because a writer died there."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 1))
        return file.read(1) not in (b"", b"\n")


class Tail:
    """Reads the lines a file has gained since the last look.

    Parameters
    ----------
    path : the file; it may not be there yet.
    offset : bytes handed out so far; give one of before to go on from there.
    """

    def __init__(self, path: Path, offset: int = 0) -> None:
        self._path, self.offset = path, offset
        self._ready: deque[bytes] = deque()
        self._read_to = offset

    def lines(self) -> list[str]:
        """New lines, complete ones only: what follows the last line end is left for later.

        Costs one look at the file's size when there is nothing new. Bytes that are no UTF-8 (a
        line torn by a power cut) come as replacement characters.
        """
        self._look()
        return [self._take() for _ in range(len(self._ready))]

    def line(self) -> str | None:
        """The next new line; None if there is none."""
        if not self._ready:
            self._look()
        return self._take() if self._ready else None

    def _take(self) -> str:
        line = self._ready.popleft()
        self.offset += len(line)
        return line[:-1].decode(errors="replace")

    def _look(self) -> None:
        try:
            if os.stat(self._path).st_size <= self._read_to:
                return
        except FileNotFoundError:
            return
        with self._path.open("rb") as file:
            file.seek(self._read_to)
            fresh = file.read()
        complete = fresh[: fresh.rfind(b"\n") + 1]
        self._read_to += len(complete)
        # At "\n" alone, as `bytes.splitlines` would not: others may stand inside a JSON text.
        self._ready.extend(line + b"\n" for line in complete.split(b"\n")[:-1])


def replace(path: Path, text: str) -> None:
    """Give a file new content at one stroke: readers see the old or the new, never a part."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.draft")
    draft.write_text(text)
    os.replace(draft, path)
