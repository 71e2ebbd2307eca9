#include "gateway/swapped_secret.h"

#include <algorithm>
#include <string>

#include "base/parameters.h"
#include "base/text.h"

namespace fake_ice::gateway {
namespace {

// Source: help.aliyun.com, "Create an AccessKey pair", and its examples.
bool HasFormOfSecret(std::string_view id) {
  constexpr std::size_t kLength = 30;
  return id.size() == kLength && !id.starts_with("LTAI") && std::ranges::all_of(id, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
         });
}

}  // namespace

bool IsSecret(std::string_view access_key_id, store::Store& store) {
  const bool may_be = HasFormOfSecret(access_key_id) || store.KnowsSecret(access_key_id);
  return may_be && !store.FindAccessKey(access_key_id);
}

void Hide(std::string_view secret, base::HttpRequest& request) {
  const auto hide = [&](std::string& text) {
    text = base::ReplaceAll(std::move(text), secret, kHidden);
    text = base::ReplaceAll(std::move(text), base::PercentEncode(secret), kHidden);
  };
  hide(request.target);
  hide(request.body);
  request.headers.ChangeValues([&](const base::HttpHeader& header) {
    std::string value(header.value);
    hide(value);
    return value;
  });
}

}  // namespace fake_ice::gateway
