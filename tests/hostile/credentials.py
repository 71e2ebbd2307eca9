"""Credentials that are none, to a server that checks them."""

from inputs import get, good, head

COMMON = (b"x-acs-action: GetYikeAIAppJob\r\nx-acs-version: 2020-11-09\r\n"
          b"x-acs-date: 2026-01-15T08:00:00Z\r\nx-acs-signature-nonce: n\r\n")


def v3(authorization, more=b""):
    return head("GET /?JobId=job", COMMON + b"Authorization: " + authorization + b"\r\n" + more)


def v1(query):
    return get("/?Action=GetYikeAIAppJob&Version=2020-11-09&" + query)


V1 = "SignatureMethod=HMAC-SHA1&SignatureVersion=1.0&SignatureNonce=n&AccessKeyId=x"

CREDENTIALS = [
    good("an algorithm of none", v3(b"ACS3-NONE Credential=a,SignedHeaders=host,Signature=b"),
         "400"),
    good("nothing behind the algorithm", v3(b"ACS3-HMAC-SHA256"), "400"),
    good("commas alone", v3(b"ACS3-HMAC-SHA256 " + b"," * 50_000), "400"),
    good("equals signs alone", v3(b"ACS3-HMAC-SHA256 " + b"=" * 50_000), "400"),
    good("20,000 signed headers", v3(b"ACS3-HMAC-SHA256 Credential=a,SignedHeaders=" +
                                     b"a;" * 20_000 + b",Signature=b"), "404"),
    good("a signature of 100 KB", v3(b"ACS3-HMAC-SHA256 Credential=fake-ice-access-key-id,"
                                     b"SignedHeaders=host,Signature=" + b"a" * 100_000), "400"),
    good("a credential of 100 KB", v3(b"ACS3-HMAC-SHA256 Credential=" + b"a" * 100_000 +
                                      b",SignedHeaders=host,Signature=b"), "404"),
    good("a credential that is no text", v3(b"ACS3-HMAC-SHA256 Credential=\xff\xfe,"
                                            b"SignedHeaders=host,Signature=b"), "400"),
    good("SQL in a credential", v3(b"ACS3-HMAC-SHA256 Credential=' OR 1=1--,SignedHeaders=host,"
                                   b"Signature=b"), "400"),
    good("Basic", v3(b"Basic YTpi"), "400"),
    good("Digest", v3(b"Digest username=\"a\", realm=\"b\""), "400"),
    good("AWS", v3(b"AWS4-HMAC-SHA256 Credential=a/b/c/d/e, SignedHeaders=host, Signature=f"),
         "400"),
    good("a token of 100 KB", v3(b"ACS3-HMAC-SHA256 Credential=a,SignedHeaders=host,Signature=b",
                                 b"x-acs-security-token: " + b"t" * 100_000 + b"\r\n"), "404"),
    good("a bearer token", head("GET /?JobId=job", COMMON + b"x-acs-bearer-token: b\r\n"), "403"),
    good("a method of MD5", v1(V1.replace("HMAC-SHA1", "MD5") + "&Signature=b&Timestamp=t"), "400"),
    good("a signature that is no base64", v1(V1 + "&Signature=%ff%00&Timestamp="
                                             "2026-01-15T08:00:00Z"), "404"),
    good("a time of the year 99999", v1(V1 + "&Signature=b&Timestamp=99999-01-01T00:00:00Z"),
         "404"),
    good("a time with a NUL", v1(V1.replace("=x", "=fake-ice-access-key-id") +
                                 "&Signature=b&Timestamp=2026-01-15T08:00:00Z%00"), "400"),
    good("Signature a thousand times", v1(V1 + "&Signature=b" * 900 + "&Timestamp=t"), "404"),
]
