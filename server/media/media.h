#pragma once

#include "base/clock.h"
#include "base/expected.h"
#include "base/http_message.h"
#include "base/ids.h"
#include "media/content_cache.h"
#include "media/oss_error.h"
#include "store/store.h"

namespace fake_ice::media {

/// The downloads of jobs' made-up outputs, as a bucket of OSS would give them: the fixture's own
/// file, or a small picture, video or sound that ordinary decoders take. GET and HEAD, Range, ETag,
/// preconditions, and OSS's own XML errors. Source: help.aliyun.com, OSS API reference, GetObject
/// (assumption: media-downloads). Thread-safe.
class Media {
 public:
  /// `store`, `clock` and `ids` must outlive it.
  Media(store::Store& store, const base::Clock& clock, base::IdSource& ids);

  /// Answers a request whose path starts with yike::kMediaPrefix.
  [[nodiscard]] base::HttpResponse Handle(const base::HttpRequest& request);

 private:
  base::Expected<base::HttpResponse, OssError> Answer(const base::HttpRequest& request);

  store::Store& store_;
  ContentCache contents_;
  const base::Clock& clock_;
  base::IdSource& ids_;
};

}  // namespace fake_ice::media
