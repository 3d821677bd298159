#include "reports/origin.hpp"

#include <algorithm>

#include "reports/failure.hpp"
#include "reports/phrases.hpp"

namespace email {
namespace {

bool comes_from_nobody(const MailParts& mail) {
  return flattened(mail.head.get("return-path")) == "<>" || flattened(mail.head.get("from")) == "<>";
}

std::string senders_of(const MailParts& mail) {
  return flattened(mail.head.get("from")) + " " + flattened(mail.head.get("return-path"));
}

bool comes_from_a_daemon(const MailParts& mail) {
  return says_one_of(senders_of(mail),
                     {"mailer-daemon", "mailer_daemon", "mailerdaemon", "mailer daemon", "mail delivery",
                      "mail-daemon", "maildelivery", "delivery system", "delivery subsystem"});
}

bool comes_from_a_mail_system(const MailParts& mail) {
  return comes_from_a_daemon(mail) ||
         says_one_of(senders_of(mail), {"postmaster", "post_master", "mail administrator"});
}

// Where a person's address would be.
bool comes_from_a_robot(const MailParts& mail) {
  return says_one_of(flattened(mail.head.get("from")),
                     {"no-reply@", "noreply@", "no_reply@", "do-not-reply@", "donotreply@", "bounce"});
}

bool has_subject_of_a_bounce(std::string_view subject) {
  return says_one_of(subject, {"undeliver",
                               "undelivered",
                               "not deliver",
                               "delivery fail",
                               "delivery status",
                               "delivery problem",
                               "delivery error",
                               "delayed",
                               "delivery report",
                               "delivery notification",
                               "failure delivery",
                               "failure notice",
                               "failure notification",
                               "mail failure",
                               "mail fail",
                               "mail error",
                               "mail system error",
                               "error sending your mail",
                               "returned mail",
                               "returned message",
                               "mail delivery",
                               "non-delivery",
                               "nondeliverable",
                               "non remis",
                               "unzustellbar",
                               "nicht zugestellt",
                               "kan niet worden bezorgd",
                               "no se puede entregar",
                               "no se ha podido entregar",
                               "impossibile recapitare",
                               "não é possível entregar",
                               "nie można dostarczyć",
                               "не доставл",
                               "退信",
                               "配信不能",
                               "message delivery has failed",
                               "delivery has failed",
                               "permanent fail",
                               "could not be delivered",
                               "rejected",
                               "bounce"});
}

// An answer to a mail, or a mail passed on, in the languages of mail programs.
bool is_answer(std::string_view subject) {
  for (const std::string_view prefix :
       {"re:",  "re :", "fwd:", "fw:", "aw:", "wg:", "sv:",  "vs:",   "antw:", "doorst:", "tr:",  "rv:",
        "enc:", "res:", "odp:", "pd:", "r:",  "i:",  "ynt:", "回复:", "回覆:", "答复:",   "转发:"}) {
    if (subject.starts_with(prefix)) return true;
  }
  return false;
}

// What follows the words is the head of a mail, and not a few lines that somebody has quoted.
bool has_brought_a_mail_back(const MailParts& mail) {
  std::string_view left = mail.returned;
  while (!left.empty()) {
    const std::string_view line = left.substr(0, left.find('\n'));
    left.remove_prefix(std::min(line.size() + 1, left.size()));
    for (const std::string_view name : {"received:", "message-id:", "return-path:", "mime-version:"}) {
      if (line.size() > name.size() && flattened(line.substr(0, name.size())) == name) return true;
    }
  }
  return false;
}

bool says_it_is_automatic(const MailParts& mail) {
  const std::string field = flattened(mail.head.get("auto-submitted"));
  return !field.empty() && field != "no";
}

bool begins_like_an_automatic_reply(std::string_view subject) {
  for (const std::string_view phrase : {"out of office",
                                        "out of the office",
                                        "automatic reply",
                                        "auto reply",
                                        "auto-reply",
                                        "autoreply",
                                        "auto:",
                                        "autoresponse",
                                        "auto response",
                                        "vacation",
                                        "abwesen",
                                        "automatische antwort",
                                        "autom. antwort",
                                        "réponse automatique",
                                        "reponse automatique",
                                        "absence du bureau",
                                        "respuesta autom",
                                        "resposta autom",
                                        "risposta automatica",
                                        "afwezig",
                                        "automatisch antwoord",
                                        "fuera de la oficina",
                                        "fuera de oficina",
                                        "fuori sede",
                                        "fuori ufficio",
                                        "autosvar",
                                        "automatiskt svar",
                                        "automatisk svar",
                                        "frånvaro",
                                        "fravær",
                                        "automaattinen vastaus",
                                        "autoodpowied",
                                        "odpowiedź automatyczna",
                                        "automatická odpov",
                                        "automatikus válasz",
                                        "otomatik yan",
                                        "автоответ",
                                        "自动回复",
                                        "自动答复",
                                        "自動応答",
                                        "自動返信"}) {
    const auto at = subject.find(phrase);
    // Behind "[SPAM]" or "Re:" it still begins so; behind "Undeliverable:" it is the mail's own subject.
    if (at != subject.npos && !has_subject_of_a_bounce(subject.substr(0, at))) return true;
  }
  return false;
}

}  // namespace

bool is_automatic_reply(const MailParts& mail) {
  const Fields& head = mail.head;
  const std::string subject = flattened(head.get("subject"));
  if (begins_like_an_automatic_reply(subject)) return true;
  // "auto-replied (vacation)", "auto-replied (confirm)": RFC 3834, 5, and RFC 5230, 4.8. Exim's bounces are
  // "auto-replied" without more.
  if (says_one_of(flattened(head.get("auto-submitted")),
                  {"vacation", "confirm", "challenge", "autoresp", "holiday"}) ||
      says_one_of(flattened(head.get("from")), {"(vacation)", "(autoresponder)", "(auto-reply)"})) {
    return true;
  }
  for (const char* name :
       {"x-autoreply", "x-autorespond", "x-auto-reply-from", "x-vacation", "x-mail-autoreply"}) {
    if (!head.get(name).empty()) return true;
  }
  if (flattened(head.get("precedence")) == "auto_reply") return true;
  if (!head.get("x-failed-recipients").empty() || !says_it_is_automatic(mail)) return false;
  // Programs mark bounces so as well. These come from a mail system, bring the mail back or are called so.
  if (!comes_from_a_mail_system(mail) || is_answer(subject)) return true;
  return !has_subject_of_a_bounce(subject) && !has_brought_a_mail_back(mail);
}

bool is_odd_bounce(const MailParts& mail) {
  const std::string subject = flattened(mail.head.get("subject"));
  const bool by_subject = has_subject_of_a_bounce(subject), answers = is_answer(subject);
  const bool has_words = has_words_of_failure(mail.text), has_code = has_code_of_failure(mail.text);
  const bool came_back = has_brought_a_mail_back(mail);
  if (!mail.head.get("x-failed-recipients").empty()) return true;
  if (comes_from_a_mail_system(mail)) {
    // A small firm's postmaster is a person, too, who answers letters.
    if (answers) return has_words && has_code;
    if (comes_from_a_daemon(mail)) return by_subject || has_words || has_code;
    return by_subject || (has_words && (has_code || came_back)) || (has_code && came_back);
  }
  if (answers || !comes_from_nobody(mail)) return false;
  // The empty return path is a vacation's as well (RFC 3834, 3.3).
  if (mail.head.get("from").find('@') == std::string_view::npos || comes_from_a_robot(mail))
    return has_words && (by_subject || came_back);
  return has_words && by_subject && came_back;
}

bool is_quoted_report(const MailParts& mail) {
  if (mail.report_type == "delivery-status") return false;
  if (!mail.head.get("x-failed-recipients").empty()) return false;
  if (is_answer(flattened(mail.head.get("subject")))) return true;
  return !comes_from_a_mail_system(mail) && !comes_from_nobody(mail) && !comes_from_a_robot(mail);
}

}  // namespace email
