#include "base/http_headers.h"

#include "base/text.h"

namespace fake_ice::base {

HttpHeaders::HttpHeaders(std::initializer_list<HttpHeader> headers) {
  for (const HttpHeader& header : headers) push_back(header);
}

void HttpHeaders::push_back(const HttpHeader& header) {
  const Lengths lengths{.name = static_cast<std::uint32_t>(header.name.size()),
                        .value = static_cast<std::uint32_t>(header.value.size())};
  const std::size_t before = packed_.size();
  // Whole or not at all, when there is no memory.
  packed_.resize(before + sizeof(lengths) + header.name.size() + header.value.size());
  char* place = packed_.data() + before;
  std::memcpy(place, &lengths, sizeof(lengths));
  place += sizeof(lengths);
  place += header.name.copy(place, header.name.size());
  header.value.copy(place, header.value.size());
}

void HttpHeaders::Remove(std::string_view name) {
  if (!FindHeader(*this, name)) return;
  HttpHeaders kept;
  for (const HttpHeader& header : *this) {
    if (!EqualsIgnoringCase(header.name, name)) kept.push_back(header);
  }
  *this = std::move(kept);
}

std::optional<std::string_view> FindHeader(const HttpHeaders& headers, std::string_view name) {
  for (const HttpHeader& header : headers) {
    if (header.name.size() != name.size()) continue;  // most, which are not worth a call
    if (EqualsIgnoringCase(header.name, name)) return header.value;
  }
  return std::nullopt;
}

}  // namespace fake_ice::base
