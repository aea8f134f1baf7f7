"""A gunicorn worker that slow clients do not hold.

A loop receives requests and sends responses, of thousands of clients at once, and waits for none
of them. A thread gets a request when it has arrived whole, and gives the response away as fast as
it can make it: what the client has not taken is spooled to a temporary file, and the loop sends it
as the client reads. So a client that is silent, sends slowly or does not read costs a descriptor
and some disk, and never a thread or a database connection.

Requests do not go first come, first served, but in turn, and what takes long leaves room for what
does not (`fair_pool.py`). Where so much of it waits that nobody would stay for the answer, the
client is told when to ask again. Nothing is made for one that has left.
Streaming responses have a thread of their own: downloads never keep pages waiting. Each thread has
its own database connection, so the two pools bound the connections too; and no view may begin to
read what it streams (`tests/test_streaming.py`).
"""

import os
import resource
import selectors
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from queue import SimpleQueue
from typing import TypeVar

from django.conf import settings
from django.db import close_old_connections
from django.utils.translation import get_language, override
from gunicorn.http.errors import NoMoreData
from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser
from gunicorn.http.wsgi import Response, create
from gunicorn.workers.base import Worker

from config.server.connection import Connection, RequestRefusedError
from config.server.fair_pool import CrowdedError, FairPool
from config.server.request_kinds import kind_of

DOWNLOAD_THREADS = 1  # beside the `threads` of gunicorn's settings
HOLD_SECONDS = 0.02  # that a busy worker leaves a new client to the others
SWITCH_SECONDS = 0.001  # for a thread to wait for one that computes: a page waits some dozen times
LONGEST_WAIT = 30  # seconds that long work may have to wait; after a minute proxies give up
CROWDED = (
    "Many people are asking for things that take long. Please ask again in %(seconds)s seconds.\n"
    "当前耗时较长的请求过多，请在%(seconds)s秒后重试。\n"
)
REFUSED_SECONDS = 5  # for a client to read why its request was refused
TICK_SECONDS = 1
T = TypeVar("T")


@dataclass
class Exchange:
    """A request and its response on their way through the pools."""

    connection: Connection
    request: Request | None = None
    response: Response | None = None
    environ: dict = field(default_factory=dict)
    body: Iterable[bytes] = ()
    begun: datetime = field(default_factory=datetime.now)

    @property
    def wants_body(self) -> bool:
        """Not where the request is HEAD: then nothing is read of what a view would send."""
        return self.request.method != "HEAD"


class BufferingWorker(Worker):
    """Runs `threads` views at once for up to `worker_connections` clients."""

    def run(self):
        self.selector = selectors.DefaultSelector()
        self.waiting = {}  # connections whose request has not arrived, the oldest first
        self.working = set()  # connections whose response is being made
        self.sending = set()  # connections that have not taken their response
        self.unsent = SimpleQueue()  # connections that go from `working` to `sending`
        self.late_at = time.monotonic() + TICK_SECONDS
        self.held = {}  # listeners that are left to others, and until when
        self.views = FairPool(self.cfg.threads, "view")
        self.downloads = ThreadPoolExecutor(DOWNLOAD_THREADS, "download")
        self.allow_descriptors()
        kind_of("GET", "/")  # reads all addresses, and with them most modules, before anybody asks
        sys.setswitchinterval(SWITCH_SECONDS)
        self.selector.register(self.PIPE[0], selectors.EVENT_READ, self.on_wake)
        for listener in self.sockets:
            listener.setblocking(False)
            self.listen(listener)
        while self.alive and self.ppid == os.getppid():
            self.tick()
        self.finish()

    def allow_descriptors(self):
        """Let every client have a socket and a temporary file, as far as the system allows."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 2 * self.cfg.worker_connections + 100
        limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        if soft != resource.RLIM_INFINITY and soft < limit:
            resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))

    def tick(self):
        self.notify()
        for key, _events in self.selector.select(HOLD_SECONDS if self.held else TICK_SECONDS):
            key.data()
        for listener in [one for one, until in self.held.items() if until <= time.monotonic()]:
            del self.held[listener]
            self.listen(listener)
            self.accept(listener)
        if time.monotonic() >= self.late_at:
            self.late_at = time.monotonic() + TICK_SECONDS
            self.drop_late()

    def finish(self):
        """Take no more requests; give those under way `graceful_timeout` seconds."""
        for listener in self.sockets:
            if listener not in self.held:
                self.selector.unregister(listener)
            listener.close()
        self.held.clear()
        for connection in list(self.waiting):
            self.drop(connection)
        end = time.monotonic() + self.cfg.graceful_timeout
        while (self.working or self.sending) and time.monotonic() < end:
            self.tick()
        self.views.shutdown()
        self.downloads.shutdown(wait=False, cancel_futures=True)

    # --- the loop: requests arrive ---------------------------------------------------------------

    def listen(self, listener):
        self.selector.register(listener, selectors.EVENT_READ, partial(self.on_client, listener))

    def on_client(self, listener):
        """Take a client; where much waits here, only if no other worker has done so in a while."""
        if self.views.waiting > self.cfg.threads:
            self.selector.unregister(listener)
            self.held[listener] = time.monotonic() + HOLD_SECONDS
        else:
            self.accept(listener)

    def accept(self, listener):
        try:
            client, address = listener.accept()
        except (BlockingIOError, ConnectionError):
            return
        except OSError as error:  # no descriptor is free
            self.log.warning("A client cannot be accepted: %s", error)
            self.drop_oldest()
            return
        if len(self.waiting) + len(self.sending) >= self.cfg.worker_connections:
            self.drop_oldest()
        connection = Connection(client, address, listener.getsockname())
        self.waiting[connection] = None
        self.selector.register(client, selectors.EVENT_READ, partial(self.receive, connection))
        self.receive(connection)

    def receive(self, connection):
        try:
            is_complete = connection.receive()
        except RequestRefusedError as refusal:
            self.refuse(connection, *refusal.args)
        except OSError:
            self.drop(connection)
        else:
            if is_complete:
                self.begin(connection)

    def begin(self, connection):
        """Let a thread make the response, unless nobody would wait for it."""
        sender = connection.sender(is_behind_proxy=settings.TRUST_PROXY)
        work = partial(self.handle, connection)
        longest_wait = LONGEST_WAIT if connection.kind.method in ("GET", "HEAD") else None
        try:
            done = self.views.submit(sender, connection.kind, work, longest_wait)
        except CrowdedError as error:
            seconds = round(error.seconds)
            words = CROWDED % {"seconds": seconds} if connection.kind.method == "GET" else ""
            self.refuse(connection, "503 Service Unavailable", words, retry_after=seconds)
            return
        self.selector.unregister(connection.socket)
        del self.waiting[connection]
        self.working.add(connection)
        done.add_done_callback(partial(self.on_done, connection))

    def refuse(self, connection, status, words="", retry_after=None):
        try:
            connection.refuse(status, words, retry_after)
        except OSError:
            self.drop(connection)
            return
        connection.deadline = time.monotonic() + REFUSED_SECONDS
        self.selector.modify(
            connection.socket, selectors.EVENT_READ, partial(self.discard, connection)
        )

    def discard(self, connection):
        try:
            connection.discard()
        except BlockingIOError:
            return
        except OSError:
            self.drop(connection)

    def on_done(self, connection, future):
        """Let no client wait for work that was given up, by `sys.exit` in a view for example."""
        if not future.cancelled() and (error := future.exception()):
            self.log.error("A response was given up.", exc_info=error)
            self.hand_over(connection)

    # --- the pools: responses are made -----------------------------------------------------------

    def handle(self, connection):
        """Run the view; a streaming response goes on among the downloads."""
        if connection.has_left():
            self.hand_over(connection)
            return
        exchange = Exchange(connection)
        try:
            self.call_application(exchange)
        except (NoMoreData, StopIteration):
            self.hand_over(connection)
        except Exception as error:  # noqa: BLE001 - logged and answered, whatever it is
            self.answer_error(exchange, error)
            self.hand_over(connection)
        else:
            if getattr(exchange.body, "streaming", False) and exchange.wants_body:
                work = for_another_thread(partial(self.send, exchange))
                done = self.downloads.submit(work)
                done.add_done_callback(partial(self.on_done, connection))
            else:
                self.send(exchange)

    def call_application(self, exchange):
        connection = exchange.connection
        parser = RequestParser(self.cfg, connection.request_parts(), connection.address)
        exchange.request = next(parser)
        exchange.response, exchange.environ = create(
            exchange.request, connection, connection.address, connection.server_address, self.cfg
        )
        exchange.response.force_close()
        exchange.environ["wsgi.multithread"] = True
        exchange.body = self.wsgi(exchange.environ, exchange.response.start_response)

    def answer_error(self, exchange, error):
        connection = exchange.connection
        self.handle_error(exchange.request, connection, connection.address, error)

    def send(self, exchange):
        try:
            self.write(exchange)
        except (ConnectionError, TimeoutError):
            self.log.debug("The client left before the response was complete.")
        except Exception as error:
            if (
                exchange.response.headers_sent
            ):  # without its last chunk the client sees it break off
                self.log.exception("A response broke off: %s", exchange.request.uri)
            else:
                self.answer_error(exchange, error)
        self.hand_over(exchange.connection)

    def write(self, exchange):
        response, body = exchange.response, exchange.body
        try:
            for part in body if exchange.wants_body else ():
                response.write(part)
            response.close()
        finally:
            duration = datetime.now() - exchange.begun
            self.log.access(response, exchange.request, exchange.environ, duration)
            if hasattr(body, "close"):
                body.close()

    def hand_over(self, connection):
        """Close what the client has taken whole; the loop sends the rest."""
        try:
            is_sent = connection.flush()
        except OSError:
            is_sent = True
        if is_sent:
            self.working.discard(connection)
            connection.close()
        else:
            self.unsent.put(connection)
            with suppress(BlockingIOError):  # full: the loop is being woken
                os.write(self.PIPE[1], b".")

    # --- the loop: responses are sent ------------------------------------------------------------

    def on_wake(self):
        """A signal came, or a thread has handed connections over."""
        os.read(self.PIPE[0], 4096)
        while not self.unsent.empty():
            connection = self.unsent.get()
            self.working.discard(connection)
            self.sending.add(connection)
            self.selector.register(
                connection.socket, selectors.EVENT_WRITE, partial(self.flush, connection)
            )

    def flush(self, connection):
        try:
            is_sent = connection.flush()
        except OSError:
            is_sent = True
        if is_sent:
            self.drop(connection)

    # --- time limits -----------------------------------------------------------------------------

    def drop_late(self):
        now = time.monotonic()
        for connection in [*self.waiting, *self.sending]:
            if connection.deadline < now:
                self.drop(connection)

    def drop_oldest(self):
        """Make room: an ordinary request waits for milliseconds, so it is never the oldest."""
        for connection in [*self.waiting, *self.sending][:1]:
            self.drop(connection)

    def drop(self, connection):
        self.selector.unregister(connection.socket)
        self.waiting.pop(connection, None)
        self.sending.discard(connection)
        connection.close()


def for_another_thread(work: Callable[[], T]) -> Callable[[], T]:
    """`work`, to be run in another thread in the context and the language of this one.

    The language is no part of the context: Django keeps it for each thread. Connections are each
    thread's own too, so what `work` reads must not have been begun here.
    """
    language = get_language()

    def run() -> T:
        close_old_connections()  # as Django does where a request begins
        with override(language):
            return work()

    return partial(copy_context().run, run)
