"""The signals that an application sends, each made when it is first asked for.

Subscribers connect with ``signal.connect(receiver, app)``. A signal that nobody has asked
for has no subscriber, so sending it costs nothing, not even the import of blinker.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from blinker import NamedSignal
    from blinker import Namespace as Namespace

    from .app_urls import AppUrls

#: After a template rendered. Arguments: ``template``, ``context``.
template_rendered: NamedSignal
#: Right before a template renders. Arguments: ``template``, ``context``.
before_render_template: NamedSignal
#: The context is set up, the request is about to be handled.
request_started: NamedSignal
#: The response is ready to be sent. Arguments: ``response``.
request_finished: NamedSignal
#: The request is torn down, after an error too. Arguments: ``exc``.
request_tearing_down: NamedSignal
#: An unhandled exception happened. Arguments: ``exception``.
got_request_exception: NamedSignal
#: The application context is torn down. Arguments: ``exc``.
appcontext_tearing_down: NamedSignal
#: An application context was pushed.
appcontext_pushed: NamedSignal
#: An application context was popped.
appcontext_popped: NamedSignal
#: A message was flashed. Arguments: ``message``, ``category``.
message_flashed: NamedSignal

_this = sys.modules[__name__]
_made: dict[str, NamedSignal] = vars(_this)


def __getattr__(name: str) -> Any:
    import blinker

    if name == "Namespace":
        # Extensions import it from here, to make signals of their own.
        return blinker.Namespace
    if name not in _this.__annotations__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # In one step, because two threads may ask at a time.
    return _made.setdefault(name, blinker.NamedSignal(name.replace("_", "-")))


def __dir__() -> list[str]:
    return sorted({*vars(_this), *_this.__annotations__})


def send(name: str, app: AppUrls, **arguments: Any) -> None:
    """Send a signal, if it has subscribers.

    :param name: its name in this module.
    :param arguments: what the subscribers get besides the application.
    """
    if name in _made and (signal := _made[name]).receivers:
        signal.send(app, _async_wrapper=app.ensure_sync, **arguments)
