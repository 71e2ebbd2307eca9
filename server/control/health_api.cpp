#include <nlohmann/json.hpp>

#include <utility>

#include "control/control.h"
#include "control/reply.h"

namespace fake_ice::control {

void Control::TellMistakeInFixtures(std::string mistake) {
  const std::scoped_lock lock(mistake_mutex_);
  mistake_in_fixtures_ = std::move(mistake);
}

base::HttpResponse Control::Health(const ControlRequest& request) {
  nlohmann::ordered_json health{{"Status", "ok"}, {"Version", services_.version}};
  const std::scoped_lock lock(mistake_mutex_);
  // It may quote a file, which is not for web pages of other origins.
  if (request.knows_host && !mistake_in_fixtures_.empty()) {
    health["FixturesMistake"] = mistake_in_fixtures_;
  }
  return Reply(200, health);
}

}  // namespace fake_ice::control
