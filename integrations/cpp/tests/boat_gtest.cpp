// A whole test with GoogleTest: an account for each test by a fixture class.
#include <fake_ice/gtest.h>

#include <nlohmann/json.hpp>

#include "calls.h"

using nlohmann::json;

namespace {

class Boats : public ::testing::Test {
 protected:
  static fake_ice::testing::Server& Server() {
    static fake_ice::testing::Server server;
    return server;
  }

  std::string StatusOf(const std::string& job_id) {
    return json::parse(calls::Get(account_, job_id).body).value("Status", "");
  }

  fake_ice::testing::Account account_ = Server().NewAccount();
};

TEST_F(Boats, AreDrawn) {
  const json submitted = json::parse(calls::Submit(account_.SdkConfig()).body);
  const std::string job_id = submitted.at("JobId");
  EXPECT_EQ(StatusOf(job_id), "Created");

  account_.Advance("10s");

  EXPECT_EQ(StatusOf(job_id), "Finished");
  EXPECT_EQ(account_.Requests().size(), 3U);
}

TEST_F(Boats, AreNotThoseOfAnotherTest) {
  EXPECT_TRUE(account_.Requests().empty());
}

}  // namespace
