#!/usr/bin/env python3
"""Writes signed GetYikeAIAppJob requests to a file, ready to be sent as they are.

Every request has a nonce of its own and so a signature of its own; all have the same length, which
is printed, so that request number n stands at n times that length. Bytes and header order are those
of @alicloud/openapi-client for Node.

Usage: presign.py COUNT FILE
"""
import hashlib
import hmac
import os
import sys
import time

ACCESS_KEY_ID = "fake-ice-access-key-id"
ACCESS_KEY_SECRET = b"fake-ice-access-key-secret"
JOB_ID = "00000000000000000000000000000004"
# Signed as sent; a server reached at another port takes it all the same.
HOST = "127.0.0.1:20201"
EMPTY_BODY_SHA256 = hashlib.sha256(b"").hexdigest()
SIGNED_HEADERS = ("host;x-acs-action;x-acs-content-sha256;x-acs-credentials-provider;x-acs-date;"
                  "x-acs-signature-nonce;x-acs-version")


def templates(date):
    """What stands around nonce and signature, in the canonical request and in the request."""
    canonical = (
        "POST\n/\n"
        f"JobId={JOB_ID}\n"
        f"host:{HOST}\n"
        "x-acs-action:GetYikeAIAppJob\n"
        f"x-acs-content-sha256:{EMPTY_BODY_SHA256}\n"
        "x-acs-credentials-provider:static_ak\n"
        f"x-acs-date:{date}\n"
        "x-acs-signature-nonce:%b\n"
        "x-acs-version:2020-11-09\n"
        "\n"
        f"{SIGNED_HEADERS}\n"
        f"{EMPTY_BODY_SHA256}")
    request = (
        f"POST /?JobId={JOB_ID} HTTP/1.1\r\n"
        f"host: {HOST}\r\n"
        "x-acs-version: 2020-11-09\r\n"
        "x-acs-action: GetYikeAIAppJob\r\n"
        "user-agent: AlibabaCloud (linux; x64) Node.js/v20.20.2 Core/1.0.1 TeaDSL/1\r\n"
        f"x-acs-date: {date}\r\n"
        "x-acs-signature-nonce: %b\r\n"
        "accept: application/json\r\n"
        f"x-acs-content-sha256: {EMPTY_BODY_SHA256}\r\n"
        "x-acs-credentials-provider: static_ak\r\n"
        f"Authorization: ACS3-HMAC-SHA256 Credential={ACCESS_KEY_ID},"
        f"SignedHeaders={SIGNED_HEADERS},Signature=%b\r\n"
        "Connection: keep-alive\r\n"
        "Content-Length: 0\r\n"
        "\r\n")
    return canonical.encode(), request.encode()


def requests(count):
    canonical, request = templates(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
    run = os.urandom(16)
    for number in range(count):
        nonce = hashlib.md5(run + number.to_bytes(8, "big")).hexdigest().encode()
        hashed = hashlib.sha256(canonical % nonce).hexdigest().encode()
        signature = hmac.digest(ACCESS_KEY_SECRET, b"ACS3-HMAC-SHA256\n" + hashed, "sha256")
        yield request % (nonce, signature.hex().encode())


def main():
    if len(sys.argv) != 3 or not 1 <= int(sys.argv[1]) <= 2_000_000:
        sys.exit("usage: presign.py COUNT FILE, up to 2000000 requests")
    size = 0
    with open(sys.argv[2], "wb") as file:
        for request in requests(int(sys.argv[1])):
            assert size in (0, len(request))
            size = len(request)
            file.write(request)
    print(size)


if __name__ == "__main__":
    main()
