#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "cli/data_command.hpp"
#include "cli/eraser.hpp"
#include "cli/find_customer.hpp"
#include "journey/restriction.hpp"
#include "store/reject_files.hpp"

namespace lifecycled {

namespace json = boost::json;

namespace {
constexpr std::size_t longest_reason = 500;
}

// Until somebody lifts it nothing is decided about the customer, and nothing is sent.
json::object run_restrict(CommandContext& context, const json::object& arguments) {
  const std::string name = text_at(arguments, "customer").value_or("");
  const CustomerId customer = one_customer(context.database, name);
  const bool lifts = text_at(arguments, "lift") == "true";
  const Restriction restriction{context.now, shortened(text_at(arguments, "by").value_or(""), longest_reason),
                                shortened(text_at(arguments, "why").value_or(""), longest_reason)};
  DataProcessing processing(context.database);
  if (processing.of(customer) >= Processing::BeingErased)
    throw CommandError(processing.objection(customer).value_or(""));
  const bool changed = lifts ? lift_restriction(context.database, customer)
                             : restrict_processing(context.database, customer, restriction);
  const auto objection = processing.objection(customer);
  return {{"customer", customer},
          {"changed", changed},
          {"restricted", objection ? json::value(*objection) : json::value()}};
}

// How far an erasure has come.
json::object run_erasure(CommandContext& context, const json::object& arguments) {
  const auto erasure = Erasures(context.database).find(text_at(arguments, "erasure").value_or(""));
  if (!erasure) throw CommandError("there is no such erasure");
  return erasure_json(*erasure);
}

json::object run_note_reject_file(CommandContext& context, const json::object& arguments) {
  const std::string path = text_at(arguments, "path").value_or("");
  if (!path.starts_with('/')) throw CommandError("the path of a reject file begins with /");
  RejectFiles(context.database).note(path, context.now);
  return {{"path", path}};
}

}  // namespace lifecycled
