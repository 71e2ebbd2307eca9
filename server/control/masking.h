#pragma once

#include <string>
#include <string_view>

#include "base/http_message.h"

/// Hides secrets from people who look at what a client sent. In doubt, too much is masked: a name
/// is secret when it ends like one of Signature, SecurityToken, BearerToken, AccessKeySecret,
/// zero-trust-idtoken, Cookie or Authorization, whatever its case, hyphens, underscores and
/// percent-encoding. Empty values stay empty, which is often the mistake that is looked for.
/// Everything here takes linear time, whatever a client sends.
namespace fake_ice::control {

/// What stands in place of a secret.
inline constexpr std::string_view kMask = "***";

/// `request` with the values of secret names masked, in target, headers, and a body that is a form
/// or JSON; of Authorization, ACS3's algorithm, Credential and SignedHeaders stay, and other
/// schemes' names. What is left is byte for byte as it came. The Content-Type is not asked: a
/// client that forgot it or sent a wrong one must not see its token on a screen.
base::HttpRequest Masked(base::HttpRequest request);

/// A text that may quote a request's parameters or header lines (a string to sign, a canonical
/// request, an error message, any of them in JSON or XML), with the values of secret names masked,
/// percent-encoded any number of times or not. A parameter's value ends at the next `&`, encoded as
/// often as its `=` or less, a header's at the line's end.
std::string MaskedText(std::string_view text);

}  // namespace fake_ice::control
