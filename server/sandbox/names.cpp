#include "sandbox/names.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>

#include "base/text.h"

namespace fake_ice::sandbox {
namespace {

constexpr std::size_t kHeaderBytes = 12;
constexpr std::size_t kMaxNameBytes = 255;
constexpr std::size_t kMaxQueryBytes = 4096;
constexpr std::uint16_t kInternet = 1;
constexpr std::uint16_t kAddress = 1;
constexpr std::uint16_t kAnything = 255;

enum Code : std::uint8_t { kNoError = 0, kFormatError = 1, kNoSuchName = 3, kNotImplemented = 4 };

std::uint16_t Number(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(static_cast<std::uint8_t>(bytes[at]) << 8 |
                                    static_cast<std::uint8_t>(bytes[at + 1]));
}

struct Question {
  std::string name;  ///< in lower case
  std::uint16_t type = 0;
  std::uint16_t of_class = 0;
  std::size_t bytes = 0;  ///< of the question, which stands behind the header
};

/// Nothing when it is not whole, or shortened: a query has nothing to point to.
std::optional<Question> ReadQuestion(std::string_view query) {
  Question question;
  std::size_t at = kHeaderBytes;
  while (true) {
    if (at >= query.size()) return std::nullopt;
    const auto length = static_cast<std::uint8_t>(query[at++]);
    if (length == 0) break;
    if (length > 63 || at + length > query.size()) return std::nullopt;
    if (at + length - kHeaderBytes > kMaxNameBytes) return std::nullopt;
    if (!question.name.empty()) question.name += '.';
    question.name += base::ToLower(query.substr(at, length));
    at += length;
  }
  if (at + 4 > query.size()) return std::nullopt;
  question.type = Number(query, at);
  question.of_class = Number(query, at + 2);
  question.bytes = at + 4 - kHeaderBytes;
  return question;
}

std::string Header(std::string_view query, Code code, int questions, int answers) {
  constexpr unsigned kResponse = 0x84;  // and: it knows for itself
  constexpr unsigned kAsked = 0x79;     // operation, and whether to ask others
  constexpr unsigned kAsksOthers = 0x80;
  std::string header(query.substr(0, 2));
  header += static_cast<char>(kResponse | (static_cast<std::uint8_t>(query[2]) & kAsked));
  header += static_cast<char>(kAsksOthers | code);
  header += '\0';
  header += static_cast<char>(questions);
  header += '\0';
  header += static_cast<char>(answers);
  return header.append(4, '\0');
}

}  // namespace

std::string AnswerQuery(std::string_view query, const LeadsHere& leads_here) {
  // The name of the question, its type, its class, no time to live, 127.0.0.1.
  constexpr std::string_view kHere{"\xC0\x0C\0\x01\0\x01\0\0\0\0\0\x04\x7F\0\0\x01", 16};
  if (query.size() < kHeaderBytes) return {};
  const auto flags = static_cast<std::uint8_t>(query[2]);
  if ((flags & 0x80) != 0) return {};  // an answer
  if ((flags & 0x78) != 0) return Header(query, kNotImplemented, 0, 0);
  const std::optional<Question> question =
      Number(query, 4) == 1 ? ReadQuestion(query) : std::nullopt;
  if (!question) return Header(query, kFormatError, 0, 0);
  const std::string_view asked = query.substr(kHeaderBytes, question->bytes);
  if (!leads_here(question->name)) return Header(query, kNoSuchName, 1, 0).append(asked);
  if (question->of_class != kInternet ||
      (question->type != kAddress && question->type != kAnything)) {
    return Header(query, kNoError, 1, 0).append(asked);
  }
  return Header(query, kNoError, 1, 1).append(asked).append(kHere);
}

NameServer::NameServer(Descriptor socket, LeadsHere leads_here)
    : socket_(std::move(socket)),
      leads_here_(std::move(leads_here)),
      stop_(eventfd(0, EFD_CLOEXEC)),
      thread_([this] { Run(); }) {}

NameServer::~NameServer() {
  eventfd_write(stop_.Get(), 1);
  thread_.join();
}

void NameServer::Run() const {
  std::array<pollfd, 2> waited{
      {{.fd = socket_.Get(), .events = POLLIN}, {.fd = stop_.Get(), .events = POLLIN}}};
  std::array<char, kMaxQueryBytes> query{};
  while (true) {
    if (poll(waited.data(), waited.size(), -1) < 0) continue;
    if (waited[1].revents != 0) return;
    sockaddr_storage from{};
    socklen_t size = sizeof(from);
    auto* const address = reinterpret_cast<sockaddr*>(&from);
    const ssize_t got =
        recvfrom(socket_.Get(), query.data(), query.size(), MSG_DONTWAIT, address, &size);
    if (got <= 0) continue;
    const std::string answer =
        AnswerQuery({query.data(), static_cast<std::size_t>(got)}, leads_here_);
    // Who does not take its answer asks again.
    if (!answer.empty()) sendto(socket_.Get(), answer.data(), answer.size(), 0, address, size);
  }
}

}  // namespace fake_ice::sandbox
