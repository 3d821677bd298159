#include "pages/page_samples.hpp"

#include "message/product_facts.hpp"
#include "pages/page_assets.hpp"
#include "pages/push_script.hpp"

namespace lifecycled {
namespace {

using liquid::Array;
using liquid::Object;
using liquid::Value;

constexpr const char* address = "a***@example.org";
constexpr const char* web = "https://shop.example/x";

void add_notes(std::vector<PageSample>& out) {
  for (const char* note : {"confirmed", "thanks", "push_none", "gone", "expired", "order_unknown", "bad_link",
                           "failure", "address_refused", "busy", "too_long", "unreadable"})
    out.push_back({note, {{"sign", "good"}, {"link", Value()}}});
  out.push_back({"address_changed", {{"sign", "good"}, {"link", Value()}, {"address", "anna@example.org"}}});
  for (const char* scope : {"campaign", "channel", "all"}) {
    out.push_back(
        {"unsubscribed", {{"sign", "bad"}, {"link", web}, {"scope", scope}, {"channel", "e-mail"}}});
  }
}

void add_choices(std::vector<PageSample>& out) {
  out.push_back({"unsubscribe",
                 {{"address", address}, {"campaign", true}, {"channel", "e-mail"}, {"preferences", web}}});
  out.push_back(
      {"unsubscribe",
       {{"address", Value()}, {"campaign", false}, {"channel", "e-mail"}, {"preferences", Value()}}});
  out.push_back({"not_me", {{"address", address}}});
  out.push_back({"confirm", {{"address", address}, {"channel", "e-mail"}, {"form", 17}}});
  out.push_back({"address", {{"address", "anna@example.org"}}});
  const Object channel{{"name", "email"}, {"label", "e-mail"}, {"address", address}, {"is_on", true}};
  const Object topic{{"name", "tea"}, {"label", "Tea"}, {"is_on", false}};
  const Array languages{Object{{"tag", "en"}, {"name", "English"}},
                        Object{{"tag", "fr"}, {"name", "Français"}}};
  const auto preferences = [&](const char* done, Value mistake) {
    return Object{{"channels", Array{channel}},
                  {"topics", Array{topic}},
                  {"frequency", "pause"},
                  {"paused_until", "2026-03-02T09:00:00Z"},
                  {"has_profiling", true},
                  {"may_profile", true},
                  {"has_stopped", true},
                  {"languages", languages},
                  {"has_address_change", true},
                  {"asks_to_keep", done == nullptr},
                  {"email", "anna@"},
                  {"done", done ? Value(done) : Value()},
                  {"mistake", std::move(mistake)}};
  };
  for (const char* done : {"saved", "address_sent", "stopped", "kept"})
    out.push_back({"preferences", preferences(done, Value())});
  for (const char* mistake : {"address", "own_address", "too_many", "unclear"})
    out.push_back({"preferences", preferences(nullptr, Value(mistake))});
  out.push_back(
      {"push",
       {{"script", Value::safe(push_script("location.origin", "BKEY", {push_client(), push_page()}))},
        {"key", "BKEY"}}});
}

void add_feedback(std::vector<PageSample>& out) {
  for (const char* look : {"stars", "smileys"}) {
    for (const bool is_incomplete : {false, true}) {
      out.push_back({"rating",
                     {{"rating", is_incomplete ? Value() : Value(4)},
                      {"look", look},
                      {"comment", "Well <packed>"},
                      {"form", 17},
                      {"is_incomplete", is_incomplete}}});
      const Object product{{"name", "Ceramic coffee cup"},
                           {"image_url", is_incomplete ? Value() : Value(web)},
                           {"rating", is_incomplete ? Value() : Value(5)},
                           {"review", "Pretty"}};
      out.push_back(
          {"review",
           {{"products", Array{product}}, {"look", look}, {"form", 17}, {"is_incomplete", is_incomplete}}});
    }
  }
  for (const bool is_incomplete : {false, true}) {
    out.push_back({"nps",
                   {{"rating", 9},
                    {"look", "stars"},
                    {"comment", ""},
                    {"form", 17},
                    {"is_incomplete", is_incomplete}}});
  }
}

void add_orders(std::vector<PageSample>& out) {
  const Value order = sample_order("EUR");
  for (const char* status : {"ordered", "paid", "shipped", "out_for_delivery", "delivered", "late",
                             "cancelled", "refunded", "returned"}) {
    Array steps;
    for (const char* step : {"ordered", "paid", "shipped", "out_for_delivery", "delivered", "cancelled",
                             "refunded", "returned"}) {
      const bool is_done = steps.size() < 3;
      steps.push_back(Object{{"name", step},
                             {"at", is_done ? Value("2026-01-30T14:20:00Z") : Value()},
                             {"is_done", is_done},
                             {"is_now", steps.size() == 2}});
    }
    const bool is_under_way = std::string_view(status) == "shipped";
    out.push_back({"order",
                   {{"order_id", "1001"},
                    {"status", status},
                    {"steps", std::move(steps)},
                    {"expected_at", is_under_way ? Value("2026-02-02T12:00:00Z") : Value()},
                    {"carrier", is_under_way ? Value("Post") : Value()},
                    {"tracking_number", is_under_way ? Value("3SABC") : Value()},
                    {"tracking_url", is_under_way ? Value(web) : Value()},
                    {"products", *order.object().find("products")},
                    {"total", *order.object().find("total")},
                    {"refunded", is_under_way ? Value(5.0) : Value()},
                    {"currency", "EUR"}}});
  }
}

}  // namespace

std::vector<PageSample> page_samples() {
  std::vector<PageSample> out;
  add_notes(out);
  add_choices(out);
  add_feedback(out);
  add_orders(out);
  out.push_back({"view", {{"message_text", "Hello Anna"}}});
  return out;
}

}  // namespace lifecycled
