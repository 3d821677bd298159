#include "store/suppressions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/crypto.hpp"

namespace lifecycled {
namespace {

constexpr std::size_t most_domains = 16;

SuppressionRow row(const Query& query) {
  return {query.blob(0), query.text(1), static_cast<SuppressionReason>(query.integer(2)),
          query.integer(3) == 2, from_ms(query.integer(4))};
}

}  // namespace

std::string_view to_text(SuppressionReason reason) {
  switch (reason) {
    case SuppressionReason::HardBounce:
      return "hard bounce";
    case SuppressionReason::Complaint:
      return "complaint";
    case SuppressionReason::Erased:
      return "erased";
    case SuppressionReason::DoNotContact:
      return "do not contact";
    case SuppressionReason::NotAsked:
      return "asked by somebody else";
  }
  return "?";
}

std::vector<std::string> domains_of(std::string_view email) {
  std::vector<std::string> out;
  for (std::size_t at = email.rfind('@'); at != std::string_view::npos && out.size() < most_domains;
       at = email.find('.', at)) {
    ++at;
    if (at < email.size()) out.emplace_back(email.substr(at));
  }
  return out;
}

std::string Suppressions::hash(const SuppressedThing& thing) const {
  const std::string said = fmt::format("suppression {} {}", thing.kind, thing.value);
  return std::string(bytes_of(hmac_sha256(database_.ledger_key(), said)));
}

bool Suppressions::add(const SuppressedThing& thing, std::string_view channel, SuppressionReason why,
                       Instant at) {
  return Query(database_,
               "INSERT INTO suppressions (hash, channel, why, kind, since) VALUES (?1, ?2, ?3, ?4, ?5) "
               "ON CONFLICT DO NOTHING")
             .bind(as_blob(hash(thing)), channel, static_cast<std::int64_t>(why),
                   thing.kind == SuppressedThing::domain ? 2 : 1, to_ms(at))
             .run() > 0;
}

std::vector<SuppressionRow> Suppressions::remove(const SuppressedThing& thing) {
  auto rows = of(thing);
  Query(database_, "DELETE FROM suppressions WHERE hash = ?1").bind(as_blob(hash(thing))).run();
  Query(
      database_,
      "UPDATE address_health SET suppressed_at = NULL, suppression = '' WHERE address_id IN (SELECT id FROM "
      "addresses WHERE kind = ?1 AND normal = ?2)")
      .bind(thing.kind, thing.value)
      .run();
  return rows;
}

void Suppressions::lift_erasure(const SuppressedThing& thing, Instant agreed_at) {
  Query(database_, "DELETE FROM suppressions WHERE hash = ?1 AND channel = '' AND why = 3 AND since < ?2")
      .bind(as_blob(hash(thing)), to_ms(agreed_at))
      .run();
}

std::vector<SuppressionRow> Suppressions::of(const SuppressedThing& thing) {
  Query query(
      database_,
      "SELECT hash, channel, why, kind, since FROM suppressions WHERE hash = ?1 ORDER BY channel, why");
  query.bind(as_blob(hash(thing)));
  std::vector<SuppressionRow> out;
  while (query.step()) out.push_back(row(query));
  return out;
}

std::vector<SuppressionRow> Suppressions::against(std::string_view kind, std::string_view normal,
                                                  std::string_view channel) {
  std::vector<SuppressionRow> out;
  const auto take = [&](std::vector<SuppressionRow> rows) {
    std::ranges::copy_if(rows, std::back_inserter(out), [&](const SuppressionRow& one) {
      return one.channel.empty() || channel.empty() || one.channel == channel;
    });
  };
  take(of({std::string(kind), std::string(normal)}));
  if (kind != "email") return out;
  for (std::string& domain : domains_of(normal))
    take(of({std::string(SuppressedThing::domain), std::move(domain)}));
  return out;
}

std::vector<SuppressionRow> Suppressions::latest(std::size_t limit) {
  Query query(
      database_,
      "SELECT hash, channel, why, kind, since FROM suppressions ORDER BY since DESC, hash DESC LIMIT ?1");
  query.bind(limit);
  std::vector<SuppressionRow> out;
  while (query.step()) out.push_back(row(query));
  return out;
}

std::optional<Instant> Suppressions::newest() {
  Query query(database_, "SELECT since FROM suppressions WHERE since >= 0 ORDER BY since DESC LIMIT 1");
  if (!query.step()) return std::nullopt;
  return from_ms(query.integer(0));
}

std::vector<SuppressionCount> Suppressions::counts() {
  Query query(database_, "SELECT why, kind, count(*) FROM suppressions GROUP BY why, kind");
  std::vector<SuppressionCount> out;
  while (query.step()) {
    out.push_back(
        {static_cast<SuppressionReason>(query.integer(0)), query.integer(1) == 2, query.integer(2)});
  }
  return out;
}

}  // namespace lifecycled
