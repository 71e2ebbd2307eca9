"""Bodies and parameters: JSON at its limits, forms, and texts that other systems took for more.

Sources: the parsing test suite of "Parsing JSON is a Minefield" (nst/JSONTestSuite) for the
forms of JSON; OWASP's cheat sheets for injected texts.
"""

import json

from inputs import control, form, get, good, head, sized

MEGABYTE = 1 << 20
JSON_TYPE = b"Content-Type: application/json\r\n"


def fixture(name, body, right="400", **more):
    return good(f"a fixture of {name}", control("POST fixtures", body), right, **more)


def policy(statement):
    return json.dumps({"Accounts": [{"AccountId": "hostile", "Users": [{
        "UserId": "u", "UserName": "u",
        "Policies": [{"Version": "1", "Statement": [statement]}]}]}]})


def with_pattern(pattern):
    return json.dumps({"Apps": [{"AppId": "p", "Params": [
        {"Key": "k", "Type": "String", "Pattern": pattern}]}]})


def allow(**elements):
    return policy({"Effect": "Allow", "Action": "*", "Resource": "*"} | elements)


JSON = [
    fixture("nothing", b""),
    fixture("a NUL", b"\0"),
    fixture("JSON and a NUL behind it", b"{}\0{"),
    fixture("two documents", b"{}{}"),
    fixture("a list", b"[]"),
    fixture("a text", b'"x"'),
    fixture("null", b"null"),
    fixture("100,000 brackets", b"[" * 100_000),
    fixture("100,000 braces", b'{"a":' * 100_000),
    fixture("brackets that close", b"[" * 50_000 + b"]" * 50_000),
    fixture("201 levels", b'{"Apps":' + b"[" * 201 + b"]" * 201 + b"}"),
    fixture("a number past any double", b'{"Jobs": 1e999}'),
    fixture("a number of a million digits", b'{"Jobs": ' + b"9" * MEGABYTE + b"}"),
    fixture("a small number of many digits", b'{"Jobs": 0.' + b"0" * 100_000 + b"1}"),
    fixture("minus zero", b'{"Jobs": -0}'),
    fixture("a number with a plus", b'{"Jobs": +1}'),
    fixture("NaN", b'{"Jobs": NaN}'),
    fixture("Infinity", b'{"Jobs": -Infinity}'),
    fixture("a number in hexadecimal", b'{"Jobs": 0x1}'),
    fixture("single quotes", b"{'Jobs': []}"),
    fixture("a comma too many", b'{"Jobs": [],}'),
    fixture("a key twice", b'{"Jobs": [], "Jobs": []}'),
    fixture("a lone surrogate", b'{"Jobs": [{"JobId": "\\ud800"}]}'),
    fixture("a surrogate turned round", b'{"Jobs": [{"JobId": "\\udc00\\ud800"}]}'),
    fixture("a lone surrogate in UTF-8", b'{"Jobs": [{"JobId": "\xed\xa0\x80"}]}'),
    fixture("an overlong slash", b'{"Jobs": [{"JobId": "\xc0\xaf"}]}'),
    fixture("UTF-8 cut short", b'{"Jobs": [{"JobId": "\xe4\xb8"}]}'),
    fixture("UTF-8 past Unicode", b'{"Jobs": [{"JobId": "\xf5\x80\x80\x80"}]}'),
    fixture("Latin-1", '{"Jobs": [{"JobId": "ä"}]}'.encode("latin-1")),
    fixture("UTF-16", '{"Jobs": []}'.encode("utf-16")),
    fixture("a line feed in a text", b'{"Jobs": [{"JobId": "a\nb"}]}'),
    fixture("an unknown escape", b'{"Jobs": [{"JobId": "\\x41"}]}'),
    fixture("a comment without end", b"{/*"),
    fixture("five thousand unknown keys",
            "{" + ",".join(f'"k{i}":1' for i in range(5000)) + "}"),
    fixture("__proto__", b'{"__proto__": {"Jobs": []}}'),
    fixture("an XML document", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM '
            b'"file:///etc/passwd">]><a>&b;</a>', without=b"root:"),
    fixture("a billion laughs", b'<!DOCTYPE l [<!ENTITY a "l"><!ENTITY b "&a;&a;">]><l>&b;</l>'),
    fixture("a byte order mark and JSON", b"\xef\xbb\xbf{}", "200"),
    fixture("a comment", b"// nothing\n{}", "200"),
    fixture("a file of the machine",
            json.dumps({"Jobs": [{"JobId": "f", "Status": "Finished", "Result": {
                "ImageResult": [{"File": "/etc/passwd"}]}}]}), without=b"root:"),
    fixture("a file above",
            json.dumps({"Jobs": [{"JobId": "f", "Status": "Finished", "Result": {
                "ImageResult": [{"File": "../../../../etc/passwd"}]}}]}), without=b"root:"),
]

BLOW_UPS = [
    fixture("nested groups in a pattern", with_pattern("(" * 490 + "a" + ")" * 490), "200"),
    fixture("a pattern of 200,000 brackets", with_pattern("(" * 200_000)),
    fixture("a pattern that repeats repeats", with_pattern("((a{0,100}){0,100}){0,100}")),
    fixture("a pattern that looks behind", with_pattern("(?<=a)b")),
    fixture("a pattern that refers back", with_pattern("(a)\\1")),
    fixture("a policy of a huge number", policy(31e100).replace("3.1e+101", "31E1001")),
    fixture("a policy of wildcards", allow(Action="ice:" + "*a" * 200), "200"),
    fixture("a policy of many stars", allow(Resource="acs:ice:*:*:" + "*" * 5000 + "b"), "200"),
    fixture("a policy of deep conditions",
            '{"Accounts":[{"AccountId":"h","Users":[{"UserId":"u","UserName":"u","Policies":'
            '[{"Version":"1","Statement":' + "[" * 190 + "]" * 190 + "}]}]}]}"),
    fixture("a policy past its limit", allow(Action=["ice:" + "a" * 250] * 300)),
    fixture("a policy with an address of 129 bits",
            allow(Condition={"IpAddress": {"acs:SourceIp": "::/129"}})),
    fixture("a policy with a number of 30,000 digits",
            allow(Condition={"NumericEquals": {"a:b": "9" * 30_000}}), "200"),
    fixture("a duration past a thousand years", json.dumps(
        {"Jobs": [{"JobId": "d", "Timeline": [{"Status": "Created"}, {
            "After": "9223372036854775807h", "Status": "Finished"}]}]})),
    fixture("a time that does not exist", json.dumps(
        {"Jobs": [{"JobId": "d", "Status": "Finished",
                   "ExecutionFinishTime": "2026-02-30T00:00:00Z"}]})),
    fixture("a fault in every header", json.dumps(
        {"Faults": [{"Headers": {"X": "a\r\nSet-Cookie: b"}}]})),
    good("a clock past its end", control(
        "POST accounts/1/clock", '{"Set": "99999-01-01T00:00:00Z"}'), "400"),
    good("a clock by 2^63", control(
        "POST accounts/1/clock", '{"Advance": "9223372036854775807ms"}'), "400"),
    good("a job's id of 300 characters", control("PUT accounts/1/jobs/" + "j" * 300, "{}"), "400"),
    good("a job's id that is no UTF-8", control("PUT accounts/1/jobs/%ff", "{}"), "400"),
    good("a limit of 2^64", get("/_fake-ice/requests?Limit=18446744073709551616"), "400"),
    good("a limit below zero", get("/_fake-ice/requests?Limit=-1"), "400"),
    good("an unknown query", get("/_fake-ice/fixtures?secrets=true"), "400"),
]

FORMS = [
    good("1,001 parameters", form(b"&".join(b"p%d=1" % i for i in range(1001))), "400"),
    good("100,000 parameters", form(b"&".join(b"p=%d" % i for i in range(100_000))), "400"),
    good("a million ampersands", form(b"&" * MEGABYTE), "404"),
    good("a million equals signs", form(b"=" * MEGABYTE), "404"),
    good("a million percent signs", form(b"Action=" + b"%" * MEGABYTE), "400",
         with_=b"MissingVersion"),
    good("names that collide", form(b"&".join(b"a%d=" % (i * 65536) for i in range(900))), "404"),
    good("an action in another case", form(b"Action=getyikeaiappjob&Version=2020-11-09"), "404"),
    good("an action with a NUL", form(b"Action=GetYikeAIAppJob%00&Version=2020-11-09"), "404"),
    good("SQL in a JobId", form(b"Action=GetYikeAIAppJob&Version=2020-11-09&"
                                b"JobId=' OR 1=1;DROP TABLE job--"), "404", with_=b"JobNotFound"),
    good("a wildcard in a JobId", form(b"Action=GetYikeAIAppJob&Version=2020-11-09&JobId=%25"),
         "404", with_=b"JobNotFound"),
    good("a tag in an action", form(b"Action=<script>alert(1)</script>"), "400",
         without=b"<script>"),
    good("a line end in an action", form(b"Action=a%0d%0aSet-Cookie: b"), "400",
         without=b"\r\nSet-Cookie"),
    good("a format of something else", form(b"Action=X&Format=../../etc/passwd"), "400",
         with_=b"MissingVersion"),
    good("a callback", get("/?Action=X&Format=JSON&Callback=alert(1)"), "400",
         with_=b"MissingVersion"),
    good("100,000 ids in a batch", form(b"Action=BatchGetYikeAIAppJob&Version=2020-11-09&JobIds=" +
                                        b",".join(b"%d" % i for i in range(100_000))), "400"),
    good("a million commas in a batch", form(
        b"Action=BatchGetYikeAIAppJob&Version=2020-11-09&JobIds=" + b"," * MEGABYTE), "200"),
    good("AppParams of 100,000 brackets", form(
        b"Action=SubmitYikeAIAppJob&Version=2020-11-09&AppId=a&AppParams=" + b"[" * 100_000),
        "400", with_=b"InvalidParameter"),
    good("AppParams with a huge number", form(
        b"Action=SubmitYikeAIAppJob&Version=2020-11-09&AppId=a&AppParams={\"a\":31E1001}"),
        "400", with_=b"InvalidParameter"),
    good("AppParams with a NUL behind them", form(
        b"Action=SubmitYikeAIAppJob&Version=2020-11-09&AppId=a&AppParams={}%00x"),
        "400", with_=b"InvalidParameter"),
    good("a value that a pattern could try for ever", form(
        b"Action=SubmitYikeAIAppJob&Version=2020-11-09&AppId=patterns&AppParams={\"repeats\":\"" +
        b"a" * 30_000 + b"b\"}"), "400", with_=b"repeats"),
    good("a value that a pattern could recurse on", form(
        b"Action=SubmitYikeAIAppJob&Version=2020-11-09&AppId=patterns&AppParams={\"groups\":\"" +
        b"a" * 30_000 + b"\"}"), "200"),
    good("AppParams that are no UTF-8", form(
        b"Action=SubmitYikeAIAppJob&Version=2020-11-09&AppId=a&AppParams={\"a\":\"%ff\"}"),
        "400", with_=b"InvalidParameter"),
    good("a multipart form", sized("POST /", b"--x\r\n\r\n--x--", b"Content-Type: "
                                   b"multipart/form-data; boundary=x\r\n"), "404"),
    good("a header of 60 KB", form(b"Action=X", b"X-A: " + b"a;" * 30_000 + b"\r\n"), "400",
         with_=b"MissingVersion"),
    good("a compressed body", sized("POST /", b"\x1f\x8b\x08\0\0\0\0\0\0\x03\0\0",
                                    b"Content-Encoding: gzip\r\n"), "404"),
    good("deep JSON for a body", head(
        "POST /", JSON_TYPE + b"x-acs-bearer-token: x\r\nContent-Length: 200000\r\n")
        + b"[" * 200_000, "404"),
]
