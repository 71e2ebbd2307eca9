#include "media/oss_error.h"

#include <pugixml.hpp>

#include "base/xml.h"

namespace fake_ice::media {
namespace {

constexpr std::string_view kDeclaration = R"(<?xml version="1.0" encoding="UTF-8"?>)"
                                          "\n";

}  // namespace

base::HttpResponse ErrorResponse(const OssError& error, const base::HttpRequest& request,
                                 const std::string& request_id) {
  pugi::xml_document document;
  pugi::xml_node root = document.append_child("Error");
  const auto add = [&](const std::string& name, const std::string& text) {
    root.append_child(name.c_str())
        .append_child(pugi::node_pcdata)
        .set_value(base::XmlText(text).c_str());
  };
  add("Code", error.code);
  add("Message", error.message);
  add("RequestId", request_id);
  add("HostId", std::string(base::FindHeader(request.headers, "Host").value_or("")));
  for (const auto& [name, text] : error.more) add(name, text);
  base::HttpResponse response{.status = error.status,
                              .headers = {{"Content-Type", "application/xml"}},
                              .body = base::SaveXml(document, kDeclaration, "  ")};
  constexpr int kMethodNotAllowed = 405;
  if (error.status == kMethodNotAllowed) response.headers.push_back({"Allow", "GET, HEAD"});
  return response;
}

}  // namespace fake_ice::media
