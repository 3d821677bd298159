#include "pages/page_colors.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("contrast is measured as WCAG does") {
  CHECK(contrast("#000000", "#ffffff") == doctest::Approx(21));
  CHECK(contrast("#767676", "#ffffff") == doctest::Approx(4.54).epsilon(0.01));
}

TEST_CASE("whatever colour a shop has, its pages can be read") {
  int tried = 0;
  for (const char* red : {"00", "33", "80", "b3", "ff"}) {
    for (const char* green : {"00", "33", "80", "b3", "ff"}) {
      for (const char* blue : {"00", "33", "80", "b3", "ff"}) {
        const std::string color = std::string("#") + red + green + blue;
        CAPTURE(color);
        const PageColors light = light_colors(color), dark = dark_colors(color);
        CHECK(contrast(light.accent, "#f6f4f0") >= 4.5);
        CHECK(contrast(light.on_button, light.button) >= 4.5);
        CHECK(contrast("#1d1b19", light.tint) >= 7);
        CHECK(contrast(dark.accent, "#1e1d1b") >= 4.5);
        CHECK(contrast(dark.accent, dark.tint) >= 4.5);
        CHECK(contrast(dark.on_button, dark.button) >= 4.5);
        CHECK(contrast(dark.button, "#1e1d1b") >= 3);
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
