"""Whether a template is there, as far as that is surely known."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from retort.facts.imports import may_name
from retort.project import Place
from retort.project.entry_points import is_test
from retort.rules.engine.codebase import Codebase, SourceFile, gathered
from retort.rules.engine.fix import RenameFile
from retort.rules.engine.libraries import BroughtTemplates, adding_libraries, brought_templates
from retort.text.span import Span

# Where one of these is in the project, templates may come from anywhere.
_LOADING_WORDS = ("jinja_", "searchpath", ".template_folder", "_start_string", "flask_theme")
"""One of them is in every text that ``_LOADS`` matches; looking for them is much faster."""
_LOADS = re.compile(
    r"jinja_loader|create_global_jinja_loader|create_jinja_environment|jinja_environment\b"
    r"|jinja_env\.loader|\bjinja_env\s*=[^=]|searchpath|\.template_folder\s*=[^=]"
    r"|jinja_options|_start_string|flask_theme"
)
_MISNAMED = ("template", "Templates", "Template", "temlates", "tempates", "tempaltes", "templetes")


@dataclass(frozen=True, slots=True)
class LoaderFacts:
    """What one file says about where templates come from.

    - ``loads``: it sets a loader by hand.
    - ``sites``: the calls that make an app, or a blueprint with a template folder.
    """

    loads: bool = False
    sites: tuple[Span, ...] = ()


@gathered
def loader_facts(file: SourceFile) -> LoaderFacts:
    """See `LoaderFacts`; a function for `Codebase.collect`."""
    if is_test(file.path):
        return LoaderFacts()
    may_load = any(word in file.text for word in _LOADING_WORDS)
    loads = may_load and _LOADS.search(file.text) is not None
    if "template_folder" not in file.text and not may_name(file.imports, ["flask.Flask"]):
        return LoaderFacts(loads)
    return LoaderFacts(loads, tuple(_sites(file)))


def _sites(file: SourceFile) -> Iterator[Span]:
    for call in file.index.calls:
        named = any(keyword.arg == "template_folder" for keyword in call.keywords)
        if named or file.api_name(call.func) == "flask.Flask":
            yield file.span(call)


class TemplateLookup:
    """The templates of a project by name.

    ``is_complete``: a name that cannot be found is in none of the project's own folders.
    """

    def __init__(self, codebase: Codebase) -> None:
        self._codebase = codebase
        self.tree = codebase.templates

    @cached_property
    def is_complete(self) -> bool:
        apps = self._codebase.project.apps
        if not apps or not self.tree.is_complete:
            return False
        known = {folder.owner for folder in self.tree.folders}
        known |= {Place(app.path, app.span) for app in apps}
        return not any(
            facts.loads or any(Place(path, site) not in known for site in facts.sites)
            for path, facts in self._codebase.collect(loader_facts)
        )

    @cached_property
    def _brought(self) -> BroughtTemplates:
        """What comes from libraries, or with blueprints that are not known."""
        brought = [
            brought_templates(names) for _, names in self._codebase.collect(adding_libraries)
        ]
        prefixes = frozenset[str]().union(*(found.prefixes for found in brought))
        unresolved = any(app.unresolved for app in self._codebase.project.apps)
        return BroughtTemplates(prefixes, unresolved or any(found.is_open for found in brought))

    def libraries_may_have(self, name: str) -> bool:
        """Whether a template of that name may come along with a library."""
        return self._brought.is_open or name.startswith(tuple(self._brought.prefixes))

    def is_absent(self, name: str) -> bool:
        """Whether there is surely no template of that name."""
        # What asks all files is asked last.
        if not name or self.tree.find(name) or not self.is_complete:
            return False
        is_slip = self.slip(name) is not None or self.misnamed_folder(name) is not None
        if not is_slip and self.libraries_may_have(name):
            return False
        paths = [f"{folder}/{name}".lstrip("/") for folder in self.tree.paths]
        # What a build step makes is not there before it runs.
        return not any(self._codebase.is_excluded(path) for path in paths)

    def slip(self, name: str) -> str | None:
        """The template that a name surely stands for, though not in these letters."""
        candidates = [name.replace("\\", "/")]
        for folder in self.tree.paths:
            last = folder.rpartition("/")[2]
            candidates += [
                plain.removeprefix(f"{last}/")
                for plain in (candidates[0].lstrip("./"), candidates[0])
                if plain.startswith(f"{last}/")
            ]
        for candidate in candidates:
            if candidate != name and self.tree.find(candidate):
                return candidate
        folded = [known for known in self.tree.names if known.lower() == candidates[0].lower()]
        return folded[0] if len(folded) == 1 else None

    def meant(self, name: str) -> str | None:
        """The template that someone who wrote ``name`` most likely meant."""
        slip = self.slip(name)
        if slip is not None:
            return slip
        templates = set(self.tree.texts)
        texts = [n for n, paths in self.tree.names.items() if not templates.isdisjoint(paths)]
        inner = [known for known in texts if known.endswith(f"/{name}")]
        if inner:
            return inner[0] if len(inner) == 1 else None
        folder = name.rpartition("/")[0]
        near = [known for known in texts if known.rpartition("/")[0] == folder]
        return next(iter(difflib.get_close_matches(name, near, 1, 0.8)), None)

    def misnamed_folder(self, name: str) -> RenameFile | None:
        """What would make the folder that has the template one that is searched."""
        for folder in self.tree.paths:
            parent, slash, last = folder.rpartition("/")
            if last != "templates" or any(p.startswith(f"{folder}/") for p in self.tree.files):
                continue
            for other in _MISNAMED:
                wrong = f"{parent}{slash}{other}"
                if f"{wrong}/{name}" in self._codebase.files_below(wrong):
                    return RenameFile(wrong, folder)
        return None

    def folder_for(self, path: str) -> str | None:
        """The folder that a new template of the file at ``path`` belongs to: the one that shares
        most of its path, the app's where several do.
        """
        around = path.split("/")[:-1]

        def shared(folder: str) -> int:
            pairs = zip(around, folder.split("/"), strict=False)
            return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))

        folders = list(self.tree.paths)
        return max(folders, key=shared) if folders else None
