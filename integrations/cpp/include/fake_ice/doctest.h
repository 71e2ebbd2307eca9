// For doctest: a test case that fails prints the journals of its accounts. Include it in one file.
#pragma once

#include <doctest/doctest.h>
#include <fake_ice/testing.h>

#include <ostream>
#include <string>

namespace fake_ice::testing {

/// Prints after a test case that failed what its accounts were asked.
class DoctestListener final : public doctest::IReporter {
 public:
  explicit DoctestListener(const doctest::ContextOptions& options) : out_(*options.cout) {}

  void test_case_start(const doctest::TestCaseData& /*test*/) override { watch_.Take(); }
  void test_case_reenter(const doctest::TestCaseData& /*test*/) override {}
  void test_case_end(const doctest::CurrentTestCaseStats& stats) override {
    const std::string journals = watch_.Take();
    if (stats.failure_flags != 0 && !journals.empty()) {
      out_ << "fake-ice: requests of this test\n" << journals << '\n' << std::flush;
    }
  }

  void report_query(const doctest::QueryData& /*query*/) override {}
  void test_run_start() override {}
  void test_run_end(const doctest::TestRunStats& /*stats*/) override {}
  void test_case_exception(const doctest::TestCaseException& /*exception*/) override {}
  void subcase_start(const doctest::SubcaseSignature& /*subcase*/) override {}
  void subcase_end() override {}
  void log_assert(const doctest::AssertData& /*assertion*/) override {}
  void log_message(const doctest::MessageData& /*message*/) override {}
  void test_case_skipped(const doctest::TestCaseData& /*test*/) override {}

 private:
  std::ostream& out_;
  JournalWatch watch_;
};

}  // namespace fake_ice::testing

DOCTEST_REGISTER_LISTENER("fake-ice", 1, fake_ice::testing::DoctestListener);
