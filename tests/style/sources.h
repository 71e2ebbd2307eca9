#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "support/files.h"

namespace fake_ice::test {

/// A file of the repository, for the tests that read the code itself.
struct Source {
  std::string path;  ///< relative to the repository's root
  std::string text;

  [[nodiscard]] std::vector<std::string_view> Lines() const { return base::Split(text, '\n'); }
};

inline bool HasExtension(const std::filesystem::path& path,
                         const std::vector<std::string_view>& extensions) {
  const std::string extension = path.extension().string();
  return std::find(extensions.begin(), extensions.end(), extension) != extensions.end();
}

/// The files with these extensions below `folder`, installed packages left out.
inline std::vector<Source> SourcesIn(std::string_view folder,
                                     const std::vector<std::string_view>& extensions) {
  std::vector<Source> sources;
  auto entry = std::filesystem::recursive_directory_iterator(SourceDirectory() / folder);
  for (; entry != std::filesystem::recursive_directory_iterator(); ++entry) {
    if (entry->path().filename() == "node_modules") entry.disable_recursion_pending();
    if (!entry->is_regular_file() || !HasExtension(entry->path(), extensions)) continue;
    sources.push_back(
        {relative(entry->path(), SourceDirectory()).string(), ReadFile(entry->path())});
  }
  return sources;
}

}  // namespace fake_ice::test
