"""A web server on this machine, with the pages of a test."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

Page = str | Callable[[BaseHTTPRequestHandler], None]
HOST = "127.0.0.1"


class Web:
    """The pages of a site by path, as texts or functions that answer, and the paths requested."""

    def __init__(self, pages: dict[str, Page]) -> None:
        self.pages, self.requests, self.home = pages, list[str](), ""

    def __getitem__(self, path: str) -> str:
        return f"{self.home}{path}"


def send(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    usual = {"Content_Length": str(len(body)), "Content_Type": "text/html"}
    for name, value in (usual | headers).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def moved(target: str, status: int = 302) -> Page:
    return lambda handler: send(handler, b"", status, Location=target)


@contextmanager
def serving(secure: Path | None = None, /, **pages: Page) -> Iterator[Web]:
    """Serve pages by name, any other path as not found; `secure` is a folder with a certificate."""
    web = Web({f"/{name}": page for name, page in pages.items()})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            web.requests.append(self.path)
            page = web.pages.get(self.path)
            try:
                if page is None:
                    send(self, b"no", 404)
                elif isinstance(page, str):
                    send(self, f"<p>{page}".encode())
                else:
                    page(self)
            except OSError:  # who asked has gone
                self.close_connection = True

        def log_message(self, format: str, *arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            pass  # a client may hang up

    with Server((HOST, 0), Handler) as server:
        web.home = f"http{'s' if secure else ''}://{HOST}:{server.server_port}"
        if secure:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(secure / "certificate", secure / "key")
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield web
        finally:
            server.shutdown()
            thread.join()
