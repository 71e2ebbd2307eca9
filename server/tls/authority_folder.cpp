#include "tls/authority_folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

namespace fake_ice::tls {
namespace {

namespace fs = std::filesystem;
using Failure = base::Unexpected<std::string>;

/// Larger ones hold something else.
constexpr std::uintmax_t kMaxFileBytes = 16UL * 1024 * 1024;

std::string Reason(int error) {
  return std::generic_category().message(error);
}

/// A new file beside `file` that holds `text`, gone at the end of the scope unless it was renamed.
class Draft {
 public:
  Draft(const fs::path& file, const std::string& text, mode_t mode)
      : path_(file.string() + ".XXXXXX") {
    const int descriptor = mkostemp(path_.data(), O_CLOEXEC);
    if (descriptor < 0) {
      error_ = errno;
      return;
    }
    is_there_ = true;
    std::size_t written = 0;
    while (written < text.size() && error_ == 0) {
      const ssize_t count = write(descriptor, text.data() + written, text.size() - written);
      if (count > 0) written += static_cast<std::size_t>(count);
      if (count < 0 && errno != EINTR) error_ = errno;
    }
    if (fchmod(descriptor, mode) != 0 || fsync(descriptor) != 0) error_ = errno;
    close(descriptor);
  }
  ~Draft() {
    if (is_there_) unlink(path_.c_str());
  }
  Draft(const Draft&) = delete;
  Draft& operator=(const Draft&) = delete;

  /// Each returns 0 or what went wrong, as errno has it.
  [[nodiscard]] int MoveTo(const fs::path& file) {
    if (error_ != 0) return error_;
    if (rename(path_.c_str(), file.c_str()) != 0) return errno;
    is_there_ = false;
    return 0;
  }
  /// Unless there is one already.
  [[nodiscard]] int MoveToNew(const fs::path& file) const {
    if (error_ != 0) return error_;
    return link(path_.c_str(), file.c_str()) == 0 || errno == EEXIST ? 0 : errno;
  }

 private:
  std::string path_;
  bool is_there_ = false;
  int error_ = 0;
};

}  // namespace

base::Expected<std::string, std::string> ReadWhole(const fs::path& file) {
  std::error_code error;
  const auto bytes = fs::file_size(file, error);
  if (error) return Failure("cannot read " + file.string() + ": " + error.message());
  if (bytes > kMaxFileBytes) return Failure(file.string() + " is too large to hold certificates");
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad()) {
    return Failure("cannot read " + file.string() + ": " + Reason(errno));
  }
  return text;
}

base::Expected<void, std::string> WriteWhole(const fs::path& file, const std::string& text,
                                             bool is_secret) {
  constexpr mode_t kOwnerAlone = S_IRUSR | S_IWUSR;
  constexpr mode_t kReadByAll = kOwnerAlone | S_IRGRP | S_IROTH;
  Draft draft(file, text, is_secret ? kOwnerAlone : kReadByAll);
  if (const int error = draft.MoveTo(file); error != 0) {
    return Failure("cannot write " + file.string() + ": " + Reason(error));
  }
  return {};
}

base::Expected<Certificate, std::string> KeepAuthority(const fs::path& folder, base::Moment now) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return Failure("cannot make " + folder.string() + ": " + error.message());
  const fs::path file = folder / "ca-key.pem";
  if (!fs::exists(file, error)) {
    const Certificate made = MakeAuthority(now);
    const Draft draft(file, made.certificate + made.private_key, S_IRUSR | S_IWUSR);
    if (const int failure = draft.MoveToNew(file); failure != 0) {
      return Failure("cannot write " + file.string() + ": " + Reason(failure));
    }
  }
  const auto text = ReadWhole(file);
  if (!text) return Failure(text.error());
  auto authority = ReadAuthority(*text, now);
  if (!authority) {
    return Failure(file.string() + ' ' + authority.error() + "; without it a new one is made");
  }
  if (auto written = WriteWhole(folder / "ca.pem", authority->certificate, false); !written) {
    return Failure(written.error());
  }
  return *authority;
}

}  // namespace fake_ice::tls
