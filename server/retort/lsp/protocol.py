"""The protocol's life cycle and its error answers, where pygls leaves them to us."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Generator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeGuard

from cattrs import Converter, transform_error
from cattrs.errors import ClassValidationError
from lsprotocol import types
from pygls import exceptions as errors
from pygls.protocol import LanguageServerProtocol, default_converter, lsp_method

from retort.lsp import messages
from retort.lsp.diagnostics import pulls_diagnostics

if TYPE_CHECKING:
    from retort.lsp.server import RetortServer

logger = logging.getLogger(__name__)

MessageId = str | int


class RetortProtocol(LanguageServerProtocol):
    """Answers every request exactly once, also those that are out of order or malformed.

    Document text is not kept here: the session has its own.
    """

    _server: RetortServer

    def __init__(self, server: RetortServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self._initialized = False
        self._queue_lock = threading.Lock()
        self._queued: set[MessageId] = set()
        self._cancelled: set[MessageId] = set()

    # -- What arrives ---------------------------------------------------------------

    def announce(self, message: object) -> None:
        """Called by the reading thread for each message as it joins the queue.

        Handlers run one after another, so a cancellation that only took effect in turn
        would always come too late: it is noted here, ahead of the queue.
        """
        if not isinstance(message, dict):
            return
        with self._queue_lock:
            if message.get("method") == types.CANCEL_REQUEST:
                target = _cancel_target(message)
                if target is not None and target in self._queued:
                    self._cancelled.add(target)
            elif "method" in message and _is_id(message.get("id")):
                self._queued.add(message["id"])

    def receive(self, message: object) -> None:
        """Handles one decoded message; never raises on anything a client sent."""
        if not isinstance(message, dict):
            return self._refuse(None, errors.JsonRpcInvalidRequest("A message is an object."))
        msg_id, method = message.get("id"), message.get("method")
        if msg_id is not None and not _is_id(msg_id):
            return self._refuse(None, errors.JsonRpcInvalidRequest("An id is a string or number."))
        if message.get("jsonrpc") != self.VERSION:
            return self._refuse(msg_id, errors.JsonRpcInvalidRequest("Expected jsonrpc 2.0."))
        if method is None:
            return self._receive_response(message)
        if not isinstance(method, str):
            return self._refuse(msg_id, errors.JsonRpcInvalidRequest("A method is a string."))
        if "id" in message:
            return self._receive_request(message, method, msg_id)
        return self._receive_notification(message, method)

    def receive_garbage(self, error: Exception) -> None:
        """Answers a body that is not JSON."""
        self._refuse(None, errors.JsonRpcParseError(f"Parse Error: {error}"))

    def _receive_request(self, message: dict[str, Any], method: str, msg_id: Any) -> None:
        if msg_id is None:
            return self._refuse(None, errors.JsonRpcInvalidRequest("A request needs an id."))
        with self._queue_lock:
            self._queued.discard(msg_id)
            cancelled = msg_id in self._cancelled
            self._cancelled.discard(msg_id)
        refusal = self._out_of_order(method)
        if refusal is None and _is_notification(method):
            # As such it has an effect but no answer, and the client waits for one.
            refusal = errors.JsonRpcInvalidRequest(f"{method} is a notification: it has no id.")
        if refusal is None and cancelled:
            refusal = errors.JsonRpcRequestCancelled("Cancelled before it started.")
        if refusal is not None:
            return self._refuse(msg_id, refusal)
        try:
            structured = self._structure(message, method)
        except errors.JsonRpcInvalidParams as error:
            return self._refuse(msg_id, error)
        self.handle_message(structured)

    def _receive_notification(self, message: dict[str, Any], method: str) -> None:
        if method != types.EXIT and self._out_of_order(method) is not None:
            logger.warning("Ignored %r: out of order", method)
            return
        if method == types.CANCEL_REQUEST:
            # Those that wait in the queue were seen by announce; what a thread works on
            # is asked to stop by pygls.
            target = (
                message["params"].get("id") if isinstance(message.get("params"), dict) else None
            )
            if _is_id(target) and target in self._request_futures:
                self._handle_cancel_notification(target)
            return
        try:
            structured = self._structure(message, method)
        except errors.JsonRpcInvalidParams as error:
            logger.warning("Ignored %r: %s", method, error)
            return
        self.handle_message(structured)

    def _execute_handler(
        self,
        msg_id: MessageId,
        handler: Callable[..., Any],
        callback: Callable[[Any], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """Lets go of what pygls notes about a handler that is done: after a notification, such as
        each keystroke sends, it would keep that for ever.
        """

        def done(future: Any) -> None:
            # What shutdown cancels, it is looking through.
            if not future.cancelled():
                self._request_futures.pop(msg_id, None)
            callback(future)

        super()._execute_handler(msg_id, handler, done, args, kwargs)

    def _receive_response(self, message: dict[str, Any]) -> None:
        if message.get("id") not in self._request_futures:
            logger.warning("Ignored a response to no request of ours")
            return
        try:
            self.handle_message(self.structure_message(message))
        except errors.JsonRpcException as error:
            future = self._request_futures.pop(message["id"], None)
            if future is not None:
                future.set_exception(error)

    def _out_of_order(self, method: str) -> errors.JsonRpcException | None:
        if self._shutdown:
            return errors.JsonRpcInvalidRequest("The server was shut down.")
        if method == types.INITIALIZE:
            return (
                errors.JsonRpcInvalidRequest("Already initialized.") if self._initialized else None
            )
        if not self._initialized:
            return errors.JsonRpcServerNotInitialized("Send initialize first.")
        return None

    def _structure(self, message: dict[str, Any], method: str) -> Any:
        """The typed message; raises JsonRpcInvalidParams saying what does not fit."""
        message_type = self.get_message_type(method)
        if message_type is None:
            return self.structure_message({**message, "params": message.get("params")})
        if message.get("params") is None:
            message = {**message, "params": {}}
        try:
            return self._converter.structure(message, message_type)
        except ClassValidationError as error:
            raise errors.JsonRpcInvalidParams("; ".join(transform_error(error))) from error
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise errors.JsonRpcInvalidParams(f"{type(error).__name__}: {error}") from error

    def _refuse(self, msg_id: MessageId | None, error: errors.JsonRpcException) -> None:
        cancelled = isinstance(error, errors.JsonRpcRequestCancelled)
        logger.log(logging.INFO if cancelled else logging.WARNING, "Refused a message: %s", error)
        answer = {"code": error.code, "message": error.message}
        self._send_data({"jsonrpc": self.VERSION, "id": msg_id, "error": answer})

    def _send_response(
        self,
        msg_id: MessageId,
        result: Any | None = None,
        error: types.ResponseError | None = None,
    ) -> None:
        """Sends our own messages as they are: thousands of routes need no conversion."""
        if error is None and isinstance(result, dict):
            self._result_types.pop(msg_id, None)
            self._send_data({"jsonrpc": self.VERSION, "id": msg_id, "result": result})
        else:
            super()._send_response(msg_id, result, error)

    @lru_cache  # noqa: B019 - one protocol per process
    def get_message_type(self, method: str) -> type[Any] | None:
        """The type of a request or notification, ours included; None if there is none."""
        return messages.TYPES.get(method) or types.METHOD_TO_TYPES.get(method, (None,))[0]

    # -- What pygls does for every server -------------------------------------------------

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(
        self, params: types.InitializeParams
    ) -> Generator[Any, Any, types.InitializeResult]:
        """Marks the start of the session."""
        self._initialized = True
        result: types.InitializeResult = yield from super().lsp_initialize(params)
        if not pulls_diagnostics(params.capabilities):
            result.capabilities.diagnostic_provider = None
        return result

    @lsp_method(types.EXIT)
    def lsp_exit(self, *args: object) -> Generator[Any, Any, None]:
        """Ends the process: code 0 after a shutdown request, else 1."""
        self._server.stop(0 if self._shutdown else 1)
        yield from ()

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: Any) -> Any:
        """Passes on to our handler, as do the three below: the session keeps the text."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: Any) -> Any:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: Any) -> Any:
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None

    @lsp_method(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def lsp_workspace__did_change_workspace_folders(self, params: Any) -> Any:
        yield self.fm.features[types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS], (params,), None


def strict_converter() -> Converter:
    """Pygls's converter, except that nothing but a string is a string.

    cattrs would make ``"None"`` of null and 7 of ``"7"``.
    """
    converter: Converter = default_converter()  # type: ignore[no-untyped-call]
    for kind in (str, int, bool):
        converter.register_structure_hook(kind, _exactly(kind))
    return converter


def _exactly(kind: type) -> Callable[[object, type], object]:
    def structure(value: object, _: type) -> object:
        if type(value) is not kind:
            raise TypeError(f"expected {kind.__name__}, got {type(value).__name__}")
        return value

    return structure


def decode(body: bytes) -> object:
    """The JSON of a message body; raises ValueError on anything else."""
    try:
        return json.loads(body)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _cancel_target(message: dict[str, Any]) -> MessageId | None:
    params = message.get("params")
    target = params.get("id") if isinstance(params, dict) else None
    return target if _is_id(target) else None


def _is_notification(method: str) -> bool:
    """Whether LSP has a method as a notification: one that has no type of response."""
    known = types.METHOD_TO_TYPES.get(method)
    return known is not None and known[1] is None


def _is_id(value: object) -> TypeGuard[MessageId]:
    return isinstance(value, (str, int)) and not isinstance(value, bool)
