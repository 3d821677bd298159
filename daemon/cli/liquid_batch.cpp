#include "cli/liquid_batch.hpp"

#include <istream>
#include <map>
#include <ostream>
#include <stdexcept>
#include <streambuf>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "base/time_zones.hpp"
#include "liquid/json.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_line = 64U << 20U;

class CaseTemplates final : public liquid::Loader {
 public:
  explicit CaseTemplates(const json::object* templates) : templates_(templates) {}
  std::optional<std::string> load(std::string_view name) override {
    for (const char* ending : {"", ".liquid"}) {
      const json::value* found = templates_ ? member(*templates_, std::string(name) + ending) : nullptr;
      if (found && found->is_string()) return std::string(found->get_string());
    }
    return std::nullopt;
  }

 private:
  const json::object* templates_;
};

// The first of these members that is there and not null.
const json::value* first_of(const json::object& from, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const json::value* found = member(from, name);
    if (found && !found->is_null()) return found;
  }
  return nullptr;
}

bool flag(const json::object& from, std::initializer_list<std::string_view> names, bool usual) {
  const json::value* found = first_of(from, names);
  return found && found->is_bool() ? found->get_bool() : usual;
}

void read_mode(const json::object& test, LiquidOptions& options) {
  if (const json::value* tags = member(test, "tags"); tags && tags->is_array()) {
    for (const json::value& tag : tags->get_array()) {
      if (tag == "strict2" || tag == "lax") options.mode = *liquid_mode(std::string_view(tag.get_string()));
    }
  }
  const json::value* named = first_of(test, {"mode", "error_mode"});
  if (!named) return;
  const auto mode = named->is_string() ? liquid_mode(std::string_view(named->get_string())) : std::nullopt;
  if (!mode) throw std::runtime_error("\"mode\" must be \"lax\", \"strict\" or \"rigid\"");
  options.mode = *mode;
}

LiquidOptions read_options(const json::object& test, LiquidOptions options) {
  read_mode(test, options);
  options.escape_html = flag(test, {"html", "auto_escape", "autoescape"}, options.escape_html);
  options.strict_variables = flag(test, {"strict_variables"}, options.strict_variables);
  options.prints_errors = flag(test, {"render_errors"}, options.prints_errors);
  if (const json::value* now = first_of(test, {"now", "frozen_time"})) {
    options.now = parse_instant(text_of(now).value_or(""));
    if (!options.now) throw std::runtime_error("\"now\" must be a moment such as \"2026-01-31T09:00:00Z\"");
  }
  if (const json::value* zone = first_of(test, {"zone", "time_zone"})) {
    options.time_zone = text_of(zone).value_or("");
    if (!TimeZone::exists(options.time_zone)) throw std::runtime_error("\"zone\" must be a time zone");
  }
  return options;
}

std::string run_case(const json::object& test, const LiquidOptions& usual) {
  const json::value* source = first_of(test, {"template", "source"});
  if (!source || !source->is_string()) throw std::runtime_error("a case needs a \"template\", which is text");
  const LiquidOptions options = read_options(test, usual);
  const json::value* templates = first_of(test, {"templates", "partials", "filesystem"});
  if (templates && !templates->is_object()) throw std::runtime_error("\"templates\" must be an object");
  const json::value* data = first_of(test, {"data", "environment", "assigns", "context"});
  if (data && !data->is_object()) throw std::runtime_error("\"data\" must be an object");
  const auto loader = std::make_shared<CaseTemplates>(templates ? &templates->get_object() : nullptr);
  return render_liquid(std::string(source->get_string()), "template",
                       data ? liquid::from_json(*data) : liquid::Value(liquid::Object{}), loader, options);
}

// Filters that decode may give bytes that are no text, and JSON has only text.
std::string as_text(std::string text) { return is_utf8(text) ? text : with_replacements(text); }

// Reads one line; false at the end. A line that is too long is read to its end and given as nothing.
bool next_line(std::istream& in, std::string& line, bool& is_too_long) {
  line.clear();
  is_too_long = false;
  std::streambuf& buffer = *in.rdbuf();
  constexpr int end = std::char_traits<char>::eof();
  int c = buffer.sbumpc();
  if (c == end) return false;
  for (; c != end && c != '\n'; c = buffer.sbumpc()) {
    if (line.size() < longest_line) {
      line.push_back(static_cast<char>(c));
    } else {
      is_too_long = true;
    }
  }
  return true;
}

std::string error_answer(std::string_view text) {
  return json::serialize(json::object{{"error", as_text(std::string(text))}});
}

}  // namespace

std::string answer_liquid_case(std::string_view line, const LiquidOptions& usual) {
  try {
    json::parse_options limits;
    limits.max_depth = 200;
    const json::value test = json::parse(json::string_view(line.data(), line.size()), {}, limits);
    if (!test.is_object()) return error_answer("a case must be a JSON object");
    return json::serialize(json::object{{"result", as_text(run_case(test.get_object(), usual))}});
  } catch (const boost::system::system_error& error) {
    return error_answer(fmt::format("this line is not JSON: {}", error.code().message()));
  } catch (const std::exception& error) {
    return error_answer(error.what());
  }
}

void answer_liquid_cases(std::istream& in, std::ostream& out, const LiquidOptions& usual) {
  std::string line;
  bool is_too_long = false;
  while (out && next_line(in, line, is_too_long)) {
    out << (is_too_long ? error_answer(fmt::format("a line may have {} bytes", longest_line))
                        : answer_liquid_case(line, usual))
        << '\n'
        << std::flush;
  }
}

}  // namespace lifecycled
