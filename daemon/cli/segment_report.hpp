// What `segments` and `segment` print for people, made of what --json prints. Pure.
#pragma once

#include <string>

#include <boost/json/object.hpp>

namespace lifecycled {

std::string segments_report(const boost::json::object& segments);
std::string segment_report(const boost::json::object& segment);

}  // namespace lifecycled
