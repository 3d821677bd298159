#include "cli/campaign_library.hpp"

#include <boost/json/array.hpp>
#include <doctest/doctest.h>
#include <unistd.h>

#include "base/file.hpp"
#include "cli/data_command.hpp"
#include "store/campaign_halts.hpp"

namespace lifecycled {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr const char* cart =
    "# Reminds.\ntitle   = \"Cart\"\nserves  = \"conversion\"\ntrigger = { event = \"Product Added\" }\n"
    "step = [\n  { send = \"cart/one\" },\n  { after = \"1d\", send = \"cart/one\" },\n]\n";

// A shop with one campaign, and a library with that one and another.
struct Shop {
  fs::path folder;
  Shop() {
    std::string name = (fs::temp_directory_path() / "lifecycled.XXXXXX").string();
    folder = ::mkdtemp(name.data());
    write("shop/lifecycled.toml", "state = \"state\"\n");
    write("shop/campaigns/cart.toml", cart);
    write("shop/messages/partials/button.html", "the shop's own");
    write("library/campaigns/cart.toml", "title = \"Another\"\n");
    write("library/campaigns/birthday.toml",
          "title = \"Birthday\"\nserves = \"retention\"\nlive = true\ntrigger = { date = \"birthday\" }\n"
          "step = [ { send = \"birthday/wishes\" } ]\n");
    for (const char* file : {"birthday/wishes.toml", "birthday/wishes.nl.toml", "birthday/wishes-too.toml",
                             "partials/button.html", "layouts/mail.html"})
      write(std::string("library/messages/") + file, "shipped");
  }
  ~Shop() { fs::remove_all(folder); }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories((folder / name).parent_path());
    write_file(folder / name, text);
  }
  std::string text(const std::string& name) const { return read_file(folder / name); }
  CampaignLibrary library() const { return {folder / "shop/lifecycled.toml", folder / "library"}; }
  std::string refusal(const NewCampaign& wanted) const {
    try {
      library().write_new(wanted);
    } catch (const CommandError& error) {
      return error.what();
    }
    return "";
  }
};

TEST_CASE("the shop's own campaigns are listed first, then those of the library that it has not") {
  const Shop shop;
  const json::object list = shop.library().list();
  const auto& campaigns = list.at("campaigns").as_array();
  REQUIRE(campaigns.size() == 2);
  CHECK(campaigns[0] == json::object{{"campaign", "cart"},
                                     {"title", "Cart"},
                                     {"serves", "conversion"},
                                     {"starts", "Product Added"},
                                     {"place", "shop"},
                                     {"live", true},
                                     {"halt", ""},
                                     {"messages", json::array{"cart/one"}}});
  CHECK(campaigns[1].as_object().at("campaign") == "birthday");
  CHECK(campaigns[1].as_object().at("place") == "library");
  CHECK(campaigns[1].as_object().at("live") == false);
  CHECK(campaign_list_report(list) ==
        "live    cart      conversion  Product Added\n\nIn the library, and not among yours:\n"
        "birthday  retention   the date birthday\n\n"
        "A copy to edit:  lifecycled campaigns new NAME --from CAMPAIGN\n");
}

TEST_CASE("what was paused or ended is listed as such, and a shop that has not begun gets no database") {
  const Shop shop;
  shop.write("shop/campaigns/second.toml", cart);
  shop.library().list();
  CHECK_FALSE(fs::exists(shop.folder / "shop/state"));

  fs::create_directories(shop.folder / "shop/state");
  Database database(shop.folder / "shop/state/lifecycled.db", Database::Mode::ReadWrite);
  CampaignHalts halts(database);
  const Instant now = parse_instant("2026-03-05T12:00:00Z").value();
  halts.pause(Campaigns(database).ensure("cart"), now, "anna", "wrong price");
  halts.end(Campaigns(database).ensure("second"), now, "anna", "", true);
  const json::object list = shop.library().list();
  CHECK(list.at("campaigns").at(0).at("live") == false);
  CHECK(list.at("campaigns").at(0).at("halt") ==
        "paused since 2026-03-05T12:00:00.000Z by anna: wrong price");
  const std::string told = campaign_list_report(list);
  CHECK(told.starts_with("paused  cart      conversion  Product Added\nended   second    conversion  Prod"));
  halts.resume(Campaigns(database).ensure("cart"));
  CHECK(campaign_list_report(shop.library().list()).starts_with("live    cart "));
}

TEST_CASE("a copy says that it is not live, and is the same in all else") {
  const Shop shop;
  const json::object written = shop.library().write_new({"cart-two", "cart"});
  CHECK(written.at("copied").as_array().empty());
  std::string expected = cart;
  expected.insert(expected.find("trigger"), "live    = false\n");
  CHECK(shop.text("shop/campaigns/cart-two.toml") == expected);
  CHECK(new_campaign_report(written) ==
        (shop.folder / "shop/campaigns/cart-two.toml").string() +
            " is there, not live yet.\nIt sends the same messages as cart: cart/one.\nGive it others where "
            "the texts should differ.\nEdit it, look at it with `lifecycled check`, set live = true, then "
            "`lifecycled reload`.\n");
}

TEST_CASE("a copy from the library brings the messages that the shop has not, and keeps the shop's own") {
  const Shop shop;
  const json::object written = shop.library().write_new({"birthday", "birthday"});
  CHECK(shop.text("shop/campaigns/birthday.toml").find("live = false\n") != std::string::npos);
  CHECK(shop.text("shop/campaigns/birthday.toml").find("true") == std::string::npos);
  CHECK(shop.text("shop/messages/birthday/wishes.nl.toml") == "shipped");
  CHECK_FALSE(fs::exists(shop.folder / "shop/messages/birthday/wishes-too.toml"));
  CHECK(shop.text("shop/messages/layouts/mail.html") == "shipped");
  CHECK(shop.text("shop/messages/partials/button.html") == "the shop's own");
  CHECK(written.at("copied").as_array().size() == 3);
  // Whatever the program's umask: the daemon's own user reads it.
  const auto permissions = fs::status(shop.folder / "shop/campaigns/birthday.toml").permissions();
  CHECK((permissions & fs::perms::others_read) != fs::perms::none);
}

TEST_CASE("a copy says which segments the shop lacks") {
  const Shop shop;
  shop.write("library/segments.toml",
             "[segments]\nvip = { title = \"Very important\", where = \"orders > 9\" }\n");
  shop.write("library/campaigns/care.toml",
             "title = \"Care\"\nserves = \"retention\"\ntrigger = { segment_entered = \"vip\", where = \"not "
             "in_segment('lapsed') and in_segment('odd')\" }\nstep = [ { send = \"birthday/wishes\" } ]\n");
  const json::object written = shop.library().write_new({"care", "care"});
  CHECK(written.at("segments") ==
        json::array{"odd = { where = \"...\" }",
                    "vip = { title = \"Very important\", where = \"orders > 9\" }"});
  CHECK(new_campaign_report(written).find("Your segments.toml lacks what it asks for") != std::string::npos);
}

TEST_CASE("nothing is overwritten, and what is refused is told") {
  const Shop shop;
  CHECK(shop.refusal({"cart", "birthday"}) ==
        (shop.folder / "shop/campaigns/cart.toml").string() + " is there already");
  CHECK(shop.text("shop/campaigns/cart.toml") == cart);
  CHECK(shop.refusal({"x", "birthdays"}) == "there is no campaign \"birthdays\"; did you mean \"birthday\"?");
  CHECK(shop.refusal({"x", "something"}) ==
        "there is no campaign \"something\"; `lifecycled campaigns` lists them");
  for (const char* name : {"", "../x", "Cart", "a b", "a/b"})
    CHECK(shop.refusal({name, "cart"}).find("cannot be a campaign's name") != std::string::npos);
  CHECK_THROWS_AS(CampaignLibrary(shop.folder / "none.toml", ""), CommandError);
}

}  // namespace
}  // namespace lifecycled
