#include "gateway/api_request.h"

#include "base/parameters.h"
#include "base/text.h"

namespace fake_ice::gateway {
namespace {

constexpr std::string_view kFormContentType = "application/x-www-form-urlencoded";

bool HasFormBody(const base::HttpHeaders& headers) {
  const std::string* type = base::FindHeader(headers, "Content-Type");
  return type != nullptr &&
         base::EqualsIgnoringCase(base::Trim(std::string_view(*type).substr(0, type->find(';'))),
                                  kFormContentType);
}

/// With a Python endpoint such as `http://127.0.0.1:20201` the header itself carries the scheme.
std::string HostOf(const base::HttpHeaders& headers) {
  const std::string* host = base::FindHeader(headers, "Host");
  if (host == nullptr) return {};
  const auto scheme = host->find("://");
  return scheme == std::string::npos ? *host : host->substr(scheme + 3);
}

/// V3 names action and version in headers, V1 in parameters. V1 clients send the headers too, with
/// the action's name as the caller typed it, so that each scheme looks in its own place first
/// (assumption: action-source).
std::string SystemParameter(const ApiRequest& request, std::string_view header,
                            std::string_view parameter) {
  const std::string* in_header = base::FindHeader(request.parts.headers, header);
  const std::string* in_parameters = request.Find(parameter);
  const bool header_first = request.scheme == auth::Scheme::kV3;
  const std::string* first = header_first ? in_header : in_parameters;
  const std::string* second = header_first ? in_parameters : in_header;
  if (first != nullptr && !first->empty()) return *first;
  return second == nullptr ? std::string() : *second;
}

}  // namespace

const std::string* ApiRequest::Find(std::string_view name) const {
  const std::string* value = base::FindParameter(parts.form, name);
  return value != nullptr ? value : base::FindParameter(parts.query, name);
}

ApiRequest ReadApiRequest(base::HttpRequest request) {
  const std::string_view target = base::WithoutAuthority(request.target);
  const auto question = target.find('?');
  const std::string_view path = target.substr(0, question);
  ApiRequest read;
  read.parts.method = std::move(request.method);
  read.parts.path = path.empty() ? "/" : std::string(path);
  if (question != std::string_view::npos) {
    read.parts.query = base::ParseForm(target.substr(question + 1));
  }
  read.parts.headers = std::move(request.headers);
  read.parts.body = std::move(request.body);
  if (HasFormBody(read.parts.headers)) read.parts.form = base::ParseForm(read.parts.body);
  read.scheme = auth::SchemeOf(read.parts.headers);
  read.action = SystemParameter(read, "x-acs-action", "Action");
  read.version = SystemParameter(read, "x-acs-version", "Version");
  read.host = HostOf(read.parts.headers);
  read.target = std::move(request.target);
  read.remote_address = std::move(request.remote_address);
  return read;
}

}  // namespace fake_ice::gateway
