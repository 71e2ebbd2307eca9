#include "gateway/api_request.h"

#include "base/json_object.h"
#include "base/parameters.h"
#include "base/text.h"

namespace fake_ice::gateway {
namespace {

constexpr std::string_view kFormContentType = "application/x-www-form-urlencoded";

constexpr std::string_view kJsonContentType = "application/json";

/// Whether the body is of that type, whatever its charset.
bool HasBodyOf(std::string_view content_type, const base::HttpHeaders& headers) {
  const auto type = base::FindHeader(headers, "Content-Type");
  return type &&
         base::EqualsIgnoringCase(base::Trim(type->substr(0, type->find(';'))), content_type);
}

/// The members of a JSON body as parameters, a text as it is and anything else as JSON (assumption:
/// json-body). The body's hash is signed, so that only V3 can send one.
base::Parameters ReadJsonMembers(const ApiRequest& request) {
  base::Parameters parameters;
  if (request.scheme != auth::Scheme::kV3) return parameters;
  if (!HasBodyOf(kJsonContentType, request.parts.headers)) return parameters;
  auto members = base::ReadJsonObject(request.parts.body);
  if (!members) return parameters;
  for (base::JsonMember& member : *members) {
    if (member.kind == base::JsonMember::Kind::kOther && member.text == "null") continue;
    parameters.push_back({std::move(member.key), std::move(member.text)});
  }
  return parameters;
}

/// With a Python endpoint such as `http://127.0.0.1:20201` the header itself carries the scheme.
std::string HostOf(const base::HttpHeaders& headers) {
  const std::string_view host = base::FindHeader(headers, "Host").value_or("");
  const auto scheme = host.find("://");
  return std::string(scheme == std::string_view::npos ? host : host.substr(scheme + 3));
}

/// V3 names action and version in headers, V1 in parameters. V1 clients send the headers too, with
/// the action's name as the caller typed it, so that each scheme looks in its own place first
/// (assumption: action-source).
std::string SystemParameter(const ApiRequest& request, std::string_view header,
                            std::string_view parameter) {
  const std::string_view in_header = base::FindHeader(request.parts.headers, header).value_or("");
  const std::string* found = request.Find(parameter);
  const std::string_view in_parameters = found == nullptr ? std::string_view() : *found;
  const bool header_first = request.scheme == auth::Scheme::kV3;
  const std::string_view first = header_first ? in_header : in_parameters;
  return std::string(first.empty() ? (header_first ? in_parameters : in_header) : first);
}

}  // namespace

const std::string* ApiRequest::Find(std::string_view name) const {
  for (const base::Parameters* place : {&parts.form, &json_members}) {
    if (const std::string* value = base::FindParameter(*place, name)) return value;
  }
  return base::FindParameter(parts.query, name);
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
  if (HasBodyOf(kFormContentType, read.parts.headers)) {
    read.parts.form = base::ParseForm(read.parts.body);
  }
  read.scheme = auth::SchemeOf(read.parts.headers);
  read.json_members = ReadJsonMembers(read);
  read.action = SystemParameter(read, "x-acs-action", "Action");
  read.version = SystemParameter(read, "x-acs-version", "Version");
  read.host = HostOf(read.parts.headers);
  read.target = std::move(request.target);
  read.remote_address = std::move(request.remote_address);
  read.secure = request.secure;
  return read;
}

}  // namespace fake_ice::gateway
