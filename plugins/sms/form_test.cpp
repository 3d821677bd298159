#include "form.hpp"

#include <doctest/doctest.h>

using namespace sms;

TEST_CASE("a form is read as it was written") {
  const Fields fields{{"To", "+31612345678"}, {"Body", "Hé & ho = 100%\n你好"}, {"Empty", ""}};
  CHECK(form_of(fields) ==
        "To=%2B31612345678&Body=H%C3%A9%20%26%20ho%20%3D%20100%25%0A%E4%BD%A0%E5%A5%BD&Empty=");
  CHECK(read_form(form_of(fields)) == fields);
}

TEST_CASE("odd forms harm nobody") {
  CHECK(read_form("").empty());
  CHECK(read_form("&&&").empty());
  CHECK(read_form("a") == Fields{{"a", ""}});
  CHECK(read_form("a=b=c&a=2+3") == Fields{{"a", "b=c"}, {"a", "2 3"}});
  CHECK(read_form("a=%&b=%4&c=%zz&%41=1") == Fields{{"a", "%"}, {"b", "%4"}, {"c", "%zz"}, {"A", "1"}});
  CHECK(value_of(read_form("a=1&a=2"), "a") == "1");
  CHECK(value_of(read_form("a=1"), "b").empty());
}
