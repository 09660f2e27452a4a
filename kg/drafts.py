"""Drafts: named working copies in the data folder, before they are published."""

import os
import re
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import Quad

from kg.errors import DraftNameWrong, DraftUnknown, FolderNotWritable
from kg.rdf import read_file, sorted_nquads

DEFAULT = "utkast"
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")


class DraftStore:
    """The drafts in one data folder: ``DATA/drafts/NAME.nq``, each replaced atomically."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "drafts"

    def names(self) -> list[str]:
        """Names of the drafts there are, sorted."""
        return sorted(path.stem for path in self._folder.glob("*.nq"))

    def read(self, name: str) -> list[Quad]:
        """Quads of a draft. Raises `DraftUnknown`."""
        path = self._path(name)
        if not path.exists():
            raise DraftUnknown(name=name, known=", ".join(self.names()) or "–")
        return list(read_file(path))

    def write(self, name: str, quads: Iterable[Quad]) -> None:
        """Make ``quads`` the draft's content. Raises `FolderNotWritable`; then nothing changed."""
        path = self._path(name)
        content = sorted_nquads(quads)
        beside = path.with_suffix(".new")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(content)
            os.replace(beside, path)
        except OSError as problem:
            reason = problem.strerror or str(problem)
            raise FolderNotWritable(path=self._folder, reason=reason) from problem

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise DraftNameWrong(name=name)
        return self._folder / f"{name}.nq"
