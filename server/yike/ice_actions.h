#pragma once

#include <string_view>

/// The operations that ICE 2020-11-09 has, emulated or not.
/// Source: alibabacloud-go/ice-20201109 v7.
namespace fake_ice::yike {

/// Whether ICE has an operation of exactly that name.
bool IsIceAction(std::string_view action);

/// The operation that a person most likely meant, or an empty view.
std::string_view NearestIceAction(std::string_view action);

}  // namespace fake_ice::yike
