#pragma once

namespace fake_ice::test {

/// Under a sanitizer everything takes many times as long: a test that does much does less of it.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace fake_ice::test
