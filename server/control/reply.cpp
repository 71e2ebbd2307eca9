#include "control/reply.h"

#include <nlohmann/json.hpp>

namespace fake_ice::control {

using Json = nlohmann::ordered_json;

base::HttpResponse Reply(int status, const Json& body) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json;charset=utf-8"},
                      {"X-Content-Type-Options", "nosniff"},
                      // Answers change with each call, and some have secrets.
                      {"Cache-Control", "no-store"}},
          .body = body.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n'};
}

base::HttpResponse ReplyText(std::string_view content_type, std::string body) {
  if (!body.ends_with('\n')) body += '\n';
  return {.status = 200,
          .headers = {{"Content-Type", std::string(content_type)},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Cache-Control", "no-store"}},
          .body = std::move(body)};
}

base::HttpResponse ReplyError(int status, std::string_view code, std::string_view message) {
  return Reply(status, {{"Error", {{"Code", code}, {"Message", message}}}});
}

base::HttpResponse BadFixture(fixtures::Problems problems, std::string_view below) {
  for (fixtures::Problem& problem : problems) {
    if (problem.place.starts_with(below)) problem.place.erase(0, below.size());
  }
  Json list = Json::array();
  for (const fixtures::Problem& problem : problems) {
    list.push_back({{"Place", problem.place}, {"Reason", problem.reason}});
  }
  std::string message = fixtures::ToLine(problems.front());
  if (problems.size() > 1) message += " (and " + std::to_string(problems.size() - 1) + " more)";
  return Reply(400, {{"Error",
                      {{"Code", "InvalidFixture"},
                       {"Message", std::move(message)},
                       {"Problems", std::move(list)}}}});
}

base::HttpResponse NoSuchAccount(std::string_view account_id) {
  return ReplyError(404, "AccountNotFound", "There is no account " + std::string(account_id) + ".");
}

base::HttpResponse NoSuchJob(std::string_view job_id) {
  return ReplyError(404, "JobNotFound", "The account has no job " + std::string(job_id) + ".");
}

}  // namespace fake_ice::control
