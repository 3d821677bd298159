// The gaps of a shop as pictures: bars of text for the terminal, and SVG. Both from what `gaps --json`
// prints. Pure.
#pragma once

#include <string>

#include <boost/json/object.hpp>

namespace lifecycled {

std::string gaps_report(const boost::json::object& gaps);
std::string gaps_svg(const boost::json::object& gaps);

}  // namespace lifecycled
