#include "intake/csv_reader.hpp"

#include <sstream>

#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

std::vector<CsvRow> rows_of(const std::string& text, char separator = 0) {
  std::istringstream in(text);
  CsvReader reader(in, separator);
  std::vector<CsvRow> rows;
  CsvRow row;
  while (reader.next(row)) rows.push_back(row);
  CHECK(reader.bytes_read() == text.size());
  return rows;
}
using Fields = std::vector<std::string>;

}  // namespace

TEST_CASE("rows as RFC 4180 has them, and as they really come") {
  const auto rows =
      rows_of("\xEF\xBB\xBFid,name\r\n1,\"a \"\"b\"\", c\"\r\n2,\"two\r\nlines\"\n\n3,\r\"\",x");
  REQUIRE(rows.size() == 5);
  CHECK(rows[0].fields == Fields{"id", "name"});
  CHECK(rows[1].fields == Fields{"1", "a \"b\", c"});
  CHECK(rows[1].text == "1,\"a \"\"b\"\", c\"");
  CHECK(rows[2].fields == Fields{"2", "two\r\nlines"});
  CHECK(rows[2].line == 3);
  CHECK(rows[3].fields == Fields{"3", ""});
  CHECK(rows[3].line == 6);
  CHECK(rows[4].fields == Fields{"", "x"});
  CHECK(rows_of("").empty());
  CHECK(rows_of("\r\n\r\n").empty());
}

TEST_CASE("the separator is the one that the first row uses") {
  CHECK(rows_of("a;b;c\n1,5;2;3\n")[1].fields == Fields{"1,5", "2", "3"});
  CHECK(rows_of("a\tb\n1\t2\n")[1].fields == Fields{"1", "2"});
  CHECK(rows_of("alone\n1\n")[1].fields == Fields{"1"});
  CHECK(rows_of("a;b\n", ',')[0].fields == Fields{"a;b"});
}

TEST_CASE("a row that is wrong is told with its line, and reading goes on behind it") {
  const auto rows = rows_of("a,b\n1,x\"y\n2,\"x\"y\n3,\xFF\n4,ok\n5,\"never closed\n6,x\n");
  REQUIRE(rows.size() == 6);
  CHECK(rows[1].mistake == "a quote inside a field that does not begin with one");
  CHECK(rows[1].text == "1,x\"y");
  CHECK(rows[2].mistake == "there is text behind a closing quote");
  CHECK(rows[2].line == 3);
  CHECK(rows[3].mistake == "the row is not UTF-8 text");
  CHECK(rows[4].mistake == "");
  CHECK(rows[5].mistake == "the quote that opens in line 6 is never closed");
  CHECK(rows_of(std::string("a\0b\n", 4))[0].mistake == "the row holds a NUL character");
}

TEST_CASE("no row takes more memory than its limits") {
  CsvReader::Limits limits;
  limits.most_field_bytes = 10;
  limits.most_row_bytes = 30;
  limits.most_fields = 3;
  std::istringstream in("12345678901,x\n1,2,3,4\n\"" + std::string(1000, 'q') + "\n\"\n1,2,3\n");
  CsvReader reader(in, ',', limits);
  CsvRow row;
  std::vector<std::string> mistakes;
  while (reader.next(row)) {
    mistakes.push_back(row.mistake);
    CHECK(row.text.size() <= 64);
  }
  REQUIRE(mistakes.size() >= 4);
  CHECK(mistakes[0] == "a field is too long");
  CHECK(mistakes[1] == "the row has too many fields");
  CHECK(mistakes[2] == "a field is too long; is a quote not closed?");
}

TEST_CASE("a file larger than a block is read to its end") {
  std::string text;
  for (int i = 0; i < 20'000; ++i)
    text += std::to_string(i) + ",\"some \"\"text\"\" for " + std::to_string(i) + "\"\r\n";
  const auto rows = rows_of(text);
  REQUIRE(rows.size() == 20'000);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    REQUIRE(rows[i].fields[1] == "some \"text\" for " + std::to_string(i));
    REQUIRE(rows[i].line == i + 1);
  }
}

TEST_CASE("a line is written so that it is read back") {
  const Fields fields{"plain", "with, comma", "with \"quote\"", "two\nlines", ""};
  CHECK(csv_line(fields) == "plain,\"with, comma\",\"with \"\"quote\"\"\",\"two\nlines\",\r\n");
  CHECK(rows_of(csv_line(fields), ',')[0].fields == fields);
}
