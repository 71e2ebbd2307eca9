#include "cli/call_report.h"

#include <ostream>
#include <string_view>

#include "base/text.h"
#include "control/masking.h"

namespace fake_ice::cli {
namespace {

void Write(std::ostream& out, std::string_view mark, std::string_view line) {
  out << mark << (line.empty() ? "" : " ") << base::EscapeUnprintable(line) << '\n';
}

void WriteLines(std::ostream& out, std::string_view title, const std::string& text) {
  if (text.empty()) return;
  Write(out, "*", title);
  const std::string masked = control::MaskedText(text);
  for (const std::string_view line : base::Split(masked, '\n')) {
    Write(out, line.empty() ? "*" : "*  ", line);
  }
}

void WriteHeaders(std::ostream& out, std::string_view mark, const base::HttpHeaders& headers) {
  for (const base::HttpHeader& header : headers) {
    Write(out, mark, std::string(header.name) + ": " + std::string(header.value));
  }
}

}  // namespace

void ReportRequest(std::ostream& out, const auth::SignedCall& call) {
  WriteLines(out, "canonical request:", call.canonical_request);
  WriteLines(out, "string to sign:", call.string_to_sign);
  const base::HttpRequest request = control::Masked(call.request);
  Write(out, ">", request.method + ' ' + request.target + " HTTP/1.1");
  WriteHeaders(out, ">", request.headers);
  if (!request.body.empty()) {
    Write(out, ">", "");
    Write(out, ">", request.body);
  }
}

void ReportAnswer(std::ostream& out, const base::HttpResponse& answer) {
  Write(out, "<", "HTTP/1.1 " + std::to_string(answer.status));
  WriteHeaders(out, "<", answer.headers);
}

}  // namespace fake_ice::cli
