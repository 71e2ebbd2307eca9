"""What an output's URL gives to a plain HTTP client that has no key."""

import base64
import datetime
import hashlib
import io
import json
import shutil
import subprocess
import urllib.parse

import requests
from PIL import Image

from accounts import LIFE_TIME, SUBMISSION
from files import ACCOUNT, JOBS
from jobs import Accounts

OUTPUTS = JOBS["Outputs"]
NAMED_JOBS = [{"JobId": job["JobId"], "Status": "Finished", "Result": {"ImageResult": [{}]}}
              for job in ACCOUNT["Jobs"]]
SIGNING = {"AppId": "app_of_signed_links"}
SECONDS = 30
PROBE = ["ffprobe", "-v", "error", "-show_entries", "format=format_name:stream=codec_type",
         "-of", "json", "pipe:0"]


def download(url, headers=None, method="GET"):
    """The plain answer: neither compressed nor with the credentials of a .netrc file."""
    with requests.Session() as session:
        session.trust_env = False
        plain = {"Accept-Encoding": "identity", **(headers or {})}
        return session.request(method, url, headers=plain, timeout=SECONDS)


def probe(content):
    """What ffprobe says of a file: its formats and the types of its streams."""
    told = json.loads(subprocess.run(PROBE, input=content, capture_output=True, check=True).stdout)
    return told["format"]["format_name"].split(","), {s["codec_type"] for s in told["streams"]}


def query_of(url):
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))


def changed(url, **query):
    """A link as it is, with other values of its query."""
    text = urllib.parse.urlencode({**query_of(url), **query})
    return urllib.parse.urlsplit(url)._replace(query=text).geturl()


def draw_picture():
    """A picture of the test's own, as a PNG."""
    picture = Image.frombytes("RGB", (5, 3), bytes(index * 5 for index in range(5 * 3 * 3)))
    content = io.BytesIO()
    picture.save(content, "PNG")
    return picture, content.getvalue()


class Downloads(Accounts):
    def assert_png(self, content):
        with Image.open(io.BytesIO(content)) as image:
            self.assertEqual(image.format, "PNG")
            image.verify()
        with Image.open(io.BytesIO(content)) as image:
            image.load()
            self.assertGreater(min(image.size), 0)

    def assert_media(self, content, extension):
        """By its container, and by ffprobe where that is installed."""
        if extension == ".mp4":
            self.assertEqual(content[4:8], b"ftyp")
            name, kind = "mp4", "video"
        else:
            is_frame = content[0] == 0xFF and content[1] & 0xE0 == 0xE0
            self.assertTrue(content.startswith(b"ID3") or is_frame, content[:4])
            name, kind = "mp3", "audio"
        if shutil.which("ffprobe"):
            names, kinds = probe(content)
            self.assertIn(name, names)
            self.assertIn(kind, kinds)

    def assert_headers(self, answer, expected, whole):
        headers = answer.headers
        self.assertEqual(headers["Content-Type"], expected["ContentType"])
        self.assertEqual(headers["Accept-Ranges"], "bytes")
        self.assertEqual(headers["Last-Modified"], JOBS["LastModified"])
        self.assertEqual(headers["ETag"], f'"{hashlib.md5(whole).hexdigest().upper()}"')

    def assert_downloads(self, url, expected):
        answer = download(url)
        content = answer.content
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Content-Length"], str(len(content)))
        self.assert_headers(answer, expected, content)
        if expected["Extension"] == ".png":
            self.assert_png(content)
        else:
            self.assert_media(content, expected["Extension"])
        head = download(url, method="HEAD")
        self.assertEqual((head.status_code, head.content), (200, b""))
        self.assertEqual(head.headers["Content-Length"], str(len(content)))
        self.assert_headers(head, expected, content)
        self.assert_ranges(url, expected, content)

    def assert_ranges(self, url, expected, content):
        size = len(content)
        for header, first, end in (("bytes=0-3", 0, 4), ("bytes=100-", 100, size),
                                   ("bytes=-7", size - 7, size),
                                   (f"bytes={size - 1}-{size + 9}", size - 1, size)):
            part = download(url, {"Range": header})
            self.assertEqual(part.status_code, 206, header)
            self.assertEqual(part.headers["Content-Range"], f"bytes {first}-{end - 1}/{size}")
            self.assertEqual(part.content, content[first:end])
            self.assert_headers(part, expected, content)
        beyond = download(url, {"Range": f"bytes={size}-"})
        self.assertEqual(beyond.status_code, 416)
        self.assertEqual(beyond.headers["Content-Range"], f"bytes */{size}")

    def finished_job(self, account, parameters=SUBMISSION, life_time=LIFE_TIME):
        job_id = self.submit(account, parameters)
        account.advance(life_time)
        return self.read(account, job_id)

    def signed_links(self, account):
        """A job whose links are good for an hour, and these links."""
        job = self.finished_job(account, SIGNING, "1s")
        return job["JobId"], [output["OutputUrl"] for output in job["Result"]["ImageResult"]]

    def assert_forbidden(self, url, code, message):
        """OSS's refusal, which is the same for any client."""
        answer = download(url)
        self.assertEqual(answer.status_code, 403)
        self.assertEqual(answer.headers["Content-Type"], "application/xml")
        self.assertIn(f"<Code>{code}</Code>", answer.text)
        self.assertIn(f"<Message>{message}", answer.text)

    def test_downloads_the_images_the_video_and_the_sound_of_a_job_without_a_key(self):
        result = self.finished_job(self.new_account())["Result"]
        for expected in OUTPUTS:
            output = result[expected["Result"]][expected["Number"]]
            self.assert_downloads(output["OutputUrl"], expected)

    def test_finds_no_output_to_download_before_the_job_has_finished(self):
        account = self.new_account()
        job = self.finished_job(account)
        url = job["Result"]["ImageResult"][0]["OutputUrl"]
        self.assertIn(job["JobId"], url)
        unfinished = url.replace(job["JobId"], account.submit())
        early = download(unfinished)
        self.assertEqual(early.status_code, 404)
        self.assertIn("<Code>NoSuchKey</Code>", early.text)
        account.advance(LIFE_TIME)
        self.assertEqual(download(unfinished).status_code, 200)

    def test_downloads_an_image_of_a_job_whatever_its_name(self):
        account = self.new_account({"Jobs": NAMED_JOBS})
        for job in NAMED_JOBS:
            (output,) = account.get(job["JobId"])["Result"]["ImageResult"]
            answer = download(output["OutputUrl"])
            self.assertEqual(answer.status_code, 200, output)
            self.assert_png(answer.content)

    def test_downloads_by_a_signed_link_until_the_link_has_expired(self):
        account = self.new_account()
        job_id, links = self.signed_links(account)
        start = datetime.datetime.fromisoformat(JOBS["Account"]["Clock"]["FrozenAt"])
        for link in links:
            query = query_of(link)
            self.assertEqual(list(query), ["Expires", "OSSAccessKeyId", "Signature"])
            self.assertEqual(int(query["Expires"]), start.timestamp() + 1 + 60 * 60)
        account.advance("59m59s")
        for link in links:
            answer = download(link)
            self.assertEqual(answer.status_code, 200)
            self.assert_png(answer.content)
        account.advance("1s1ms")
        for link in links:
            self.assert_forbidden(link, "AccessDenied", "Request has expired.")
        fresh = self.read(account, job_id)["Result"]["ImageResult"][0]["OutputUrl"]
        self.assertEqual(download(fresh).status_code, 200)

    def test_may_not_download_by_a_link_that_was_changed(self):
        _, (link, other) = self.signed_links(self.new_account())
        query = query_of(link)
        mismatch = "The request signature we calculated does not match"
        for wrong in (changed(link, Signature=query_of(other)["Signature"]),
                      changed(link, Expires=int(query["Expires"]) + 1)):
            self.assert_forbidden(wrong, "SignatureDoesNotMatch", mismatch)
        self.assert_forbidden(changed(link, OSSAccessKeyId="nobody"), "InvalidAccessKeyId",
                              "The OSS Access Key Id you provided does not exist")
        self.assert_forbidden(link.partition("?")[0], "AccessDenied",
                              "You have no right to access this object")
        self.assertEqual(download(link).status_code, 200)

    def test_downloads_a_picture_of_its_own_byte_for_byte(self):
        picture, content = draw_picture()
        own = {"File": "cat.png", "Content": base64.b64encode(content).decode()}
        app = {**SIGNING,
               "Timeline": [{"Status": "Created"}, {"After": "1s", "Status": "Finished"}],
               "Result": {"ImageResult": [own, {**own, "UrlExpiresAfter": "1h"}]}}
        _, links = self.signed_links(self.new_account({"Apps": [app]}))
        self.assertEqual(["?" in link for link in links], [False, True])
        for link in links:
            answer = download(link)
            self.assertEqual(answer.status_code, 200)
            self.assertEqual(answer.headers["Content-Type"], "image/png")
            self.assertEqual(answer.content, content)
            with Image.open(io.BytesIO(answer.content)) as image:
                self.assertEqual(image.tobytes(), picture.tobytes())
