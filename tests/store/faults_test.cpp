#include <doctest/doctest.h>

#include "store/sample_records.h"

using namespace fake_ice;
using store::FaultRecord;
using test::AccountWith;
using test::FullJob;
using test::OpenStore;

namespace {

const FaultRecord kFull{
    .match = {.action = "a", .job_id = "j", .access_key_id = "k", .app_id = "p"},
    .skip = 1,
    .times = 2,
    .probability = 0.25,
    .seed = 9'007'199'254'740'991,
    .delay = std::chrono::milliseconds{3},
    .error = store::FaultError{.code = "c",
                               .message = "m",
                               .http_status = 503,
                               .retry_after = std::chrono::milliseconds{4}},
    .connection = store::ConnectionFault::kTruncate,
    .body = store::BodyFault::kMalformed,
    .headers = {{"x-a", "b: c"}, {"x-empty", ""}},
    .matched = 5,
    .fired = 1};

store::AccountRecord AccountOf(const std::string& id, std::vector<FaultRecord> faults) {
  store::AccountRecord account = AccountWith(id, {FullJob("j")});
  account.faults = std::move(faults);
  return account;
}

}  // namespace

TEST_CASE("a fault comes back with every field, and without those it had not") {
  const auto store = OpenStore("");
  test::Put(*store, {AccountOf("1", {kFull, {}})});
  const auto faults = store->ReadFaults("1");
  REQUIRE(faults.size() == 2);
  const FaultRecord& full = faults.front();
  CHECK(full.match.action == "a");
  CHECK(full.match.job_id == "j");
  CHECK(full.match.access_key_id == "k");
  CHECK(full.match.app_id == "p");
  CHECK(full.skip == 1);
  CHECK(full.times == 2);
  CHECK(full.probability == 0.25);
  CHECK(full.seed == 9'007'199'254'740'991);
  CHECK(full.delay == std::chrono::milliseconds{3});
  REQUIRE(full.error);
  CHECK(full.error->code == "c");
  CHECK(full.error->message == "m");
  CHECK(full.error->http_status == 503);
  CHECK(full.error->retry_after == std::chrono::milliseconds{4});
  CHECK((full.connection == store::ConnectionFault::kTruncate));
  CHECK((full.body == store::BodyFault::kMalformed));
  CHECK((full.headers == base::HttpHeaders{{"x-a", "b: c"}, {"x-empty", ""}}));
  CHECK(full.matched == 5);
  CHECK(full.fired == 1);
  const FaultRecord& empty = faults.back();
  CHECK(!empty.match.action);
  CHECK(!empty.times);
  CHECK(!empty.error);
  CHECK(!empty.connection);
  CHECK(!empty.body);
  CHECK(empty.probability == 1);
}

TEST_CASE("only what was counted changes when requests are counted") {
  const auto store = OpenStore("");
  test::Put(*store, {AccountOf("1", {{.skip = 1}, {.skip = 2}}), AccountOf("2", {{.skip = 3}})});
  store->CountFaults("1", [](std::vector<FaultRecord>& faults) {
    ++faults.at(1).matched;
    ++faults.at(1).fired;
    faults.at(0).skip = 100;
  });
  const auto faults = store->ReadFaults("1");
  CHECK(faults.at(0).skip == 1);
  CHECK(faults.at(0).matched == 0);
  CHECK(faults.at(1).matched == 1);
  CHECK(faults.at(1).fired == 1);
  CHECK(store->ReadFaults("2").at(0).matched == 0);
}

TEST_CASE("a caller knows whether its account has faults") {
  const auto store = OpenStore("");
  test::Put(*store, {AccountOf("1", {}), AccountOf("2", {{}})});
  CHECK_FALSE(store->FindAccount("1")->has_faults);
  CHECK(store->FindAccount("2")->has_faults);
  CHECK(store->ChangeFaults("2", [](std::vector<FaultRecord>& faults) { faults.clear(); }));
  CHECK_FALSE(store->FindAccount("2")->has_faults);
  CHECK_FALSE(store->ChangeFaults("3", [](std::vector<FaultRecord>&) {}));
}

TEST_CASE("contents are kept as long as an output has them") {
  const auto store = OpenStore("");
  const std::string digest(64, 'a');
  const std::string bytes("\0\xff", 2);
  const auto account = [&](std::optional<store::OutputFile> file) {
    store::JobRecord job{.job_id = "j", .status = store::JobStatus::kFinished};
    job.images = {{.file = std::move(file), .expires_after = std::chrono::milliseconds{7}}};
    return AccountWith("1", {job});
  };
  store::AccountRecord with = account(store::OutputFile{"cat.png", digest});
  with.contents = {{digest, bytes}};
  test::Put(*store, {with});
  CHECK(store->FindContent("1", digest) == bytes);
  CHECK(!store->FindContent("2", digest));
  const auto job = store->FindJob("1", "j");
  CHECK(job->images.at(0).file->name == "cat.png");
  CHECK(job->images.at(0).expires_after == std::chrono::milliseconds{7});
  CHECK(test::ReadAll(*store).at(0).contents.at(0).bytes == bytes);
  test::Put(*store, {account(std::nullopt)});
  CHECK(!store->FindContent("1", digest));
  CHECK(!store->FindJob("1", "j")->images.at(0).file);
}
