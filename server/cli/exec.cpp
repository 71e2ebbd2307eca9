#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include "base/text.h"
#include "cli/cloud_names.h"
#include "cli/commands.h"
#include "cli/configured_server.h"
#include "cli/log.h"
#include "cli/temporary_folder.h"
#include "cli/tls.h"
#include "sandbox/command.h"
#include "sandbox/forwarder.h"
#include "sandbox/names.h"
#include "tls/trust.h"

namespace fake_ice::cli {
namespace {

namespace fs = std::filesystem;

/// What env(1), timeout(1) and others end with when they fail themselves, before the command runs.
constexpr int kOwnFailure = 125;
constexpr std::uint16_t kHttpPort = 80;
constexpr std::uint16_t kHttpsPort = 443;
constexpr std::uint16_t kNamesPort = 53;

int Failed(const std::string& reason, int status = kOwnFailure) {
  Log::Flush();
  std::cerr << "fake-ice: exec: " << reason << std::endl;
  return status;
}

/// A new directory that nobody else writes to, for as long as it lives.
class WorkFolder {
 public:
  WorkFolder() = default;
  ~WorkFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  [[nodiscard]] fs::path operator/(const std::string& name) const { return path_ / name; }

  /// Returns the path of a new file with that text.
  [[nodiscard]] std::string Write(const std::string& name, const std::string& text) const {
    const fs::path file = path_ / name;
    std::ofstream stream(file);
    if (!(stream << text << std::flush)) throw std::runtime_error("cannot write " + file.string());
    return file.string();
  }

 private:
  const fs::path path_ = MakeTemporaryFolder();
};

std::string TextOf(const char* path) {
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::string OwnName() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

sandbox::World WorldOf(const ExecConfig& config, const CloudNames& names,
                       const WorkFolder& folder) {
  constexpr const char* kLookup = "/etc/nsswitch.conf";
  sandbox::World world{
      .tcp_ports = {kHttpPort, kHttpsPort},
      .udp_ports = {kNamesPort},
      .files = {{"/etc/hosts", folder.Write("hosts", names.HostsFile(OwnName()))},
                {"/etc/resolv.conf", folder.Write("resolv.conf", "nameserver 127.0.0.1\n")},
                {kLookup, folder.Write("nsswitch.conf", WithPlainLookup(TextOf(kLookup)))}}};
  world.tcp_ports.insert(world.tcp_ports.end(), config.allowed.begin(), config.allowed.end());
  return world;
}

std::vector<sandbox::ForwardedPort> Forwarded(const ExecConfig& config, sandbox::Command& command) {
  constexpr std::size_t kFirst = 2;
  std::vector<sandbox::ForwardedPort> ports;
  for (std::size_t i = 0; i < config.allowed.size(); ++i) {
    ports.push_back({command.TakeTcp(kFirst + i), config.allowed[i]});
  }
  return ports;
}

/// What the command is told beside what this process was.
base::Expected<std::map<std::string, std::string>, std::string> VariablesFor(
    const TlsOptions& tls, const WorkFolder& folder) {
  // A test kit attaches to it; proxies are not there.
  std::map<std::string, std::string> variables{{"FAKE_ICE_URL", "http://127.0.0.1:80"}};
  for (const char* name : {"http_proxy", "https_proxy", "all_proxy"}) {
    for (const std::string& one : {std::string(name), base::ToUpper(name)}) {
      if (std::getenv(one.c_str()) != nullptr) variables[one] = "";
    }
  }
  if (tls.ca_certificate.empty()) return variables;
  const auto files = tls::WriteTrust(folder / "fake-ice", tls.ca_certificate);
  if (!files) return base::Unexpected<std::string>(files.error());
  for (auto& [name, value] : tls::TrustVariables(*files)) variables[name] = value;
  return variables;
}

/// Ends as the command did, so that who waits for this process sees what it would have seen of it.
int EndLike(const sandbox::End& end) {
  if (end.signal == 0) return end.status;
  const rlimit no_dump{};
  setrlimit(RLIMIT_CORE, &no_dump);
  std::signal(end.signal, SIG_DFL);
  sigset_t only{};
  sigemptyset(&only);
  sigaddset(&only, end.signal);
  raise(end.signal);
  sigprocmask(SIG_UNBLOCK, &only, nullptr);
  return 128 + end.signal;
}

base::Expected<sandbox::End, int> RunCommand(const ExecConfig& config, const WorkFolder& folder) {
  using Failure = base::Unexpected<int>;
  const CloudNames names(CertificateNames(config.serve.tls));
  auto command = sandbox::Command::Prepare(config.command, WorldOf(config, names, folder));
  if (!command) return Failure(Failed(command.error()));

  const Log log(config.serve.log_level, STDERR_FILENO);
  for (const std::string& sentence : UnknownVariables()) spdlog::warn("{}", sentence);
  const auto server = ConfiguredServer::Start(
      config.serve,
      {.plain = (*command)->TakeTcp(0).Release(), .tls = (*command)->TakeTcp(1).Release()});
  if (!server) return Failure(Failed(server.error()));
  const sandbox::NameServer name_server(
      (*command)->TakeUdp(0), [&names](std::string_view name) { return names.Has(name); });
  const sandbox::Forwarder forwarder(Forwarded(config, **command));
  const auto variables = VariablesFor(*(*server)->Tls(), folder);
  if (!variables) return Failure(Failed(variables.error()));
  if (const auto run = (*command)->Run(*variables); !run) {
    return Failure(Failed(config.command.front() + ": " + run.error().reason, run.error().status));
  }
  const sandbox::End end = (*command)->Wait();
  (*server)->Get().Stop();
  return end;
}

}  // namespace

int Exec(const ExecConfig& config) {
  try {
    const auto end = [&] {
      const WorkFolder folder;
      return RunCommand(config, folder);
    }();
    return end ? EndLike(*end) : end.error();
  } catch (const std::exception& fault) {
    return Failed(fault.what());
  }
}

}  // namespace fake_ice::cli
