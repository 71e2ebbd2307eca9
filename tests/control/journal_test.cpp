#include "control/journal.h"

#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <thread>

using namespace fake_ice;
using control::Journal;
using control::JournalEntry;
using control::JournalFilter;
using control::kMaxJournalBodyBytes;

namespace {

using Ids = std::vector<std::string>;

JournalEntry EntryOf(std::string request_id, std::string account_id = "alice") {
  JournalEntry entry;
  entry.request_id = std::move(request_id);
  entry.account_id = std::move(account_id);
  return entry;
}

Ids Read(const Journal& journal, const JournalFilter& filter = {}) {
  const auto entries = journal.Read(filter);
  REQUIRE(entries.has_value());
  Ids ids;
  for (const auto& entry : *entries) ids.emplace_back(entry.Keys().request_id);
  return ids;
}

/// Entries "0", "1", ... of alice, oldest first.
void AddNumbered(Journal& journal, int count) {
  for (int i = 0; i < count; ++i) journal.Add(EntryOf(std::to_string(i)));
}

/// Five requests of two accounts.
void AddDay(Journal& journal) {
  const auto add = [&](const char* id, const char* account, const char* action, const char* job,
                       const char* code) {
    JournalEntry entry = EntryOf(id, account);
    entry.action = action;
    entry.job_id = job;
    entry.code = code;
    journal.Add(std::move(entry));
  };
  add("submit", "alice", "SubmitYikeAIAppJob", "", "");
  add("early", "alice", "GetYikeAIAppJob", "job-1", "Throttling.User");
  add("other", "bob", "GetYikeAIAppJob", "job-1", "JobNotFound");
  add("second", "alice", "GetYikeAIAppJob", "job-2", "");
  add("late", "alice", "GetYikeAIAppJob", "job-1", "");
}

}  // namespace

TEST_CASE("the journal shows the newest request first") {
  Journal journal;
  CHECK(Read(journal).empty());
  AddNumbered(journal, 3);
  CHECK(Read(journal) == Ids{"2", "1", "0"});
}

TEST_CASE("the journal finds a request by its id") {
  Journal journal;
  AddNumbered(journal, 1000);
  REQUIRE(journal.Find("0") != nullptr);
  CHECK(journal.Find("0")->request_id == "0");
  CHECK(journal.Find("999")->request_id == "999");
  CHECK(journal.Find("1000") == nullptr);
  CHECK(journal.Find("") == nullptr);
}

TEST_CASE("every filter of the journal narrows what the others leave") {
  Journal journal;
  AddDay(journal);
  CHECK(Read(journal, {.account_id = "bob"}) == Ids{"other"});
  CHECK(Read(journal, {.action = "SubmitYikeAIAppJob"}) == Ids{"submit"});
  CHECK(Read(journal, {.job_id = "job-1"}) == Ids{"late", "other", "early"});
  CHECK(Read(journal, {.code = "JobNotFound"}) == Ids{"other"});
  CHECK(Read(journal, {.account_id = "alice", .job_id = "job-1"}) == Ids{"late", "early"});
  CHECK(Read(journal, {.account_id = "alice", .job_id = "job-1", .code = "Throttling.User"}) ==
        Ids{"early"});
  CHECK(Read(journal, {.account_id = "bob", .action = "SubmitYikeAIAppJob"}).empty());
}

TEST_CASE("a filter of the journal compares whole texts and their case") {
  Journal journal;
  AddDay(journal);
  CHECK(Read(journal, {.account_id = "ali"}).empty());
  CHECK(Read(journal, {.action = "getyikeaiappjob"}).empty());
}

TEST_CASE("a page of the journal begins behind the request named by Before") {
  Journal journal;
  AddDay(journal);
  CHECK(Read(journal, {.before = "second"}) == Ids{"other", "early", "submit"});
  CHECK(Read(journal, {.account_id = "alice", .before = "other"}) == Ids{"early", "submit"});
  CHECK(Read(journal, {.before = "submit"}).empty());
  CHECK_FALSE(journal.Read({.before = "nobody"}).has_value());
}

TEST_CASE("all pages together are the whole journal") {
  Journal journal;
  AddNumbered(journal, 1000);
  Ids all;
  JournalFilter filter{.limit = 7};
  for (Ids page = Read(journal, filter); !page.empty(); page = Read(journal, filter)) {
    CHECK(page.size() <= 7);
    all.insert(all.end(), page.begin(), page.end());
    filter.before = page.back();
  }
  REQUIRE(all.size() == 1000);
  for (int i = 0; i < 1000; ++i)
    REQUIRE(all[static_cast<std::size_t>(i)] == std::to_string(999 - i));
}

TEST_CASE("the limit of a reading is exact, and zero reads nothing") {
  Journal journal;
  AddNumbered(journal, 300);
  CHECK(Read(journal).size() == 100);
  CHECK(Read(journal, {.limit = 1}) == Ids{"299"});
  CHECK(Read(journal, {.limit = 1000}).size() == 300);
  CHECK(Read(journal, {.limit = 0}).empty());
  CHECK(Read(journal, {.before = "5", .limit = 0}).empty());
  CHECK_FALSE(journal.Read({.before = "nobody", .limit = 0}).has_value());
}

TEST_CASE("past the limit of entries the oldest are dropped") {
  Journal journal({.items_of_holder = 3});
  AddNumbered(journal, 10);
  CHECK(Read(journal) == Ids{"9", "8", "7"});
  CHECK(journal.Find("6") == nullptr);
  CHECK_FALSE(journal.Read({.before = "6"}).has_value());
}

TEST_CASE("past the limit of bytes the oldest are dropped") {
  constexpr std::size_t kLimit = 100'000;
  Journal journal({.cost_of_holder = kLimit});
  for (int i = 0; i < 20; ++i) {
    JournalEntry entry = EntryOf(std::to_string(i));
    entry.response.body.assign(20'000, 'x');
    journal.Add(std::move(entry));
    CHECK(journal.Bytes() <= kLimit);
  }
  CHECK(Read(journal) == Ids{"19", "18", "17", "16"});
}

TEST_CASE("every text of an entry counts toward the limit of bytes") {
  const std::string text(10'000, 'x');
  JournalEntry entry;
  for (std::string* part :
       {&entry.request_id, &entry.account_id, &entry.access_key_id, &entry.action, &entry.job_id,
        &entry.step, &entry.code, &entry.explanation, &entry.string_to_sign,
        &entry.canonical_request, &entry.remote_address, &entry.request.method,
        &entry.request.target, &entry.request.body, &entry.response.body}) {
    *part = text;
  }
  entry.request.headers = {{text, text}};
  entry.response.headers = {{text, text}};
  Journal journal;
  journal.Add(std::move(entry));
  CHECK(journal.Bytes() >= 19 * text.size());
  CHECK(journal.Bytes() < 19 * text.size() + 3'000);
}

TEST_CASE("no account pushes out another's requests, nor do those without an account") {
  constexpr std::size_t kLimit = 300'000;
  Journal journal({.cost = kLimit});
  for (int i = 0; i < 20; ++i) journal.Add(EntryOf("quiet " + std::to_string(i), "quiet"));
  for (int i = 0; i < 5'000; ++i) {
    JournalEntry entry = EntryOf("loud " + std::to_string(i), i % 2 == 0 ? "loud" : "");
    entry.request.body.assign(static_cast<std::size_t>(i % 3'000), 'x');
    journal.Add(std::move(entry));
    REQUIRE(journal.Bytes() <= kLimit);
  }
  CHECK(Read(journal, {.account_id = "quiet"}).size() == 20);
  CHECK(Read(journal, {.account_id = "loud"}).size() > 20);
  CHECK(Read(journal).front() == "loud 4999");
}

TEST_CASE("an entry larger than the whole journal is passed over and hurts no other") {
  Journal journal({.cost_of_holder = 20'000});
  AddNumbered(journal, 3);
  JournalEntry large = EntryOf("large");
  large.string_to_sign.assign(30'000, 'x');
  journal.Add(std::move(large));
  CHECK(Read(journal) == Ids{"2", "1", "0"});
  journal.Add(EntryOf("next"));
  CHECK(Read(journal) == Ids{"next", "2", "1", "0"});
}

TEST_CASE("a journal without room keeps nothing") {
  Journal no_entries({.items_of_holder = 0});
  Journal no_bytes({.cost = 0});
  for (Journal* journal : {&no_entries, &no_bytes}) {
    AddNumbered(*journal, 3);
    CHECK(journal->Size() == 0);
    CHECK(journal->Bytes() == 0);
    CHECK(Read(*journal).empty());
  }
}

TEST_CASE("long bodies are cut, and their full sizes noted") {
  Journal journal;
  JournalEntry entry = EntryOf("long");
  entry.request.body = std::string(kMaxJournalBodyBytes, 'a') + "b";
  entry.response.body.assign(10 * 1024 * 1024, 'c');
  journal.Add(std::move(entry));
  const Journal::Entry kept = journal.Find("long");
  CHECK(kept->request.body == std::string(kMaxJournalBodyBytes, 'a'));
  CHECK(kept->request_body_bytes == kMaxJournalBodyBytes + 1);
  CHECK(kept->response.body.size() == kMaxJournalBodyBytes);
  CHECK(kept->response_body_bytes == 10 * 1024 * 1024);
  CHECK(journal.Bytes() < 3 * kMaxJournalBodyBytes);
}

TEST_CASE("a body of just the limit stays whole") {
  Journal journal;
  JournalEntry entry = EntryOf("just");
  entry.request.body.assign(kMaxJournalBodyBytes, 'a');
  journal.Add(std::move(entry));
  CHECK(journal.Find("just")->request.body.size() == kMaxJournalBodyBytes);
  CHECK(journal.Find("just")->request_body_bytes == kMaxJournalBodyBytes);
  CHECK(journal.Find("just")->response_body_bytes == 0);
}

TEST_CASE("a reader keeps its entries after they were dropped") {
  Journal journal({.items_of_holder = 1});
  journal.Add(EntryOf("first"));
  const Journal::Entry first = journal.Find("first");
  REQUIRE(first);
  journal.Add(EntryOf("second"));
  journal.Clear();
  CHECK(first->request_id == "first");
}

TEST_CASE("clearing empties the journal and its count of bytes") {
  Journal journal;
  AddDay(journal);
  journal.Clear();
  CHECK(journal.Size() == 0);
  CHECK(journal.Bytes() == 0);
  journal.Add(EntryOf("again"));
  CHECK(Read(journal) == Ids{"again"});
}

TEST_CASE("clearing one account leaves the others' requests in their order") {
  Journal journal;
  for (int i = 0; i < 1000; ++i) {
    journal.Add(EntryOf(std::to_string(i), i % 3 == 0 ? "alice" : "bob"));
  }
  journal.Clear("alice");
  CHECK(journal.Size() == 666);
  CHECK(Read(journal, {.account_id = "alice"}).empty());
  CHECK(Read(journal, {.limit = 4}) == Ids{"998", "997", "995", "994"});
  journal.Clear("nobody");
  CHECK(journal.Size() == 666);
  journal.Clear("bob");
  CHECK(journal.Bytes() == 0);
}

TEST_CASE("eight threads add, read and clear at once without losing order or count") {
  constexpr int kThreads = 8;
  constexpr int kRounds = 400;
  constexpr std::size_t kMaxEntries = 500;
  Journal journal({.items_of_holder = kMaxEntries});
  std::atomic<int> mistakes = 0;
  const auto work = [&](int thread) {
    const std::string account = "account-" + std::to_string(thread);
    for (int round = 0; round < kRounds; ++round) {
      journal.Add(EntryOf(account + "/" + std::to_string(1000 + round), account));
      const auto own = journal.Read({.account_id = account, .limit = kMaxEntries});
      std::set<std::string> ids;
      for (const auto& entry : *own) {
        // Newest first: each id is smaller than all that were seen before it.
        const control::JournalKeys keys = entry.Keys();
        if (keys.account_id != account) ++mistakes;
        if (!ids.empty() && keys.request_id >= *ids.begin()) ++mistakes;
        ids.emplace(keys.request_id);
      }
      if (journal.Size() > kThreads * kMaxEntries) ++mistakes;
      if (round % 100 == 99) {
        journal.Clear(account);
        if (!journal.Read({.account_id = account})->empty()) ++mistakes;
      }
    }
  };
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) threads.emplace_back(work, thread);
  for (std::thread& thread : threads) thread.join();
  CHECK(mistakes == 0);
  CHECK(journal.Size() == 0);
  CHECK(journal.Bytes() == 0);
}
