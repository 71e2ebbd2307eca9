#pragma once

#include "auth/explain/recipe_v3.h"

/// V3 mistakes in the header lines and in SignedHeaders.
namespace fake_ice::auth {

/// Mistakes in the value that was signed for the Host header.
void AddHostMistakes(Mistakes<RecipeV3>& mistakes, const CaseV3& failed);

/// Mistakes in Content-Type, in the order and case of header names, and in which headers were
/// signed. What is added refers to `failed`.
void AddHeaderMistakes(Mistakes<RecipeV3>& mistakes, const CaseV3& failed);

}  // namespace fake_ice::auth
