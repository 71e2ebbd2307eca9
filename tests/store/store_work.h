#pragma once

#include <functional>
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

/// What the store of the steps starts with.
std::vector<store::AccountRecord> WorkAccounts();

/// Submits, polls, uploads, changes and resets, each of which leaves another state.
const std::vector<StoreStep>& WorkSteps();

/// Everything that the store holds, as one text.
std::string Everything(store::Store& store);

/// What Everything is after the start and after each of the steps.
std::vector<std::string> WorkStates();

}  // namespace fake_ice::test
