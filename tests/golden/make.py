#!/usr/bin/env python3
"""Writes the golden exchanges: what is sent and what must come back, byte by byte.

Run it after a change here and read the difference. Requests are signed by signing.py, not by the
program; expected answers are spelled out from the documentation, never copied from a run.
"""
import base64
import shutil

from exchange import HERE, compact, error, success
from signing import HOST, request, v1, v3

DOCUMENTED_JOB = "****cdb3e74639973036bc84****"

# By the name of the exchange: what x-fake-ice-explain says.
EXPLAIN = {
    "unknown-action": "ICE has no such action; did you mean GetYikeAIAppJob? "
                      "Names are case-sensitive.",
    "malformed-timestamp": "the timestamp must have the form yyyy-MM-ddTHH:mm:ssZ, in UTC, as in "
                           "2026-01-15T08:00:00Z, but '2026-01-15 08:00:00' came: a blank stands "
                           "for the 'T', and the 'Z' is missing",
    "expired-timestamp": "the timestamp 2026-01-15T07:44:59Z is 15m1s behind the server's clock, "
                         "2026-01-15T08:00:00Z: check the clock of the client",
    "future-timestamp": "the timestamp 2026-01-15T16:00:01Z is 8h ahead of the server's clock, "
                        "2026-01-15T08:00:00Z: it looks like local time (UTC+08:00) written as "
                        "UTC; convert it to UTC",
}


def error_cases():
    """name, status, code, message, keyword arguments of v3, of v1 (None: not with that scheme).

    An explanation that fake-ice adds in its own header is in EXPLAIN."""
    missing = "{} is mandatory for this action."
    yield ("unsupported-method", 403, "UnsupportedHTTPMethod",
           "This http method is not supported.", {"method": "PUT"}, None)
    yield ("unknown-action", 404, "InvalidAction.NotFound",
           "Specified api is not found, please check your url and method.",
           {"action": "GetYikeAIAppjob"}, {"Action": "GetYikeAIAppjob"})
    yield ("unknown-path", 404, "InvalidAction.NotFound",
           "Specified api is not found, please check your url and method.", {"path": "/x"}, None)
    yield ("missing-action", 400, "MissingAction", missing.format("Action"),
           {"drop": ["x-acs-action"]}, {"drop": ["Action"]})
    yield ("missing-version", 400, "MissingVersion", missing.format("Version"),
           {"drop": ["x-acs-version"]}, {"drop": ["Version"]})
    yield ("unknown-version", 400, "InvalidVersion", "Specified parameter Version is not valid.",
           {"version": "2020-11-10"}, {"Version": "2020-11-10"})
    yield ("missing-access-key-id", 400, "MissingAccessKeyId", missing.format("AccessKeyId"),
           {"drop": ["Credential"]}, {"drop": ["AccessKeyId"]})
    yield ("missing-signature", 400, "MissingSignature", missing.format("Signature"),
           {"drop": ["Signature"]}, {"drop": ["Signature"]})
    yield ("missing-signed-headers", 400, "MissingSignedHeaders", missing.format("SignedHeaders"),
           {"drop": ["SignedHeaders"]}, None)
    yield ("missing-signature-method", 400, "MissingSignatureMethod",
           missing.format("SignatureMethod"), None, {"drop": ["SignatureMethod"]})
    yield ("missing-signature-version", 400, "MissingSignatureVersion",
           missing.format("SignatureVersion"), None, {"drop": ["SignatureVersion"]})
    yield ("missing-nonce", 400, "MissingSignatureNonce", missing.format("SignatureNonce"),
           {"drop": ["x-acs-signature-nonce"]}, {"drop": ["SignatureNonce"]})
    yield ("missing-timestamp", 400, "MissingTimestamp", missing.format("Timestamp"),
           {"drop": ["x-acs-date"]}, {"drop": ["Timestamp"]})
    yield ("unsupported-signature-method", 400, "InvalidSignatureMethod",
           'The specified parameter "SignatureMethod" is not valid.',
           {"algorithm": "ACS3-HMAC-MD5"}, {"SignatureMethod": "HMAC-MD5"})
    yield ("unknown-access-key", 404, "InvalidAccessKeyId.NotFound",
           "Specified access key is not found.", {"key": "nobody"}, {"AccessKeyId": "nobody"})
    yield ("inactive-access-key", 400, "InvalidAccessKeyId.Inactive",
           "Specified access key is disabled.", {"key": "disabledid"},
           {"AccessKeyId": "disabledid"})
    yield ("malformed-timestamp", 400, "InvalidTimeStamp.Format",
           "Specified time stamp or date value is not well formatted.",
           {"x_acs_date": "2026-01-15 08:00:00"}, {"Timestamp": "2026-01-15 08:00:00"})
    yield ("expired-timestamp", 400, "InvalidTimeStamp.Expired",
           "Specified time stamp or date value is expired.",
           {"x_acs_date": "2026-01-15T07:44:59Z"}, {"Timestamp": "2026-01-15T07:44:59Z"})
    yield ("future-timestamp", 400, "InvalidTimeStamp.Expired",
           "Specified time stamp or date value is expired.",
           {"x_acs_date": "2026-01-15T16:00:01Z"}, {"Timestamp": "2026-01-15T16:00:01Z"})


def write_errors(xml):
    suffix = "xml" if xml else "json"
    accept = {"accept": "application/xml" if xml else "application/json"}
    form = {"Format": "XML" if xml else "JSON"}
    job = {"JobId": DOCUMENTED_JOB}
    for name, status, code, message, as_v3, as_v1 in error_cases():
        if as_v3 is not None:
            error(f"{name}-v3-{suffix}", v3(job, **as_v3, **accept)[0], status, code, message, xml,
                  explain=EXPLAIN.get(name))
        if as_v1 is not None:
            error(f"{name}-v1-{suffix}", v1(job, **as_v1, **form)[0], status, code, message, xml,
                  explain=EXPLAIN.get(name))
    sent, to_sign, canonical = v3(job, secret="wrong", **accept)
    error(f"wrong-secret-v3-{suffix}", sent, 400, "SignatureDoesNotMatch",
          "Specified signature does not match our calculation. server StringToSign is "
          f"[{to_sign}] server CanonicalRequest is [{canonical}]", xml,
          explain="none of 275 known mistakes gives this signature: compare your canonical "
                  "request, line by line, with the server's in the error message; when they "
                  "are the same, the secret differs")
    sent, to_sign = v1(job, secret="wrong", **form)
    error(f"wrong-secret-v1-{suffix}", sent, 400, "SignatureDoesNotMatch",
          "Specified signature is not matched with our calculation. server string to sign is:"
          + to_sign, xml,
          explain="none of 220 known mistakes gives this signature: compare your string to sign "
                  "with the server's in the error message; when they are the same, the "
                  "secret differs")
    sent, to_sign, canonical = v3(job, secret="testsecret\n", **accept)
    error(f"newline-in-secret-v3-{suffix}", sent, 400, "SignatureDoesNotMatch",
          "Specified signature does not match our calculation. server StringToSign is "
          f"[{to_sign}] server CanonicalRequest is [{canonical}]", xml,
          explain="the secret was used with a newline at its end: trim what is read from a file")
    for name, sent in (("v3", v3(job, **accept)[0]), ("v1", v1(job, **form)[0])):
        error(f"used-nonce-{name}-{suffix}", sent, 400, "SignatureNonceUsed",
              "Specified signature nonce was used already.", xml, sends=2)
    for name, parameters in (("absent", {}), ("empty", {"JobId": ""})):
        error(f"job-id-{name}-{suffix}", v3(parameters, **accept)[0], 400, "InvalidParameter",
              'The specified parameter "JobId" is not valid.', xml, by_product=True)
    error(f"unknown-job-{suffix}", v3({"JobId": "nothing"}, **accept)[0], 404, "JobNotFound",
          "The specified job not found", xml, by_product=True)
    error(f"unsigned-{suffix}",
          request("GET", "/?Action=GetYikeAIAppJob&Version=2020-11-09" +
                  ("" if xml else "&Format=json"), {"Host": HOST}), 400,
          "MissingAccessKeyId", "AccessKeyId is mandatory for this action.", xml)


def write_identities(xml):
    """What credentials, policies and the state of an account are answered with."""
    suffix = "xml" if xml else "json"
    accept = {"accept": "application/xml" if xml else "application/json"}
    form = {"Format": "XML" if xml else "JSON"}
    job = {"JobId": DOCUMENTED_JOB}

    def both(name, status, code, message, key, token=None, **keywords):
        as_v3 = {"x_acs_security_token": token} if token else {}
        as_v1 = {"SecurityToken": token} if token else {}
        error(f"{name}-v3-{suffix}", v3(job, key=key, **as_v3, **accept)[0], status, code, message,
              xml, **keywords)
        error(f"{name}-v1-{suffix}", v1(job, AccessKeyId=key, **as_v1, **form)[0], status, code,
              message, xml, **keywords)

    both("sts-without-token", 400, "MissingSecurityToken",
         "SecurityToken is mandatory for this action.", "STS.worker")
    both("sts-malformed-token", 400, "InvalidSecurityToken.Malformed",
         "Specified SecurityToken is malformed.", "STS.worker", "nonsense")
    both("sts-token-of-another", 400, "InvalidSecurityToken.MismatchWithAccessKey",
         "Specified SecurityToken mismatch with the AccessKey.", "STS.worker", "token of expired")
    both("sts-expired-token", 400, "InvalidSecurityToken.Expired",
         "Specified SecurityToken is expired.", "STS.expired", "token of expired")
    both("not-opened", 403, "OperationDenied", "Your account does not open IMS service yet.",
         "notopenedid", by_product=True)
    both("suspended", 403, "OperationDenied.Suspended", "Your IMS service is suspended.",
         "suspendedid", by_product=True)
    both("yike-not-activated", 404, "MainAccountUserNotFound",
         "The main account user is not found.", "noyikeid", by_product=True)
    for name, key, token, policy, kind, display, reason in (
            ("implicit-deny", "listerid", None, "AccountLevelIdentityBasedPolicy", "SubUser",
             "200000000000000001", "ImplicitDeny"),
            ("explicit-deny", "deniedid", None, "AccountLevelIdentityBasedPolicy", "SubUser",
             "200000000000000002", "ExplicitDeny"),
            ("session-policy-deny", "STS.narrowed", "token of narrowed", "SessionPolicy",
             "AssumedRoleUser", "worker", "ImplicitDeny")):
        diagnosis = {"PolicyType": policy, "AuthPrincipalOwnerId": "1234567890123456",
                     "AuthPrincipalType": kind, "AuthPrincipalDisplayName": display,
                     "NoPermissionType": reason, "AuthAction": "ice:GetYikeAIAppJob",
                     "AuthResource": "acs:ice:*:1234567890123456:*",
                     "Conditions": {"acs:CurrentTime": ["2026-01-15T08:00:00Z"],
                                    "acs:SecureTransport": ["false"],
                                    "acs:SourceIp": ["127.0.0.1"]}}
        encoded = base64.b64encode(bytes([1, 1, 0, 0, 0, 0]) + compact(diagnosis).encode())
        both(name, 403, "NoPermission",
             "You are not authorized to do this action. You should be authorized by RAM.", key,
             token, denied={"PolicyType": policy, "AuthPrincipalOwnerId": "1234567890123456",
                            "EncodedDiagnosticMessage": encoded.decode(),
                            "AuthPrincipalType": kind, "AuthPrincipalDisplayName": display,
                            "NoPermissionType": reason, "AuthAction": "ice:GetYikeAIAppJob"})
    error(f"not-emulated-{suffix}", v3(job, action="GetMediaInfo", **accept)[0], 501,
          "NotEmulated", "fake-ice does not emulate the operation GetMediaInfo; it emulates "
          "GetYikeAIAppJob, BatchGetYikeAIAppJob, SubmitYikeAIAppJob, PrecheckYikeAIAppJob.", xml)
    error(f"unknown-bearer-token-{suffix}", bearer(job, "unknown", accept["accept"]), 404,
          "InvalidBearerToken.NotFound", "Specified bearer token is not found.", xml)
    error(f"expired-bearer-token-{suffix}", bearer(job, "expired token", accept["accept"]), 400,
          "InvalidBearerToken.Expired", "Specified bearer token is expired.", xml)


def bearer(parameters, token, accept="application/json"):
    """A V3 request with a bearer token, as aliyun/darabonba-openapi sends it."""
    query = "&".join(f"{k}={v}" for k, v in parameters.items()) + "&SignatureType=BEARERTOKEN"
    return request("POST", "/?" + query, {
        "host": HOST, "x-acs-action": "GetYikeAIAppJob", "x-acs-version": "2020-11-09",
        "x-acs-bearer-token": token, "accept": accept})


def write_successes():
    stem = "48555e8b-181dd5a8c07"
    base_url = f"http://outin-***.oss-cn-shanghai.aliyuncs.com/stream/{stem}/{stem}"
    documented = {
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
    job = {"JobId": DOCUMENTED_JOB}
    for method in ("GET", "POST"):
        low = method.lower()
        success(f"documented-job-v3-{low}-json", v3(job, method=method)[0], documented)
        success(f"documented-job-v1-{low}-json", v1(job, method=method)[0], documented)
        success(f"documented-job-v1-{low}-xml", v1(job, method=method, Format="XML")[0],
                documented, xml=True)
    success("documented-job-v3-xml", v3(job, accept="text/xml")[0], documented, xml=True)
    success("v1-without-format-is-xml", v1(job, drop=["Format"])[0], documented, xml=True)
    success("v1-format-in-lower-case", v1(job, Format="json")[0], documented)
    success("v3-accepting-anything-is-json", v3(job, accept="*/*")[0], documented)
    success("yike-version", v3(job, version="2026-03-19")[0], documented)
    success("sts-session", v3(job, key="STS.worker", x_acs_security_token="token of worker")[0],
            documented)
    success("sts-session-v1", v1(job, AccessKeyId="STS.worker", SecurityToken="token of worker")[0],
            documented)
    success("empty-security-token-v1", v1(job, SecurityToken="")[0], documented)
    success("ram-user", v3(job, key="pollerid")[0], documented)
    success("bearer-token", bearer(job, "good token"), documented)
    success("unknown-parameters-are-ignored", v3(job | {"RegionId": "cn-shanghai", "X": ""})[0],
            documented)
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
    shutil.rmtree(HERE / "exchanges", ignore_errors=True)
    write_successes()
    for xml in (False, True):
        write_errors(xml)
        write_identities(xml)
    job = {"JobId": DOCUMENTED_JOB}
    error("unknown-format", v1(job, Format="yaml")[0], 400, "InvalidParameter.Format",
          "The specified value of parameter Format is not valid.", xml=True)


if __name__ == "__main__":
    main()
