"""Spells exchanges out as files: the request as it is, and the answer. Request ids count from
1."""
import base64
import hashlib
import json
import pathlib
import shutil
from xml.sax.saxutils import escape

from signing import HOST

HERE = pathlib.Path(__file__).parent
FOLDER = HERE / "exchanges"
LIST = HERE / "exchanges.inc"
DATE = "Thu, 15 Jan 2026 08:00:00 GMT"
REASONS = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found",
           501: "Not Implemented"}


def request_id(number):
    return f"00000000-0000-5000-8000-{number:012}"


def etag(body):
    length = str(len(body.decode().encode("utf-16-le")) // 2)
    return length[0] + base64.b64encode(hashlib.md5(body).digest()).decode()[:22] + length[-1]


def response(status, body, xml, number, with_etag, more_headers=None):
    body = body.encode()
    # In the order of answers that were pasted in public.
    headers = {"Date": DATE,
               "Content-Type": ("text/xml" if xml else "application/json") + ";charset=utf-8",
               "Content-Length": len(body), "Connection": "close"}
    if len(body) >= 1024:
        headers["Vary"] = "Accept-Encoding"
    headers |= {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "*",
                "x-acs-request-id": request_id(number), "x-acs-trace-id": f"{number:032}"}
    if with_etag:
        headers["ETag"] = etag(body)
    headers |= more_headers or {}
    lines = [f"HTTP/1.1 {status} {REASONS[status]}"]
    lines += [f"{k}: {v}" for k, v in headers.items()]
    return "\r\n".join(lines + ["", ""]).encode() + body


def compact(fields):
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def to_xml(name, value):
    if isinstance(value, list):
        return "".join(to_xml(name, element) for element in value)
    if isinstance(value, dict):
        return f"<{name}>{''.join(to_xml(k, v) for k, v in value.items())}</{name}>"
    return f"<{name}>{escape(value)}</{name}>"


FILES = {}  # by their paths, what they hold


def put(name, sent, answer, sends=1):
    """One exchange: a request that is sent `sends` times, and the last answer."""
    folder = FOLDER / name
    assert folder / "request.http" not in FILES, f"two exchanges are called {name}"
    FILES[folder / "request.http"] = sent
    FILES[folder / "response.http"] = answer
    if sends > 1:
        FILES[folder / "sends"] = f"{sends}\n".encode()


def put_list():
    """The names of the exchanges, for the program that replays them."""
    names = sorted({path.parent.name for path in FILES})
    FILES[LIST] = ("// Written by make.py: a test case for each exchange.\n" +
                   "".join(f'GOLDEN_EXCHANGE("{name}")\n' for name in names)).encode()


def stale():
    """What lies in the repository and differs from FILES, is missing or is there in vain."""
    there = {path for path in FOLDER.rglob("*") if path.is_file()} | ({LIST} & set(HERE.iterdir()))
    return sorted(str(path.relative_to(HERE)) for path in there | set(FILES)
                  if path not in there or FILES.get(path) != path.read_bytes())


def write():
    shutil.rmtree(FOLDER, ignore_errors=True)
    for path, content in FILES.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def success(name, sent, fields, xml=False):
    fields = {"RequestId": request_id(1)} | fields
    body = compact(fields)
    if xml:
        body = "<?xml version='1.0' encoding='UTF-8'?>" + to_xml("GetYikeAIAppJobResponse", fields)
    put(name, sent, response(200, body, xml, 1, with_etag=True))


def error(name, sent, status, code, message, xml, by_product=False, sends=1, explain=None,
          denied=None, more_headers=None, product="ICE", always_xml=False):
    xml = xml or always_xml
    link = (f"https://api.aliyun.com/troubleshoot?q={code}&product={product}"
            f"&requestId={request_id(sends)}")
    fields = {"RequestId": request_id(sends), "HostId": HOST, "Code": code, "Message": message,
              "Recommend": link}
    detail = {"AccessDeniedDetail": denied} if denied else {}
    if xml:
        plain = "".join(to_xml(k, v) for k, v in (detail | fields).items() if k != "Recommend")
        body = (f"<?xml version='1.0' encoding='UTF-8'?><Error>{plain}"
                f"<Recommend><![CDATA[{link}]]></Recommend></Error>")
    else:
        order = ["RequestId", "Message", "Recommend", "HostId", "Code"]
        body = compact(detail | (fields if by_product else {k: fields[k] for k in order}))
    more_headers = (more_headers or {}) | ({"x-fake-ice-explain": explain} if explain else {})
    put(name, sent, response(status, body, xml, sends, False, more_headers), sends)


def preflight(name, sent):
    """The answer to OPTIONS: no body, and what pages of other origins may send."""
    answer = response(200, "", False, 1, False, {
        "Access-Control-Allow-Methods": "POST, GET, OPTIONS",
        "Access-Control-Allow-Headers":
            "Authorization, Content-Type, Accept, X-Requested-With, x-acs-action, x-acs-version, "
            "x-acs-date, x-acs-signature-nonce, x-acs-content-sha256, x-acs-security-token, "
            "x-acs-accesskey-id, x-acs-credentials-provider, x-acs-signature-type, "
            "x-acs-retry-attempts, x-acs-retry-delay, x-sdk-client, x-sdk-invoke-type",
        "Access-Control-Max-Age": "172800"})
    put(name, sent, answer.replace(b"Content-Type: application/json;charset=utf-8\r\n", b""))
