"""Writes one exchange as files: the request as it is, the answer spelled out. Request ids count
from 1."""
import base64
import hashlib
import json
import pathlib
from xml.sax.saxutils import escape

from signing import HOST

HERE = pathlib.Path(__file__).parent
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
    headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "*",
               "Connection": "close", "Content-Length": len(body),
               "Content-Type": ("text/xml" if xml else "application/json") + ";charset=utf-8",
               "Date": DATE, "x-acs-request-id": request_id(number),
               "x-acs-trace-id": f"{number:032}"}
    if with_etag:
        headers["ETag"] = etag(body)
    if len(body) >= 1024:
        headers["Vary"] = "Accept-Encoding"
    headers |= more_headers or {}
    lines = [f"HTTP/1.1 {status} {REASONS[status]}"]
    lines += [f"{k}: {v}" for k, v in sorted(headers.items(), key=lambda item: item[0].lower())]
    return "\r\n".join(lines + ["", ""]).encode() + body


def compact(fields):
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


def to_xml(name, value):
    if isinstance(value, list):
        return "".join(to_xml(name, element) for element in value)
    if isinstance(value, dict):
        return f"<{name}>{''.join(to_xml(k, v) for k, v in value.items())}</{name}>"
    return f"<{name}>{escape(value)}</{name}>"


def write(name, sent, answer, sends=1):
    folder = HERE / "exchanges" / name
    folder.mkdir(parents=True)
    (folder / "request.http").write_bytes(sent)
    (folder / "response.http").write_bytes(answer)
    if sends > 1:
        (folder / "sends").write_text(f"{sends}\n")


def success(name, sent, fields, xml=False):
    fields = {"RequestId": request_id(1)} | fields
    body = compact(fields)
    if xml:
        body = "<?xml version='1.0' encoding='UTF-8'?>" + to_xml("GetYikeAIAppJobResponse", fields)
    write(name, sent, response(200, body, xml, 1, with_etag=True))


def error(name, sent, status, code, message, xml, by_product=False, sends=1, explain=None,
          denied=None, more_headers=None):
    link = f"https://api.aliyun.com/troubleshoot?q={code}&product=ICE&requestId={request_id(sends)}"
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
    write(name, sent, response(status, body, xml, sends, False, more_headers), sends)
