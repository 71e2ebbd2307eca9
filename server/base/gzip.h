#pragma once

#include <string>
#include <string_view>

namespace fake_ice::base {

/// `data` in the gzip format, the same bytes for the same data.
std::string Gzip(std::string_view data);

/// Whether the value of an Accept-Encoding header takes gzip: by name or by `*`, and not with q=0.
/// Source: RFC 9110, section 12.5.3.
bool AcceptsGzip(std::string_view accept_encoding);

}  // namespace fake_ice::base
