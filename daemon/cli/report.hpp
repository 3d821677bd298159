// What commands print for people; --json prints the same facts as JSON. Pure.
#pragma once

#include <string>

#include <boost/json/object.hpp>

namespace lifecycled {

std::string status_report(const boost::json::object& status);
std::string explain_report(const boost::json::object& explanation);
std::string stages_report(const boost::json::object& stages);
std::string tests_report(const boost::json::object& tests);
std::string clicks_report(const boost::json::object& clicks);
std::string import_report(const boost::json::object& import);
std::string start_report(const boost::json::object& start);
std::string doubt_report(const boost::json::object& doubt);

// Numbers in the form that readers of JSON expect: 0.5 and not 5E-1.
std::string json_text(const boost::json::value& value);

}  // namespace lifecycled
