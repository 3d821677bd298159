#include "web/page_texts.hpp"

#include <charconv>
#include <cstdlib>

#include "base/text.hpp"

namespace lifecycled {
namespace {

constexpr std::array<PageTexts, 5> texts_by_language{{
    {.language = "en",
     .email = "e-mail",
     .sms = "text message",
     .whatsapp = "WhatsApp",
     .webpush = "browser notification",
     .other_channel = "this channel",
     .unsubscribe_title = "Unsubscribe",
     .unsubscribe_lead = "Tell us what you no longer want to receive from {shop}.",
     .scope_legend = "What should stop?",
     .scope_channel = "News and offers by {channel}",
     .scope_all = "All news and offers, on every channel",
     .orders_go_on = "We will still write about your orders.",
     .unsubscribe_button = "Unsubscribe",
     .unsubscribed_title = "You are unsubscribed",
     .unsubscribed_channel = "{shop} will send you no more news and offers by {channel}.",
     .unsubscribed_all = "{shop} will send you no more news and offers.",
     .rating_title = "How was it?",
     .rating_lead = "Tell {shop} how happy you are. It takes a moment.",
     .rating_legend = "Your rating",
     .ratings = {"Very bad", "Bad", "All right", "Good", "Excellent"},
     .comment_label = "What would you like to tell us? (optional)",
     .rating_button = "Send",
     .rating_missing = "Please choose one of the five stars.",
     .thanks_title = "Thank you!",
     .thanks_text = "Your answer has reached {shop} and helps to do better.",
     .nps_title = "Would you recommend us?",
     .nps_lead = "How likely are you to recommend {shop} to a friend?",
     .nps_legend = "From 0 to 10",
     .nps_worst = "Not at all",
     .nps_best = "Very likely",
     .nps_why = "What is the main reason? (optional)",
     .nps_missing = "Please choose a number from 0 to 10.",
     .confirm_title = "Shall we write to you?",
     .confirm_lead = "With your yes, {shop} sends you news and offers by {channel}.",
     .confirm_button = "Yes, write to me",
     .confirm_note = "You can unsubscribe at any time, with one click in every message.",
     .confirmed_title = "Thank you, we will",
     .confirmed_text = "From now on you will hear from {shop} when there is something worth telling.",
     .view_title = "A message from {shop}",
     .gone_title = "This message is no longer kept",
     .gone_text = "We keep what we sent for a while only, and this message is older than that.",
     .bad_link_title = "This link does not work",
     .bad_link_text =
         "It is incomplete or no longer valid. Please follow the link in one of our messages again.",
     .failure_title = "That did not work",
     .failure_text = "Something went wrong on our side. Please try again in a few minutes.",
     .to_the_shop = "To {shop}"},
    {.language = "nl",
     .email = "e-mail",
     .sms = "sms",
     .whatsapp = "WhatsApp",
     .webpush = "browsermelding",
     .other_channel = "dit kanaal",
     .unsubscribe_title = "Afmelden",
     .unsubscribe_lead = "Laat ons weten wat je niet meer van {shop} wilt ontvangen.",
     .scope_legend = "Wat moet stoppen?",
     .scope_channel = "Nieuws en aanbiedingen via {channel}",
     .scope_all = "Al het nieuws en alle aanbiedingen, via elk kanaal",
     .orders_go_on = "Over je bestellingen houden we je nog wel op de hoogte.",
     .unsubscribe_button = "Afmelden",
     .unsubscribed_title = "Je bent afgemeld",
     .unsubscribed_channel = "{shop} stuurt je geen nieuws en aanbiedingen meer via {channel}.",
     .unsubscribed_all = "{shop} stuurt je geen nieuws en aanbiedingen meer.",
     .rating_title = "Hoe was het?",
     .rating_lead = "Vertel {shop} hoe tevreden je bent. Het is zo gebeurd.",
     .rating_legend = "Je beoordeling",
     .ratings = {"Heel slecht", "Slecht", "Redelijk", "Goed", "Uitstekend"},
     .comment_label = "Wat wil je ons vertellen? (niet verplicht)",
     .rating_button = "Versturen",
     .rating_missing = "Kies een van de vijf sterren.",
     .thanks_title = "Dank je wel!",
     .thanks_text = "Je antwoord is bij {shop} aangekomen. Daarmee kunnen we het nog beter doen.",
     .nps_title = "Zou je ons aanraden?",
     .nps_lead = "Hoe waarschijnlijk is het dat je {shop} aan iemand aanraadt?",
     .nps_legend = "Van 0 tot 10",
     .nps_worst = "Zeker niet",
     .nps_best = "Heel graag",
     .nps_why = "Wat is de belangrijkste reden? (niet verplicht)",
     .nps_missing = "Kies een cijfer van 0 tot 10.",
     .confirm_title = "Mogen we je schrijven?",
     .confirm_lead = "Als je ja zegt, stuurt {shop} je nieuws en aanbiedingen via {channel}.",
     .confirm_button = "Ja, schrijf me maar",
     .confirm_note = "Afmelden kan altijd, met één klik in elk bericht.",
     .confirmed_title = "Dank je wel, dat doen we",
     .confirmed_text = "Vanaf nu hoor je van {shop} als er iets te vertellen is.",
     .view_title = "Een bericht van {shop}",
     .gone_title = "Dit bericht bewaren we niet meer",
     .gone_text = "We bewaren onze berichten een beperkte tijd, en dit bericht is ouder.",
     .bad_link_title = "Deze link werkt niet",
     .bad_link_text =
         "De link is onvolledig of niet meer geldig. Volg de link in een van onze berichten nog eens.",
     .failure_title = "Dat is niet gelukt",
     .failure_text = "Er ging bij ons iets mis. Probeer het over een paar minuten opnieuw.",
     .to_the_shop = "Naar {shop}"},
    {.language = "fr",
     .email = "e-mail",
     .sms = "SMS",
     .whatsapp = "WhatsApp",
     .webpush = "notification du navigateur",
     .other_channel = "ce canal",
     .unsubscribe_title = "Se désabonner",
     .unsubscribe_lead = "Dites-nous ce que vous ne souhaitez plus recevoir de {shop}.",
     .scope_legend = "Que faut-il arrêter\u00a0?",
     .scope_channel = "Les nouvelles et offres par {channel}",
     .scope_all = "Toutes les nouvelles et offres, sur tous les canaux",
     .orders_go_on = "Nous vous écrirons encore au sujet de vos commandes.",
     .unsubscribe_button = "Se désabonner",
     .unsubscribed_title = "Vous êtes désabonné(e)",
     .unsubscribed_channel = "{shop} ne vous enverra plus de nouvelles ni d’offres par {channel}.",
     .unsubscribed_all = "{shop} ne vous enverra plus de nouvelles ni d’offres.",
     .rating_title = "Qu’en avez-vous pensé\u00a0?",
     .rating_lead = "Dites à {shop} si vous êtes satisfait(e). Cela ne prend qu’un instant.",
     .rating_legend = "Votre note",
     .ratings = {"Très mauvais", "Mauvais", "Moyen", "Bien", "Excellent"},
     .comment_label = "Que souhaitez-vous nous dire\u00a0? (facultatif)",
     .rating_button = "Envoyer",
     .rating_missing = "Choisissez l’une des cinq étoiles.",
     .thanks_title = "Merci\u00a0!",
     .thanks_text = "Votre réponse est bien arrivée chez {shop} et nous aide à faire mieux.",
     .nps_title = "Nous recommanderiez-vous\u00a0?",
     .nps_lead = "Recommanderiez-vous {shop} à quelqu’un de votre entourage\u00a0?",
     .nps_legend = "De 0 à 10",
     .nps_worst = "Pas du tout",
     .nps_best = "Très volontiers",
     .nps_why = "Pour quelle raison principale\u00a0? (facultatif)",
     .nps_missing = "Choisissez une note de 0 à 10.",
     .confirm_title = "Pouvons-nous vous écrire\u00a0?",
     .confirm_lead = "Si vous êtes d’accord, {shop} vous enverra des nouvelles et des offres par {channel}.",
     .confirm_button = "Oui, écrivez-moi",
     .confirm_note = "Vous pouvez vous désabonner à tout moment, en un clic, dans chaque message.",
     .confirmed_title = "Merci, c’est noté",
     .confirmed_text = "Vous aurez désormais des nouvelles de {shop} quand cela en vaudra la peine.",
     .view_title = "Un message de {shop}",
     .gone_title = "Ce message n’est plus conservé",
     .gone_text = "Nous ne conservons nos messages qu’un certain temps, et celui-ci est plus ancien.",
     .bad_link_title = "Ce lien ne fonctionne pas",
     .bad_link_text =
         "Il est incomplet ou n’est plus valable. Suivez de nouveau le lien de l’un de nos messages.",
     .failure_title = "Cela n’a pas fonctionné",
     .failure_text = "Une erreur s’est produite de notre côté. Réessayez dans quelques minutes.",
     .to_the_shop = "Vers {shop}"},
    {.language = "zh-Hant",
     .email = "電子郵件",
     .sms = "簡訊",
     .whatsapp = "WhatsApp",
     .webpush = "瀏覽器通知",
     .other_channel = "此管道",
     .unsubscribe_title = "取消訂閱",
     .unsubscribe_lead = "請告訴我們，您不想再收到 {shop} 的哪些訊息。",
     .scope_legend = "您想停止接收什麼？",
     .scope_channel = "透過{channel}發送的消息與優惠",
     .scope_all = "所有管道的消息與優惠",
     .orders_go_on = "與您的訂單有關的訊息仍會照常寄送。",
     .unsubscribe_button = "取消訂閱",
     .unsubscribed_title = "您已取消訂閱",
     .unsubscribed_channel = "{shop} 不會再透過{channel}向您發送消息與優惠。",
     .unsubscribed_all = "{shop} 不會再向您發送消息與優惠。",
     .rating_title = "您覺得如何？",
     .rating_lead = "請告訴 {shop} 您是否滿意，只需片刻。",
     .rating_legend = "您的評分",
     .ratings = {"很差", "差", "普通", "好", "非常好"},
     .comment_label = "您想告訴我們什麼？（選填）",
     .rating_button = "送出",
     .rating_missing = "請選擇一至五顆星。",
     .thanks_title = "謝謝您！",
     .thanks_text = "{shop} 已收到您的回覆，這能幫助我們做得更好。",
     .nps_title = "您會推薦我們嗎？",
     .nps_lead = "您有多願意把 {shop} 推薦給朋友？",
     .nps_legend = "0 到 10 分",
     .nps_worst = "完全不會",
     .nps_best = "非常願意",
     .nps_why = "主要原因是什麼？（選填）",
     .nps_missing = "請選擇 0 到 10 的數字。",
     .confirm_title = "可以寫信給您嗎？",
     .confirm_lead = "您同意後，{shop} 會透過{channel}向您發送消息與優惠。",
     .confirm_button = "好，請寄給我",
     .confirm_note = "每則訊息裡都能一鍵取消訂閱，隨時可以。",
     .confirmed_title = "謝謝您，已經記下了",
     .confirmed_text = "以後有值得分享的事，{shop} 就會告訴您。",
     .view_title = "來自 {shop} 的訊息",
     .gone_title = "這則訊息已不再保存",
     .gone_text = "我們寄出的訊息只保存一段時間，這則訊息已超過保存期限。",
     .bad_link_title = "此連結無法使用",
     .bad_link_text = "連結不完整或已失效。請重新點選我們訊息中的連結。",
     .failure_title = "未能完成",
     .failure_text = "我們這邊出了點問題，請過幾分鐘再試一次。",
     .to_the_shop = "前往 {shop}"},
    {.language = "zh-Hans",
     .email = "电子邮件",
     .sms = "短信",
     .whatsapp = "WhatsApp",
     .webpush = "浏览器通知",
     .other_channel = "此渠道",
     .unsubscribe_title = "退订",
     .unsubscribe_lead = "请告诉我们，您不想再收到 {shop} 的哪些消息。",
     .scope_legend = "您想停止接收什么？",
     .scope_channel = "通过{channel}发送的资讯和优惠",
     .scope_all = "所有渠道的资讯和优惠",
     .orders_go_on = "与您的订单有关的消息仍会照常发送。",
     .unsubscribe_button = "退订",
     .unsubscribed_title = "您已退订",
     .unsubscribed_channel = "{shop} 不会再通过{channel}向您发送资讯和优惠。",
     .unsubscribed_all = "{shop} 不会再向您发送资讯和优惠。",
     .rating_title = "您觉得怎么样？",
     .rating_lead = "请告诉 {shop} 您是否满意，只需片刻。",
     .rating_legend = "您的评分",
     .ratings = {"很差", "差", "一般", "好", "非常好"},
     .comment_label = "您想告诉我们什么？（选填）",
     .rating_button = "提交",
     .rating_missing = "请选择一到五颗星。",
     .thanks_title = "谢谢您！",
     .thanks_text = "{shop} 已收到您的回复，这能帮助我们做得更好。",
     .nps_title = "您会推荐我们吗？",
     .nps_lead = "您有多愿意把 {shop} 推荐给朋友？",
     .nps_legend = "0 到 10 分",
     .nps_worst = "完全不会",
     .nps_best = "非常愿意",
     .nps_why = "主要原因是什么？（选填）",
     .nps_missing = "请选择 0 到 10 的数字。",
     .confirm_title = "可以给您写信吗？",
     .confirm_lead = "您同意后，{shop} 会通过{channel}向您发送资讯和优惠。",
     .confirm_button = "好，请发给我",
     .confirm_note = "每条消息里都能一键退订，随时可以。",
     .confirmed_title = "谢谢您，已经记下了",
     .confirmed_text = "以后有值得分享的事，{shop} 就会告诉您。",
     .view_title = "来自 {shop} 的消息",
     .gone_title = "这条消息已不再保存",
     .gone_text = "我们发出的消息只保存一段时间，这条消息已超过保存期限。",
     .bad_link_title = "此链接无法使用",
     .bad_link_text = "链接不完整或已失效。请重新点击我们消息中的链接。",
     .failure_title = "未能完成",
     .failure_text = "我们这边出了点问题，请过几分钟再试一次。",
     .to_the_shop = "前往 {shop}"},
}};

constexpr std::size_t most_asked = 20;

// The texts for a tag, or null for a language that the pages do not speak.
const PageTexts* texts_for(std::string_view tag) {
  const std::string lower = lower_ascii(trimmed(tag));
  const std::string_view language = std::string_view(lower).substr(0, lower.find_first_of("-_"));
  if (language == "zh") {
    // Where the script is not said, the place tells it.
    for (const std::string_view traditional : {"hant", "tw", "hk", "mo"}) {
      if (lower.find(traditional, 2) != std::string::npos && lower.find("hans") == std::string::npos) {
        return &texts_by_language[3];
      }
    }
    return &texts_by_language[4];
  }
  for (const PageTexts& texts : texts_by_language) {
    if (texts.language == language) return &texts;
  }
  return nullptr;
}

const PageTexts* most_wanted(std::string_view accept_language) {
  const PageTexts* best = nullptr;
  double best_weight = 0;
  std::size_t seen = 0;
  for (const std::string_view range : split(accept_language, ',')) {
    if (++seen > most_asked) break;
    const auto semicolon = range.find(';');
    double weight = 1;
    if (semicolon != std::string_view::npos) {
      const auto q = range.find("q=", semicolon);
      if (q == std::string_view::npos) continue;
      std::from_chars(range.data() + q + 2, range.data() + range.size(), weight);
    }
    const PageTexts* texts = texts_for(range.substr(0, semicolon));
    if (texts && weight > best_weight) {
      best = texts;
      best_weight = weight;
    }
  }
  return best;
}

}  // namespace

const PageTexts& page_texts(const std::optional<std::string>& customer_language,
                            std::string_view accept_language, std::string_view shop_language) {
  if (customer_language) {
    if (const PageTexts* own = texts_for(*customer_language)) return *own;
  }
  if (const PageTexts* asked = most_wanted(accept_language)) return *asked;
  if (const PageTexts* shops = texts_for(shop_language)) return *shops;
  return texts_by_language[0];
}

const std::array<PageTexts, 5>& all_page_texts() { return texts_by_language; }

std::string_view channel_label(const PageTexts& texts, std::string_view channel) {
  if (channel == "email") return texts.email;
  if (channel == "sms") return texts.sms;
  if (channel == "whatsapp") return texts.whatsapp;
  if (channel == "webpush") return texts.webpush;
  return texts.other_channel;
}

}  // namespace lifecycled
