#include "cli/service.hpp"

#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <systemd/sd-daemon.h>

#include "base/json_fields.hpp"
#include "base/spawn.hpp"
#include "base/text.hpp"
#include "base/wake.hpp"
#include "cli/channel_desk.hpp"
#include "cli/command_log.hpp"
#include "cli/control_socket.hpp"
#include "cli/data_command.hpp"
#include "cli/database_visit.hpp"
#include "cli/engine.hpp"
#include "cli/eraser.hpp"
#include "cli/housekeeping.hpp"
#include "cli/ledger.hpp"
#include "cli/link_keys.hpp"
#include "cli/service_settings.hpp"
#include "cli/tls_files.hpp"
#include "pages/pages.hpp"
#include "pages/qr_route.hpp"
#include "store/meta.hpp"
#include "web/document_route.hpp"
#include "web/health_route.hpp"
#include "web/http_server.hpp"
#include "web/intake_routes.hpp"
#include "web/shop_routes.hpp"
#include "web/webhook_routes.hpp"

namespace lifecycled {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;
using boost::asio::use_awaitable;

constexpr Milliseconds answer_grace{3'000};
constexpr Milliseconds channel_grace{15'000};
constexpr Milliseconds after_store_failure{1'000};
constexpr std::size_t reading_connections = 2;
constexpr std::size_t busy_writer = 8;
constexpr std::chrono::microseconds long_slice{3'000}, short_slice{1'000};

class Service {
 public:
  Service(const ServiceParts& parts, Workplace& workplace, CheckedConfiguration checked)
      : parts_(parts),
        workplace_(workplace),
        configuration_(std::make_shared<const Configuration>(std::move(checked.configuration))),
        channels_(std::move(checked.channels)),
        signer_(workplace.token_signer(parts.random, parts.clock.now())),
        ledger_key_(workplace.ledger_key(configuration_->settings.consent.key, true, parts.random)),
        store_(io_.get_executor(), {workplace.database(), reading_connections,
                                    [this](Database& database) { database.use_ledger_key(ledger_key_); }}),
        reactor_wake_(io_.get_executor(), parts.clock),
        eraser_wake_(io_.get_executor(), parts.clock),
        house_wake_(io_.get_executor(), parts.clock),
        ledger_wake_(io_.get_executor(), parts.clock),
        desk_(io_, store_, parts.clock, workplace, parts.places.plugin_host, parts.log,
              [this] { reactor_wake_.notify(); }),
        intake_(
            store_, parts.clock, parts.log, intake_keys(configuration_->settings),
            [this] { reactor_wake_.notify(); },
            key_budgets(intake_keys(configuration_->settings), configuration_->key_rates)),
        shops_({store_, parts.clock, parts.log, [this] { reactor_wake_.notify(); },
                [this](std::string user_id) { return erase_for_shop(std::move(user_id)); }},
               shop_routes(configuration_->shops)),
        pages_({store_, parts.clock, parts.random, parts.log, signer_,
                public_url_of(configuration_->settings.http), [this] { reactor_wake_.notify(); },
                [this] { desk_.notify_all(); }, intake_keys(configuration_->settings)},
               *configuration_),
        qr_(LinkMaker(public_url_of(configuration_->settings.http), signer_),
            intake_keys(configuration_->settings)),
        webhooks_(parts.clock, public_url_of(configuration_->settings.http),
                  [this](std::string channel, WebhookRequest request) {
                    return desk_.receive_webhook(std::move(channel), std::move(request));
                  }),
        server_(io_.get_executor(), parts.clock, parts.log,
                server_settings(configuration_->settings.http, parts.random), router_),
        signals_(io_, SIGTERM, SIGINT),
        hangup_(io_, SIGHUP) {}

  int run() {
    spawn(io_.get_executor(), parts_.log, "start", start(), [this] { fail(); });
    io_.run();
    // The reactor's prepared statements belong to the writer's connection and go before it does, on its
    // thread.
    io_.restart();
    spawn(io_.get_executor(), parts_.log, "release the engine", release_engine());
    io_.run();
    return failed_ ? 1 : 0;
  }

 private:
  awaitable<void> release_engine() {
    auto release = [this](Database&) { reactor_.reset(); };
    co_await store_.write(std::move(release));
    io_.stop();
  }

  // Everything must stand before the first byte is accepted.
  awaitable<void> start() {
    auto prepare = [this, configuration = configuration_](Database& database) {
      const std::optional<std::string> paused = Meta(database).paused();
      reactor_ = make_reactor(database, *configuration, parts_.random, parts_.clock.now(), parts_.log);
      return paused;
    };
    const auto paused = co_await store_.write(std::move(prepare));
    paused_ = paused.has_value();
    if (paused_) parts_.log.warning("service.paused", {{"reason", *paused}});

    desk_.set_paused(paused_);
    desk_.use(
        channels_,
        make_stock(*configuration_, public_url_of(configuration_->settings.http), signer_, parts_.clock),
        make_outbox(*configuration_, parts_.random));
    intake_.add_to(router_, configuration_->settings.http.most_body_bytes);
    shops_.add_to(router_);
    webhooks_.add_to(router_, configuration_->settings.http.most_body_bytes);
    pages_.add_to(router_);
    qr_.add_to(router_);
    add_health_route(router_);
    add_document_route(router_);
    if (auto identity = read_tls_identity(configuration_->settings.http)) server_.use(std::move(identity));
    for (const std::string& place : configuration_->settings.http.listen) server_.listen(place);
    control_ = std::make_unique<ControlServer>(
        io_.get_executor(), workplace_.control_socket(),
        [this](std::string command, json::object arguments) {
          return answer(std::move(command), std::move(arguments));
        },
        parts_.log);
    const auto start_task = [this](const char* name, awaitable<void> task) {
      spawn(io_.get_executor(), parts_.log, name, std::move(task), [this] { fail(); });
    };
    start_task("reactor", react());
    start_task("signals", wait_for_signals());
    start_task("reload signal", wait_for_hangup());
    start_task("watchdog", feed_watchdog());
    start_task("erasures", erase_customers(store_, parts_.clock, eraser_wake_, parts_.log));
    start_task("ledger head", tell_ledger_head(store_, parts_.clock, ledger_wake_, parts_.log));
    start_task("housekeeping", keep_house({store_, parts_.clock, parts_.random, parts_.log,
                                           [this] { return configuration_->settings.retention; },
                                           [this] { eraser_wake_.notify(); }},
                                          house_wake_));
    parts_.log.info("service.ready", {{"listen", join(configuration_->settings.http.listen, ", ")},
                                      {"port", server_.port()},
                                      {"campaigns", configuration_->campaigns.size()},
                                      {"channels", channels_.size()}});
    ::sd_notify(0, "READY=1");
  }

  awaitable<void> react() {
    while (!stopping_) {
      // Intake first: while others wait for the writer, deciding takes a smaller part of each commit.
      const auto at_most = store_.waiting_writes() > busy_writer ? short_slice : long_slice;
      auto slice = [this, at_most, now = parts_.clock.now()](Database& database) {
        return reactor_->run(database, now, at_most, [this] { return store_.waiting_writes() == 0; });
      };
      std::optional<Reactor::Slice> done;
      try {
        done = co_await store_.write(std::move(slice));
      } catch (const std::runtime_error& error) {
        parts_.log.error("reactor.store_failed", {{"reason", error.what()}});
      }
      progress_ = true;
      if (!done) {
        const Instant later = parts_.clock.now() + after_store_failure;
        co_await reactor_wake_.until(later);
        continue;
      }
      desk_.notify(done->channels);
      if (done->more) continue;
      const auto next = done->next_due;
      co_await reactor_wake_.until(next);
    }
    reactor_stopped_ = true;
  }

  awaitable<json::object> answer(std::string command, json::object arguments) {
    if (command == "reload") {
      auto result = co_await reload();
      co_return result;
    }
    if (command == "keys") co_return change_keys(arguments);
    if (command == "consent_verify") {
      auto witness = ledger_witness(configuration_->settings.retention, parts_.clock.now());
      auto result = co_await verify_ledger(store_, parts_.log, text_at(arguments, "head").value_or(""),
                                           std::move(witness));
      co_return result;
    }
    if (command == "erase") {
      auto erasure =
          co_await begin_erasure(store_, ErasureLog(workplace_.erasure_log(), ledger_key_), parts_.clock,
                                 parts_.random, parts_.log, text_at(arguments, "customer").value_or(""));
      eraser_wake_.notify();
      co_return erasure;
    }
    const DataCommand* known = find_data_command(command);
    if (!known)
      throw CommandError("the daemon knows no command \"" + command + "\"; is it older than this program?");
    auto run = [this, known, arguments = std::move(arguments),
                configuration = configuration_](Database& database) {
      CommandContext context{database, *reactor_, *configuration, parts_.clock.now()};
      return known->run(context, arguments);
    };
    auto result = co_await store_.write(std::move(run));
    if (known->brings_events) {
      reactor_wake_.notify();
      desk_.notify_all();
    }
    if (command == "pause" || command == "resume") set_paused(command == "pause");
    log_command(parts_.log, command, result);
    if (command == "status") add_live_status(result);
    co_return result;
  }

  awaitable<void> erase_for_shop(std::string user_id) {
    co_await begin_shop_erasure(store_, ErasureLog(workplace_.erasure_log(), ledger_key_), parts_.clock,
                                parts_.random, parts_.log, std::move(user_id));
    eraser_wake_.notify();
  }

  json::object change_keys(const json::object& arguments) {
    auto result = change_link_keys(workplace_.link_keys(), parts_.random, parts_.clock.now(), arguments);
    const std::string act = text_at(arguments, "act").value_or("list");
    if (act == "list") return result;
    signer_->replace(secrets_of(read_link_keys(workplace_.link_keys())));
    parts_.log.info("keys.changed", {{"act", act}, {"keys", result.at("keys").as_array().size()}});
    return result;
  }

  void add_live_status(json::object& result) const {
    result["channels"] = to_json(desk_.status());
    result["listen"] = join(configuration_->settings.http.listen, ", ");
    result["port"] = server_.port();
    result["connections"] = server_.connections();
    result["version"] = LIFECYCLED_VERSION;
  }

  void set_paused(bool paused) {
    paused_ = paused;
    desk_.set_paused(paused);
  }

  // All files or, if one is wrong, none.
  awaitable<json::object> reload() {
    // Plugins are asked and templates parsed on a reading thread: the io thread goes on meanwhile.
    auto check = [file = parts_.configuration_file, places = parts_.places](Database&) {
      return check_configuration(file, places);
    };
    auto checked = co_await store_.read(std::move(check));
    json::array problems;
    for (const Problem& problem : checked.problems.sorted())
      problems.push_back(json::value(to_string(problem)));
    json::object result{{"reloaded", !checked.problems.has_errors()}, {"problems", std::move(problems)}};
    if (checked.problems.has_errors()) {
      for (const Problem& problem : checked.problems.sorted()) {
        parts_.log.warning("service.reload_refused", {{"problem", to_string(problem)}});
      }
      co_return result;
    }
    auto next = std::make_shared<const Configuration>(std::move(checked.configuration));
    const std::string refusal = renew_keys(*next);
    if (!refusal.empty()) {
      parts_.log.warning("service.reload_refused", {{"problem", refusal}});
      result["reloaded"] = false;
      result.at("problems").as_array().push_back(json::value(refusal));
      co_return result;
    }
    if (needs_restart(*started_with_, *next)) {
      result["note"] =
          "state, [http] but for a renewed certificate, and [intake] take effect at the next start";
    }
    auto exchange = [this, next](Database& database) {
      reactor_ = make_reactor(database, *next, parts_.random, parts_.clock.now(), parts_.log);
    };
    co_await store_.write(std::move(exchange));
    configuration_ = next;
    pages_.use(*configuration_);
    channels_ = std::move(checked.channels);
    desk_.use(
        channels_,
        make_stock(*configuration_, public_url_of(configuration_->settings.http), signer_, parts_.clock),
        make_outbox(*configuration_, parts_.random));
    reactor_wake_.notify();
    parts_.log.info("service.reloaded",
                    {{"campaigns", next->campaigns.size()}, {"channels", channels_.size()}});
    co_return result;
  }

  // A renewed certificate, and what somebody did to link.key by hand. Only the files may be new: where they
  // lie is read at the start. What is wrong with them, or "".
  std::string renew_keys(const Configuration& next) {
    try {
      auto identity = read_tls_identity(next.settings.http);
      auto link_keys = read_link_keys(workplace_.link_keys());
      if (identity) server_.use(std::move(identity));
      signer_->replace(secrets_of(link_keys));
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  awaitable<void> wait_for_signals() {
    const int number = co_await signals_.async_wait(use_awaitable);
    parts_.log.info("service.stopping", {{"signal", number}});
    co_await shut_down();
  }

  awaitable<void> wait_for_hangup() {
    while (!stopping_) {
      co_await hangup_.async_wait(use_awaitable);
      try {
        co_await reload();
      } catch (const std::runtime_error& error) {
        // Whatever is wrong with the new files, or with the disk they lie on: the daemon has the old ones.
        parts_.log.warning("service.reload_refused", {{"problem", error.what()}});
      }
    }
  }

  // Accept nothing new, answer what was begun, stop deciding, stop sending, then let the store finish.
  awaitable<void> shut_down() {
    if (stopping_) co_return;
    stopping_ = true;
    ::sd_notify(0, "STOPPING=1");
    co_await server_.stop(answer_grace);
    reactor_wake_.close();
    eraser_wake_.close();
    house_wake_.close();
    ledger_wake_.close();
    desk_.stop();
    boost::asio::steady_timer timer(io_);
    const SteadyInstant deadline = parts_.clock.steady_now() + channel_grace;
    while ((!desk_.has_stopped() || !reactor_stopped_) && parts_.clock.steady_now() < deadline) {
      timer.expires_after(Milliseconds{20});
      co_await timer.async_wait(use_awaitable);
    }
    // What is still in flight stays on disk as being sent, and is settled at the next start.
    if (!desk_.has_stopped()) parts_.log.warning("service.channels_still_busy");
    control_.reset();
    parts_.log.info("service.stopped");
    io_.stop();
  }

  // Fed by progress, not by time: a daemon whose reactor hangs is restarted.
  awaitable<void> feed_watchdog() {
    boost::asio::steady_timer timer(io_);
    while (!stopping_) {
      timer.expires_after(std::chrono::seconds{5});
      co_await timer.async_wait(use_awaitable);
      reactor_wake_.notify();
      if (std::exchange(progress_, false)) ::sd_notify(0, "WATCHDOG=1");
    }
  }

  void fail() {
    failed_ = true;
    io_.stop();
  }

  const ServiceParts& parts_;
  Workplace& workplace_;
  boost::asio::io_context io_{1};
  std::shared_ptr<const Configuration> configuration_;
  const std::shared_ptr<const Configuration> started_with_ = configuration_;
  std::vector<ReadyChannel> channels_;
  std::shared_ptr<TokenSigner> signer_;
  std::unique_ptr<Reactor>
      reactor_;  // touched on the writer thread only; goes after the store's threads have ended
  std::string ledger_key_;
  Store store_;
  Wake reactor_wake_, eraser_wake_, house_wake_, ledger_wake_;
  ChannelDesk desk_;
  Router router_;
  IntakeRoutes intake_;
  ShopRoutes shops_;
  Pages pages_;
  QrRoute qr_;
  WebhookRoutes webhooks_;
  HttpServer server_;
  std::unique_ptr<ControlServer> control_;
  boost::asio::signal_set signals_, hangup_;
  bool paused_ = false, stopping_ = false, reactor_stopped_ = false, failed_ = false, progress_ = true;
};

}  // namespace

int run_service(const ServiceParts& parts, Workplace& workplace, CheckedConfiguration checked) {
  ready_database(workplace, checked.configuration.settings.consent, parts.clock, parts.random, parts.log);
  const int status = Service(parts, workplace, std::move(checked)).run();
  leave_database(workplace, parts.random);
  return status;
}

}  // namespace lifecycled
