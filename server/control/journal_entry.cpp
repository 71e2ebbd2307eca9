#include "control/journal_entry.h"

#include <array>
#include <cstdint>
#include <cstring>

namespace fake_ice::control {
namespace {

/// Shows every text of an entry that may be cut to `visit`, those of JournalKeys first.
template <typename Entry, typename Visit>
void VisitTexts(Entry& entry, Visit visit) {
  visit(entry.request_id);
  visit(entry.account_id);
  visit(entry.action);
  visit(entry.code);
  visit(entry.job_id);
  visit(entry.job_ids);
  visit(entry.access_key_id);
  visit(entry.step);
  visit(entry.fault);
  visit(entry.explanation);
  visit(entry.string_to_sign);
  visit(entry.canonical_request);
  visit(entry.remote_address);
  visit(entry.request.body);
  visit(entry.response.body);
}

/// The numbers of an entry, which stand in front of its texts.
struct Numbers {
  std::int64_t time = 0;      ///< milliseconds since the epoch
  std::int64_t duration = 0;  ///< microseconds
  std::uint64_t request_body_bytes = 0;
  std::uint64_t response_body_bytes = 0;
  std::int32_t status = 0;
};

using Length = std::uint32_t;

std::string_view Kept(std::string_view text) {
  return text.substr(0, kMaxJournalBodyBytes);
}

/// Shows what is kept of every text of an entry to `visit`. Those of a head are kept whole: they
/// have a bound already, and secrets in them are told by the ends of their names.
template <typename Visit>
void VisitKept(const JournalEntry& entry, Visit visit) {
  VisitTexts(entry, [&](std::string_view text) { visit(Kept(text)); });
  visit(entry.request.method);
  visit(entry.request.target);
  visit(entry.request.headers.Packed());
  visit(entry.response.headers.Packed());
}

/// How much memory the packed texts take.
class Measure {
 public:
  void operator()(std::string_view text) { bytes_ += sizeof(Length) + text.size(); }
  [[nodiscard]] std::size_t Bytes() const { return bytes_; }

 private:
  std::size_t bytes_ = sizeof(Numbers);
};

class Writer {
 public:
  explicit Writer(char* place) : place_(place) {}

  void operator()(const Numbers& numbers) { Write(&numbers, sizeof(numbers)); }
  void operator()(std::string_view text) {
    const auto length = static_cast<Length>(text.size());
    Write(&length, sizeof(length));
    Write(text.data(), text.size());
  }

 private:
  void Write(const void* bytes, std::size_t count) {
    if (count > 0) std::memcpy(place_, bytes, count);
    place_ += count;
  }

  char* place_;
};

class Reader {
 public:
  explicit Reader(const char* place) : place_(place) {}

  Numbers TakeNumbers() { return Take<Numbers>(); }
  std::string_view TakeText() {
    const auto length = Take<Length>();
    const std::string_view text(place_, length);
    place_ += length;
    return text;
  }

 private:
  template <typename Number>
  Number Take() {
    Number number;
    std::memcpy(&number, place_, sizeof(number));
    place_ += sizeof(number);
    return number;
  }

  const char* place_;
};

}  // namespace

PackedEntry::PackedEntry(const JournalEntry& entry) {
  Measure measure;
  VisitKept(entry, [&](std::string_view text) { measure(text); });
  size_ = measure.Bytes();
  auto bytes = std::make_shared_for_overwrite<char[]>(size_);  // NOLINT(*-avoid-c-arrays)
  Writer write(bytes.get());
  write(Numbers{.time = entry.time.time_since_epoch().count(),
                .duration = entry.duration.count(),
                .request_body_bytes = entry.request.body.size(),
                .response_body_bytes = entry.response.body.size(),
                .status = entry.response.status});
  VisitKept(entry, [&](std::string_view text) { write(text); });
  bytes_ = std::move(bytes);
}

JournalKeys PackedEntry::Keys() const {
  Reader reader(bytes_.get() + sizeof(Numbers));
  JournalKeys keys;
  for (std::string_view* key : std::array{&keys.request_id, &keys.account_id, &keys.action,
                                          &keys.code, &keys.job_id, &keys.job_ids}) {
    *key = reader.TakeText();
  }
  return keys;
}

JournalEntry PackedEntry::Unpack() const {
  Reader reader(bytes_.get());
  const Numbers numbers = reader.TakeNumbers();
  JournalEntry entry;
  entry.time = base::Moment(std::chrono::milliseconds(numbers.time));
  entry.duration = std::chrono::microseconds(numbers.duration);
  entry.request_body_bytes = numbers.request_body_bytes;
  entry.response_body_bytes = numbers.response_body_bytes;
  entry.response.status = numbers.status;
  VisitTexts(entry, [&](std::string& text) { text = reader.TakeText(); });
  entry.request.method = reader.TakeText();
  entry.request.target = reader.TakeText();
  entry.request.headers = base::HttpHeaders::Unpack(reader.TakeText());
  entry.response.headers = base::HttpHeaders::Unpack(reader.TakeText());
  return entry;
}

}  // namespace fake_ice::control
