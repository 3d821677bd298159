#include "liquid/template.hpp"

#include "liquid/compiler.hpp"
#include "liquid/located.hpp"
#include "liquid/renderer.hpp"

namespace lifecycled::liquid {

Template Template::parse(std::string source, std::string name,
                         std::shared_ptr<const Environment> environment) {
  if (source.size() > environment->limits.source_bytes) {
    Error error(Fault::limit,
                "the template is larger than " + std::to_string(environment->limits.source_bytes) + " bytes");
    error.locate({}, name, 0);
    throw error;
  }
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

std::string Template::render(const Value& data, const RenderOptions& options) const {
  return Renderer(*program_, data, options).render();
}

const std::string& Template::name() const { return program_->name; }

const std::string& Template::source() const { return program_->source; }

}  // namespace lifecycled::liquid
