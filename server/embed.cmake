# Writes OUTPUT, a C++ header that holds the text of INPUT as the constant CONSTANT.
file(READ "${INPUT}" text)
file(WRITE "${OUTPUT}" "#pragma once

#include <string_view>

namespace fake_ice::embedded {

inline constexpr std::string_view ${CONSTANT} = R\"embedded(${text})embedded\";

}  // namespace fake_ice::embedded
")
