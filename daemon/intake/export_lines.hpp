// One line of JSON for each thing that the shop told, in the form in which `import` takes it. Pure; any
// thread.
#pragma once

#include <string>

#include "store/shop_export.hpp"

namespace lifecycled {

std::string export_line(const ExportedCustomer& customer);
std::string export_line(const ExportedOrder& order);
std::string export_line(const ExportedConsent& consent);
std::string export_line(const StoredEvent& event);

}  // namespace lifecycled
