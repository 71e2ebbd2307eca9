#pragma once

#include <http_parser.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fake_ice::fuzz {

/// What http_parser, which Node.js had up to version 11, reads of a request.
struct SecondReading {
  std::string method;
  std::string target;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::size_t used = 0;  ///< bytes of the request
  bool whole = false;
};

class SecondParser {
 public:
  static SecondReading Read(std::string_view bytes) {
    SecondParser reader;
    http_parser_settings settings{};
    settings.on_url = [](http_parser* at, const char* text, std::size_t size) {
      Of(at).reading_.target.append(text, size);
      return 0;
    };
    settings.on_header_field = [](http_parser* at, const char* text, std::size_t size) {
      Of(at).AddName({text, size});
      return 0;
    };
    settings.on_header_value = [](http_parser* at, const char* text, std::size_t size) {
      Of(at).in_value_ = true;
      Of(at).reading_.headers.back().second.append(text, size);
      return 0;
    };
    settings.on_body = [](http_parser* at, const char* text, std::size_t size) {
      Of(at).reading_.body.append(text, size);
      return 0;
    };
    settings.on_message_complete = [](http_parser* at) {
      Of(at).reading_.whole = true;
      http_parser_pause(at, 1);
      return 0;
    };
    http_parser parser{};
    http_parser_init(&parser, HTTP_REQUEST);
    http_parser_set_max_header_size(1U << 30U);
    parser.data = &reader;
    reader.reading_.used = http_parser_execute(&parser, &settings, bytes.data(), bytes.size());
    reader.reading_.method = http_method_str(static_cast<http_method>(parser.method));
    return std::move(reader.reading_);
  }

 private:
  static SecondParser& Of(const http_parser* parser) {
    return *static_cast<SecondParser*>(parser->data);
  }

  void AddName(std::string_view piece) {
    if (in_value_ || reading_.headers.empty()) reading_.headers.emplace_back();
    in_value_ = false;
    reading_.headers.back().first += piece;
  }

  SecondReading reading_;
  bool in_value_ = false;
};

}  // namespace fake_ice::fuzz
