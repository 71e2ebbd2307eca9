"""One client's connection: signed calls of the emulated API and calls of the control API."""

import base64
import hashlib
import hmac
import http.client
import json
import time
import urllib.parse
import uuid

PATIENCE = 60  # seconds, a guard against hanging


def encode(text):
    return urllib.parse.quote(text, safe="-_.~")


def signed(access_key_id, secret, parameters):
    """A query signed with V1: HMAC-SHA1 over the sorted parameters."""
    parameters = {"Version": "2020-11-09", "Format": "JSON", "AccessKeyId": access_key_id,
                  "SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0",
                  "SignatureNonce": uuid.uuid4().hex,
                  "Timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), **parameters}
    query = "&".join(f"{encode(name)}={encode(parameters[name])}" for name in sorted(parameters))
    text = "GET&%2F&" + encode(query)
    signature = base64.b64encode(hmac.digest((secret + "&").encode(), text.encode(), hashlib.sha1))
    return query + "&Signature=" + encode(signature.decode())


class Wrong(Exception):
    """An answer that is not as it must be."""


class Client:
    def __init__(self, port, access_key_id="key", secret="secret"):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._key = (access_key_id, secret)
        self.requests = 0

    def ask(self, method, target, body=None, right=(200,)):
        """The body of the answer, whose status must be one of those that are right."""
        self.requests += 1
        self._connection.request(method, target, body)
        response = self._connection.getresponse()
        text = response.read()
        if response.status not in right:
            raise Wrong(f"{method} {target[:200]}: {response.status} {text[:300]!r}")
        return text

    def call(self, action, right=(200,), secret=None, **parameters):
        query = signed(self._key[0], secret or self._key[1], {"Action": action, **parameters})
        return json.loads(self.ask("GET", "/?" + query, right=right))

    def control(self, line, body=None, right=(200,)):
        method, _, path = line.partition(" ")
        text = None if body is None else json.dumps(body)
        return self.ask(method, "/_fake-ice/" + path, text, right)
