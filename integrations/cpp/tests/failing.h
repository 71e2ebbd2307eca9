#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <iostream>
#include <stdexcept>
#include <string>

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

/// Speaks TLS, as an SDK does that was not told to use HTTP, and reads what is answered.
inline void SpeakTls() {
  const auto account = Server().NewAccount();
  for (int call = 0; call < 2; ++call) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(Server().Port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const std::string hello("\x16\x03\x01\x00\x02\x01\x00", 7);
    if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::send(socket, hello.data(), hello.size(), MSG_NOSIGNAL) < 0) {
      throw std::runtime_error("the server is not there");
    }
    for (char byte = 0; ::recv(socket, &byte, 1, 0) > 0;) continue;
    ::close(socket);
  }
}

inline void Throw() {
  const auto account = Server().NewAccount();
  Submit(account.SdkConfig());
  Get(account, "a\x1b[2Jb");
  throw std::runtime_error("the code under test threw");
}

}  // namespace failing
