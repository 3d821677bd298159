#include <map>

#include <date/tz.h>
#include <doctest/doctest.h>

#include "liquid/testing.hpp"

using namespace lifecycled::liquid;
using namespace lifecycled::liquid::testing;

namespace {

RenderOptions at(const char* zone) {
  RenderOptions options;
  options.now = [] {
    return std::chrono::system_clock::time_point(std::chrono::seconds(1'709'164'800));
  };  // 2024-02-29
  if (zone != nullptr) options.zone = date::locate_zone(zone);
  return options;
}

std::string shown(const std::string& date, const std::string& format, const char* zone = nullptr) {
  return rendered("{{ '" + date + "' | date: '" + format + "' }}", "{}", at(zone));
}

}  // namespace

TEST_CASE("days that a month lacks go on into the next, and a month alone is a date with slashes only") {
  const auto day = [](const std::string& text) { return rendered("{{ '" + text + "' | date: '%F' }}"); };
  CHECK(day("2024-02-30") == "2024-03-01");
  CHECK(day("2023-02-29") == "2023-03-01");
  CHECK(day("2024-04-31") == "2024-05-01");
  CHECK(day("2024-02-32") == "2024-02-32");
  CHECK(day("2024-06-00") == "2024-06-00");
  CHECK(day("2024-06") == "2024-06");
  CHECK(day("2024-13") == "2024-13");
  CHECK(day("2024/06") == "2024-06-01");
  CHECK(day("June 2024") == "2024-06-01");
}

TEST_CASE("dates as people and programs write them") {
  for (const char* text :
       {"2016-03-14", "March 14, 2016", "14 March 2016", "Mon, 14 Mar 2016", "14/03/2016", "2016/03/14",
        "20160314T00:00", "14-Mar-2016", "Mar 14th 2016", "2016-03-14T00:00:00Z", "1457913600"})
    CHECK_MESSAGE(shown(text, "%Y-%m-%d") == "2016-03-14", text);
  for (const char* text : {"2016-03-14T17:05:09.5Z", "2016-03-14 17:05:09", "Mon, 14 Mar 2016 18:05:09 +0100",
                           "March 14, 2016 5:05:09 pm", "2016-03-14T12:05:09-05:00"})
    CHECK_MESSAGE(shown(text, "%F %T", "UTC") == "2016-03-14 17:05:09", text);
}

TEST_CASE("dates with dots, in one run of digits, and by the day of the year") {
  const auto day = [](const std::string& text) { return shown(text, "%F"); };
  CHECK(day("5.4.2024") == "2024-04-05");
  CHECK(day("2024.04.05") == "2024-04-05");
  CHECK(day("05.04.2024 10:30") == "2024-04-05");
  CHECK(day("5.4") == "5.4");
  CHECK(day("2024-100") == "2024-04-09");
  CHECK(day("2024-366") == "2024-12-31");
  CHECK(day("2023-366") == "2023-366");
  CHECK(day("2024-000") == "2024-000");
  CHECK(shown("20240405T101112Z", "%F %T %z") == "2024-04-05 10:11:12 +0000");
  CHECK(shown("20240405T1011", "%F %T") == "2024-04-05 10:11:00");
  CHECK(shown("20240405T10 CEST", "%F %T %z") == "2024-04-05 10:00:00 +0200");
  CHECK(day("20240405T2511") == "20240405T2511");
}

TEST_CASE("zones by their letters") {
  const std::map<std::string, std::string> zones = {
      {"UT", "+0000"},  {"UTC", "+0000"},  {"GMT", "+0000"}, {"Z", "+0000"},    {"EST", "-0500"},
      {"EDT", "-0400"}, {"CST", "-0600"},  {"CDT", "-0500"}, {"MST", "-0700"},  {"MDT", "-0600"},
      {"PST", "-0800"}, {"PDT", "-0700"},  {"CET", "+0100"}, {"CEST", "+0200"}, {"BST", "+0100"},
      {"EET", "+0200"}, {"EEST", "+0300"}, {"JST", "+0900"}, {"IST", "+0530"},  {"AEDT", "+1100"}};
  for (const auto& [letters, offset] : zones) {
    CHECK_MESSAGE(
        shown("Fri, 05 Apr 2024 10:00:00 " + letters, "%F %T %z") == "2024-04-05 10:00:00 " + offset,
        letters);
  }
  CHECK(shown("Fri, 05 Apr 2024 10:00:00 est", "%R", "Europe/Amsterdam") == "17:00");
  CHECK(shown("2024-04-05 10:00 XQZ", "%R") == "2024-04-05 10:00 XQZ");
  CHECK(shown("2024-04-05 10:00 EST XQZ", "%R") == "2024-04-05 10:00 EST XQZ");
  CHECK(shown("2024-04-05 EST", "%R") == "2024-04-05 EST");
}

TEST_CASE("fractions of a second to the last digit that a pattern asks for, and modifiers") {
  CHECK(shown("2024-04-05 10:00:00.987654321", "%L %N %3N %6N %12N") ==
        "987 987654321 987 987654 987654321000");
  CHECK(shown("2024-04-05 10:00:00.5", "%6N") == "500000");
  CHECK(shown("2024-04-05 10:00:00.9876543219", "%N") == "987654321");
  CHECK(shown("1969-12-31 23:59:59.999999", "%F %T.%6N") == "1969-12-31 23:59:59.999999");
  CHECK(shown("2024-04-05", "%Ey %EY %EC %Od %OH %Om") == "24 2024 20 05 00 04");
  CHECK(shown("2024-04-05", "%Ed %OY %E") == "%Ed %OY %E");
  CHECK(shown("2024-04-05 10:00 +0530", "%:::z") == "+05:30");
  CHECK(shown("2024-04-05 10:00 -0500", "%:::z") == "-05");
}

TEST_CASE("what is no date goes through") {
  for (const char* text : {"soon", "2016-02-32", "2016-13-01", "25:00", "99:99 March 1, 2016", "-5", "1 2 3",
                           "99999999999999999999", ""})
    CHECK_MESSAGE(shown(text, "%Y") == text, text);
  CHECK(rendered("{{ x | date: '%Y' }}|{{ true | date: '%Y' }}|{{ '2016-01-01' | date: '' }}", "{}") ==
        "|true|2016-01-01");
}

TEST_CASE("now, today and what lacks a day") {
  CHECK(shown("now", "%F %T") == "2024-02-29 00:00:00");
  CHECK(shown("Today", "%F", "America/New_York") == "2024-02-28");
  CHECK(shown("10:30", "%F %R") == "2024-02-29 10:30");
  CHECK(shown("March 3", "%F") == "2024-03-03");
  CHECK(error_of("{{ 'now' | date: '%Y' }}") == "t:1:12: \"now\" is not known here");
}

TEST_CASE("dates are shown in the zone, also on the days when clocks change") {
  CHECK(shown("2024-07-01T12:00:00Z", "%H:%M %Z %z", "Europe/Amsterdam") == "14:00 CEST +0200");
  CHECK(shown("2024-01-01T12:00:00Z", "%H:%M %:z", "Europe/Amsterdam") == "13:00 +01:00");
  CHECK(shown("2024-03-31T01:00:00Z", "%R", "Europe/Amsterdam") == "03:00");
  CHECK(shown("2024-03-31 02:30", "%R", "Europe/Amsterdam") == "03:00");
  CHECK(shown("2024-10-27 02:30", "%R %Z", "Europe/Amsterdam") == "02:30 CEST");
  CHECK(rendered("{{ 0 | date: '%F %R' }}", "{}", at("Asia/Kolkata")) == "1970-01-01 05:30");
}

TEST_CASE("every directive") {
  const char* date = "2008-09-04 16:07:05.042";
  CHECK(shown(date, "%Y %C %y %m %B %b %h %d %e %j") == "2008 20 08 09 September Sep Sep 04  4 248");
  CHECK(shown(date, "%H %k %I %l %M %S %L %N %P %p") == "16 16 04  4 07 05 042 042000000 pm PM");
  CHECK(shown(date, "%A %a %u %w %z %Z %s") == "Thursday Thu 4 4 +0000 UTC 1220544425");
  CHECK(shown(date, "%G %g %V %U %W") == "2008 08 36 35 35");
  CHECK(shown(date, "%c|%D|%F|%v|%x|%X|%r|%R|%T") ==
        "Thu Sep  4 16:07:05 2008|09/04/08|2008-09-04| 4-SEP-2008|09/04/08|16:07:05|04:07:05 "
        "PM|16:07|16:07:05");
  CHECK(shown(date, "%%|%n|%t|%+") == "%|\n|\t|Thu Sep  4 16:07:05 UTC 2008");
  CHECK(shown(date, "%-d %-m %_m %03d %^a %#p %10A %-I %6N %::z") ==
        "4 9  9 004 THU pm   Thursday 4 042000 +00:00:00");
  CHECK(shown(date, "%Q %") == "%Q %");
  CHECK(shown(date, "%99999d").size() == 256);
}

TEST_CASE("a date that names its offset keeps it where nobody asks for a zone") {
  CHECK(shown("2004-07-16T01:00:00+02:00", "%H:%M %z [%Z]") == "01:00 +0200 []");
  CHECK(shown("2004-07-16T01:00:00-03:30", "%F %H:%M %:z") == "2004-07-16 01:00 -03:30");
  CHECK(shown("2004-07-16T01:00:00Z", "%H %Z") == "01 UTC");
  CHECK(shown("2004-07-16T01:00:00+02:00", "%H:%M", "UTC") == "23:00");
  CHECK(shown("2004-07-16T01:00:00+02:00", "%s") == "1089932400");
}
