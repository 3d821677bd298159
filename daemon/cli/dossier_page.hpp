// The page of `customer export --html`: all that is known of one customer, for that person to read, in their
// language where it is one of the shipped ones. It stands alone: no script, nothing that it fetches, and what
// was sent is shown as text. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace lifecycled {

// Of what customer_dossier() says. `shop_language` where the customer's own is not known.
std::string dossier_page(const boost::json::object& dossier, std::string_view shop_language);

// Lines of words separated by tabs; the first one names the languages, English first. Embedded from
// dossier_words.tsv.
std::string_view dossier_words();

}  // namespace lifecycled
