#!/usr/bin/env python3
"""Recomputes every signature vector beside this file from the published rules.

It shares no code with the server. It needs the Python standard library, and
the openssl command where hashlib has no SM3.
"""

import base64
import hashlib
import json
import pathlib
import subprocess
import sys
from urllib.parse import quote, unquote_plus

ROOT = pathlib.Path(__file__).resolve().parent
COMMON_KEYS = {"Description", "Source", "AccessKeyId", "AccessKeySecret"}
V3_DIRECT = {"Algorithm", "Method", "Path", "Query", "Headers", "SignedHeaders", "HashedPayload"}
V1_DIRECT = {"Method", "Parameters"}
V3_STAGES = ("canonical_request.txt", "string_to_sign.txt", "signature.txt")
V1_STAGES = ("string_to_sign.txt", "signature.txt")
V3_HASHES = {"ACS3-HMAC-SHA256": "sha256", "ACS3-HMAC-SM3": "sm3"}
FORM = "application/x-www-form-urlencoded"


def check(condition, text):
    """Raises the text as an error unless the condition holds."""
    if not condition:
        raise ValueError(text)


def digest(name, data):
    """The digest of data; the openssl command stands in where hashlib lacks the algorithm."""
    try:
        return hashlib.new(name, data).digest()
    except ValueError:
        command = ["openssl", "dgst", "-" + name, "-binary"]
        return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout


def hmac(name, key, message):
    """RFC 2104 over sha1, sha256 or sm3, whose blocks all have 64 bytes."""
    key = (digest(name, key) if len(key) > 64 else key).ljust(64, b"\0")
    inner = digest(name, bytes(byte ^ 0x36 for byte in key) + message)
    return digest(name, bytes(byte ^ 0x5C for byte in key) + inner)


def encode(text):
    """Percent-encodes all but A-Z a-z 0-9 - _ . ~, with upper-case digits."""
    return quote(text, safe="-_.~")


def parameters_of(text):
    """Decodes a query or form text into pairs; a plus is a space."""
    pairs = (part.partition("=") for part in text.split("&") if part)
    return [(unquote_plus(name), unquote_plus(value)) for name, _, value in pairs]


def joined(parameters, name_form=encode):
    """Sorts pairs by the bytes of the name and joins them as name=value&name=value."""
    ordered = sorted(parameters, key=lambda pair: pair[0].encode())
    return "&".join(f"{name_form(name)}={encode(value)}" for name, value in ordered)


def unchunked(data):
    """The body that a chunked transfer carries; fails on anything that is not whole."""
    body = b""
    while True:
        size_text, _, data = data.partition(b"\r\n")
        size = int(size_text, 16)
        check(data[size:size + 2] == b"\r\n", "a chunk does not end where its size says")
        body, data = body + data[:size], data[size + 2:]
        if size == 0:
            check(not data, "bytes after the last chunk")
            return body


def parse_request(raw):
    """Splits a raw request into method, path, query pairs, header pairs and body."""
    head, blank, body = raw.partition(b"\r\n\r\n")
    check(blank and b"\n" not in head.replace(b"\r\n", b""), "CRLF or the blank line is missing")
    first, *lines = head.decode().split("\r\n")
    method, target, _ = first.split(" ")
    path, _, query = target.partition("?")
    headers = [(name, value) for name, _, value in (line.partition(":") for line in lines)]
    if header(headers, "transfer-encoding") == "chunked":
        body = unchunked(body)
    else:
        length = header(headers, "content-length") or "0"
        check(str(len(body)) == length, "the body is not as long as Content-Length says")
    return method, path, parameters_of(query), headers, body


def header(headers, name):
    """The values of a header: trimmed, sorted and joined with a comma."""
    return ",".join(sorted(value.strip(" \t") for key, value in headers if key.lower() == name))


def v3_inputs(case, folder):
    """The direct inputs of a V3 case, and the signature that its request carries, if any."""
    if "Request" not in case:
        return case, None
    request = parse_request((folder / case["Request"]).read_bytes())
    method, path, query, headers, body = request
    algorithm, _, rest = header(headers, "authorization").partition(" ")
    parts = dict(part.split("=", 1) for part in rest.split(","))
    payload_hash = digest(V3_HASHES[algorithm], body).hex()
    check(parts["Credential"] == case["AccessKeyId"], "Credential is not the AccessKeyId")
    check(header(headers, "x-acs-content-sha256") == payload_hash,
          f"x-acs-content-sha256 should be {payload_hash}")
    return {"Algorithm": algorithm, "Method": method, "Path": path, "Query": query,
            "Headers": headers, "SignedHeaders": parts["SignedHeaders"],
            "HashedPayload": payload_hash}, parts["Signature"]


def v3_stages(case, folder):
    """The three V3 texts, and the signature that the request carries."""
    inputs, carried = v3_inputs(case, folder)
    name_form = str if case.get("CanonicalKeys") == "raw" else encode
    signed = [name for name in inputs["SignedHeaders"].split(";") if name]
    canonical = "\n".join((
        inputs["Method"], inputs["Path"], joined(inputs["Query"], name_form),
        "".join(f"{name}:{header(inputs['Headers'], name)}\n" for name in signed),
        inputs["SignedHeaders"], inputs["HashedPayload"]))
    name = V3_HASHES[inputs["Algorithm"]]
    to_sign = inputs["Algorithm"] + "\n" + digest(name, canonical.encode()).hex()
    signature = hmac(name, case["AccessKeySecret"].encode(), to_sign.encode()).hex()
    return (canonical, to_sign, signature), carried


def v1_inputs(case, folder):
    """The method and unsigned parameters of a V1 case, and the signature carried, if any."""
    if "Request" in case:
        request = parse_request((folder / case["Request"]).read_bytes())
        method, _, parameters, headers, body = request
        if header(headers, "content-type").startswith(FORM):
            parameters += parameters_of(body.decode())
    else:
        method, parameters = case["Method"], case["Parameters"]
    values = dict(parameters)
    check(values.get("AccessKeyId", "") == case["AccessKeyId"], "AccessKeyId differs")
    return method, [pair for pair in parameters if pair[0] != "Signature"], values.get("Signature")


def v1_stages(case, folder):
    """The two V1 texts, and the signature that the request carries."""
    method, parameters, carried = v1_inputs(case, folder)
    if case.get("EmptyValues") == "left-out":
        parameters = [pair for pair in parameters if pair[1]]
    to_sign = f"{method}&%2F&{encode(joined(parameters))}"
    key = (case["AccessKeySecret"] + "&").encode()
    return (to_sign, base64.b64encode(hmac("sha1", key, to_sign.encode())).decode()), carried


def check_shape(case, folder, stages, direct, option):
    """Fails on a missing or unknown key in case.json and on a stray or missing file."""
    inputs = {"Request"} if "Request" in case else direct
    keys = set(case) - {option}
    check(keys == COMMON_KEYS | inputs, f"case.json: keys {sorted(keys ^ (COMMON_KEYS | inputs))}")
    expected = {"case.json", *stages} | ({case["Request"]} if "Request" in case else set())
    files = {path.name for path in folder.iterdir()}
    check(files == expected, f"missing or stray files {sorted(files ^ expected)}")


def problems_of(folder):
    """A line for each stage of the case that does not come out as its file says."""
    if folder.parent.name == "v3":
        stages, direct, option, compute = V3_STAGES, V3_DIRECT, "CanonicalKeys", v3_stages
    else:
        stages, direct, option, compute = V1_STAGES, V1_DIRECT, "EmptyValues", v1_stages
    try:
        case = json.loads((folder / "case.json").read_text("utf-8"))
        check_shape(case, folder, stages, direct, option)
        texts, carried = compute(case, folder)
        found = [(stage, (folder / stage).read_bytes().decode()) for stage in stages]
    except (OSError, KeyError, ValueError) as error:
        return [f"input: {error!r}"]
    if carried is not None:
        found.append(("signature in request.http", carried))
        texts += texts[-1:]
    return [f"{stage}: is {text!r}, should be {computed!r}"
            for (stage, text), computed in zip(found, texts) if text != computed]


def main():
    """Checks every folder, prints what fails and the count, returns the exit code."""
    folders = sorted(path for version in ("v1", "v3") for path in (ROOT / version).iterdir())
    failed = 0
    for folder in folders:
        problems = problems_of(folder)
        failed += bool(problems)
        for text in problems:
            print(f"{folder.parent.name}/{folder.name}: {text}")
    print(f"{len(folders) - failed} passed, {failed} failed")
    return 1 if failed or not folders else 0


if __name__ == "__main__":
    sys.exit(main())
