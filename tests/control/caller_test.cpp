// What callers of the control API from other machines get: their address cannot be had over the
// wire of a test, so that the API is asked without HTTP.
#include <doctest/doctest.h>

#include "control/control.h"
#include "support/fakes.h"

using namespace fake_ice;

namespace {

class ControlApi {
 public:
  explicit ControlApi(const std::string& token)
      : control_({.store = *store_,
                  .journal = journal_,
                  .polls = polls_,
                  .metrics = metrics_,
                  .clock = clock_,
                  .ids = ids_,
                  .reset_gateway = [](std::string_view) {},
                  .origin_rule = control::OriginRule("0.0.0.0", {}),
                  .caller_rule = control::CallerRule(token),
                  .version = "1"}) {}

  base::HttpResponse Ask(const std::string& method, const std::string& path,
                         const std::string& token = "") {
    base::HttpRequest request{.method = method,
                              .target = "/_fake-ice/" + path,
                              .headers = {{"Host", "localhost"}},
                              .body = {},
                              .remote_address = "203.0.113.7"};
    if (!token.empty()) request.headers.push_back({"Authorization", "Bearer " + token});
    return control_.Handle(request);
  }

 private:
  test::ManualClock clock_{base::Moment{}};
  test::CountingIds ids_;
  std::unique_ptr<store::Store> store_ = store::Store::Open("").value();
  control::Journal journal_;
  control::PollHistory polls_;
  control::Metrics metrics_{"1"};
  control::Control control_;
};

}  // namespace

TEST_CASE("another machine drives a server without a token, but reads no secret") {
  ControlApi api("");
  CHECK(api.Ask("GET", "health").status == 200);
  CHECK(api.Ask("POST", "accounts").status == 201);
  CHECK(api.Ask("GET", "fixtures").status == 200);
  const auto refused = api.Ask("GET", "fixtures?Secrets=true");
  CHECK(refused.status == 403);
  CHECK(refused.body.find("--control-token") != std::string::npos);
}

TEST_CASE("another machine gets 401 for everything until it shows the token") {
  ControlApi api("t0ken");
  for (const std::string path : {"health", "fixtures", "fixtures?Secrets=true", "nothing", ""}) {
    CAPTURE(path);
    for (const std::string token : {"", "wrong"}) {
      const auto refused = api.Ask("GET", path, token);
      CHECK(refused.status == 401);
      const auto scheme = base::FindHeader(refused.headers, "WWW-Authenticate");
      CHECK(scheme.value_or("").starts_with("Bearer"));
    }
    CHECK(api.Ask("GET", path, "t0ken").status == (path == "nothing" ? 404 : 200));
  }
}
