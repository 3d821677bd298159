#include "liquid/template.hpp"

#include "liquid/compiler.hpp"
#include "liquid/lines.hpp"
#include "liquid/located.hpp"
#include "liquid/renderer.hpp"

namespace lifecycled::liquid {

namespace {

Error too_large(const std::string& name, const Environment& environment) {
  Error error(Fault::limit,
              "the template is larger than " + std::to_string(environment.limits.source_bytes) + " bytes");
  error.locate({}, name, 0);
  return error;
}

}  // namespace

Template Template::parse(std::string source, std::string name,
                         std::shared_ptr<const Environment> environment) {
  if (source.size() > environment->limits.source_bytes) throw too_large(name, *environment);
  auto program = std::make_shared<Program>();
  program->source = std::move(source);
  program->name = std::move(name);
  program->environment = std::move(environment);
  try {
    Compiler(*program).compile();
  } catch (const Located& located) {
    Error error(Fault::syntax, located.text, located.hint);
    error.locate(program->source, program->name, located.offset);
    throw error;
  }
  return Template(std::move(program));
}

std::vector<Error> Template::mistakes(std::string source, std::string name,
                                      std::shared_ptr<const Environment> environment) {
  std::vector<Error> all;
  if (source.size() > environment->limits.source_bytes) return {too_large(name, *environment)};
  Program program;
  program.source = std::move(source);
  program.name = std::move(name);
  program.environment = std::move(environment);
  for (const Located& located : Compiler(program).mistakes()) {
    Error error(Fault::syntax, located.text, located.hint);
    error.locate(program.source, program.name, located.offset);
    all.push_back(std::move(error));
  }
  return all;
}

std::string Template::render(const Value& data, const RenderOptions& options) const {
  return Renderer(*program_, data, options).render();
}

std::vector<Place> Template::uses_of(std::string_view filter) const {
  Lines lines(program_->source, program_->name);
  std::vector<Place> uses;
  for (const Call& call : program_->calls)
    if (call.filter->name == filter) uses.push_back(lines.place(call.place));
  return uses;
}

const std::string& Template::name() const { return program_->name; }

const std::string& Template::source() const { return program_->source; }

}  // namespace lifecycled::liquid
