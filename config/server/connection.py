"""One client of a worker: its request as it arrives, its response as the client takes it.

Nothing here waits for the client, with one exception: a response for which the spool, or its disk,
has no room.
"""

import os
import re
import select
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

from config.lib.limits.networks import network_of
from config.outage import is_full
from config.server.request_kinds import Kind, kind_of

REQUEST_SECONDS = 30  # for a whole request without a body to arrive
SLOWEST_UPLOAD = 16 * 1024  # bytes a second: a body gets so much more time
STALL_SECONDS = 60  # a client that takes nothing of its response for so long is dropped
LARGEST_HEAD = 64 * 1024
LARGEST_BODY = 256 * 1024 * 1024
IN_MEMORY = 256 * 1024  # of a request; more goes to a temporary file
BLOCK = 64 * 1024  # small parts of a response are sent together, at most
FLUSH_SECONDS = 0.5  # apart
NO_ROOM = (
    "The disk of the ledger is full, so what you sent was not taken. Nothing was changed. Please "
    "go back, try again later, and tell whoever runs the site.\n"
    "台账的磁盘已满，未能接收您提交的内容，数据未作任何更改。请返回上一页，稍后再试，并告知网站运行人员。\n"
)
SPOOL_BYTES = 2 * 1024**3  # of responses that clients have not taken yet, in each worker

_CONTENT_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_FORWARDED = re.compile(rb"\r\nx-forwarded-for:([^\r\n]*)", re.IGNORECASE)
_CONTINUE = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)


class RequestRefusedError(Exception):
    """The request is answered by a status line of the server and by no view."""


class Connection:
    """Buffers the request until it is complete, and what the client has not taken yet.

    It stands in for the socket where gunicorn writes a response: `sendall`, `send`, `gettimeout`.
    One thread at a time uses it: the worker's loop, then a thread of a pool, then the loop again.
    """

    spooled = 0  # bytes, of all connections of this process
    _spooled_lock = threading.Lock()

    def __init__(self, client: socket.socket, address, server_address):
        client.setblocking(False)
        self.socket, self.address, self.server_address = client, address, server_address
        self.deadline = time.monotonic() + REQUEST_SECONDS
        self._head = bytearray()
        self._forwarded: list[bytes] = []
        self.kind: Kind | None = None  # known with the head
        self._request = None  # a file, once the head is complete
        self._missing = 0  # bytes of the body
        self._pending = bytearray()
        self._flushed_at = 0.0
        self._spool = None
        self._spool_start = self._spool_size = 0

    # --- the request ----------------------------------------------------------------------------

    def receive(self) -> bool:
        """Take what has arrived; return whether the request is complete.

        ConnectionError when the client left, RequestRefusedError when nothing can be done with it.
        """
        while not self._is_complete():
            try:
                data = self.socket.recv(BLOCK)
            except BlockingIOError:
                return False
            if not data:
                raise ConnectionAbortedError
            self._add(data)
        return True

    def _is_complete(self) -> bool:
        return self._request is not None and self._missing <= 0

    def _add(self, data: bytes) -> None:
        try:
            self._keep(data)
        except OSError as error:
            if not is_full(error):
                raise
            raise RequestRefusedError("507 Insufficient Storage", NO_ROOM) from error

    def _keep(self, data: bytes) -> None:
        if self._request is not None:
            self._request.write(data)
            self._missing -= len(data)
            if self._missing <= 0:
                self._request.flush()
            return
        self._head += data
        end = self._head.find(b"\r\n\r\n", max(0, len(self._head) - len(data) - 3))
        if end >= 0:
            self._begin_body(end + 4)
        elif len(self._head) > LARGEST_HEAD:
            raise RequestRefusedError("431 Request Header Fields Too Large")

    def _begin_body(self, head_size: int) -> None:
        head = bytes(self._head[:head_size])
        length = body_length(head)
        self._forwarded = _FORWARDED.findall(head)
        method, _space, rest = head.partition(b"\r\n")[0].decode("latin-1").partition(" ")
        self.kind = kind_of(method, rest.partition(" ")[0])
        self._request = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by close()
        self._request.write(self._head)
        self._missing = length - (len(self._head) - head_size)
        self.deadline += length / SLOWEST_UPLOAD
        if self._missing > 0 and _CONTINUE.search(head):
            self.socket.send(b"HTTP/1.1 100 Continue\r\n\r\n")

    def sender(self, *, is_behind_proxy: bool) -> str:
        """The address that the request came from; behind a proxy of ours, what that one says, as in
        `config.lib.client_ip`."""
        claims = self._forwarded if is_behind_proxy else []
        last = claims[-1].rpartition(b",")[2].strip().decode("latin-1") if claims else ""
        address = last or (self.address[0] if isinstance(self.address, tuple) else "")
        return str(network_of(address) or address)

    def request_parts(self) -> Iterator[bytes]:
        """The complete request, for gunicorn's parser."""
        self._request.seek(0)
        while part := self._request.read(BLOCK):
            yield part

    def has_left(self) -> bool:
        """Whether the client has closed the connection and so waits for no response."""
        try:
            return not self.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True

    def refuse(self, status: str, words: str = "", retry_after: int | None = None) -> None:
        """Answer with a status and plain words, and take no more of the request. `retry_after` are
        seconds."""
        body = words.encode()
        lines = [f"HTTP/1.1 {status}", "Connection: close", f"Content-Length: {len(body)}"]
        lines += ["Content-Type: text/plain; charset=utf-8"] if words else []
        lines += [f"Retry-After: {retry_after}"] if retry_after else []
        head = "\r\n".join(lines) + "\r\n\r\n"
        self.socket.send(head.encode() + body)
        self.socket.shutdown(socket.SHUT_WR)

    def discard(self) -> None:
        """Read and forget, so that the client gets to read the refusal; ConnectionError at the end.

        Closing with unread bytes would reset the connection, and the answer would be lost.
        """
        while self.socket.recv(BLOCK):
            pass
        raise ConnectionAbortedError

    # --- the response ---------------------------------------------------------------------------

    def sendall(self, data: bytes) -> None:
        """Send or spool; wait for the client where the spool has no room. OSError when it left."""
        self._pending += data
        is_due = time.monotonic() - self._flushed_at > FLUSH_SECONDS
        if is_due or len(self._pending) >= BLOCK:
            self.flush()
            while len(self._pending) >= BLOCK:
                self._wait_for_client()
                self.flush()

    def send(self, data: bytes) -> int:
        """gunicorn asks for the body by `100 Continue` here; it has arrived long ago."""
        return len(data)

    def gettimeout(self) -> float:
        return 0.0

    def flush(self) -> bool:
        """Send what the client takes now and spool the rest; return whether nothing is left."""
        self._flushed_at = time.monotonic()
        try:
            while self._unsent:
                self._send_spooled()
            while self._pending:
                del self._pending[: self.socket.send(self._pending)]
                self._extend_deadline()
        except BlockingIOError:
            self._spool_pending()
        return not (self._unsent or self._pending)

    @property
    def _unsent(self) -> int:
        return self._spool_size - self._spool_start

    def _send_spooled(self) -> None:
        source, target = self._spool.fileno(), self.socket.fileno()
        self._spool_start += os.sendfile(target, source, self._spool_start, self._unsent)
        self._extend_deadline()
        if not self._unsent:
            self._empty_spool()

    def _extend_deadline(self) -> None:
        self.deadline = time.monotonic() + STALL_SECONDS

    def _spool_pending(self) -> None:
        if self.spooled > SPOOL_BYTES:
            return
        try:
            if self._spool is None:
                self._spool = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - closed by close()
                self._extend_deadline()
            self._write_to_spool()
        except OSError as error:
            if not is_full(error):
                raise

    def _write_to_spool(self) -> None:
        """A disk that is nearly full takes a part of it."""
        while self._pending:
            taken = self._spool.write(self._pending)
            self._spool_size += taken
            self._count_spooled(taken)
            del self._pending[:taken]

    def _wait_for_client(self) -> None:
        poll = select.poll()
        poll.register(self.socket, select.POLLOUT)
        if not poll.poll(STALL_SECONDS * 1000):
            raise TimeoutError

    def _empty_spool(self) -> None:
        self._spool.seek(0)
        self._spool.truncate()
        self._count_spooled(-self._spool_size)
        self._spool_start = self._spool_size = 0

    def _count_spooled(self, change: int) -> None:
        with self._spooled_lock:
            Connection.spooled += change

    def close(self) -> None:
        self.socket.close()
        if self._request is not None:
            with suppress(OSError):  # on a full disk it cannot write what it still holds
                self._request.close()
        if self._spool is not None:
            self._empty_spool()
            self._spool.close()


def body_length(head: bytes) -> int:
    """The length of the body; RequestRefusedError if it is chunked or too large."""
    if _CHUNKED.search(head):
        raise RequestRefusedError("411 Length Required")
    lengths = _CONTENT_LENGTH.findall(head)
    length = int(lengths[0]) if lengths else 0
    if length > LARGEST_BODY:
        raise RequestRefusedError("413 Content Too Large")
    return length
