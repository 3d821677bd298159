// What the suites of Liquid's tests share: a template, its data, and what comes of it.
#pragma once

#include <initializer_list>

#include <doctest/doctest.h>

#include "liquid/testing.hpp"

namespace lifecycled::liquid::testing {

struct SuiteCase {
  const char* source;
  const char* data;
  const char* expected;  // "ERR": it cannot be rendered
};

inline void check(std::initializer_list<SuiteCase> cases, const char* templates = "{}") {
  for (const SuiteCase& it : cases) {
    CAPTURE(it.source);
    CHECK(outcome(it.source, it.data, templates) == it.expected);
  }
}

}  // namespace lifecycled::liquid::testing
