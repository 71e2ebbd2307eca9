#pragma once

#include <span>
#include <string_view>

/// The API versions that requests may name, with the operations that each of them has, emulated or
/// not. Source: the official SDKs alibabacloud-go/ice-20201109 v7, alibabacloud-yike20260319 and
/// alibabacloud-yike20260707.
namespace fake_ice::yike {

struct ApiVersion {
  std::string_view version;
  std::string_view product;   ///< its registered code, as in links of errors
  std::string_view ram_code;  ///< before the colon of RAM actions, and in ARNs
  bool emulated = false;      ///< it has the operations that fake-ice emulates
};

/// ICE's own version first.
std::span<const ApiVersion> ApiVersions();

/// The version of exactly that name, or null.
const ApiVersion* FindApiVersion(std::string_view version);

/// The names of a version's operations, sorted. `version` must be one of ApiVersions.
std::span<const std::string_view> ActionsOf(const ApiVersion& version);

/// Whether the version has an operation of exactly that name.
bool HasAction(const ApiVersion& version, std::string_view action);

/// The operation of the version that a person most likely meant, or an empty view.
std::string_view NearestAction(const ApiVersion& version, std::string_view action);

/// Whether any version has an operation of exactly that name.
bool IsAction(std::string_view action);

}  // namespace fake_ice::yike
