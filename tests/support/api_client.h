#pragma once

#include <nlohmann/json.hpp>

#include <string>

#include "auth/claim.h"
#include "base/clock.h"
#include "base/parameters.h"
#include "support/raw_client.h"

namespace fake_ice::test {

/// A key that signs.
struct Key {
  std::string access_key_id;
  std::string access_key_secret;
};

/// How a call is signed and sent.
struct Way {
  auth::Scheme scheme = auth::Scheme::kV3;
  std::string method = "POST";
};

struct Answer {
  int status = 0;
  nlohmann::json json;
};

/// One connection to a server of fake-ice's, kept open, for calls of the emulated API and of the
/// control API. Every call has a nonce that no other has. Unlike RunningEmulator, any thread may
/// have one of its own, and nothing here is a check of doctest's: what goes wrong is a
/// std::runtime_error or one of nlohmann's.
class ApiClient {
 public:
  /// `clock` tells the time with which calls are signed, and must outlive the client.
  ApiClient(std::uint16_t port, const base::Clock& clock);

  /// A signed call of the emulated API.
  Answer Call(const Key& key, const std::string& action, const base::Parameters& parameters,
              const Way& way = {});

  /// `path` follows `/_fake-ice/`.
  Answer Control(const std::string& method, const std::string& path, const std::string& body = "");

  /// What Host says of the server.
  [[nodiscard]] const std::string& Authority() const { return authority_; }

 private:
  Answer Send(const base::HttpRequest& request);

  const base::Clock& clock_;
  std::string authority_;
  RawClient connection_;
};

}  // namespace fake_ice::test
