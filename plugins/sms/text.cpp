#include "text.hpp"

#include <unicode/normalizer2.h>
#include <unicode/translit.h>
#include <unicode/uniset.h>

#include "lifecycled/gsm7.hpp"

namespace sms {
namespace {

using namespace lifecycled::plugin;

// Longer than any text that fits: not worth reading to its end.
constexpr std::size_t longest_bytes = 16'384;

// Letters with accents as one character each, as the GSM alphabet has them; lines end as there.
icu::UnicodeString composed(const std::string& text) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(error);
  icu::UnicodeString out = icu::UnicodeString::fromUTF8(text);
  if (U_SUCCESS(error)) out = nfc->normalize(out, error);
  out.findAndReplace("\r\n", "\n");
  return out;
}

std::string utf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

// What Latin-ASCII leaves, or makes something visible of: signs that show nothing, and all kinds of blanks.
icu::UnicodeString with_plain_signs(const icu::UnicodeString& text) {
  icu::UnicodeString out;
  for (int32_t i = 0; i < text.length(); ++i) {
    const char16_t c = text[i];
    const bool is_invisible = c == 0x00AD || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0xFEFF;
    const bool is_blank =
        c == u'\t' || c == 0x00A0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F;
    if (!is_invisible) out.append(is_blank ? u' ' : c == u'`' ? u'\'' : c);
  }
  return out;
}

}  // namespace

struct SmsTexts::Latin {
  std::unique_ptr<icu::Transliterator> letters;

  Latin() {
    UErrorCode error = U_ZERO_ERROR;
    letters.reset(icu::Transliterator::createInstance("Latin-ASCII", UTRANS_FORWARD, error));
    if (U_FAILURE(error)) throw std::runtime_error("ICU has no transliterator Latin-ASCII");
    // What the GSM alphabet has stays: é is é there.
    auto others = std::make_unique<icu::UnicodeSet>(0, 0x10FFFF);
    for (char32_t c = 0; c <= 0xFFFF; ++c)
      if (gsm7_septets(c) > 0) others->remove(static_cast<UChar32>(c));
    letters->adoptFilter(others.release());
  }

  icu::UnicodeString of(icu::UnicodeString text) const {
    text = with_plain_signs(text);
    letters->transliterate(text);
    return with_plain_signs(text);  // it makes ` of some quotation marks
  }
};

SmsTexts::SmsTexts(bool transliterates, std::size_t most_parts)
    : latin_(transliterates ? std::make_unique<Latin>() : nullptr), most_parts_(most_parts) {}
SmsTexts::~SmsTexts() = default;

SmsText SmsTexts::fitted(const std::string& text) const {
  if (text.empty()) throw BadText("the message has no text");
  if (text.size() > longest_bytes)
    throw BadText("the text has " + std::to_string(text.size()) + " bytes, which no SMS takes");
  icu::UnicodeString whole = composed(text);
  SmsText out{utf8(whole), true, 1};
  SmsSize size = sms_size(characters_of(out.text));
  if (!size.is_gsm7 && latin_) {
    std::string plain = utf8(latin_->of(whole));
    SmsSize smaller = sms_size(characters_of(plain));
    // Where one letter stays that the alphabet lacks, nothing is gained, so nothing is changed.
    if (smaller.is_gsm7 && !plain.empty()) {
      out.text = std::move(plain);
      size = std::move(smaller);
    }
  }
  out.is_gsm7 = size.is_gsm7;
  out.parts = size.parts.size();
  if (out.parts > most_parts_)
    throw BadText("the text takes " + std::to_string(out.parts) + " parts" +
                  (out.is_gsm7 ? "" : " (it has letters outside the GSM alphabet)") + ", and most_parts is " +
                  std::to_string(most_parts_));
  return out;
}

}  // namespace sms
