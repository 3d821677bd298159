#include "pages/page_set.hpp"

#include <algorithm>
#include <array>
#include <set>

#include <date/tz.h>
#include <fmt/format.h>

#include "base/text.hpp"
#include "base/time_zones.hpp"
#include "liquid/partials.hpp"
#include "liquid/template.hpp"
#include "message/accent_colors.hpp"
#include "message/language.hpp"
#include "message/message_filters.hpp"
#include "message/message_library.hpp"
#include "pages/accept_language.hpp"
#include "pages/page_style.hpp"

namespace lifecycled {
namespace {

using liquid::Object;
using liquid::Value;

constexpr std::chrono::milliseconds longest_rendering{250};
constexpr std::size_t largest_page = 256 * 1024;
constexpr std::array<std::string_view, 5> right_to_left{"ar", "fa", "he", "ur", "yi"};

// Partials by the names of their files.
class PartialLoader final : public liquid::Loader {
 public:
  explicit PartialLoader(std::map<std::string, std::string, std::less<>> texts) : texts_(std::move(texts)) {}
  std::optional<std::string> load(std::string_view name) override {
    const auto found = texts_.find(name);
    return found == texts_.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::map<std::string, std::string, std::less<>> texts_;
};

struct Parsed {
  liquid::Template source;
  Place place;
};

// "legend.first" into the object that templates see.
void put(Object& into, std::string_view path, const Value& value) {
  const auto dot = path.find('.');
  if (dot == std::string_view::npos) return into.set(std::string(path), value);
  const std::string first(path.substr(0, dot));
  Object inner;
  if (const Value* there = into.find(first); there && there->is_object()) inner = there->object();
  put(inner, path.substr(dot + 1), value);
  into.set(first, Value(std::move(inner)));
}

}  // namespace

struct PageSet::Theme {
  std::map<std::string, Parsed, std::less<>> templates;
  std::map<std::string, std::map<std::string, Parsed, std::less<>>, std::less<>> texts;
  std::unique_ptr<liquid::Partials> partials;
  // Of each language, the parts ("common", "order") of which a shipped text is missing.
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> missing;
  std::string colors, style;
  bool has_pictures;

  // `over` may be null. What cannot be parsed is told, and what it stands over stays.
  Theme(const PageSources& base, const PageSources* over, const Settings& settings,
        const std::shared_ptr<const liquid::Environment>& environment, Problems& problems) {
    std::map<std::string, std::string, std::less<>> shared;
    for (const PageSources* sources : {&base, over}) {
      if (!sources) continue;
      for (const auto& [name, source] : sources->templates) {
        if (auto parsed = parse(source, environment, problems)) {
          templates.insert_or_assign(name, std::move(*parsed));
          if (name.starts_with("partials/")) shared[name.substr(9)] = source.text;
        }
      }
      for (const auto& [language, told] : sources->texts) {
        for (const auto& [path, source] : told) {
          if (auto parsed = parse(source, environment, problems))
            texts[language].insert_or_assign(path, std::move(*parsed));
        }
      }
    }
    find_missing(base);
    partials = std::make_unique<liquid::Partials>(environment, std::make_shared<PartialLoader>(shared));
    const bool has_style = over && !over->style.text.empty();
    const std::string& color = settings.shop.color;
    colors = color_style(color);
    style = (has_style ? *over : base).style.text;
    has_pictures = settings.pages.product_pictures;
  }

  static std::optional<Parsed> parse(const PageSource& source,
                                     const std::shared_ptr<const liquid::Environment>& environment,
                                     Problems& problems) {
    try {
      return Parsed{liquid::Template::parse(source.text, source.place.file, environment), source.place};
    } catch (const liquid::Error& error) {
      for (const liquid::Error& mistake :
           liquid::Template::mistakes(source.text, source.place.file, environment))
        problems.error(place_in_file(source.place, mistake.place()), mistake.text(), mistake.hint());
      return std::nullopt;
    }
  }

  std::string style_of(std::string_view page) const {
    return colors + compact_style(style, templates.contains(page) ? page : "note");
  }

  void find_missing(const PageSources& shipped) {
    const auto english = shipped.texts.find("en");
    if (english == shipped.texts.end()) return;
    for (const auto& [language, told] : texts) {
      for (const auto& [path, source] : english->second) {
        if (!text_in(language, path)) missing[language].insert(path.substr(0, path.find('.')));
      }
    }
  }

  // A variant such as "nl-BE" takes what it lacks from its own language.
  const Parsed* text_in(const std::string& language, std::string_view path) const {
    for (const std::string& candidate : language_fallbacks(language)) {
      const auto told = texts.find(candidate);
      if (told == texts.end()) continue;
      if (const auto found = told->second.find(path); found != told->second.end()) return &found->second;
    }
    return nullptr;
  }
  // The reader's own language, or English where a shop's own language has no such text.
  const Parsed* text(std::string_view path, const std::string& language) const {
    const Parsed* found = text_in(language, path);
    return found ? found : text_in("en", path);
  }
  bool is_whole(std::string_view page, const std::string& language) const {
    const auto parts = missing.find(language);
    return parts == missing.end() || (!parts->second.contains("common") && !parts->second.contains(page));
  }
};

// One page on its way.
struct PageSet::Rendering {
  const Theme& theme;
  const PageReader& reader;
  liquid::RenderOptions options;
  bool collects;
  std::vector<Problem> problems = {};

  Rendering(const PageSet& set, const Theme& given, const PageReader& asked, bool strict)
      : theme(given), reader(asked), collects(strict) {
    options.partials = theme.partials.get();
    options.now = [&set] {
      return std::chrono::system_clock::time_point(set.clock_.now().time_since_epoch());
    };
    const bool has_zone = !asked.time_zone.empty() && TimeZone::exists(asked.time_zone);
    options.zone = date::locate_zone(has_zone ? asked.time_zone : set.shop_.time_zone);
    options.strict_variables = strict;
    options.out_of_time = liquid::after_computing(longest_rendering);
    options.limits.output_bytes = largest_page;
  }

  void note(const Place& start, const liquid::Error& error) {
    const Place place = error.place().name.empty() || error.place().name == start.file
                            ? place_in_file(start, error.place())
                            : Place{error.place().name, error.place().line, error.place().column};
    problems.push_back({place, error.text(), error.hint()});
  }

  std::string render(const Parsed& what, const Value& data, bool is_html) {
    std::vector<liquid::Error> errors;
    options.escape_html = is_html;
    options.errors = collects ? &errors : nullptr;
    std::string out;
    try {
      out = what.source.render(data, options);
    } catch (const liquid::Error& error) {
      note(what.place, error);
      if (!collects) throw;
    }
    for (const liquid::Error& error : errors) note(what.place, error);
    return out;
  }

  std::string render_text(std::string_view path, const Value& data) {
    const Parsed* found = theme.text(path, reader.language);
    return found ? render(*found, data, false) : std::string();
  }

  // Those of "common" and of the page.
  Object texts(std::string_view page, const Value& data) {
    Object out;
    const auto english = theme.texts.find("en");
    if (english == theme.texts.end()) return out;
    for (const std::string& section : {std::string("common."), std::string(page) + "."}) {
      for (auto at = english->second.lower_bound(section);
           at != english->second.end() && at->first.starts_with(section); ++at) {
        put(out, std::string_view(at->first).substr(section.size()), Value(render_text(at->first, data)));
      }
    }
    return out;
  }

  std::string page(std::string_view name, Object data, const std::string& style) {
    data.set("text", Value(texts(name, Value(data))));
    auto found = theme.templates.find(name);
    if (found == theme.templates.end()) found = theme.templates.find("note");
    const auto layout = theme.templates.find("layout");
    if (found == theme.templates.end() || layout == theme.templates.end()) return "";
    const std::string content = render(found->second, Value(data), true);
    data.set("content", Value::safe(content));
    data.set("style", Value::safe(style));
    return render(layout->second, Value(std::move(data)), true);
  }
};

PageSet::PageSet(const PageFiles& files, const Settings& settings, const Clock& clock, Problems& problems)
    : shop_(settings.shop), settings_(settings.pages), clock_(clock) {
  if (!TimeZone::exists(shop_.time_zone)) shop_.time_zone = "UTC";
  logo_ = picture_address(files.logo);
  const auto environment = message_environment();
  shipped_ = std::make_unique<const Theme>(files.shipped, nullptr, settings, environment, problems);
  own_ = std::make_unique<const Theme>(files.shipped, &files.own, settings, environment, problems);
}

PageSet::~PageSet() = default;

Object PageSet::frame(std::string_view page, const PageReader& reader, const Object& facts) const {
  Object data = facts;
  if (!data.find("script")) data.set("script", Value());
  data.set("shop", Value(Object{{"name", shop_.name},
                                {"url", shop_.url.empty() ? Value() : Value(shop_.url)},
                                {"address", shop_.postal_address},
                                {"currency", shop_.currency},
                                {"logo", logo_.empty() ? Value() : Value(logo_)}}));
  const std::string language = reader.language.substr(0, reader.language.find('-'));
  const bool is_leftwards = std::ranges::find(right_to_left, language) != right_to_left.end();
  data.set("page",
           Value(Object{
               {"name", page}, {"language", reader.language}, {"direction", is_leftwards ? "rtl" : "ltr"}}));
  data.set("message", Value(Object{
                          {"language", reader.language},
                          {"locale", formatting_locale(reader.language, reader.own_language, reader.country)},
                      }));
  return data;
}

PageReader PageSet::for_page(std::string_view page, PageReader reader) const {
  if (!own_->is_whole(page, reader.language)) reader.language = "en";
  return reader;
}

PageDocument PageSet::render(std::string_view page, const PageReader& asked, const Object& facts) const {
  const PageReader reader = for_page(page, asked);
  const Object data = frame(page, reader, facts);
  const Value* script = facts.find("script");
  const std::string script_text = script ? script->string() : "";
  PageDocument out;
  out.language = reader.language;
  for (const Theme* theme : {own_.get(), shipped_.get()}) {
    Rendering rendering(*this, *theme, reader, false);
    try {
      const std::string style = theme->style_of(page);
      out.html = rendering.page(page, data, style);
      out.policy = page_policy(style, theme->has_pictures, script_text);
      return out;
    } catch (const liquid::Error&) {
      out.own_mistakes.insert(out.own_mistakes.end(), rendering.problems.begin(), rendering.problems.end());
    }
  }
  return out;
}

std::string PageSet::text(std::string_view path, const PageReader& asked, const Object& facts) const {
  const PageReader reader = for_page(path.substr(0, path.find('.')), asked);
  const Object data = frame("", reader, facts);
  for (const Theme* theme : {own_.get(), shipped_.get()}) {
    try {
      return Rendering(*this, *theme, reader, false).render_text(path, Value(data));
    } catch (const liquid::Error&) {
      continue;  // the page that shows it says so
    }
  }
  return "";
}

std::string PageSet::channel_label(std::string_view channel, const PageReader& reader) const {
  const std::string path = fmt::format("common.channels.{}", channel);
  return text(own_->text(path, reader.language) ? path : "common.channels.other", reader);
}

std::vector<std::string> PageSet::languages() const {
  std::vector<std::string> out;
  for (const auto& [language, texts] : own_->texts) out.push_back(language);
  return out;
}

PageReader PageSet::reader(const std::optional<std::string>& customer_language,
                           std::string_view accept_language) const {
  std::vector<std::string> wanted;
  if (customer_language) wanted.push_back(*customer_language);
  for (std::string& range : asked_languages(accept_language)) wanted.push_back(std::move(range));
  wanted.push_back(shop_.language);
  for (const std::string& tag : wanted) {
    for (const std::string& candidate : language_fallbacks(tag)) {
      if (own_->texts.contains(candidate)) return {candidate, "", tag, ""};
    }
  }
  return {};
}

std::vector<Problem> PageSet::mistakes(std::string_view page, const PageReader& reader, const Object& facts,
                                       std::size_t& bytes) const {
  Rendering rendering(*this, *own_, reader, true);
  bytes = rendering.page(page, frame(page, reader, facts), own_->style_of(page)).size();
  return std::move(rendering.problems);
}

}  // namespace lifecycled
