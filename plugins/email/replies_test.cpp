#include "replies.hpp"

#include <doctest/doctest.h>

using namespace email;

namespace {

struct Case {
  Phase phase;
  const char* line;
  lc_outcome outcome;
  int32_t scope;
};

constexpr Case cases[] = {
    {Phase::Recipient, "550 5.1.1 <recipient>: Recipient address rejected: User unknown", LC_INVALID_ADDRESS,
     LC_SCOPE_MESSAGE},
    {Phase::Recipient, "550 5.1.10 RESOLVER.ADR.RecipientNotFound", LC_INVALID_ADDRESS, LC_SCOPE_MESSAGE},
    {Phase::Recipient, "550 No such user here", LC_INVALID_ADDRESS, LC_SCOPE_MESSAGE},
    {Phase::Recipient, "553 mailbox name not allowed", LC_INVALID_ADDRESS, LC_SCOPE_MESSAGE},
    {Phase::Recipient, "554 5.4.4 Unable to route: no mail hosts for domain", LC_INVALID_ADDRESS,
     LC_SCOPE_MESSAGE},
    {Phase::Recipient, "550 5.0.0 user unknown", LC_INVALID_ADDRESS, LC_SCOPE_MESSAGE},
    {Phase::Answer, "550 5.1.1 The email account that you tried to reach does not exist", LC_INVALID_ADDRESS,
     LC_SCOPE_MESSAGE},
    // Policy, content, reputation: the address may be good.
    {Phase::Recipient, "550 5.7.1 Message rejected as spam, user unknown to us as a sender", LC_REJECTED,
     LC_SCOPE_MESSAGE},
    {Phase::Recipient, "550 blocked by our policy", LC_REJECTED, LC_SCOPE_MESSAGE},
    {Phase::Recipient, "552 5.2.2 mailbox full", LC_REJECTED, LC_SCOPE_MESSAGE},
    {Phase::Answer, "554 5.7.1 spam", LC_REJECTED, LC_SCOPE_MESSAGE},
    {Phase::Answer, "552 5.3.4 message too big", LC_REJECTED, LC_SCOPE_MESSAGE},
    {Phase::Sender, "552 message size exceeds fixed limit", LC_REJECTED, LC_SCOPE_MESSAGE},
    // Not now.
    {Phase::Recipient, "450 4.2.1 mailbox busy", LC_TRANSIENT, LC_SCOPE_MESSAGE},
    {Phase::Recipient, "452 4.2.2 over quota", LC_TRANSIENT, LC_SCOPE_MESSAGE},
    {Phase::Recipient, "451 4.7.1 greylisted, come back later", LC_TRANSIENT, LC_SCOPE_DESTINATION},
    {Phase::Recipient, "450 try later", LC_TRANSIENT, LC_SCOPE_DESTINATION},
    {Phase::Recipient, "452 4.5.3 too many recipients", LC_TRANSIENT, LC_SCOPE_CHANNEL},
    {Phase::Recipient, "452 insufficient system storage", LC_TRANSIENT, LC_SCOPE_CHANNEL},
    {Phase::Answer, "451 4.3.0 queue file write error", LC_TRANSIENT, LC_SCOPE_CHANNEL},
    {Phase::Answer, "421 4.3.2 shutting down", LC_TRANSIENT, LC_SCOPE_CHANNEL},
    {Phase::Greeting, "421 too many connections", LC_TRANSIENT, LC_SCOPE_CHANNEL},
    {Phase::Sender, "451 4.7.1 slow down", LC_TRANSIENT, LC_SCOPE_CHANNEL},
    {Phase::Auth, "454 4.7.0 temporary authentication failure", LC_TRANSIENT, LC_SCOPE_CHANNEL},
    // Not the message's fault.
    {Phase::Greeting, "554 no service for you", LC_CHANNEL_DOWN, LC_SCOPE_CHANNEL},
    {Phase::Auth, "535 5.7.8 authentication failed", LC_CHANNEL_DOWN, LC_SCOPE_CHANNEL},
    {Phase::Sender, "530 5.7.0 must issue STARTTLS first", LC_CHANNEL_DOWN, LC_SCOPE_CHANNEL},
    {Phase::Sender, "553 5.7.1 sender not owned by user", LC_CHANNEL_DOWN, LC_SCOPE_CHANNEL},
    {Phase::Recipient, "554 5.7.1 <recipient>: Relay access denied", LC_CHANNEL_DOWN, LC_SCOPE_CHANNEL},
};

}  // namespace

TEST_CASE("replies become outcomes") {
  for (const auto& c : cases) {
    CAPTURE(c.line);
    const Verdict verdict = judge_reply(c.phase, parse_reply(c.line), false);
    CHECK(verdict.outcome == c.outcome);
    CHECK(verdict.scope == c.scope);
  }
  // A sender that only this message names is this message's fault.
  CHECK(judge_reply(Phase::Sender, parse_reply("553 5.7.1 not yours"), true).outcome == LC_REJECTED);
}

TEST_CASE("silence is in doubt once the final dot may have left, and only then") {
  for (const Phase before : {Phase::Greeting, Phase::Auth, Phase::Sender, Phase::Recipient, Phase::Data}) {
    CHECK(judge_silence(before, false).outcome == LC_TRANSIENT);
    CHECK(judge_silence(before, false).scope == LC_SCOPE_CHANNEL);
  }
  CHECK(judge_silence(Phase::Answer, false).outcome == LC_IN_DOUBT);
  CHECK(judge_silence(Phase::Answer, true).outcome == LC_IN_DOUBT);
  CHECK(judge_silence(Phase::Connect, false).outcome == LC_CHANNEL_DOWN);
  CHECK(judge_silence(Phase::Greeting, true).outcome == LC_CHANNEL_DOWN);
}

TEST_CASE("a reply's codes are read as far as they are there") {
  const Reply full = parse_reply("550 5.1.10 no\r\n");
  CHECK(full.code == 550);
  CHECK(full.enhanced_detail == 10);
  CHECK(full.text == "no");
  const Reply bare = parse_reply("250 192.168.0.1 says hello");
  CHECK(bare.enhanced_class == 0);
  CHECK(bare.text == "192.168.0.1 says hello");
  CHECK(parse_reply("250").code == 250);
  CHECK(parse_reply("550 5.1.").enhanced_class == 0);
  CHECK(parse_reply("550 5.1.99999999999999999999").enhanced_class == 0);
  CHECK(parse_reply("55").code == 0);
  CHECK(parse_reply("hello").code == 0);
  CHECK(parse_reply("").code == 0);
}
