"""schema/openapi.json in the hands of others: linters, two generators of clients, a fuzzer."""
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build/openapi"
VENV = BUILD / "venv/bin"
DOCUMENT = ROOT / "schema/openapi.json"
SECONDS = 240

sys.path.insert(0, str(ROOT / "tests/sdk/python"))
from emulator import Emulator  # noqa: E402 (its folder is known only now)


def tool(*command, folder=BUILD):
    """What a tool says; it is a failure when it is not content."""
    quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
             "SCHEMATHESIS_HOOKS": str(HERE / "hooks.py"),
             "PATH": f"{VENV}:{os.environ['PATH']}"}
    done = subprocess.run([str(part) for part in command], cwd=folder, timeout=SECONDS, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
                          env={**os.environ, **quiet})
    if done.returncode != 0:
        raise AssertionError(f"{command[0]} ended with {done.returncode}:\n{done.stdout[-8000:]}")
    return done.stdout


def node_tool(name):
    return BUILD / "node_modules/.bin" / name


class Linters(unittest.TestCase):
    def test_redocly_has_nothing_to_say(self):
        said = tool(node_tool("redocly"), "lint", "--config", HERE / "redocly.yaml", DOCUMENT)
        self.assertIn("is valid", said)
        self.assertNotRegex(said, r"You have \d+ (warning|error)")

    def test_spectral_has_nothing_to_say(self):
        said = tool(node_tool("spectral"), "lint", "--fail-severity", "hint", "--ruleset",
                    HERE / "spectral.yaml", DOCUMENT)
        self.assertIn("No results", said)

    def test_openapi_spec_validator_has_nothing_to_say(self):
        self.assertIn("OK", tool(VENV / "openapi-spec-validator", DOCUMENT))


class Running(unittest.TestCase):
    def setUp(self):
        self.emulator = Emulator(HERE / "fixture.json", "--auth", "off")
        self.addCleanup(self.emulator.stop)
        self.url = f"http://127.0.0.1:{self.emulator.port}"

    def test_a_client_of_typescript_sets_and_reads_a_whole_job(self):
        folder = BUILD / "typescript"
        folder.mkdir(exist_ok=True)
        (folder / "package.json").write_text('{"type": "module"}')
        for name in ("client.ts", "tsconfig.json"):
            shutil.copy(HERE / name, folder)
        tool(node_tool("openapi-typescript"), DOCUMENT, "-o", folder / "api.d.ts")
        tool(node_tool("tsc"), folder=folder)
        self.assertEqual(tool("node", "client.js", self.url, folder=folder), "fine\n")

    def test_a_client_of_python_sets_and_reads_a_whole_job(self):
        folder = BUILD / "python"
        folder.mkdir(exist_ok=True)
        tool(VENV / "openapi-python-client", "generate", "--path", DOCUMENT, "--meta", "none",
             "--overwrite", "--output-path", folder / "typed_client")
        shutil.copy(HERE / "client.py", folder)
        tool(VENV / "python", "-B", "client.py", self.url, folder=folder)

    def test_schemathesis_finds_no_server_error_and_nothing_undeclared(self):
        # Not asked: whether all that the document allows is taken (a time may not exist, which no
        # schema can say; tests/schema has that), and whether signatures are, which are off here.
        said = tool(VENV / "schemathesis", "--config-file", HERE / "schemathesis.toml", "run",
                    DOCUMENT, "--url", self.url, "--seed", "1", "--max-examples", "6",
                    "--phases", "coverage,fuzzing", "--max-time", "45", "--continue-on-failure",
                    "--exclude-checks", "positive_data_acceptance,ignored_auth",
                    "--exclude-operation-id", "deleteAccount", "--no-color")
        self.assertRegex(said, r"\d{3,} generated, \d{3,} passed")
