"""One folder's engine and rules, and what they last came to."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from retort.project import Engine, Project
from retort.project.environment import PACKAGE_FILES, Environment, read_environment
from retort.project.sources import read_python
from retort.project.template_tree import TemplateTree, template_tree
from retort.session.folder import Folder
from retort.session.inspection import Inspection
from retort.session.job import Job
from retort.session.kept import Kept
from retort.session.settings import PROJECT_FILE, FolderSettings, folder_settings
from retort.session.snapshot import FolderState
from retort.session.sources import FolderSources
from retort.session.store import Store

logger = logging.getLogger(__name__)

Progress = Callable[[Folder, float], None]
"""Called while a folder is indexed, with the share of the work that is done, from 0 to 1."""

_READING = 0.2
"""The share of indexing that it takes to read all files; evaluating some of them is the rest."""


class IndexingCancelledError(Exception):
    """Raised by a progress callback to end the indexing of a folder."""


class FolderAnalysis:
    """Keeps the state of one folder current, job by job."""

    def __init__(self, folder: Folder, progress: Progress, store: Store | None = None) -> None:
        self.is_indexed = False
        is_kept = folder.only is None and store is not None and not store.is_inside(folder.path)
        self._store = store if is_kept else None
        self.is_kept = self._store is None
        """Whether a next start would find all that is known now; also where nothing is kept."""
        self.inspection = Inspection()
        self.state = FolderState(folder, Project())
        self._folder = folder
        self._progress = progress
        self._sources = FolderSources(folder, self._file_read)
        self._engine: Engine | None = None
        self._settings_read = False
        self._environment: Environment | None = None
        self._tree: tuple[object, TemplateTree] | None = None
        self._files_read = 0
        self._share = 0.0
        self._only_open = False

    def update(self, job: Job, others: Iterable[Folder]) -> FolderState:
        """The state after ``job``; what the engine fails at stays as it was before.

        ``others`` are the other folders, some of which may lie in this one.
        """
        changed = job.changed_in(self._folder)
        settings = self._settings(job, changed)
        rescan = (
            job.rescan or self._engine is None or settings.exclude != self.state.settings.exclude
        )
        if rescan or settings is not self.state.settings or changed & PACKAGE_FILES:
            self._environment = None
        if rescan:
            self._sources.scan(settings.exclude, others)
            changed |= self._files_in(changed)
        project = self.state.project
        self._sources.changed(changed)
        if changed or rescan:
            self.inspection.changed(changed)
            self.is_kept = self._store is None
            project = self._project(job, changed)
            self.is_indexed = True
        templates = self._templates(project, settings)
        self.state = FolderState(self._folder, project, self._sources.listed, settings, templates)
        return self.state

    def _files_in(self, paths: Iterable[str]) -> frozenset[str]:
        """The known files in those of ``paths`` that are folders: where one folder takes another's
        place, a client may report no more than that.
        """
        folders = tuple(f"{path}/" for path in paths)
        known = self.state.paths | self.state.templates.files
        return frozenset(path for path in known if path.startswith(folders))

    def _templates(self, project: Project, settings: FolderSettings) -> TemplateTree:
        """The templates of the folder; where only open documents are seen, nothing is known."""
        if self._only_open or self._folder.only is not None:
            return TemplateTree()
        basis = project.template_folders, settings.template_folders, self._sources.layout
        if self._tree is None or self._tree[0] != basis:
            self._tree = basis, template_tree(project, self._sources, settings.template_folders)
        return self._tree[1]

    @property
    def is_warm(self) -> bool:
        """Whether a change costs time in its own size; not so while all is from the last start."""
        return self._engine is not None

    def warm_up(self, checkpoint: Callable[[], None]) -> FolderState:
        """Evaluates what ``update`` took from the last start, to be ready for changes.

        Calls ``checkpoint`` before each file.
        """
        self._engine = Engine(self._sources, progress=lambda done, total: checkpoint())
        project = self._engine.update()
        if project != self.state.project:
            self.is_kept = False
            self.state = replace(self.state, project=project)
        return self.state

    def keep(self) -> None:
        """Leaves what is known to the next start."""
        inspection = self.inspection.kept()
        if self._store is None or inspection is None or self._only_open or not self.is_warm:
            return
        kept = Kept(self._sources.digests(), self.state.project, inspection)
        self._store.save(self._folder.path, kept)
        self.is_kept = True

    def inspect(self, overtaken: Callable[[], bool]) -> set[str]:
        """Brings the findings of the changed files up to date; returns those looked at."""
        if self._environment is None:
            interpreter = self.state.settings.editor.get("interpreter")
            chosen = interpreter if isinstance(interpreter, str) and interpreter else None
            self._environment = read_environment(Path(self._folder.path), chosen)
        looked_at = self.inspection.run(
            self._sources,
            self.state.project,
            self.state.settings.rules,
            self._environment,
            self.state.templates,
            overtaken,
        )
        if looked_at or self.inspection.has_others:
            self.is_kept = self._store is None
        return looked_at

    def _settings(self, job: Job, changed: frozenset[str]) -> FolderSettings:
        editor = job.settings.get(self._folder.path, {})
        known = self.state.settings
        if self._settings_read and known.editor == editor and PROJECT_FILE not in changed:
            return known
        self._settings_read = True
        buffer = job.buffers_in(self._folder).get(PROJECT_FILE)
        path = Path(self._folder.key(PROJECT_FILE))
        return folder_settings(read_python(path) if buffer is None else buffer.text, editor)

    def _project(self, job: Job, changed: frozenset[str]) -> Project:
        try:
            return self._updated(job, changed)
        except IndexingCancelledError:
            self._only_open = True
            self._engine = None
            return self._updated(job, changed)
        except Exception:
            # A defect of ours must not cost more than this one update.
            logger.exception("Could not analyse %s", self._folder.path)
            self._engine = None
            return self.state.project

    def _updated(self, job: Job, changed: frozenset[str]) -> Project:
        before = self._sources.listed
        buffers = job.buffers_in(self._folder)
        if self._only_open:
            self._sources.show_only(buffers)
        else:
            self._sources.show(buffers)
        if not self.is_indexed and not self._only_open:
            project = self._restored()
            if project is not None:
                return project
        if self._engine is None:
            self._engine = Engine(self._sources, progress=self._file_evaluated)
            return self._engine.update()
        after = self._sources.listed
        # Templates and settings are no matter of the engine.
        if before is after:
            return self._engine.update(changed & after)
        return self._engine.update((changed & (before | after)) | (before ^ after))

    def _restored(self) -> Project | None:
        """The project of the last start, if no Python file is another one since; in any case the
        rules then look only at what is.
        """
        if self._store is None:
            return None
        kept = self._store.load(self._folder.path, Kept)
        if kept is None:
            return None
        try:
            self.inspection.restore(kept.inspection, self._sources)
        except (ImportError, AttributeError):
            logger.exception("The cache names a fact that is none")
            return None
        changed = self._sources.changed_since(kept.digests)
        self.inspection.changed(changed)
        if any(path.endswith(".py") for path in changed):
            return None
        self.is_kept = True
        return kept.project

    def _file_read(self, path: str) -> None:
        self._files_read += 1
        total = max(len(self._sources.listed), self._files_read)
        self._tell(_READING * self._files_read / total)

    def _file_evaluated(self, done: int, total: int) -> None:
        self._tell(_READING + (1 - _READING) * done / total)

    def _tell(self, share: float) -> None:
        if not self.is_indexed and not self._only_open:
            self._share = max(share, self._share)
            self._progress(self._folder, self._share)
