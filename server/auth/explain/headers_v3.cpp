#include "auth/explain/headers_v3.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "auth/explain/slips.h"
#include "base/text.h"

namespace fake_ice::auth {
namespace {

/// `host` without its `:port`; unchanged when it has none.
std::string WithoutPort(const std::string& host) {
  const auto colon = host.rfind(':');
  const bool is_port = colon != std::string::npos && colon + 1 < host.size() &&
                       host.find_first_not_of("0123456789", colon + 1) == std::string::npos;
  return is_port ? host.substr(0, colon) : host;
}

/// Content-Type as the program set it, where the HTTP library completed it while sending.
void AddContentTypeMistakes(Mistakes<RecipeV3>& mistakes, const CaseV3& failed) {
  const auto sent = base::FindHeader(failed.request.headers, "Content-Type");
  if (!sent) return;
  const std::string bare(base::Trim(sent->substr(0, sent->find(';'))));
  const auto add = [&](const std::string& how, std::string type) {
    mistakes.push_back(
        {"the Content-Type header was signed " + how + ": sign " + failed.quote(*sent) + " as sent",
         [value = std::move(type)](RecipeV3& r) { r.SetValue("content-type", value); }});
  };
  add("without its parameter", bare);
  for (const char* charset : {"; charset=utf-8", ";charset=utf-8", "; charset=UTF-8"}) {
    add(std::string("with '") + charset + "' at its end", bare + charset);
  }
  add("as an empty text", "");
}

/// The list in Authorization as it was written: the claim's is sorted and in lower case.
std::vector<std::string> ListedNames(const base::HttpHeaders& headers) {
  constexpr std::string_view kKey = "SignedHeaders=";
  const auto authorization = base::FindHeader(headers, "Authorization");
  if (!authorization) return {};
  const auto place = authorization->find(kKey);
  if (place == std::string::npos) return {};
  const auto rest = authorization->substr(place + kKey.size());
  std::vector<std::string> names;
  for (const std::string_view name : base::Split(rest.substr(0, rest.find(',')), ';')) {
    if (!base::Trim(name).empty()) names.emplace_back(base::Trim(name));
  }
  return names;
}

/// `lines` in the order of `names`, whatever their case; lines that are not named go last.
std::vector<HeaderLine> InOrderOf(const std::vector<std::string>& names,
                                  std::vector<HeaderLine> lines) {
  const auto rank = [&](const HeaderLine& line) {
    return std::find_if(
               names.begin(), names.end(),
               [&](const std::string& name) { return base::EqualsIgnoringCase(name, line.name); }) -
           names.begin();
  };
  std::vector<std::pair<std::ptrdiff_t, HeaderLine>> ranked;
  for (HeaderLine& line : lines) ranked.emplace_back(rank(line), std::move(line));
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < lines.size(); ++i) lines[i] = std::move(ranked[i].second);
  return lines;
}

void GiveCase(std::vector<HeaderLine>& lines, const std::vector<std::string>& names) {
  for (HeaderLine& line : lines) {
    for (const std::string& name : names) {
      if (base::EqualsIgnoringCase(name, line.name)) line.name = name;
    }
  }
}

/// Mistakes in the order and the case of header names.
void AddOrderMistakes(Mistakes<RecipeV3>& mistakes, const CaseV3& failed) {
  const std::vector<std::string> listed = ListedNames(failed.request.headers);
  std::vector<std::string> wire;
  for (const base::HttpHeader& header : failed.request.headers) wire.emplace_back(header.name);
  std::vector<std::string> lower = listed;
  for (std::string& name : lower) name = base::ToLower(name);
  const auto add = [&](const char* what, std::vector<HeaderLine> lines,
                       std::vector<std::string> names) {
    mistakes.push_back({what, [lines = std::move(lines), names = std::move(names)](RecipeV3& r) {
                          r.lines = lines;
                          r.names = names;
                        }});
  };
  const RecipeV3& right = failed.right;
  const auto lines_as_listed = InOrderOf(listed, right.lines);
  add("neither SignedHeaders nor its header lines are sorted: sort both by name", lines_as_listed,
      lower);
  add("SignedHeaders is not sorted: sort it by name, like the header lines", right.lines, lower);
  add("the header lines are not sorted: sort them by name, like SignedHeaders", lines_as_listed,
      right.names);
  const auto in_wire_order = InOrderOf(wire, right.lines);
  add("the header lines were signed in the order in which they are sent: sort them by name",
      in_wire_order, right.names);
  std::vector<std::string> names_in_wire_order;
  for (const HeaderLine& line : in_wire_order) names_in_wire_order.push_back(line.name);
  add("the header lines and SignedHeaders were signed in the order sent: sort both by name",
      in_wire_order, names_in_wire_order);
  const char* lower_case = "header names were signed with upper-case letters: use lower case";
  add(lower_case, right.lines, listed);
  std::vector<HeaderLine> lines = lines_as_listed;
  GiveCase(lines, listed);
  add(lower_case, lines, listed);
  lines = right.lines;
  GiveCase(lines, wire);
  add(lower_case, lines, right.names);
}

/// Headers of the request that SignedHeaders does not name, the ones that should be signed first.
std::vector<HeaderLine> UnlistedLines(const CaseV3& failed) {
  std::vector<std::string> names;
  for (const base::HttpHeader& header : failed.request.headers) {
    std::string name = base::ToLower(header.name);
    const std::vector<std::string>& listed = failed.right.names;
    if (name == "authorization" || std::count(listed.begin(), listed.end(), name) > 0) continue;
    if (std::count(names.begin(), names.end(), name) == 0) names.push_back(std::move(name));
  }
  std::stable_partition(names.begin(), names.end(), [](const std::string& name) {
    return name.starts_with("x-acs-") || name == "host" || name == "content-type";
  });
  names.resize(std::min(names.size(), kMaxLeftOut));
  std::vector<HeaderLine> lines;
  for (const std::string& name : names) lines.push_back(LineOf(failed.request.headers, name));
  return lines;
}

/// Mistakes in which headers were signed.
void AddListMistakes(Mistakes<RecipeV3>& mistakes, const CaseV3& failed) {
  const std::vector<std::string>& listed = failed.right.names;
  for (std::size_t i = 0; i < std::min(listed.size(), kMaxLeftOut); ++i) {
    const std::string& name = listed[i];
    const std::string header = "the header " + failed.quote(name);
    mistakes.push_back({header + " is in SignedHeaders, but its line was not signed",
                        [&name](RecipeV3& r) { r.DropLine(name); }});
    mistakes.push_back({header + " is in SignedHeaders of Authorization, but was not signed",
                        [&name](RecipeV3& r) {
                          r.DropLine(name);
                          r.DropName(name);
                        }});
    mistakes.push_back({header + " is missing from SignedHeaders in the canonical request",
                        [&name](RecipeV3& r) { r.DropName(name); }});
  }
  for (const HeaderLine& line : UnlistedLines(failed)) {
    const std::string header = "the header " + failed.quote(line.name);
    mistakes.push_back({header + " was signed as a line, but left out of SignedHeaders",
                        [line](RecipeV3& r) { r.AddLine(line); }});
    mistakes.push_back({header + " was signed, but left out of SignedHeaders in Authorization",
                        [line](RecipeV3& r) {
                          r.AddLine(line);
                          r.AddName(line.name);
                        }});
  }
}

}  // namespace

void AddHostMistakes(Mistakes<RecipeV3>& mistakes, const CaseV3& failed) {
  const auto found = base::FindHeader(failed.request.headers, "Host");
  if (!found) return;
  const std::string sent(*found);
  const std::string as_sent = ": sign " + failed.quote(sent) + " as sent";
  const auto add = [&](const std::string& how, std::string host, bool common = false) {
    mistakes.push_back({"the Host header was signed " + how + as_sent,
                        [value = std::move(host)](RecipeV3& r) { r.SetValue("host", value); },
                        common});
  };
  const std::string bare = WithoutPort(sent);
  add("without its port", bare, true);
  if (bare == sent) {
    for (const char* port : {"80", "443", "8080", "20201"}) {
      const std::string not_sent = std::string("the port ") + port + ", which was not sent";
      const std::string signed_host = bare + ':' + port;
      add("with " + not_sent, signed_host);
      for (const char* scheme : {"http://", "https://"}) {
        add(std::string("as a URL with ") + scheme + " and " + not_sent, scheme + signed_host);
        add(std::string("as a URL with ") + scheme + ", " + not_sent + ", and a '/'",
            scheme + signed_host + '/');
      }
    }
  }
  for (const char* scheme : {"http://", "https://"}) {
    add(std::string("with the scheme ") + scheme, scheme + sent);
    add(std::string("as a URL with ") + scheme + " and a '/'", scheme + sent + '/');
    if (sent.starts_with(scheme)) {
      add("without its scheme", sent.substr(std::string_view(scheme).size()));
    }
  }
  add("with a '/' at its end", sent + '/');
  const std::string port = sent.substr(bare.size());
  for (const char* name : {"localhost", "127.0.0.1"}) {
    add(std::string("as ") + name + port, name + port);
  }
  for (const char* endpoint : {"ice.cn-shanghai.aliyuncs.com", "ice.aliyuncs.com"}) {
    add(std::string("as ") + endpoint, endpoint);
  }
  add("as an empty text", "");
  const auto forwarded = base::FindHeader(failed.request.headers, "X-Forwarded-Host");
  if (!forwarded) return;
  add("as " + failed.quote(*forwarded) + ", before a proxy replaced it", std::string(*forwarded));
}

void AddHeaderMistakes(Mistakes<RecipeV3>& mistakes, const CaseV3& failed) {
  AddContentTypeMistakes(mistakes, failed);
  AddOrderMistakes(mistakes, failed);
  AddListMistakes(mistakes, failed);
}

}  // namespace fake_ice::auth
