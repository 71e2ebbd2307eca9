"""The words of an account, with the official SDK on the other side."""

import urllib.request

import pytest
from alibabacloud_tea_openapi import exceptions
from sdk import APP, client_of, get, submit

import fake_ice as kit


@pytest.fixture
def ice(fake_ice):
    return client_of(fake_ice)


def test_a_job_is_submitted_polled_and_downloaded(ice, fake_ice):
    fake_ice.freeze()
    job_id = submit(ice)
    assert get(ice, job_id)["Status"] == "Created"
    fake_ice.advance("10s")
    job = get(ice, job_id)
    assert job["Status"] == "Finished"
    with urllib.request.urlopen(job["Result"]["ImageResult"][0]["OutputUrl"]) as image:
        assert image.read().startswith(b"\x89PNG")


def test_a_frozen_clock_moves_by_hand_alone(fake_ice):
    frozen = fake_ice.freeze()
    assert frozen["Frozen"]
    assert fake_ice.advance("0s")["Now"] == frozen["Now"]
    assert fake_ice.advance("1h")["Now"] > frozen["Now"]
    assert not fake_ice.freeze(False)["Frozen"]


def test_a_job_is_put(ice, fake_ice):
    made = fake_ice.put_job({"AppId": APP, "Status": "Failed"})
    assert get(ice, made["JobId"])["Status"] == "Failed"
    fake_ice.put_job({"JobId": "a/b c?", "AppId": APP, "Status": "Executing"})
    assert get(ice, "a/b c?")["Status"] == "Executing"


def test_the_next_requests_fail_as_often_as_asked(ice, fake_ice):
    job_id = fake_ice.put_job({"AppId": APP, "Status": "Executing"})["JobId"]
    fake_ice.fail_next("Throttling.User", times=2, action="GetYikeAIAppJob")
    submit(ice)
    for _ in range(2):
        with pytest.raises(exceptions.ClientException) as refusal:
            get(ice, job_id)
        assert refusal.value.code == "Throttling.User"
    assert get(ice, job_id)["Status"] == "Executing"
    fake_ice.fail_next("ServiceUnavailable")
    with pytest.raises(exceptions.ServerException):
        submit(ice)
    submit(ice)


def test_a_fault_has_the_form_of_a_fixture(ice, fake_ice):
    fake_ice.fault({"Times": 1, "Error": {"Code": "Odd", "Message": "so", "HttpStatus": 418}})
    with pytest.raises(exceptions.ClientException, match="code: 418, so"):
        submit(ice)


def test_requests_are_the_accounts_own_newest_first(ice, fake_ice, fake_ice_server):
    job_id = submit(ice)
    get(ice, job_id)
    with fake_ice_server.account() as other:
        submit(client_of(other))
    assert [entry["Action"] for entry in fake_ice.requests()] == [
        "GetYikeAIAppJob", "SubmitYikeAIAppJob"]
    (entry,) = fake_ice.requests(Action="GetYikeAIAppJob", JobId=job_id)
    assert entry["Status"] == 200


def test_polls_are_verified(ice, fake_ice):
    job_id = submit(ice)
    get(ice, job_id)
    get(ice, job_id)
    assert fake_ice.verify(job_id, {"MaxPolls": 2}) == {"Passed": True, "Failures": [], "Polls": 2}
    (failure,) = fake_ice.verify(job_id, {"MaxPolls": 1})["Failures"]
    assert failure["Message"] == "The job was polled 2 times, more than 1."


def test_reset_forgets_jobs_faults_and_journal(ice, fake_ice):
    job_id = submit(ice)
    fake_ice.fail_next("InternalError")
    fake_ice.reset()
    assert fake_ice.requests() == []
    with pytest.raises(exceptions.ClientException) as refusal:
        get(ice, job_id)
    assert refusal.value.code == "JobNotFound"


def test_an_account_may_have_apps_and_rules_of_its_own(fake_ice_server):
    with fake_ice_server.account({"Service": "NotOpened"}) as account:
        with pytest.raises(exceptions.ClientException) as refusal:
            submit(client_of(account))
    assert refusal.value.code == "OperationDenied"


def test_an_account_that_was_given_back_is_gone(fake_ice_server):
    with fake_ice_server.account() as account:
        pass
    known = fake_ice_server.control("GET", "accounts")["Accounts"]
    assert account.account_id not in [one["AccountId"] for one in known]


@pytest.mark.parametrize(("word", "argument", "said"), [
    ("advance", "10 parsecs", "InvalidClock: Advance is no duration"),
    ("put_job", {"AppId": APP, "Stauts": "Failed"}, 'unknown key "Stauts"; did you mean "Status"?'),
    ("fail_next", "Throttling.Usr", 'did you mean "Throttling.User"?'),
])
def test_a_mistake_is_told_in_the_servers_words(fake_ice, word, argument, said):
    with pytest.raises(kit.ControlError) as refusal:
        getattr(fake_ice, word)(argument)
    assert said in str(refusal.value)
    assert refusal.value.status == 400


def test_the_secret_is_not_shown(fake_ice):
    assert fake_ice.access_key_secret not in repr(fake_ice)
    assert fake_ice.account_id in repr(fake_ice)
