// A parsed template: immutable, rendered any number of times from any thread. This is the header to start
// from:
//
//   auto environment = liquid::Environment::standard();
//   auto greeting = liquid::Template::parse("Hi {{ name | default: 'you' }}!", "greeting.liquid",
//   environment); std::string text = greeting.render(liquid::Object{{"name", "Ann"}}, {.escape_html = true});
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "liquid/environment.hpp"
#include "liquid/error.hpp"
#include "liquid/options.hpp"
#include "liquid/value.hpp"

namespace lifecycled::liquid {

struct Program;
struct Readable;

// A fact that a template uses, as far as can be said without rendering it: "customer.first_name",
// "event.products[].name" for a loop's item or an index that is known only later, "products[].tags[]".
struct Reference {
  std::string path;
  Place place;
  bool operator==(const Reference&) const = default;
};

class Template {
 public:
  // Throws Error.
  static Template parse(std::string source, std::string name, std::shared_ptr<const Environment> environment);

  // Every mistake that parse() could throw one after the other, in the order of the text, a hundred at most;
  // for whoever shows them to the author of the text.
  static std::vector<Error> mistakes(std::string source, std::string name,
                                     std::shared_ptr<const Environment> environment);

  // What is right in a text with mistakes, for whoever looks for more of them: what cannot be read is left
  // out as if it were text, an unknown filter gives what it was given, and all places are those of `source`.
  // Nothing when too little is left.
  static std::optional<Readable> readable(std::string source, std::string name,
                                          const std::shared_ptr<const Environment>& environment);

  // `data` is an object or a drop. Throws Error.
  std::string render(const Value& data, const RenderOptions& options = {}) const;

  // Every variable of the data that is used, in the order of the text, also in partials that are named
  // literally when `partials` is given. Names that the template itself assigns are not facts. Throws Error
  // for a missing or broken partial.
  std::vector<Reference> references(Partials* partials = nullptr) const;

  // Where this filter is called, not counting partials.
  std::vector<Place> uses_of(std::string_view filter) const;

  const std::string& name() const;
  const std::string& source() const;
  const Program& program() const { return *program_; }

 private:
  explicit Template(std::shared_ptr<const Program> program) : program_(std::move(program)) {}
  std::shared_ptr<const Program> program_;
};

struct Readable {
  Template text;
  // The words of the tags that were left out: these may be names that the text itself assigns.
  std::set<std::string, std::less<>> unsure;
};

}  // namespace lifecycled::liquid
