#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.h"

/// What the explainers of V1 and V3 share. A recipe is everything that goes into a signature; a
/// mistake is a change of the recipe; the mistake whose recipe gives the client's signature is the
/// one that the client made. Only explain.cpp and this folder include it.
namespace fake_ice::auth {

/// Rewrites one text or one MAC into another form.
using Rewrite = std::string (*)(std::string_view);

/// The last step of every signature: the MAC of the string to sign, as text.
struct MacStep {
  base::Hash hash = base::Hash::kSha256;
  std::string key;
  Rewrite as_text = &base::HexEncode;
  bool swapped = false;  ///< the string to sign serves as the key and the key as the message
};

/// The signature that this MAC gives.
std::string SignatureOf(const MacStep& mac, std::string_view string_to_sign);

/// A change of a recipe; `what` tells the client in printable ASCII what it did and what is right.
/// A `common` mistake is also tried together with each other common one.
template <typename Recipe>
struct Mistake {
  std::string what;
  std::function<void(Recipe&)> make;
  bool common = false;
};

template <typename Recipe>
using Mistakes = std::vector<Mistake<Recipe>>;

/// A mistake in one text of a recipe: the text that was signed instead of the right one.
struct Slip {
  std::string what;
  std::function<std::string()> text;
  bool common = false;
};

/// Adds a mistake for each slip; `put` places its text in a recipe.
template <typename Recipe, typename Put>
void AddSlips(Mistakes<Recipe>& mistakes, std::vector<Slip> slips, const Put& put) {
  for (Slip& slip : slips) {
    mistakes.push_back({std::move(slip.what),
                        [text = std::move(slip.text), put](Recipe& recipe) { put(recipe, text()); },
                        slip.common});
  }
}

/// Adds the mistakes that are two common ones together.
template <typename Recipe>
void AddPairs(Mistakes<Recipe>& mistakes) {
  Mistakes<Recipe> common;
  std::copy_if(mistakes.begin(), mistakes.end(), std::back_inserter(common),
               [](const auto& mistake) { return mistake.common; });
  for (std::size_t i = 0; i < common.size(); ++i) {
    for (std::size_t j = i + 1; j < common.size(); ++j) {
      mistakes.push_back({"two mistakes: " + common[i].what + "; and " + common[j].what,
                          [first = common[i].make, second = common[j].make](Recipe& recipe) {
                            first(recipe);
                            second(recipe);
                          }});
    }
  }
}

/// The most that is hashed to explain one failure: a large request gets fewer attempts, and they
/// are counted before the first one is made.
inline constexpr std::size_t kMaxBytesTried = 8 * 1024 * 1024;

/// What came of trying mistakes.
struct Outcome {
  std::optional<std::string> mistake;  ///< the first of the list that gives the signature
  std::size_t tried = 0;
};

/// Tries every mistake, after a match too, so that the time taken does not tell which one it was.
template <typename Recipe>
Outcome TryAll(const Recipe& right, const Mistakes<Recipe>& mistakes, std::string_view signature) {
  const std::size_t bytes = right.Bytes() + 1;
  const std::size_t count = std::min(mistakes.size(), kMaxBytesTried / bytes);
  std::size_t first = count;
  for (std::size_t i = 0; i < count; ++i) {
    Recipe recipe = right;
    mistakes[i].make(recipe);
    const bool same =
        base::EqualInConstantTime(SignatureOf(recipe.mac, recipe.StringToSign()), signature);
    first = same && first == count ? i : first;
  }
  if (first == count) return {.mistake = std::nullopt, .tried = count};
  return {.mistake = mistakes[first].what, .tried = count};
}

}  // namespace fake_ice::auth
