#include "liquid/program.hpp"
#include "liquid/template.hpp"

namespace lifecycled::liquid {

std::vector<Reference> Template::references(Partials*) const { return {}; }

}  // namespace lifecycled::liquid
