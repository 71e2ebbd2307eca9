#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fake_ice::base {

struct Parameter {
  std::string name;
  std::string value;
};

/// Decoded parameters in the order in which they came; names may repeat.
using Parameters = std::vector<Parameter>;

/// The value of the first parameter of exactly that name, or null.
/// The pointer lives as long as `parameters` stays unchanged.
const std::string* FindParameter(const Parameters& parameters, std::string_view name);

/// Percent-encodes as Alibaba Cloud's signatures ask: everything but `A-Z a-z 0-9 - _ . ~` becomes
/// `%XY` in upper-case hex, a space `%20`.
/// Source: help.aliyun.com "V3 request structure and signature", canonical query string.
std::string PercentEncode(std::string_view text);

/// The same behind `text`.
void AppendPercentEncoded(std::string& text, std::string_view raw);

/// Undoes percent-encoding; `+` is a space, as every official SDK's encoder has it. A `%` that no
/// two hex digits follow stays as it is.
std::string FormDecode(std::string_view text);

/// The same for a segment of a path, where `+` is itself.
std::string DecodePathSegment(std::string_view text);

/// Parses `a=b&c=d` (a query string without its `?`, or a form body). Empty pieces are skipped; a
/// piece without `=` is a parameter with an empty value.
Parameters ParseForm(std::string_view text);

/// `parameters` as `a=b&c=d`, names and values percent-encoded, in the given order.
std::string EncodeForm(const Parameters& parameters);

}  // namespace fake_ice::base
