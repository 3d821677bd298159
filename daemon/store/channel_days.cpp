#include "store/channel_days.hpp"

namespace lifecycled {

std::int64_t ChannelDays::claimed(std::string_view channel, std::int64_t day) {
  Query query(database_, "SELECT claimed FROM channel_days WHERE channel = ?1 AND day = ?2");
  query.bind(channel, day);
  return query.step() ? query.integer(0) : 0;
}

void ChannelDays::claim(std::string_view channel, std::int64_t day) {
  Query(database_,
        "INSERT INTO channel_days (channel, day, claimed) VALUES (?1, ?2, 1) "
        "ON CONFLICT DO UPDATE SET claimed = claimed + 1")
      .bind(channel, day)
      .run();
}

void ChannelDays::release(std::string_view channel, std::int64_t day) {
  Query(database_, "UPDATE channel_days SET claimed = max(claimed - 1, 0) WHERE channel = ?1 AND day = ?2")
      .bind(channel, day)
      .run();
}

std::int64_t ChannelDays::count_before(std::string_view channel, std::int64_t day, std::size_t most) {
  Query query(database_,
              "SELECT 1 FROM channel_days WHERE channel = ?1 AND day < ?2 AND claimed > 0 LIMIT ?3");
  query.bind(channel, day, most);
  std::int64_t count = 0;
  while (query.step()) ++count;
  return count;
}

void ChannelDays::add(std::string_view channel, std::int64_t day, const ChannelReturns& more) {
  Query(database_,
        "INSERT INTO channel_days (channel, day, sent, bounced, complained) VALUES (?1, ?2, ?3, ?4, ?5) "
        "ON CONFLICT DO UPDATE SET sent = sent + ?3, bounced = bounced + ?4, complained = complained + ?5")
      .bind(channel, day, more.sent, more.bounced, more.complained)
      .run();
}

ChannelReturns ChannelDays::since(std::string_view channel, std::int64_t day) {
  Query query(database_,
              "SELECT coalesce(sum(sent), 0), coalesce(sum(bounced), 0), coalesce(sum(complained), 0) "
              "FROM channel_days WHERE channel = ?1 AND day >= ?2");
  query.bind(channel, day);
  query.step();
  return {query.integer(0), query.integer(1), query.integer(2)};
}

void ChannelDays::forgive(std::string_view channel) {
  Query(database_, "UPDATE channel_days SET sent = 0, bounced = 0, complained = 0 WHERE channel = ?1")
      .bind(channel)
      .run();
}

}  // namespace lifecycled
