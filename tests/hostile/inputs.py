"""How the tables of hostile inputs are written: a name, bytes in, and what is right."""

import dataclasses

HOST = b"Host: 127.0.0.1\r\n"
GET = b"GET /_fake-ice/health HTTP/1.1\r\n" + HOST + b"\r\n"


@dataclasses.dataclass(frozen=True)
class Input:
    name: str
    bytes: bytes
    statuses: tuple    # of the answers, in their order
    closes: bool       # the server closes behind the last answer; else the next request is served
    finishes: bool     # the client sends no more
    without: bytes     # what no answer may have
    with_: bytes       # what the answers must have


def _input(name, data, right, closes, finishes=False, without=b"\0never", with_=b""):
    statuses = tuple(int(status) for status in right.split())
    return Input(name, data, statuses, closes, finishes, without, with_)


def good(name, data, right, **more):
    """Answered so, and the connection goes on."""
    return _input(name, data, right, closes=False, **more)


def bad(name, data, right="400", **more):
    """Refused, and nothing behind it is taken for a request."""
    return _input(name, data, right, closes=True, **more)


def cut(name, data, right="400"):
    """Sent by a client that then sends no more."""
    return _input(name, data, right, closes=True, finishes=True)


def silent(name, data):
    """Closed without an answer once the client has finished: there is no request."""
    return cut(name, data, "")


def head(line, headers=b""):
    return line.encode() + b" HTTP/1.1\r\n" + HOST + headers + b"\r\n"


def get(target):
    return head(f"GET {target}")


def sized(line, body, headers=b""):
    """A request with a body of that length."""
    return head(line, headers + b"Content-Length: %d\r\n" % len(body)) + body


def form(body, headers=b""):
    """A call of the emulated API with its parameters in a form."""
    return sized("POST /", body, b"Content-Type: application/x-www-form-urlencoded\r\n" + headers)


def chunked(body, headers=b""):
    return head("POST /", b"Transfer-Encoding: chunked\r\n" + headers) + body


def control(line, body):
    method, _, path = line.partition(" ")
    return sized(f"{method} /_fake-ice/{path}", body if isinstance(body, bytes) else body.encode())
