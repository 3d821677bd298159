// The scripts for browsers, embedded from assets/. Constants; any thread.
#pragma once

#include <string_view>

namespace lifecycled {

constexpr std::string_view script_type = "text/javascript; charset=utf-8";
std::string_view push_common();  // what page and worker share
std::string_view push_client();  // what pages share
std::string_view push_embed();   // for the shop's own pages
std::string_view push_page();    // for the page of ours that asks
std::string_view push_worker();
std::string_view site_client();  // for the shop's own pages: what visitors do there

}  // namespace lifecycled
