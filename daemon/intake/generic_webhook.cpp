#include "intake/generic_webhook.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "base/json_fields.hpp"
#include "base/text.hpp"
#include "intake/mapped_body.hpp"
#include "intake/segment_api.hpp"
#include "intake/shop_body.hpp"
#include "intake/shop_words.hpp"
#include "journey/event_names.hpp"
#include "store/order_marks.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_elements = 1000;

class GenericReader {
 public:
  GenericReader(const ShopIntake& shop, const ShopDelivery& delivery, ShopReading& reading)
      : shop_(shop),
        delivery_(delivery),
        reading_(reading),
        zone_(TimeZone::named(shop.mapping.time_zone)),
        words_(shop, delivery, reading) {}

  void read(const JsonSpot& spot) {
    const IntakeMapping& mapping = shop_.mapping;
    const MappedBody body(shop_, zone_, spot);
    topic_ = mapping.topic.header.empty() ? body.text(mapping.topic.places) : std::string(delivery_.topic);
    if (std::ranges::find(mapping.ignored_topics, topic_) != mapping.ignored_topics.end()) return;
    bool is_heard = false;
    for (const EventMapping& event : mapping.events) {
      if (!event.topics.empty() && std::ranges::find(event.topics, topic_) == event.topics.end()) continue;
      is_heard = true;
      if (event.each) {
        const auto elements = spot.elements(*event.each);
        if (elements.size() > most_elements)
          return words_.set_aside("the list of events is longer than 1,000");
        for (const JsonSpot& element : elements) tell(event, MappedBody(shop_, zone_, element));
      } else {
        tell(event, body);
      }
    }
    if (!is_heard)
      words_.set_aside(fmt::format("nothing follows from the topic \"{}\"", clean_line(topic_, 100)));
  }

  std::string delivery_id(const JsonSpot& spot) const {
    return MappedBody(shop_, zone_, spot).text(shop_.mapping.delivery.places);
  }

 private:
  ShopPerson person_of(const EventMapping& mapping, const MappedBody& body) const {
    ShopPerson out{words_.ours(body.id(mapping.user)), words_.ours(body.id(mapping.visitor))};
    if (out.user_id.empty()) out.user_id = words_.guest(body.text(mapping.guest));
    return out;
  }

  // Which fact it is: the same for ever, whichever body tells it.
  static std::string fact_of(const EventMapping& mapping, const std::string& key,
                             std::optional<Instant> changed, const EventBody& said) {
    std::string fact = fmt::format("{}:{}", mapping.event, key);
    if (changed) return fact + fmt::format(":{}", to_ms(*changed));
    const bool is_once = !key.empty() && (!mapping.id.empty() || order_mark(mapping.event));
    return is_once ? fact : fact + ":" + to_hex(bytes_of(sha256(said.str())).substr(0, 8));
  }

  void tell(const EventMapping& mapping, const MappedBody& body) {
    if (!body.passes(mapping.tests)) return;
    EventBody said = body.event(mapping.values);
    if (mapping.event.starts_with("Consent ")) {
      said.text("by", fmt::format("webhook {} of {}", clean_line(topic_, 100), shop_.name));
    }
    if (said.str().size() > most_event_bytes)
      return words_.set_aside(fmt::format("\"{}\" would be larger than 32 KB", mapping.event));
    const ShopPerson person = person_of(mapping, body);
    const auto changed = body.time(mapping.changed);
    const Instant at = changed ? *changed : body.time(mapping.at).value_or(words_.told_at());
    if (mapping.event == event_names::customer_identified) {
      if (!person.is_known()) return nobody(mapping);
      return words_.add_traits(
          person, "customer:" + (person.user_id.empty() ? person.visitor_id : person.user_id), at, said);
    }
    std::string mistake;
    const auto read = parse_json(said.str(), mistake);
    const std::string order = read ? text_at(*read, "order_id").value_or("") : "";
    const std::string own_id = body.id(mapping.id);
    if (!mapping.event.starts_with("Order ")) {
      if (!person.is_known() && !is_product_news(mapping.event)) return nobody(mapping);
      words_.add(mapping.event, person, fact_of(mapping, own_id, changed, said), at, said).only_of_known =
          false;
      return;
    }
    if (order.empty())
      return words_.set_aside(fmt::format(
          "\"{}\" without order_id: the place that [intake.{}] names is empty", mapping.event, shop_.name));
    ShopWord& word = words_.add(mapping.event, person,
                                fact_of(mapping, own_id.empty() ? order : own_id, changed, said), at, said);
    word.order = order;
    word.order_word = fmt::format("shop:{}:Order Completed:{}", shop_.name, order);
    if (mapping.event == "Order Completed") word.event.message_id = word.order_word;
    if (mapping.event == "Order Completed" && !person.is_known()) {
      reading_.words.pop_back();
      return nobody(mapping);
    }
    if (mapping.event == "Order Refunded") word.refund = text_at(*read, "refund_id").value_or("");
  }

  void nobody(const EventMapping& mapping) {
    words_.set_aside(fmt::format(
        "\"{}\" of nobody: the places of user, guest and visitor hold no id and no address", mapping.event));
  }

  const ShopIntake& shop_;
  const ShopDelivery& delivery_;
  ShopReading& reading_;
  TimeZone zone_;
  ShopWords words_;
  std::string topic_;
};

}  // namespace

ShopReading read_generic(const ShopIntake& shop, const ShopDelivery& delivery) {
  ShopReading reading;
  const auto value = shop_json(delivery.body, reading.set_aside);
  if (!value) return reading;
  GenericReader reader(shop, delivery, reading);
  const JsonSpot all(*value, trimmed(delivery.body));
  if (!value->is_array()) {
    reading.delivery = reader.delivery_id(all);
    reader.read(all);
    return reading;
  }
  const auto elements = all.elements({});
  if (elements.size() > most_elements) {
    reading.set_aside = "the body is a list of more than 1,000";
    return reading;
  }
  for (const JsonSpot& element : elements) reader.read(element);
  return reading;
}

}  // namespace lifecycled
