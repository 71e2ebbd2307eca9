// Fails on purpose: outputs_test.py looks at what is printed.
#include <fake_ice/gtest.h>

#include "failing.h"

TEST(Failing, TheSecretIsSpoilt) {
  failing::SpoilTheSecret();
  FAIL();
}

TEST(Failing, AJobIsDriven) {
  failing::DriveAJob();
  EXPECT_TRUE(false);
}

TEST(Failing, NotAtAll) {
  const auto account = failing::Server().NewAccount();
  EXPECT_EQ(failing::Submit(account.SdkConfig()).status, 200);
}

TEST(Failing, KeysOfOthers) {
  failing::UseOtherKeys();
  FAIL();
}

TEST(Failing, OverTls) {
  failing::SpeakTls();
  FAIL();
}

TEST(Failing, AnException) {
  failing::Throw();
}

TEST(Failing, WithoutAnAccount) {
  FAIL();
}
