#include "cli/operator.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include "base/json_fields.hpp"
#include "cli/consent_call.hpp"
#include "cli/engine.hpp"
#include "cli/eraser.hpp"
#include "cli/ledger.hpp"
#include "cli/shown_moments.hpp"
#include "store/meta.hpp"

namespace lifecycled {
namespace {

// What may be the first thing that is done to a shop, and makes its database: commands, with their act if
// any.
constexpr std::array<std::string_view, 4> beginnings{"append", "note_reject_file", "pause", "suppress add"};

// A database that was moved, deleted or looked for in the wrong place must not pass for an empty one.
void require_database(const Settings& settings, std::string command, const boost::json::object& arguments) {
  const std::filesystem::path file = std::filesystem::path(settings.state_folder) / "lifecycled.db";
  if (const auto act = text_at(arguments, "act")) command += " " + *act;
  if (std::ranges::find(beginnings, command) != beginnings.end() || std::filesystem::exists(file)) return;
  throw CommandError(fmt::format(
      "{}: there is no database; a shop's first `lifecycled serve` or import makes it. If there was "
      "one, restore it from your backup; if it lies elsewhere, mend state_folder in {}",
      file.string(), settings.file));
}

}  // namespace

std::string who_asks() {
  if (const char* behind_sudo = std::getenv("SUDO_USER"); behind_sudo && *behind_sudo) return behind_sudo;
  const passwd* user = ::getpwuid(::geteuid());
  return user ? user->pw_name : std::to_string(::geteuid());
}

struct Operator::Here {
  explicit Here(const std::filesystem::path& state) : workplace(state) {}
  Workplace workplace;
  std::unique_ptr<Database> database;
  std::unique_ptr<Reactor> reactor;
};

Operator::Operator(const std::filesystem::path& configuration_file, const Clock& clock, Random& random,
                   Log log)
    : clock_(clock), random_(random), log_(std::move(log)) {
  auto loaded = load_configuration(configuration_file);
  configuration_ = std::move(loaded.configuration);
  std::string mistakes;
  bool settings_are_wrong = configuration_.settings.file.empty();
  for (const Problem& problem : loaded.problems.sorted()) {
    mistakes += to_string(problem) + "\n";
    settings_are_wrong = settings_are_wrong || (problem.severity == Problem::Severity::Error &&
                                                problem.place.file == configuration_.settings.file);
  }
  // Settings that are wrong may name another shop's daemon. A campaign that is just being written stands in
  // nobody's way to pause: the daemon goes on with the files it has taken.
  if (!settings_are_wrong) {
    auto daemon =
        ControlClient::connect(std::filesystem::path(configuration_.settings.state_folder) / "control.sock");
    if (daemon) daemon_.emplace(std::move(*daemon));
  }
  if (!daemon_ && loaded.problems.has_errors())
    throw CommandError(mistakes + "mend these first; `lifecycled check` tells the same");
}

Operator::~Operator() = default;

boost::json::object Operator::ask(const std::string& command, const boost::json::object& arguments) {
  if (daemon_) return daemon_->ask(command, arguments);
  if (!here_) require_database(configuration_.settings, command, arguments);
  if (command == "erase") return erase_here(text_at(arguments, "customer").value_or(""));
  if (command == "consent_verify")
    return verify_ledger(*here().database, text_at(arguments, "head").value_or(""),
                         ledger_witness(configuration_.settings.retention, clock_.now()));
  const DataCommand* known = find_data_command(command);
  if (!known) throw CommandError(fmt::format("\"{}\" needs a running daemon", command));
  Here& place = here();
  CommandContext context{*place.database, *place.reactor, configuration_, clock_.now()};
  boost::json::object result;
  place.database->begin();
  try {
    result = known->run(context, arguments);
    place.database->commit();
  } catch (...) {
    place.database->rollback();
    throw;
  }
  return result;
}

boost::json::object Operator::ask_daemon(const std::string& command, const boost::json::object& arguments) {
  if (!daemon_) {
    throw CommandError(fmt::format("no daemon runs for {}; start it with: lifecycled serve",
                                   configuration_.settings.state_folder));
  }
  return daemon_->ask(command, arguments);
}

boost::json::object Operator::erase_here(const std::string& name) {
  Here& place = here();
  settle();
  Database& database = *place.database;
  const ErasureOrder order = order_erasure(database, name, clock_.now(), random_);
  if (!order.is_at_work) {
    ErasureLog(place.workplace.erasure_log(), database.ledger_key())
        .append(order.erasure.id, clock_.now(), order.known_by);
    database.begin();
    Erasures(database).begin(order.erasure);
    database.commit();
  }
  erase_customers_here(database, clock_, log_);
  return erasure_json(Erasures(database).find(order.erasure.id).value());
}

Operator::Here& Operator::here() {
  if (here_) return *here_;
  auto place = std::make_unique<Here>(configuration_.settings.state_folder);
  if (!place->workplace.try_lock()) {
    throw CommandError(
        fmt::format("{} is in use by a process that does not answer; is a daemon just starting or stopping?",
                    configuration_.settings.state_folder));
  }
  place->database = std::make_unique<Database>(place->workplace.database(), Database::Mode::ReadWrite);
  ready_ledger(*place->database, place->workplace, configuration_.settings.consent, random_, log_);
  // A restored backup is known by the commands, too.
  place->database->begin();
  erase_again(*place->database, ErasureLog(place->workplace.erasure_log(), place->database->ledger_key()),
              clock_.now());
  place->database->commit();
  place->database->begin();
  place->reactor = make_reactor(*place->database, configuration_, random_, clock_.now(), log_);
  place->database->commit();
  here_ = std::move(place);
  return *here_;
}

std::string Operator::shown(std::string_view text) const {
  return with_shown_moments(text, std::string_view(configuration_.settings.shop.time_zone));
}

void Operator::settle() {
  if (daemon_) return;
  Here& place = here();
  for (bool more = true; more;) {
    place.database->begin();
    more = place.reactor->run(*place.database, clock_.now(), std::chrono::milliseconds{200}).more;
    place.database->commit();
  }
}

}  // namespace lifecycled
