"""The template tree: which files the apps of a project find by name."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from retort.project.model import Project, TemplateFolder
from retort.project.sources import Sources

# What an app may render; other files of a template folder are pictures, scripts and the like.
_SUFFIXES = (
    *(".html", ".htm", ".xhtml", ".xml", ".svg", ".txt", ".jinja", ".jinja2", ".j2"),
    *(".tpl", ".tmpl", ".md", ".rst", ".eml", ".mjml"),
)


@dataclass(frozen=True, slots=True)
class TemplateTree:
    """The folders that are searched, and the files in them.

    - ``folders``: those of apps and blueprints, in the order in which jinja2 gets to search
      them; ``further``: those that the user named.
    - ``files``: the paths of all files below any of them.
    - ``is_complete``: no folder is unknown, so a name that is not in ``files`` is in none of
      the project's folders. Libraries may bring templates along all the same.

    https://flask.palletsprojects.com/en/stable/blueprints/#templates
    """

    folders: tuple[TemplateFolder, ...] = ()
    further: tuple[str, ...] = ()
    files: frozenset[str] = frozenset()
    is_complete: bool = False
    _names: dict[str, list[str]] = field(default_factory=dict, compare=False, repr=False)
    _found: dict[str, list[str]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def paths(self) -> Iterator[str]:
        """The paths of the folders, each once."""
        known = (folder.path for folder in self.folders if folder.path is not None)
        return iter(dict.fromkeys((*known, *self.further)))

    @property
    def texts(self) -> Iterator[str]:
        """The paths of the files that are templates by their endings."""
        return (path for path in self.files if path.lower().endswith(_SUFFIXES))

    def finds_the_same(self, other: TemplateTree) -> bool:
        """Whether names mean the same in both, wherever the apps stand."""
        return self is other or (
            self.is_complete == other.is_complete
            and self.files == other.files
            and [*self.paths] == [*other.paths]
        )

    def find(self, name: str) -> list[str]:
        """The files that a template's name may stand for, in the order of the search.

        As jinja2 does it, empty parts and ``.`` in the name count for nothing, and ``..`` is
        refused.
        """
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def _find(self, name: str) -> list[str]:
        parts = [part for part in name.split("/") if part not in ("", ".")]
        if not parts or ".." in parts or "\\" in name:
            return []
        candidates = (posixpath.join(folder, *parts) for folder in self.paths)
        return [path for path in candidates if path in self.files]

    @property
    def names(self) -> dict[str, list[str]]:
        """The files by the names that templates go by."""
        if not self._names:
            for folder in self.paths:
                prefix = f"{folder}/" if folder else ""
                for path in sorted(self.files):
                    if path.startswith(prefix):
                        self._names.setdefault(path[len(prefix) :], []).append(path)
        return self._names

    def names_of(self, path: str) -> list[str]:
        """The names that the template at ``path`` goes by."""
        prefixes = (f"{folder}/" if folder else "" for folder in self.paths)
        return [path[len(prefix) :] for prefix in prefixes if path.startswith(prefix)]


NO_TEMPLATES = TemplateTree()
"""What is known of templates where nothing was looked at."""


def template_tree(project: Project, sources: Sources, further: Iterable[str] = ()) -> TemplateTree:
    """The templates of a project; ``further`` are folders that the user named."""
    folders = project.template_folders
    normal = (posixpath.normpath(folder).strip("/") for folder in further)
    named = tuple("" if folder == "." else folder for folder in normal)
    by_folder = {
        path: sources.files_below(path)
        for path in (*(folder.path for folder in folders), *named)
        if path is not None and not path.startswith("..")
    }
    files = frozenset[str]().union(*by_folder.values())
    return TemplateTree(folders, named, files, all(_is_known(f, by_folder) for f in folders))


def _is_known(folder: TemplateFolder, by_folder: dict[str, frozenset[str]]) -> bool:
    """Whether it is known what is in a folder.

    One that is not there may be made by a build step, or lie outside of the root, unless it is
    the usual one.
    """
    if folder.path is None or folder.path not in by_folder:
        return False
    is_usual = folder.path.rpartition("/")[2] == "templates" and not folder.is_absolute
    return is_usual or bool(by_folder[folder.path])
