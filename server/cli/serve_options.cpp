#include "cli/serve_options.h"

#include "cli/checks.h"
#include "cli/option_kinds.h"

namespace fake_ice::cli {
namespace {

void AddAddresses(CLI::App& app, Parsed& parsed) {
  constexpr const char* kGroup = "Addresses";
  Variables& variables = parsed.variables;
  parsed.listen_option = AddOption(app, variables, "--listen", parsed.listen, "HOST:PORT",
                                   "Serve HTTP here; port 0 is any that is free")
                             .default_str("127.0.0.1:20201")
                             ->check(IsAddress())
                             ->group(kGroup);
  parsed.tls_listen_option = AddOption(app, variables, "--tls-listen", parsed.tls_listen,
                                       "HOST:PORT", "Serve HTTPS here as well")
                                 .check(IsAddress())
                                 ->group(kGroup);
  AddList(app, variables, "--control-host", parsed.serve.control_hosts, "NAME",
          "Name by which the control API may be called; repeatable")
      .check(IsHostAlone())
      ->group(kGroup);
  AddOption(app, variables, "--control-token", parsed.serve.control_token, "TOKEN",
            "What other machines must show to the control API")
      .check(IsToken())
      ->group(kGroup);
}

void AddJobs(CLI::App& app, Parsed& parsed) {
  constexpr const char* kGroup = "Accounts and jobs";
  Variables& variables = parsed.variables;
  parsed.fixtures_option =
      AddOption(app, variables, "--fixtures", parsed.serve.fixtures, "PATH",
                "Fixture file or folder of *.json; repeatable", Variables::Holds::kList)
          .default_str("the bundled one")
          ->allow_extra_args(false)
          ->group(kGroup);
  AddFlag(app, variables, "--watch", parsed.serve.watch, "Read fixtures anew when they change")
      .group(kGroup);
  parsed.store_option = AddOption(app, variables, "--store", parsed.serve.store, "PATH",
                                  "Keep everything in this SQLite file")
                            .default_str("in memory")
                            ->group(kGroup);
  AddOption(app, variables, "--max-store-size", parsed.serve.max_store_bytes, "SIZE",
            "Most that the store may hold")
      .default_str("4GiB")
      ->transform(IsSize())
      ->group(kGroup);
  AddFlag(app, variables, "--strict-apps", parsed.serve.strict_apps,
          "Refuse jobs of apps that the account does not have")
      .group(kGroup);
}

void AddSignatures(CLI::App& app, Parsed& parsed) {
  constexpr const char* kGroup = "Signatures";
  AddChoice(app, parsed.variables, parsed.choices, "--auth", parsed.auth, "enforce|off",
            {"enforce", "off"}, "Check signatures, or accept any and none")
      .group(kGroup);
  AddOption(app, parsed.variables, "--clock-skew", parsed.clock_skew, "DURATION",
            "How far a signature's time may be off")
      .default_str("15m")
      ->check(IsDuration())
      ->group(kGroup);
}

void AddTls(CLI::App& app, Parsed& parsed) {
  constexpr const char* kGroup = "HTTPS";
  Variables& variables = parsed.variables;
  TlsConfig& tls = parsed.serve.tls;
  AddList(app, variables, "--tls-name", tls.names, "NAME",
          "Further name or address of the server; repeatable")
      .check(IsCertificateName())
      ->group(kGroup);
  AddOption(app, variables, "--tls-dir", tls.directory, "DIR",
            "Keep the authority here, so that trust in it lasts")
      .group(kGroup);
  AddOption(app, variables, "--tls-cert", tls.certificate, "FILE",
            "Your own certificate and those above it, in PEM")
      .group(kGroup);
  AddOption(app, variables, "--tls-key", tls.key, "FILE", "Its private key, in PEM").group(kGroup);
  AddChoice(app, variables, parsed.choices, "--tls-bad", tls.flaw, "expired|name",
            {"expired", "name"}, "Use a certificate that clients must refuse")
      .default_str("")
      ->group(kGroup);
  AddOption(app, variables, "--write-env", tls.write_env, "FILE",
            "Write the variables that make clients trust it")
      .group(kGroup);
}

void AddLog(CLI::App& app, Parsed& parsed) {
  AddChoice(app, parsed.variables, parsed.choices, "--log-level", parsed.serve.log_level, "LEVEL",
            {"trace", "debug", "info", "warning", "error", "off"},
            "Log this and worse on stderr: trace, debug, info, warning, error or off")
      .group("Log");
}

}  // namespace

void AddServe(CLI::App& app, Parsed& parsed) {
  app.add_subcommand("serve", "Run the server; the default command")->fallthrough();
  AddAddresses(app, parsed);
  AddJobs(app, parsed);
  AddSignatures(app, parsed);
  AddTls(app, parsed);
  AddLog(app, parsed);
  AddOption(app, parsed.variables, "--config", parsed.config_file, "FILE",
            "Settings in a file, TOML or INI; fake-ice config prints one")
      .group("Settings");
}

}  // namespace fake_ice::cli
