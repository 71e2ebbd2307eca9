// Query and form parsing, and what both schemes sign of the parameters: against a second encoder,
// and independent of the order in which they come.
#include "base/parameters.h"

#include <algorithm>
#include <map>

#include "auth/signature_v1.h"
#include "auth/signature_v3.h"
#include "fuzz/fuzz.h"

using namespace fake_ice;
using base::Parameters;
using fuzz::Require;
using fuzz::RequireSame;

namespace {

/// By the documentation's words alone: everything but letters, digits, `-_.~` as %XY.
std::string Encoded(std::string_view text) {
  static const std::string plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
  static const std::vector<std::string> letters = [&] {
    std::vector<std::string> all;
    for (int byte = 0; byte < 256; ++byte) {
      char escape[4];
      std::snprintf(escape, sizeof(escape), "%%%02X", static_cast<unsigned>(byte));
      const bool is_plain = plain.find(static_cast<char>(byte)) != plain.npos;
      all.push_back(is_plain ? std::string(1, static_cast<char>(byte)) : escape);
    }
    return all;
  }();
  std::string encoded;
  for (const char c : text) encoded += letters[static_cast<unsigned char>(c)];
  return encoded;
}

/// The canonical query by a map: names sorted, those of one name in their order.
std::string Canonical(const Parameters& parameters, bool raw_names) {
  std::map<std::string, std::vector<std::string>> sorted;
  for (const auto& [name, value] : parameters) sorted[name].push_back(value);
  std::string text;
  for (const auto& [name, values] : sorted) {
    for (const std::string& value : values) {
      text += (text.empty() ? "" : "&") + (raw_names ? name : Encoded(name)) + '=' + Encoded(value);
    }
  }
  return text;
}

void CheckTexts(std::string_view text) {
  RequireSame(base::PercentEncode(text), Encoded(text), "two encoders agree");
  RequireSame(base::FormDecode(base::PercentEncode(text)), text, "an encoded text decodes");
  RequireSame(base::DecodePathSegment(base::PercentEncode(text)), text, "in a path as well");
  RequireSame(base::FormDecode(text).substr(0, text.size()), base::FormDecode(text),
              "a decoded text is no longer than it was");
}

void CheckRoundTrip(const Parameters& parameters) {
  const std::string form = base::EncodeForm(parameters);
  const Parameters again = base::ParseForm(form);
  Require(again.size() == parameters.size(), "as many parameters read back", form);
  for (std::size_t i = 0; i < again.size(); ++i) {
    RequireSame(again[i].name, parameters[i].name, "a name reads back");
    RequireSame(again[i].value, parameters[i].value, "a value reads back");
  }
}

bool HasTwice(Parameters parameters) {
  const auto by_name = [](const auto& a, const auto& b) { return a.name < b.name; };
  std::ranges::sort(parameters, by_name);
  return std::ranges::adjacent_find(parameters, {}, &base::Parameter::name) != parameters.end();
}

void CheckCanonical(const Parameters& parameters) {
  using auth::NameForm;
  RequireSame(auth::CanonicalQueryString(parameters, NameForm::kEncoded),
              Canonical(parameters, false), "V3 signs the encoded names");
  RequireSame(auth::CanonicalQueryString(parameters, NameForm::kRaw), Canonical(parameters, true),
              "V3 signs the raw names");
  const std::string to_sign = auth::StringToSignV1("GET", parameters);
  RequireSame(to_sign, "GET&%2F&" + Encoded(Canonical(parameters, false)), "V1 signs them");
  if (HasTwice(parameters)) return;
  Parameters reversed(parameters.rbegin(), parameters.rend());
  RequireSame(auth::StringToSignV1("GET", reversed), to_sign, "the order does not matter");
}

/// A name in query and form counts with the form's value, every other as it stands, and Signature
/// never.
void CheckMerge(const Parameters& query, const Parameters& form) {
  const Parameters all = auth::SignedParameters(query, form);
  const auto is_lost = [&](const base::Parameter& one) {
    return one.name != "Signature" && base::FindParameter(all, one.name) == nullptr;
  };
  Require(std::ranges::none_of(query, is_lost) && std::ranges::none_of(form, is_lost),
          "no parameter is lost");
  for (const base::Parameter& merged : all) {
    Require(merged.name != "Signature", "the signature is not signed");
    if (base::FindParameter(form, merged.name) == nullptr) continue;
    const auto is_merged = [&](const base::Parameter& one) {
      return one.name == merged.name && one.value == merged.value;
    };
    Require(std::ranges::any_of(form, is_merged), "the form's value counts", merged.name);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text = fuzz::AsText(data, size);
  CheckTexts(text);
  const Parameters query = base::ParseForm(fuzz::TakeLine(text));
  const Parameters form = base::ParseForm(text);
  for (const Parameters& parameters : {query, form}) {
    CheckRoundTrip(parameters);
    CheckCanonical(parameters);
  }
  CheckMerge(query, form);
  return 0;
}
