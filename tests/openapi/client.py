"""A client of Python, by openapi-python-client: sets a whole job and reads it."""
import sys

from typed_client import Client
from typed_client.api.control import (add_faults, change_clock, create_account, put_job, read_job)
from typed_client.api.emulated import call_by_get
from typed_client.models import (
    CallByGetAction, CallByGetFormat, CallByGetVersion, ClockChange, Fault, FaultMatch, Faults,
    GottenJob, JobBody, NewAccount, NewAccountService, Output, Result, TimelineStep,
    TimelineStepStatus)


def main(url):
    client = Client(base_url=url, raise_on_unexpected_status=True)
    new = NewAccount(service=NewAccountService.ACTIVE)
    account = create_account.sync(client=client, body=new).account_id
    job = JobBody(
        app_id="app", app_params='{"prompt":"a boat"}', production_id="pd", folder_id="fd",
        timeline=[TimelineStep(status=TimelineStepStatus.CREATED),
                  TimelineStep(status=TimelineStepStatus.FINISHED, after="10s")],
        result=Result(image_result=[Output(media_id="m", output_url="http://a/b")],
                      video_result=[Output()]))
    put_job.sync(account, "whole", client=client, body=job)
    change_clock.sync(account, client=client, body=ClockChange(advance="10s"))
    state = read_job.sync(account, "whole", client=client)
    assert (state.status, state.app_id, state.production_id) == ("Finished", "app", "pd"), state
    assert state.app_params == '{"prompt":"a boat"}', state
    assert state.timeline[1].after == "10s", state
    assert state.result.image_result[0].media_id == "m", state
    assert state.polls.count == 0, state

    one = Fault(delay_ms=1, match=FaultMatch(job_id="whole"))
    for body in (one, [one], Faults(faults=[one])):
        faults = add_faults.sync(account, client=client, body=body).faults
    assert len(faults) == 3 and faults[2].match.job_id == "whole", faults

    answer = call_by_get.sync(
        client=client, action=CallByGetAction("GetYikeAIAppJob"),
        version=CallByGetVersion("2020-11-09"), format_=CallByGetFormat.JSON, job_id="mine")
    assert isinstance(answer, GottenJob) and answer.status == "Finished", answer


if __name__ == "__main__":
    main(sys.argv[1])
