"""All files joined: which apps there are, and the url_map of each."""

from retort.project.engine import Engine, Options, build
from retort.project.model import App, Missing, Place, Project, Route, Unregistered
from retort.project.sources import DiskSources, Sources

__all__ = [
    "App",
    "DiskSources",
    "Engine",
    "Missing",
    "Options",
    "Place",
    "Project",
    "Route",
    "Sources",
    "Unregistered",
    "build",
]
