"""How the image runs: as its own user, on a read-only root, without a network."""

import json
import os
import pathlib
import unittest

from engine import Container, running, tool
from files import IMAGE, REPOSITORY, new_folder

BUNDLED_JOB = "00000000000000000000000000000004"
MS_TO_STOP = 100
STORE = ["--store", "/data/fake-ice.db"]


def get(container, job_id, *options):
    return container.execute(["fake-ice", "call", "GetYikeAIAppJob", f"JobId={job_id}", *options])


def folder_with(name, text):
    folder = new_folder()
    (folder / name).write_text(text)
    return folder


class Case(unittest.TestCase):
    def assert_cannot_start(self, container, *words):
        """It ends with code 2 and one line that has the words."""
        code, out, err = container.finish()
        self.assertEqual((code, out, err.count("\n")), (2, "", 1), err)
        for word in words:
            self.assertIn(word, err)


class AContainer(Case):
    def test_serves_the_bundled_jobs_on_port_20201_and_is_healthy(self):
        with running(IMAGE) as container:
            self.assertRegex(container.line,
                             r"^fake-ice \S+ listening on http://0\.0\.0\.0:20201$")
            health = container.execute(["fake-ice", "health"])
            self.assertEqual((health.returncode, json.loads(health.stdout)["Status"]), (0, "ok"))
            job = json.loads(get(container, BUNDLED_JOB).stdout)
            self.assertEqual((job["JobId"], job["Status"]), (BUNDLED_JOB, "Finished"))
            self.assertEqual(get(container, "unknown").returncode, 1)

    def test_is_read_only_and_nobody_with_no_network_and_no_capability(self):
        with running(IMAGE) as container:
            process = pathlib.Path(f"/proc/{container.pid}")
            status = dict(line.split(":\t", 1) for line in
                          (process / "status").read_text().splitlines())
            self.assertEqual(status["Uid"].split(), ["65534"] * 4)
            self.assertEqual(status["Gid"].split(), ["65534"] * 4)
            self.assertEqual(status["Groups"].strip(), "")
            self.assertEqual(int(status["CapEff"], 16), 0)
            self.assertEqual(status["NSpid"].split()[-1], "1")
            mounts = (process / "mountinfo").read_text().splitlines()
            self.assertEqual([line.split()[4] for line in mounts], ["/"])
            self.assertEqual(mounts[0].split()[5].split(",")[0], "ro")
            links = container.beside([tool("ip"), "-o", "link"]).stdout.splitlines()
            self.assertEqual([line.split(": ")[1] for line in links if "LOWER_UP" in line], ["lo"])

    def test_is_used_with_an_official_sdk(self):
        with running(IMAGE) as container:
            sdk = container.beside([tool("node"), str(REPOSITORY / "tests/image/client.mjs")])
            self.assertEqual((sdk.returncode, sdk.stdout), (0, "Finished\n"), sdk.stderr)

    def test_ends_with_code_0_soon_after_the_signal(self):
        seconds = []
        for _ in range(3):
            with running(IMAGE) as container:
                self.assertEqual(container.execute(["fake-ice", "health"]).returncode, 0)
                taken, code = container.stop()
                self.assertEqual(code, 0)
                seconds.append(taken)
        print(", ".join(f"{taken * 1000:.1f} ms" for taken in seconds), end=" ... ", flush=True)
        # Of three, because the machine may have been busy with something else.
        self.assertLess(min(seconds) * 1000, MS_TO_STOP)

    def test_is_not_healthy_when_nothing_listens(self):
        with running(IMAGE, "--listen", "127.0.0.1:1024") as container:
            health = container.execute(["fake-ice", "health"])
            self.assertEqual(health.returncode, 1)
            self.assertIn("no answer from http://127.0.0.1:20201", health.stderr)

    def test_is_asked_for_its_health_where_the_variable_lets_it_listen(self):
        with running(IMAGE, environment={"FAKE_ICE_LISTEN": "0.0.0.0:8080"}) as container:
            self.assertTrue(container.line.endswith(":8080"), container.line)
            self.assertEqual(container.execute(["fake-ice", "health"]).returncode, 0)

    def test_takes_options_as_arguments_and_variables(self):
        for settings in ({"arguments": ["--auth", "off"]},
                         {"arguments": [], "environment": {"FAKE_ICE_AUTH": "off"}}):
            arguments = settings.pop("arguments")
            with running(IMAGE, *arguments, **settings) as container:
                answer = get(container, BUNDLED_JOB, "--access-key-secret", "wrong")
                self.assertEqual(answer.returncode, 0, answer)
        with running(IMAGE) as container:
            answer = get(container, BUNDLED_JOB, "--access-key-secret", "wrong")
            self.assertEqual(answer.returncode, 1)

    def test_runs_as_any_user(self):
        for user in ("65534", "12345", "12345:678"):
            with running(IMAGE, user=user) as container:
                status = pathlib.Path(f"/proc/{container.pid}/status").read_text()
                self.assertIn(f"Uid:\t{user.partition(':')[0]}\t", status)
                self.assertEqual(get(container, BUNDLED_JOB).returncode, 0)


    def test_needs_no_folder_for_temporary_files(self):
        jobs = [{"JobId": f"job-{i}", "Status": "Finished", "AppParams": "x" * 200,
                 "Result": {"ImageResult": [{"MediaId": f"media-{i}"}]}} for i in range(3000)]
        body = folder_with("large.json", json.dumps({"Jobs": jobs})) / "large.json"

        def post(container, path, *options):
            return container.beside([tool("curl"), "-sS", "-w", "%{http_code}", "-o", "/dev/null",
                                     "-X", "POST", *options,
                                     f"127.0.0.1:20201/_fake-ice/{path}"]).stdout

        self.assertFalse((IMAGE.root / "tmp").exists())
        for arguments, volumes in ((), []), (STORE, ["changed:/data"]):
            with running(IMAGE, *arguments, volumes=volumes) as container:
                self.assertEqual(post(container, "fixtures", "--data-binary", f"@{body}"), "200")
                self.assertEqual(get(container, "job-2999").returncode, 0)
                self.assertEqual(post(container, "reset"), "200")
                self.assertEqual(get(container, "job-2999").returncode, 1)
                self.assertEqual(get(container, BUNDLED_JOB).returncode, 0)


class Fixtures(Case):
    def test_that_are_mounted_take_the_place_of_the_bundled_one(self):
        folder = folder_with("mine.json", '{"Jobs": [{"JobId": "mine", "Status": "Queuing"}]}')
        with running(IMAGE, volumes=[f"{folder}:/fixtures:ro"]) as container:
            self.assertEqual(json.loads(get(container, "mine").stdout)["Status"], "Queuing")
            self.assertEqual(get(container, BUNDLED_JOB).returncode, 1)

    def test_are_checked(self):
        good = folder_with("a.json", '{"Jobs": [{"JobId": "a", "Status": "Failed"}]}')
        bad = folder_with("b.json", '{"Jobs": [{"JobId": "b", "Stauts": "Failed"}]}')
        code, out, err = Container(IMAGE, ["check", "/fixtures"],
                                   volumes=[f"{good}:/fixtures:ro"]).finish()
        self.assertEqual((code, out), (0, "fixtures are valid: files: 1, jobs: 1\n"), err)
        code, out, err = Container(IMAGE, ["check", "/fixtures"],
                                   volumes=[f"{bad}:/fixtures:ro"]).finish()
        self.assertEqual((code, out), (1, ""))
        self.assertIn("/fixtures/b.json: /Jobs/0/Stauts: unknown key", err)

    def test_with_a_mistake_keep_it_from_starting(self):
        folder = folder_with("b.json", "{")
        self.assert_cannot_start(Container(IMAGE, volumes=[f"{folder}:/fixtures:ro"]),
                                 "/fixtures/b.json")

    def test_that_are_missing_from_what_is_mounted_keep_it_from_starting(self):
        folder = new_folder()
        self.assert_cannot_start(Container(IMAGE, volumes=[f"{folder}:/fixtures:ro"]),
                                 "/fixtures: the directory has no *.json file")


class TheStore(Case):
    def submit(self, container):
        answer = container.execute(["fake-ice", "call", "SubmitYikeAIAppJob", "AppId=app"])
        return json.loads(answer.stdout)["JobId"]

    def test_in_a_volume_survives_the_container(self):
        for user in (None, "12345"):
            volume = [f"store-of-{user}:/data"]
            with running(IMAGE, *STORE, volumes=volume, user=user) as container:
                job_id = self.submit(container)
                self.assertEqual(container.stop()[1], 0)
            with running(IMAGE, *STORE, volumes=volume, user=user) as container:
                self.assertEqual(get(container, job_id).returncode, 0)

    def test_is_in_memory_unless_asked_for(self):
        with running(IMAGE, volumes=["unused:/data"]) as container:
            job_id = self.submit(container)
            self.assertEqual(os.listdir(IMAGE.volume("unused", "/data")), [])
        with running(IMAGE, volumes=["unused:/data"]) as container:
            self.assertEqual(get(container, job_id).returncode, 1)

    def test_that_cannot_be_written_keeps_it_from_starting(self):
        rights_of_root = new_folder(mode=0o700)
        for volumes in ([], ["read-only:/data:ro"], [f"{rights_of_root}:/data"]):
            self.assert_cannot_start(Container(IMAGE, STORE, volumes=volumes),
                                     "cannot use the store /data/fake-ice.db")

    def test_that_is_damaged_keeps_it_from_starting_and_stays_as_it_is(self):
        folder = folder_with("fake-ice.db", "no database, but a text of some length")
        self.assert_cannot_start(Container(IMAGE, STORE, volumes=[f"{folder}:/data"]),
                                 "it is not a SQLite database")
        self.assertEqual((folder / "fake-ice.db").read_text(),
                         "no database, but a text of some length")
        self.assert_cannot_start(Container(IMAGE, ["--store", "/data"], volumes=["x:/data"]),
                                 "it is a directory; name a file in it")
