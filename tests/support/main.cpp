#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "support/files.h"

std::filesystem::path fake_ice::test::SourceDirectory() {
  return FAKE_ICE_SOURCE_DIR;
}

/// Read by the thread sanitizer and nobody else. The packaged cpp-httplib is not instrumented: the
/// sanitizer sees it compare strings of its own static tables, but not the guard that made them.
/// std::regex narrows characters through a cache that libstdc++ fills without a lock, each byte
/// always with the same value (GCC bug 77704).
extern "C" const char* __tsan_default_suppressions();  // NOLINT: the sanitizer's name

extern "C" const char* __tsan_default_suppressions() {  // NOLINT
  return "called_from_lib:libcpp-httplib.so\n"
         "race:std::ctype<char>::narrow\n";
}
