"""The tests of one client: all that its kind must find at the emulator."""

import functools
import json
import unittest

from apps import Apps, app_cases
from batches import Batches, batch_cases
from behaviour import STATUSES, VERSIONS, Behaviour, KeepsConnections, TakesBigForms, TakesForms
from compression import Compression
from downloads import Downloads
from faults import Faults, fault_cases
from files import ACCOUNT, EXPECTATIONS
from flows import Flows, flow_cases
from identities import Identities, identity_cases
from jobs import Jobs, job_cases
from mistakes import Mistakes, mistake_cases
from polls import Polls
from throttling import Retries, Throttling
from verify import Verify, verify_cases


def _cases(client_class):
    """The tests that the tables describe: a sentence each, the check, and its arguments."""
    for job_id, status in STATUSES:
        yield f"reads that job {job_id} is {status}", Behaviour.check_status, (job_id, status)
    for job in ACCOUNT["Jobs"]:
        yield f"finds the job named {json.dumps(job['JobId'])}", Behaviour.check_job, (job,)
    for minutes in (-14, 14):
        sentence = f"is answered although its clock is {abs(minutes)} minutes "
        yield sentence + ("slow" if minutes < 0 else "fast"), Behaviour.check_clock, (minutes,)
    for version in VERSIONS if client_class.generic else VERSIONS[:1]:
        sentence = f"reads every field of a finished job of version {version}"
        yield sentence, Behaviour.check_full_job, (version,)
    for expected in EXPECTATIONS["Refusals"]:
        if client_class.generic or not {"Action", "Version"} & expected.keys():
            sentence = f"is refused {expected['Code']} for {expected['Situation']}"
            yield sentence, Behaviour.check_refusal, (expected,)
    yield from identity_cases(client_class)
    yield from mistake_cases(client_class)
    if client_class.generic:
        yield from job_cases()
        yield from batch_cases()
        yield from app_cases()
        yield from flow_cases(VERSIONS)
        yield from fault_cases(client_class, VERSIONS)
        yield from verify_cases()


def case_of(client_class):
    """The TestCase of one client, with a method for every row of the tables."""
    mixins = [Behaviour, Identities, Throttling, Mistakes, Compression]
    if client_class.generic:
        mixins += [Jobs, Polls, Faults, Flows, Downloads, Verify, Batches, Apps]
    if client_class.keeps_connections:
        mixins.append(KeepsConnections)
    if client_class.retries:
        mixins.append(Retries)
    if client_class.takes_form:
        mixins.append(TakesForms)
    if client_class.takes_big_form:
        mixins.append(TakesBigForms)
    members = {"client_class": client_class}
    for sentence, check, arguments in _cases(client_class):
        # A name with spaces is a fine method name, and lets the report read as sentences.
        members[f"test {sentence}"] = functools.partialmethod(check, *arguments)
    return type(client_class.__name__, (*mixins, unittest.TestCase), members)
