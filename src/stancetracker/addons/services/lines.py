"""The lines between an assistant and the server of MCP, over standard input and output.

The SDK passes over a line that is no message of JSON-RPC, and whoever sent it waits for ever: half
of a character in a text, or in an id, is enough. Such a line is answered here.
"""

import json
import math
import os
from collections.abc import AsyncIterator
from typing import Any, Final

import anyio
from mcp.types import INVALID_REQUEST, PARSE_ERROR, JSONRPCNotification, jsonrpc_message_adapter

from stancetracker.base.text import is_whole

_NO_JSON: Final = "Parse error: the line is not JSON"
_NO_REQUEST: Final = "Invalid request: the line is not a request of JSON-RPC 2.0"
_HALF_A_CHARACTER: Final = (
    "Invalid request: a text or the id has half of a character (a lone surrogate), so it is not"
    " Unicode"
)
_STDIN: Final = 0
_STDOUT: Final = 1


class Answers:
    """The lines to the assistant, each written whole."""

    def __init__(self, file: anyio.AsyncFile[str]) -> None:
        self._file = file
        self._lock = anyio.Lock()

    async def write(self, line: str) -> None:
        """Write a line that ends."""
        async with self._lock:
            await self._file.write(line)
            await self._file.flush()

    async def flush(self) -> None:
        """Do nothing: every line has been flushed."""


class Requests:
    """The lines from the assistant; those that the SDK would pass over are answered."""

    def __init__(self, file: anyio.AsyncFile[str], answers: Answers) -> None:
        self._file = file
        self._answers = answers

    async def __aiter__(self) -> AsyncIterator[str]:
        """Yield the lines that the SDK answers itself."""
        async for line in self._file:
            if _is_message(line):
                yield line
            elif refusal := refusal_of(line):
                await self._answers.write(f"{refusal}\n")


def wires() -> tuple[Requests, Answers]:
    """Take over standard input and output; what else uses them meets the null device."""
    null = os.open(os.devnull, os.O_RDWR)
    descriptors = []
    for descriptor in (_STDIN, _STDOUT):
        descriptors.append(os.dup(descriptor))
        os.dup2(null, descriptor)
    os.close(null)
    from_assistant, to_assistant = descriptors
    # Neither is closed: a thread may still be reading when the server ends.
    requests = os.fdopen(from_assistant, encoding="utf-8", errors="replace", closefd=False)
    output = os.fdopen(to_assistant, "w", encoding="utf-8", closefd=False)
    answers = Answers(anyio.wrap_file(output))
    return Requests(anyio.wrap_file(requests), answers), answers


def _is_message(line: str) -> bool:
    """Return whether the SDK takes a line for a message, and answers it if it is a request."""
    try:
        message = jsonrpc_message_adapter.validate_json(line, by_name=False)
    except ValueError:
        return False
    # A request with an id that it does not know, such as null, passes for a notification.
    return not isinstance(message, JSONRPCNotification) or "id" not in json.loads(line)


def refusal_of(line: str) -> str:
    """Return the answer to a line that is no message, in ASCII; empty for one that wants none."""
    if not line.strip():
        return ""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return _error(None, PARSE_ERROR, _NO_JSON)
    if not isinstance(message, dict):
        return _error(None, INVALID_REQUEST, _NO_REQUEST)
    if "id" not in message and "method" in message:  # a notification
        return ""
    is_unicode = is_whole(json.dumps(message, ensure_ascii=False))
    return _error(
        message.get("id"), INVALID_REQUEST, _NO_REQUEST if is_unicode else _HALF_A_CHARACTER
    )


def _error(request_id: Any, code: int, message: str) -> str:
    """Return an error of JSON-RPC; an id that is neither a text nor a number of JSON is null."""
    is_id = isinstance(request_id, (str, int, float)) and not isinstance(request_id, bool)
    if isinstance(request_id, float):
        is_id = math.isfinite(request_id)
    answer = {"jsonrpc": "2.0", "id": request_id if is_id else None}
    return json.dumps({**answer, "error": {"code": code, "message": message}})
