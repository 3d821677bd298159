#include "reports/failure_words.hpp"

#include <initializer_list>

namespace email {
namespace {

bool says_one_of(std::string_view flat, std::initializer_list<std::string_view> phrases) {
  for (const std::string_view phrase : phrases) {
    if (flat.find(phrase) != flat.npos) return true;
  }
  return false;
}

}  // namespace

bool says_mailbox_is_full(std::string_view flat) {
  return says_one_of(
      flat, {"mailbox full",           "mailbox is full",         "mail box full",        "mailfolder is full",
             "inbox is full",          "inbox full",              "over quota",           "overquota",
             "over its quota",         "over their quota",        "quota exceed",         "quota has been exceed",
             "exceeded quota",         "exceeded its quota",      "exceeds quota",        "exceed the quota",
             "exceeded their quota",   "exceeded the quota",      "exceeded his quota",   "disk quota",
             "storage quota",          "quota violation",         "not enough quota",     "exceeded storage",
             "storage allocation",     "out of storage",          "storage limit",        "not enough disk space",
             "not enough space",       "not enough storage",      "insufficient disk",    "insufficient storage",
             "insufficient system storage", "no space left",      "exceeds allowed size", "exceeded allowed size",
             "mailbox exceeds",        "mailbox has exceeded",    "mailbox size limit",   "mailbox limit",
             "mailbox quota",          "maximum mailbox size",    "exceeds the maximum mailbox",
             "would exceed mailbox",   "user is over",            "recipient over",       "account is full",
             "quotaexceeded",          "too much mail",           "full mailbox",         "boite pleine",
             "boite du destinataire pleine"});
}

bool blames_the_disk(std::string_view flat) {
  return says_one_of(flat, {"couldn't create", "could not create", "can't create", "cannot create", "unable to create",
                            "can't open", "cannot open", "i/o error", "read-only file system", "write error"});
}

bool says_account_sleeps(std::string_view flat) {
  return says_one_of(
      flat, {"account is disabled",     "account disabled",       "account has been disabled",
             "account that you tried to reach is disabled",       "is disabled",
             "user disabled",           "mailbox disabled",       "address is disabled",
             "disabled recipient",      "recipient disabled",     "has been disabled",
             "account is suspended",    "account suspended",      "user suspended",
             "has been suspended",      "is suspended",           "account is locked",
             "account locked",          "temporary locked",       "temporarily locked",
             "account is inactive",     "account inactive",       "inactive account",
             "user inactive",           "is inactive",            "inactive user",
             "has been deactivated",    "is deactivated",         "account is not active",
             "account not active",      "account expired",        "account has expired",
             "account is temporarily",  "mailbox is temporarily", "account is frozen",
             "mailbox is inactive",     "mailbox inactive",       "mailbox is frozen",
             "mailbox frozen",          "not currently accepting", "not accepting messages",
             "not accepting mail",      "is not accepting any"});
}

bool blames_the_sender(std::string_view flat) {
  return says_one_of(
      flat, {"sender address",        "sender domain",       "sender's domain",     "sender rejected",
             "sender denied",         "sender verif",        "domain of sender",    "invalid sender",
             "unknown sender",        "envelope sender",     "sender is not",       "sending domain",
             "sending ip",            "in reply to mail from", "after mail from",   "senders not allowed",
             "relay access denied",   "relaying denied",     "relay not permitted", "unable to relay",
             "not permitted to relay", "relaying not allowed", "open relay",        "client host rejected",
             "client host blocked",   "blocked using",       "blacklist",           "block list",
             "blocklist",             "black list",          "dnsbl",               "spamhaus",
             "banned",                "unsolicited",         "reputation",          "dmarc",
             "dkim",                  " spf ",               "spf record",          "spf check",
             "unauthenticated",       "reverse dns",         "ptr record",          "rdns",
             "smtp authentication",   "authentication required", "must authenticate", "is spam",
             "as spam",               "spam message",        "spam content",        "spam detected",
             "spam score",            "considered spam",     "spam-like",           "virus",
             "content rejected",      "message rejected",    "policy reasons",      "security polic",
             "policy violation",      "local policy",        "message filtered",    "greylist",
             "graylist",              "too many connections", "too many messages",  "rate limit",
             "frequency limit",       "message too large",   "message too big",     "message size",
             "size limit exceeded",   "too many hops",       "hop count",           "routing loop",
             "mail loop",             "access denied",       "after initial connection"});
}

bool was_said_after_data(std::string_view flat) {
  if (says_one_of(flat, {"end of data", "in reply to data", "smtp command data", "final data:"})) return true;
  // Some servers repeat the recipient in this sentence; where it is left out, there was none to repeat.
  if (says_one_of(flat, {"550 : user unknown"})) return true;
  // A transcript shows DATA even where nobody was left to send to.
  if (says_one_of(flat, {"no valid recipients"})) return false;
  return says_one_of(flat, {">>> data <<< 550", ">>> data <<< 552"});
}

bool says_nobody_is_there(std::string_view flat) {
  return says_one_of(
      flat,
      {"user unknown",            "unknown user",              "unknown or illegal alias", "user not known",
       "no such user",            "no such person",            "no such recipient",        "no such mailbox",
       "no such address",         "no such account",           "no such local user",       "no such email",
       "no such virtual user",    "no mailbox here",           "no mailbox by that name",  "no account by that",
       "no user with that",       "unknown recipient",         "recipient unknown",        "recipient not found",
       "user not found",          "user not exist",            "user does not exist",      "account not found",
       "account does not exist",  "mailbox does not exist",    "recipient does not exist", "address does not exist",
       "address doesn't exist",   "account doesn't exist",     "user doesn't exist",       "does not exist",
       "doesn't exist",           "not exist here",            "may not exist",            "user doesn't have",
       "does not have an account", "don't have an account",    "no longer has an account", "unknown address",
       "address unknown",         "address not found",         "address couldn't be found", "couldn't be found",
       "could not be found",      "wasn't found",              "was not found",            "invalid recipient",
       "invalid mailbox",         "invalid address",           "invalid user",             "invalid final delivery",
       "invalid local address",   "invalid account",           "illegal user",             "mailbox not found",
       "mailbox unknown",         "unknown mailbox",           "mailbox unavailable",      "mailbox not available",
       "mailbox name not allowed", "not listed in",            "unknown local part",       "unknown local-part",
       "unknown local user",      "not a valid mailbox",       "not a valid user",         "not a valid recipient",
       "is not a valid address",  "not a known user",          "is not known",             "not our user",
       "not our customer",        "bad address",               "bad destination mailbox",  "bad recipient",
       "recipnotfound",           "recipientnotfound",         "resolver.adr",             "no longer on server",
       "no longer available",     "no longer valid",           "no longer in use",         "has moved",
       "no longer works",         "left the company",          "is not a user",            "undeliverable address",
       "there is no one at this", "no one by that name",       "check if address is correct", "user is unknown",
       "recipient is unknown",    "address is unknown",        "unable to find recipient", "no valid recipients",
       "destinataire invalide",   "destinataire inconnu",      "utilisateur inconnu",      "unbekannter empf",
       "empfaenger unbekannt",    "empf\xc3\xa4nger unbekannt", "usuario desconocido",     "utente sconosciuto"});
}

bool says_domain_takes_no_mail(std::string_view flat) {
  return says_one_of(
      flat,
      {"host unknown",             "unknown host",          "host not found",           "host or domain name not found",
       "domain not found",         "domain name not found", "no such domain",           "unknown domain",
       "domain does not exist",    "domain doesn't exist",  "nxdomain",                 "name or service not known",
       "name service error",       "unrouteable address",   "unroutable address",       "unrouteable mail domain",
       "unrouteable domain",       "couldn't find any host", "could not find any host", "couldn't find a mail exchanger",
       "could not find a mail exchanger", "illegal host",   "does not accept mail",     "doesn't accept mail",
       "doesn't receive email",    "does not receive email", "no smtp service",         "null mx",
       "nullmx",                   "no mail exchanger",     "no mx record",             "no mail server",
       "no mail hosts",            "invalid domain",        "bad destination system",   "bad destination host",
       "domain is not reachable",  "no route to domain",    "unable to route",          "invalid host",
       "no longer accepts mail"});
}

bool says_not_delivered(std::string_view flat) {
  return says_one_of(
      flat, {"not delivered",          "not be delivered",      "undeliver",             "undelivered",
             "could not deliver",      "unable to deliver",     "delivery failed",       "delivery failure",
             "delivery error",         "delivery to the following", "delivery has failed", "failed permanently",
             "fatal errors",           "permanent error",       "permanent failure",     "returned mail",
             "returned message",       "rejected",              "refused",               "timed out",
             "time out",               "timeout exceeded",      "expired",               "giving up",
             "give up",                "wasn't delivered",      "weren't sent",          "couldn't be delivered",
             "did not reach",          "mail system error",     "delivery errors",       "was blocked",
             "deferred",               "did not like",          "too long",              "could not be sent"});
}

}  // namespace email
