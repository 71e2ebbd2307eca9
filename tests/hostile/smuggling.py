"""Where two readers could see two requests: framing by length and by chunks.

Sources: RFC 9112 sections 6, 7 and 11.2; the shapes of request smuggling that James Kettle's "HTTP
Desync Attacks" and the smuggler and http-garden projects list.
"""

from inputs import GET, HOST, bad, chunked, cut, good, head, sized

SMUGGLED = b"GET /_fake-ice/smuggled HTTP/1.1\r\n" + HOST + b"\r\n"
TE = b"Transfer-Encoding: chunked\r\n"
END = b"0\r\n\r\n"


def length(value):
    return head("POST /", b"Content-Length: " + value + b"\r\n") + b"abcde" + SMUGGLED


def coding(line):
    return head("POST /", line + b"\r\n") + END + SMUGGLED


LENGTHS = [
    bad("two lengths that differ", length(b"5\r\nContent-Length: 0")),
    bad("two lengths in one", length(b"5, 0")),
    bad("the same length twice in one", length(b"5, 5")),
    bad("a length with a sign", length(b"+5")),
    bad("a length below zero", length(b"-5")),
    bad("a length in hexadecimal", length(b"0x5")),
    bad("a length with a point", length(b"5.0")),
    bad("a length with an exponent", length(b"5e0")),
    bad("a length with a blank inside", length(b"5 5")),
    bad("a length of letters", length(b"five")),
    bad("an empty length", length(b"")),
    bad("a length with an underscore", length(b"1_0")),
    bad("a length in Arabic digits", length("٥".encode())),
    bad("a length past 64 bits", length(b"18446744073709551616")),
    bad("a length past 64 bits by far", length(b"9" * 400)),
    bad("the largest length", length(b"18446744073709551615"), "413"),
    bad("a length past the limit", length(b"8388609"), "413"),
    good("the same length twice", length(b"5\r\nContent-Length: 5"), "404 404"),
    good("a length with zeros in front", length(b"0000000005"), "404 404"),
    good("a body behind GET", sized("GET /", b"abcde") + SMUGGLED, "404 404"),
    good("a body behind HEAD is no request",
         sized("GET /_fake-ice/health", SMUGGLED), "200"),
    cut("a body that ends early", head("POST /", b"Content-Length: 9\r\n") + b"abc"),
]

CODINGS = [
    bad("length and chunks", head("POST /", TE + b"Content-Length: 5\r\n") + END + SMUGGLED),
    bad("chunks and length", head("POST /", b"Content-Length: 5\r\n" + TE) + END + SMUGGLED),
    bad("length 0 and chunks", head("POST /", b"Content-Length: 0\r\n" + TE) + END + SMUGGLED),
    bad("chunked twice", coding(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")),
    bad("chunked, chunked", coding(b"Transfer-Encoding: chunked, chunked")),
    bad("chunked and identity", coding(
        b"Transfer-Encoding: chunked\r\ntransfer-encoding: identity")),
    bad("identity", coding(b"Transfer-Encoding: identity")),
    bad("gzip, chunked", coding(b"Transfer-Encoding: gzip, chunked")),
    bad("xchunked", coding(b"Transfer-Encoding: xchunked")),
    bad("chunked in quotes", coding(b'Transfer-Encoding: "chunked"')),
    bad("chunked with a parameter", coding(b"Transfer-Encoding: chunked;q=1")),
    bad("chunked and a comma", coding(b"Transfer-Encoding: chunked,")),
    bad("a vertical tab in front of chunked", coding(b"Transfer-Encoding: \x0bchunked")),
    bad("a NUL behind chunked", coding(b"Transfer-Encoding: chunked\0")),
    bad("chunked on a folded line", coding(b"Transfer-Encoding:\r\n chunked")),
    bad("a blank in front of its colon", coding(b"Transfer-Encoding : chunked")),
    bad("a CR in front of its name", coding(b"X: y\rTransfer-Encoding: chunked")),
    bad("no coding", coding(b"Transfer-Encoding:")),
    good("a tab in front of chunked", coding(b"Transfer-Encoding:\tchunked"), "404 404"),
    good("chunked in upper case", coding(b"TRANSFER-ENCODING: CHUNKED"), "404 404"),
    good("underscores are another name", head("POST /", b"Transfer_Encoding: chunked\r\n")
         + SMUGGLED, "404 404"),
    bad("chunks of HTTP/1.0 end the connection",
        b"POST / HTTP/1.0\r\nConnection: keep-alive\r\n" + HOST + TE + b"\r\n" + END +
        SMUGGLED, "404"),
]

CHUNKS = [
    bad("a blank in front of a size", chunked(b" 1\r\na\r\n" + END)),
    bad("a blank behind a size", chunked(b"1 \r\na\r\n" + END)),
    bad("a tab behind a size", chunked(b"1\t\r\na\r\n" + END)),
    bad("a blank in front of an extension", chunked(b"1 ;a\r\na\r\n" + END)),
    bad("a size with a sign", chunked(b"+1\r\na\r\n" + END)),
    bad("a size below zero", chunked(b"-1\r\na\r\n" + END)),
    bad("a size with 0x", chunked(b"0x1\r\na\r\n" + END)),
    bad("a size with an underscore", chunked(b"1_0\r\na\r\n" + END)),
    bad("no size", chunked(b"\r\na\r\n" + END)),
    bad("a size of letters past f", chunked(b"g\r\na\r\n" + END)),
    bad("an extension and no size", chunked(b";a=b\r\na\r\n" + END)),
    bad("a size past 64 bits", chunked(b"10000000000000001\r\na\r\n" + END), "413"),
    bad("the largest size", chunked(b"ffffffffffffffff\r\na\r\n" + END), "413"),
    bad("a size past the limit", chunked(b"800001\r\n"), "413"),
    bad("a bare line feed behind a size", chunked(b"1\na\r\n" + END)),
    bad("a bare CR behind a size", chunked(b"1\ra\r\n" + END)),
    bad("a bare line feed behind data", chunked(b"1\r\na\n" + END)),
    bad("data longer than its size", chunked(b"1\r\nab\r\n" + END)),
    bad("a request in place of data's end", chunked(b"1\r\na" + SMUGGLED)),
    bad("a CR in an extension", chunked(b"1;a\rb\r\na\r\n" + END)),
    bad("a NUL in an extension", chunked(b"1;a\0b\r\na\r\n" + END)),
    bad("a line feed in an extension", chunked(b"1;a\nb\r\na\r\n" + END)),
    bad("an extension of 5 KB", chunked(b"1;" + b"a" * 5000 + b"\r\na\r\n" + END)),
    bad("an extension without end", chunked(b"1;" + b"a" * 100_000)),
    bad("a trailer without a colon", chunked(b"0\r\nabc\r\n\r\n")),
    bad("a trailer without a name", chunked(b"0\r\n: b\r\n\r\n")),
    bad("a trailer with a blank in front of its colon", chunked(b"0\r\nA : b\r\n\r\n")),
    bad("a folded trailer", chunked(b"0\r\nA: b\r\n c\r\n\r\n")),
    bad("a request for a trailer", chunked(b"0\r\n" + SMUGGLED)),
    bad("a NUL in a trailer", chunked(b"0\r\nA: \0\r\n\r\n")),
    bad("trailers of 300 KB", chunked(b"0\r\n" + b"A: b\r\n" * 50_000)),
    good("a trailer is no header", chunked(b"0\r\nContent-Length: 99\r\nHost: evil\r\n\r\n") + GET,
         "404 200"),
    good("zeros in front of a size", chunked(b"000000000000000001\r\na\r\n00\r\n\r\n") + GET,
         "404 200"),
    good("an extension in quotes", chunked(b'1;a="b;c"\r\na\r\n' + END) + GET, "404 200"),
    good("ten thousand chunks", chunked(b"1\r\na\r\n" * 10_000 + END), "404"),
    good("many long extensions", chunked(b"1;" + b"a" * 4000 + b"\r\na\r\n" + END), "404"),
    good("pipelined, a hundred", GET * 100, " ".join(["200"] * 100)),
    cut("chunks without an end", chunked(b"5\r\nabc")),
    cut("no last chunk", chunked(b"1\r\na\r\n")),
    cut("no last line end", chunked(b"1\r\na\r\n0\r\n")),
]

EXPECTS = [
    good("100-continue", head("POST /", b"Expect: 100-continue\r\nContent-Length: 1\r\n")
         + b"a", "100 404"),
    good("an Expect of something else",
         head("POST /", b"Expect: 200-ok\r\nContent-Length: 1\r\n") + b"a", "404"),
    bad("100-continue of too much",
        head("POST /", b"Expect: 100-continue\r\nContent-Length: 99999999999\r\n"), "413"),
]
