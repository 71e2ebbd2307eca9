#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "store/store.h"

namespace fake_ice::test {

/// One thing that a client or a test does with a store.
struct StoreStep {
  std::string name;
  bool is_count;  ///< no more than a count: a power cut may undo it
  std::function<void(store::Store&)> run;
};

/// Starts the store that the steps are for.
base::Expected<std::unique_ptr<store::Store>, std::string> StartWork(const std::string& path);

/// Submits, polls, uploads, changes and resets, each of which leaves another state.
const std::vector<StoreStep>& WorkSteps();

/// Everything that the store holds, as one text.
std::string Everything(store::Store& store);

/// What Everything is after the start and after each of the steps.
std::vector<std::string> WorkStates();

}  // namespace fake_ice::test
