#include "provider.hpp"

namespace sms {

using namespace lifecycled::plugin;

std::string quoted(const std::string& said) {
  constexpr std::size_t longest = 200;
  const std::string line = one_line(said.c_str());
  return line.size() <= longest ? line : one_line(line.substr(0, longest).c_str()) + "...";
}

Judgement usual_judgement(const HttpResponse& response) {
  const Result usual = usual_result(response);
  Judgement out;
  out.outcome = usual.outcome;
  out.scope = usual.scope;
  out.retry_after_ms = usual.retry_after_ms;
  out.detail =
      response.status() > 0 ? "the provider answered " + std::to_string(response.status()) : response.error();
  return out;
}

}  // namespace sms
