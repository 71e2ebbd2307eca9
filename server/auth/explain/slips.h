#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/explain/attempts.h"
#include "auth/explain/wording.h"
#include "base/digest.h"
#include "base/parameters.h"
#include "base/text.h"

/// The mistakes that V1 and V3 share: in the secret, and in the canonical query. The slips refer to
/// the arguments of the functions that return them.
namespace fake_ice::auth {

inline constexpr std::size_t kMaxOtherKeys = 1000;
/// How many parameters or headers are each tried as left out.
inline constexpr std::size_t kMaxLeftOut = 24;

/// Other texts that people take for the secret.
std::vector<Slip> SecretSlips(std::string_view secret, std::string_view access_key_id);

/// The secrets of at most kMaxOtherKeys other keys.
std::vector<Slip> OtherKeySlips(std::span<const OtherKey> others, const Quoter& quote);

/// `SM3` or `SHA256`.
std::string NameOf(base::Hash hash);

/// The other hash of V3.
base::Hash Other(base::Hash hash);

std::string UpperHex(std::string_view bytes);
std::string Base64OfHex(std::string_view bytes);
std::string WithCrLf(std::string_view text);

/// Slips in the HTTP method, for any recipe that has one.
template <typename Recipe>
void AddMethodMistakes(Mistakes<Recipe>& mistakes, const std::string& method) {
  const auto add = [&](std::string what, std::string signed_method) {
    mistakes.push_back({std::move(what) + ": sign " + base::ToUpper(method) + ", as it is sent",
                        [text = std::move(signed_method)](Recipe& r) { r.method = text; }});
  };
  const std::string other = method == "GET" ? "POST" : "GET";
  add("the method was signed as " + other, other);
  add("the method was signed in lower case", base::ToLower(method));
  add("the method was left empty", "");
}

/// A percent-encoding that some library offers and that is not the one asked for.
struct Encoder {
  std::string_view what;
  Rewrite encode;
  bool common = false;
};

/// Every one that is tried.
std::span<const Encoder> WrongEncoders();

/// `name=value` pairs with `&` between them.
std::string JoinEncoded(const base::Parameters& parameters, Rewrite name, Rewrite value);

/// Other canonical queries that people make of parameters. `wire`: as they came; `sorted`: the
/// same, by name.
std::vector<Slip> QuerySlips(const base::Parameters& wire, const base::Parameters& sorted,
                             const Quoter& quote);

}  // namespace fake_ice::auth
