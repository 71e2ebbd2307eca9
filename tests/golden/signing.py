"""Signs requests for the golden exchanges, without any code of the program: the server's clock
stands at NOW."""
import base64
import hashlib
import hmac
import urllib.parse

NOW = "2026-01-15T08:00:00Z"
HOST = "ice.cn-shanghai.aliyuncs.com"


def encode(text):
    return urllib.parse.quote(text, safe="-_.~")


def query_string(parameters):
    return "&".join(f"{encode(k)}={encode(v)}" for k, v in sorted(parameters.items()))


def request(method, target, headers, body=b""):
    lines = [f"{method} {target} HTTP/1.1"] + [f"{k}: {v}" for k, v in headers.items()]
    return "\r\n".join(lines + ["Connection: close", "", ""]).encode() + body


def v3_canonical(method, query, headers, body):
    names = sorted(n for n in headers if n.startswith("x-acs-") or n == "host")
    lines = "".join(f"{n}:{headers[n]}\n" for n in names)
    payload = hashlib.sha256(body).hexdigest()
    return f"{method}\n/\n{query}\n{lines}\n{';'.join(names)}\n{payload}", ";".join(names)


def v3(parameters, method="POST", path="/", action="GetYikeAIAppJob", version="2020-11-09",
       key="testid", secret="testsecret", accept="application/json", algorithm="ACS3-HMAC-SHA256",
       drop=(), json_body="", empty_signature=False, **changed):
    """A V3 request and the server's view of it: string to sign and canonical request."""
    headers = {"host": HOST, "x-acs-action": action, "x-acs-version": version, "x-acs-date": NOW,
               "x-acs-signature-nonce": "0123456789abcdef0123456789abcdef",
               "x-acs-content-sha256": hashlib.sha256(json_body.encode()).hexdigest()}
    headers.update({k.replace("_", "-"): v for k, v in changed.items()})
    headers = {k: v for k, v in headers.items() if k not in drop}
    query = query_string(parameters)
    canonical, names = v3_canonical(method, query, headers, json_body.encode())
    to_sign = f"{algorithm}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    parts = {"Credential": key, "SignedHeaders": names,
             "Signature": "" if empty_signature else signature}
    authorization = ",".join(f"{k}={v}" for k, v in parts.items() if k not in drop)
    headers |= {"accept": accept}
    if "Authorization" not in drop:
        headers["Authorization"] = f"{algorithm} {authorization}"
    if json_body:
        headers |= {"content-type": "application/json; charset=utf-8",
                    "content-length": len(json_body.encode())}
    target = path + ("?" + query if query else "")
    return request(method, target, headers, json_body.encode()), to_sign, canonical


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
