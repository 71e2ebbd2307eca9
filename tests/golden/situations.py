"""What can be wrong with a request: the table from which most golden exchanges are made."""
import base64

from exchange import compact
from signing import NOW

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
           {"explain": "ICE 2020-11-09 has no such action; did you mean GetYikeAIAppJob? "
                       "Names are case-sensitive."})
    yield ("unknown-path", NOT_FOUND, {"path": "/x"}, None,
           {"always_xml": True, "explain": "every action is called at the path /; the request's "
                                           "is another"})
    yield ("missing-action", NOT_FOUND, {"drop": ["x-acs-action"]}, {"drop": ["Action"]},
           {"always_xml": True, "explain": "the request names no action: V3 has it in the header "
                                           "x-acs-action, V1 in the parameter Action"})
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
            ("missing-timestamp", "x-acs-date", "Timestamp"),
            ("time-stamp", None, "Timestamp")):
        also, said = {}, {}
        if name == "time-stamp":
            also = {"TimeStamp": NOW}
            said = {"explain": "the parameter is called Timestamp, not 'TimeStamp': names are "
                               "case-sensitive"}
        yield (name, missing(parameter or header), {"drop": [header]} if header else None,
               {"drop": [parameter]} | also if parameter else None, said)
    yield ("unsupported-signature-method",
           (400, "InvalidSignatureMethod",
            'The specified parameter "SignatureMethod" is not valid.'),
           {"algorithm": "ACS3-HMAC-MD5"}, {"SignatureMethod": "HMAC-MD5"}, {})
    yield ("unknown-access-key", (404, "InvalidAccessKeyId.NotFound",
                                  "Specified access key is not found."),
           {"key": "nobody"}, {"AccessKeyId": "nobody"}, {})
    yield ("malformed-access-key", (400, "InvalidAccessKeyId",
                                    "Specified access key is not found or invalid."),
           {"key": '"nobody"'}, {"AccessKeyId": '"nobody"'}, {})
    yield ("bearer-token", (403, "UnsupportedSignatureType",
                            "This signature type is not supported."),
           {"drop": ["Authorization"], "x_acs_bearer_token": "t"},
           {"SignatureType": "BEARERTOKEN", "BearerToken": "t"}, {})
    yield ("inactive-access-key", (400, "InvalidAccessKeyId.Inactive",
                                   "Specified access key is disabled."),
           {"key": "disabledid"}, {"AccessKeyId": "disabledid"}, {})


def refused_times():
    form = "Specified time stamp or date value is not well formatted."
    for name, time, answer, explain in (
            ("six-digits-of-a-second", "2026-01-15T08:00:00.123456Z",
             (400, "InvalidTimeStamp.Format", form),
             "the timestamp must have the form yyyy-MM-ddTHH:mm:ssZ, in UTC, as in "
             "2026-01-15T08:00:00Z, but '2026-01-15T08:00:00.123456Z' came: it has a fraction of "
             "a second: leave that out"),
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
            ("sts-malformed-token-of-unknown-key", "STS.nobody", "nonsense",
             (400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.")),
            ("sts-token-of-another-of-unknown-key", "STS.nobody", "token of worker",
             (404, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")),
            ("sts-malformed-token", "STS.worker", "nonsense",
             (400, "InvalidSecurityToken.Malformed", "Specified SecurityToken is malformed.")),
            ("sts-token-of-another", "STS.worker", "token of expired",
             (400, "InvalidSecurityToken.MismatchWithAccessKey",
              "Specified SecurityToken mismatch with the AccessKey.")),
            ("sts-expired-token", "STS.expired", "token of expired",
             (400, "InvalidSecurityToken.Expired", "Specified SecurityToken is expired."))):
        yield name, answer, *sent_by(key, token), {}


def states_of_accounts():
    for name, key, account, state, answer in (
            ("not-opened", "notopenedid", "2", "NotOpened",
             (403, "OperationDenied", "Your account does not open IMS service yet.")),
            ("suspended", "suspendedid", "3", "Suspended",
             (403, "OperationDenied.Suspended", "Your IMS service is suspended.")),
            ("yike-not-activated", "noyikeid", "4", "YikeNotActivated",
             (404, "MainAccountUserNotFound", "The main account user is not found."))):
        yield name, answer, *sent_by(key), {
            "by_product": True,
            "explain": f"the fixture gives account '{account}' the Service {state}; make it Active "
                       "for calls that are to succeed"}


def denials():
    """Name, key, token, version, what denied and who asked; with the policy that denied, if any."""
    user = "AccountLevelIdentityBasedPolicy", "SubUser"
    for name, key, token, version, policy, kind, display, matched, explain in (
            ("implicit-deny", "listerid", None, "2020-11-09", *user, "200000000000000001", None,
             "no statement of Policies allows ice:GetYikeAIAppJob"),
            ("explicit-deny", "deniedid", None, "2020-11-09", *user, "200000000000000002",
             ("/Policies/0", "/Policies/0/Statement/1", "RamUser"),
             "the statement /Policies/0/Statement/1 denies ice:GetYikeAIAppJob"),
            ("implicit-deny-by-yike", "pollerid", None, "2026-03-19", *user,
             "200000000000000000", None,
             "no statement of Policies allows yike:GetYikeAIAppJob; /Policies/0/Statement/0 "
             "allows ice:GetYikeAIAppJob, but under this Version the action is "
             "yike:GetYikeAIAppJob"),
            ("session-policy-deny", "STS.narrowed", "token of narrowed", "2020-11-09",
             "SessionPolicy", "AssumedRoleUser", "worker:night", None,
             "no statement of SessionPolicies allows ice:GetYikeAIAppJob")):
        code = "ice" if version == "2020-11-09" else "yike"
        action, reason = f"{code}:GetYikeAIAppJob", "ExplicitDeny" if matched else "ImplicitDeny"
        encoded = base64.b64encode(bytes([1, 1, 0, 0, 0, 0]) + compact(
            diagnosis(code, action, policy, kind, display, matched)).encode())
        denied = {"PolicyType": policy, "AuthPrincipalOwnerId": OWNER,
                  "EncodedDiagnosticMessage": encoded.decode(), "AuthPrincipalType": kind,
                  "AuthPrincipalDisplayName": display, "NoPermissionType": reason,
                  "AuthAction": action}
        as_v3, as_v1 = sent_by(key, token)
        yield (name, (403, "Forbidden",
                      "User not authorized to operate on the specified resource."),
               as_v3 | {"version": version}, as_v1 | {"Version": version},
               {"denied": denied, "product": "ICE" if code == "ice" else "Yike",
                "explain": explain})


def diagnosis(code, action, policy, kind, display, matched):
    """What RAM's DecodeDiagnosticMessage answers, and the place of the statement."""
    conditions = {"acs:CurrentTime": NOW, "acs:SecureTransport": "false",
                  "acs:SourceIp": "127.0.0.1"}
    return {"ExplicitDeny": matched is not None, "NoPermissionPolicyType": policy,
            "AuthAction": action, "AuthResource": f"acs:{code}:*:{OWNER}:*",
            "AuthPrincipal": {"AuthPrincipalType": kind, "AuthPrincipalOwnerId": OWNER,
                              "AuthPrincipalDisplayName": display},
            "AuthConditions": [{"ConditionKey": key, "ConditionValues": [value]}
                               for key, value in conditions.items()],
            "MatchedPolicies": [] if matched is None else [
                {"Effect": "Deny", "PolicyIdentifier": matched[0], "PolicyType": "Custom",
                 "PolicyVersion": "v1", "AttachedEntityType": matched[2],
                 "AttachedScope": "Account", "Statement": matched[1]}]}
