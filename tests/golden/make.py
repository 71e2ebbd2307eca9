#!/usr/bin/env python3
"""Writes the golden exchanges: what is sent and what must come back, byte by byte.

Run it after a change here and read the difference; with --check it writes nothing and fails when
there is one. Requests are signed by signing.py, not by the program; expected answers are spelled
out from the documentation, never copied from a run.
"""
import sys

from exchange import compact, error, preflight, put_list, stale, success, write
from signing import HOST, request, v1, v3
from situations import NOT_FOUND, missing, situations

DOCUMENTED_JOB = "****cdb3e74639973036bc84****"
JOB = {"JobId": DOCUMENTED_JOB}


def put_situations(xml):
    suffix = "xml" if xml else "json"
    accept = "application/xml" if xml else "application/json"
    for name, answer, as_v3, as_v1, said in situations():
        if as_v3 is not None:
            error(f"{name}-v3-{suffix}", v3(JOB, accept=accept, **as_v3)[0], *answer, xml, **said)
        if as_v1 is not None:
            error(f"{name}-v1-{suffix}", v1(JOB, Format=suffix.upper(), **as_v1)[0], *answer, xml,
                  **said)


def put_wrong_signatures(xml):
    """Answers that repeat what the server signed."""
    suffix = "xml" if xml else "json"
    accept = "application/xml" if xml else "application/json"
    unknown = "the secret is most likely not the one of 'testid': none of {} known mistakes " \
              "gives this signature; if it is, compare your {} with the server's in the error " \
              "message"
    for name, secret, explain in (
            ("wrong-secret", "wrong", unknown.format(291, "canonical request, line by line,")),
            ("newline-in-secret", "testsecret\n", "the secret was used with a newline at its "
             "end: trim what is read from a file")):
        sent, to_sign, canonical = v3(JOB, secret=secret, accept=accept)
        error(f"{name}-v3-{suffix}", sent, 400, "SignatureDoesNotMatch",
              "Specified signature does not match our calculation. server StringToSign is "
              f"[{to_sign}] server CanonicalRequest is [{canonical}]", xml, explain=explain)
    sent, to_sign = v1(JOB, secret="wrong", Format=suffix.upper())
    error(f"wrong-secret-v1-{suffix}", sent, 400, "SignatureDoesNotMatch",
          "Specified signature is not matched with our calculation. server string to sign is:"
          + to_sign, xml,
          explain=unknown.format(220, "string to sign"))


def put_others(xml):
    suffix = "xml" if xml else "json"
    accept = {"accept": "application/xml" if xml else "application/json"}
    for name, sent in (("v3", v3(JOB, **accept)[0]), ("v1", v1(JOB, Format=suffix.upper())[0])):
        error(f"used-nonce-{name}-{suffix}", sent, 400, "SignatureNonceUsed",
              "Specified signature nonce was used already.", xml, sends=2)
    for name, parameters in (("absent", {}), ("empty", {"JobId": ""})):
        error(f"job-id-{name}-{suffix}", v3(parameters, **accept)[0], 400, "InvalidParameter",
              'The specified parameter "JobId" is not valid.', xml, by_product=True)
    error(f"unknown-job-{suffix}", v3({"JobId": "nothing"}, **accept)[0], 404, "JobNotFound",
          "The specified job not found", xml, by_product=True,
          explain="account '1234567890123456' has no job 'nothing'; it has 6 jobs: "
                  "'****cdb3e74639973036bc84****', 'a b+c/*~!'()%&=\\xe4\\xb8\\xad<>\"', "
                  "'created', ...")
    error(f"unsigned-{suffix}",
          request("GET", "/?Action=GetYikeAIAppJob&Version=2020-11-09" +
                  ("" if xml else "&Format=json"), {"Host": HOST}), *missing("AccessKeyId"), xml)
    for name, version, action, product in (
            ("not-emulated", "2020-11-09", "GetMediaInfo", "ICE"),
            ("not-emulated-yike-2026-03-19", "2026-03-19", "GetYikeJobCredit", "Yike"),
            ("not-emulated-yike-2026-07-07", "2026-07-07", "GetMedia", "Yike")):
        error(f"{name}-{suffix}", v3(JOB, action=action, version=version, **accept)[0], 501,
              "NotEmulated", f"fake-ice does not emulate the operation {action} of {product} "
              f"{version}; it emulates GetYikeAIAppJob, BatchGetYikeAIAppJob, SubmitYikeAIAppJob, "
              "PrecheckYikeAIAppJob of ICE 2020-11-09 and Yike 2026-03-19.", xml, product=product)
    error(f"action-of-another-version-{suffix}", v3(JOB, version="2026-07-07", **accept)[0],
          *NOT_FOUND, xml, product="Yike",
          explain="Yike 2026-07-07 has no such action; it is one of ICE 2020-11-09 and "
                  "Yike 2026-03-19")
    sent, to_sign, canonical = v3(JOB, empty_signature=True, **accept)
    error(f"empty-signature-v3-{suffix}", sent, 400, "SignatureDoesNotMatch",
          "Specified signature does not match our calculation. server StringToSign is "
          f"[{to_sign}] server CanonicalRequest is [{canonical}]", xml,
          explain="the signature in Authorization is not one of HMAC-SHA256, 64 digits of "
                  "lower-case hex: it has 0 characters")


def documented_job():
    """The values of the documentation's example; tests/golden/fixture.json has the same."""
    stem = "48555e8b-181dd5a8c07"
    base_url = f"http://outin-***.oss-cn-shanghai.aliyuncs.com/stream/{stem}/{stem}"
    return {
        "JobId": DOCUMENTED_JOB, "AppId": "app-****",
        "AppParams": '{"LoadImage.1.TargetImage":"MediaId1"}', "Status": "Finished",
        "ProductionId": DOCUMENTED_JOB, "FolderId": "folder-u3ilwhoc36ux9a****",
        "ExecutionStartTime": "2026-02-06T18:53:18.809+08:00",
        "ExecutionFinishTime": "2026-02-06T18:53:34.001+08:00",
        "Result": {
            kind: [{"MediaId": f"{n}a7852b032c371f0b64fe6f6c74b****",
                    "OutputUrl": f"{base_url}.{extension}"}]
            for n, (kind, extension) in enumerate(
                (("ImageResult", "png"), ("VideoResult", "mp4"), ("AudioResult", "mp3")), 1)}}


def put_successes():
    documented = documented_job()
    for method in ("GET", "POST"):
        low = method.lower()
        success(f"documented-job-v3-{low}-json", v3(JOB, method=method)[0], documented)
        success(f"documented-job-v1-{low}-json", v1(JOB, method=method)[0], documented)
        success(f"documented-job-v1-{low}-xml", v1(JOB, method=method, Format="XML")[0],
                documented, xml=True)
    success("documented-job-v3-xml", v3(JOB, accept="text/xml")[0], documented, xml=True)
    success("v1-without-format-is-xml", v1(JOB, drop=["Format"])[0], documented, xml=True)
    success("v1-format-in-lower-case", v1(JOB, Format="json")[0], documented)
    success("v3-accepting-anything-is-json", v3(JOB, accept="*/*")[0], documented)
    success("yike-version", v3(JOB, version="2026-03-19")[0], documented)
    success("sts-session", v3(JOB, key="STS.worker", x_acs_security_token="token of worker")[0],
            documented)
    success("sts-session-v1", v1(JOB, AccessKeyId="STS.worker", SecurityToken="token of worker")[0],
            documented)
    success("empty-security-token-v1", v1(JOB, SecurityToken="")[0], documented)
    success("ram-user", v3(JOB, key="pollerid")[0], documented)
    success("v1-three-digits-of-a-second", v1(JOB, Timestamp="2026-01-15T08:00:00.123Z")[0],
            documented)
    for name, body in (("text", compact(JOB)), ("with-other-values", compact(JOB | {
            "N": 1, "Flag": True, "Nothing": None, "List": [1]}))):
        success(f"v3-json-body-{name}", v3({}, json_body=body)[0], documented)
    success("unknown-parameters-are-ignored", v3(JOB | {"RegionId": "cn-shanghai", "X": ""})[0],
            documented)


def put_states():
    times = {"created": {}, "queuing": {}, "failed": {
        "ExecutionFinishTime": "2026-02-06T18:53:18.500+08:00"}, "executing": {
            "ExecutionStartTime": "2026-02-06T18:53:18.000+08:00"}}
    for status, fields in times.items():
        app = {"AppId": "app_test"} if status == "queuing" else {}
        success(f"status-{status}", v3({"JobId": status})[0],
                {"JobId": status, **app, "Status": status.capitalize(), **fields})
    odd = "a b+c/*~!'()%&=中<>\""
    fields = {"JobId": odd, "AppParams": '{"Prompt":"一只船 <&> \\"]]>\\"","N":2}',
              "Status": "Finished",
              "Result": {"ImageResult": [{"MediaId": "m1", "OutputUrl": "http://a/?b=1&c=2"},
                                         {"MediaId": "m2", "OutputUrl": "http://a/2"}]}}
    success("odd-characters-json", v3({"JobId": odd})[0], fields)
    success("odd-characters-xml", v1({"JobId": odd}, Format="xml")[0], fields, xml=True)


def main():
    put_successes()
    put_states()
    for xml in (False, True):
        put_situations(xml)
        put_wrong_signatures(xml)
        put_others(xml)
    error("unknown-format", v1(JOB, Format="yaml")[0], 400, "InvalidParameter.Format",
          "The specified value of parameter Format is not valid.", xml=True)
    preflight("preflight", request("OPTIONS", "/", {
        "Host": HOST, "Origin": "http://localhost:8080",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,x-acs-action,x-acs-version"}))
    put_list()
    if sys.argv[1:] != ["--check"]:
        return write()
    changes = stale()
    if changes:
        sys.exit("tests/golden/make.py would change, add or remove: " + ", ".join(changes) +
                 "; run it and read the difference")


if __name__ == "__main__":
    main()
