"""The pytest plugin: what a failing test prints, and tests in parallel."""

import os
import pathlib
import re

import fake_ice

TESTS = pathlib.Path(__file__).parent
HEAD = f"""
import sys
sys.path.insert(0, {str(TESTS)!r})
import pytest
from sdk import client_of, get, submit
"""


def journal(output):
    """The section that the plugin adds, without what follows it."""
    sections = re.findall(r"^-+ fake-ice: requests of this test -+\n(.*?)^[-=_]{2,}", output,
                          re.M | re.S)
    assert len(sections) == 1, output
    return sections[0]


def test_a_failing_test_names_the_mistake(run_pytest):
    done = run_pytest(HEAD + """
def test_it(fake_ice):
    print("the secret is", fake_ice.access_key_secret)
    submit(client_of(fake_ice, access_key_secret=fake_ice.access_key_secret + "\\n"))
""", "--showlocals")
    assert done.returncode == 1
    text = journal(done.stdout)
    assert re.search(r"^  \d\d:\d\d:\d\d\.\d{3}  SubmitYikeAIAppJob  400 SignatureDoesNotMatch\n"
                     r" +the secret was used with a newline at its end: trim", text, re.M), text
    (secret,) = re.findall("the secret is (.+)", done.stdout)
    assert secret not in text


def test_the_way_of_a_job_is_told_oldest_first(run_pytest):
    done = run_pytest(HEAD + """
def test_it(fake_ice):
    fake_ice.freeze()
    ice = client_of(fake_ice)
    job_id = submit(ice)
    for _ in range(3):
        get(ice, job_id)
    fake_ice.fail_next("Throttling.User")
    with pytest.raises(Exception):
        get(ice, job_id)
    assert get(ice, job_id)["Status"] == "Finished"
""")
    text = journal(done.stdout)
    assert re.search(r"its clock at \S+ \S+, frozen$", text, re.M), text
    lines = re.sub(r"[\d:]{8}\.\d{3}|[\da-f]{32}", "*", text).splitlines()[1:]
    assert lines == [
        "  *  SubmitYikeAIAppJob  200                  *",
        "  *  GetYikeAIAppJob     200 Created          *  ×3, until *",
        "  *  GetYikeAIAppJob     400 Throttling.User  *",
        "                by a fault of this account: Error Throttling.User",
        "  *  GetYikeAIAppJob     200 Created          *"]


def test_keys_of_nobody_and_of_the_default_account_are_told(run_pytest):
    done = run_pytest(HEAD + """
def test_it(fake_ice):
    mine = fake_ice.sdk_config()
    default = client_of(fake_ice, access_key_id="fake-ice-access-key-id",
                        access_key_secret="fake-ice-access-key-secret")
    submit(default)
    submit(client_of(fake_ice, access_key_id="nobody"))
""")
    text = journal(done.stdout)
    assert "No request came with its key, LTAI" in text
    assert re.search(r"endpoint 127\.0\.0\.1:\d+ \(host:port, without http://\)", text)
    assert "and protocol HTTP." in text
    assert "The default account, 1000000000000001, was asked meanwhile: 1 request." in text
    assert "404 InvalidAccessKeyId.NotFound  key nobody" in text


HTTPS_TWICE = HEAD + """
def test_it(fake_ice):
    for _ in range(2):
        with pytest.raises(Exception):
            submit(client_of(fake_ice, protocol="HTTPS"))
    assert False
"""


def test_what_the_server_warned_of_is_told_once(run_pytest):
    text = " ".join(journal(run_pytest(HTTPS_TWICE).stdout).split())
    assert re.search(r"The server, which others may call too, warned meanwhile: port \d+ is plain"
                     r" HTTP and the client spoke TLS \(HTTPS\): set the protocol of the SDK to"
                     r" HTTP, such as config\.protocol = 'HTTP'", text)
    assert text.count("is plain HTTP") == 1


def test_an_attached_servers_warnings_are_its_own(run_pytest):
    with fake_ice.start("--log-level", "warning") as server:
        text = journal(run_pytest(HTTPS_TWICE, FAKE_ICE_URL=server.url).stdout)
    assert "No request came with its key, LTAI" in text
    assert "warned" not in text


def test_a_failure_in_another_fixtures_beginning_or_end_is_told(run_pytest):
    for place in ("submit(ice); assert False; yield", "yield; submit(ice); assert False"):
        done = run_pytest(HEAD + f"""
@pytest.fixture
def ice(fake_ice):
    ice = client_of(fake_ice)
    {place}

def test_it(ice):
    pass
""")
        assert "SubmitYikeAIAppJob  200" in journal(done.stdout)


def test_a_test_that_passes_or_has_no_account_prints_nothing(run_pytest):
    done = run_pytest(HEAD + """
def test_passes(fake_ice):
    submit(client_of(fake_ice))

def test_has_none():
    assert False
""")
    assert "1 failed, 1 passed" in done.stdout
    assert "requests of this test" not in done.stdout


def test_what_a_client_sent_does_not_drive_the_terminal(run_pytest):
    done = run_pytest(HEAD + """
def test_it(fake_ice):
    get(client_of(fake_ice), "a\\x1b[2Jb")
""", "-q", "--tb=line")
    assert r"a\x1b[2Jb" in journal(done.stdout)
    assert "\x1b" not in journal(done.stdout)


def test_each_worker_of_xdist_has_a_server_and_each_test_an_account(run_pytest, tmp_path):
    done = run_pytest(HEAD + f"""
import os, pathlib
@pytest.mark.parametrize("number", range(40))
def test_it(number, fake_ice, fake_ice_server):
    get(client_of(fake_ice), submit(client_of(fake_ice)))
    assert len(fake_ice.requests()) == 2
    place = pathlib.Path({str(tmp_path)!r}) / os.environ["PYTEST_XDIST_WORKER"]
    with place.open("a") as file:
        file.write(f"{{fake_ice_server.url}} {{fake_ice.account_id}}\\n")
""", "-n", "2", FAKE_ICE_URL=None)
    assert "40 passed" in done.stdout, done.stdout
    used = [{*zip(*map(str.split, path.read_text().splitlines()))}
            for path in sorted(tmp_path.glob("gw*"))]
    words = [path.read_text().split() for path in sorted(tmp_path.glob("gw*"))]
    servers = [set(each[::2]) for each in words]
    assert len(used) == 2 and all(len(each) == 1 for each in servers)
    assert len(set.union(*servers)) == 2
    assert len({account for each in words for account in each[1::2]}) == 40


def test_a_server_of_ones_own(run_python):
    done = run_python({
        "conftest.py": """
import fake_ice, pytest
@pytest.fixture(scope="session")
def fake_ice_server():
    with fake_ice.start("--strict-apps") as server:
        yield server
""", "test_it.py": HEAD + """
def test_it(fake_ice):
    with pytest.raises(Exception, match="AppId"):
        submit(client_of(fake_ice))
"""}, "-m", "pytest", "-p", "no:cacheprovider")
    assert done.returncode == 0, done.stdout


def test_without_pytest_the_journal_is_in_the_notes(run_python):
    done = run_python({"it.py": HEAD + """
import fake_ice
with fake_ice.start() as server, server.account() as account:
    get(client_of(account), "")
"""}, "it.py")
    assert done.returncode == 1
    assert re.search(r"^fake-ice: account \d+.*\n.*400 InvalidParameter\n"
                     r' +The specified parameter "JobId" is not valid\.', done.stdout,
                     re.M), done.stdout


def test_a_server_that_is_gone_hides_no_failure(run_python):
    done = run_python({"it.py": """
import fake_ice
server = fake_ice.start()
with server.account():
    server.stop()
    raise ValueError("the test's own")
"""}, "it.py")
    assert "ValueError: the test's own" in done.stdout
    assert "cannot be read" in done.stdout


def test_the_error_of_a_fixture_without_a_program_says_the_remedy(run_pytest):
    done = run_pytest("def test_it(fake_ice): pass", FAKE_ICE_URL=None,
                      FAKE_ICE_BINARY=os.devnull)
    assert "which is no program. Set FAKE_ICE_BINARY" in done.stdout
