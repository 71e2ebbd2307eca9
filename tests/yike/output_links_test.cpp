// Made-up MediaIds look like real ones.
#include "yike/output_links.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "base/text.h"
#include "base/time_text.h"

using namespace fake_ice;
using yike::MadeUpMediaId;
using yike::OutputKind;

namespace {

/// The time in front of a MediaId: a UUIDv1's with another version digit.
base::Moment TimeOf(const std::string& id) {
  const std::string digits = id.substr(13, 3) + id.substr(8, 4) + id.substr(0, 8);
  const auto steps = static_cast<std::int64_t>(std::stoull(digits, nullptr, 16));
  return base::Moment(std::chrono::milliseconds(steps / 10'000 - 12'219'292'800'000));
}

store::JobRecord JobOf(std::string_view created) {
  return {.job_id = "j", .created_at = base::ParseProtocolTime(created)};
}

}  // namespace

// Seven public MediaIds decode like these, among them 318d6350a57d71f08c9ae7f7d4496302.
TEST_CASE("a made-up MediaId has the job's time in front and the version digit 7") {
  CHECK(base::FormatProtocolTime(TimeOf("318d6350a57d71f08c9ae7f7d4496302")).starts_with("2025-"));
  for (const char* time :
       {"2026-01-15T08:00:00Z", "1970-01-01T00:00:00Z", "2099-12-31T23:59:59Z"}) {
    const std::string id = MadeUpMediaId({"1", "j", OutputKind::kImage, 1, "png"}, JobOf(time));
    CAPTURE(id);
    CHECK(id.size() == 32);
    CHECK(id.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(id[12] == '7');
    CHECK(std::string("89ab").find(id[16]) != std::string::npos);
    CHECK(base::FormatProtocolTime(TimeOf(id)) == time);
  }
}

TEST_CASE("no id makes a path that clients fold, and every path leads back to its id") {
  // What the WHATWG URL Standard calls single-dot and double-dot path segments.
  const std::set<std::string> folded{".", "..", "%2e", "%2E", ".%2e", "%2e.", "%2e%2e", "%2E%2E"};
  for (const std::string id : {".", "..", "...", "%2e", "%2E%2E", ".a", "a/../b", "/", "\\", " ",
                               "\xC3\xBF.", "~.", "%FF."}) {
    CAPTURE(id);
    const yike::OutputPlace place{id, id, OutputKind::kVideo, 3, "mp4"};
    const std::string path = yike::MediaPath(place);
    for (const std::string_view segment : base::Split(path, '/')) {
      CHECK_FALSE(folded.contains(std::string(segment)));
    }
    const auto read = yike::ReadMediaPath(path);
    REQUIRE(read);
    CHECK(read->account_id == id);
    CHECK(read->job_id == id);
  }
}

TEST_CASE("made-up MediaIds are stable for a job and tell outputs, jobs and accounts apart") {
  const store::JobRecord job = JobOf("2026-01-15T08:00:00Z");
  std::set<std::string> ids;
  std::size_t count = 0;
  for (const std::string account : {"1", "2"}) {
    for (int number = 0; number < 100; ++number) {
      const std::string job_id = "job " + std::to_string(number);
      for (const OutputKind kind : {OutputKind::kImage, OutputKind::kVideo, OutputKind::kAudio}) {
        const yike::OutputPlace place{account, job_id, kind, 1, "x"};
        CHECK(MadeUpMediaId(place, job) == MadeUpMediaId(place, job));
        ids.insert(MadeUpMediaId(place, job));
        ++count;
      }
    }
  }
  CHECK(ids.size() == count);
}

TEST_CASE("a job that finished for good keeps its MediaIds, whenever it is added") {
  store::JobRecord first = JobOf("2026-01-15T08:00:00Z");
  first.execution_finish_time = base::ParseIsoTime("2026-02-06T18:53:34.001+08:00");
  store::JobRecord again = first;
  again.created_at = base::ParseProtocolTime("2026-05-05T05:05:05Z");
  const yike::OutputPlace place{"1", "j", OutputKind::kImage, 1, "png"};
  CHECK(MadeUpMediaId(place, first) == MadeUpMediaId(place, again));
}
