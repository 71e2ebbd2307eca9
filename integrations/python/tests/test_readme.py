"""What the README shows is run."""

import re


def blocks(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.M | re.S)


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
    (printed,) = blocks(readme, "text")
    assert "\n".join(shape(printed)) in "\n".join(shape(done.stdout)), done.stdout


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
