#include "web/rating_page.hpp"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/text.hpp"
#include "liquid/text.hpp"
#include "store/events.hpp"
#include "web/form.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_form_bytes = 64 * 1024;
constexpr std::size_t most_comment_bytes = 4000;
constexpr std::string_view star =
    R"(<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m12 2.6 2.9 5.9 6.5.9-4.7 4.6 1.1 6.5-5.8-3.1-5.8 3.1 1.1-6.5L2.6 9.4l6.5-.9z"/></svg>)";

// 1 to 5, or 0 to 10.
std::optional<int> rating_of(RatingPage::Scale scale, std::string_view text) {
  if (scale == RatingPage::Scale::Nps && text == "10") return 10;
  const char lowest = scale == RatingPage::Scale::Nps ? '0' : '1';
  const char highest = scale == RatingPage::Scale::Nps ? '9' : '5';
  if (text.size() != 1 || text[0] < lowest || text[0] > highest) return std::nullopt;
  return text[0] - '0';
}

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 16 &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

struct Answer {
  RatingLink link;
  int rating = 0;
  std::string comment, form_id;
};

// What makes two answers the same one.
std::string message_id(RatingPage::Scale scale, const Answer& answer) {
  const Digest comment = sha256(answer.comment);
  const std::string_view kind = scale == RatingPage::Scale::Nps ? nps_purpose : rating_purpose;
  return fmt::format("page:{}:{}:{}:{}:{}", kind, to_payload(answer.link), answer.form_id, answer.rating,
                     to_hex(bytes_of(comment).substr(0, 8)));
}

bool keep_answer(Database& database, RatingPage::Scale scale, const Answer& answer, const LinkFacts& facts,
                 Instant now) {
  boost::json::object body;
  body[scale == RatingPage::Scale::Nps ? "score" : "rating"] = answer.rating;
  if (!answer.comment.empty()) body["comment"] = answer.comment;
  if (!answer.link.entry_key.empty()) body["order_id"] = answer.link.entry_key;
  if (!facts.message.empty()) body["message"] = facts.message;
  if (!facts.channel.empty()) body["channel"] = facts.channel;
  NewEvent event;
  event.message_id = message_id(scale, answer);
  event.name = scale == RatingPage::Scale::Nps ? "NPS Answered" : "Feedback Given";
  event.occurred_at = now;
  event.source = EventSource::Page;
  event.customer = answer.link.customer;
  if (answer.link.delivery > 0) event.delivery = answer.link.delivery;
  event.body = boost::json::serialize(body);
  const std::vector<NewEvent> events{std::move(event)};
  return Events(database).append(events, now) > 0;
}

std::string stars(const PageLayout& layout, const PageTexts& texts, std::optional<int> chosen) {
  std::string out;
  for (int i = 1; i <= 5; ++i) {
    out += fmt::format(
        R"(<label class="star"><input type="radio" name="rating" value="{}" required{}>{}<span class="hidden">{}: {}</span></label>
)",
        i, i == chosen ? " checked" : "", star, i,
        layout.fill(texts.ratings[static_cast<std::size_t>(i - 1)]));
  }
  return out;
}

std::string numbers(std::optional<int> chosen) {
  std::string out;
  for (int i = 0; i <= 10; ++i) {
    out += fmt::format(
        R"(<label class="number"><input type="radio" name="rating" value="{}" required{}><span>{}</span></label>
)",
        i, i == chosen ? " checked" : "", i);
  }
  return out;
}

}  // namespace

void RatingPage::add_to(Router& router) {
  const char* path = scale_ == Scale::Nps ? "/n/*" : "/r/*";
  router.add(Method::Get, path, 0, [this](Request request) { return ask(std::move(request)); });
  router.add(Method::Post, path, most_form_bytes,
             [this](Request request) { return keep(std::move(request)); });
}

std::optional<RatingLink> RatingPage::link_of(const Request& request) const {
  const auto payload =
      context_.signer->verify(scale_ == Scale::Nps ? nps_purpose : rating_purpose, request.tail);
  return payload ? rating_link(*payload) : std::nullopt;
}

Response RatingPage::form(unsigned status, const PageTexts& texts, const Draft& draft) const {
  const PageLayout& layout = context_.layout;
  const bool is_nps = scale_ == Scale::Nps;
  const std::string_view title = is_nps ? texts.nps_title : texts.rating_title;
  const std::string alarm = draft.is_incomplete
                                ? fmt::format("<p class=\"alarm\" role=\"alert\">{}</p>\n",
                                              layout.fill(is_nps ? texts.nps_missing : texts.rating_missing))
                                : std::string();
  const std::string content = fmt::format(
      R"(<h1>{}</h1>
<p>{}</p>
{}<form method="post" action="?">
<fieldset><legend>{}</legend>
<div class="{}">
{}</div>
<div class="ends soft" aria-hidden="true"><span>{}</span><span>{}</span></div>
</fieldset>
<label class="label" for="comment">{}</label>
<textarea id="comment" name="comment" maxlength="2000">
{}</textarea>
<input type="hidden" name="form" value="{}">
<button>{}</button>
</form>)",
      layout.fill(title), layout.fill(is_nps ? texts.nps_lead : texts.rating_lead), alarm,
      layout.fill(is_nps ? texts.nps_legend : texts.rating_legend), is_nps ? "numbers" : "stars",
      is_nps ? numbers(draft.rating) : stars(layout, texts, draft.rating),
      layout.fill(is_nps ? texts.nps_worst : texts.ratings.front()),
      layout.fill(is_nps ? texts.nps_best : texts.ratings.back()),
      layout.fill(is_nps ? texts.nps_why : texts.comment_label), liquid::escaped(draft.comment),
      draft.form_id, layout.fill(texts.rating_button));
  return layout.page(status, texts, title, content);
}

boost::asio::awaitable<Response> RatingPage::ask(Request request) {
  const auto link = link_of(request);
  if (!link) co_return context_.layout.bad_link(context_.texts_of(request));
  Visitor visitor = co_await receive_visitor(context_, request, link->customer, link->delivery);
  if (visitor.instead) co_return std::move(*visitor.instead);
  const PageTexts& texts = *visitor.texts;
  Draft draft;
  draft.rating = rating_of(scale_, request.query_value("v"));
  draft.form_id = std::to_string(to_ms(context_.clock.now()));
  co_return form(200, texts, draft);
}

boost::asio::awaitable<Response> RatingPage::keep(Request request) {
  const auto link = link_of(request);
  if (!link) co_return context_.layout.bad_link(context_.texts_of(request));
  const Form sent = Form::read(request.header("content-type"), request.body).value_or(Form());
  const std::optional<int> rating = rating_of(scale_, sent.value("rating"));
  Answer answer{*link, rating.value_or(0), std::string(trimmed(sent.value("comment"))), sent.value("form")};
  // A browser sends neither; whoever does is no customer with something to say.
  if (!is_utf8(answer.comment) || answer.comment.find('\0') != std::string::npos) answer.comment.clear();
  answer.comment = shortened(answer.comment, most_comment_bytes);
  if (!is_number(answer.form_id)) answer.form_id = "0";

  const Draft draft{rating, answer.comment, answer.form_id, !rating};
  if (draft.is_incomplete) {
    Visitor visitor = co_await receive_visitor(context_, request, link->customer, link->delivery);
    if (visitor.instead) co_return std::move(*visitor.instead);
    co_return form(400, *visitor.texts, draft);
  }

  struct Done {
    LinkFacts facts;
    bool is_new = false;
  };
  auto write = [scale = scale_, answer = std::move(answer), now = context_.clock.now()](Database& database) {
    Done done;
    done.facts = link_facts(database, answer.link.customer, answer.link.delivery);
    if (done.facts.is_known) done.is_new = keep_answer(database, scale, answer, done.facts, now);
    return done;
  };
  std::optional<Done> done;
  try {
    done = co_await context_.store.write(std::move(write));
  } catch (const std::exception& failure) {
    context_.log.error("page.store_failed", {{"reason", failure.what()}});
  }
  if (!done) co_return context_.layout.failure(context_.texts_of(request));
  const PageTexts& texts = context_.texts_of(request, done->facts.language);
  if (!done->facts.is_known) co_return context_.layout.bad_link(texts);
  if (done->is_new) {
    context_.log.info("page.rated", {{"customer", link->customer}, {"rating", rating.value_or(0)}});
    if (context_.on_events) context_.on_events();
  }
  co_return context_.layout.note(200, texts, texts.thanks_title, context_.layout.fill(texts.thanks_text));
}

}  // namespace lifecycled
