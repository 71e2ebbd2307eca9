#include <iostream>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "cli/send.h"

namespace fake_ice::cli {
namespace {

bool IsJson(const base::HttpResponse& response) {
  const auto type = base::FindHeader(response.headers, "Content-Type");
  return type && type->starts_with("application/json");
}

/// Why an answer is no fixture, as a sentence.
std::string Refusal(const base::HttpResponse& response) {
  const auto json = nlohmann::json::parse(response.body, nullptr, false);
  const auto message = nlohmann::json::json_pointer("/Error/Message");
  if (json.is_discarded() || !json.contains(message) || !json.at(message).is_string()) {
    return "this is no answer of a fake-ice; is one listening there?";
  }
  return json.at(message).get<std::string>();
}

}  // namespace

int Export(const ExportConfig& config) {
  const auto response = AskControl(config, "fixtures?Secrets=true");
  if (!response) return 1;
  if (response->status != 200 || !IsJson(*response)) {
    std::cerr << "fake-ice: " << config.destination.endpoint << " answered " << response->status
              << ": " << Refusal(*response) << '\n';
    return 1;
  }
  // Half a fixture must not be taken for a whole one.
  const bool is_written = static_cast<bool>(std::cout << response->body << '\n' << std::flush);
  if (!is_written) std::cerr << "fake-ice: the fixture could not be written to stdout\n";
  return is_written ? 0 : 1;
}

}  // namespace fake_ice::cli
