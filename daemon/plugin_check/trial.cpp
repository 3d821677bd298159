#include "plugin_check/trial.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "channel/frames.hpp"
#include "plugin_check/check.hpp"

namespace lifecycled::plugin_check {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds afterwards(20);  // how long a second completion is waited for
constexpr std::size_t batch_without_limit = 100;

Trial::Settings usual(Subject& subject) {
  Trial::Settings settings;
  settings.options = subject.option_values();
  return settings;
}

}  // namespace

ProviderAnswer answer_with_status(const Subject& subject, int status) {
  const CheckConfig& config = subject.config();
  if (status < 300) {
    return config.success.value_or(
        ProviderAnswer{status, {}, R"({"id":"@ID@","message_id":"@ID@","messages":[{"id":"@ID@"}]})"});
  }
  const auto found = config.by_status.find(status);
  if (found != config.by_status.end()) return found->second;
  return {status, {}, R"({"error":{"code":)" + std::to_string(status) + R"(,"message":"no"}})"};
}

ScriptedProvider::Script always(ProviderAnswer answer) {
  return [answer = std::move(answer)](const HttpRequest&) {
    return Answer{Answer::How::Answered, response_from(answer)};
  };
}

ScriptedProvider::Script always(Answer answer) {
  return [answer = std::move(answer)](const HttpRequest&) { return answer; };
}

std::string shown(const AttemptResult& result) {
  std::string text(to_text(result.outcome));
  if (!result.detail.empty()) text += ": " + clean_line(result.detail, 200);
  return text;
}

Trial::Trial(Subject& subject) : Trial(subject, usual(subject)) {}

Trial::Trial(Subject& subject, Settings settings)
    : subject_(subject),
      settings_(std::move(settings)),
      provider_(subject.config().side_answers,
                settings_.script ? settings_.script : always(answer_with_status(subject, 200))),
      next_ticket_(settings_.first_ticket),
      channel_(std::make_unique<PluginInstance>(subject.library(), subject.type_id(), settings_.options,
                                                *this, settings_.has_http ? &provider_ : nullptr)) {
  capabilities_ = channel_->capabilities();
}

Trial::~Trial() { channel_.reset(); }

void Trial::call(const std::function<void()>& work) {
  if (settings_.call) return settings_.call(work);
  work();
}

std::size_t Trial::full_batch() const {
  std::size_t most = capabilities_.batch_size == 0 ? batch_without_limit : capabilities_.batch_size;
  if (capabilities_.in_flight != 0) most = std::min<std::size_t>(most, capabilities_.in_flight);
  return most;
}

std::vector<std::uint64_t> Trial::submit(std::vector<OutboundMessage> messages) {
  std::vector<std::uint64_t> tickets;
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                       std::chrono::system_clock::now().time_since_epoch())
                       .count();
  for (auto& m : messages) {
    m.ticket = next_ticket_++;
    if (m.deadline_unix_ms == 0) m.deadline_unix_ms = now + 3600 * 1000;
    tickets.push_back(m.ticket);
  }
  std::string bytes;
  if (!frames::append_submit(bytes, messages).empty())
    throw std::logic_error("a message of the checker is larger than a frame");
  frames::Splitter splitter;
  const auto room = splitter.room(bytes.size());
  bytes.copy(room.data(), bytes.size());
  splitter.came(bytes.size());
  while (const auto frame = splitter.next()) call([&] { channel_->submit(frame->body); });
  return tickets;
}

void Trial::turn() {
  bool was_busy = false;
  call([&] { was_busy = provider_.turn(); });
  std::vector<std::uint64_t> stored;
  {
    std::unique_lock lock(mutex_);
    stored.swap(batches_to_store_);
    if (!was_busy && stored.empty()) said_something_.wait_for(lock, std::chrono::milliseconds(2));
  }
  if (!stored.empty()) {
    call([&] {
      for (const auto batch : stored) channel_->reports_stored(batch, true);
    });
  }
}

void Trial::turn_for(std::chrono::milliseconds time, const std::function<bool()>& enough) {
  const auto end = steady_clock::now() + time;
  while (steady_clock::now() < end && !(enough && enough())) turn();
}

void Trial::settle() {
  const auto is_done = [this] { return channel_->open() == 0; };
  turn_for(subject_.config().patience, is_done);
  if (!is_done())
    fail(std::to_string(channel_->open()) + " of " + std::to_string(next_ticket_ - settings_.first_ticket) +
         " tickets are not completed after " + std::to_string(subject_.config().patience.count()) + " ms");
  turn_for(afterwards);
}

void Trial::expect_good_manners() const {
  for (const auto& [deed, text] : misdeeds())
    if (deed != Misdeed::TookLong && deed != Misdeed::SentWithoutStart) fail(text);
}

void Trial::end() {
  const std::size_t held_before = channel_->open();
  call([this] { provider_.close(); });
  channel_.reset();
  const std::scoped_lock lock(mutex_);
  const std::size_t handed_over = next_ticket_ - settings_.first_ticket;
  if (results_.size() < handed_over)
    fail(std::to_string(handed_over - results_.size()) + " of " + std::to_string(held_before) +
         " open tickets were not completed when destroy() returned");
}

bool Trial::is_complete(std::uint64_t ticket) const {
  const std::scoped_lock lock(mutex_);
  return results_.contains(ticket);
}

AttemptResult Trial::result_of(std::uint64_t ticket) const {
  const std::scoped_lock lock(mutex_);
  const auto found = results_.find(ticket);
  if (found == results_.end()) fail("ticket " + std::to_string(ticket) + " was not completed");
  return found->second;
}

std::vector<AttemptResult> Trial::results() const {
  const std::scoped_lock lock(mutex_);
  std::vector<AttemptResult> all;
  for (const auto& [ticket, result] : results_) all.push_back(result);
  return all;
}

std::vector<std::pair<Misdeed, std::string>> Trial::misdeeds() const {
  const std::scoped_lock lock(mutex_);
  return misdeeds_;
}

std::vector<std::string> Trial::lines() const {
  const std::scoped_lock lock(mutex_);
  return lines_;
}

std::size_t Trial::starts_of(std::uint64_t ticket) const {
  const std::scoped_lock lock(mutex_);
  const auto found = starts_.find(ticket);
  return found == starts_.end() ? 0 : found->second;
}

std::pair<WebhookReply, std::vector<Receipt>> Trial::receive(const WebhookRequest& request) {
  {
    const std::scoped_lock lock(mutex_);
    receipts_.clear();
  }
  std::optional<WebhookReply> reply;
  call([&] { channel_->receive_webhook(request, [&](WebhookReply given) { reply = std::move(given); }); });
  turn_for(subject_.config().patience, [&] { return reply.has_value(); });
  if (!reply) fail("a webhook was not answered");
  const std::scoped_lock lock(mutex_);
  return {std::move(*reply), receipts_};
}

void Trial::completed(Completion completion) {
  const std::scoped_lock lock(mutex_);
  results_.insert_or_assign(completion.ticket, std::move(completion.result));
  said_something_.notify_one();
}

void Trial::logged(int, std::string_view text) {
  const std::scoped_lock lock(mutex_);
  lines_.emplace_back(text);
}

void Trial::misbehaved(Misdeed deed, std::string_view text) {
  const std::scoped_lock lock(mutex_);
  misdeeds_.emplace_back(deed, text);
}

bool Trial::started(const std::uint64_t* tickets, std::size_t count) {
  const std::scoped_lock lock(mutex_);
  if (!settings_.may_start) return false;
  for (std::size_t i = 0; i < count; ++i) ++starts_[tickets[i]];
  return true;
}

void Trial::reported(std::uint64_t batch, std::vector<Receipt> receipts) {
  const std::scoped_lock lock(mutex_);
  batches_to_store_.push_back(batch);
  for (auto& receipt : receipts) receipts_.push_back(std::move(receipt));
  said_something_.notify_one();
}

}  // namespace lifecycled::plugin_check
