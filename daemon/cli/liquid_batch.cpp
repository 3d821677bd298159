#include "cli/liquid_batch.hpp"

#include <istream>
#include <map>
#include <ostream>
#include <stdexcept>
#include <streambuf>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time_zones.hpp"
#include "liquid/json.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_line = 64U << 20U;

class CaseTemplates final : public liquid::Loader {
 public:
  explicit CaseTemplates(const liquid::Value* templates) : templates_(templates) {}
  std::optional<std::string> load(std::string_view name) override {
    for (const char* ending : {"", ".liquid"}) {
      const liquid::Value* found =
          templates_ ? templates_->object().find(std::string(name) + ending) : nullptr;
      if (found && found->is_string()) return found->string();
    }
    return std::nullopt;
  }

 private:
  const liquid::Value* templates_;
};

// The first of these members that is there and not null.
const liquid::Value* first_of(const liquid::Object& from, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    const liquid::Value* found = from.find(name);
    if (found && !found->is_nil()) return found;
  }
  return nullptr;
}

bool flag(const liquid::Object& from, std::initializer_list<std::string_view> names, bool usual) {
  const liquid::Value* found = first_of(from, names);
  return found && found->kind() == liquid::Kind::boolean ? found->boolean() : usual;
}

std::string text_or_nothing(const liquid::Value& value) { return value.is_string() ? value.string() : ""; }

void read_mode(const liquid::Object& test, LiquidOptions& options) {
  if (const liquid::Value* tags = test.find("tags"); tags && tags->is_array()) {
    for (const liquid::Value& tag : tags->array()) {
      const std::string name = text_or_nothing(tag);
      if (name == "strict2" || name == "lax") options.mode = *liquid_mode(name);
    }
  }
  const liquid::Value* named = first_of(test, {"mode", "error_mode"});
  if (!named) return;
  const auto mode = liquid_mode(text_or_nothing(*named));
  if (!mode) throw std::runtime_error("\"mode\" must be \"lax\", \"strict\" or \"rigid\"");
  options.mode = *mode;
}

LiquidOptions read_options(const liquid::Object& test, LiquidOptions options) {
  read_mode(test, options);
  options.escape_html = flag(test, {"html", "auto_escape", "autoescape"}, options.escape_html);
  options.strict_variables = flag(test, {"strict_variables"}, options.strict_variables);
  // Ruby's lax engine ends for nothing.
  options.prints_errors =
      flag(test, {"render_errors"}, options.prints_errors || options.mode == liquid::Mode::lax);
  if (const liquid::Value* now = first_of(test, {"now", "frozen_time"})) {
    options.now = parse_instant(text_or_nothing(*now));
    if (!options.now) throw std::runtime_error("\"now\" must be a moment such as \"2026-01-31T09:00:00Z\"");
  }
  if (const liquid::Value* zone = first_of(test, {"zone", "time_zone"})) {
    options.time_zone = text_or_nothing(*zone);
    if (!TimeZone::exists(options.time_zone)) throw std::runtime_error("\"zone\" must be a time zone");
  }
  return options;
}

std::string run_case(const liquid::Object& test, const LiquidOptions& usual) {
  const liquid::Value* source = first_of(test, {"template", "source"});
  if (!source || !source->is_string()) throw std::runtime_error("a case needs a \"template\", which is text");
  const LiquidOptions options = read_options(test, usual);
  const liquid::Value* templates = first_of(test, {"templates", "partials", "filesystem"});
  if (templates && !templates->is_object()) throw std::runtime_error("\"templates\" must be an object");
  const liquid::Value* data = first_of(test, {"data", "environment", "assigns", "context"});
  if (data && !data->is_object()) throw std::runtime_error("\"data\" must be an object");
  return render_liquid(source->string(), "template", data ? *data : liquid::Value(liquid::Object{}),
                       std::make_shared<CaseTemplates>(templates), options);
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
    boost::system::error_code error;
    std::size_t read = 0;
    const liquid::Value test = liquid::parse_json(line, error, read);
    if (error) return error_answer(fmt::format("this line is not JSON: {}", error.message()));
    if (!test.is_object()) return error_answer("a case must be a JSON object");
    return json::serialize(json::object{{"result", as_text(run_case(test.object(), usual))}});
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
