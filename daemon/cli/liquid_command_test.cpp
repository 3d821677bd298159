#include "cli/liquid_command.hpp"

#include <filesystem>
#include <sstream>

#include <doctest/doctest.h>

#include "cli/data_command.hpp"
#include "config/testing.hpp"

using namespace lifecycled;
using lifecycled::testing::Folder;

namespace {

struct Desk {
  Folder folder;
  LiquidCommand command;
  std::string input;
  std::string printed, said;

  std::string file(const std::string& name, std::string_view content) const {
    folder.write(name, content);
    return (folder.path() / name).string();
  }
  int run() {
    std::istringstream in(input);
    std::ostringstream out, errors;
    const int status = run_liquid(command, in, out, errors);
    printed = out.str();
    said = errors.str();
    return status;
  }
  std::string refusal() {
    try {
      run();
    } catch (const CommandError& error) {
      return error.what();
    }
    return "";
  }
};

}  // namespace

TEST_CASE("a file is rendered with data and partials, byte for byte") {
  Desk desk;
  desk.command.file = desk.file("a.liquid", "{% render 'parts/b', name: name %}\r\n{{ name }}");
  desk.command.data = desk.file("data.json", " {\"name\": \"<Ann>\"}\n");
  desk.file("inside/parts/b.liquid", "[{{ name }}]");
  desk.command.partials = (desk.folder.path() / "inside").string();
  CHECK(desk.run() == 0);
  CHECK(desk.printed == "[<Ann>]\r\n<Ann>");
  desk.command.options.escape_html = true;
  CHECK(desk.run() == 0);
  CHECK(desk.printed == "[&lt;Ann&gt;]\r\n&lt;Ann&gt;");
}

TEST_CASE("template or data may come by standard input, but not both") {
  Desk desk;
  desk.input = "{{ 1 | plus: 1 }}";
  CHECK(desk.run() == 0);
  CHECK(desk.printed == "2");
  desk.command.data = "-";
  CHECK(desk.refusal() == "standard input cannot be both the template and its data");
  desk.command.file = desk.file("a.liquid", "{{ a }}");
  desk.input = R"({"a": 7})";
  CHECK(desk.run() == 0);
  CHECK(desk.printed == "7");
}

TEST_CASE("a mistake is shown in its line") {
  Desk desk;
  desk.command.file = desk.file("a.liquid", "one\n  {{ x | upcas }}");
  CHECK(desk.run() == 1);
  CHECK(desk.printed.empty());
  CHECK(desk.said == desk.command.file +
                         ":2:10: unknown filter \"upcas\"; did you mean \"upcase\"?\n"
                         "    {{ x | upcas }}\n           ^\n");
}

TEST_CASE("all mistakes of a text are shown, of a partial too") {
  Desk desk;
  desk.command.file = desk.file("a.liquid", "{{ x | upcas }}\n{% nope %}\n{% if x %}");
  CHECK(desk.run() == 1);
  const std::string& file = desk.command.file;
  CHECK(desk.said == file + ":1:8: unknown filter \"upcas\"; did you mean \"upcase\"?\n  {{ x | upcas }}\n" +
                         "         ^\n" + file + ":2:4: unknown tag \"nope\"\n  {% nope %}\n     ^\n" + file +
                         ":3:4: \"if\" is not closed by \"endif\"\n  {% if x %}\n     ^\n");
  desk.command.file = desk.file("b.liquid", "{% render 'p' %}");
  const std::string partial = desk.file("inside/p.liquid", "{% one %}{% two %}");
  desk.command.partials = (desk.folder.path() / "inside").string();
  CHECK(desk.run() == 1);
  CHECK(desk.said == partial + ":1:4: unknown tag \"one\"\n  {% one %}{% two %}\n     ^\n  shown by " +
                         desk.command.file + ":1:4\n" + partial +
                         ":1:13: unknown tag \"two\"\n  {% one %}{% two %}\n              ^\n");
}

TEST_CASE("a mistake in a partial is shown in the partial's file, and who showed it") {
  Desk desk;
  desk.command.file = desk.file("a.liquid", "one\n  {% render 'parts/div' %}");
  const std::string partial = desk.file("inside/parts/div.liquid", "x\n{{ 1 | divided_by: 0 }}");
  desk.command.partials = (desk.folder.path() / "inside").string();
  CHECK(desk.run() == 1);
  CHECK(desk.said == partial + ":2:8: divided by 0\n  {{ 1 | divided_by: 0 }}\n         ^\n  shown by " +
                         desk.command.file + ":2:6\n");
}

TEST_CASE("lax lets unknown filters pass, as Shopify's does") {
  Desk desk;
  desk.input = "{{ 'a' | unknown }}";
  CHECK(desk.run() == 1);
  desk.command.options.mode = liquid::Mode::lax;
  CHECK(desk.run() == 0);
  CHECK(desk.printed == "a");
}

TEST_CASE("partials come from their folder and from nowhere else") {
  Desk desk;
  const std::string secret = desk.file("secret.liquid", "secret");
  desk.file("inside/a.liquid", "a");
  desk.command.partials = (desk.folder.path() / "inside").string();
  std::filesystem::create_symlink(secret, desk.folder.path() / "inside" / "link.liquid");
  for (const std::string& name : {std::string("../secret"), secret, std::string("link"), std::string(".")}) {
    desk.input = "{% include '" + name + "' %}";
    CHECK_MESSAGE(desk.run() == 1, name);
    CHECK_MESSAGE(desk.said.find("there is no partial") != std::string::npos, desk.said);
  }
}

TEST_CASE("data that cannot be used is told with its place") {
  Desk desk;
  desk.command.data = desk.file("data.json", "{\n  \"a\": ,\n}");
  CHECK(desk.refusal() == desk.command.data + ":2:8: this is not JSON: syntax error");
  desk.command.data = desk.file("data.json", "{} {}");
  CHECK(desk.refusal() == desk.command.data + ":1:4: this is not JSON: extra data");
  desk.command.data = desk.file("data.json", "[1]");
  CHECK(desk.refusal() == desk.command.data + ": data must be an object, such as {\"name\": \"Ann\"}");
  desk.command.data = "";
  desk.command.options.time_zone = "Mars/Base";
  CHECK(desk.refusal() == "there is no time zone \"Mars/Base\"; write one such as Europe/Amsterdam");
}
