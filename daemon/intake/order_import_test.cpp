#include "intake/order_import.hpp"

#include <sstream>

#include <doctest/doctest.h>

#include "store/events.hpp"

using namespace lifecycled;

namespace {

const Instant now = *parse_instant("2026-01-31T12:00:00Z");

struct Import {
  explicit Import(const std::string& text, OrderImportSettings settings = {})
      : in(text), import(in, std::move(settings), now) {}
  ImportSlice all() {
    ImportSlice slice;
    CHECK_FALSE(import.next(slice, 1'000'000));
    return slice;
  }
  std::istringstream in;
  OrderImport import;
};

// The reason why a row with this header is refused.
std::string refused(const std::string& header, const std::string& row) {
  const auto slice = Import(header + "\n" + row + "\n").all();
  CHECK(slice.events.empty());
  REQUIRE(slice.refused.size() == 1);
  return slice.refused[0].reason;
}

}  // namespace

TEST_CASE("a row becomes an order") {
  const auto slice = Import(
                         "total,currency,customer_id,order_id,ordered_at\n"
                         "19.9,eur,c1,o1,1998-06-30\n")
                         .all();
  CHECK(slice.rows == 1);
  REQUIRE(slice.events.size() == 1);
  const NewEvent& event = slice.events[0];
  CHECK(event.name == "Order Completed");
  CHECK(event.user_id == "c1");
  CHECK(event.message_id == "import:order:o1");
  CHECK(event.source == EventSource::Import);
  CHECK(format_instant(event.occurred_at) == "1998-06-30T00:00:00.000Z");
  CHECK(event.body == R"({"order_id":"o1","currency":"EUR","total":19.90})");
}

TEST_CASE("more columns say more, by the names that the shop gave them") {
  OrderImportSettings settings;
  settings.map = {{"Bestelnummer", "order_id"}, {"Mail", "email"}};
  settings.currency = "JPY";
  settings.zone = TimeZone::named("Europe/Amsterdam");
  Import import(
      "\xEF\xBB\xBF"
      "Customer_ID;Bestelnummer;ordered_at;total;Mail;first_name;coupon;discount;status;refunded;Note\r\n"
      "c1;o1;2025-07-01 09:30:15;1200;a@example.org;\"An \"\"A\"\"\";WELCOME;100;completed;;x\r\n"
      "c1;o2;20250702;700;a@example.org;\"An \"\"A\"\"\";;;wc-cancelled;;\r\n"
      "c2;o3;2025-07-03T10:00;700;;;;;refunded;;\r\n"
      "c2;o4;2025-07-03;700;;;;;completed;200;\r\n",
      settings);
  CHECK(import.import.mistakes().empty());
  CHECK(import.import.unused_columns() == std::vector<std::string>{"Note"});
  const auto slice = import.all();
  CHECK(slice.refused.empty());
  REQUIRE(slice.events.size() == 9);
  CHECK(slice.events[0].name == "Customer Identified");
  CHECK(slice.events[0].body == R"({"email":"a@example.org","first_name":"An \"A\""})");
  CHECK(slice.events[1].body ==
        R"({"order_id":"o1","currency":"JPY","total":1200,"discount":100,"coupon":"WELCOME"})");
  CHECK(format_instant(slice.events[1].occurred_at) == "2025-07-01T07:30:15.000Z");
  CHECK(slice.events[2].message_id == slice.events[0].message_id);
  CHECK(format_instant(slice.events[3].occurred_at) == "2025-07-01T22:00:00.000Z");
  CHECK(slice.events[4].name == "Order Cancelled");
  CHECK(slice.events[4].message_id == "import:cancelled:o2");
  CHECK(slice.events[6].name == "Order Refunded");
  CHECK(slice.events[6].body == R"({"order_id":"o3","currency":"JPY"})");
  CHECK(slice.events[8].body == R"({"order_id":"o4","currency":"JPY","total":200})");
}

TEST_CASE("a header that cannot do is explained before anything is read") {
  const auto mistakes = [](const std::string& text, std::map<std::string, std::string> map = {}) {
    OrderImportSettings settings;
    settings.map = std::move(map);
    Import import(text, settings);
    ImportSlice slice;
    CHECK_FALSE(import.import.next(slice, 10));
    CHECK(slice.events.empty());
    return import.import.mistakes();
  };
  CHECK(mistakes("") == std::vector<std::string>{"the file is empty; its first line must name the columns"});
  CHECK(mistakes("customer_id,order_id,total\n") ==
        std::vector<std::string>{
            "the column ordered_at is missing; if it has another name, say --map THEIRS=ordered_at"});
  CHECK(mistakes("customer_id,order_id,ordered_at,total,Order_Id\n") ==
        std::vector<std::string>{"two columns mean order_id"});
  CHECK(mistakes("customer_id,order_id,ordered_at,total\n", {{"a", "totl"}, {"b", "email"}}) ==
        std::vector<std::string>{"--map a=totl: there is no column \"totl\" here; did you mean \"total\"?",
                                 "--map a=totl: the file has no column \"a\"",
                                 "--map b=email: the file has no column \"b\""});
  CHECK(mistakes("a\"b\n") ==
        std::vector<std::string>{"line 1: a quote inside a field that does not begin with one"});
}

TEST_CASE("a row that cannot be an order says why") {
  const std::string header = "customer_id,order_id,ordered_at,total,currency,status,discount,refunded";
  CHECK(refused(header, "c,o,2026-01-01,1") == "the row has 4 fields, the header 8");
  CHECK(refused(header, ",o,2026-01-01,1,,,,") == "customer_id is empty");
  CHECK(refused(header, "c, ,2026-01-01,1,,,,") == "order_id is empty");
  CHECK(refused(header, std::string(300, 'c') + ",o,2026-01-01,1,,,,") == "an id is longer than 256 bytes");
  for (const char* time : {"", "yesterday", "2026-02-30", "20260230", "01/02/2026", "2026-01-01 25:00",
                           "2026-01-01 1:00", "2026-01-01 10:00:", "2026-01-01x10:00", "1"}) {
    CAPTURE(time);
    CHECK(refused(header, std::string("c,o,") + time + ",1,,,,").starts_with("ordered_at is no time"));
  }
  CHECK(refused(header, "c,o,2026-02-02,1,,,,") == "ordered_at lies in the future");
  CHECK(refused(header, "c,o,2026-01-01,1,euro,,,") ==
        "currency must be a code of three letters such as EUR");
  for (const char* total : {"", "x", "-1", "1.234.5", "1e3", "EUR 5", "\"1,50\""}) {
    CAPTURE(total);
    CHECK(refused(header, std::string("c,o,2026-01-01,") + total + ",,,,") ==
          "total must be a plain number such as 19.99");
  }
  CHECK(refused(header, "c,o,2026-01-01,1,,,x,") == "discount must be a plain number such as 5.00");
  CHECK(refused(header, "c,o,2026-01-01,1,,,,-2") == "refunded must be an amount such as 19.99");
  CHECK(refused(header, "c,o,2026-01-01,1,,pending,,") == "status \"pending\": this is no completed order");
  CHECK(refused(header, "c,o,2026-01-01,1,,lost,,") ==
        "status \"lost\" is not known here; completed, cancelled and refunded are");
  CHECK(refused(header, "c,\xFF,2026-01-01,1,,,,") == "the row is not UTF-8 text");
}

TEST_CASE("slices carry a large file, and a second import changes nothing") {
  std::string text = "customer_id,order_id,ordered_at,total\n";
  for (int i = 0; i < 2500; ++i) {
    text += "c" + std::to_string(i % 100) + ",o" + std::to_string(i) + ",2025-01-01," +
            (i % 100 == 99 ? "x" : "5") + "\n";
  }
  Database database(":memory:", Database::Mode::ReadWrite);
  std::size_t rows = 0, refused_rows = 0, added = 0, added_again = 0;
  for (std::size_t* const count : {&added, &added_again}) {
    Import import(text);
    ImportSlice slice;
    for (bool goes_on = true; goes_on;) {
      goes_on = import.import.next(slice, 1000);
      CHECK(slice.rows <= 1000);
      rows += slice.rows;
      refused_rows += slice.refused.size();
      *count += Events(database).append(slice.events, now);
    }
    CHECK(import.import.bytes_read() == text.size());
  }
  CHECK(rows == 5000);
  CHECK(refused_rows == 50);
  CHECK(added == 2475);
  CHECK(added_again == 0);
}
