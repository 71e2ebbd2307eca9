#include "http/delivery.h"

#include <string_view>

namespace fake_ice::http {
namespace {

std::size_t HeadBytes(std::string_view answer) {
  constexpr std::string_view kEnd = "\r\n\r\n";
  const auto end = answer.find(kEnd);
  return end == std::string_view::npos ? answer.size() : end + kEnd.size();
}

}  // namespace

void KeepBack(Answer& answer) {
  switch (answer.delivery) {
    case base::Delivery::kWhole:
      break;
    case base::Delivery::kReset:
    case base::Delivery::kClose:
    case base::Delivery::kTlsAlert:
      answer.bytes.clear();
      answer.shared = {};
      break;
    case base::Delivery::kTruncate:
      answer.bytes.resize((HeadBytes(answer.bytes) + answer.bytes.size()) / 2);
      answer.shared.bytes = answer.shared.bytes.substr(0, answer.shared.bytes.size() / 2);
      break;
    case base::Delivery::kStall:
      answer.bytes.resize(HeadBytes(answer.bytes));
      answer.shared = {};
      break;
  }
}

}  // namespace fake_ice::http
