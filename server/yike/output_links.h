#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/records.h"

/// MediaIds and OutputUrls that nobody gave: made up, the same for a job every time.
namespace fake_ice::yike {

/// Where made-up OutputUrls lead.
inline constexpr std::string_view kMediaPrefix = "/_media/";

enum class OutputKind { kImage, kVideo, kAudio };

/// One output of a job; `number` counts from 1 within its kind. Its ids must live as long.
struct OutputPlace {
  std::string_view account_id;
  std::string_view job_id;
  OutputKind kind = OutputKind::kImage;
  std::size_t number = 1;
  std::string extension{};  ///< of the file's name, such as `png`
};

/// The same with ids of its own.
struct ReadPlace {
  std::string account_id;
  std::string job_id;
  OutputKind kind = OutputKind::kImage;
  std::size_t number = 1;
  std::string extension{};

  [[nodiscard]] OutputPlace Place() const { return {account_id, job_id, kind, number, extension}; }
};

/// The extension in the link to an output of that kind: that of its own file where it is plain,
/// `bin` where it is not.
std::string ExtensionOf(OutputKind kind, const store::Output& output);

/// 32 hex digits of the form that real MediaIds have: a time in the layout of a UUIDv1 with version
/// digit 7, then digits made from the place. The same for a job every time, as its time is: the
/// finish of one that has it for good, else its creation (assumption: made-up-outputs).
std::string MadeUpMediaId(const OutputPlace& place, const store::JobRecord& job);

/// `/_media/<AccountId>/<JobId>/image-1.png`, ids percent-encoded.
std::string MediaPath(const OutputPlace& place);
void AppendMediaPath(std::string& text, const OutputPlace& place);  ///< the same behind `text`

/// The other way round; nothing for any other path.
std::optional<ReadPlace> ReadMediaPath(std::string_view path);

}  // namespace fake_ice::yike
