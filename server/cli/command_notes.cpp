#include "cli/command_notes.h"

#include <algorithm>
#include <array>

namespace fake_ice::cli {
namespace {

constexpr CommandNotes kProgram{
    .name = "",
    .examples =
        "fake-ice &\n"
        "fake-ice call GetYikeAIAppJob JobId=00000000000000000000000000000004",
    .notes =
        "For an SDK: endpoint 127.0.0.1:20201, protocol HTTP,\n"
        "AccessKeyId fake-ice-access-key-id, AccessKeySecret fake-ice-access-key-secret.\n"
        "\n"
        "Every option is also a variable: --log-level is FAKE_ICE_LOG_LEVEL.",
    .exit_status =
        "0 when all went well, 1 when what was asked failed, 2 when it could not begin:\n"
        "a mistake in the arguments, a fixture or a store, an address in use."};

constexpr CommandNotes kNone{};

constexpr std::array kCommands{
    CommandNotes{
        .name = "serve",
        .examples = "fake-ice serve --fixtures jobs.json --store jobs.db",
        .notes = "The option wins over the variable, as --log-level over FAKE_ICE_LOG_LEVEL, and\n"
                 "the variable over the file of --config. Commas part a list in a variable.",
        .exit_status =
            "0 after SIGTERM or SIGINT, 2 when it cannot start; then nothing has changed."},
    CommandNotes{.name = "check",
                 .examples = "fake-ice check fixtures/ my.json",
                 .notes = "",
                 .exit_status = "1 when a fixture has a mistake. Warnings do not change it."},
    CommandNotes{
        .name = "exec",
        .examples = "fake-ice exec -- pytest\n"
                    "fake-ice exec --fixtures my.json --allow 5432 -- npm test",
        .notes =
            "It takes the options of serve, too, but for addresses. The command finds nothing\n"
            "else of the network; the control API is at http://localhost.",
        .exit_status = "The command's; 125 when it could not be run, 126 and 127 as of env(1)."},
    CommandNotes{.name = "call",
                 .examples =
                     "fake-ice call GetYikeAIAppJob JobId=00000000000000000000000000000004\n"
                     "fake-ice call SubmitYikeAIAppJob AppId=my-app AppParams=@params.json\n"
                     "fake-ice call GetYikeAIAppJob JobId=1 --poll Status=Finished --every 2s",
                 .notes = "",
                 .exit_status = "0 on HTTP 2xx, and when --poll saw its value; else 1."},
    CommandNotes{.name = "health",
                 .examples = "fake-ice health --timeout 30s",
                 .notes = "Without --endpoint it asks where FAKE_ICE_LISTEN lets a server listen.",
                 .exit_status = "0 when the server answers, else 1."},
    CommandNotes{
        .name = "tail",
        .examples = "fake-ice tail --account-id 1000000000000001 --code SignatureDoesNotMatch",
        .notes = "Below a request that was refused stands why. A server that is started anew is\n"
                 "waited for. NO_COLOR turns the colours of a terminal off.",
        .exit_status = "0 when it is stopped, 1 when no server answers at the start."},
    CommandNotes{
        .name = "export",
        .examples = "fake-ice export >state.json && fake-ice --fixtures state.json",
        .notes = "It prints secrets, so that the fixture loads to the same state, and asks where\n"
                 "FAKE_ICE_LISTEN lets a server listen. GET /_fake-ice/fixtures masks them.",
        .exit_status = ""},
    CommandNotes{
        .name = "env",
        .examples = "eval \"$(fake-ice env)\"",
        .notes = "The lines are for a shell. The server must have been started with --tls-listen.",
        .exit_status = ""},
    CommandNotes{
        .name = "schema",
        .examples = "fake-ice schema >fixture.schema.json",
        .notes = "An editor that knows it completes and checks fixtures: name it in \"$schema\".",
        .exit_status = ""},
    CommandNotes{.name = "decode",
                 .examples = "fake-ice decode \"$message\"",
                 .notes = "The message is in the AccessDeniedDetail of an answer of fake-ice.",
                 .exit_status = "1 when it is no message of fake-ice's."},
    CommandNotes{
        .name = "config",
        .examples = "fake-ice config --store jobs.db >fake-ice.toml\n"
                    "fake-ice --config fake-ice.toml",
        .notes = "It takes the options of serve. An option wins over a variable, a variable over\n"
                 "the file. Names are those of the options without dashes in front, and paths in\n"
                 "the file are relative to its folder. --control-token is not shown.",
        .exit_status = ""},
    CommandNotes{
        .name = "completion",
        .examples =
            "fake-ice completion bash >~/.local/share/bash-completion/completions/fake-ice\n"
            "fake-ice completion zsh >~/.zfunc/_fake-ice\n"
            "fake-ice completion fish >~/.config/fish/completions/fake-ice.fish",
        .notes = "For zsh the folder must be in fpath. The packages for Debian have all three.",
        .exit_status = ""},
    CommandNotes{
        .name = "man", .examples = "fake-ice man | man -l -", .notes = "", .exit_status = ""},
};

}  // namespace

const CommandNotes& NotesOf(std::string_view command) {
  const auto found = std::ranges::find(kCommands, command, &CommandNotes::name);
  return found == kCommands.end() ? kNone : *found;
}

const CommandNotes& NotesOfProgram() {
  return kProgram;
}

}  // namespace fake_ice::cli
