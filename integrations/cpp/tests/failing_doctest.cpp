// Fails on purpose: outputs_test.py looks at what is printed.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <fake_ice/doctest.h>

#include "failing.h"

TEST_CASE("1: a spoilt secret") {
  failing::SpoilTheSecret();
  CHECK(false);
}

TEST_CASE("2: a job is driven") {
  failing::DriveAJob();
  REQUIRE(false);
}

TEST_CASE("3: what passes prints nothing") {
  const auto account = failing::Server().NewAccount();
  CHECK(failing::Submit(account.SdkConfig()).status == 200);
}

TEST_CASE("4: keys of others") {
  failing::UseOtherKeys();
  CHECK(false);
}

TEST_CASE("5: TLS") {
  failing::SpeakTls();
  CHECK(false);
}

TEST_CASE("6: an exception") {
  failing::Throw();
}

TEST_CASE("7: what has no account prints nothing") {
  CHECK(false);
}
