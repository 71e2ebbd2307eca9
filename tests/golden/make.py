#!/usr/bin/env python3
"""Writes the golden exchanges: what is sent and what must come back, byte by byte.

Run it after a change here and read the difference. Requests are signed by the few lines below, not
by the program; expected answers are spelled out from the documentation, never copied from a run.
The server's clock stands at NOW, its request ids count from 1.
"""
import base64
import hashlib
import hmac
import json
import pathlib
import shutil
import urllib.parse
from xml.sax.saxutils import escape

HERE = pathlib.Path(__file__).parent
NOW = "2026-01-15T08:00:00Z"
DATE = "Thu, 15 Jan 2026 08:00:00 GMT"
HOST = "ice.cn-shanghai.aliyuncs.com"
REASONS = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found"}
DOCUMENTED_JOB = "****cdb3e74639973036bc84****"


def encode(text):
    return urllib.parse.quote(text, safe="-_.~")


def query_string(parameters):
    return "&".join(f"{encode(k)}={encode(v)}" for k, v in sorted(parameters.items()))


def request(method, target, headers, body=b""):
    lines = [f"{method} {target} HTTP/1.1"] + [f"{k}: {v}" for k, v in headers.items()]
    return "\r\n".join(lines + ["Connection: close", "", ""]).encode() + body


def v3_canonical(method, query, headers):
    names = sorted(n for n in headers if n.startswith("x-acs-") or n == "host")
    lines = "".join(f"{n}:{headers[n]}\n" for n in names)
    payload = hashlib.sha256(b"").hexdigest()
    return f"{method}\n/\n{query}\n{lines}\n{';'.join(names)}\n{payload}", ";".join(names)


def v3(parameters, method="POST", path="/", action="GetYikeAIAppJob", version="2020-11-09",
       key="testid", secret="testsecret", accept="application/json", algorithm="ACS3-HMAC-SHA256",
       drop=(), **changed):
    """A V3 request and the server's view of it: string to sign and canonical request."""
    headers = {"host": HOST, "x-acs-action": action, "x-acs-version": version, "x-acs-date": NOW,
               "x-acs-signature-nonce": "0123456789abcdef0123456789abcdef",
               "x-acs-content-sha256": hashlib.sha256(b"").hexdigest()}
    headers.update({k.replace("_", "-"): v for k, v in changed.items()})
    headers = {k: v for k, v in headers.items() if k not in drop}
    query = query_string(parameters)
    canonical, names = v3_canonical(method, query, headers)
    to_sign = f"{algorithm}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    parts = {"Credential": key, "SignedHeaders": names, "Signature": signature}
    authorization = ",".join(f"{k}={v}" for k, v in parts.items() if k not in drop)
    headers |= {"accept": accept, "Authorization": f"{algorithm} {authorization}"}
    target = path + ("?" + query if query else "")
    return request(method, target, headers), to_sign, canonical


def v1(parameters, method="GET", secret="testsecret", drop=(), **changed):
    """A V1 request and the server's string to sign."""
    everything = {"Action": "GetYikeAIAppJob", "Version": "2020-11-09", "AccessKeyId": "testid",
                  "SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0", "Timestamp": NOW,
                  "SignatureNonce": "0123456789abcdef", "Format": "JSON"} | changed | parameters
    everything = {k: v for k, v in everything.items() if k not in drop}
    to_sign = f"{method}&%2F&{encode(query_string(everything))}"
    digest = hmac.new((secret + "&").encode(), to_sign.encode(), hashlib.sha1).digest()
    if "Signature" not in drop:
        everything["Signature"] = base64.b64encode(digest).decode()
    query = query_string(everything)
    if method == "GET":
        return request("GET", "/?" + query, {"Host": HOST}), to_sign
    headers = {"Host": HOST, "Content-Type": "application/x-www-form-urlencoded",
               "Content-Length": len(query)}
    return request("POST", "/", headers, query.encode()), to_sign


def request_id(number):
    return f"00000000-0000-5000-8000-{number:012}"


def etag(body):
    length = str(len(body.decode().encode("utf-16-le")) // 2)
    return length[0] + base64.b64encode(hashlib.md5(body).digest()).decode()[:22] + length[-1]


def response(status, body, xml, number, with_etag):
    body = body.encode()
    headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "*",
               "Connection": "close", "Content-Length": len(body),
               "Content-Type": ("text/xml" if xml else "application/json") + ";charset=utf-8",
               "Date": DATE, "x-acs-request-id": request_id(number),
               "x-acs-trace-id": f"{number:032}"}
    if with_etag:
        headers["ETag"] = etag(body)
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


def error(name, sent, status, code, message, xml, by_product=False, sends=1):
    link = f"https://api.aliyun.com/troubleshoot?q={code}&product=ICE&requestId={request_id(sends)}"
    fields = {"RequestId": request_id(sends), "HostId": HOST, "Code": code, "Message": message,
              "Recommend": link}
    if xml:
        plain = "".join(to_xml(k, v) for k, v in list(fields.items())[:-1])
        body = (f"<?xml version='1.0' encoding='UTF-8'?><Error>{plain}"
                f"<Recommend><![CDATA[{link}]]></Recommend></Error>")
    else:
        order = ["RequestId", "Message", "Recommend", "HostId", "Code"]
        body = compact(fields if by_product else {k: fields[k] for k in order})
    write(name, sent, response(status, body, xml, sends, with_etag=False), sends)


def error_cases():
    """name, status, code, message, keyword arguments of v3, of v1 (None: not with that scheme)."""
    missing = "{} is mandatory for this action."
    yield ("unsupported-method", 403, "UnsupportedHTTPMethod",
           "This http method is not supported.", {"method": "PUT"}, None)
    yield ("unknown-action", 404, "InvalidAction.NotFound",
           "Specified api is not found, please check your url and method.",
           {"action": "GetYikeAIAppjob"}, {"Action": "GetYikeAIAppjob"})
    yield ("unknown-path", 404, "InvalidAction.NotFound",
           "Specified api is not found, please check your url and method.", {"path": "/x"}, None)
    yield ("missing-action", 400, "MissingAction", missing.format("Action"),
           {"drop": ["x-acs-action"]}, {"drop": ["Action"]})
    yield ("missing-version", 400, "MissingVersion", missing.format("Version"),
           {"drop": ["x-acs-version"]}, {"drop": ["Version"]})
    yield ("unknown-version", 400, "InvalidVersion", "Specified parameter Version is not valid.",
           {"version": "2020-11-10"}, {"Version": "2020-11-10"})
    yield ("missing-access-key-id", 400, "MissingAccessKeyId", missing.format("AccessKeyId"),
           {"drop": ["Credential"]}, {"drop": ["AccessKeyId"]})
    yield ("missing-signature", 400, "MissingSignature", missing.format("Signature"),
           {"drop": ["Signature"]}, {"drop": ["Signature"]})
    yield ("missing-signed-headers", 400, "MissingSignedHeaders", missing.format("SignedHeaders"),
           {"drop": ["SignedHeaders"]}, None)
    yield ("missing-signature-method", 400, "MissingSignatureMethod",
           missing.format("SignatureMethod"), None, {"drop": ["SignatureMethod"]})
    yield ("missing-signature-version", 400, "MissingSignatureVersion",
           missing.format("SignatureVersion"), None, {"drop": ["SignatureVersion"]})
    yield ("missing-nonce", 400, "MissingSignatureNonce", missing.format("SignatureNonce"),
           {"drop": ["x-acs-signature-nonce"]}, {"drop": ["SignatureNonce"]})
    yield ("missing-timestamp", 400, "MissingTimestamp", missing.format("Timestamp"),
           {"drop": ["x-acs-date"]}, {"drop": ["Timestamp"]})
    yield ("unsupported-signature-method", 400, "InvalidSignatureMethod",
           'The specified parameter "SignatureMethod" is not valid.',
           {"algorithm": "ACS3-HMAC-MD5"}, {"SignatureMethod": "HMAC-MD5"})
    yield ("unknown-access-key", 404, "InvalidAccessKeyId.NotFound",
           "Specified access key is not found.", {"key": "nobody"}, {"AccessKeyId": "nobody"})
    yield ("inactive-access-key", 400, "InvalidAccessKeyId.Inactive",
           "Specified access key is disabled.", {"key": "disabledid"},
           {"AccessKeyId": "disabledid"})
    yield ("malformed-timestamp", 400, "InvalidTimeStamp.Format",
           "Specified time stamp or date value is not well formatted.",
           {"x_acs_date": "2026-01-15 08:00:00"}, {"Timestamp": "2026-01-15 08:00:00"})
    yield ("expired-timestamp", 400, "InvalidTimeStamp.Expired",
           "Specified time stamp or date value is expired.",
           {"x_acs_date": "2026-01-15T07:44:59Z"}, {"Timestamp": "2026-01-15T08:15:01Z"})


def write_errors(xml):
    suffix = "xml" if xml else "json"
    accept = {"accept": "application/xml" if xml else "application/json"}
    form = {"Format": "XML" if xml else "JSON"}
    job = {"JobId": DOCUMENTED_JOB}
    for name, status, code, message, as_v3, as_v1 in error_cases():
        if as_v3 is not None:
            error(f"{name}-v3-{suffix}", v3(job, **as_v3, **accept)[0], status, code, message, xml)
        if as_v1 is not None:
            error(f"{name}-v1-{suffix}", v1(job, **as_v1, **form)[0], status, code, message, xml)
    sent, to_sign, canonical = v3(job, secret="wrong", **accept)
    error(f"wrong-secret-v3-{suffix}", sent, 400, "SignatureDoesNotMatch",
          "Specified signature does not match our calculation. server StringToSign is "
          f"[{to_sign}] server CanonicalRequest is [{canonical}]", xml)
    sent, to_sign = v1(job, secret="wrong", **form)
    error(f"wrong-secret-v1-{suffix}", sent, 400, "SignatureDoesNotMatch",
          "Specified signature is not matched with our calculation. server string to sign is:"
          + to_sign, xml)
    for name, sent in (("v3", v3(job, **accept)[0]), ("v1", v1(job, **form)[0])):
        error(f"used-nonce-{name}-{suffix}", sent, 400, "SignatureNonceUsed",
              "Specified signature nonce was used already.", xml, sends=2)
    for name, parameters in (("absent", {}), ("empty", {"JobId": ""})):
        error(f"job-id-{name}-{suffix}", v3(parameters, **accept)[0], 400, "InvalidParameter",
              'The specified parameter "JobId" is not valid.', xml, by_product=True)
    error(f"unknown-job-{suffix}", v3({"JobId": "nothing"}, **accept)[0], 404, "JobNotFound",
          "The specified job not found", xml, by_product=True)
    error(f"unsigned-{suffix}",
          request("GET", "/?Action=GetYikeAIAppJob&Version=2020-11-09" +
                  ("" if xml else "&Format=json"), {"Host": HOST}), 400,
          "MissingAccessKeyId", "AccessKeyId is mandatory for this action.", xml)


def write_successes():
    stem = "48555e8b-181dd5a8c07"
    base_url = f"http://outin-***.oss-cn-shanghai.aliyuncs.com/stream/{stem}/{stem}"
    documented = {
        "JobId": DOCUMENTED_JOB, "AppId": "app-****",
        "AppParams": '{"LoadImage.1.TargetImage":"MediaId1"}', "Status": "Finished",
        "ProductionId": DOCUMENTED_JOB, "FolderId": "folder-u3ilwhoc36ux9a****",
        "ExecutionStartTime": "2026-02-06T18:53:18.809+08:00",
        "ExecutionFinishTime": "2026-02-06T18:53:34.001+08:00",
        "Result": {
            kind: [{"MediaId": f"{n}a7852b032c371f0b64fe6f6c74b****",
                    "OutputUrl": f"{base_url}.{extension}"}]
            for n, (kind, extension) in enumerate(
                (("ImageResult", "png"), ("VideoResult", "mp4"), ("AudioResult", "mp3")), 1)}}
    job = {"JobId": DOCUMENTED_JOB}
    for method in ("GET", "POST"):
        low = method.lower()
        success(f"documented-job-v3-{low}-json", v3(job, method=method)[0], documented)
        success(f"documented-job-v1-{low}-json", v1(job, method=method)[0], documented)
        success(f"documented-job-v1-{low}-xml", v1(job, method=method, Format="XML")[0],
                documented, xml=True)
    success("documented-job-v3-xml", v3(job, accept="text/xml")[0], documented, xml=True)
    success("v1-without-format-is-xml", v1(job, drop=["Format"])[0], documented, xml=True)
    success("v1-format-in-lower-case", v1(job, Format="json")[0], documented)
    success("v3-accepting-anything-is-json", v3(job, accept="*/*")[0], documented)
    success("yike-version", v3(job, version="2026-03-19")[0], documented)
    success("unknown-parameters-are-ignored", v3(job | {"RegionId": "cn-shanghai", "X": ""})[0],
            documented)
    times = {"created": {}, "queuing": {}, "failed": {
        "ExecutionFinishTime": "2026-02-06T18:53:18.500+08:00"}, "executing": {
            "ExecutionStartTime": "2026-02-06T18:53:18.000+08:00"}}
    for status, fields in times.items():
        app = {"AppId": "app_test"} if status == "queuing" else {}
        success(f"status-{status}", v3({"JobId": status})[0],
                {"JobId": status, **app, "Status": status.capitalize(), **fields})
    odd = "a b+c/*~!'()%&=中<>\""
    fields = {"JobId": odd, "AppParams": '{"Prompt":"一只船 <&> \\"]]>\\"","N":2}',
              "Status": "Finished",
              "Result": {"ImageResult": [{"MediaId": "m1", "OutputUrl": "http://a/?b=1&c=2"},
                                         {"MediaId": "m2", "OutputUrl": "http://a/2"}]}}
    success("odd-characters-json", v3({"JobId": odd})[0], fields)
    success("odd-characters-xml", v1({"JobId": odd}, Format="xml")[0], fields, xml=True)


def main():
    shutil.rmtree(HERE / "exchanges", ignore_errors=True)
    write_successes()
    for xml in (False, True):
        write_errors(xml)
    job = {"JobId": DOCUMENTED_JOB}
    error("unknown-format", v1(job, Format="yaml")[0], 400, "InvalidParameter.Format",
          "The specified value of parameter Format is not valid.", xml=True)


if __name__ == "__main__":
    main()
