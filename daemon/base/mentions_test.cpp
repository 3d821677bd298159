#include "base/mentions.hpp"

#include <doctest/doctest.h>

using lifecycled::Mentions;

TEST_CASE("a person is found by a word of their own") {
  Mentions ben;
  ben.add("ben@shop.example");
  ben.add("+31612345678");
  ben.add("customer-17");
  CHECK(ben.in(R"({"email": "Ben@Shop.example"})"));
  CHECK(ben.in("17;ben@shop.example;9,95"));
  CHECK(ben.in("email=ben%40shop.example&x=1"));
  CHECK(ben.in(R"({"to": "31612345678"})"));
  CHECK(ben.in("tel=%2B31612345678"));
  CHECK(ben.in("user customer-17, again"));
  CHECK_FALSE(ben.in(R"({"email": "reuben@shop.example"})"));
  CHECK_FALSE(ben.in("ben@shop.examples"));
  CHECK_FALSE(ben.in("customer-170"));
  CHECK_FALSE(ben.in(""));
}

TEST_CASE("a short identifier counts only where it is one") {
  Mentions seven;
  seven.add("7");
  CHECK(seven.in(R"({"userId": "7"})"));
  CHECK(seven.in(R"({"userId": 7, "quantity": 1})"));
  CHECK(seven.in("user_id=7&quantity=1"));
  CHECK_FALSE(seven.in(R"({"quantity": 7})"));
  CHECK_FALSE(seven.in(R"({"userId": "77"})"));
  CHECK_FALSE(seven.in("7"));
}

TEST_CASE("nobody is mentioned by nothing") {
  Mentions nobody;
  nobody.add("  ");
  CHECK(nobody.empty());
  CHECK_FALSE(nobody.in("anything"));
}
