#pragma once

#include <cstdint>
#include <string_view>

/// What exists without anybody configuring it.
namespace fake_ice::base {

inline constexpr std::string_view kDefaultHost = "127.0.0.1";
inline constexpr std::uint16_t kDefaultPort = 20201;  ///< from the API version, 2020-11
inline constexpr std::string_view kDefaultEndpoint = "http://127.0.0.1:20201";

/// The account to which a fixture's top-level jobs belong.
inline constexpr std::string_view kDefaultAccountId = "1000000000000001";
inline constexpr std::string_view kDefaultAccessKeyId = "fake-ice-access-key-id";
inline constexpr std::string_view kDefaultAccessKeySecret = "fake-ice-access-key-secret";

}  // namespace fake_ice::base
