"""A registry of npm's on this machine, with a folder's tarballs and what its node_modules has.

Usage: registry.py FOLDER
Writes its address and a line break when it serves.
"""
import base64
import hashlib
import http.server
import io
import json
import pathlib
import sys
import tarfile
import urllib.parse


def packed(folder):
    """The tarball of an installed package."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz", compresslevel=1) as tar:
        tar.add(folder, "package", filter=lambda entry: None if "node_modules" in entry.name
                else entry)
    return out.getvalue()


def manifest_in(tarball):
    with tarfile.open(fileobj=io.BytesIO(tarball)) as tar:
        return json.load(tar.extractfile("package/package.json"))


def found_in(folder):
    """Manifest and tarball of every package."""
    for path in folder.glob("*.tgz"):
        yield manifest_in(path.read_bytes()), path.read_bytes()
    for path in folder.glob("**/package.json"):
        above = path.parent.parent
        if (above.parent if above.name.startswith("@") else above).name == "node_modules":
            yield json.loads(path.read_text()), packed(path.parent)


class Registry(http.server.BaseHTTPRequestHandler):
    versions = {}  # by name
    tarballs = {}  # by path

    def do_GET(self):
        path = urllib.parse.unquote(self.path)
        if path in self.tarballs:
            return self.answer(200, self.tarballs[path])
        versions = self.versions.get(path[1:])
        if not versions:
            return self.answer(404, b"{}")
        latest = sorted(versions)[-1]
        document = {"name": path[1:], "dist-tags": {"latest": latest}, "versions": versions}
        return self.answer(200, json.dumps(document).encode())

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def main(folder):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    address = f"http://127.0.0.1:{server.server_port}"
    for manifest, tarball in found_in(pathlib.Path(folder)):
        name, version = manifest["name"], manifest["version"]
        path = f"/{name}/-/{version}.tgz"
        digest = base64.b64encode(hashlib.sha512(tarball).digest()).decode()
        manifest["dist"] = {"tarball": address + path, "integrity": f"sha512-{digest}"}
        Registry.versions.setdefault(name, {})[version] = manifest
        Registry.tarballs[path] = tarball
    print(address, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
