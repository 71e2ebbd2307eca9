#include "auth/explain/slips.h"

#include <algorithm>
#include <array>

namespace fake_ice::auth {
namespace {

/// A percent-encoding: `kept` stays as it is beside letters and digits, a space becomes `space`.
std::string EncodeKeeping(std::string_view text, std::string_view kept, std::string_view space,
                          bool lower_case_hex = false) {
  std::string encoded;
  for (const char c : text) {
    std::string piece = base::PercentEncode({&c, 1});
    if (c == ' ') {
      piece = space;
    } else if (kept.find(c) != std::string_view::npos) {
      piece = c;
    } else if (piece.size() == 1 && std::string_view("-_.~").find(c) != std::string_view::npos) {
      piece = '%' + base::ToUpper(base::HexEncode({&c, 1}));
    }
    if (lower_case_hex && piece.size() == 3) piece = base::ToLower(piece);
    encoded += piece;
  }
  return encoded;
}

constexpr std::array kWrongEncoders{
    Encoder{"spaces were signed as '+': encode a space as %20",
            [](std::string_view text) { return EncodeKeeping(text, "-_.~", "+"); }, true},
    Encoder{"parameters were encoded like Java's URLEncoder: make '+' %20, '*' %2A and %7E '~'",
            [](std::string_view text) { return EncodeKeeping(text, "-_.*", "+"); }, true},
    Encoder{"parameters were encoded like JavaScript's encodeURIComponent: encode ! ' ( ) * too",
            [](std::string_view text) { return EncodeKeeping(text, "-_.~!'()*", "%20"); }},
    Encoder{"'/' was left as it is in parameters: encode it as %2F",
            [](std::string_view text) { return EncodeKeeping(text, "-_.~/", "%20"); }},
    Encoder{"percent-encodings were signed in lower-case hex: write %2F, not %2f",
            [](std::string_view text) { return EncodeKeeping(text, "-_.~", "%20", true); }}};

base::Parameters SortedIgnoringCase(base::Parameters parameters) {
  std::stable_sort(parameters.begin(), parameters.end(), [](const auto& a, const auto& b) {
    return base::ToLower(a.name) < base::ToLower(b.name);
  });
  return parameters;
}

/// Encoded, but for the `=` of empty values.
std::string WithBareNames(const base::Parameters& parameters) {
  std::string text;
  for (const base::Parameter& parameter : parameters) {
    if (!text.empty()) text += '&';
    text += base::PercentEncode(parameter.name);
    if (!parameter.value.empty()) text += '=' + base::PercentEncode(parameter.value);
  }
  return text;
}

/// Slips in how names and values are encoded.
std::vector<Slip> EncodingSlips(const base::Parameters& sorted) {
  static constexpr Rewrite kRight = &base::PercentEncode;
  static constexpr Rewrite kNone = [](std::string_view text) { return std::string(text); };
  static constexpr Rewrite kTwice = [](std::string_view text) {
    return base::PercentEncode(base::PercentEncode(text));
  };
  const auto joined = [&sorted](Rewrite name, Rewrite value) {
    return [&sorted, name, value] { return JoinEncoded(sorted, name, value); };
  };
  std::vector<Slip> slips{
      {"parameter values were signed unencoded, or encoded once more when they were sent",
       joined(kRight, kNone), true},
      {"parameter names were signed unencoded, or encoded once more when they were sent",
       joined(kNone, kRight)},
      {"parameter names and values were signed unencoded, or encoded once more when sent",
       joined(kNone, kNone)},
      {"parameter values were percent-encoded twice", joined(kRight, kTwice)},
      {"parameter names were percent-encoded twice", joined(kTwice, kRight)},
      {"parameter names and values were percent-encoded twice", joined(kTwice, kTwice)}};
  for (const Encoder& encoder : WrongEncoders()) {
    slips.push_back(
        {std::string(encoder.what), joined(encoder.encode, encoder.encode), encoder.common});
  }
  return slips;
}

/// The values that had a '+' before it was sent unencoded; a space in a name stays one.
std::string WithPlusForSpaces(base::Parameters parameters, std::string_view only_name) {
  for (base::Parameter& parameter : parameters) {
    if (!only_name.empty() && parameter.name != only_name) continue;
    std::replace(parameter.value.begin(), parameter.value.end(), ' ', '+');
  }
  return base::EncodeForm(parameters);
}

std::vector<Slip> LostPlusSlips(const base::Parameters& sorted, const Quoter& quote) {
  constexpr std::string_view kRest = " was sent unencoded and arrived as a space: send it as %2B";
  std::vector<Slip> slips;
  for (const base::Parameter& parameter : sorted) {
    if (parameter.value.find(' ') == std::string::npos || slips.size() == kMaxLeftOut) continue;
    slips.push_back({"a '+' in the parameter " + quote(parameter.name) + std::string(kRest),
                     [&sorted, &parameter] { return WithPlusForSpaces(sorted, parameter.name); }});
  }
  slips.push_back({"every '+' in parameters" + std::string(kRest),
                   [&sorted] { return WithPlusForSpaces(sorted, ""); }});
  return slips;
}

}  // namespace

std::vector<Slip> SecretSlips(std::string_view secret, std::string_view access_key_id) {
  const auto around = [secret](std::string_view before, std::string_view after) {
    return [=] { return std::string(before).append(secret).append(after); };
  };
  return {{"the secret was used with a newline at its end: trim what is read from a file",
           around("", "\n")},
          {"the secret was used with CR LF at its end: trim what is read from a file",
           around("", "\r\n")},
          {"the secret was used with a carriage return at its end: trim it", around("", "\r")},
          {"the secret was used with a blank at its end: trim it", around("", " ")},
          {"the secret was used with a blank at its start: trim it", around(" ", "")},
          {"the secret was used with double quotes around it: take them away", around("\"", "\"")},
          {"the secret was used with single quotes around it: take them away", around("'", "'")},
          {"the AccessKeyId was used in the place of the secret",
           [access_key_id] { return std::string(access_key_id); }},
          {"an empty secret was used: is the variable that should hold it set?",
           [] { return std::string(); }}};
}

std::vector<Slip> OtherKeySlips(std::span<const OtherKey> others, const Quoter& quote) {
  std::vector<Slip> slips;
  for (const OtherKey& other : others.first(std::min(others.size(), kMaxOtherKeys))) {
    slips.push_back(
        {"the secret of another access key was used, the one of " + quote(other.access_key_id),
         [&other] { return other.access_key_secret; }});
  }
  return slips;
}

std::string NameOf(base::Hash hash) {
  return hash == base::Hash::kSm3 ? "SM3" : "SHA256";
}

base::Hash Other(base::Hash hash) {
  return hash == base::Hash::kSm3 ? base::Hash::kSha256 : base::Hash::kSm3;
}

std::string UpperHex(std::string_view bytes) {
  return base::ToUpper(base::HexEncode(bytes));
}

std::string Base64OfHex(std::string_view bytes) {
  return base::Base64Encode(base::HexEncode(bytes));
}

std::string WithCrLf(std::string_view text) {
  std::string rewritten;
  for (const char c : text) {
    if (c == '\n') rewritten += '\r';
    rewritten += c;
  }
  return rewritten;
}

std::span<const Encoder> WrongEncoders() {
  return kWrongEncoders;
}

std::string JoinEncoded(const base::Parameters& parameters, Rewrite name, Rewrite value) {
  std::string text;
  for (const base::Parameter& parameter : parameters) {
    if (!text.empty()) text += '&';
    text += name(parameter.name) + '=' + value(parameter.value);
  }
  return text;
}

std::vector<Slip> QuerySlips(const base::Parameters& wire, const base::Parameters& sorted,
                             const Quoter& quote) {
  std::vector<Slip> slips = EncodingSlips(sorted);
  slips.push_back({"parameters were signed in the order in which they are sent: sort them by name",
                   [&wire] { return base::EncodeForm(wire); }, true});
  slips.push_back(
      {"parameters were sorted ignoring case: sort their names by bytes, 'B' before 'a'",
       [&wire] { return base::EncodeForm(SortedIgnoringCase(wire)); }});
  slips.push_back({"parameters with empty values were signed without their '='",
                   [&sorted] { return WithBareNames(sorted); }});
  slips.push_back({"parameters with empty values were sent but not signed", [&sorted] {
                     base::Parameters filled = sorted;
                     std::erase_if(filled, [](const auto& p) { return p.value.empty(); });
                     return base::EncodeForm(filled);
                   }});
  for (Slip& slip : LostPlusSlips(sorted, quote)) slips.push_back(std::move(slip));
  for (std::size_t i = 0; i < std::min(sorted.size(), kMaxLeftOut); ++i) {
    slips.push_back(
        {"the parameter " + quote(sorted[i].name) + " was sent but not signed", [&sorted, i] {
           base::Parameters fewer = sorted;
           fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
           return base::EncodeForm(fewer);
         }});
  }
  return slips;
}

}  // namespace fake_ice::auth
