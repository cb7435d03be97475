"""The signals that an application sends, in one namespace.

Subscribers connect with ``signal.connect(receiver, app)``. The request cycle
checks ``signal.receivers`` before sending, so an unused signal costs nothing.
"""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

#: After a template rendered. Arguments: ``template``, ``context``.
template_rendered = _signals.signal("template-rendered")
#: Right before a template renders. Arguments: ``template``, ``context``.
before_render_template = _signals.signal("before-render-template")
#: The context is set up, the request is about to be handled.
request_started = _signals.signal("request-started")
#: The response is ready to be sent. Arguments: ``response``.
request_finished = _signals.signal("request-finished")
#: The request is torn down, after an error too. Arguments: ``exc``.
request_tearing_down = _signals.signal("request-tearing-down")
#: An unhandled exception happened. Arguments: ``exception``.
got_request_exception = _signals.signal("got-request-exception")
#: The application context is torn down. Arguments: ``exc``.
appcontext_tearing_down = _signals.signal("appcontext-tearing-down")
#: An application context was pushed.
appcontext_pushed = _signals.signal("appcontext-pushed")
#: An application context was popped.
appcontext_popped = _signals.signal("appcontext-popped")
#: A message was flashed. Arguments: ``message``, ``category``.
message_flashed = _signals.signal("message-flashed")
