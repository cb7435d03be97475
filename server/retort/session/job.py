"""What the session hands to the analysis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from retort.session.buffer import Buffer
from retort.session.folder import Folder, innermost


@dataclass(frozen=True)
class Job:
    """What has to be worked out to get from the last snapshot to the next.

    ``changed`` are the keys of the documents whose text may be another than before.
    With ``rescan``, files may also have come or gone. ``settings`` are the editor's, by
    the path of the folder.
    """

    version: int
    folders: tuple[Folder, ...]
    buffers: Mapping[str, Buffer]
    changed: frozenset[str]
    rescan: bool
    settings: Mapping[str, Mapping[str, object]] = field(default_factory=dict)

    def then(self, later: Job) -> Job:
        """Joins this job with a ``later`` one."""
        return replace(
            later, changed=self.changed | later.changed, rescan=self.rescan or later.rescan
        )

    def changed_in(self, folder: Folder) -> frozenset[str]:
        """The relative paths in ``folder`` whose text changed."""
        return frozenset(path for path, _ in self._inside(folder, self.changed))

    def buffers_in(self, folder: Folder) -> dict[str, Buffer]:
        """The open documents of ``folder``, by relative path."""
        return {path: self.buffers[key] for path, key in self._inside(folder, self.buffers)}

    def _inside(self, folder: Folder, keys: Iterable[str]) -> Iterator[tuple[str, str]]:
        for key in keys:
            path = folder.relative(key)
            if path is not None and innermost(self.folders, key) == folder:
                yield path, key
