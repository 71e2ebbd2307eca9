"""A store of many jobs: loading them, starting on them, and finding one among them."""
import json
import pathlib
import socket
import time

from presign import encode, job_id, v3_requests
from servers import HOST, READY_SECONDS, Failed, Server, ask
from speed import lookups
from starts import milliseconds_to_health, on_port
from verdicts import Measured

JOBS = 1_000_000  # as the targets say
LOAD_SECONDS = 300
STORE_STARTS = 9
BATCH_IDS = 1_000
BATCHES = 25
JOB = {"AppId": "app_stylized_generate_image", "AppParams": {"Extra.4.Prompt": "a boat"},
       "Status": "Finished"}


def write_fixture(path, jobs):
    """`jobs` jobs, one a line, with what a job has at the least."""
    rest = json.dumps(JOB)[1:]
    with open(path, "w", encoding="ascii") as file:
        file.write('{"Jobs":[\n')
        for number in range(1, jobs + 1):
            file.write(f'{{"JobId":"{job_id(number)}",{rest}{"," if number < jobs else ""}\n')
        file.write("]}\n")


def batches(jobs):
    """Query strings that name BATCH_IDS jobs each, all over the store."""
    step = max(jobs // BATCH_IDS, 1)
    for first in range(1, BATCHES + 2):
        ids = ",".join(job_id((first + at * step) % jobs + 1) for at in range(BATCH_IDS))
        yield b"JobIds=" + encode(ids).encode()


def batch(server, jobs):
    """The time of one client from its request to the end of its answer."""
    taken = []
    with socket.create_connection((HOST, server.port), READY_SECONDS) as client, \
            client.makefile("rb") as stream:
        for request in v3_requests(BATCHES + 1, batches(jobs), "BatchGetYikeAIAppJob"):
            began = time.perf_counter()
            body = ask(stream, client, request)
            taken.append((time.perf_counter() - began) * 1e3)
            if len(json.loads(body).get("JobList", [])) != min(BATCH_IDS, jobs):
                raise Failed("a batch was answered without some of its jobs")
    return {"batch": Measured(tuple(taken[1:]), note=f"{len(body):,} bytes")}


def store_starts(run, fixture):
    """Starts on a file that has the jobs; the run that writes it is not measured."""
    store = run.new_path("large.db")
    loading = run.fake_ice + ["--store", store, "--fixtures", fixture]
    with Server(loading, ready_seconds=LOAD_SECONDS):
        pass
    command = on_port(run.fake_ice + ["--store", store])
    return {"start_store": Measured(tuple(milliseconds_to_health(command)
                                          for _ in range(STORE_STARTS)))}


def large(run):
    """Every figure that needs a store of many jobs."""
    jobs = run.jobs
    if jobs != JOBS:
        print(f"large: {jobs:,} jobs in the place of {JOBS:,}")
    fixture, few = run.new_path("large.json"), run.new_path("few.json")
    write_fixture(fixture, jobs)
    write_fixture(few, 10)
    with Server(run.fake_ice):
        pass  # the program is in the page cache
    began = time.perf_counter()
    with Server(run.fake_ice + ["--fixtures", fixture], ready_seconds=LOAD_SECONDS) as server, \
            Server(run.fake_ice + ["--fixtures", few]) as small:
        rate = jobs / (server.ready_at - began)
        beyond = server.peak_mib() - server.resident_mib()
        measured = {
            "load": Measured((rate,)),
            "load_memory": Measured((beyond,), note=f"{server.resident_mib():.0f} MiB stay")}
        measured |= batch(server, jobs)
        measured |= lookups(run, server, small, jobs)
    measured |= store_starts(run, fixture)
    pathlib.Path(fixture).unlink()
    return measured
