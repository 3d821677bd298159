#include "message/accent_colors.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("contrast is measured as WCAG does") {
  CHECK(contrast("#000000", "#ffffff") == doctest::Approx(21));
  CHECK(contrast("#767676", "#ffffff") == doctest::Approx(4.54).epsilon(0.01));
}

TEST_CASE("whatever colour a shop has, its pages and mails can be read") {
  int tried = 0;
  for (const char* red : {"00", "33", "80", "b3", "ff"}) {
    for (const char* green : {"00", "33", "80", "b3", "ff"}) {
      for (const char* blue : {"00", "33", "80", "b3", "ff"}) {
        const std::string color = std::string("#") + red + green + blue;
        CAPTURE(color);
        const AccentColors light = light_colors(color), dark = dark_colors(color);
        for (const std::string& ground :
             {std::string("#f6f4f0"), std::string("#f4f1ea"), std::string("#f7f5ef"), light.tint})
          CHECK(contrast(light.accent, ground) >= 4.5);
        CHECK(contrast(light.on_button, light.button) >= 4.5);
        CHECK(contrast("#1d1b19", light.tint) >= 7);
        for (const std::string& ground :
             {std::string("#1e1d1b"), std::string("#1f211e"), std::string("#171916"), dark.tint})
          CHECK(contrast(dark.accent, ground) >= 4.5);
        CHECK(contrast(dark.on_button, dark.button) >= 4.5);
        CHECK(contrast(dark.button, "#1f211e") >= 3);
        CHECK(contrast("#f3f0ea", dark.tint) >= 7);
        ++tried;
      }
    }
  }
  CHECK(tried == 125);
}

TEST_CASE("a colour that is readable stays the shop's own") {
  CHECK(light_colors("#1f5f4f").button == "#1f5f4f");
  CHECK(light_colors("#1f5f4f").accent == "#1f5f4f");
  CHECK(light_colors("#ffd400").button == "#ffd400");
  CHECK(light_colors("#ffd400").on_button == "#16150f");
}
