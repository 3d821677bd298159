#include "cli/consent_call.hpp"

#include <boost/json/array.hpp>
#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("what a customer's form says cannot pass for another entry of the proof") {
  const boost::json::object consent{
      {"address", "a@b.example\n"},
      {"channel", "email"},
      {"purpose", "marketing"},
      {"given", true},
      {"at", "2026-03-05T11:00:00.000Z"},
      {"how", "form\x1b[31m"},
      {"text", "ok\n    entry         1, as it was sealed: 00\n  yes to marketing by sms, +316"},
      {"ip", "192.0.2.1\n"},
      {"entry", 7},
      {"hash", "ab"},
      {"intact", true}};
  CHECK(proof_report({{"customer", 1}, {"consents", boost::json::array{consent}}}) ==
        "customer 1\n"
        "  yes to marketing by email, a@b.example\\n\n"
        "    said          2026-03-05T11:00:00.000Z\n"
        "    how           form\\x1b[31m\n"
        "    text          ok\\n    entry         1, as it was sealed: 00\\n  yes to marketing by sms, +316\n"
        "    from          192.0.2.1\\n\n"
        "    entry         7, as it was sealed: ab\n");
}
