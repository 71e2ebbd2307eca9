"""Where things are, and the expectations that both languages share."""

import json
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parents[3]
BINARY = os.environ.get("FAKE_ICE_BINARY") or str(ROOT / "build/release/fake-ice")
FIXTURE_PATH = ROOT / "tests/sdk/fixture.json"


def _json(path):
    return json.loads(path.read_text(encoding="utf-8"))


ACCOUNT = _json(FIXTURE_PATH)["Accounts"][0]
EXPECTATIONS = _json(ROOT / "tests/sdk/expectations.json")
JOBS = _json(ROOT / "tests/sdk/jobs.json")
APPS = _json(ROOT / "tests/sdk/apps.json")
FAULTS = _json(ROOT / "tests/sdk/faults.json")
POLLING = _json(ROOT / "tests/sdk/polling.json")
IDENTITIES = _json(ROOT / "tests/sdk/identities.json")
# The codes that a fault may name.
_ERROR = _json(ROOT / "schema/fixture.schema.json")["definitions"]["Fault"]["properties"]["Error"]
ERROR_CODES = _ERROR["allOf"][0]["not"]["properties"]["Code"]["not"]["enum"]
