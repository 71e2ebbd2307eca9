#pragma once

#include <string_view>

#include "base/http_message.h"
#include "store/store.h"

/// A client that swapped id and secret of its access key: the secret then stands where log and
/// journal show the id.
namespace fake_ice::gateway {

/// What is shown instead of the secret.
inline constexpr std::string_view kHidden = "***";

/// Whether no access key has that id, and it is the secret of one or has the form of the real
/// service's: 30 letters and digits, where ids begin with LTAI and are shorter. Thread-safe.
bool IsSecret(std::string_view access_key_id, store::Store& store);

/// Replaces `secret` by kHidden wherever it is in the request, percent-encoded or not.
void Hide(std::string_view secret, base::HttpRequest& request);

}  // namespace fake_ice::gateway
