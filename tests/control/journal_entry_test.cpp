#include "control/journal_entry.h"

#include <doctest/doctest.h>

#include <string>

using namespace fake_ice;
using control::JournalEntry;
using control::PackedEntry;

namespace {

/// Another text in every field; some hold what separates texts elsewhere.
JournalEntry FullEntry() {
  JournalEntry entry{.request_id = "request",
                     .time = base::Moment(std::chrono::milliseconds(1'768'464'000'123)),
                     .duration = std::chrono::microseconds(42),
                     .account_id = "account",
                     .access_key_id = "key",
                     .action = std::string("act\0ion", 7),
                     .job_id = "job",
                     .job_ids = "job,\nother",
                     .step = "Signature",
                     .fault = "fault",
                     .code = "Code",
                     .explanation = "explanation",
                     .string_to_sign = "string to sign",
                     .canonical_request = "canonical request",
                     .remote_address = "::1",
                     .request = {.method = "POST",
                                 .target = "/?a=b",
                                 .headers = {{"Host", "h"}, {"host", ""}, {"X", "\xFF"}},
                                 .body = "request body"},
                     .response = {.status = 429, .headers = {{"ETag", "e"}}, .body = "body"}};
  return entry;
}

void CheckSame(const JournalEntry& entry, const JournalEntry& wanted) {
  for (const auto text :
       {&JournalEntry::request_id, &JournalEntry::account_id, &JournalEntry::access_key_id,
        &JournalEntry::action, &JournalEntry::job_id, &JournalEntry::job_ids, &JournalEntry::step,
        &JournalEntry::fault, &JournalEntry::code, &JournalEntry::explanation,
        &JournalEntry::string_to_sign, &JournalEntry::canonical_request,
        &JournalEntry::remote_address}) {
    CHECK(entry.*text == wanted.*text);
  }
  CHECK(entry.time == wanted.time);
  CHECK(entry.duration == wanted.duration);
  CHECK(entry.request.method == wanted.request.method);
  CHECK(entry.request.target == wanted.request.target);
  CHECK(entry.request.headers == wanted.request.headers);
  CHECK(entry.request.body == wanted.request.body);
  CHECK(entry.response.status == wanted.response.status);
  CHECK(entry.response.headers == wanted.response.headers);
  CHECK(entry.response.body == wanted.response.body);
}

}  // namespace

TEST_CASE("what was packed comes out as it was") {
  const PackedEntry packed(FullEntry());
  CheckSame(packed.Unpack(), FullEntry());
  CHECK(packed.Unpack().request_body_bytes == 12);
  CHECK(packed.Unpack().response_body_bytes == 4);
  CheckSame(PackedEntry(JournalEntry{}).Unpack(), JournalEntry{});
}

TEST_CASE("heads are kept whole, because secrets in them are told by the ends of names") {
  JournalEntry entry;
  entry.request.target.assign(200'000, 't');
  entry.request.headers = {{std::string(100'000, 'x') + "-Authorization", "secret"},
                           {"X", std::string(100'000, 'v')}};
  CheckSame(PackedEntry(entry).Unpack(), entry);
}

TEST_CASE("a packed entry is found by its keys") {
  const PackedEntry packed(FullEntry());
  const control::JournalKeys keys = packed.Keys();
  CHECK(keys.request_id == "request");
  CHECK(keys.account_id == "account");
  CHECK(keys.action == std::string("act\0ion", 7));
  CHECK(keys.code == "Code");
  CHECK(keys.job_id == "job");
  CHECK(keys.job_ids == "job,\nother");
}

TEST_CASE("a packed entry takes hardly more than its texts") {
  JournalEntry entry = FullEntry();
  entry.response.body.assign(50'000, 'x');
  const std::size_t bytes = PackedEntry(entry).Bytes();
  CHECK(bytes > 50'000);
  CHECK(bytes < 50'500);
  entry.response.body.assign(10 * 1024 * 1024, 'x');
  CHECK(PackedEntry(entry).Bytes() < control::kMaxJournalBodyBytes + 500);
  CHECK(PackedEntry(entry).Unpack().response_body_bytes == 10 * 1024 * 1024);
}
