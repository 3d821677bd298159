#include "consent/reply_words.hpp"

#include <doctest/doctest.h>

using namespace lifecycled;

namespace {

std::string understood(const std::string& text, const ReplyWords& words = ReplyWords::usual({})) {
  const auto wish = words.wish(text);
  return wish ? std::string(to_text(*wish)) : "";
}

}  // namespace

TEST_CASE("a word to stop is understood however it is written, wherever it stands") {
  for (const char* text : {"STOP",
                           "stop",
                           "Stop.",
                           " stop!! ",
                           "\"STOP\"",
                           "STOP please",
                           "Please stop",
                           "stop, thanks",
                           "UNSUBSCRIBE",
                           "arret",
                           "Arrêt",
                           "ARRE\u0302T",
                           "STOPP",
                           "stopp bitte",
                           "ＳＴＯＰ",
                           "Stop\n",
                           "ik wil me afmelden",
                           "退订",
                           "退訂。",
                           "stop-",
                           "-stop",
                           "Stop\U0001F621",
                           "OptOut",
                           "opt out",
                           "I want to opt-out.",
                           "un-subscribe",
                           "UNSUBSCRIBED",
                           "Arrêter",
                           "Désabonnez-moi",
                           "désabonnez moi svp",
                           "stoppen",
                           "请退订",
                           "我要退訂，谢谢",
                           "Remove me from your list",
                           "Why don't you stop?",
                           "Don't stop? STOP",
                           "why dont stop"})
    CHECK_MESSAGE(understood(text) == "STOP", text);
  for (const char* text : {"STOPALL", "StopAll now", "stop all", "Stop-all"})
    CHECK_MESSAGE(understood(text) == "STOPALL", text);
}

TEST_CASE("a word that only begins or ends so is another word") {
  for (const char* text : {"nonstop",
                           "non-stop",
                           "Nonstop to Paris?",
                           "stopping",
                           "STOPS",
                           "unstoppable",
                           "full_stop",
                           "stopp1",
                           "1stop",
                           "arrets",
                           "",
                           " ",
                           "!!",
                           "ok",
                           "S T O P",
                           "don't stop",
                           "Don\u2019t stop!",
                           "Please don't stop",
                           "Dont stop",
                           "do not stop",
                           "不退订",
                           "不要退订",
                           "option outside",
                           "remove men"})
    CHECK_MESSAGE(understood(text).empty(), text);
}

TEST_CASE("words of everyday life count alone") {
  for (const char* text : {"end", "CANCEL.", "quit", "Revoke!", "T", "td"})
    CHECK_MESSAGE(understood(text) == "STOP", text);
  for (const char* text : {"when does the sale end?", "please cancel my order", "quit smoking", "size T",
                           "昨天我在你们店里买的茶壶盖子坏了，请问可以退订这个订单然后重新买一个吗"})
    CHECK_MESSAGE(understood(text).empty(), text);
}

TEST_CASE("to start again and to be helped must be all that was written") {
  CHECK(understood("START") == "START");
  CHECK(understood("Start.") == "START");
  CHECK(understood("UNSTOP") == "START");
  CHECK(understood("when do you start?").empty());
  CHECK(understood("help") == "HELP");
  CHECK(understood("Aide !") == "HELP");
  CHECK(understood("help me with my order").empty());
  CHECK(understood("start stop") == "STOP");
}

TEST_CASE("a shop adds words and phrases of its own") {
  const ReplyWords words =
      ReplyWords::usual({{"BASTA", "no más", "laat me met rust", " "}, {"ja graag"}, {"hjälp"}});
  CHECK(understood("basta!", words) == "STOP");
  CHECK(understood("Por favor NO MAS mensajes", words) == "STOP");
  CHECK(understood("laat me toch met rust", words).empty());
  CHECK(understood("Laat me met rust.", words) == "STOP");
  CHECK(understood("Ja graag", words) == "START");
  CHECK(understood("ja graag twee", words).empty());
  CHECK(understood("HJALP", words) == "HELP");
  CHECK(understood("STOP", words) == "STOP");
  CHECK(understood("", words).empty());
}

TEST_CASE("where only the shop's own words count, ours do not") {
  const ReplyWords words = ReplyWords::only({{"basta"}, {}, {}});
  CHECK(understood("stop", words).empty());
  CHECK(understood("basta", words) == "STOP");
  CHECK(understood("stop", ReplyWords::only({})).empty());
  CHECK(understood("请退订", ReplyWords::only({})).empty());
}

TEST_CASE("bytes that are no text harm nobody") {
  CHECK(understood("\xFF\xFE STOP \xC3") == "STOP");
  CHECK(understood(std::string(1u << 20, 'x') + " stop").empty());
}
