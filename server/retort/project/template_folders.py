"""The folders in which apps and blueprints look for templates."""

from __future__ import annotations

from retort.project.files import File, Files
from retort.project.journal import NewRegistry, TemplateRoot
from retort.project.journals import Journals
from retort.project.model import TemplateFolder
from retort.project.url_maps import place


class TemplateFolders:
    """Follows the registries that have such a folder; what stays keeps its object."""

    def __init__(self, files: Files, journals: Journals) -> None:
        self._files = files
        self._journals = journals
        self._makings = -1
        self._owners: list[tuple[NewRegistry, TemplateRoot]] = []
        self._made: dict[str, tuple[NewRegistry, File | None, TemplateFolder]] = {}
        self._folders: tuple[TemplateFolder, ...] = ()

    def current(self) -> tuple[TemplateFolder, ...]:
        """The folders of apps, and then those of blueprints, each in the order of the text."""
        if self._makings != self._journals.makings:
            self._makings = self._journals.makings
            entries = self._journals.registries.values()
            owners = ((entry, entry.templates) for entry in entries if entry.templates is not None)
            self._owners = sorted(owners, key=lambda owner: (owner[0].kind, owner[0].site))
            keys = self._made.keys() & {entry.key for entry, _ in self._owners}
            self._made = {key: self._made[key] for key in keys}
        folders = tuple(self._folder(entry, root) for entry, root in self._owners)
        if folders != self._folders:
            self._folders = folders
        return self._folders

    def _folder(self, entry: NewRegistry, root: TemplateRoot) -> TemplateFolder:
        # The same lines and columns are other offsets in another text.
        file = self._files.get(entry.site.path)
        known = self._made.get(entry.key)
        if known is not None and known[0] is entry and known[1] is file:
            return known[2]
        owner = place(self._files, entry.site)
        folder = TemplateFolder(root.path, owner, entry.kind, root.is_absolute)
        self._made[entry.key] = entry, file, folder
        return folder
