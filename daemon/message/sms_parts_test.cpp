#include "message/sms_parts.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <boost/json.hpp>
#include <doctest/doctest.h>

namespace lifecycled {
namespace {

std::string times(std::size_t count, std::string_view text) {
  std::string out;
  while (count-- > 0) out += text;
  return out;
}

using Parts = std::vector<std::size_t>;

}  // namespace

TEST_CASE("a text takes the parts that its alphabet needs") {
  CHECK(sms_parts("").parts == Parts{0});
  CHECK(sms_parts(times(160, "a")).parts == Parts{160});
  CHECK(sms_parts(times(161, "a")).parts == Parts{153, 8});
  CHECK(sms_parts(times(306, "é")).parts == Parts{153, 153});
  CHECK(sms_parts(times(70, "您")).parts == Parts{70});
  CHECK(sms_parts(times(71, "您")).parts == Parts{67, 4});
  CHECK(sms_parts(times(71, "ע")).parts == Parts{67, 4});
}

TEST_CASE("characters of two units are never split") {
  CHECK(sms_parts(times(80, "€")).parts == Parts{160});
  CHECK(sms_parts(times(81, "€")).parts == Parts{152, 10});
  CHECK(sms_parts(times(152, "a") + "€" + times(10, "b")).parts == Parts{152, 12});
  CHECK(sms_parts(times(35, "😀")).parts == Parts{70});
  CHECK(sms_parts(times(36, "😀")).parts == Parts{66, 6});
}

TEST_CASE("what forces the dearer alphabet is named once") {
  const SmsParts parts = sms_parts("ça ê ê 😀 \xFF");
  CHECK(parts.encoding == SmsParts::Encoding::ucs2);
  CHECK(parts.not_gsm == std::vector<std::string>{"ç", "ê", "😀", "\uFFFD"});
  CHECK(parts.characters == 10);
  CHECK(parts.units == 11);
  CHECK(sms_parts("[€] ~ ^ {} \\ | \f").encoding == SmsParts::Encoding::gsm7);
  CHECK(sms_parts("[€] ~ ^ {} \\ | \f").units == 26);
  CHECK(sms_parts("`").not_gsm == std::vector<std::string>{"`"});
  CHECK(sms_parts(std::string("\x1B")).encoding == SmsParts::Encoding::ucs2);
}

TEST_CASE("what a text costs is said in one line") {
  CHECK(sms_cost(std::string(140, 'x')) == "1 part, GSM-7, 140 of 160");
  CHECK(sms_cost("") == "1 part, GSM-7, 0 of 160");
  CHECK(sms_cost(std::string(160, 'x') + "€") == "2 parts, GSM-7, 162 of 306");
  CHECK(sms_cost("Prêt à l'été") == "1 part, UCS-2 because of ê, 12 of 70");
  CHECK(sms_cost(std::string(70, 'x') + "ê") == "2 parts, UCS-2 because of ê, 71 of 134");
}

TEST_CASE("blanks that do not break become plain") {
  CHECK(with_plain_blanks("1\u202F234,50\u00A0€ ·x") == "1 234,50 € ·x");
}

TEST_CASE("the numbers of another reckoner") {
  const char* folder = std::getenv("LIFECYCLED_SHARED_DATA");
  const std::filesystem::path data =
      folder ? folder : std::filesystem::path(LIFECYCLED_SOURCE_DIR) / ".." / "shared" / "data";
  std::ifstream file(data / "gsm0338" / "twilio_segments.json");
  if (!file) {
    MESSAGE("skipped: no " << (data / "gsm0338" / "twilio_segments.json").string());
    return;
  }
  const boost::json::value cases = boost::json::parse(std::string(std::istreambuf_iterator<char>(file), {}));
  for (const auto& one : cases.as_array()) {
    const std::string text(one.at("text").as_string());
    CAPTURE(text);
    const SmsParts parts = sms_parts(text);
    CHECK((parts.encoding == SmsParts::Encoding::gsm7 ? "GSM-7" : "UCS-2") ==
          std::string(one.at("encoding").as_string()));
    CHECK(parts.parts.size() == one.at("segments").to_number<std::size_t>());
    CHECK(parts.characters == one.at("units").to_number<std::size_t>());
    Parts wanted;
    for (const auto& units : one.at("perSegment").as_array())
      wanted.push_back(units.to_number<std::size_t>());
    CHECK(parts.parts == wanted);
  }
  CHECK(cases.as_array().size() > 10);
}

TEST_CASE("a channel sends SMS by its type, or by its name where another type stands in") {
  CHECK(is_sms_channel("texts", "sms"));
  CHECK(is_sms_channel("texts", "acme.sms"));
  CHECK(is_sms_channel("sms-reminders", "file"));
  CHECK_FALSE(is_sms_channel("whatsapp", "whatsapp"));
  CHECK_FALSE(is_sms_channel("smsish", "acme.smsish"));
}

}  // namespace lifecycled
