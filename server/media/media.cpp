#include "media/media.h"

#include <pugixml.hpp>

#include <sstream>

#include "base/digest.h"
#include "base/parameters.h"
#include "base/text.h"
#include "base/time_text.h"
#include "embedded/sample_audio.h"
#include "embedded/sample_image.h"
#include "embedded/sample_video.h"
#include "media/byte_range.h"
#include "yike/output_links.h"
#include "yike/timeline.h"

namespace fake_ice::media {
namespace {

using base::HttpRequest;
using base::HttpResponse;
using yike::OutputKind;

/// What an output downloads.
struct Object {
  std::string_view content;
  std::string_view content_type;
  base::Moment last_modified;
};

Object SampleOf(OutputKind kind) {
  switch (kind) {
    case OutputKind::kImage:
      return {embedded::kSampleImage, "image/png", {}};
    case OutputKind::kVideo:
      return {embedded::kSampleVideo, "video/mp4", {}};
    case OutputKind::kAudio:
      return {embedded::kSampleAudio, "audio/mpeg", {}};
  }
  return {};
}

std::size_t CountOf(const store::JobRecord& job, OutputKind kind) {
  switch (kind) {
    case OutputKind::kImage:
      return job.images.size();
    case OutputKind::kVideo:
      return job.videos.size();
    case OutputKind::kAudio:
      return job.audios.size();
  }
  return 0;
}

std::string_view PathOf(const HttpRequest& request) {
  const std::string_view target = base::WithoutAuthority(request.target);
  return target.substr(0, target.find('?'));
}

/// The output of that path, when its job has finished and has so many.
std::optional<Object> FindObject(store::Store& store, std::string_view path, base::Moment now) {
  const auto place = yike::ReadMediaPath(path);
  if (!place) return std::nullopt;
  const auto account = store.FindAccount(place->account_id);
  auto job = store.FindJob(place->account_id, place->job_id);
  if (!account || !job) return std::nullopt;
  yike::Observe(*job, account->clock.Now(now));
  if (place->number > CountOf(*job, place->kind)) return std::nullopt;
  Object object = SampleOf(place->kind);
  object.last_modified = job->execution_finish_time.value_or(job->created_at.value_or(now));
  return object;
}

HttpResponse Error(int status, const char* code, const char* message, const HttpRequest& request,
                   const std::string& request_id) {
  pugi::xml_document document;
  pugi::xml_node error = document.append_child("Error");
  const std::string* host = base::FindHeader(request.headers, "Host");
  const auto add = [&](const char* name, const std::string& text) {
    error.append_child(name)
        .append_child(pugi::node_pcdata)
        .set_value(base::ToValidUtf8(text).c_str());
  };
  add("Code", code);
  add("Message", message);
  add("RequestId", request_id);
  add("HostId", host == nullptr ? std::string() : *host);
  std::ostringstream text;
  text << R"(<?xml version="1.0" encoding="UTF-8"?>)" << '\n';
  document.save(text, "  ", pugi::format_indent | pugi::format_no_declaration);
  return {.status = status,
          .headers = {{"Content-Type", "application/xml"}},
          .body = std::move(text).str()};
}

/// The Range that counts: it is defined for GET alone, and not when If-Range names another state of
/// the object. Source: RFC 9110, sections 13.1.5 and 14.2.
std::optional<std::string_view> RangeOf(const HttpRequest& request, const std::string& etag) {
  const std::string* range = base::FindHeader(request.headers, "Range");
  const std::string* state = base::FindHeader(request.headers, "If-Range");
  if (range == nullptr || request.method != "GET") return std::nullopt;
  if (state != nullptr && *state != etag) return std::nullopt;
  return *range;
}

HttpResponse Send(const Object& object, const HttpRequest& request) {
  const std::string etag =
      '"' + base::ToUpper(base::HexEncode(base::Digest(base::Hash::kMd5, object.content))) + '"';
  HttpResponse response{.headers = {{"Content-Type", std::string(object.content_type)},
                                    {"Accept-Ranges", "bytes"},
                                    {"ETag", etag},
                                    {"Last-Modified", base::FormatHttpDate(object.last_modified)},
                                    {"x-oss-object-type", "Normal"}}};
  const std::string* known = base::FindHeader(request.headers, "If-None-Match");
  if (known != nullptr && (*known == "*" || known->find(etag) != std::string::npos)) {
    response.status = 304;
    return response;
  }
  const RangeRequest wanted = ReadRange(RangeOf(request, etag), object.content.size());
  const std::string size = std::to_string(object.content.size());
  switch (wanted.kind) {
    case RangeKind::kWhole:
      response.body = object.content;
      break;
    case RangeKind::kPart: {
      const auto& [first, length] = wanted.range;
      response.status = 206;
      response.headers.push_back({"Content-Range", "bytes " + std::to_string(first) + '-' +
                                                       std::to_string(first + length - 1) + '/' +
                                                       size});
      response.body = object.content.substr(first, length);
      break;
    }
    case RangeKind::kUnsatisfiable:
      response.status = 416;
      response.headers.push_back({"Content-Range", "bytes */" + size});
      break;
  }
  return response;
}

}  // namespace

Media::Media(store::Store& store, const base::Clock& clock, base::IdSource& ids)
    : store_(store), clock_(clock), ids_(ids) {}

HttpResponse Media::Handle(const HttpRequest& request) {
  constexpr std::size_t kRequestIdDigits = 24;
  const std::string request_id = base::ToUpper(ids_.TraceId()).substr(0, kRequestIdDigits);
  HttpResponse response;
  if (request.method != "GET" && request.method != "HEAD") {
    response =
        Error(405, "MethodNotAllowed", "The specified method is not allowed against this resource.",
              request, request_id);
    response.headers.push_back({"Allow", "GET, HEAD"});
  } else if (const auto object = FindObject(store_, PathOf(request), clock_.Now())) {
    response = Send(*object, request);
  } else {
    response = Error(404, "NoSuchKey", "The specified key does not exist.", request, request_id);
  }
  response.headers.push_back({"x-oss-request-id", request_id});
  return response;
}

}  // namespace fake_ice::media
