#pragma once

#include <iostream>
#include <stdexcept>

#include "calls.h"

/// What the failing tests of both runners do before they fail.
namespace failing {

using calls::Get;
using calls::Member;
using calls::Submit;

inline fake_ice::testing::Server& Server() {
  static fake_ice::testing::Server server;
  return server;
}

inline void SpoilTheSecret() {
  const auto account = Server().NewAccount();
  std::cout << "the secret is " << account.AccessKeySecret() << std::endl;
  auto config = account.SdkConfig();
  config["accessKeySecret"] += "\n";
  Submit(config);
}

inline void DriveAJob() {
  auto account = Server().NewAccount();
  account.Freeze();
  const std::string job_id = Member(Submit(account.SdkConfig()).body, "JobId");
  for (int poll = 0; poll < 3; ++poll) Get(account, job_id);
  account.FailNext("Throttling.User");
  Get(account, job_id);
  Get(account, job_id);
}

inline void UseOtherKeys() {
  const auto account = Server().NewAccount();
  const auto stranger = Server().FixtureAccount();
  Submit(stranger.SdkConfig());
  auto config = account.SdkConfig();
  config["accessKeyId"] = "nobody";
  Submit(config);
}

inline void Throw() {
  const auto account = Server().NewAccount();
  Submit(account.SdkConfig());
  Get(account, "a\x1b[2Jb");
  throw std::runtime_error("the code under test threw");
}

}  // namespace failing
