"""What goes before a rule: the prefixes and names of the registries around it."""

from __future__ import annotations

from dataclasses import dataclass

from retort.project.journal import Joining, Mount


@dataclass(frozen=True, slots=True)
class Context:
    """Where rules are being joined: what goes before them.

    ``prefix`` None with ``known`` means there is none. ``names`` go before endpoints.
    """

    prefix: str | None = None
    known: bool = True
    names: tuple[str, ...] = ()
    names_known: bool = True
    joining: Joining = Joining.SLASH
    subdomain: str | None = None
    depth: int = 0

    def rule(self, rule: str | None) -> str | None:
        """The full rule, or None if it cannot be told."""
        if rule is None or not self.known:
            return None
        if self.prefix is None:
            return rule
        if self.joining is Joining.CONCATENATE:
            return self.prefix + rule
        if not rule:
            return self.prefix
        return f"{self.prefix.rstrip('/')}/{rule.lstrip('/')}"

    def inside(self, mount: Mount) -> Context:
        """The context of the registry that ``mount`` puts here."""
        prefix = mount.prefix
        if self.prefix is not None and prefix is not None:
            if mount.joining is Joining.SLASH:
                prefix = f"{self.prefix.rstrip('/')}/{prefix.lstrip('/')}"
            else:
                prefix = self.prefix + prefix
        elif prefix is None:
            prefix = self.prefix
        subdomains = [name for name in (mount.subdomain, self.subdomain) if name]
        return Context(
            prefix,
            self.known and mount.prefix_known,
            self.names if mount.name is None else (*self.names, mount.name),
            self.names_known and mount.name_known,
            mount.joining,
            ".".join(subdomains) or None,
            self.depth + 1,
        )
