"""Who owns a folder: at most one living process, agreed on by files alone.

Why numbered claims: taking over from a dead owner is one rename, which the file system grants to
exactly one of several processes trying, without any lock that a crash could leave behind. The
number also fences: an owner that finds a higher one has been replaced and must not write again.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

import psutil

PROCESS, LEFT, NOTICED = "process.json", "left", "noticed"


@dataclass(frozen=True)
class Process:
    """A process, told apart from a later one with the same number.

    Parameters
    ----------
    pid : its number.
    created, booted : when it, and the computer, started; seconds since 1970.
    """

    pid: int
    created: float
    booted: float

    @classmethod
    def of(cls, pid: int) -> Self | None:
        """The process that has a number now; None if there is none."""
        try:
            return cls(pid, psutil.Process(pid).create_time(), psutil.boot_time())
        except psutil.Error:
            return None

    @classmethod
    def current(cls) -> Self:
        """The process that asks."""
        return cls(os.getpid(), psutil.Process().create_time(), psutil.boot_time())

    @property
    def alive(self) -> bool:
        """Whether it still runs. One that ended, and waits to be reaped, does not."""
        try:
            process = psutil.Process(self.pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            created, booted = process.create_time(), psutil.boot_time()
        except psutil.Error:
            return False
        # When the clock is set, one of the two differences moves; which one, the system decides.
        since_boot = (created - booted) - (self.created - self.booted)
        return abs(created - self.created) < 0.5 or abs(since_boot) < 0.02


class Ownership:
    """The claims on one folder, each a sub-folder of `owners` with the claimant's identity.

    Parameters
    ----------
    folder : what is owned.
    """

    def __init__(self, folder: Path) -> None:
        self._claims = folder / "owners"

    def last(self) -> tuple[int, Process | None]:
        """Number of the newest claim, from 1, and who made it; (0, None) before the first."""
        try:
            numbers = [int(name) for name in os.listdir(self._claims) if name.isdecimal()]
        except FileNotFoundError:
            return 0, None
        if not numbers:
            return 0, None
        newest = max(numbers)
        return newest, Process(**json.loads((self._claims / str(newest) / PROCESS).read_text()))

    def claim(self) -> int:
        """Become the owner, unless a living process is.

        Returns
        -------
        Number of the claim, ≥ 1; 0 if there is an owner already, or another was quicker.
        """
        newest, owner = self.last()
        if owner is not None and not self.left(newest) and owner.alive:
            return 0
        draft = self._claims / f"draft-{secrets.token_hex(8)}"
        draft.mkdir(parents=True)
        (draft / PROCESS).write_text(json.dumps(asdict(Process.current())))
        try:
            os.rename(draft, self._claims / str(newest + 1))
        except OSError as error:
            shutil.rmtree(draft)
            if error.errno in (errno.EEXIST, errno.ENOTEMPTY):
                return 0
            raise
        return newest + 1

    def current(self, number: int) -> bool:
        """Whether claim `number` is still the newest. One look at the file system."""
        return not (self._claims / str(number + 1)).exists()

    def leave(self, number: int) -> None:
        """Give up claim `number` in good order."""
        (self._claims / str(number) / LEFT).touch()

    def left(self, number: int) -> bool:
        """Whether the owner of claim `number` gave it up in good order."""
        return (self._claims / str(number) / LEFT).exists()

    def notice(self, number: int) -> bool:
        """True for the first process that asks about claim `number`, False for all others."""
        try:
            (self._claims / str(number) / NOTICED).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    @property
    def owner(self) -> Process | None:
        """The living owner, if there is one."""
        newest, owner = self.last()
        return owner if owner and not self.left(newest) and owner.alive else None
