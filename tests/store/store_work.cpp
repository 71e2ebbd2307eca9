#include "store/store_work.h"

#include <stdexcept>

#include "fixtures/fixture_writer.h"
#include "store/sample_records.h"

namespace fake_ice::test {
namespace {

const std::string kDigest(64, 'a');
const std::string kOtherDigest(64, 'b');

void Expect(bool done) {
  if (!done) throw std::logic_error("a step did not do what it is for");
}

/// A job that lives, and of which polls are remembered.
store::JobRecord Job(const std::string& id) {
  store::JobRecord job = FullJob(id);
  job.timeline = {{.status = store::JobStatus::kCreated, .after = {}, .after_polls = {}},
                  {.status = store::JobStatus::kFinished, .after = {}, .after_polls = 2}};
  job.created_at = kAdded;
  job.app_params = std::string(3000, 'p');
  return job;
}

StoreStep Submit(const std::string& id) {
  return {"submit " + id, false,
          [id](store::Store& store) { Expect(store.CreateJob("1", Job(id))); }};
}

StoreStep Poll(const std::string& id) {
  return {"poll " + id, true, [id](store::Store& store) {
            Expect(store.PollJob("1", id, kAdded, [](store::JobRecord&) {}).has_value());
          }};
}

/// Gives a job a file of some pages.
StoreStep Upload(const std::string& id, const std::string& digest) {
  return {"upload to " + id, false, [id, digest](store::Store& store) {
            const store::ContentRecord content{digest, std::string(20'000, digest[0])};
            const auto change = [&](store::JobRecord& job, base::Moment) {
              job.images = {{.media_id = "m"}};
              job.images[0].file = {"cat.png", digest};
              return true;
            };
            Expect(store.ChangeJob("1", id, {content}, kAdded, change));
          }};
}

StoreStep ResetAll() {
  return {"reset", false, [](store::Store& store) { store.Reset(kAdded); }};
}

StoreStep ResetOne() {
  return {"reset 1", false, [](store::Store& store) { Expect(store.Reset("1", kAdded).value()); }};
}

std::vector<StoreStep> ChangesOfAccounts() {
  return {{"fixtures", false,
           [](store::Store& store) {
             Put(store, {AccountWith("1", {Job("put")}), AccountWith("3", {Job("p")}, {"k3"})});
           }},
          {"create an account", false,
           [](store::Store& store) {
             Expect(store.Create(AccountWith("4", {Job("p")}, {"k4"}), kAdded).has_value());
           }},
          {"faults", false,
           [](store::Store& store) {
             Expect(store.ChangeFaults("1", [](auto& faults) { faults.resize(2); }));
           }},
          {"a fault acts", true,
           [](store::Store& store) {
             store.CountFaults("1", [](auto& faults) { ++faults.at(1).matched; });
           }},
          {"the clock", false, [](store::Store& store) {
             Expect(store
                        .ChangeClock("1", kAdded,
                                     [](const store::AccountClock&) {
                                       return store::AccountClock{std::chrono::hours{1}, {}};
                                     })
                        .has_value());
           }}};
}

}  // namespace

base::Expected<std::unique_ptr<store::Store>, std::string> StartWork(const std::string& path) {
  return store::Store::Start(
      path, {AccountWith("1", {Job("first")}, {"k1"}), AccountWith("2", {Job("other")}, {"k2"})},
      kAdded);
}

const std::vector<StoreStep>& WorkSteps() {
  static const std::vector<StoreStep> steps = [] {
    std::vector<StoreStep> all{Submit("a"),          Poll("a"), Poll("a"),    Submit("b"),
                               Upload("b", kDigest), Poll("b"), Poll("first")};
    for (StoreStep& step : ChangesOfAccounts()) all.push_back(std::move(step));
    all.insert(all.end(), {Upload("put", kOtherDigest), ResetOne(), Submit("c"), Poll("c")});
    all.push_back({"delete a job", false,
                   [](store::Store& store) { Expect(store.DeleteJob("2", "other")); }});
    all.push_back(
        {"delete an account", false, [](store::Store& store) { Expect(store.Delete("3")); }});
    all.insert(all.end(), {ResetAll(), Submit("d"), Poll("d"), Submit("e")});
    return all;
  }();
  return steps;
}

std::string Everything(store::Store& store) {
  fixtures::FixtureWriter writer(fixtures::Secrets::kShown);
  store.Export([&](store::AccountRecord part) { writer.Add(std::move(part)); });
  return writer.Finish();
}

std::vector<std::string> WorkStates() {
  const auto store = StartWork("").value();
  std::vector<std::string> states{Everything(*store)};
  for (const StoreStep& step : WorkSteps()) {
    step.run(*store);
    states.push_back(Everything(*store));
  }
  return states;
}

}  // namespace fake_ice::test
