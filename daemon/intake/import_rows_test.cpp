#include "intake/import_rows.hpp"

#include <array>
#include <sstream>

#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

constexpr std::array<std::string_view, 2> names{"id", "total"};

}  // namespace

TEST_CASE("a line longer than any row is told with its number, is not kept, and the next one is read") {
  std::istringstream in(R"({"id":"a"})"
                        "\n" +
                        std::string(3 << 20, 'x') + "\n\n" + R"({"id":"b"})");
  ImportRows rows(in, {names, 1, false}, {});
  ImportRow row;
  REQUIRE(rows.next(row));
  CHECK(row.value("id") == "a");
  REQUIRE(rows.next(row));
  CHECK(row.mistake == "the line is longer than 1 MB");
  CHECK(row.line == 2);
  CHECK(row.text.size() < 300);
  REQUIRE(rows.next(row));
  CHECK(row.line == 4);
  CHECK(row.value("id") == "b");
  CHECK_FALSE(rows.next(row));
  CHECK(rows.bytes_read() == in.str().size());
}

TEST_CASE("numbers of JSON Lines keep the digits that they were written with") {
  std::istringstream in(R"({"id": 12345678901234567890, "total": 19.90})"
                        "\n"
                        R"({"id": 7, "total": 1e3})"
                        "\n"
                        R"({"id": "a\u0000b"})");
  ImportRows rows(in, {names, 1, false}, {});
  ImportRow row;
  REQUIRE(rows.next(row));
  CHECK(row.value("id") == "12345678901234567890");
  CHECK(row.value("total") == "19.90");
  REQUIRE(rows.next(row));
  CHECK(row.value("total") == "1000");
  REQUIRE(rows.next(row));
  CHECK(row.mistake == "the line holds a NUL character");
}
