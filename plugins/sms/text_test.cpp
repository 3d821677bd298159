#include "text.hpp"

#include <doctest/doctest.h>

using namespace sms;

namespace {

std::string repeated(const std::string& text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

std::string mistake(const SmsTexts& texts, const std::string& text) {
  try {
    texts.fitted(text);
  } catch (const BadText& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("parts are counted in the alphabet that the text needs") {
  const SmsTexts texts(false, 10);
  struct Case {
    std::string text;
    bool is_gsm7;
    std::size_t parts;
  };
  for (const Case& one :
       {Case{"a", true, 1}, Case{std::string(160, 'a'), true, 1}, Case{std::string(161, 'a'), true, 2},
        Case{std::string(306, 'a'), true, 2}, Case{std::string(307, 'a'), true, 3},
        Case{repeated("€", 80), true, 1}, Case{repeated("€", 81), true, 2}, Case{repeated("é", 160), true, 1},
        Case{repeated("ê", 70), false, 1}, Case{repeated("ê", 71), false, 2},
        Case{repeated("你", 134), false, 2}, Case{repeated("👍", 35), false, 1},
        Case{repeated("👍", 36), false, 2},
        // A pair is not split: 33 in a part of 67 units.
        Case{repeated("👍", 67), false, 3},
        Case{std::string(152, 'a') + "€" + std::string(153, 'a'), true, 3}}) {
    const SmsText fitted = texts.fitted(one.text);
    CHECK(fitted.text == one.text);
    CHECK(fitted.is_gsm7 == one.is_gsm7);
    CHECK_MESSAGE(fitted.parts == one.parts, one.text);
  }
}

TEST_CASE("letters of two characters become one, so that they are in the alphabet") {
  const SmsText fitted = SmsTexts(false, 4).fitted("e\u0301t\u00e9\r\nx");
  CHECK(fitted.text == "été\nx");
  CHECK(fitted.is_gsm7);
}

TEST_CASE("a text becomes GSM where it wholly can, and keeps what GSM has") {
  const SmsTexts texts(true, 4);
  const auto plain = [&texts](const std::string& text) {
    const SmsText fitted = texts.fitted(text);
    return (fitted.is_gsm7 ? "gsm: " : "ucs: ") + fitted.text;
  };
  CHECK(plain("Café à 5 € [ok]") == "gsm: Café à 5 € [ok]");
  CHECK(plain("“It’s” – ‘new’…") == "gsm: \"It's\" - 'new'...");
  CHECK(plain("crêpe, œuf, ça, Łódź, Ñandú") == "gsm: crepe, oeuf, ca, Lodz, Ñandu");
  CHECK(plain("5\u00a0€\u202f!") == "gsm: 5 € !");
  CHECK(plain("a\u200bb\u00adc`d`\te") == "gsm: abc'd' e");
  // Nothing is gained where one letter stays, so nothing is lost either.
  CHECK(plain("crêpe 👍") == "ucs: crêpe 👍");
  CHECK(plain("“你好”") == "ucs: “你好”");
  CHECK(plain("привет") == "ucs: привет");
}

TEST_CASE("without the option nothing is changed") {
  const SmsText fitted = SmsTexts(false, 4).fitted("“crêpe”");
  CHECK(fitted.text == "“crêpe”");
  CHECK_FALSE(fitted.is_gsm7);
}

TEST_CASE("what takes too many parts is refused with their number, after it was made smaller") {
  CHECK(mistake(SmsTexts(false, 1), std::string(161, 'a')) == "the text takes 2 parts, and most_parts is 1");
  CHECK(mistake(SmsTexts(false, 1), repeated("ê", 71)) ==
        "the text takes 2 parts (it has letters outside the GSM alphabet), and most_parts is 1");
  CHECK(mistake(SmsTexts(true, 1), repeated("ê", 71)).empty());
  CHECK(mistake(SmsTexts(true, 4), "") == "the message has no text");
  CHECK(mistake(SmsTexts(true, 4), std::string(8u << 20, 'x')) ==
        "the text has 8388608 bytes, which no SMS takes");
  CHECK(mistake(SmsTexts(true, 4), "\u200b\u200b").empty());
}

TEST_CASE("bytes that are no UTF-8 harm nobody") {
  const SmsText fitted = SmsTexts(true, 4).fitted("a\xFF\xC3(");
  CHECK(fitted.text == "a\uFFFD\uFFFD(");
  CHECK_FALSE(fitted.is_gsm7);
}
