// What a name server is asked, against a reading of its answers as RFC 1035 has them.
#include <string>
#include <string_view>

#include "fuzz/fuzz.h"
#include "sandbox/names.h"

using namespace fake_ice;
using fuzz::Require;

namespace {

constexpr std::size_t kHeaderBytes = 12;
constexpr std::string_view kHere{"\xC0\x0C\0\x01\0\x01\0\0\0\0\0\x04\x7F\0\0\x01", 16};

unsigned Number(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]) * 256U + static_cast<unsigned char>(bytes[at + 1]);
}

unsigned CodeOf(std::string_view answer) {
  return Number(answer, 2) & 0xFU;
}

/// Where the name at `at` ends, behind its last byte; 0 when it is none.
std::size_t EndOfName(std::string_view bytes, std::size_t at) {
  while (at < bytes.size()) {
    const auto length = static_cast<unsigned char>(bytes[at]);
    if (length == 0) return at + 1;
    if (length > 63) return 0;
    at += 1 + length;
  }
  return 0;
}

bool LeadsHere(std::string_view name) {
  return name == "a" || name.ends_with(".b");
}

void CheckAnswer(std::string_view query, std::string_view answer) {
  Require(answer.size() >= kHeaderBytes, "an answer has a header", query);
  Require(answer.substr(0, 2) == query.substr(0, 2), "it is for its query", query);
  Require((Number(answer, 2) & 0x8000U) != 0, "it is an answer", query);
  Require((Number(answer, 2) & 0x7900U) == (Number(query, 2) & 0x7900U),
          "operation and wish are as asked", query);
  Require(Number(answer, 8) == 0 && Number(answer, 10) == 0, "there is nothing further", query);
  Require(answer.size() <= query.size() + kHere.size(), "nobody is sent much more than came",
          query);
  const unsigned questions = Number(answer, 4);
  const unsigned answers = Number(answer, 6);
  if (questions == 0) {
    Require(CodeOf(answer) != 0 && answers == 0, "without a question there is an error", query);
    Require(answer.size() == kHeaderBytes, "and nothing else", query);
    return;
  }
  const std::size_t end = EndOfName(query, kHeaderBytes);
  Require(questions == 1 && end > 0 && end + 4 <= query.size(), "what is answered is whole", query);
  Require(end - kHeaderBytes <= 256, "a name is no longer than may be", query);
  Require(answer.substr(kHeaderBytes, end + 4 - kHeaderBytes) ==
              query.substr(kHeaderBytes, end + 4 - kHeaderBytes),
          "the question is repeated", query);
  const std::string_view rest = answer.substr(end + 4);
  Require(rest == (answers == 1 ? kHere : std::string_view()), "the address is this machine's",
          query);
  Require(answers == 0 || CodeOf(answer) == 0, "an address is no error", query);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view query = fuzz::AsText(data, size);
  std::string asked;
  bool leads_here = false;
  const std::string answer = sandbox::AnswerQuery(query, [&](std::string_view name) {
    asked = name;
    leads_here = LeadsHere(name);
    return leads_here;
  });
  const bool is_query = size >= kHeaderBytes && (data[2] & 0x80U) == 0;
  Require(answer.empty() == !is_query, "queries are answered, and nothing else", query);
  if (answer.empty()) return 0;
  CheckAnswer(query, answer);
  Require(Number(answer, 4) == 0 || (CodeOf(answer) == 3) == !leads_here,
          "names that lead elsewhere are not known", query);
  Require(asked.size() <= 255, "a name is bounded", query);
  return 0;
}
