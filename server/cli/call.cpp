#include <unistd.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <iostream>
#include <system_error>
#include <thread>

#include "auth/signer.h"
#include "base/clock.h"
#include "base/ids.h"
#include "base/time_text.h"
#include "cli/answer_poll.h"
#include "cli/call_report.h"
#include "cli/commands.h"
#include "cli/send.h"

namespace fake_ice::cli {
namespace {

/// Past what a server takes, and not the whole of a device.
constexpr std::size_t kMaxValueBytes = 16 * 1024 * 1024;

/// All that `stream` holds.
base::Expected<std::string, std::string> ReadAll(std::istream& stream) {
  std::string text;
  std::array<char, 64 * 1024> chunk{};
  while (stream.good() && text.size() <= kMaxValueBytes) {
    stream.read(chunk.data(), chunk.size());
    text.append(chunk.data(), static_cast<std::size_t>(stream.gcount()));
  }
  if (text.size() > kMaxValueBytes) {
    return base::Unexpected<std::string>("larger than " + std::to_string(kMaxValueBytes) +
                                         " bytes");
  }
  if (!stream.eof()) return base::Unexpected<std::string>(std::generic_category().message(errno));
  return text;
}

base::Expected<std::string, std::string> ReadFile(const std::string& path) {
  if (path == "-") return ReadAll(std::cin);
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  return ReadAll(file);
}

/// The parameters with the values that stand in files. The error is a sentence.
base::Expected<base::Parameters, std::string> WithFiles(base::Parameters parameters) {
  for (base::Parameter& parameter : parameters) {
    if (!parameter.value.starts_with('@')) continue;
    const std::string rest = parameter.value.substr(1);
    if (rest.starts_with('@')) {
      parameter.value = rest;
      continue;
    }
    auto text = ReadFile(rest);
    if (!text) {
      return base::Unexpected<std::string>(
          parameter.name + "=@" + rest + ": cannot read the file: " + text.error() +
          "; a value that begins with @ is written " + parameter.name + "=@@...");
    }
    parameter.value = std::move(*text);
  }
  return parameters;
}

/// JSON as a person reads it; anything else as it is.
std::string Indented(const std::string& body) {
  const auto json = nlohmann::ordered_json::parse(body, nullptr, false);
  return json.is_discarded() ? body : json.dump(2);
}

/// One call after the other, each signed anew.
class Caller {
 public:
  Caller(const CallConfig& config, base::Parameters parameters)
      : config_(config),
        call_{.endpoint = config.destination.endpoint,
              .method = config.method,
              .action = config.action,
              .version = config.version,
              .format = config.format,
              .parameters = std::move(parameters),
              .access_key_id = config.access_key_id,
              .access_key_secret = config.access_key_secret,
              .security_token = config.security_token,
              .scheme = config.signature == "v1" ? auth::Scheme::kV1 : auth::Scheme::kV3} {}

  std::optional<base::HttpResponse> Call() {
    const auth::SignedCall signed_call =
        auth::SignCall(call_, base::SystemClock().Now(), ids_.Nonce());
    if (config_.verbose) ReportRequest(std::cerr, signed_call);
    auto response = SendTo(config_.destination, signed_call.request);
    if (response && config_.verbose) ReportAnswer(std::cerr, *response);
    return response;
  }

 private:
  const CallConfig& config_;
  auth::CallToSign call_;
  base::RandomIds ids_;
};

void Print(const base::HttpResponse& response, bool indented) {
  std::cout << (indented ? Indented(response.body) : response.body) << std::endl;
  // What fake-ice knows of a mistake is for a person, and no part of the answer.
  if (const auto why = base::FindHeader(response.headers, "x-fake-ice-explain")) {
    std::cerr << "fake-ice: " << *why << '\n';
  }
}

int CallUntil(const PollConfig& config, Caller& caller, bool indented) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  AnswerPoll poll(config);
  bool missed = false;
  while (true) {
    const auto response = caller.Call();
    if (!response) return 1;
    const AnswerPoll::Next next = poll.Look(*response);
    if (poll.Changed()) Print(*response, indented);
    if (next == AnswerPoll::Next::kReached) return 0;
    const bool is_error = response->status < 200 || response->status >= 300;
    if (next == AnswerPoll::Next::kFailed) {
      if (!is_error) std::cerr << "fake-ice: " << poll.Found() << " and stays so\n";
      return 1;
    }
    // It may be still to come, or its name is wrong.
    if (!poll.HasField() && !missed) std::cerr << "fake-ice: " << poll.Found() << '\n';
    missed = missed || !poll.HasField();
    if (Clock::now() - start + config.every > config.within) {
      std::cerr << "fake-ice: not " << config.field << '=' << config.value << " within "
                << base::FormatDuration(config.within) << ": " << poll.Found() << '\n';
      return 1;
    }
    std::this_thread::sleep_for(config.every);
  }
}

}  // namespace

int Call(const CallConfig& config) {
  const auto parameters = WithFiles(config.parameters);
  if (!parameters) {
    std::cerr << "fake-ice: " << parameters.error() << '\n';
    return 1;
  }
  const bool indented = config.pretty || isatty(STDOUT_FILENO) != 0;
  Caller caller(config, *parameters);
  if (!config.poll.field.empty()) return CallUntil(config.poll, caller, indented);
  const auto response = caller.Call();
  if (!response) return 1;
  Print(*response, indented);
  return response->status >= 200 && response->status < 300 ? 0 : 1;
}

}  // namespace fake_ice::cli
