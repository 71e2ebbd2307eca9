"""What the README shows is run."""

import os
import pathlib
import re
import sys

WORKFLOW = pathlib.Path(__file__).parents[3] / "tests/kits/workflow.py"


def blocks(text, language, mark="▶\n"):
    """Those that are marked as run."""
    return re.findall(rf"^{mark}```{language}\n(.*?)^```$", text, re.M | re.S)


def shape(text):
    """Lines without what differs from run to run."""
    return [re.sub(r"-{5,}", "-----", re.sub(r"\d+", "0", line)) for line in text.splitlines()]


def test_the_whole_test_passes(readme, run_python):
    test, script = blocks(readme, "python")
    done = run_python({"test_boat.py": test}, "-m", "pytest", "-q", "-n", "2")
    assert "1 passed" in done.stdout, done.stdout
    done = run_python({"script.py": script}, "script.py")
    assert re.fullmatch(r"[0-9a-f]{32}\n", done.stdout), done.stdout


def test_the_failing_test_prints_what_is_shown(readme, run_python):
    test = blocks(readme, "python")[0]
    (change,) = re.findall(r'^`(fake_ice\.access_key_secret \+= .*?)` before `ice` is made', readme,
                           re.M)
    spoilt = test.replace("    return client", f"    {change}\n    return client")
    done = run_python({"test_boat.py": spoilt}, "-m", "pytest")
    (printed,) = blocks(readme, "text", mark="")
    assert "\n".join(shape(printed)) in "\n".join(shape(done.stdout)), done.stdout


def test_each_mark_is_of_what_is_run_here(readme):
    marked = len(blocks(readme, "python")) + len(blocks(readme, "yaml"))
    assert marked == len(re.findall("^▶$", readme, re.M)) == 3


def test_a_server_is_shared_as_it_says(readme, run_python, tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/fake-ice").symlink_to(os.environ["FAKE_ICE_BINARY"])
    here = [str(tmp_path / "bin"), os.path.dirname(sys.executable), os.environ["PATH"]]
    files = {"test_boat.py": blocks(readme, "python")[0], "README.md": readme}
    done = run_python(files, str(WORKFLOW), "README.md", PATH=os.pathsep.join(here))
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout, done.stdout


def test_the_calls_of_the_table_are_understood(readme, run_pytest):
    rows = re.findall(r"^\| (`.*?) \|", readme, re.M)
    calls = [call for row in rows for call in re.findall(r"`(fake_ice\.[^`]+)`", row)]
    assert len(calls) == 11
    forms = {"put_job": '{"AppId": "a", "Status": "Failed"}', "fault": '{"DelayMs": 1}',
             "verify": '{"MaxPolls": 1}'}
    lines = "\n".join("    " + call.replace("{…}", forms.get(re.split("[.(]", call)[1], ""))
                      for call in calls)
    done = run_pytest(f"""
def test_it(fake_ice):
    job_id = fake_ice.put_job({{"AppId": "a", "Status": "Failed"}})["JobId"]
{lines}
""")
    assert "1 passed" in done.stdout, done.stdout
