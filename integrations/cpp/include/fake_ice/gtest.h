// For GoogleTest: a test that fails prints the journals of its accounts. Include it where the tests
// are; gtest_main or a main of one's own needs nothing more.
#pragma once

#include <fake_ice/testing.h>
#include <gtest/gtest.h>

#include <iostream>
#include <string>

namespace fake_ice::testing {

/// Prints after a test that failed what its accounts were asked.
class GtestListener final : public ::testing::EmptyTestEventListener {
 public:
  void OnTestStart(const ::testing::TestInfo& /*test*/) override { watch_.Take(); }
  void OnTestEnd(const ::testing::TestInfo& test) override {
    const std::string journals = watch_.Take();
    if (test.result()->Failed() && !journals.empty()) {
      std::cout << "fake-ice: requests of this test\n" << journals << std::endl;
    }
  }

  /// Once for the program; GoogleTest owns it.
  static bool Register() {
    ::testing::UnitTest::GetInstance()->listeners().Append(new GtestListener);
    return true;
  }

 private:
  JournalWatch watch_;
};

inline const bool gtest_listener_is_registered = GtestListener::Register();

}  // namespace fake_ice::testing
