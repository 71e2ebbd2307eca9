#!/usr/bin/env python3
"""Writes signed requests to a file, ready to be sent as they are.

Every request has a nonce of its own and so a signature of its own; all have the same length, which
is printed, so that request number n stands at n times that length. Bytes and header order of V3 are
those of @alicloud/openapi-client for Node; those of V1 are of the RPC clients before it.

Usage: presign.py COUNT FILE [--signature v1] [--key ID:SECRET] [--jobs N] [--submit]
--jobs N: each polls any of the jobs 1 to N, not always the same one. --submit: SubmitYikeAIAppJob.
"""
import argparse
import base64
import hashlib
import hmac
import itertools
import os
import random
import time
import urllib.parse

KEY = "fake-ice-access-key-id:fake-ice-access-key-secret"
JOB_ID = "00000000000000000000000000000004"
# Signed as sent; a server reached at another port takes it all the same.
HOST = "127.0.0.1:20201"
EMPTY_BODY_SHA256 = hashlib.sha256(b"").hexdigest()
SIGNED_HEADERS = ("host;x-acs-action;x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;"
                  "x-acs-signature-nonce;x-acs-version")
MAX_ENCODED_V1 = 28 + 2 * 28  # 28 characters of base64, each of them percent-encoded at the most


def encode(text):
    return urllib.parse.quote(text, safe="-_.~")


def job_id(number):
    return f"{number:032d}"


def job_ids(jobs):
    """The JobId of each request in turn."""
    chosen = random.Random(1)
    while True:
        yield job_id(chosen.randint(1, jobs)) if jobs else JOB_ID


def polls(jobs=0):
    """The canonical query string of each GetYikeAIAppJob in turn."""
    for one in job_ids(jobs):
        yield b"JobId=" + one.encode()


def submits():
    """The same of SubmitYikeAIAppJob."""
    params = encode('{"Extra.4.Prompt":"a boat"}')
    return itertools.repeat(f"AppId=app_stylized_generate_image&AppParams={params}".encode())


def v3_templates(date, key_id, action):
    """What stands around query, nonce and signature: the canonical request and the request."""
    canonical = (
        "POST\n/\n"
        "%b\n"
        f"host:{HOST}\n"
        f"x-acs-action:{action}\n"
        f"x-acs-content-sha256:{EMPTY_BODY_SHA256}\n"
        "x-acs-credentials-provider:static_ak\n"
        f"x-acs-date:{date}\n"
        "x-acs-signature-nonce:%b\n"
        "x-acs-version:2020-11-09\n"
        "\n"
        f"{SIGNED_HEADERS}\n"
        f"{EMPTY_BODY_SHA256}")
    request = (
        "POST /?%b HTTP/1.1\r\n"
        f"host: {HOST}\r\n"
        "x-acs-version: 2020-11-09\r\n"
        f"x-acs-action: {action}\r\n"
        "user-agent: AlibabaCloud (linux; x64) Node.js/v20.20.2 Core/1.0.1 TeaDSL/1\r\n"
        f"x-acs-date: {date}\r\n"
        "x-acs-signature-nonce: %b\r\n"
        "accept: application/json\r\n"
        f"x-acs-content-sha256: {EMPTY_BODY_SHA256}\r\n"
        "x-acs-credentials-provider: static_ak\r\n"
        f"Authorization: ACS3-HMAC-SHA256 Credential={key_id},"
        f"SignedHeaders={SIGNED_HEADERS},Signature=%b\r\n"
        "Connection: keep-alive\r\n"
        "Content-Length: 0\r\n"
        "\r\n")
    return canonical.encode(), request.encode()


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def nonces(count):
    run = os.urandom(16)
    for number in range(count):
        yield hashlib.md5(run + number.to_bytes(8, "big")).hexdigest().encode()


def v3_requests(count, queries, action="GetYikeAIAppJob", key=KEY):
    """As many requests of `action`, each with one of the canonical query strings."""
    key_id, secret = key.split(":", 1)
    canonical, request = v3_templates(now(), key_id, action)
    secret = secret.encode()
    for nonce, query in zip(nonces(count), queries):
        hashed = hashlib.sha256(canonical % (query, nonce)).hexdigest().encode()
        signature = hmac.digest(secret, b"ACS3-HMAC-SHA256\n" + hashed, "sha256")
        yield request % (query, nonce, signature.hex().encode())


def v1_requests(count, key=KEY, jobs=0):
    """As many GetYikeAIAppJob with all of their parameters in the query."""
    key_id, secret = key.split(":", 1)
    parameters = {"AccessKeyId": key_id, "Action": "GetYikeAIAppJob", "Format": "JSON",
                  "JobId": "<job>", "SignatureMethod": "HMAC-SHA1", "SignatureNonce": "<nonce>",
                  "SignatureVersion": "1.0", "Timestamp": now(), "Version": "2020-11-09"}
    query = "&".join(f"{name}={value if value[0] == '<' else encode(value)}"
                     for name, value in parameters.items())
    # Job and nonce have nothing to encode, so that they may be put in afterwards.
    to_sign = f"POST&%2F&{encode(query)}".replace(encode("<job>"), "<job>").replace(
        encode("<nonce>"), "<nonce>").encode()
    before, between, after = to_sign.replace(b"<nonce>", b"<job>").split(b"<job>")
    sent = query.replace("%", "%%").replace("<job>", "%b").replace("<nonce>", "%b")
    # The unsigned User-Agent makes up for the length that the signature's encoding takes.
    request = (f"POST /?{sent}&Signature=%b HTTP/1.1\r\nHost: {HOST}\r\n"
               "Accept: application/json\r\nUser-Agent: AlibabaCloud (Linux; amd64) Java/1.8 %b\r\n"
               "Connection: keep-alive\r\nContent-Length: 0\r\n\r\n").encode()
    secret = secret.encode() + b"&"
    for nonce, job in zip(nonces(count), job_ids(jobs)):
        job = job.encode()
        mac = hmac.digest(secret, before + job + between + nonce + after, "sha1")
        signature = encode(base64.b64encode(mac).decode()).encode()
        yield request % (job, nonce, signature, b"x" * (MAX_ENCODED_V1 - len(signature)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("count", type=int)
    parser.add_argument("file")
    parser.add_argument("--signature", choices=["v1", "v3"], default="v3")
    parser.add_argument("--key", default=KEY)
    parser.add_argument("--jobs", type=int, default=0)
    parser.add_argument("--submit", action="store_true")
    asked = parser.parse_args()
    if not 1 <= asked.count <= 2_000_000:
        parser.error("COUNT is 1 to 2000000")
    if asked.signature == "v1":
        made = v1_requests(asked.count, asked.key, asked.jobs)
    elif asked.submit:
        made = v3_requests(asked.count, submits(), "SubmitYikeAIAppJob", asked.key)
    else:
        made = v3_requests(asked.count, polls(asked.jobs), key=asked.key)
    size = 0
    with open(asked.file, "wb") as file:
        for request in made:
            assert size in (0, len(request))
            size = len(request)
            file.write(request)
    print(size)


if __name__ == "__main__":
    main()
