#include "web/page_layout.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "base/crypto.hpp"
#include "liquid/text.hpp"

namespace lifecycled {
namespace {

// Colours pass WCAG AA in both schemes; targets are 48 px; nothing moves.
constexpr std::string_view style = R"css(
:root{color-scheme:light dark;--ground:#f4f2ee;--card:#fff;--text:#1d1b19;--soft:#5d5852;--line:#d8d3cb;--strong:#8a837a;--accent:#1f5f4f;--on-accent:#fff;--star:#b7791f;--alarm:#a3241c}
@media (prefers-color-scheme:dark){:root{--ground:#131311;--card:#1e1d1b;--text:#f3f0ea;--soft:#b8b2a8;--line:#3a3733;--strong:#8f887e;--accent:#8fd0bb;--on-accent:#0d2019;--star:#f2b84b;--alarm:#ff9d94}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:1.25rem;padding:1.25rem;background:var(--ground);color:var(--text);font:1.0625rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","PingFang TC","PingFang SC","Microsoft JhengHei","Microsoft YaHei","Noto Sans CJK TC","Noto Sans CJK SC",sans-serif;overflow-wrap:anywhere}
.shop{font-weight:650;letter-spacing:.01em;margin:0}
main{width:100%;max-width:30rem;background:var(--card);border:1px solid var(--line);border-radius:1rem;padding:clamp(1.25rem,5vw,2.25rem);box-shadow:0 1px 2px #0000000d,0 12px 32px #0000000f}
h1{font-size:clamp(1.5rem,6vw,1.875rem);line-height:1.2;letter-spacing:-.01em;margin:0 0 .5rem;text-wrap:balance}
p{margin:0 0 1rem}
main>:last-child,form>:last-child{margin-bottom:0}
.soft{color:var(--soft);font-size:.9375rem}
.alarm{color:var(--alarm);font-weight:600}
fieldset{border:0;margin:1.25rem 0;padding:0;min-width:0}
legend,.label{display:block;font-weight:600;padding:0;margin:0 0 .5rem}
.choice{display:flex;align-items:center;gap:.75rem;min-height:3rem;padding:.625rem .875rem;border:1px solid var(--line);border-radius:.75rem;cursor:pointer}
.choice+.choice{margin-top:.5rem}
.choice:has(:checked){border-color:var(--accent);box-shadow:inset 0 0 0 1px var(--accent)}
.choice input{flex:none;width:1.25rem;height:1.25rem;margin:0;accent-color:var(--accent)}
.stars{display:flex;justify-content:space-between}
.star{position:relative;display:block;width:3rem;height:3rem;cursor:pointer}
.star input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.star svg{display:block;width:100%;height:100%;padding:.25rem;fill:transparent;stroke:var(--strong);stroke-width:1.5;stroke-linejoin:round;border-radius:.75rem}
.star :checked+svg,.star:has(~.star :checked) svg{fill:var(--star);stroke:var(--star)}
.star :focus-visible+svg{outline:3px solid var(--accent);outline-offset:1px}
.numbers{display:grid;grid-template-columns:repeat(auto-fit,minmax(2.25rem,1fr));gap:.375rem}
.number{position:relative;cursor:pointer}
.number input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.number span{display:block;min-height:2.75rem;line-height:2.75rem;text-align:center;font-weight:600;border:1px solid var(--line);border-radius:.625rem}
.number :checked+span{color:var(--on-accent);background:var(--accent);border-color:var(--accent)}
.number :focus-visible+span{outline:3px solid var(--accent);outline-offset:1px}
.ends{display:flex;justify-content:space-between;margin-top:.25rem}
.hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
textarea{display:block;width:100%;min-height:6.5rem;margin-bottom:1.25rem;padding:.75rem .875rem;font:inherit;color:inherit;background:transparent;border:1px solid var(--strong);border-radius:.75rem;resize:vertical}
button{display:block;width:100%;min-height:3rem;padding:.75rem 1.25rem;border:0;border-radius:.75rem;font:inherit;font-weight:650;color:var(--on-accent);background:var(--accent);cursor:pointer}
form>.soft{margin-top:1rem}
a{color:var(--accent);text-underline-offset:.2em}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
footer{max-width:30rem;text-align:center;color:var(--soft);font-size:.875rem;white-space:pre-line}
@media (forced-colors:active){.star :checked+svg,.star:has(~.star :checked) svg{fill:Highlight;stroke:Highlight}.number :checked+span{outline:3px solid Highlight}button{border:1px solid}}
)css";

// With padding, as in a policy's source list.
std::string base64(std::string_view bytes) {
  std::string text = to_base64url(bytes);
  std::ranges::replace(text, '-', '+');
  std::ranges::replace(text, '_', '/');
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

bool is_web_link(std::string_view url) { return url.starts_with("https://") || url.starts_with("http://"); }

}  // namespace

PageLayout::PageLayout(ShopSettings shop) : shop_(std::move(shop)) {
  // The hash of the one style sheet: whatever else came into the page would neither run nor show.
  policy_ = fmt::format(
      "default-src 'none'; style-src 'sha256-{}'; img-src data:; form-action 'self'; base-uri 'none'; "
      "frame-ancestors 'none'",
      base64(bytes_of(sha256(style))));
}

std::string PageLayout::fill(std::string_view text, std::string_view channel) const {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto brace = text.find('{', at);
    out += liquid::escaped(text.substr(at, brace - at));
    if (brace == std::string_view::npos) break;
    const auto end = text.find('}', brace);
    out += liquid::escaped(text.substr(brace, end - brace) == "{channel" ? channel
                                                                         : std::string_view(shop_.name));
    at = end + 1;
  }
  return out;
}

Response PageLayout::page(unsigned status, const PageTexts& texts, std::string_view title,
                          std::string_view content) const {
  const std::string name = liquid::escaped(shop_.name);
  const std::string postal = liquid::escaped(shop_.postal_address);
  const std::string link = is_web_link(shop_.url)
                               ? fmt::format(R"(<p><a href="{}" rel="noreferrer">{}</a></p>)",
                                             liquid::escaped(shop_.url), fill(texts.to_the_shop))
                               : std::string();
  Response response{status, html_type, {}, {}};
  response.body = fmt::format(R"html(<!doctype html>
<html lang="{}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>{} · {}</title>
<link rel="icon" href="data:,">
<style>{}</style>
</head>
<body>
<header><p class="shop">{}</p></header>
<main>
{}
</main>
<footer>{}{}</footer>
</body>
</html>
)html",
                              texts.language, fill(title), name, style, name, content, link, postal);
  response.headers = {{"Content-Language", std::string(texts.language)},
                      {"Content-Security-Policy", policy_},
                      {"Referrer-Policy", "no-referrer"},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Cache-Control", "no-store"}};
  return response;
}

Response PageLayout::note(unsigned status, const PageTexts& texts, std::string_view title,
                          std::string_view text) const {
  return page(status, texts, title, fmt::format("<h1>{}</h1>\n<p>{}</p>", fill(title), text));
}

Response PageLayout::bad_link(const PageTexts& texts) const {
  return note(404, texts, texts.bad_link_title, fill(texts.bad_link_text));
}

Response PageLayout::failure(const PageTexts& texts) const {
  Response response = note(503, texts, texts.failure_title, fill(texts.failure_text));
  response.headers.emplace_back("Retry-After", "60");
  return response;
}

}  // namespace lifecycled
