#include <regex>

#include <boost/json/array.hpp>
#include <doctest/doctest.h>

#include "cli/gap_picture.hpp"
#include "insight/text_measure.hpp"

using namespace lifecycled;
namespace json = boost::json;

namespace {

json::object many_gaps() {
  json::array quantiles, bars;
  for (const double share : {0.1, 0.25, 0.5, 0.75, 0.77, 0.8, 0.9, 0.95, 0.99})
    quantiles.push_back(json::object{{"share", share}, {"days", static_cast<int>(share * 500)}});
  for (int i = 0; i < 20; ++i)
    bars.push_back(
        json::object{{"from", i * 21 + 1}, {"until", i * 21 + 21}, {"count", 12'345'678 / (i + 1)}});
  bars.push_back(json::object{{"from", 421}, {"until", nullptr}, {"count", 421'234}});
  return json::object{{"gaps", 98'765'432},
                      {"quantiles", quantiles},
                      {"histogram", bars},
                      {"shop_gap", "131d"},
                      {"settings", json::object{{"quantile", 0.77}, {"active", 1.0}, {"lapsing", 2.5}}},
                      {"suggestion", json::object{{"lapsing", 3.1}}}};
}

}  // namespace

TEST_CASE(
    "the gaps as a picture: the shop's own, the stages, each quantile by itself, and settings that fit") {
  const std::string svg = gaps_svg(many_gaps());
  for (const char* words : {">98,765,432 gaps<", ">this shop's gap: 131 d<", ">active<", ">lapsing<",
                            ">lapsed<", ">77 %<", ">385 d<", ">more<", "lapsing = 3.1 (now 2.5)<"}) {
    CAPTURE(words);
    CHECK(svg.find(words) != std::string::npos);
  }
}

TEST_CASE("nothing in the picture of the gaps is cut off at its edge") {
  const std::string svg = gaps_svg(many_gaps());
  const std::regex text("<text x=\"([0-9.]+)\" y=\"([0-9.]+)\" font-size=\"([0-9.]+)\"([^>]*)>([^<]*)<");
  std::size_t seen = 0;
  for (std::sregex_iterator at(svg.begin(), svg.end(), text), end; at != end; ++at) {
    const std::string style = (*at)[4], words = (*at)[5];
    const double x = std::stod((*at)[1]), wide = text_width(words, std::stod((*at)[3]));
    const double from = style.find("\"end\"") != std::string::npos      ? x - wide
                        : style.find("\"middle\"") != std::string::npos ? x - wide / 2
                                                                        : x;
    CAPTURE(words);
    CHECK(from >= 0);
    CHECK(from + wide <= 960);
    CHECK(std::stod((*at)[2]) < 576);
    ++seen;
  }
  CHECK(seen > 30);
}

TEST_CASE("without a second purchase the picture of the gaps says so") {
  json::object none = many_gaps();
  none["gaps"] = 0;
  CHECK(gaps_svg(none).find("Nobody has bought twice yet") != std::string::npos);
}
