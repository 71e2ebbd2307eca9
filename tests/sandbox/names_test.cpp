// What the name server of a command's network says.
#include "sandbox/names.h"

#include <doctest/doctest.h>

#include <string>

using namespace fake_ice;
using namespace std::string_literals;

namespace {

bool LeadsHere(std::string_view name) {
  return name == "ice.example" || name == "localhost";
}

std::string Query(const std::string& name, char type, char of_class = 1) {
  return "\x12\x34\x01\0\0\x01\0\0\0\0\0\0"s + name + "\0\0"s + type + "\0"s + of_class;
}

std::string Answer(const std::string& query) {
  return sandbox::AnswerQuery(query, LeadsHere);
}

const std::string kIce =
    "\x03ice\x07"
    "example";

TEST_CASE("a name that leads here has this machine's address, in whatever case it is asked for") {
  const std::string query = Query(kIce, 1);
  CHECK(Answer(query) == "\x12\x34\x85\x80\0\x01\0\x01\0\0\0\0"s + query.substr(12) +
                             "\xC0\x0C\0\x01\0\x01\0\0\0\0\0\x04\x7F\0\0\x01"s);
  const std::string loud = Query(
      "\x03ICE\x07"
      "Example",
      1);
  CHECK(Answer(loud).substr(12, loud.size() - 12) == loud.substr(12));
  CHECK(Answer(loud).size() == Answer(query).size());
}

TEST_CASE("of another type there is nothing, and of another name not even that") {
  const std::string ipv6 = Query(kIce, 28);
  CHECK(Answer(ipv6) == "\x12\x34\x85\x80\0\x01\0\0\0\0\0\0"s + ipv6.substr(12));
  const std::string chaos = Query(kIce, 1, 3);
  CHECK(Answer(chaos) == "\x12\x34\x85\x80\0\x01\0\0\0\0\0\0"s + chaos.substr(12));
  const std::string other = Query(
      "\x03oss\x07"
      "example",
      1);
  CHECK(Answer(other) == "\x12\x34\x85\x83\0\x01\0\0\0\0\0\0"s + other.substr(12));
}

TEST_CASE("what follows the question is left out of the answer") {
  const std::string query = Query(kIce, 28);
  CHECK(Answer(query + "\0\0\x29\x04\xD0\0\0\0\0\0\0"s) == Answer(query));
}

TEST_CASE("what is no question is said to be none, and an answer gets no answer") {
  const std::string malformed = "\x12\x34\x85\x81\0\0\0\0\0\0\0\0"s;
  const std::string query = Query(kIce, 1);
  for (std::size_t size = 12; size < query.size(); ++size) {
    CAPTURE(size);
    CHECK(Answer(query.substr(0, size)) == malformed);
  }
  CHECK(Answer(Query("\xC0\x0C"s, 1)) == malformed);
  CHECK(Answer(Query("\x40"s + std::string(64, 'a'), 1)) == malformed);
  std::string long_name;
  for (int i = 0; i < 5; ++i) long_name += '\x3F' + std::string(63, 'a');
  CHECK(Answer(Query(long_name, 1)) == malformed);
  std::string two = query;
  two[5] = 2;
  CHECK(Answer(two) == malformed);
  std::string update = query;
  update[2] = '\x28';
  CHECK(Answer(update) == "\x12\x34\xAC\x84\0\0\0\0\0\0\0\0"s);
  CHECK(Answer(query.substr(0, 11)).empty());
  CHECK(Answer(Answer(query)).empty());
}

}  // namespace
