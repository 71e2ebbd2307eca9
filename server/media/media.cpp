#include "media/media.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/parameters.h"
#include "base/text.h"
#include "base/time_text.h"
#include "embedded/sample_audio.h"
#include "embedded/sample_image.h"
#include "embedded/sample_video.h"
#include "media/byte_range.h"
#include "media/link_check.h"
#include "media/preconditions.h"
#include "yike/output_links.h"
#include "yike/timeline.h"

namespace fake_ice::media {
namespace {

using base::HttpRequest;
using base::HttpResponse;
using base::SharedBytes;
using yike::OutputKind;

/// An output that can be downloaded, with what was asked for it.
struct Found {
  yike::ReadPlace place;
  store::Output output;
  base::Moment last_modified;
  base::Moment account_time;
};

std::string_view SampleOf(OutputKind kind) {
  switch (kind) {
    case OutputKind::kImage:
      return embedded::kSampleImage;
    case OutputKind::kVideo:
      return embedded::kSampleVideo;
    case OutputKind::kAudio:
      return embedded::kSampleAudio;
  }
  return {};
}

std::string_view ContentTypeOf(std::string_view extension) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kTypes{
      {{"png", "image/png"},
       {"jpg", "image/jpeg"},
       {"jpeg", "image/jpeg"},
       {"webp", "image/webp"},
       {"gif", "image/gif"},
       {"bmp", "image/bmp"},
       {"mp4", "video/mp4"},
       {"m4v", "video/mp4"},
       {"mov", "video/quicktime"},
       {"webm", "video/webm"},
       {"avi", "video/x-msvideo"},
       {"mp3", "audio/mpeg"},
       {"wav", "audio/wav"},
       {"m4a", "audio/mp4"},
       {"aac", "audio/aac"},
       {"flac", "audio/flac"},
       {"ogg", "audio/ogg"},
       {"txt", "text/plain"}}};
  for (const auto& [known, type] : kTypes) {
    if (known == extension) return type;
  }
  return "application/octet-stream";
}

const std::vector<store::Output>& OutputsOf(const store::JobRecord& job, OutputKind kind) {
  switch (kind) {
    case OutputKind::kVideo:
      return job.videos;
    case OutputKind::kAudio:
      return job.audios;
    case OutputKind::kImage:
      break;
  }
  return job.images;
}

/// The output of that path, when its job has finished and has so many.
std::optional<Found> FindOutput(store::Store& store, std::string_view path, base::Moment now) {
  auto place = yike::ReadMediaPath(path);
  if (!place) return std::nullopt;
  const auto account = store.FindAccount(place->account_id);
  auto job = store.FindJob(place->account_id, place->job_id);
  if (!account || !job) return std::nullopt;
  const base::Moment account_time = account->clock.Now(now);
  yike::Observe(*job, account_time);
  const auto& outputs = OutputsOf(*job, place->kind);
  if (place->number > outputs.size()) return std::nullopt;
  const store::Output& output = outputs[place->number - 1];
  if (place->extension != yike::ExtensionOf(place->kind, output)) return std::nullopt;
  return Found{.place = std::move(*place),
               .output = output,
               .last_modified = job->execution_finish_time.value_or(job->created_at.value_or(now)),
               .account_time = account_time};
}

/// Nothing when the account went away meanwhile.
std::optional<ContentFacts> Describe(const Found& found, ContentCache& contents) {
  if (!found.output.file) return FactsOf(SampleOf(found.place.kind));
  return contents.Describe(found.place.account_id, found.output.file->sha256);
}

/// Likewise.
std::optional<SharedBytes> BytesOf(const Found& found, ContentCache& contents) {
  if (!found.output.file) return SharedBytes{.bytes = SampleOf(found.place.kind)};
  auto content = contents.Find(found.place.account_id, found.output.file->sha256);
  if (!content) return std::nullopt;
  const std::string_view bytes = *content;
  return SharedBytes{.owner = std::move(content), .bytes = bytes};
}

/// The Range that counts: it is defined for GET alone, and not when If-Range names another state of
/// the object. Source: RFC 9110, sections 13.1.5 and 14.2.
std::optional<std::string_view> RangeOf(const HttpRequest& request, const std::string& etag) {
  const auto range = base::FindHeader(request.headers, "Range");
  const auto state = base::FindHeader(request.headers, "If-Range");
  if (!range || request.method != "GET") return std::nullopt;
  if (state && *state != etag) return std::nullopt;
  return *range;
}

OssError PreconditionFailed(std::string_view header) {
  return {412,
          "PreconditionFailed",
          "At least one of the pre-conditions you specified did not hold.",
          {{"Condition", std::string(header)}}};
}

OssError NoSuchKey() {
  return {404, "NoSuchKey", "The specified key does not exist."};
}

/// The head of the answer that has the whole of it.
HttpResponse Head(const Found& found, const std::string& etag) {
  return {.headers = {{"Content-Type", ContentTypeOf(found.place.extension)},
                      {"Accept-Ranges", "bytes"},
                      {"ETag", etag},
                      {"Last-Modified", base::FormatHttpDate(found.last_modified)},
                      {"x-oss-object-type", "Normal"}}};
}

/// Makes it the answer that has a part alone.
void SetRange(const RangeRequest& wanted, std::size_t size, HttpResponse& response) {
  const bool fits = wanted.kind == RangeKind::kPart;
  const auto& [first, length] = wanted.range;
  const std::string part =
      fits ? std::to_string(first) + '-' + std::to_string(first + length - 1) : "*";
  response.status = fits ? 206 : 416;
  response.headers.push_back({"Content-Range", "bytes " + part + '/' + std::to_string(size)});
}

base::Expected<HttpResponse, OssError> Send(const Found& found, const HttpRequest& request,
                                            ContentCache& contents) {
  const auto facts = Describe(found, contents);
  if (!facts) return base::Unexpected<OssError>(NoSuchKey());
  const std::string etag = '"' + facts->md5 + '"';
  HttpResponse response = Head(found, etag);
  const auto check = CheckPreconditions(request.headers, etag, found.last_modified);
  if (check.outcome == Outcome::kFailed) {
    return base::Unexpected<OssError>(PreconditionFailed(check.header));
  }
  if (check.outcome == Outcome::kNotModified) {
    response.status = 304;
    return response;
  }
  if (request.method == "HEAD") {
    response.headers.push_back({"Content-Length", std::to_string(facts->size)});
    return response;
  }
  const RangeRequest wanted = ReadRange(RangeOf(request, etag), facts->size);
  if (wanted.kind != RangeKind::kWhole) SetRange(wanted, facts->size, response);
  if (wanted.kind == RangeKind::kUnsatisfiable) return response;
  auto content = BytesOf(found, contents);
  if (!content) return base::Unexpected<OssError>(NoSuchKey());
  if (wanted.kind == RangeKind::kPart) {
    content->bytes = content->bytes.substr(wanted.range.first, wanted.range.length);
  }
  response.shared = std::move(*content);
  return response;
}

}  // namespace

Media::Media(store::Store& store, const base::Clock& clock, base::IdSource& ids)
    : store_(store), contents_(store), clock_(clock), ids_(ids) {}

HttpResponse Media::Handle(const HttpRequest& request) {
  constexpr std::size_t kRequestIdDigits = 24;
  const std::string request_id = base::ToUpper(ids_.TraceId()).substr(0, kRequestIdDigits);
  auto response = Answer(request).map_error(
      [&](const OssError& error) { return ErrorResponse(error, request, request_id); });
  HttpResponse answer = response ? std::move(*response) : std::move(response.error());
  answer.headers.push_back({"x-oss-request-id", request_id});
  return answer;
}

base::Expected<HttpResponse, OssError> Media::Answer(const HttpRequest& request) {
  if (request.method != "GET" && request.method != "HEAD") {
    return base::Unexpected<OssError>(
        {405, "MethodNotAllowed", "The specified method is not allowed against this resource."});
  }
  const std::string_view target = base::WithoutAuthority(request.target);
  const auto query = std::min(target.find('?'), target.size());
  const auto found = FindOutput(store_, target.substr(0, query), clock_.Now());
  if (!found) return base::Unexpected<OssError>(NoSuchKey());
  if (found->output.expires_after) {
    const LinkUse use{.method = request.method,
                      .query = base::ParseForm(target.substr(std::min(query + 1, target.size()))),
                      .now = found->account_time};
    if (auto refusal = CheckLink(found->place.Place(), use)) {
      return base::Unexpected<OssError>(std::move(*refusal));
    }
  }
  return Send(*found, request, contents_);
}

}  // namespace fake_ice::media
