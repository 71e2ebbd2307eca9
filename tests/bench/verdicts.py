"""What is to be reached, and what a run says of it: the table that `make bench` prints.

Every target is one row. A measurement is held against it as it was taken; rounding is for the eye
alone, and shows as many digits as it takes to see why a row is missed.
"""
import dataclasses
import json
import math
import statistics

HOLDS = {"≥": lambda value, limit: value >= limit, "≤": lambda value, limit: value <= limit,
         "<": lambda value, limit: value < limit}


@dataclasses.dataclass(frozen=True)
class Target:
    key: str
    what: str
    bound: str  # one of HOLDS
    limit: float
    unit: str = ""


@dataclasses.dataclass(frozen=True)
class Measured:
    """The median of `samples`, or why there is none: the row was skipped, or measuring failed."""
    samples: tuple = ()
    note: str = ""
    skipped: str = ""
    failed: str = ""

    @property
    def value(self):
        return statistics.median(self.samples) if self.samples else None


# Ratios are fake-ice's figure divided by that of what it stands beside.
TARGETS = (
    Target("rate_32", "rate of signed polls beside the bare server, 32 connections", "≥", 1.2, "×"),
    Target("rate_8", "the same, 8 connections", "≥", 1.2, "×"),
    Target("rate_1", "the same, 1 connection", "≥", 1.0, "×"),
    Target("cpu", "processor time per poll beside the bare server", "≤", 0.8, "×"),
    Target("nginx", "rate beside nginx, 32 connections", "≥", 0.3, "×"),
    Target("p99", "p99 beside the bare server, 32 connections", "≤", 1.0, "×"),
    Target("v1_cpu", "processor time per V1 poll beside the bare server", "≤", 0.9, "×"),
    Target("policy", "rate of a RAM user with 200 statements beside the account", "≥", 0.8, "×"),
    Target("instructions", "user instructions per poll", "≤", 140_000),
    Target("allocations", "allocations per poll", "≤", 40),
    Target("system_calls", "system calls per poll, one client", "≤", 4),
    Target("lock_calls", "futex and mprotect among them", "≤", 0),
    Target("start_ms", "from exec to the first 200", "≤", 8, "ms"),
    Target("start_ratio", "the same beside the bare server", "≤", 1.0, "×"),
    Target("memory_idle", "resident memory, idle", "≤", 10, "MiB"),
    Target("memory_after", "resident memory after 1,000,000 polls", "≤", 32, "MiB"),
    Target("memory_growth", "its growth over the last 100,000 of them", "≤", 1, "MiB"),
    Target("lookups", "rate in a store of 1,000,000 jobs beside one of 10", "≥", 0.9, "×"),
    Target("start_store", "start on a store of 1,000,000 jobs", "≤", 20, "ms"),
    Target("load", "loading a fixture of 1,000,000 jobs", "≥", 150_000, "jobs/s"),
    Target("load_memory", "its peak memory beyond what stays", "≤", 64, "MiB"),
    Target("batch", "BatchGetYikeAIAppJob of 1,000 ids", "<", 5, "ms"),
    Target("polls_store", "rate of polls with --store beside in memory", "≥", 0.5, "×"),
    Target("submits_store", "submits with --store, 32 connections beside one", "≥", 5, "×"),
    Target("tls_rate", "rate of polls over TLS beside plain, 32 kept connections", "≥", 0.8, "×"),
    Target("tls_new", "new TLS connections beside nginx, one request each", "≥", 0.8, "×"),
    Target("idle_cpu", "2,000 idle connections, of one core", "<", 2, "%"),
    Target("idle_lost", "of them not answered afterwards", "≤", 0),
    Target("delayed_health", "slowest health check beside 1,100 delayed requests", "≤", 50, "ms"),
    Target("delayed_lost", "of them not answered after the delay", "≤", 0),
)


def verdict(target, measured):
    """`met`, `missed`, `skipped` or `failed`."""
    if measured is None or measured.failed:
        return "failed"
    if measured.skipped:
        return "skipped"
    if measured.value is None or math.isnan(measured.value):
        return "failed"
    return "met" if HOLDS[target.bound](measured.value, target.limit) else "missed"


def number(value, limit=None):
    """Three digits, or as many more as tell the value from the limit that it misses."""
    if value is None:
        return "-"
    for digits in range(3, 12):
        rounded = float(f"{value:.{digits}g}")
        if value == limit or rounded != limit:
            break
    decimals = max(0, digits - 1 - (math.floor(math.log10(abs(value))) if value else 0))
    text = f"{value:,.{min(decimals, 9)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_unit(text, unit):
    return f"{text} {unit}".rstrip()


def goal(target):
    return with_unit(f"{target.bound} {number(target.limit)}", target.unit)


def rows(measurements):
    """Every target in its order, with what `measurements`, by key, says of it."""
    unknown = measurements.keys() - {target.key for target in TARGETS}
    if unknown:
        raise KeyError(f"measured without a target: {sorted(unknown)}")
    for target in TARGETS:
        measured = measurements.get(target.key)
        yield target, measured, verdict(target, measured)


def table(measurements):
    """The lines that people read."""
    yield f"{'what':<62}{'target':>18}{'measured':>18}  verdict"
    for target, measured, said in rows(measurements):
        measured = measured or Measured(failed="not measured")
        shown = with_unit(number(measured.value, target.limit), target.unit) \
            if measured.value is not None else "-"
        why = measured.failed or measured.skipped or measured.note
        yield f"{target.what:<62}{goal(target):>18}{shown:>18}  {said:<8}{why}".rstrip()


def summary(measurements):
    """How many rows got which verdict."""
    found = [said for _, _, said in rows(measurements)]
    return {said: found.count(said) for said in ("met", "missed", "skipped", "failed")}


def document(measurements, about):
    """What build/bench.json holds, as text; `about` is the run: machine, time, details."""
    listed = [{"Key": target.key, "What": target.what, "Target": goal(target),
               "Unit": target.unit, "Value": measured.value if measured else None,
               "Samples": list(measured.samples) if measured else [],
               "Note": (measured.failed or measured.skipped or measured.note) if measured else "",
               "Verdict": said}
              for target, measured, said in rows(measurements)]
    return json.dumps({**about, "Summary": summary(measurements), "Rows": listed},
                      ensure_ascii=False, indent=2) + "\n"
