#include "web/form.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

TEST_CASE("a form as browsers write it") {
  const Form form = Form::urlencoded("scope=all&comment=tr%C3%A8s+bien%21&empty=&alone&a=1&a=2");
  CHECK(form.value("scope") == "all");
  CHECK(form.value("comment") == "tr\xC3\xA8s bien!");
  CHECK(form.value("empty") == "");
  CHECK(form.value("alone") == "");
  CHECK(form.value("a") == "1");
  CHECK(form.value("absent") == "");
  CHECK(Form::urlencoded("").size() == 0);
  CHECK(Form::urlencoded("a=%zz%4").value("a") == "%zz%4");
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "a=1&";
  CHECK(Form::urlencoded(many).size() == 64);
}

TEST_CASE("the fields of a kind, by their names") {
  const Form form = Form::urlencoded("topic.news=on&act=save&topic.=1&topic=2&shown-topic.news=yes");
  CHECK(form.names_after("topic.") == std::vector<std::string_view>{"news", ""});
  CHECK(form.names_after("channel.").empty());
}

TEST_CASE("a one-click POST in both of its forms") {
  const auto plain =
      Form::read("application/x-www-form-urlencoded; charset=utf-8", "List-Unsubscribe=One-Click");
  REQUIRE(plain);
  CHECK(plain->value("List-Unsubscribe") == "One-Click");
  const auto parts =
      Form::read("multipart/form-data; boundary=\"---x y\"",
                 "preamble\r\n-----x y\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n"
                 "\r\nOne-Click\r\n-----x y\r\ncontent-disposition: form-data; filename=a; "
                 "name=second\r\nContent-Type: text/plain\r\n\r\na\r\nb\r\n-----x y--\r\n");
  REQUIRE(parts);
  CHECK(parts->value("List-Unsubscribe") == "One-Click");
  CHECK(parts->value("second") == "a\r\nb");
}

TEST_CASE("what is no form") {
  CHECK_FALSE(Form::read("application/json", "{}"));
  CHECK_FALSE(Form::read("", "a=1"));
  CHECK_FALSE(Form::read("multipart/form-data", "a=1"));
  CHECK_FALSE(Form::read("multipart/form-data; boundary=", "a=1"));
  CHECK_FALSE(Form::read("multipart/form-data; boundary=x", "--x\r\nno end"));
  CHECK_FALSE(Form::read("multipart/form-data; boundary=x", "--x\r\n\r\n\r\n--y"));
  CHECK_FALSE(Form::read("multipart/form-data; boundary=x", ""));
  // A part without content may share its line break with what follows.
  const auto empty = Form::read("multipart/form-data; boundary=x",
                                "--x\r\nContent-Disposition: form-data; "
                                "name=a\r\n\r\n--x--");
  REQUIRE(empty);
  CHECK(empty->value("a") == "");
}
