#!/usr/bin/env python3
"""Writes the golden exchanges: what is sent and what must come back, byte by byte.

Run it after a change here and read the difference; with --check it writes nothing and fails when
there is one. Requests are signed by signing.py, not by the program; expected answers are spelled
out from the documentation, never copied from a run.
"""
import base64
import sys

from exchange import compact, error, put_list, stale, success, write
from signing import HOST, request, v1, v3

DOCUMENTED_JOB = "****cdb3e74639973036bc84****"
JOB = {"JobId": DOCUMENTED_JOB}
OWNER = "1234567890123456"
NOT_FOUND = (404, "InvalidAction.NotFound",
             "Specified api is not found, please check your url and method.")
EXPIRED = (400, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")


def missing(name):
    return 400, f"Missing{name}", f"{name} is mandatory for this action."


def situations():
    """Requests with one thing wrong: name, what the answer is (status, code, message), what makes
    the request of V3, and of V1 (keyword arguments of signing.py; None: not with that scheme), and
    what else is said of the answer (keyword arguments of exchange.error).

    Each is sent with both schemes and asks for both formats."""
    yield ("unsupported-method", (403, "UnsupportedHTTPMethod",
                                  "This http method is not supported."),
           {"method": "PUT"}, None, {})
    yield ("unknown-action", NOT_FOUND, {"action": "GetYikeAIAppjob"},
           {"Action": "GetYikeAIAppjob"},
           {"explain": "ICE has no such action; did you mean GetYikeAIAppJob? "
                       "Names are case-sensitive."})
    yield "unknown-path", NOT_FOUND, {"path": "/x"}, None, {}
    yield ("missing-action", missing("Action"), {"drop": ["x-acs-action"]},
           {"drop": ["Action"]}, {})
    yield ("missing-version", missing("Version"), {"drop": ["x-acs-version"]},
           {"drop": ["Version"]}, {})
    yield ("unknown-version", (400, "InvalidVersion", "Specified parameter Version is not valid."),
           {"version": "2020-11-10"}, {"Version": "2020-11-10"}, {})
    yield from malformed_credentials()
    yield from refused_times()
    yield from refused_tokens()
    yield from states_of_accounts()
    yield from denials()


def malformed_credentials():
    for name, header, parameter in (
            ("missing-access-key-id", "Credential", "AccessKeyId"),
            ("missing-signature", "Signature", "Signature"),
            ("missing-signed-headers", "SignedHeaders", None),
            ("missing-signature-method", None, "SignatureMethod"),
            ("missing-signature-version", None, "SignatureVersion"),
            ("missing-nonce", "x-acs-signature-nonce", "SignatureNonce"),
            ("missing-timestamp", "x-acs-date", "Timestamp")):
        yield (name, missing(parameter or header), {"drop": [header]} if header else None,
               {"drop": [parameter]} if parameter else None, {})
    yield ("unsupported-signature-method",
           (400, "InvalidSignatureMethod",
            'The specified parameter "SignatureMethod" is not valid.'),
           {"algorithm": "ACS3-HMAC-MD5"}, {"SignatureMethod": "HMAC-MD5"}, {})
    yield ("unknown-access-key", (404, "InvalidAccessKeyId.NotFound",
                                  "Specified access key is not found."),
           {"key": "nobody"}, {"AccessKeyId": "nobody"}, {})
    yield ("inactive-access-key", (400, "InvalidAccessKeyId.Inactive",
                                   "Specified access key is disabled."),
           {"key": "disabledid"}, {"AccessKeyId": "disabledid"}, {})


def refused_times():
    form = "Specified time stamp or date value is not well formatted."
    for name, time, answer, explain in (
            ("malformed-timestamp", "2026-01-15 08:00:00", (400, "InvalidTimeStamp.Format", form),
             "the timestamp must have the form yyyy-MM-ddTHH:mm:ssZ, in UTC, as in "
             "2026-01-15T08:00:00Z, but '2026-01-15 08:00:00' came: a blank stands for the 'T', "
             "and the 'Z' is missing"),
            ("expired-timestamp", "2026-01-15T07:44:59Z", EXPIRED,
             "the timestamp 2026-01-15T07:44:59Z is 15m1s behind the server's clock, "
             "2026-01-15T08:00:00Z: check the clock of the client"),
            ("future-timestamp", "2026-01-15T16:00:01Z", EXPIRED,
             "the timestamp 2026-01-15T16:00:01Z is 8h ahead of the server's clock, "
             "2026-01-15T08:00:00Z: it looks like local time (UTC+08:00) written as UTC; "
             "convert it to UTC")):
        yield name, answer, {"x_acs_date": time}, {"Timestamp": time}, {"explain": explain}


def sent_by(key, token=None):
    """What V3 and V1 sign with a key, and a security token if there is one."""
    return ({"key": key} | ({"x_acs_security_token": token} if token else {}),
            {"AccessKeyId": key} | ({"SecurityToken": token} if token else {}))


def refused_tokens():
    for name, key, token, answer in (
            ("sts-without-token", "STS.worker", None, missing("SecurityToken")),
            ("sts-malformed-token", "STS.worker", "nonsense",
             (400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.")),
            ("sts-token-of-another", "STS.worker", "token of expired",
             (400, "InvalidSecurityToken.MismatchWithAccessKey",
              "Specified SecurityToken mismatch with the AccessKey.")),
            ("sts-expired-token", "STS.expired", "token of expired",
             (400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired."))):
        yield name, answer, *sent_by(key, token), {}


def states_of_accounts():
    for name, key, answer in (
            ("not-opened", "notopenedid",
             (403, "OperationDenied", "Your account does not open IMS service yet.")),
            ("suspended", "suspendedid",
             (403, "OperationDenied.Suspended", "Your IMS service is suspended.")),
            ("yike-not-activated", "noyikeid",
             (404, "MainAccountUserNotFound", "The main account user is not found."))):
        yield name, answer, *sent_by(key), {"by_product": True}


def denials():
    for name, key, token, policy, kind, display, reason in (
            ("implicit-deny", "listerid", None, "AccountLevelIdentityBasedPolicy", "SubUser",
             "200000000000000001", "ImplicitDeny"),
            ("explicit-deny", "deniedid", None, "AccountLevelIdentityBasedPolicy", "SubUser",
             "200000000000000002", "ExplicitDeny"),
            ("session-policy-deny", "STS.narrowed", "token of narrowed", "SessionPolicy",
             "AssumedRoleUser", "worker", "ImplicitDeny")):
        diagnosis = {"PolicyType": policy, "AuthPrincipalOwnerId": OWNER,
                     "AuthPrincipalType": kind, "AuthPrincipalDisplayName": display,
                     "NoPermissionType": reason, "AuthAction": "ice:GetYikeAIAppJob",
                     "AuthResource": f"acs:ice:*:{OWNER}:*",
                     "Conditions": {"acs:CurrentTime": ["2026-01-15T08:00:00Z"],
                                    "acs:SecureTransport": ["false"],
                                    "acs:SourceIp": ["127.0.0.1"]}}
        encoded = base64.b64encode(bytes([1, 1, 0, 0, 0, 0]) + compact(diagnosis).encode())
        denied = {"PolicyType": policy, "AuthPrincipalOwnerId": OWNER,
                  "EncodedDiagnosticMessage": encoded.decode(), "AuthPrincipalType": kind,
                  "AuthPrincipalDisplayName": display, "NoPermissionType": reason,
                  "AuthAction": "ice:GetYikeAIAppJob"}
        yield (name, (403, "NoPermission", "You are not authorized to do this action. You should "
                                           "be authorized by RAM."),
               *sent_by(key, token), {"denied": denied})


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
    compare = "compare your {} with the server's in the error message; when they are the same, " \
              "the secret differs"
    for name, secret, explain in (
            ("wrong-secret", "wrong", "none of 275 known mistakes gives this signature; " +
             compare.format("canonical request, line by line,")),
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
          explain="none of 220 known mistakes gives this signature; " +
                  compare.format("string to sign"))


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
          "The specified job not found", xml, by_product=True)
    error(f"unsigned-{suffix}",
          request("GET", "/?Action=GetYikeAIAppJob&Version=2020-11-09" +
                  ("" if xml else "&Format=json"), {"Host": HOST}), *missing("AccessKeyId"), xml)
    error(f"not-emulated-{suffix}", v3(JOB, action="GetMediaInfo", **accept)[0], 501,
          "NotEmulated", "fake-ice does not emulate the operation GetMediaInfo; it emulates "
          "GetYikeAIAppJob, BatchGetYikeAIAppJob, SubmitYikeAIAppJob, PrecheckYikeAIAppJob.", xml)
    error(f"unknown-bearer-token-{suffix}", bearer(JOB, "unknown", accept["accept"]), 404,
          "InvalidBearerToken.NotFound", "Specified bearer token is not found.", xml)
    error(f"expired-bearer-token-{suffix}", bearer(JOB, "expired token", accept["accept"]), 400,
          "InvalidBearerToken.Expired", "Specified bearer token is expired.", xml)


def bearer(parameters, token, accept="application/json"):
    """A V3 request with a bearer token, as aliyun/darabonba-openapi sends it."""
    query = "&".join(f"{k}={v}" for k, v in parameters.items()) + "&SignatureType=BEARERTOKEN"
    return request("POST", "/?" + query, {
        "host": HOST, "x-acs-action": "GetYikeAIAppJob", "x-acs-version": "2020-11-09",
        "x-acs-bearer-token": token, "accept": accept})


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
    success("bearer-token", bearer(JOB, "good token"), documented)
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
    put_list()
    if sys.argv[1:] != ["--check"]:
        return write()
    changes = stale()
    if changes:
        sys.exit("tests/golden/make.py would change, add or remove: " + ", ".join(changes) +
                 "; run it and read the difference")


if __name__ == "__main__":
    main()
